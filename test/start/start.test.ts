/** The service on a server that it is given: its start, what it does while that is down, and its end. */
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { startEmbedded } from '../../src/db/embedded.js'
import { createDatabase } from '../support/database.js'
import { claims, end, newDataDir, serve, start, status, timed } from '../support/service.js'

t.test('with DATABASE_URL it uses that server, and a start finds what another left', async (t) => {
  const { url } = await createDatabase(t)
  const env = { DATABASE_URL: url }
  const first = await serve(t, env)
  t.match(first.output(), /applying|the bundled dataset is loaded/)
  t.equal(await claims(first), 28)
  await end(t, first, 'SIGINT')
  const second = await timed(t, 'the second start', () => serve(t, env), 15)
  t.notMatch(second.output(), /the bundled dataset is loaded/)
  t.equal(await claims(second), 28)
  // Ctrl-C reaches us from the terminal and from npm: once both at once, once one after the other.
  second.child.kill('SIGINT')
  await end(t, second, 'SIGINT')
  const third = await serve(t, env)
  third.child.kill('SIGINT')
  await sleep(2)
  await end(t, third, 'SIGINT')

  const empty = await createDatabase(t)
  const bare = await serve(t, { DATABASE_URL: empty.url, ONRECORD_BUNDLE: 'false' })
  t.equal(await claims(bare), 0, 'without the dataset, if so wished')
  await end(t, bare)
})

t.test('requests under way are answered before it ends; idle clients do not hold it', async (t) => {
  const { url, pool } = await createDatabase(t, { template: 'bundled' })
  const slow = { DATABASE_LOCK_TIMEOUT_MS: '30000', DATABASE_STATEMENT_TIMEOUT_MS: '30000' }
  const service = await serve(t, { DATABASE_URL: url, ...slow })
  const agent = new http.Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const get = (resource: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = http.get(`${service.origin}/v1/${resource}?limit=1`, { agent }, (answer) =>
        answer.resume().on('end', () => resolve(answer.statusCode))
      )
      request.on('error', reject)
    })
  t.same(await Promise.all([get('people'), get('people'), get('people')]), [200, 200, 200])
  const { port } = new URL(service.origin)
  const silent = net.connect(Number(port), '127.0.0.1')
  silent.on('error', () => {})
  t.teardown(() => silent.destroy())
  await once(silent, 'connect')

  const lock = await pool.connect()
  await lock.query('BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; LOCK TABLE topics')
  const waiting = [get('topics'), get('topics')]
  const seen = `SELECT count(*)::int FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
  while ((await pool.query(seen)).rows[0].count < 2) await sleep(20)
  const ended = end(t, service)
  await sleep(1000)
  await t.rejects(fetch(`${service.origin}/healthz`), 'it takes no new requests meanwhile')
  await lock.query('ROLLBACK')
  lock.release()
  t.same(await Promise.all(waiting), [200, 200])
  await ended
})

t.test('a database that is down is waited for, and one that goes away is told', async (t) => {
  const dataDir = newDataDir(t)
  const database = () => startEmbedded({ dataDir, conf: { fsync: 'off' } })
  const server = await database()
  const url = server.url()
  await server.stop()
  const service = await serve(t, { DATABASE_URL: url })
  const answers = async () => {
    const paths = ['/healthz', '/readyz', '/v1/claims', '/graphql?query={__typename}']
    return Promise.all(paths.map((each) => status(service.origin + each)))
  }
  const until = async (expected: number[]) => {
    for (let i = 0; i < 300; i++) {
      if (String(await answers()) === String(expected)) return
      await sleep(100)
    }
    t.strictSame(await answers(), expected)
  }
  t.match(service.output(), /the database is unreachable/)
  t.strictSame(await answers(), [200, 503, 503, 503])
  const down = await fetch(`${service.origin}/v1/claims`)
  t.match(down.headers.get('content-type'), /application\/problem\+json/)
  t.ok(down.headers.get('retry-after'))
  t.notMatch(await down.text(), /ECONN|ENOENT|\.s\.PGSQL|postgres:/)

  const up = await database()
  await until([200, 200, 200, 200])
  t.match(service.output(), /the database is back/)
  t.equal(await claims(service), 28, 'the dataset came with it')
  await up.stop({ force: true })
  await until([200, 503, 503, 200])
  const back = await database()
  await until([200, 200, 200, 200])
  await end(t, service)
  await back.stop()
})

t.test('a wrong setting ends the start with exit code 2, and is named', async (t) => {
  const { exited, output } = start(t, { PORT: 'eighty', LOG_LEVEL: 'loud', DATABASE_URL: 'x' })
  t.equal(await exited, 2)
  t.match(output(), /^PORT: expected an integer from 0 to 65535, got "eighty"$/m)
  t.match(output(), /^DATABASE_URL: expected a postgres/m)
  t.match(output(), /^LOG_LEVEL: expected one of/m)
  t.notMatch(output(), /\n\s+at /)
})
