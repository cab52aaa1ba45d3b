/** Imports over a record that is there: what changes, what is left alone, and what counts as a change. */
import t from 'tap'
import { importPaths } from '../../src/imports/import.js'
import { rootPath } from '../../src/paths.js'
import { createDatabase } from '../support/database.js'
import { contents, createImporter, revisions } from '../support/importing.js'
import { inheritanceFaults } from '../support/rows.js'
import { sample } from '../support/sample.js'

t.test('a second run changes nothing, and says so', async (t) => {
  const { run, pool } = await createImporter(t)
  await run({ 'all.json': sample() })
  const before = await contents(pool)
  const summary = await run({ 'all.json': sample() })
  for (const [name, records] of Object.entries(sample()))
    t.strictSame(summary[name], { created: 0, updated: 0, unchanged: records.length }, name)
  t.strictSame(await contents(pool), before)
  t.ok(Object.values(await revisions(pool)).every((revision) => revision === 1))

  const bundled = await createDatabase(t, { template: 'bundled' })
  const all = await contents(bundled.pool)
  const again = await importPaths(bundled.url, [rootPath('data')])
  for (const [name, { created, updated }] of Object.entries(again ?? {}))
    t.strictSame({ created, updated }, { created: 0, updated: 0 }, `bundled: ${name}`)
  t.strictSame(await contents(bundled.pool), all, 'bundled: not a byte')
  t.strictSame(await inheritanceFaults(bundled.pool), [])
})

// biome-ignore lint/suspicious/noExplicitAny: a record of any resource
type Edit = (row: any) => void
/** Each on top of those before. */
const edits: [what: string, list: string, edit: Edit][] = [
  ['a field', 'claims', (row) => Object.assign(row, { proposition: 'Officers would intervene.' })],
  ['a field cleared', 'publishers', (row) => Object.assign(row, { url: null })],
  ['a list of names', 'agencies', (row) => row.otherNames.reverse()],
  ['a list of names emptied', 'agencies', (row) => Object.assign(row, { otherNames: [] })],
  ['a date', 'statements', (row) => Object.assign(row, { issuedOn: '2025-12-02/2025-12-03' })],
  ['how a date is known', 'events', (row) => Object.assign(row.startsOnDetails, { basis: 'B.' })],
  ['a member of a group', 'assessments', (row) => Object.assign(row.rating, { value: 3 })],
  [
    'an author of another kind',
    'assessments',
    (row) => Object.assign(row, { author: { person: 's:critic', publisher: null } })
  ],
  ['a link', 'agencies', (row) => Object.assign(row, { parent: 's:sheriff' })],
  ['a link cleared', 'statements', (row) => Object.assign(row, { event: null })],
  ['a part changed', 'statements', (row) => Object.assign(row.agencies[1], { role: 'subject' })],
  [
    'a part’s link changed',
    'claims',
    (row) => Object.assign(row.claimants[0], { person: 's:critic' })
  ],
  [
    'a part added',
    'people',
    (row) => row.posts.push({ agency: 's:sheriff', title: 'Deputy', source: 's:release' })
  ],
  ['a part removed', 'people', (row) => row.posts.shift()],
  ['all parts removed', 'people', (row) => Object.assign(row, { posts: [] })],
  ['parts in another order', 'claims', (row) => row.claimants.reverse()],
  ['identifiers in another order', 'agencies', (row) => row.identifiers.reverse()],
  ['links in another order', 'claims', (row) => row.topics.reverse()],
  ['a link removed', 'statements', (row) => row.topics.pop()],
  ['aliases in another order', 'jurisdictions', (row) => row.aliases.reverse()],
  ['an alias removed', 'jurisdictions', (row) => row.aliases.pop()],
  [
    'a quote moved',
    'claims',
    (row) => Object.assign(row.quotes[1], { exact: 'He', start: 46, end: 48 })
  ],
  ['the only quote taken away', 'relations', (row) => Object.assign(row, { quote: null })],
  [
    'a field and three parts',
    'statements',
    (row) =>
      Object.assign(row, {
        title: 'Another title',
        topics: ['duty'],
        agencies: [{ agency: 's:sheriff', role: 'issuer' }],
        speakers: []
      })
  ],
  ['its status', 'statements', (row) => Object.assign(row, { status: 'draft' })],
  ['its slug', 'agencies', (row) => Object.assign(row, { slug: 'town-police' })]
]

