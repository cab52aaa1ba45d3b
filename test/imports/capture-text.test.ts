/** The text of a capture that is on record by its hash alone: supplied later, checked, never replaced. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import t, { type Test } from 'tap'
import { supplyCaptureText } from '../../src/imports/capture-text.js'
import { contents, createImporter, revisions } from '../support/importing.js'
import { inheritanceFaults } from '../support/rows.js'
import { sample, sampleText } from '../support/sample.js'

const hash = (text: string) => createHash('sha256').update(text).digest('hex')

/** The sample, with the hash of its capture's text in place of the text. */
function withoutText(row: Record<string, unknown> = {}) {
  const record = sample()
  const [capture] = record['captures'] as [Record<string, unknown>]
  delete capture['text']
  Object.assign(capture, { sha256: hash(sampleText), length: [...sampleText].length, ...row })
  return record
}
async function setUp(t: Test, record = withoutText()) {
  const importer = await createImporter(t)
  await importer.run({ 'all.json': record })
  const folder = t.testdir({})
  const supply = (text: string | Buffer, options = {}) => {
    const file = path.join(folder, 'text.txt')
    fs.writeFileSync(file, text)
    return supplyCaptureText(importer.url, file, options)
  }
  const quotes = async () =>
    (await importer.pool.query('SELECT exact, state, start_at, end_at FROM quotes')).rows
  return { ...importer, supply, quotes }
}

t.test(
  'quotes are unverified until the text is supplied, then anchored where they stand',
  async (t) => {
    const { supply, quotes, pool, one } = await setUp(t)
    const before = await quotes()
    t.equal(before.length, 4)
    t.ok(before.every(({ state }) => state === 'unverified'))
    t.equal(before.filter(({ start_at }) => start_at !== null).length, 1, 'offsets as given')
    const revisionsBefore = await revisions(pool)

    const id = await one('SELECT id FROM captures')
    t.strictSame(await supply(sampleText), [{ capture: id, quotes: 4 }])
    for (const { exact, state, start_at, end_at } of await quotes()) {
      t.equal(state, 'anchored')
      t.equal([...sampleText].slice(start_at, end_at).join(''), exact)
    }
    t.equal(await one('SELECT text FROM captures'), sampleText)
    const after = await revisions(pool)
    const grown = Object.keys(after).filter((name) => after[name] !== revisionsBefore[name])
    t.strictSame(
      grown.sort(),
      ['s:assessment', 's:claim', 's:held', 's:relation'],
      'the capture, and what its quotes are part of'
    )
    t.strictSame(await inheritanceFaults(pool), [])

    const all = await contents(pool)
    t.strictSame(await supply(sampleText), [], 'a second time changes nothing')
    t.strictSame(await contents(pool), all)
  }
)

t.test('a text is the same with other line ends, composed otherwise or with a mark', async (t) => {
  for (const text of [
    sampleText.replaceAll('\n', '\r\n'),
    sampleText.replaceAll('\n', '\r'),
    `\uFEFF${sampleText}`,
    sampleText.normalize('NFD')
  ]) {
    const { supply, one } = await setUp(t)
    t.equal((await supply(text)).length, 1)
    t.equal(await one('SELECT text FROM captures'), sampleText)
  }
})

t.test('a length that was not known comes with the text', async (t) => {
  const { supply, one } = await setUp(t, withoutText({ length: null }))
  t.equal((await supply(sampleText)).length, 1)
  t.equal(await one('SELECT length FROM captures'), [...sampleText].length)
})

t.test('a text of another hash is refused, and one in which a quote does not stand', async (t) => {
  const { supply, pool, run } = await setUp(t)
  const before = await contents(pool)
  const refused = async (text: string | Buffer, message: RegExp) => {
    await t.rejects(supply(text), { name: 'ImportError', message })
    t.strictSame(await contents(pool), before)
  }
  await refused(`${sampleText} `, /No capture has this text's hash, [0-9a-f]{64}\./)
  await refused('', /No capture has this text's hash/)
  await refused(Buffer.from('\xe9', 'latin1'), /text.txt:1: It is not text in UTF-8/)
  await t.rejects(supplyCaptureText('postgres://nowhere', '/no/such/file'), {
    message: '/no/such/file: There is no such file.'
  })
  await t.rejects(supplyCaptureText('postgres://nowhere', '/tmp'), { name: 'ImportError' })

  for (const quote of [
    { exact: 'Officers would intervene' },
    { exact: 'twice', start: 1, end: 6 },
    { exact: 'He', prefix: 'what ' },
    { exact: 'fficers will intervene' }
  ]) {
    await run({
      'r.json': {
        relations: [{ externalId: 's:relation', quote: { capture: 's:held', ...quote } }]
      }
    })
    const unverified = await contents(pool)
    await t.rejects(supply(sampleText), {
      name: 'ImportError',
      message: /quote (does not )?stands?/
    })
    t.strictSame(await contents(pool), unverified, 'refused whole')
  }
})

t.test('an import may bring the text as well', async (t) => {
  const { run, quotes, one } = await setUp(t)
  t.match(await run({ 'all.json': sample() }), { captures: { updated: 1 } })
  t.ok((await quotes()).every(({ state }) => state === 'anchored'))
  t.equal(await one('SELECT text FROM captures'), sampleText)
  t.match(await run({ 'all.json': sample() }), { captures: { unchanged: 1 } })
})

t.test('a dry run checks the text and writes nothing', async (t) => {
  const { supply, pool } = await setUp(t)
  const before = await contents(pool)
  t.match(await supply(sampleText, { dryRun: true }), [{ quotes: 4 }])
  t.strictSame(await contents(pool), before)
})

t.test('one text serves every capture with its hash', async (t) => {
  const { supply, run, one } = await setUp(t)
  const [capture] = withoutText()['captures'] as [Record<string, unknown>]
  const sources = [{ externalId: 's:copy', kind: 'article' }]
  const captures = [{ ...capture, externalId: 's:copied', source: 's:copy' }]
  await run({ 'more.json': { sources, captures } })
  t.equal((await supply(sampleText)).length, 2)
  t.equal(await one('SELECT count(*)::int FROM captures WHERE text IS NOT NULL'), 2)
})
