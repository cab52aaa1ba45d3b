/** The article's text is not in the product: what is, and what happens when it is supplied. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import t, { type Test } from 'tap'
import { supplyCaptureText } from '../../src/imports/capture-text.js'
import { importPaths } from '../../src/imports/import.js'
import { projectRoot } from '../../src/paths.js'
import { createApp, type TestApp } from '../support/app.js'
import { type Json, written } from '../support/dataset.js'

/** Every quote of the record, with its code points. */
async function quotesOf({ graphql }: TestApp): Promise<Json[]> {
  const quote = '{ exact prefix suffix start end state }'
  const { body } = await graphql(
    `{ claims(first: 100) { nodes { quotes ${quote} } } assessments(first: 100) { nodes { quote ${quote} } } relations(first: 100) { nodes { quote ${quote} } } }`
  )
  const { claims, assessments, relations } = body.data
  return [
    ...claims.nodes.flatMap(({ quotes }: Json) => quotes),
    ...[...assessments.nodes, ...relations.nodes].flatMap(({ quote }: Json) => quote ?? [])
  ]
}
function anchored(t: Test, quotes: Json[], text: string) {
  const points = [...text]
  t.equal(quotes.length, 52)
  for (const { exact, prefix, suffix, start, end, state } of quotes) {
    t.equal(state, 'anchored', exact)
    t.equal(points.slice(start, end).join(''), exact)
    t.equal(
      points
        .slice(0, start)
        .join('')
        .endsWith(prefix ?? ''),
      true,
      exact
    )
    t.equal(
      points
        .slice(end)
        .join('')
        .startsWith(suffix ?? ''),
      true,
      exact
    )
  }
}

t.test('with a text of our own in which they stand, its quotes are anchored', async (t) => {
  const test = await createApp(t)
  t.ok((await quotesOf(test)).every(({ state }) => state === 'unverified'))
  // The quotes alone, at their code points, with an emoji for everything between them.
  const points: string[] = Array(4096).fill('👮')
  for (const { exact, prefix, suffix, start } of await quotesOf(test)) {
    const before = [...(prefix ?? '')]
    for (const [i, point] of [...before, ...exact, ...(suffix ?? '')].entries())
      points[start - before.length + i] = point
  }
  const text = points.join('')
  const capture = {
    externalId: 'own:capture',
    source: 'seed:article',
    mediaType: 'text/plain',
    length: points.length,
    sha256: createHash('sha256').update(text).digest('hex')
  }
  const moved = (record: Json) => {
    const to = (quote: Json) => quote && { ...quote, capture: 'own:capture' }
    const { externalId, quotes, quote } = record
    return quotes ? { externalId, quotes: quotes.map(to) } : { externalId, quote: to(quote) }
  }
  const lists = ['claims', 'assessments', 'relations']
  const bundle = Object.fromEntries(
    lists.map((name) => [
      name,
      (written[name] ?? []).filter(({ quotes, quote }) => quotes ?? quote).map(moved)
    ])
  )
  const folder = t.testdir({
    'own.json': JSON.stringify({ captures: [capture], ...bundle }),
    'own.txt': text,
    'other.txt': `${text} `
  })
  await importPaths(test.url, [path.join(folder, 'own.json')])
  await t.rejects(supplyCaptureText(test.url, path.join(folder, 'other.txt')), /No capture has/)
  const [supplied] = await supplyCaptureText(test.url, path.join(folder, 'own.txt'))
  t.equal(supplied?.quotes, 52)
  anchored(t, await quotesOf(test), text)
})

const article = path.join(projectRoot, '..', 'shared', 'data', 'seed_article.txt')
if (fs.existsSync(article)) {
  t.test('with the article’s own text its quotes are anchored', async (t) => {
    const test = await createApp(t)
    const [supplied] = await supplyCaptureText(test.url, article)
    t.equal(supplied?.quotes, 52)
    anchored(t, await quotesOf(test), fs.readFileSync(article, 'utf8'))
  })

  t.test('no file of the repository has sixteen words of the article in a row', async (t) => {
    const words = (text: string) =>
      text.toLowerCase().match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? []
    const runs = (list: string[]) => list.slice(15).map((_, i) => list.slice(i, i + 16).join(' '))
    const forbidden = new Set(runs(words(fs.readFileSync(article, 'utf8'))))
    t.ok(forbidden.size > 500)
    // Few pairs of words begin such a run: the others need not be joined to it.
    const pairs = new Set([...forbidden].map((run) => run.split(' ', 2).join(' ')))
    const findIn = (list: string[]) => {
      for (const [i, word] of list.entries()) {
        if (!pairs.has(`${word} ${list[i + 1]}`)) continue
        const run = list.slice(i, i + 16).join(' ')
        if (forbidden.has(run)) return run
      }
      return undefined
    }
    t.ok(findIn(['so', ...words(fs.readFileSync(article, 'utf8')).slice(-16)]))
    const left = ['node_modules', 'dist', '.git', '.tap', '.onrecord', 'coverage']
    const files = fs
      .readdirSync(projectRoot, { withFileTypes: true })
      .filter(({ name }) => !left.includes(name))
      .flatMap((entry) =>
        entry.isDirectory()
          ? fs
              .readdirSync(path.join(projectRoot, entry.name), {
                recursive: true,
                encoding: 'utf8'
              })
              .map((name) => path.join(projectRoot, entry.name, name))
          : [path.join(projectRoot, entry.name)]
      )
      .filter((file) => fs.statSync(file).isFile())
    t.ok(files.length > 100)
    for (const file of files) {
      t.equal(
        findIn(words(fs.readFileSync(file, 'utf8'))),
        undefined,
        path.relative(projectRoot, file)
      )
    }
  })
}
