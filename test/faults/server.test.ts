/** Instances of the service that start at once, are killed, end, take over, or whose clock is set back. */
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { readJournal } from '../../src/db/migrate.js'
import { createKey } from '../../src/editing/keys.js'
import { startBalancer } from '../support/balancer.js'
import { createDatabase } from '../support/database.js'
import { claims, end, serve } from '../support/service.js'
import { ask, keyFor, post, type Reply, statuses, traffic, until } from '../support/traffic.js'

const database = await createDatabase(t, { template: 'blank' })
const { pool, url } = database
const env = {
  DATABASE_URL: url,
  DATABASE_LOCK_TIMEOUT_MS: '30000',
  DATABASE_STATEMENT_TIMEOUT_MS: '30000',
  LOG_LEVEL: 'fatal',
  WORKER: 'false',
  RATE_LIMIT_KEY: '0'
}
const instance = () => serve(t, env)
const six = await Promise.all([
  instance(),
  instance(),
  instance(),
  instance(),
  instance(),
  instance()
])
const [first, second, third, fourth, fifth, sixth] = six

t.test(
  'six instances that start at once on an empty database: one migrates, all serve',
  async (t) => {
    t.strictSame(await Promise.all(six.map(claims)), [28, 28, 28, 28, 28, 28])
    const { rows } = await pool.query('select count(*)::int as n from drizzle.__drizzle_migrations')
    t.strictSame(rows, [{ n: readJournal().length }], 'each migration was applied once')
    const sets = await pool.query('select count(*)::int as n from history.change_sets')
    t.strictSame(sets.rows, [{ n: 1 }], 'the dataset was loaded once')
  }
)

const key = await keyFor(database, 'write', 'publish', 'admin')
const topic = (prefLabel: string) => ({ prefLabel, status: 'published' })
const write = (origin: string, label: string) =>
  post(`${origin}/v1/topics`, key, topic(label), label)
/** The topics of these labels: how many there are, and how many labels they have. */
async function written(like: string) {
  const { rows } = await pool.query(
    'select count(*)::int as n, count(distinct pref_label)::int as labels from topics where pref_label like $1',
    [like]
  )
  return rows[0]
}

t.test('killed with -9 amid writes: whole or not at all, and no key is stuck', async (t) => {
  const source = await post(`${first.origin}/v1/sources`, key, {
    kind: 'press_release',
    title: 'A press release',
    status: 'published'
  })
  const bodies = Array.from({ length: 40 }, (_, n) => ({
    title: `Statement ${n}`,
    source: JSON.parse(source.text).id,
    status: 'published',
    claims: [0, 1, 2].map((position) => ({
      position,
      proposition: `Claim ${n}.${position}`,
      kind: 'policy',
      attribution: 'paraphrase'
    }))
  }))
  const send = (origin: string, n: number) =>
    post(`${origin}/v1/statements`, key, bodies[n] ?? {}, `statement-${n}`)
  const acknowledged = new Set<number>()
  for (const [service, enough] of [
    [fifth, 4],
    [sixth, 16]
  ] as const) {
    const left = [...bodies.keys()].filter((n) => !acknowledged.has(n)).values()
    const sending = Array.from({ length: 6 }, async () => {
      for (const n of left) if ((await send(service.origin, n)).status === 201) acknowledged.add(n)
    })
    await until('some are answered', () => acknowledged.size >= enough, 60_000)
    service.child.kill('SIGKILL')
    await Promise.all([service.exited, ...sending])
    const { rows } = await pool.query(
      `select s.title, (select count(*) from claims c where c.statement_id = s.id)::int as claims,
         (select count(distinct h.row_id) from history.changes h
           where h.row_id = s.id or h.row_id in (select id from claims where statement_id = s.id))::int as told,
         (select count(*) from service.idempotent_requests i
           where i.idempotency_key = 'statement-' || substr(s.title, 11))::int as answers
       from statements s where s.title like 'Statement %'`
    )
    const halves = rows.filter(
      ({ claims, told, answers }) => claims !== 3 || told !== 4 || answers !== 1
    )
    t.strictSame(halves, [], `${rows.length} are there, whole`)
    t.ok(rows.length >= acknowledged.size, 'with all that was acknowledged')
  }
  for (const n of bodies.keys()) t.equal((await send(first.origin, n)).status, 201)
  const { rows } = await pool.query(
    `select count(*)::int as n, count(distinct title)::int as titles from statements where title like 'Statement %'`
  )
  t.strictSame(rows, [{ n: 40, titles: 40 }], 'each once')
})

t.test('hand-over under traffic: a second instance takes over, and no request fails', async (t) => {
  const balancer = await startBalancer(t, first.origin)
  const reading = traffic(3, (n) => ask(`${balancer.origin}/v1/claims?limit=${1 + (n % 50)}`))
  const writing = traffic(1, (n) => write(balancer.origin, `handed-over-${n}`))
  const more = async () => {
    const enough = reading.replies.length + 60
    await until('more answers', () => reading.replies.length >= enough, 60_000)
  }
  await more()
  balancer.pointTo(second.origin)
  // Connections are accepted in their order: after this one, none waits unseen.
  t.equal((await ask(`${first.origin}/healthz`)).status, 200)
  await end(t, first)
  await more()
  const [reads, writes] = await Promise.all([reading.stop(), writing.stop()])
  t.strictSame(statuses(reads), { 200: reads.length })
  t.strictSame(statuses(writes), { 201: writes.length })
  t.strictSame(await written('handed-over-%'), { n: writes.length, labels: writes.length })
})

