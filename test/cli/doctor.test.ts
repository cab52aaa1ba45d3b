/** onrecord doctor: on a database that is right, and on each thing that may be wrong with it or around it. */
import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import t, { type Test } from 'tap'
import { grantsFor } from '../../src/db/grants.js'
import { onrecord } from '../support/command.js'
import { createDatabase } from '../support/database.js'
import { freePort } from '../support/ports.js'

interface Finding {
  name: string
  state: string
  message: string
  advice?: string
}
async function examine(env: NodeJS.ProcessEnv) {
  const port = String(await freePort())
  const clean = { RATE_LIMIT_URL: '', RELEASES_URL: '', ...env }
  const { code, stdout, stderr } = await onrecord(['doctor', '--json'], { PORT: port, ...clean })
    .ended
  const { state, checks } = JSON.parse(stdout) as { state: string; checks: Finding[] }
  const of = (name: string) => checks.filter((each) => each.name === name)
  return { code, stderr, state, checks, of }
}
const url0 = 'postgres://localhost:1/nowhere'

async function loginRole(t: Test, url: string): Promise<{ role: string; asRole: string }> {
  const role = `doctor_${new URL(url.replace(/\?.*/, '')).pathname.slice(-8)}`
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(`create role ${role} login`)
  t.teardown(async () => {
    await owner.query(`drop owned by ${role}; drop role ${role}`)
    await owner.end()
  })
  return { role, asRole: url.replace(/^(postgres(?:ql)?:\/\/)(?:[^@/]*@)?/, `$1${role}@`) }
}

t.test('all is well with a database that is up to date, and nothing is changed', async (t) => {
  const { url, pool } = await createDatabase(t)
  const state = `select pg_current_wal_lsn()::text as log, (select count(*) from pg_class)::int as tables,
    (select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables) as written`
  const before = (await pool.query(state)).rows[0]
  const releases = `${t.testdir({})}/releases`
  const well = await examine({ DATABASE_URL: url, RELEASES_URL: `file://${releases}` })
  t.match(well, { code: 0, state: 'ok', stderr: '' }, JSON.stringify(well.checks))
  for (const name of [
    'node',
    'settings',
    'database',
    'clock',
    'extensions',
    'migrations',
    'rights'
  ])
    t.match(well.of(name), [{ state: 'ok' }], name)
  for (const name of ['pooler', 'jobs', 'releases', 'rate limits', 'port'])
    t.match(well.of(name), [{ state: 'ok' }], name)
  const after = (await pool.query(state)).rows[0]
  t.equal(after.tables, before.tables)
  t.equal(after.written, before.written)
  t.notOk(fs.existsSync(releases), 'no folder is made')
})

t.test('what is wrong with the database is told, with what to do', async (t) => {
  const [{ url, pool }, blank] = [
    await createDatabase(t),
    await createDatabase(t, { template: 'blank' })
  ]
  const { role, asRole } = await loginRole(t, url)
  await pool.query(
    `select graphile_worker.add_job('send_delivery', '{}', run_at => now() - interval '1 hour')`
  )
  const [down, refused, lacking, late] = await Promise.all([
    examine({ DATABASE_URL: url0, DATABSE_URL: url }),
    examine({ DATABASE_URL: blank.url, MIGRATE: 'false' }),
    examine({ DATABASE_URL: asRole }),
    examine({ DATABASE_URL: url, WORKER: 'false', DATABASE_REPLICA_URLS: `${url},${url0}` })
  ])
  t.match(down, { code: 1, state: 'problem' })
  t.match(down.of('database'), [
    { state: 'problem', message: /cannot be reached/, advice: /Start/ }
  ])
  t.match(down.of('settings'), [{ state: 'warning', advice: /Did you mean DATABASE_URL\?/ }])
  t.equal(refused.code, 1)
  t.match(refused.of('migrations'), [
    {
      state: 'problem',
      message: /Pending: 0000_record, .*job queue/,
      advice: /npx onrecord migrate/
    }
  ])
  t.equal(lacking.code, 1)
  t.match(lacking.of('migrations'), [{ state: 'problem', advice: /onrecord grants/ }])
  t.match(late.of('jobs'), [
    { state: 'problem', message: /1 job should/, advice: /onrecord worker/ }
  ])
  t.match(late.of('replica 1'), [{ state: 'problem', message: /it is no replica/ }])
  t.match(late.of('replica 2'), [{ state: 'problem', message: /cannot be reached/ }])

  // Some rights are there: those that are not are named.
  await pool.query(grantsFor(role))
  await pool.query(`revoke update on claims from ${role}`)
  await pool.query(`revoke delete on quotes from ${role}`)
  await pool.query(
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 99999999999999)`
  )
  const ahead = await examine({ DATABASE_URL: url })
  t.match(ahead.of('migrations'), [{ state: 'problem', message: /has had 1 migration of which/ }])
  await pool.query(`delete from drizzle.__drizzle_migrations where hash = 'later'`)
  const some = await examine({ DATABASE_URL: asRole })
  t.match(some.of('rights'), [
    {
      state: 'problem',
      message: `${role} lacks DELETE on public.quotes; UPDATE on public.claims.`,
      advice: new RegExp(`onrecord grants ${role}`)
    }
  ])
})

t.test('so is what is wrong around it', async (t) => {
  const other = http
    .createServer((_request, response) => response.end('hello'))
    .listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.teardown(() => other.close())
  const port = String((other.address() as AddressInfo).port)
  const file = `${t.testdir({ file: '' })}/file`
  const wrong = await examine({
    DATABASE_URL: url0,
    PORT: port,
    RATE_LIMIT_URL: 'redis://127.0.0.1:1',
    RELEASES_URL: `file://${file}`
  })
  t.match(wrong.of('port'), [{ state: 'problem', message: /Another program listens/ }])
  t.match(wrong.of('rate limits'), [{ state: 'problem', message: /ECONNREFUSED/ }])
  t.match(wrong.of('releases'), [{ state: 'problem', message: new RegExp(file) }])
  const unread = await onrecord(['doctor'], { PORT: 'x', ONRECORD_BUNDEL: 'false' }).ended
  t.match(unread.stdout, /^problem {2}settings: PORT: expected .*\n {9}→ /m)
  t.match(
    unread.stdout,
    /^warning {2}settings: ONRECORD_BUNDEL .*\n {9}→ Did you mean ONRECORD_BUNDLE/m
  )
  t.match(unread.stdout, /Nothing else was checked/)
  t.equal(unread.code, 1)
})
