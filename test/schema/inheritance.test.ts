/** What a row takes from the row that it stands under is kept by the database through every change. */
import type pg from 'pg'
import t, { type Test } from 'tap'
import { createDatabase } from '../support/database.js'
import { fillRecord, sha256 } from '../support/full-record.js'
import { type Db, inheritanceFaults, insert, insertRow } from '../support/rows.js'

const one = async (db: Db, sql: string, values: unknown[] = []) =>
  (await db.query(sql, values)).rows[0]

t.test('a row is seen while all that it stands under is', async (t) => {
  const { pool: db } = await createDatabase(t)
  const ids = await fillRecord(db)
  const set = (name: string, status: string) =>
    db.query(`UPDATE ${name.slice(0, -1)} SET status = $1 WHERE id = $2`, [status, ids[name]])
  const seen = async () => {
    const names = ['captures1', 'claims1', 'relations1', 'statute_references1']
    const more = ['statute_references2', 'statute_versions1']
    const found: string[] = []
    for (const name of [...names, ...more])
      if (
        (await one(db, `SELECT visible FROM ${name.slice(0, -1)} WHERE id = $1`, [ids[name]]))
          .visible
      )
        found.push(name)
    return found
  }
  const all = await seen()
  t.equal(all.length, 6)
  const hides: Record<string, string[]> = {
    sources1: ['captures1'],
    statements1: ['claims1', 'relations1', 'statute_references1', 'statute_references2'],
    claims1: ['claims1', 'relations1', 'statute_references1'],
    claims2: ['relations1'],
    statutes1: ['statute_references1', 'statute_references2', 'statute_versions1']
  }
  for (const [name, hidden] of Object.entries(hides))
    for (const status of ['draft', 'withdrawn']) {
      await set(name, status)
      t.strictSame(
        all.filter((each) => !hidden.includes(each)),
        await seen(),
        `${name}, ${status}`
      )
      await set(name, 'published')
      t.strictSame(await seen(), all, `${name}, published again`)
    }
  // What is a draft itself stays one.
  await set('claims1', 'draft')
  await set('statements1', 'draft')
  await set('statements1', 'published')
  t.notOk((await seen()).includes('claims1'))
  t.strictSame(await inheritanceFaults(db), [])
})

t.test(
  'a change of a statement’s date reaches its claims and all links that lead lists',
  async (t) => {
    const { pool: db } = await createDatabase(t)
    const { statements1 } = await fillRecord(db)
    for (const days of [
      ['2024-02-01', '2024-02-29'],
      [null, '2024-02-29'],
      [null, null],
      ['2025-12-02', '2025-12-02']
    ]) {
      await db.query(
        'UPDATE statements SET issued_on_earliest = $2, issued_on_latest = $3 WHERE id = $1',
        [statements1, ...days]
      )
      t.strictSame(await inheritanceFaults(db), [])
      const dates = await one(
        db,
        `SELECT array[
         (SELECT max(issued_on_earliest) FROM claims), (SELECT max(issued_on_earliest) FROM claim_topics),
         (SELECT max(issued_on_earliest) FROM claim_agencies), (SELECT max(issued_on_earliest) FROM statement_agencies),
         (SELECT max(issued_on_earliest) FROM statement_topics), (SELECT max(issued_on_earliest) FROM statute_references)
       ]::text[] AS earliest, (SELECT max(issued_on_latest)::text FROM claims) AS latest`
      )
      t.strictSame(dates, { earliest: Array(6).fill(days[0]), latest: days[1] })
    }
  }
)

t.test('through any sequence of changes it is what a recomputation gives', async (t) => {
  const { pool } = await createDatabase(t)
  const db = await pool.connect()
  t.teardown(() => db.release())
  const seed = Math.floor(Math.random() * 2 ** 32)
  t.comment(`seed ${seed}`)
  const { done, mostAgencies } = await randomChanges(db, seed, 600)
  t.ok(
    Object.values(done).every((times) => times >= 5),
    JSON.stringify(done)
  )
  const faults = await inheritanceFaults(db)
  t.strictSame(faults, [], `seed ${seed}`)
  const counts = await one(
    db,
    `SELECT (SELECT count(*)::int FROM claims WHERE visible) AS seen, (SELECT count(*)::int FROM claims WHERE NOT visible) AS unseen`
  )
  t.ok(mostAgencies > 0 && counts.seen > 0 && counts.unseen > 0, JSON.stringify(counts))
})

