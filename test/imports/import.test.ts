/** Imports of the record's own formats: how they are read, and how rows and links are found. */
import t from 'tap'
import { contents, createImporter, values } from '../support/importing.js'
import { inheritanceFaults } from '../support/rows.js'
import { type Bundle, sample, sampleText } from '../support/sample.js'

const ndjson = (records: unknown[], end = '\n') =>
  records.map((record) => `${JSON.stringify(record)}${end}`).join('')
const withResource = (bundle: Bundle) =>
  Object.entries(bundle).flatMap(([resource, records]) =>
    records.map((record) => ({ resource, ...record }))
  )

t.test('a bundle and NDJSON, in any order and layout, come to the same record', async (t) => {
  const record = sample()
  const byName = Object.fromEntries(
    Object.entries(record).map(([name, records]) => [`${name}.ndjson`, ndjson(records)])
  )
  const forms: Record<string, Record<string, unknown>> = {
    pretty: { 'all.json': JSON.stringify(record, null, 2) },
    'pretty, with \\r\\n and a byte order mark': {
      'all.json': `\uFEFF${JSON.stringify(record, null, 2).replaceAll('\n', '\r\n')}`
    },
    'one list a file': Object.fromEntries(
      Object.entries(record).map(([name, records]) => [`${name}.json`, { [name]: records }])
    ),
    'lists in the other order': {
      'all.json': Object.fromEntries(Object.entries(record).reverse())
    },
    'NDJSON with `resource`': { 'all.ndjson': ndjson(withResource(record)) },
    'NDJSON by the name of the file': byName,
    'NDJSON with \\r\\n, blank lines and a byte order mark': {
      'all.jsonl': `\uFEFF\n${ndjson(withResource(record), '\r\n\r\n')}`
    },
    'by the paths of the API': {
      '01-statute-references.ndjson': byName['statuteReferences.ndjson'],
      '02.json': { 'statute-references': [], ...record, statuteReferences: [] }
    }
  }
  const { run, clear, pool } = await createImporter(t)
  const summary = await run({ 'all.json': JSON.stringify(record) })
  for (const [name, records] of Object.entries(record))
    t.strictSame(summary[name], { created: records.length, updated: 0, unchanged: 0 }, name)
  const expected = await values(pool)
  t.strictSame(await inheritanceFaults(pool), [])
  for (const [name, files] of Object.entries(forms)) {
    await clear()
    t.strictSame(await values(pool), {})
    await run(files)
    t.strictSame(await values(pool), expected, name)
  }
})

t.test('a row is found by its externalId, id, slug, division id or identifier', async (t) => {
  const { run, one } = await createImporter(t)
  await run({ 'all.json': sample() })
  const id = String(await one(`SELECT id FROM agencies WHERE slug = 'town-pd'`))
  const names: Record<string, unknown>[] = [
    { externalId: 's:pd' },
    { id },
    { id: id.toUpperCase() },
    { slug: 'town-pd' },
    { identifiers: [{ scheme: 'ori', identifier: 'XX0000001' }] },
    {
      identifiers: [
        { scheme: 'wikidata', identifier: 'Q7' },
        { scheme: 'ori', identifier: 'XX0000001' }
      ]
    },
    { slug: 'new-slug', identifiers: [{ scheme: 'wikidata', identifier: 'Q7' }] },
    { externalId: 's:pd', slug: 'newer-slug' },
    { id, externalId: 'another-id' }
  ]
  for (const [i, name] of names.entries()) {
    const summary = await run({ 'a.json': { agencies: [{ ...name, note: `note ${i}` }] } })
    const updated = { created: 0, updated: 1, unchanged: 0 }
    t.strictSame(summary['agencies'], updated, JSON.stringify(name))
    t.equal(await one('SELECT id FROM agencies WHERE note = $1', [`note ${i}`]), id)
  }
  t.equal(await one('SELECT slug FROM agencies WHERE id = $1', [id]), 'newer-slug')
  t.equal(await one('SELECT external_id FROM agencies WHERE id = $1', [id]), 'another-id')

  const places = await run({
    'p.json': { jurisdictions: [{ ocdId: 'ocd-division/country:xx', name: 'New Xanadu' }] }
  })
  t.match(places['jurisdictions'], { created: 0, updated: 1 })

  // A new row may bring its id along.
  const given = '01990000-0000-7000-8000-000000000001'
  await run({ 'g.json': { people: [{ id: given, name: 'Given' }] } })
  t.equal(await one(`SELECT id FROM people WHERE name = 'Given'`), given)
})

t.test('a link names its row in any way that the row is known by', async (t) => {
  const { run, one } = await createImporter(t)
  await run({ 'all.json': sample() })
  const id = String(await one(`SELECT id FROM agencies WHERE slug = 'town-pd'`))
  const ways: unknown[] = [
    id,
    id.toUpperCase(),
    's:pd',
    'town-pd',
    'ori:XX0000001',
    'wikidata:Q1',
    { id },
    { id, slug: 'town-pd', label: 'Town Police Department' },
    { slug: 'town-pd' },
    { externalId: 's:pd' }
  ]
  const children = ways.map((parent, i) => ({
    externalId: `child-${i}`,
    name: JSON.stringify(parent),
    classification: 'other',
    parent
  }))
  const statutes = ['xx-law-1', 's:law', 'citation:Xx. Code § 1']
  const places = ['town', 'the_town', 'townsville']
  await run({
    'a.json': {
      agencies: children,
      statuteReferences: statutes.map((statute, i) => ({
        ...sample()['statuteReferences']?.[0],
        externalId: `r${i}`,
        statute
      })),
      events: places.map((place) => ({
        externalId: place,
        name: place,
        kind: 'hearing',
        jurisdiction: `ocd-division/country:xx/place:${place}`
      }))
    }
  })
  const parents = `SELECT array_agg(name) FROM agencies WHERE external_id LIKE 'child-%' AND parent_id IS DISTINCT FROM $1`
  t.equal(await one(parents, [id]), null)
  const laws = `SELECT count(*)::int FROM statute_references r JOIN statutes s ON s.id = r.statute_id WHERE s.external_id = 's:law'`
  t.equal(await one(laws), 1 + statutes.length)
  const towns = `SELECT count(*)::int FROM events e JOIN jurisdictions j ON j.id = e.jurisdiction_id WHERE j.name = 'Town'`
  t.equal(await one(towns), 1 + places.length)
})

