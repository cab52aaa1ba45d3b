/** What holds connections, tables or time in PostgreSQL: the service turns away, and recovers at once. */
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createDatabase } from '../support/database.js'
import { type Service, serve } from '../support/service.js'
import { ask, keyFor, post, type Reply, statuses, until } from '../support/traffic.js'

const database = await createDatabase(t)
const { pool, url } = database
const key = await keyFor(database, 'write', 'publish')
const env = {
  DATABASE_URL: url,
  LOG_LEVEL: 'fatal',
  ONRECORD_BUNDLE: 'false',
  WORKER: 'false',
  ANSWER_CACHE_BYTES: '0',
  RATE_LIMIT_KEY: '0'
}
const long = '30000'
const [strict, small, patient] = await Promise.all([
  serve(t, {
    ...env,
    DATABASE_POOL_SIZE: '3',
    DATABASE_LOCK_TIMEOUT_MS: '1000',
    DATABASE_STATEMENT_TIMEOUT_MS: '1500'
  }),
  serve(t, {
    ...env,
    DATABASE_POOL_SIZE: '2',
    DATABASE_LOCK_TIMEOUT_MS: long,
    DATABASE_STATEMENT_TIMEOUT_MS: long
  }),
  serve(t, { ...env, DATABASE_LOCK_TIMEOUT_MS: long })
])
const write = ({ origin }: Service, prefLabel: string) =>
  post(
    `${origin}/v1/topics`,
    key,
    { prefLabel, status: 'published' },
    prefLabel.replaceAll(' ', '-')
  )
const read = ({ origin }: Service, path: string) => ask(`${origin}${path}`)
const several = (count: number, one: () => Promise<Reply>) =>
  Promise.all(Array.from({ length: count }, one))

/** Turned away in time, with word of when to come again. */
function areShed(t: Test, replies: Reply[], mostMs: number): void {
  for (const { status, headers, ms } of replies) {
    t.match([status, headers.get('retry-after')], [/^(503|429)$/, /^\d+$/])
    t.ok(ms < mostMs, `in ${ms.toFixed(0)} ms`)
  }
}
async function isAlive(t: Test, { origin }: Service): Promise<void> {
  const { status, ms } = await ask(`${origin}/healthz`)
  t.equal(status, 200)
  t.ok(ms < 1000, `alive in ${ms.toFixed(0)} ms`)
}
const count = async (condition: string): Promise<number> => {
  const { rows } = await pool.query(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and application_name = 'onrecord' and ${condition}`
  )
  return rows[0].n
}
const waiting = () => count(`wait_event_type = 'Lock'`)
/** Holds the table as a migration does that has not committed. Resolves with what lets go of it. */
async function alterTopics(): Promise<() => Promise<void>> {
  const client = await pool.connect()
  await client.query(
    'begin; set local idle_in_transaction_session_timeout = 0; alter table topics add column later text'
  )
  return async () => {
    await client.query('rollback')
    client.release()
  }
}

t.test(
  'every connection taken: others are told to come again, and served once one is free',
  async (t) => {
    const letGo = await alterTopics()
    const held = [read(small, '/v1/topics'), read(small, '/v1/topics?limit=5')]
    await until('all connections are taken', async () => (await waiting()) === 2)
    const turnedAway = several(20, () => read(small, '/v1/people'))
    await isAlive(t, small)
    areShed(t, await turnedAway, 8000)
    t.equal(await waiting(), 2)
    await letGo()
    t.strictSame(statuses(await Promise.all(held)), { 200: 2 }, 'who had a connection is answered')
    const after = await several(20, () => read(small, '/v1/people'))
    t.strictSame(statuses(after), { 200: 20 })
  }
)

t.test(
  'a table locked by DDL: its readers and writers are told in time, and do not pile up',
  async (t) => {
    const letGo = await alterTopics()
    const asked = [
      several(20, () => read(strict, '/v1/topics')),
      several(2, () => write(strict, 'locked out'))
    ]
    let most = 0
    let isOver = false
    const watching = (async () => {
      for (; !isOver; await sleep(50)) most = Math.max(most, await waiting())
    })()
    await isAlive(t, strict)
    areShed(t, (await Promise.all(asked)).flat(), 8000)
    isOver = true
    await watching
    t.ok(most <= 3, `${most} waited at once in PostgreSQL`)
    t.equal(
      (await read(strict, '/v1/people')).status,
      200,
      'other tables are read while it is locked'
    )
    await letGo()
    t.strictSame(statuses(await several(20, () => read(strict, '/v1/topics'))), { 200: 20 })
    t.equal((await write(strict, 'locked out')).status, 201, 'sent again')
  }
)

t.test('a query that is too slow is cancelled: 503, and nothing of it goes on', async (t) => {
  await pool.query(
    `alter table topics rename to quick;
     create view topics as select quick.* from quick, (select pg_sleep(60) offset 0) slow`
  )
  const replies = await several(2, () => read(strict, '/v1/topics?limit=7'))
  for (const { status, headers, text, ms } of replies) {
    t.match([status, headers.get('retry-after'), JSON.parse(text).code], [503, /^\d+$/, 'timeout'])
    t.ok(ms > 1000 && ms < 8000, `in ${ms.toFixed(0)} ms`)
    t.notMatch(text, /statement|canceling|pg_sleep|57014/)
  }
  await until('the queries are over', async () => (await count(`wait_event = 'PgSleep'`)) === 0)
  await pool.query('drop view topics; alter table quick rename to topics')
  t.equal((await read(strict, '/v1/topics?limit=7')).status, 200)
})

t.test(
  'an instance that stops in a transaction loses it: others write, and it goes on',
  async (t) => {
    const letGo = await alterTopics()
    const cutOff = write(patient, 'frozen')
    await until('its transaction waits', async () => (await waiting()) === 1)
    patient.child.kill('SIGSTOP')
    await letGo()
    await until(
      'its transaction is idle',
      async () => (await count(`state = 'idle in transaction'`)) === 1
    )
    t.equal((await read(small, '/v1/topics')).status, 200, 'readers are not held up')
    await until('others write', async () => (await write(small, 'after it')).status === 201, 30_000)
    t.equal(await count(`state = 'idle in transaction'`), 0)
    patient.child.kill('SIGCONT')
    t.match(await cutOff, { status: 503 })
    const { rows } = await pool.query(`select 1 from topics where pref_label = 'frozen'`)
    t.equal(rows.length, 0, 'nothing of it was written')
    t.equal((await write(patient, 'frozen')).status, 201, 'sent again')
  }
)

t.test(
  'one Idempotency-Key: 30 requests at once make one row, and one that is refused leaves it free',
  async (t) => {
    const replies = await several(30, () => write(patient, 'thirty times'))
    t.strictSame(
      Object.keys(statuses(replies)).filter((each) => !/201|409|503/.test(each)),
      []
    )
    t.ok(replies.some(({ status }) => status === 201))
    const { rows } = await pool.query(`select 1 from topics where pref_label = 'thirty times'`)
    t.equal(rows.length, 1)
    const refused = await post(`${patient.origin}/v1/topics`, key, { prefLabel: 5 }, 'refused')
    t.match(refused.status, /^4/)
    t.equal((await write(patient, 'refused')).status, 201)
  }
)
