/**
 * Checks the bundled data set against the article that it was read from, which is not part of it:
 *   node scripts/dataset/check.mjs path/to/article.txt
 */
import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const longest = 15
const data = new URL('../../data/', import.meta.url)
const read = (name) => readFileSync(new URL(name, data), 'utf8')
const files = readdirSync(data, { recursive: true }).filter((name) =>
  /\.(json|csv|md|txt)$/.test(name)
)
const article = readFileSync(process.argv[2], 'utf8')
const points = [...article]

const all = {}
for (const file of files.filter((name) => name.endsWith('.json')))
  for (const [resource, records] of Object.entries(JSON.parse(read(file))))
    all[resource] = [...(all[resource] ?? []), ...records]

const counts = {
  agencies: 8,
  people: 5,
  events: 2,
  captures: 1,
  topics: 12,
  statements: 4,
  claims: 28,
  statuteReferences: 3,
  relations: 17,
  assessments: 12,
  statutes: 41
}
for (const [resource, count] of Object.entries(counts))
  assert.equal(all[resource].length, count, resource)
for (const [resource, records] of Object.entries(all)) {
  const ids = records.flatMap((record) => record.externalId ?? [])
  assert.equal(new Set(ids).size, ids.length, `${resource}: each externalId once`)
}

const [capture] = all.captures
assert.equal(
  createHash('sha256').update(article).digest('hex'),
  capture.sha256,
  'the hash of the article'
)
assert.equal(points.length, capture.length, 'the length of the article in code points')

// Each quote stands at its offsets (code points), and once only with its prefix and suffix.
const quotes = [
  ...all.claims.flatMap((claim) => claim.quotes),
  ...[...all.assessments, ...all.relations].flatMap((record) => record.quote ?? [])
]
for (const { exact, prefix = '', suffix = '', start, end } of quotes) {
  assert.equal(points.slice(start, end).join(''), exact)
  const found = article.split(prefix + exact + suffix).length - 1
  assert.equal(found, 1, `${found} times in the article: ${prefix}${exact}${suffix}`)
}

// No more than 15 consecutive words of the article, in any file …
const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? []
const runs = (list) => list.slice(longest).map((_, i) => list.slice(i, i + longest + 1).join(' '))
const forbidden = new Set(runs(words(article)))
const strings = (value) =>
  typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(strings)
    : [String(value)]
for (const file of files) {
  const texts = [read(file), ...(file.endsWith('.json') ? strings(JSON.parse(read(file))) : [])]
  for (const text of texts)
    for (const run of runs(words(text))) assert.ok(!forbidden.has(run), `${file}: ${run}`)
}
// … nor put together from quotes that adjoin or overlap.
const covered = points.map(() => false)
const cover = (start, text) => covered.fill(true, start, start + [...text].length)
for (const { exact, prefix = '', suffix = '', start } of quotes)
  cover(start - [...prefix].length, prefix + exact + suffix)
for (const { citedAs } of all.statuteReferences)
  cover([...article.split(citedAs)[0]].length, citedAs)
const spans = points.map((point, i) => (covered[i] ? point : '\0')).join('')
for (const span of spans.split('\0'))
  assert.ok(words(span).length <= longest, `together too long: ${span}`)

console.log(`${quotes.length} quotes and ${files.length} files are in order`)
