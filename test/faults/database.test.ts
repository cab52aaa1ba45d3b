/** A PostgreSQL that is killed, restarted or away, and one that takes connections from under the service. */
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { startCluster } from '../support/cluster.js'
import { createDatabase } from '../support/database.js'
import { end, type Service, serve } from '../support/service.js'
import { ask, keyFor, post, type Reply, statuses, traffic, until } from '../support/traffic.js'

const cluster = await startCluster(t)
const database = await createDatabase(t, { server: cluster.server })
const { pool, url } = database
const key = await keyFor(database, 'write', 'publish')
const env = {
  DATABASE_URL: url,
  DATABASE_POOL_SIZE: '4',
  LOG_LEVEL: 'fatal',
  ONRECORD_BUNDLE: 'false',
  WORKER: 'false',
  // What is in memory is answered without the database, which is what is looked at here.
  ANSWER_CACHE_BYTES: '0',
  RATE_LIMIT_KEY: '0'
}
const service = await serve(t, env)
const at = (path: string) => `${service.origin}${path}`
const topic = (prefLabel: string) => ({ prefLabel, status: 'published' })
const onceFor = (label: string) => label.replaceAll(' ', '-')
const write = (prefLabel: string) =>
  post(at('/v1/topics'), key, topic(prefLabel), onceFor(prefLabel))
const isReady = async ({ origin }: Service) => (await ask(`${origin}/readyz`)).status === 200
const lives = async (t: Test) => {
  t.equal((await ask(at('/healthz'))).status, 200, 'the process lives')
  t.equal(service.child.exitCode, null)
}
/** One of the service's connections, cut by the server. Whether there was one. */
async function cut(where = 'true'): Promise<boolean> {
  const { rows } = await pool.query(
    `select pg_terminate_backend(pid) as done from pg_stat_activity where datname = current_database() and application_name in ('onrecord', 'onrecord export') and ${where} order by random() limit 1`
  )
  return rows[0]?.done ?? false
}
const waitsForLock = async (count = 1) => {
  const { rows } = await pool.query(
    `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database() and application_name = 'onrecord'`
  )
  return rows[0].n >= count
}

t.test('killed amid writes: what was acknowledged is there, and each lands once', async (t) => {
  const known = new Map<string, string>()
  const seen: Reply[] = []
  let isBack = Promise.resolve()
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = 0; n < 12; n++) {
      const label = `written ${writer}.${n}`
      for (let attempt = 0; !known.has(label) && attempt < 200; attempt++) {
        const reply = await write(label)
        seen.push(reply)
        if (reply.status === 201) known.set(label, JSON.parse(reply.text).id)
        else await sleep(100)
      }
    }
  })
  for (const acknowledged of [10, 28]) {
    await until('writes are answered', () => known.size >= acknowledged)
    await cluster.kill()
    const before = new Map(known)
    await sleep(300)
    isBack = cluster.start()
    await isBack
    const { rows } = await pool.query('select id, pref_label from topics')
    const there = new Set(rows.map(({ id }) => id))
    t.strictSame(
      [...before.values()].filter((id) => !there.has(id)),
      [],
      'what was acknowledged'
    )
  }
  await Promise.all(writers)
  t.strictSame(Object.keys(statuses(seen)), ['201', '503'])
  t.ok(seen.every(({ status, headers }) => status === 201 || headers.has('retry-after')))
  const { rows } = await pool.query(
    `select t.pref_label as label, t.id, (select count(*)::int from history.changes c where c.row_id = t.id) as told,
       (select count(*)::int from service.idempotent_requests i where i.idempotency_key = replace(t.pref_label, ' ', '-')) as answers
     from topics t`
  )
  t.equal(rows.length, 48)
  t.strictSame(
    rows.filter(
      ({ label, id, told, answers }) => known.get(label) !== id || told !== 1 || answers !== 1
    ),
    [],
    'each once, as it was answered'
  )
  await lives(t)
})

