/** Quick reads share connections: each gets its own answer, and nobody another's failure. */
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { openPool } from '../../src/db/connect.js'
import { shareConnections } from '../../src/db/lanes.js'
import { apiError } from '../../src/errors.js'
import { run } from '../../src/store/database.js'
import { createDatabase } from '../support/database.js'

const applicationName = 'onrecord lanes'
const { url, pool: other } = await createDatabase(t, { template: 'blank' })

function sharing(t: Test, settings: { poolSize: number; statementTimeoutMs?: number }) {
  const pool = openPool({ url, applicationName, ...settings })
  const shared = shareConnections(pool)
  t.teardown(async () => {
    await shared.unshare()
    await pool.end()
  })
  const select = (text: string, value: unknown, name = text) =>
    shared.quick.query({ text, values: [value], name })
  return { pool, shared, select }
}

/** Sessions of the pool and of what it shares, by process id. */
async function sessions(): Promise<number[]> {
  const { rows } = await other.query(
    `select pid from pg_stat_activity where datname = current_database() and application_name like 'onrecord%' and application_name <> 'onrecord tests'`
  )
  return rows.map(({ pid }) => pid)
}

const withPid = 'select $1::int as n, pg_backend_pid() as pid'
type WithPid = { n: number; pid: number }

t.test('many at once each get their own answer, on few connections', async (t) => {
  const { select } = sharing(t, { poolSize: 4 })
  await select(withPid, 0)
  await sleep(200)
  const pids = new Set<number>()
  for (let round = 0; round < 20; round++) {
    const asked = Array.from({ length: 12 }, (_, i) => 100 * round + i)
    const answers = await Promise.all(asked.map((n) => select(withPid, n)))
    const rows = answers.map((answer) => answer.rows[0] as WithPid)
    t.strictSame(
      rows.map(({ n }) => n),
      asked
    )
    for (const { pid } of rows) pids.add(pid)
  }
  t.ok(pids.size <= 4, `${pids.size} connections`)
  t.ok((await sessions()).length <= 4, 'no more than the pool may have')
})

t.test('two statements are on one connection at a time', async (t) => {
  const { select } = sharing(t, { poolSize: 2 })
  const waiting = 'select $1::int as n, pg_backend_pid() as pid, pg_sleep(0.3)'
  await select(withPid, 0)
  await sleep(200)
  const [first, second, third] = await Promise.all([1, 2, 3].map((n) => select(waiting, n)))
  const pidOf = (answer?: { rows: unknown[] }) => (answer?.rows[0] as WithPid | undefined)?.pid
  t.equal(pidOf(first), pidOf(second))
  t.not(pidOf(third), pidOf(first), 'where they are, the next goes to the pool')
})

t.test('what fails, fails alone', async (t) => {
  const { select } = sharing(t, { poolSize: 4, statementTimeoutMs: 500 })
  const divided = 'select 6 / $1::int as n'
  const slept = 'select pg_sleep($1::float8), 1 as n'
  for (let round = 0; round < 5; round++) {
    const asked = [select(divided, 0), select(divided, 2), select(slept, 3), select(divided, 3)]
    const [zero, two, late, three] = await Promise.allSettled(asked)
    t.match(zero, { status: 'rejected', reason: { code: '22012' } })
    t.match(two, { value: { rows: [{ n: 3 }] } })
    t.match(late, { status: 'rejected', reason: { code: '57014' } })
    t.match(three, { value: { rows: [{ n: 2 }] } })
  }
})

t.test(
  'a statement that can not be prepared fails for all who wait for it, and is tried again',
  async (t) => {
    const { select } = sharing(t, { poolSize: 2 })
    await select(withPid, 0)
    await sleep(200)
    const later = 'select n from comes_later where n = $1'
    const before = await Promise.allSettled([select(later, 1), select(later, 1)])
    for (const each of before) t.match(each, { status: 'rejected', reason: { code: '42P01' } })
    await other.query('create table comes_later as select 1 as n')
    t.strictSame({ ...((await select(later, 1)).rows[0] as object) }, { n: 1 })
  }
)

t.test('a connection that is lost fails what was on it; the next is answered', async (t) => {
  const { select } = sharing(t, { poolSize: 4 })
  await select(withPid, 0)
  await sleep(200)
  const under = Promise.allSettled(
    [1, 2, 3].map((n) => select('select $1::int as n, pg_sleep(2)', n))
  )
  await sleep(200)
  for (const pid of await sessions()) await other.query('select pg_terminate_backend($1)', [pid])
  for (const each of await under) {
    t.equal(each.status, 'rejected')
    t.equal(apiError((each as PromiseRejectedResult).reason).code, 'unavailable')
  }
  // Until all of them have noticed.
  await sleep(200)
  for (let n = 0; n < 6; n++) t.match((await select(withPid, n)).rows, [{ n }])
})

t.test('a statement that was slow of late keeps nobody waiting', async (t) => {
  const { pool, shared } = sharing(t, { poolSize: 4 })
  const slow = `select pg_backend_pid() as pid, pg_sleep(0.2), $1::int`
  for (let n = 0; n < 12; n++) await run(shared, slow, { values: [n] })
  const both = await Promise.all(
    [1, 2].map((n) => run<{ pid: number }>(shared, slow, { values: [n] }))
  )
  const [one, two] = both.map(([row]) => row?.pid)
  t.not(one, two, 'each has a connection of its own')
  const { rows } = await pool.query('select pg_backend_pid() as pid')
  t.ok([one, two].includes(rows[0].pid), 'of the pool')
})

t.test('of a single connection none is shared', async (t) => {
  const { pool, select } = sharing(t, { poolSize: 1 })
  for (let n = 0; n < 3; n++) t.match((await select(withPid, n)).rows, [{ n }])
  t.equal(pool.totalCount, 1)
  t.equal((await sessions()).length, 1)
})
