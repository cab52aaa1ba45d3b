import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { openPool, withOptions } from '../../src/db/connect.js'
import { createDatabase } from '../support/database.js'

t.test('every connection has its limits, time zone and encoding from the start', async (t) => {
  const { url } = await createDatabase(t, { template: 'blank' })
  const pool = openPool({ url, statementTimeoutMs: 1234, lockTimeoutMs: 567 })
  t.teardown(() => pool.end())
  const { rows } = await pool.query(`
    SELECT current_setting('TimeZone') AS zone,
           current_setting('client_encoding') AS encoding,
           current_setting('statement_timeout') AS statement,
           current_setting('lock_timeout') AS lock,
           current_setting('idle_in_transaction_session_timeout') AS idle,
           current_setting('jit') AS jit,
           current_setting('application_name') AS name`)
  t.strictSame(
    { ...rows[0] },
    {
      zone: 'UTC',
      encoding: 'UTF8',
      statement: '1234ms',
      lock: '567ms',
      idle: '10s',
      jit: 'off',
      name: 'onrecord'
    }
  )
})

t.test('options in the connection string are kept, and ours win', async (t) => {
  const { url } = await createDatabase(t, { template: 'blank' })
  const pool = openPool({ url: withOptions(url, { work_mem: '5MB', TimeZone: 'Asia/Tokyo' }) })
  t.teardown(() => pool.end())
  const { rows } = await pool.query(
    `SELECT current_setting('work_mem') AS memory, current_setting('TimeZone') AS zone`
  )
  t.strictSame({ ...rows[0] }, { memory: '5MB', zone: 'UTC' })
})

t.test('a statement that takes too long is cancelled', async (t) => {
  const { url } = await createDatabase(t, { template: 'blank' })
  const pool = openPool({ url, statementTimeoutMs: 50 })
  t.teardown(() => pool.end())
  await t.rejects(pool.query('SELECT pg_sleep(5)'), { code: '57014' })
})

t.test('connections that are cut, idle or in use, do not end the process', async (t) => {
  const { url, pool: other } = await createDatabase(t, { template: 'blank' })
  const lost: string[] = []
  const pool = openPool({ url, applicationName: 'victim', onError: (e) => lost.push(e.message) })
  t.teardown(() => pool.end())
  const inUse = await pool.connect()
  const idle = await pool.connect()
  idle.release()
  const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE application_name = 'victim'`
  t.equal((await other.query(cut)).rowCount, 2)
  await t.rejects(inUse.query('SELECT 1'))
  inUse.release(true)
  while (pool.idleCount > 0) await sleep(10)
  t.equal((await pool.query('SELECT 1 AS one')).rows[0].one, 1, 'the pool heals')
  t.not(lost.length, 0)
})

t.test('a caller is turned away when no connection comes free', async (t) => {
  const { url } = await createDatabase(t, { template: 'blank' })
  const pool = openPool({ url, poolSize: 1 })
  t.teardown(() => pool.end())
  const only = await pool.connect()
  const start = Date.now()
  await t.rejects(pool.query('SELECT 1'), { message: /timeout/ })
  t.ok(Date.now() - start < 4000)
  only.release()
})