t.test(
  'down at the start and in use: alive, not ready, and reads are told when to retry',
  async (t) => {
    const paths = [
      '/v1/topics',
      '/v1/claims?q=police',
      '/graphql?query={topics{totalCount}}',
      '/readyz'
    ]
    const areRefused = async ({ origin }: Service, when: string) => {
      t.equal((await ask(`${origin}/healthz`)).status, 200, when)
      const replies = await Promise.all(paths.map((path) => ask(origin + path)))
      for (const [i, { status, headers, text, ms }] of replies.entries()) {
        t.match([status, headers.get('retry-after')], [503, /^\d+$/], `${when}: ${paths[i]}`)
        t.ok(ms < 4000, `${ms.toFixed(0)} ms`)
        t.notMatch(text, /postgres|PGSQL|ECONN|ENOENT|5432|\/tmp|localhost|127\.0\.0/i)
      }
      const write = await post(`${origin}/v1/topics`, key, topic('none'))
      t.match([write.status, write.ms < 4000], [503, true])
    }
    await cluster.kill()
    const other = await serve(t, env)
    await areRefused(other, 'at the start')
    await areRefused(service, 'in use')
    await cluster.start()
    for (const each of [other, service]) {
      await until('ready again', () => isReady(each))
      t.equal((await ask(`${each.origin}/v1/topics`)).status, 200)
    }
    await end(t, other)
  }
)

t.test('backends terminated under traffic: only 200 and 503, and the pool heals', async (t) => {
  const reading = traffic(4, () => ask(at('/v1/topics?limit=5')))
  const writing = traffic(2, (n) => write(`under traffic ${n}`))
  for (let cuts = 0; cuts < 25; ) {
    if (await cut()) cuts++
    await sleep(60)
  }
  const [reads, writes] = await Promise.all([reading.stop(), writing.stop()])
  t.comment(statuses(reads), statuses(writes))
  t.strictSame(
    Object.keys(statuses(reads)).filter((each) => !/200|503/.test(each)),
    []
  )
  t.strictSame(
    Object.keys(statuses(writes)).filter((each) => !/201|503/.test(each)),
    []
  )
  const after = await Promise.all(Array.from({ length: 12 }, () => ask(at('/v1/topics?limit=5'))))
  t.strictSame(statuses(after), { 200: 12 })
  for (const [n, { status }] of writes.entries())
    if (status !== 201) t.equal((await write(`under traffic ${n}`)).status, 201, 'sent again')
  const { rows } = await pool.query(
    `select count(*)::int as n, count(distinct pref_label)::int as labels from topics where pref_label like 'under traffic %'`
  )
  t.strictSame(rows, [{ n: writes.length, labels: writes.length }], 'each once')
  await lives(t)
})

/** An export whose reader has stopped: resolves, when let on, with whether it came whole. */
async function stalledExport(): Promise<() => Promise<boolean>> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(at('/v1/publishers/export'), { agent: false }, resolve).on('error', reject)
  })
  response.on('error', () => {})
  response.pause()
  return () =>
    new Promise((resolve) => {
      response.on('close', () => resolve(response.complete))
      response.resume()
    })
}

t.test('killed while checked out: an export is cut off, a transaction answers 503', async (t) => {
  await pool.query(
    `insert into publishers (id, name, kind, status, note)
     select gen_random_uuid(), 'publisher ' || i, 'unknown', 'published', repeat('word ', 8000) from generate_series(1, 1500) i`
  )
  const exporting = `application_name = 'onrecord export' and state = 'active'`
  const first = await stalledExport()
  await until('the export was cut', () => cut(exporting))
  t.notOk(await first(), 'the reader sees that it is not whole')

  const lock = await pool.connect()
  await lock.query('begin; lock table topics')
  const writing = write('cut in its transaction')
  await until('the write is in its transaction', () => waitsForLock())
  t.ok(await cut(`wait_event_type = 'Lock'`))
  t.match(await writing, { status: 503 })
  await lock.query('rollback')
  lock.release()
  t.match(await write('cut in its transaction'), { status: 201 }, 'sent again')

  const second = await stalledExport()
  await cluster.kill()
  t.notOk(await second(), 'the whole server gone')
  await lives(t)
  await cluster.start()
  await until('ready again', () => isReady(service))
  await end(t, service)
})