/** Changes of every kind at random, with a check every 25. Returns how often each was made, and the most links seen. */
async function randomChanges(db: pg.PoolClient, seed: number, times: number) {
  let state = seed
  const random = (below: number) => {
    // The linear congruential generator of Numerical Recipes: enough to vary a sequence.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const any = <T>(list: T[]): T => list[random(list.length)] as T
  const ids = (table: string): Promise<string[]> =>
    db.query(`SELECT id FROM ${table} ORDER BY id`).then(({ rows }) => rows.map(({ id }) => id))
  await db.query('SELECT setseed($1)', [seed / 2 ** 32])
  const source_id = await insert(db, 'sources')
  const sources = [source_id, await insert(db, 'sources')]
  const jurisdiction_id = await insert(db, 'jurisdictions')
  const agencies: string[] = []
  const topics: string[] = []
  const statutes: string[] = []
  for (let i = 0; i < 4; i++) {
    agencies.push(await insert(db, 'agencies'))
    topics.push(await insert(db, 'topics'))
    statutes.push(await insert(db, 'statutes', { jurisdiction_id }))
  }
  const status = () => any(['draft', 'published', 'published', 'withdrawn'])
  const day = () => any([null, `2025-0${1 + random(9)}-01`])
  let position = 0
  const statement = () =>
    insert(db, 'statements', { source_id, status: status(), issued_on_earliest: day() })
  const claim = async () =>
    insert(db, 'claims', { statement_id: any(await ids('statements')), status: status() })
  for (let i = 0; i < 4; i++) await statement()
  for (let i = 0; i < 8; i++) await claim()
  /** A row of a link table, any that is not there yet. */
  const link = async (table: string, owner: string, row: Record<string, unknown>) => {
    const columns = [owner, 'position', ...Object.keys(row)]
    await db.query(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')}) ON CONFLICT DO NOTHING`,
      [
        any(await ids(owner === 'claim_id' ? 'claims' : 'statements')),
        position++,
        ...Object.values(row)
      ]
    )
  }
  const somewhere = (table: string) =>
    `ctid = (SELECT ctid FROM ${table} ORDER BY random() LIMIT 1)`
  const changes: Record<string, () => Promise<unknown>> = {
    statement,
    claim,
    statementStatus: async () =>
      db.query('UPDATE statements SET status = $1 WHERE id = $2', [
        status(),
        any(await ids('statements'))
      ]),
    statementDate: async () =>
      db.query(
        'UPDATE statements SET issued_on_earliest = $1, issued_on_latest = $1 WHERE id = $2',
        [day(), any(await ids('statements'))]
      ),
    claimStatus: async () =>
      db.query('UPDATE claims SET status = $1 WHERE id = $2', [status(), any(await ids('claims'))]),
    claimMoved: async () =>
      db.query('UPDATE claims SET statement_id = $1 WHERE id = $2', [
        any(await ids('statements')),
        any(await ids('claims'))
      ]),
    claimWritten: async () =>
      db.query(
        `UPDATE claims SET visible = true, issued_on_earliest = '1999-01-01' WHERE id = $1`,
        [any(await ids('claims'))]
      ),
    agency: () =>
      link('statement_agencies', 'statement_id', { agency_id: any(agencies), role: 'issuer' }),
    agencyGone: () =>
      db.query(`DELETE FROM statement_agencies WHERE ${somewhere('statement_agencies')}`),
    allAgenciesGone: async () =>
      db.query('DELETE FROM statement_agencies WHERE statement_id = $1', [
        any(await ids('statements'))
      ]),
    agencyChanged: () =>
      db.query(
        `UPDATE statement_agencies a SET agency_id = $1 WHERE ${somewhere('statement_agencies')}
         AND NOT EXISTS (SELECT FROM statement_agencies o WHERE o.statement_id = a.statement_id AND o.agency_id = $1)`,
        [any(agencies)]
      ),
    statementTopic: () => link('statement_topics', 'statement_id', { topic_id: any(topics) }),
    claimTopic: () => link('claim_topics', 'claim_id', { topic_id: any(topics) }),
    claimTopicGone: () => db.query(`DELETE FROM claim_topics WHERE ${somewhere('claim_topics')}`),
    reference: async () =>
      insert(db, 'statute_references', {
        ...(random(2)
          ? { claim_id: any(await ids('claims')) }
          : { statement_id: any(await ids('statements')) }),
        statute_id: any(statutes),
        status: status()
      }),
    statuteStatus: () =>
      db.query('UPDATE statutes SET status = $1 WHERE id = $2', [status(), any(statutes)]),
    version: () => {
      const from = `${1000 + position++}-01-01`
      const row = { statute_id: any(statutes), status: status(), source_id, effective_from: from }
      return insert(db, 'statute_versions', {
        ...row,
        effective_to: from.replace('-01-01', '-02-01')
      })
    },
    relation: async () => {
      const [from_claim_id, to_claim_id] = (await ids('claims')).sort(() => random(3) - 1)
      const between = { from_claim_id, to_claim_id, asserted_by_editors: true }
      return insert(db, 'relations', { ...between, status: status() })
    },
    sourceStatus: () =>
      db.query('UPDATE sources SET status = $1 WHERE id = $2', [status(), any(sources)]),
    capture: () => {
      const text = `text ${position++}`
      const row = { source_id: any(sources), sha256: sha256(text), status: status() }
      return insert(db, 'captures', random(2) ? { ...row, text, length: text.length } : row)
    },
    quote: async () => {
      const capture = await one(db, 'SELECT id FROM captures ORDER BY random() LIMIT 1')
      if (!capture) return
      const row = {
        claim_id: any(await ids('claims')),
        capture_id: capture.id,
        position: position++
      }
      await insertRow(db, 'quotes', { ...row, exact: 'text', state: 'orphaned' })
    }
  }
  const done = Object.fromEntries(Object.keys(changes).map((name) => [name, 0]))
  let mostAgencies = 0
  for (let i = 1; i <= times; i++) {
    const [name, change] = any(Object.entries(changes))
    await change()
    done[name] = (done[name] ?? 0) + 1
    if (i % 25) continue
    const faults = await inheritanceFaults(db)
    if (faults.length)
      throw new Error(`seed ${seed}, after ${i} changes, the last ${name}: ${faults}`)
    const { agencies } = await one(db, 'SELECT count(*)::int AS agencies FROM claim_agencies')
    mostAgencies = Math.max(mostAgencies, agencies)
  }
  return { done, mostAgencies }
}

t.test('of two transactions at once, neither misses the other’s change', async (t) => {
  const { pool } = await createDatabase(t)
  const ids = await fillRecord(pool)
  const { sources1, statements1, claims1, claims2, agencies2, topics2, statutes1 } = ids
  const between = { from_claim_id: claims1, to_claim_id: claims2, asserted_by_editors: true }
  const text = 'words to be supplied'
  const capture_id = await insert(pool, 'captures', { source_id: sources1, sha256: sha256(text) })
  const status =
    (table: string, id = '', to = 'withdrawn') =>
    (db: Db) =>
      db.query(`UPDATE ${table} SET status = $1 WHERE id = $2`, [to, id])
  const dated = (day: string) => (db: Db) =>
    db.query('UPDATE statements SET issued_on_earliest = $1 WHERE id = $2', [day, statements1])
  const linked = (table: string, row: Record<string, unknown>) => (db: Db) =>
    insertRow(db, table, { position: 7, ...row })
  const added = (table: string, row: Record<string, unknown>) => (db: Db) => insert(db, table, row)
  const claim = () => added('claims', { statement_id: statements1 })
  const agency = { statement_id: statements1, agency_id: agencies2, role: 'subject' }

  const pairs: [what: string, above: (db: Db) => unknown, below: (db: Db) => unknown][] = [
    ['a statement withdrawn, a claim added', status('statements', statements1), claim()],
    ['published, a claim added', status('statements', statements1, 'published'), claim()],
    ['dated, a claim added', dated('2024-01-01'), claim()],
    ['given an agency, a claim added', linked('statement_agencies', agency), claim()],
    [
      'bereft of an agency, a claim added',
      (db) => db.query('DELETE FROM statement_agencies WHERE agency_id = $1', [agencies2]),
      claim()
    ],
    ['dated, an agency added', dated('2024-01-02'), linked('statement_agencies', agency)],
    [
      'dated, a topic added',
      dated('2024-01-03'),
      linked('statement_topics', { statement_id: statements1, topic_id: topics2 })
    ],
    [
      'dated, a topic of a claim added',
      dated('2024-01-04'),
      linked('claim_topics', { claim_id: claims1, topic_id: topics2 })
    ],
    [
      'a statute withdrawn, a reference added',
      status('statutes', statutes1),
      added('statute_references', { statute_id: statutes1, claim_id: claims1 })
    ],
    [
      'a statute published, a version added',
      status('statutes', statutes1, 'published'),
      added('statute_versions', {
        statute_id: statutes1,
        source_id: sources1,
        effective_from: '2030-01-01'
      })
    ],
    [
      'a claim withdrawn, a reference added',
      status('claims', claims1),
      added('statute_references', { statute_id: statutes1, claim_id: claims1 })
    ],
    ['a claim withdrawn, a relation added', status('claims', claims2), added('relations', between)],
    [
      'a source withdrawn, a capture added',
      status('sources', sources1),
      added('captures', { source_id: sources1, sha256: 'c'.repeat(64) })
    ],
    [
      'a later capture added, a quote of an earlier one added',
      added('captures', { source_id: sources1, sha256: 'c'.repeat(64) }),
      linked('quotes', { claim_id: claims1, capture_id, exact: 'words', state: 'unverified' })
    ],
    [
      'a text supplied, a quote of it added',
      (db) =>
        db.query('UPDATE captures SET text = $1, length = $2 WHERE id = $3', [
          text,
          text.length,
          capture_id
        ]),
      linked('quotes', { claim_id: claims1, capture_id, exact: 'words', state: 'unverified' })
    ]
  ]
  const undo = () =>
    pool.query(`
      DELETE FROM quotes WHERE position = 7;
      DELETE FROM statement_agencies WHERE position = 7;
      DELETE FROM statement_topics WHERE position = 7;
      DELETE FROM claim_topics WHERE position = 7;
      DELETE FROM quote_states WHERE capture_id IN (SELECT id FROM captures WHERE sha256 = repeat('c', 64));
      DELETE FROM captures WHERE sha256 = repeat('c', 64);
      DELETE FROM statute_versions WHERE effective_from = '2030-01-01'`)
  for (const [what, above, below] of pairs) {
    if (what.startsWith('bereft')) await linked('statement_agencies', agency)(pool)
    await t.test(`${what}, in that order`, (t) => interleaved(t, pool, above, below))
    await undo()
    // A text is supplied once.
    if (what.startsWith('a text')) continue
    if (what.startsWith('bereft')) await linked('statement_agencies', agency)(pool)
    await t.test(`${what}, the other way round`, (t) => interleaved(t, pool, below, above))
    await undo()
  }
})

/** The first work, the second beside it, the first's end, the second's end. */
async function interleaved(
  t: Test,
  pool: pg.Pool,
  first: (db: Db) => unknown,
  second: (db: Db) => unknown
) {
  const [one, two] = [await pool.connect(), await pool.connect()]
  try {
    await one.query('BEGIN')
    await two.query('BEGIN')
    await first(one)
    const waiting = second(two)
    // Long enough to have run, if it does not wait for the first.
    await new Promise((resolve) => setTimeout(resolve, 50))
    await one.query('COMMIT')
    await waiting
    await two.query('COMMIT')
  } finally {
    for (const client of [one, two]) client.release()
  }
  t.strictSame(await inheritanceFaults(pool), [])
}
