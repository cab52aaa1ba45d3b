/**
 * Past one machine, as processes: a proxy, two of the service, a worker, PgBouncer, PostgreSQL and a replica
 * that follows it. What is written is read back, wherever it is read, and the loss of a server is survived.
 */
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { openPool } from '../../src/db/connect.js'
import { createKey } from '../../src/editing/keys.js'
import { rootPath } from '../../src/paths.js'
import { createReceiver, until } from '../support/receiver.js'
import { serve } from '../support/service.js'
import { makePrimary, makeReplica, type Server, startPooler, startProxy } from './servers.js'

const primary = await makePrimary(t)
const replica = await makeReplica(t, primary)
const url = (hosts: string) => `postgres://postgres@${hosts}/postgres`
const at = (port: number) => `127.0.0.1:${port}`
const [pooler, replicaPooler] = [
  await startPooler(t, primary),
  await startPooler(t, replica)
] as const
const env = {
  DATABASE_URL: url(`${at(pooler)},${at(replicaPooler)}`),
  DATABASE_DIRECT_URL: url(`${at(primary.port)},${at(replica.port)}`),
  DATABASE_REPLICA_URLS: url(at(replicaPooler)),
  DATABASE_PREPARE: 'false',
  RATE_LIMIT_ANONYMOUS: '1000000',
  WEBHOOKS_ALLOW_PRIVATE: 'true',
  WORKER: 'false',
  ONRECORD_BUNDLE: 'false',
  LOG_LEVEL: 'warn'
}
/** Straight to the server, past everything in between. */
async function ask(server: Server, text: string): Promise<pg.QueryResult['rows'][0]> {
  const client = new pg.Client({ connectionString: url(at(server.port)) })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text)).rows[0]
  } finally {
    await client.end()
  }
}
// What the service asks of each session, and PgBouncer would not pass on.
await ask(primary, "alter database postgres set timezone = 'UTC'")
await ask(primary, "alter database postgres set statement_timeout = '5s'")
const apis = await Promise.all([serve(t, env), serve(t, env)])
const proxy = await startProxy(
  t,
  apis.map(({ origin }) => origin)
)
const worker = spawn(process.execPath, [rootPath('bin/onrecord.js'), 'worker'], {
  env: { PATH: process.env['PATH'], ...env },
  stdio: 'inherit'
})
t.teardown(() => worker.kill('SIGKILL'))

const pool = openPool({ url: url(at(primary.port)) })
const { key } = await createKey(pool, {
  name: 'desk',
  scopes: ['read:drafts', 'write', 'publish', 'admin']
})
await pool.end()