t.test('a change of any kind makes one revision of that row, and of no other', async (t) => {
  const { run, pool } = await createImporter(t)
  const record = sample()
  await run({ 'all.json': record })
  for (const [what, list, edit] of edits) {
    edit(record[list]?.[0])
    const before = await revisions(pool)
    const summary = await run({ 'list.json': { [list]: record[list] } })
    t.strictSame(
      Object.entries(summary).filter(([, { created, updated }]) => created + updated > 0),
      [[list, { created: 0, updated: 1, unchanged: (record[list]?.length ?? 0) - 1 }]],
      what
    )
    const after = await revisions(pool)
    const grown = Object.keys(after).filter((name) => after[name] !== before[name])
    t.equal(grown.length, 1, what)
    t.equal(after[String(grown[0])], Number(before[String(grown[0])]) + 1, what)
    t.strictSame(await inheritanceFaults(pool), [], what)
  }
  const again = Object.values(await run({ 'all.json': record }))
  t.ok(again.every(({ created, updated }) => created + updated === 0))
})

t.test('a field that a record leaves out stays as it is; null clears', async (t) => {
  const { run, pool, one } = await createImporter(t)
  await run({ 'all.json': sample() })
  const before = await contents(pool)
  const names = Object.entries(sample()).map(([list, [row]]) => {
    const { externalId, ocdId } = row as Record<string, unknown>
    return [list, [externalId ? { externalId } : { ocdId }]]
  })
  const summary = await run({ 'names.json': Object.fromEntries(names) })
  t.strictSame(await contents(pool), before, 'names alone change nothing')
  t.ok(Object.values(summary).every(({ unchanged }) => unchanged === 1))

  await run({ 'part.json': { agencies: [{ externalId: 's:pd', website: null, foundedOn: null }] } })
  t.match(await one(`SELECT row_to_json(a) FROM agencies a WHERE external_id = 's:pd'`), {
    website: null,
    founded_on: null,
    founded_on_earliest: null,
    founded_on_latest: null,
    name: 'Town Police Department',
    dissolved_on: '2030-01/2030-02',
    dissolved_on_earliest: '2030-01-01',
    dissolved_on_latest: '2030-02-28',
    status: 'published',
    revision: 2
  })
  const pinpoints = `SELECT pinpoints FROM statute_versions WHERE external_id = 's:v2'`
  t.equal(await one(pinpoints), null, 'a list that was never given is not an empty one')
  const version = (value: unknown) => ({
    'v.json': { statuteVersions: [{ externalId: 's:v2', pinpoints: value }] }
  })
  for (const value of [['(a)', '(b)'], [], null]) {
    t.match(await run(version(value)), { statuteVersions: { updated: 1 } })
    t.strictSame(await one(pinpoints), value)
    t.match(await run(version(value)), { statuteVersions: { unchanged: 1 } })
  }
})

t.test('of one row in several files, later files have the last word', async (t) => {
  const { run, one, pool } = await createImporter(t)
  const files = {
    '1.json': {
      agencies: [
        {
          externalId: 'a',
          slug: 'first',
          name: 'First',
          classification: 'other',
          note: 'One.',
          identifiers: [{ scheme: 'wikidata', identifier: 'Q9' }]
        }
      ]
    },
    '2.json': { agencies: [{ slug: 'first', name: 'Second', otherNames: ['Other'] }] },
    '3.ndjson': JSON.stringify({ resource: 'agencies', externalId: 'a', note: null })
  }
  t.strictSame((await run(files))['agencies'], { created: 1, updated: 0, unchanged: 2 })
  t.match(await one('SELECT row_to_json(a) FROM agencies a'), {
    external_id: 'a',
    slug: 'first',
    name: 'Second',
    other_names: ['Other'],
    note: null,
    revision: 1
  })
  const before = await contents(pool)
  t.strictSame((await run(files))['agencies'], { created: 0, updated: 0, unchanged: 3 })
  t.strictSame(await contents(pool), before)
})
