/** What the database holds to be true whoever writes to it: it refuses each violation itself. */
import type pg from 'pg'
import t, { type Test } from 'tap'
import { createDatabase } from '../support/database.js'
import { fillRecord, heldText, sha256 } from '../support/full-record.js'
import { type Db, inheritanceFaults, insert, insertRow, type Row } from '../support/rows.js'

const unknown = '00000000-0000-7000-8000-000000000000'
const NOT_NULL = '23502'
const FOREIGN = '23503'
const UNIQUE = '23505'
const CHECK = '23514'
const OVERLAP = '23P01'
const IMMUTABLE = '23001'

const database = createDatabase(t)

/** A full record in a transaction of its own, which is rolled back when the test ends. */
async function record(t: Test): Promise<{ db: pg.PoolClient; ids: Record<string, string> }> {
  const { pool } = await database
  const db = await pool.connect()
  await db.query('BEGIN')
  t.teardown(async () => {
    await db.query('ROLLBACK')
    db.release()
  })
  return { db, ids: await fillRecord(db) }
}

/** Does the work, which the database has to refuse with this SQLSTATE, and undoes it. */
async function refused(t: Test, db: Db, code: string, what: string, work: () => Promise<unknown>) {
  await db.query('SAVEPOINT before_work')
  await t.rejects(work(), { code }, what)
  await db.query('ROLLBACK TO before_work')
}
async function accepted(t: Test, db: Db, what: string, work: () => Promise<unknown>) {
  await db.query('SAVEPOINT before_work')
  await t.resolves(work(), what)
  await db.query('ROLLBACK TO before_work')
}
const ask = async (db: Db, sql: string, values: unknown[] = []): Promise<Row[]> =>
  (await db.query(sql, values)).rows