const positionHeader = 'onrecord-position'
async function send(method: string, path: string, body?: object) {
  const answer = await fetch(`${proxy}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    },
    ...(body && { body: JSON.stringify(body) })
  })
  return {
    status: answer.status,
    position: answer.headers.get(positionHeader) ?? '',
    etag: answer.headers.get('etag') ?? '',
    body: JSON.parse(await answer.text())
  }
}
const publish = (slug: string) =>
  send('POST', '/v1/topics', { slug, prefLabel: `Topic ${slug}`, status: 'published' })
async function read(path: string, { position = '', origin = proxy } = {}) {
  const answer = await fetch(`${origin}${path}`, {
    headers: position ? { [positionHeader]: position } : {}
  })
  const text = await answer.text()
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}

/** How often the record's tables were read there; what sessions have done is told a second late. */
async function readsOn(server: Server): Promise<number> {
  const { reads } = await ask(
    server,
    "select sum(seq_scan + coalesce(idx_scan, 0))::int as reads from pg_stat_user_tables where schemaname = 'public'"
  )
  return reads
}
const isCaughtUp = async () => {
  const { lsn } = await ask(primary, 'select pg_current_wal_insert_lsn() as lsn')
  return (await ask(replica, `select pg_last_wal_replay_lsn() >= '${lsn}' as it`)).it
}
let n = 0
/** Each asks anew: none is answered from memory. */
const readAnew = () => read(`/v1/claims?limit=1&q=w${n++}`)
async function readsLandOnReplica(what: string) {
  await until(isCaughtUp, 'the replica')
  const before = await readsOn(replica)
  await until(async () => {
    t.equal((await readAnew()).status, 200)
    return (await readsOn(replica)) > before
  }, `a read on the replica: ${what}`)
}

t.test('readers are answered by the replica', async (t) => {
  await readsLandOnReplica('at first')
  const before = [await readsOn(primary), await readsOn(replica)] as const
  for (let i = 0; i < 20; i++) t.equal((await readAnew()).status, 200)
  await until(async () => (await readsOn(replica)) >= before[1] + 20, '20 reads on the replica')
  t.ok((await readsOn(primary)) < before[0] + 10, 'and not on the primary')
  const nested = '{ claims(first: 2) { nodes { id } } }'
  const answer = await fetch(`${proxy}/graphql?query=${encodeURIComponent(nested)}`)
  t.strictSame(JSON.parse(await answer.text()).data, { claims: { nodes: [] } })
})

t.test('what was written is read back by who sends its position', async (t) => {
  const receiver = await createReceiver(t)
  await send('POST', '/v1/webhooks', { url: receiver.url, events: ['topic.published'] })
  for (let i = 0; i < 10; i++) {
    const { status, position } = await publish(`t${i}`)
    t.equal(status, 201)
    t.match(position, /^[0-9A-F]+\/[0-9A-F]+$/)
    for (const { origin } of apis)
      t.equal((await read(`/v1/topics/t${i}`, { position, origin })).status, 200)
  }
  const mutation = 'mutation { createTopic(input: {slug: "g", prefLabel: "G"}) { slug } }'
  const { body, position } = await send('POST', '/graphql', { query: mutation })
  t.strictSame(body.data, { createTopic: { slug: 'g' } })
  t.ok(position, 'a mutation tells its position as well')
  t.equal((await receiver.got(10)).length, 10, 'the worker has sent what happened')
  const late = 'FFFFFFF0/0'
  t.equal((await read('/v1/topics/t1', { position: late })).status, 200, 'by the primary')
  const wrong = await read('/v1/topics/t1', { position: 'yesterday' })
  t.match(wrong, { status: 400, body: { errors: [{ parameter: 'OnRecord-Position' }] } })
  const past = await read(`/v1/topics/t1?asOf=${new Date().toISOString()}`)
  t.equal(past.status, 200, 'several statements in one transaction')
  const csv = await fetch(`${proxy}/v1/topics/export?format=csv`)
  t.match(await csv.text(), /Topic t9/)
})

t.test('while the replica does not go on, nobody reads what is old', async (t) => {
  const { etag } = await send('GET', '/v1/topics/t0')
  const labels = async () =>
    Promise.all(
      apis.map(async ({ origin }) => (await read('/v1/topics/t0', { origin })).body.prefLabel)
    )
  t.strictSame(await labels(), ['Topic t0', 'Topic t0'], 'and kept in memory')
  await ask(replica, 'select pg_wal_replay_pause()')
  const patch = JSON.stringify({ prefLabel: 'New' })
  const answer = await fetch(`${proxy}/v1/topics/t0`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/merge-patch+json',
      'if-match': etag
    },
    body: patch
  })
  t.equal(answer.status, 200, await answer.text())
  const position = answer.headers.get(positionHeader) ?? ''
  for (const { origin } of apis)
    t.equal((await read('/v1/topics/t0', { position, origin })).body.prefLabel, 'New')
  await until(async () => `${await labels()}` === 'New,New', 'the news')
  for (let i = 0; i < 10; i++) t.strictSame(await labels(), ['New', 'New'])
  await ask(replica, 'select pg_wal_replay_resume()')
  await readsLandOnReplica('once it goes on')
})

t.test('reads go on when the replica is lost, and return to it', async (t) => {
  const statuses: number[] = []
  let isOver = false
  const reading = (async () => {
    while (!isOver) statuses.push((await readAnew()).status)
  })()
  try {
    await sleep(200)
    await replica.kill()
    await sleep(1000)
    await replica.start()
  } finally {
    isOver = true
    await reading
  }
  t.ok(statuses.length > 10)
  t.strictSame([...new Set(statuses)], [200], 'each of them was answered')
  await readsLandOnReplica('once it is back')
})

t.test(
  'the primary is lost: reads go on, and writes do once the replica is promoted',
  async (t) => {
    await until(isCaughtUp, 'the replica')
    await primary.kill()
    await until(async () => (await readAnew()).status === 200, 'reads without a primary')
    for (let i = 0; i < 10; i++) t.equal((await readAnew()).status, 200)
    t.equal((await read('/v1/topics/t0')).body.prefLabel, 'New')
    t.equal((await publish('lost')).status, 503, 'nothing is written')
    const began = performance.now()
    await ask(replica, 'select pg_promote()')
    const { position } = await until(async () => {
      const written = await publish('found')
      return written.status === 201 ? written : undefined
    }, 'a write')
    t.comment(`written ${(performance.now() - began).toFixed()} ms after the promotion`)
    for (const { origin } of apis)
      t.equal((await read('/v1/topics/found', { position, origin })).status, 200)
    t.equal((await fetch(`${proxy}/readyz`)).status, 200)
  }
)