t.test('records may link to one another wherever they stand', async (t) => {
  const { run, one, pool } = await createImporter(t)
  const agency = (name: string, row: Record<string, unknown> = {}) => ({
    externalId: name,
    name,
    classification: 'other',
    ...row
  })
  const post = (agency: string) => ({ agency, title: 'Chief', source: 'src' })
  // Forward, in a ring, to rows of later files and of later resources.
  await run({
    '1.json': {
      agencies: [
        agency('a', { parent: 'b', successors: ['d', 'e'] }),
        agency('b', { parent: 'c', slug: 'slug-of-b' }),
        agency('c', { parent: 'a' })
      ],
      people: [{ externalId: 'p', name: 'P', posts: [post('d')] }]
    },
    '2.ndjson': ndjson([
      { resource: 'sources', externalId: 'src', kind: 'article', authors: ['p'] },
      { resource: 'agencies', ...agency('d', { parent: 'slug-of-b', successors: ['a'] }) },
      { resource: 'agencies', ...agency('e') }
    ])
  })
  const parents = await pool.query<{ name: string; parent: string | null }>(
    `SELECT a.external_id AS name, p.external_id AS parent
     FROM agencies a LEFT JOIN agencies p ON p.id = a.parent_id ORDER BY 1`
  )
  const pairs = parents.rows.map(({ name, parent }) => `${name}-${parent}`)
  t.strictSame(pairs, ['a-b', 'b-c', 'c-a', 'd-b', 'e-null'])
  t.equal(await one('SELECT count(*)::int FROM agency_successors'), 3)
  t.equal(await one('SELECT count(*)::int FROM posts JOIN source_authors USING (person_id)'), 1)

  // By a name that a row on record gets in the same import.
  await run({
    '1.json': {
      agencies: [agency('f', { parent: 'renamed' }), { externalId: 'e', slug: 'renamed' }]
    },
    '2.json': { people: [{ externalId: 'p', posts: [post('renamed')] }] }
  })
  const renamed = `SELECT p.external_id FROM agencies a JOIN agencies p ON p.id = a.parent_id WHERE a.external_id = 'f'`
  t.equal(await one(renamed), 'e')
})

t.test('text becomes NFC with \\n, lines are trimmed, and quotes count code points', async (t) => {
  const { run, one, pool } = await createImporter(t)
  const record = sample()
  const text = `Cafe\u0301. ${sampleText}`
  Object.assign(record['captures']?.[0] ?? {}, { text: text.replaceAll('\n', '\r\n') })
  Object.assign(record['claims']?.[0] ?? {}, {
    quotes: [
      { capture: 's:held', exact: 'Cafe\u0301' },
      { capture: 's:held', exact: '👮🏽 said' }
    ]
  })
  Object.assign(record['publishers']?.[0] ?? {}, { name: '  Cafe\u0301 News\t', note: 'a\r\nb\rc' })
  await run({ 'all.json': record })
  t.equal(await one('SELECT name FROM publishers'), 'Caf\u00e9 News')
  t.equal(await one('SELECT note FROM publishers'), 'a\nb\nc')
  const held = text.normalize('NFC')
  t.equal(await one('SELECT text FROM captures'), held)
  t.equal(await one('SELECT length FROM captures'), [...held].length)
  const { rows } = await pool.query('SELECT exact, start_at, end_at, state FROM quotes')
  t.equal(rows.length, 4)
  for (const { exact, start_at, end_at, state } of rows) {
    t.equal([...held].slice(start_at, end_at).join(''), exact)
    t.equal(state, 'anchored')
  }
  t.match(
    rows.find(({ exact }) => exact === 'He said it twice'),
    { start_at: [...held.slice(0, held.indexOf('He said'))].length }
  )
  t.strictSame((await run({ 'all.json': record }))['claims'], {
    created: 0,
    updated: 0,
    unchanged: 2
  })
})

t.test('what an import publishes, and what it leaves as a draft', async (t) => {
  const { run, one } = await createImporter(t)
  const record = sample()
  Object.assign(record['statements']?.[0] ?? {}, { status: 'draft', source: null })
  Object.assign(record['people']?.[1] ?? {}, { status: 'withdrawn' })
  await run({ 'all.json': record })
  const seen = (table: string) => one(`SELECT count(*)::int FROM ${table} WHERE visible`)
  t.equal(await seen('statements'), 0)
  t.equal(await seen('claims'), 0, 'they stand under a draft')
  t.equal(await seen('people'), 1)
  t.equal(await seen('agencies'), 4)
  const published = { externalId: 's:statement', status: 'published', source: 's:release' }
  await run({ 'p.json': { statements: [published] } })
  t.equal(await seen('claims'), 2)
})

t.test('a dry run checks everything and writes nothing', async (t) => {
  const { run, pool } = await createImporter(t)
  const summary = await run({ 'all.json': sample() }, { dryRun: true })
  t.strictSame(summary['claims'], { created: 2, updated: 0, unchanged: 0 })
  t.strictSame(await contents(pool), {})
})