t.test('a link names a row that is there, and a row that is named stays', async (t) => {
  const { db } = await record(t)
  const keys = await ask(
    db,
    `SELECT c.conrelid::regclass::text AS "table", a.attname AS "column", c.confrelid::regclass::text AS target
     FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace`
  )
  const links = await ask(
    db,
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
       JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type = 'uuid' AND column_name <> 'id'`
  )
  t.strictSame(
    keys.map((key) => `${key['table']}.${key['column']}`).sort(),
    links.map(({ name }) => name).sort(),
    'every uuid beside the id is a foreign key'
  )
  for (const { table, column, target } of keys) {
    // A row that was merged or withdrawn with another: test/editing.
    if (column === 'merged_into' || column === 'withdrawn_with') continue
    const name = `${table}.${column}`
    const used = await ask(db, `SELECT ${column} AS id FROM ${table} WHERE ${column} IS NOT NULL`)
    t.ok(used.length > 0, `${name} is in use here`)
    const code = name === 'captures.source_id' ? IMMUTABLE : FOREIGN
    await refused(t, db, code, `${name} of nobody`, () =>
      db.query(
        `UPDATE ${table} SET ${column} = '${unknown}' WHERE ctid = (SELECT ctid FROM ${table} WHERE ${column} IS NOT NULL LIMIT 1)`
      )
    )
    // What became of a quote later goes with it.
    if (target !== 'quotes')
      await refused(t, db, FOREIGN, `deleting a target of ${name}`, () =>
        db.query(`DELETE FROM ${target} WHERE id = $1`, [used[0]?.['id']])
      )
  }
  await refused(t, db, FOREIGN, 'a claim in no statement', () =>
    insert(db, 'claims', { statement_id: unknown })
  )
  await refused(t, db, NOT_NULL, 'a claim without a statement', () => insert(db, 'claims'))
})

t.test('no row stands above itself, or follows or relates to itself', async (t) => {
  const { db, ids } = await record(t)
  const upward = {
    jurisdictions: 'parent_id',
    agencies: 'parent_id',
    events: 'part_of_id',
    topics: 'broader_id',
    statutes: 'renumbered_to_id'
  }
  for (const [table, column] of Object.entries(upward))
    await refused(t, db, CHECK, table, () => db.query(`UPDATE ${table} SET ${column} = id`))
  await refused(t, db, CHECK, 'its own successor', () =>
    db.query('UPDATE agency_successors SET successor_id = agency_id')
  )
  await refused(t, db, CHECK, 'related to itself', () =>
    db.query('UPDATE relations SET to_claim_id = $1', [ids['claims1']])
  )
})

t.test('the first day that a date may stand for is not after the last', async (t) => {
  const { db, ids } = await record(t)
  const dates = await ask(
    db,
    `SELECT e.table_name AS "table", replace(e.column_name, '_earliest', '') AS date
     FROM information_schema.columns e JOIN information_schema.columns l USING (table_schema, table_name)
     WHERE table_schema = 'public' AND e.column_name LIKE '%\\_earliest' AND l.column_name = replace(e.column_name, '_earliest', '_latest')`
  )
  t.equal(dates.length, 10)
  const set = (table: unknown, date: unknown, days: [string | null, string | null]) =>
    db.query(`UPDATE ${table} SET ${date}_earliest = $1, ${date}_latest = $2`, days)
  for (const { table, date } of dates) {
    // A claim's are its statement's, whatever is written there.
    if (table === 'claims') continue
    const name = `${table}.${date}`
    await refused(t, db, CHECK, name, () => set(table, date, ['2025-12-03', '2025-12-02']))
    await accepted(t, db, `${name}, a day`, () => set(table, date, ['2025-12-02', '2025-12-02']))
    await accepted(t, db, `${name}, open`, () => set(table, date, ['2025-12-02', null]))
  }
  await set('claims', 'issued_on', ['2031-01-02', '2031-01-01'])
  t.match(
    await ask(db, 'SELECT issued_on_earliest::text AS day FROM claims WHERE id = $1', [
      ids['claims1']
    ]),
    [{ day: '2025-12-01' }]
  )
})

t.test('identifiers follow the grammar of their scheme', async (t) => {
  const { db, ids } = await record(t)
  const identify = (scheme: string, identifier: string) =>
    db.query('UPDATE agency_identifiers SET scheme = $1, identifier = $2', [scheme, identifier])
  for (const ori of ['MN0271100', 'MNFBI0000', 'DCMPD0000'])
    await accepted(t, db, ori, () => identify('ori', ori))
  for (const ori of ['MN027110', 'MN02711000', 'mn0271100', 'M10271100', 'MN 271100', ''])
    await refused(t, db, CHECK, `ORI '${ori}'`, () => identify('ori', ori))
  await accepted(t, db, 'another scheme', () => identify('wikidata', 'Q1'))
  for (const scheme of ['', 'ORI', 'o r i', '1a'])
    await refused(t, db, CHECK, `scheme '${scheme}'`, () => identify(scheme, 'x'))

  const divisions = {
    right: [
      'ocd-division/country:us',
      'ocd-division/country:us/state:mn/place:st_paul',
      'ocd-division/country:us/state:la/parish:st._john_the_baptist',
      'ocd-division/country:us/state:nm/place:española',
      'ocd-division/country:ca/province:qc/arrondissement:l~île-dorval'
    ],
    wrong: [
      '',
      'ocd-division/country:usa',
      'ocd-division/country:US',
      'ocd-division/state:mn',
      'country:us/state:mn',
      'ocd-division/country:us/',
      'ocd-division/country:us/state:MN',
      'ocd-division/country:us/state:m n',
      'ocd-division/country:us/state:',
      'ocd-division/country:us/state:mn\n'
    ]
  }
  const name = (table: string, column: string, id: string) =>
    db.query(`UPDATE ${table} SET ${column} = $1 WHERE ${key[table]} = $2`, [
      id,
      ids['jurisdictions1']
    ])
  const key: Record<string, string> = {
    jurisdictions: 'id',
    jurisdiction_aliases: 'jurisdiction_id'
  }
  for (const [table, column] of [
    ['jurisdictions', 'ocd_id'],
    ['jurisdiction_aliases', 'alias']
  ] as const) {
    for (const id of divisions.right) await accepted(t, db, id, () => name(table, column, id))
    for (const id of divisions.wrong)
      await refused(t, db, CHECK, `${table}: '${id}'`, () => name(table, column, id))
  }

  const slugs = await ask(
    db,
    `SELECT table_name AS "table" FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'slug'`
  )
  t.equal(slugs.length, 6)
  const wrong = ['', 'A', 'a b', '-a', 'a-', 'a--b', 'a_b', 'é', unknown, 'a'.repeat(121)]
  for (const { table } of slugs) {
    const set = (slug: string) =>
      db.query(`UPDATE ${table} SET slug = $1 WHERE id = $2`, [slug, ids[`${table}1`]])
    for (const slug of ['a', 'us-mn-stat-626.8475', '5', 'a'.repeat(120)])
      await accepted(t, db, slug, () => set(slug))
    for (const slug of wrong) await refused(t, db, CHECK, `${table}: '${slug}'`, () => set(slug))
  }
})

t.test('one name is one row’s', async (t) => {
  const { db, ids } = await record(t)
  const resources = await ask(
    db,
    `SELECT table_name AS "table" FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'revision'`
  )
  t.equal(resources.length, 15)
  for (const { table } of resources)
    await refused(t, db, UNIQUE, `${table}: one externalId`, () =>
      db
        .query(`UPDATE ${table} SET external_id = 'x' WHERE id = ANY ($1)`, [
          [ids[`${table}1`], ids[`${table}2`] ?? unknown]
        ])
        .then(() => insert(db, String(table), { ...sample(String(table)), external_id: 'x' }))
    )
  function sample(table: string): Row {
    const all: Record<string, Row> = {
      captures: { source_id: ids['sources1'] },
      statutes: { jurisdiction_id: ids['jurisdictions1'] },
      statute_versions: { statute_id: ids['statutes2'], source_id: ids['sources1'] },
      statements: { source_id: ids['sources1'] },
      claims: { statement_id: ids['statements1'] },
      statute_references: { statute_id: ids['statutes1'], claim_id: ids['claims1'] },
      relations: {
        from_claim_id: ids['claims1'],
        to_claim_id: ids['claims2'],
        asserted_by_editors: true
      },
      assessments: { author_person_id: ids['people1'], source_id: ids['sources1'] }
    }
    return all[table] ?? {}
  }
  for (const [table, slug] of Object.entries({
    agencies: 'first-pd',
    publishers: 'publisher',
    people: 'person',
    events: 'event',
    topics: 'topic',
    statutes: 'law'
  }))
    await refused(t, db, UNIQUE, `${table}: one slug`, () =>
      insert(db, table, { ...sample(table), slug })
    )
  const [place] = await ask(db, 'SELECT ocd_id FROM jurisdictions WHERE id = $1', [
    ids['jurisdictions1']
  ])
  const alias = 'ocd-division/country:us/place:other'
  await refused(t, db, UNIQUE, 'a division twice', () => insert(db, 'jurisdictions', place))
  await refused(t, db, UNIQUE, 'a division whose id is an alias', () =>
    insert(db, 'jurisdictions', { ocd_id: alias })
  )
  await refused(t, db, UNIQUE, 'an alias that is the id of a division', () =>
    db.query('UPDATE jurisdiction_aliases SET alias = $1', [place?.['ocd_id']])
  )
  await refused(t, db, UNIQUE, 'an alias of two places', () =>
    insertRow(db, 'jurisdiction_aliases', {
      alias,
      jurisdiction_id: ids['jurisdictions2'],
      position: 0
    })
  )
  await refused(t, db, UNIQUE, 'an ORI of two agencies', () =>
    insertRow(db, 'agency_identifiers', {
      agency_id: ids['agencies2'],
      position: 0,
      scheme: 'ori',
      identifier: 'MN0271100'
    })
  )
  await refused(t, db, UNIQUE, 'an identifier of two people', async () => {
    const person_id = await insert(db, 'people')
    await insertRow(db, 'person_identifiers', {
      person_id,
      position: 0,
      scheme: 'wikidata',
      identifier: 'Q1'
    })
  })
  await refused(t, db, UNIQUE, 'a citation of two statutes', async () => {
    const [law] = await ask(db, 'SELECT citation FROM statutes LIMIT 1')
    await insert(db, 'statutes', { ...sample('statutes'), ...law })
  })
  await refused(t, db, UNIQUE, 'the same capture of a source twice, its day not known', () =>
    insert(db, 'captures', { source_id: ids['sources1'], sha256: 'b'.repeat(64) })
  )
  await accepted(t, db, 'the same text captured another day', () =>
    insert(db, 'captures', {
      source_id: ids['sources1'],
      sha256: 'b'.repeat(64),
      captured_at: '2026-01-01'
    })
  )
})

t.test('two versions of a statute never overlap, and may touch', async (t) => {
  const { db, ids } = await record(t)
  const version = (from: string | null, to: string | null, row: Row = {}) =>
    insert(db, 'statute_versions', {
      statute_id: ids['statutes1'],
      source_id: ids['sources1'],
      effective_from: from,
      effective_to: to,
      ...row
    })
  // There is one from 2020-01-01 to 2021-01-01.
  const overlapping: [string | null, string | null][] = [
    ['2020-06-01', '2020-07-01'],
    ['2020-12-31', null],
    [null, '2020-01-02'],
    [null, null],
    ['2019-01-01', '2022-01-01']
  ]
  for (const [from, to] of overlapping) {
    await refused(t, db, OVERLAP, `${from} to ${to}`, () => version(from, to))
    await refused(t, db, OVERLAP, `${from} to ${to}, a draft`, () =>
      version(from, to, { status: 'draft' })
    )
    await accepted(t, db, `${from} to ${to}, withdrawn`, () =>
      version(from, to, { status: 'withdrawn' })
    )
    await accepted(t, db, `${from} to ${to}, of another statute`, () =>
      version(from, to, { statute_id: ids['statutes2'] })
    )
  }
  await accepted(t, db, 'a version that ends on the day that this one begins', () =>
    version(null, '2020-01-01')
  )
  await accepted(t, db, 'a version that begins on the day after its last', () =>
    version('2021-01-01', null)
  )
  await refused(t, db, OVERLAP, 'one that comes back from its withdrawal', async () => {
    await version('2020-06-01', null, { status: 'withdrawn' })
    await db.query(`UPDATE statute_versions SET status = 'draft'`)
  })
  await refused(t, db, CHECK, 'no day at all', () => version('2022-01-01', '2022-01-01'))
  await refused(t, db, CHECK, 'it ends before it begins', () => version('2022-01-02', '2022-01-01'))
})

t.test(
  'a capture never changes, and a text that it holds is the one that was hashed',
  async (t) => {
    const { db, ids } = await record(t)
    const change = (set: string, values: unknown[] = [], id = ids['captures1']) =>
      db.query(`UPDATE captures SET ${set} WHERE id = '${id}'`, values)
    const changes: Record<string, string> = {
      id: `'${unknown}'`,
      source_id: `'${unknown}'`,
      captured_at: `'2026-01-01'`,
      sha256: `repeat('c', 64)`,
      media_type: `'text/html'`,
      language: `'en'`,
      number: '7',
      raw_sha256: `repeat('c', 64)`,
      text: `'other'`,
      length: '1',
      http_status: '404',
      archive_url: `'https://example.org'`
    }
    const open = [
      'restricted',
      'external_id',
      'status',
      'visible',
      'revision',
      'created_at',
      'updated_at',
      'note'
    ]
    const columns = await ask(
      db,
      `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'captures'
         AND column_name NOT IN ('since', 'first_visible_at', 'withdrawn_at', 'withdrawn_reason', 'withdrawn_from', 'merged_into')`
    )
    t.strictSame(columns.map(({ name }) => name).sort(), [...Object.keys(changes), ...open].sort())
    for (const [column, value] of Object.entries(changes))
      await refused(t, db, IMMUTABLE, column, () => change(`${column} = ${value}`))
    await refused(t, db, IMMUTABLE, 'its text taken away', () =>
      change('text = NULL, length = NULL')
    )
    await accepted(t, db, 'its note and status', () => change(`note = 'x', status = 'withdrawn'`))

    const source_id = await insert(db, 'sources')
    const hash = (text: string, row: Row = {}) =>
      insert(db, 'captures', {
        source_id,
        text,
        sha256: sha256(text),
        length: [...text].length,
        ...row
      })
    await accepted(t, db, 'a text and its hash', () => hash('An “é” and a 👮.\n'))
    await refused(t, db, CHECK, 'another hash', () => hash('a', { sha256: sha256('b') }))
    await refused(t, db, CHECK, 'UTF-16 units for its length', () => hash('👮', { length: 2 }))
    await refused(t, db, CHECK, 'no length', () => hash('a', { length: null }))
    await refused(t, db, CHECK, 'not in NFC', () => hash('e\u0301'))
    await refused(t, db, CHECK, 'with \\r\\n for its line ends', () => hash('a\r\nb'))
    for (const wrong of ['', 'a'.repeat(63), 'a'.repeat(65), 'A'.repeat(64), 'g'.repeat(64)])
      await refused(t, db, CHECK, `the hash '${wrong}'`, () =>
        insert(db, 'captures', { source_id, sha256: wrong })
      )
    for (const row of [{ length: -1 }, { http_status: 99 }, { http_status: 600 }])
      await refused(t, db, CHECK, JSON.stringify(row), () =>
        insert(db, 'captures', { source_id, ...row })
      )

    const text = 'A text that is supplied later.'
    for (const length of [null, text.length]) {
      const id = await insert(db, 'captures', { source_id, sha256: sha256(text), length })
      await accepted(t, db, `a text supplied, the length was ${length}`, () =>
        change('text = $1, length = $2', [text, text.length], id)
      )
      await refused(t, db, CHECK, 'another text supplied', () =>
        change('text = $1, length = $2', [text.toUpperCase(), text.length], id)
      )
      await db.query('DELETE FROM captures WHERE id = $1', [id])
    }
  }
)

t.test('a quote stands in its capture, at its code points', async (t) => {
  const { db, ids } = await record(t)
  let position = 100
  const quote = (row: Row) =>
    insertRow(db, 'quotes', {
      claim_id: ids['claims1'],
      capture_id: ids['captures1'],
      position: position++,
      state: 'unverified',
      ...row
    })
  const placed = async () =>
    (
      await ask(
        db,
        'SELECT start_at, end_at, state FROM quotes WHERE position >= 100 ORDER BY position DESC LIMIT 1'
      )
    )[0]
  const start = [...heldText].join('').indexOf('officers')
  const points = [...heldText.slice(0, start)].length
  t.equal(points, start - 1, 'the emoji before it is one code point and two UTF-16 units')

  await quote({ exact: 'officers will intervene' })
  t.strictSame(await placed(), { start_at: points, end_at: points + 23, state: 'anchored' })
  await quote({ exact: '👮 said' })
  t.strictSame(await placed(), { start_at: 10, end_at: 16, state: 'anchored' })
  await quote({ exact: 'fficers', prefix: '. O' })
  t.match(await placed(), { start_at: 44 })
  await quote({ exact: 'will', suffix: ' not', prefix: 'rs ', start_at: 52, end_at: 56 })
  t.match(await placed(), { state: 'anchored' })

  const refusals: [what: string, row: Row][] = [
    ['words that are not there', { exact: 'officers would intervene' }],
    ['words that are there twice', { exact: 'fficers will' }],
    ['words that overlap themselves', { exact: 'l' }],
    ['a prefix that is not there', { exact: 'intervene', prefix: 'would ' }],
    ['UTF-16 offsets', { exact: 'officers', start_at: start, end_at: start + 8 }],
    [
      'a prefix that does not stand before the offset',
      { exact: 'will', prefix: 'Officers ', start_at: 27, end_at: 31 }
    ],
    ['a suffix from elsewhere', { exact: 'will', suffix: ' not', start_at: 27, end_at: 31 }],
    ['a prefix before the text', { exact: 'The', prefix: 'x', start_at: 0, end_at: 3 }],
    ['offsets beyond the text', { exact: 'wait', start_at: 4000, end_at: 4004 }],
    ['no words', { exact: '' }]
  ]
  for (const [what, row] of refusals) await refused(t, db, CHECK, what, () => quote(row))

  // Where the text is not held, the form alone can be checked.
  const unheld = { capture_id: ids['captures2'], exact: 'words' }
  await quote({ ...unheld, state: 'anchored', start_at: 3, end_at: 8 })
  t.match(await placed(), { state: 'unverified' })
  await accepted(t, db, 'no offsets', () => quote(unheld))
  const forms: [what: string, row: Row][] = [
    ['an end before the start', { start_at: 8, end_at: 3 }],
    ['a negative start', { start_at: -1, end_at: 4 }],
    ['a start alone', { start_at: 3 }],
    ['an end alone', { end_at: 8 }],
    ['more code points than words', { start_at: 3, end_at: 9 }],
    ['two owners', { relation_id: ids['relations1'] }],
    ['no owner', { claim_id: null }]
  ]
  for (const [what, row] of forms)
    await refused(t, db, CHECK, what, () => quote({ ...unheld, ...row }))
  await refused(t, db, UNIQUE, 'a place that is taken', () => quote({ ...unheld, position: 0 }))
})

t.test(
  'what is published names its source; who asserts, assesses or claims is named',
  async (t) => {
    const { db, ids } = await record(t)
    const between = { from_claim_id: ids['claims1'], to_claim_id: ids['claims2'] }
    const [source_id, person, publisher] = [ids['sources1'], ids['people1'], ids['publishers1']]
    const published: [table: string, row: Row][] = [
      ['statements', {}],
      ['statute_versions', { statute_id: ids['statutes2'] }],
      ['assessments', { author_person_id: person }],
      ['relations', { ...between, asserted_by_person_id: person }]
    ]
    for (const [table, row] of published) {
      await refused(t, db, CHECK, `${table} without a source`, () => insert(db, table, row))
      for (const status of ['draft', 'withdrawn'])
        await accepted(t, db, `${table}, ${status}`, () => insert(db, table, { ...row, status }))
      await refused(t, db, CHECK, `${table}: a draft published without one`, async () => {
        const id = await insert(db, table, { ...row, status: 'draft' })
        await db.query(`UPDATE ${table} SET status = 'published' WHERE id = $1`, [id])
      })
      await accepted(t, db, `${table} with one`, () => insert(db, table, { ...row, source_id }))
    }
    await refused(t, db, NOT_NULL, 'a post without a source', () =>
      db.query('UPDATE posts SET source_id = NULL')
    )
    await accepted(t, db, 'the editors are their own source', () =>
      insert(db, 'relations', { ...between, asserted_by_editors: true })
    )

    const one: [what: string, table: string, row: Row][] = [
      ['a relation of nobody’s', 'relations', { ...between, source_id }],
      [
        'a relation of two',
        'relations',
        {
          ...between,
          source_id,
          asserted_by_person_id: person,
          asserted_by_publisher_id: publisher
        }
      ],
      [
        'a relation of a person’s and the editors’',
        'relations',
        { ...between, source_id, asserted_by_person_id: person, asserted_by_editors: true }
      ],
      ['an assessment of nobody’s', 'assessments', { source_id }],
      [
        'an assessment of two',
        'assessments',
        { source_id, author_person_id: person, author_publisher_id: publisher }
      ],
      [
        'a retraction without its reason',
        'assessments',
        { source_id, author_person_id: person, state: 'retracted' }
      ],
      [
        'a reference of a claim and its statement',
        'statute_references',
        { statute_id: ids['statutes1'], claim_id: ids['claims1'], statement_id: ids['statements1'] }
      ],
      ['a reference of nothing', 'statute_references', { statute_id: ids['statutes1'] }],
      [
        'an editor’s resolution without its basis',
        'statute_references',
        { statute_id: ids['statutes1'], claim_id: ids['claims1'], resolution: 'editor' }
      ]
    ]
    for (const [what, table, row] of one)
      await refused(t, db, CHECK, what, () => insert(db, table, row))

    const parts: [what: string, table: string, row: Row][] = [
      [
        'a claimant that is two',
        'claim_claimants',
        { agency_id: ids['agencies1'], person_id: person }
      ],
      ['a claimant that is nobody', 'claim_claimants', {}],
      [
        'a target that is two',
        'assessment_targets',
        { claim_id: ids['claims1'], person_id: person }
      ],
      ['a target that is nothing', 'assessment_targets', {}]
    ]
    for (const [what, table, row] of parts) {
      const owner =
        table === 'claim_claimants'
          ? { claim_id: ids['claims1'] }
          : { assessment_id: ids['assessments1'] }
      await refused(t, db, CHECK, what, () =>
        insertRow(db, table, { position: 9, ...owner, ...row })
      )
      await accepted(t, db, 'only described', () =>
        insertRow(db, table, { position: 9, ...owner, description: 'others' })
      )
    }
  }
)

t.test('a row is a draft, published or withdrawn, and revisions count from 1', async (t) => {
  const { db, ids } = await record(t)
  const tables = Object.keys(ids).filter((name) => name.endsWith('1'))
  t.equal(tables.length, 15)
  for (const name of tables) {
    const table = name.slice(0, -1)
    const set = (what: string) => db.query(`UPDATE ${table} SET ${what} WHERE id = $1`, [ids[name]])
    await refused(t, db, CHECK, `${table}: another status`, () => set(`status = 'deleted'`))
    await refused(t, db, NOT_NULL, `${table}: none`, () => set('status = NULL'))
    await refused(t, db, CHECK, `${table}: revision 0`, () => set('revision = 0'))
    for (const status of ['draft', 'withdrawn', 'published']) {
      await set(`status = '${status}'`)
      const [row] = await ask(db, `SELECT visible FROM ${table} WHERE id = $1`, [ids[name]])
      t.equal(row?.['visible'], status === 'published', `${table}: visible as ${status}`)
    }
  }
  t.strictSame(await inheritanceFaults(db), [])
})