t.test(
  'SIGTERM under load: what is under way is answered, and idle clients do not hold it',
  async (t) => {
    const { port } = new URL(third.origin)
    const agent = new http.Agent({ keepAlive: true })
    t.teardown(() => agent.destroy())
    const idle = Array.from({ length: 20 }, () =>
      once(http.get(`${third.origin}/healthz`, { agent }), 'response').then(([answer]) =>
        answer.resume()
      )
    )
    await Promise.all(idle)
    const silent = net.connect(Number(port), '127.0.0.1').on('error', () => {})
    t.teardown(() => silent.destroy())
    await once(silent, 'connect')

    const lock = await pool.connect()
    await lock.query('begin; set local idle_in_transaction_session_timeout = 0; lock table topics')
    const underWay = [
      ...[5, 6, 7].map((limit) => ask(`${third.origin}/v1/topics?limit=${limit}`)),
      write(third.origin, 'under-way')
    ]
    const waiting = `select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    await until('they wait', async () => (await pool.query(waiting)).rows[0].n === 4)
    const load = traffic(4, async (n) => {
      const reply = await ask(`${third.origin}/v1/people?limit=${1 + (n % 50)}`)
      if (reply.status === 0) await sleep(20)
      return reply
    })
    await until('there is load', () => load.replies.length > 20, 60_000)
    const ended = end(t, third)
    await until('it takes no more', async () => (await ask(`${third.origin}/healthz`)).status === 0)
    await lock.query('rollback')
    lock.release()
    t.strictSame(statuses(await Promise.all(underWay)), { 200: 3, 201: 1 })
    await ended
    const others = statuses(await load.stop())
    t.strictSame(
      Object.keys(others).filter((each) => !['0', '200'].includes(each)),
      []
    )
    t.equal((await write(second.origin, 'under-way')).headers.get('idempotent-replayed'), 'true')
    await end(t, fourth, 'SIGINT')
  }
)

/** Sets the process's clock back by an hour when it gets the signal. */
const clock = `
  let shift = 0
  process.on('SIGWINCH', () => { shift = 3600000 })
  const Real = Date
  const now = () => Real.now() - shift
  globalThis.Date = new Proxy(Real, {
    construct: (real, given, made) => Reflect.construct(real, given.length ? given : [now()], made),
    get: (real, name) => name === 'now' ? now : Reflect.get(real, name)
  })`
/** What a service takes for the time: its request ids begin with it (RFC 9562). */
const timeOf = ({ headers }: Reply) =>
  Number.parseInt((headers.get('x-request-id') ?? '').replace('-', '').slice(0, 12), 16)

t.test(
  'a clock that is set back: the feed keeps its order, a page waits and a key lives no longer',
  async (t) => {
    const shifting = `--import=data:text/javascript,${encodeURIComponent(clock)}`
    const service = await serve(t, { ...env, NODE_OPTIONS: shifting })
    const at = (path: string) => `${service.origin}${path}`
    const start = JSON.parse((await ask(at('/v1/changes?after=now'))).text).page.next
    const labels = Array.from({ length: 8 }, (_, n) => `clock-${n}`)
    for (const label of labels.slice(0, 4))
      t.equal((await write(service.origin, label)).status, 201)
    const waited = ask(at('/v1/changes?after=now&wait=3'))
    await sleep(300)
    service.child.kill('SIGWINCH')
    await until('its clock is set back', async () => {
      const reply = await ask(at('/healthz'))
      return Date.now() - timeOf(reply) > 3_500_000
    })
    const page = await waited
    t.equal(page.status, 200)
    t.ok(page.ms < 8000, `waited for ${page.ms.toFixed(0)} ms`)
    for (const label of labels.slice(4)) t.equal((await write(service.origin, label)).status, 201)

    const told: { position: number; at: string; data: { prefLabel: string } }[] = []
    for (let [after, more] = [String(start), true]; more; ) {
      const { data, page } = JSON.parse((await ask(at(`/v1/changes?limit=3&after=${after}`))).text)
      told.push(...data)
      after = page.next
      more = page.more
    }
    t.strictSame(
      told.map(({ data }) => data.prefLabel),
      labels,
      'in the order of writing'
    )
    const times = told.map(({ at }) => at)
    t.strictSame(times, times.toSorted(), 'at times that do not go back')
    t.ok(Date.now() - Date.parse(times.at(-1) ?? '') < 600_000, 'of the database’s clock')
    const list = JSON.parse((await ask(at('/v1/topics?sort=-createdAt&limit=8'))).text)
    t.strictSame(
      list.data.map(({ prefLabel }: { prefLabel: string }) => prefLabel),
      labels.toReversed()
    )
    const again = await write(service.origin, 'clock-0')
    t.equal(again.headers.get('idempotent-replayed'), 'true')

    const expiresAt = new Date(Date.now() + 4000).toISOString()
    const short = await createKey(pool, { name: 'short', scopes: ['admin'], expiresAt })
    const keys = () => ask(at('/v1/keys'), { headers: { authorization: `Bearer ${short.key}` } })
    t.equal((await keys()).status, 200)
    await until('the key has expired', async () => (await keys()).status === 401)
    await end(t, service)
    await end(t, second)
  }
)
