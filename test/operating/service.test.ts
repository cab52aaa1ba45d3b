/**
 * The service as an operator runs it: as a process, under a role that `onrecord grants` gives its rights,
 * measured, traced and logged. What is seen from outside is checked.
 */
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { createKey } from '../../src/editing/keys.js'
import { onrecord } from '../support/command.js'
import { createDatabase } from '../support/database.js'
import { createReceiver } from '../support/receiver.js'
import { end, serve, start } from '../support/service.js'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
const canary = 'canary-5b1d'

t.test('under the least rights, measured, traced and logged', async (t) => {
  const { url, pool } = await createDatabase(t, { template: 'bundled' })
  const role = `serving_${new URL(url.replace(/\?.*/, '')).pathname.slice(-8)}`
  const grants = await onrecord(['grants', role], {}).ended
  t.equal(grants.code, 0)
  await pool.query(`create role ${role} login`)
  t.teardown(async () => {
    const owner = new pg.Client({ connectionString: url })
    await owner.connect()
    await owner.query(`drop owned by ${role}; drop role ${role}`)
    await owner.end()
  })
  await pool.query(grants.stdout)
  await pool.query(grants.stdout)
  const asRole = url.replace(/^(postgres(?:ql)?:\/\/)(?:[^@/]*@)?/, `$1${role}@`)

  const collected: Buffer[] = []
  const collector = http.createServer(async (request, response) => {
    for await (const chunk of request) collected.push(chunk)
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
  })
  collector.listen(0, '127.0.0.1')
  await once(collector, 'listening')
  t.teardown(() => collector.close())
  const receiver = await createReceiver(t)
  const service = await serve(t, {
    DATABASE_URL: asRole,
    MIGRATE: 'false',
    METRICS_PORT: '0',
    WEBHOOKS_ALLOW_PRIVATE: 'true',
    SHUTDOWN_DELAY_MS: '1500',
    RELEASES_URL: `file://${t.testdir({})}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_SERVICE_NAME: 'record-under-test'
  })
  const { origin } = service
  const { key } = await createKey(pool, {
    name: 'desk',
    scopes: ['read:drafts', 'write', 'publish', 'admin']
  })
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    traceparent
  }
  const post = async (path: string, body: unknown, type = 'application/json') =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body)
    })

  t.test('serves, edits, imports, exports, sends and tells of the past', async (t) => {
    t.equal(
      (await fetch(`${origin}/v1/claims?q=${canary}`, { headers: { traceparent } })).status,
      200
    )
    const hook = await post('/v1/webhooks', {
      url: receiver.url,
      events: ['topic.published', '*.published']
    })
    t.equal(hook.status, 201, await hook.text())
    const made = await post('/v1/topics', {
      slug: 'ops',
      prefLabel: 'Operating',
      status: 'published'
    })
    t.equal(made.status, 201)
    const etag = made.headers.get('etag') ?? ''
    const place = `${origin}${new URL(made.headers.get('location') ?? '', origin).pathname}`
    const change = { method: 'PATCH', body: JSON.stringify({ prefLabel: 'Operations' }) }
    const type = { 'content-type': 'application/merge-patch+json', 'if-match': etag }
    t.equal((await fetch(place, { ...change, headers: { ...headers, ...type } })).status, 200)
    const topic = { externalId: 'x:1', slug: 'imported', prefLabel: 'Imported' }
    const imported = await post('/v1/imports', { topics: [topic] })
    t.equal(imported.status, 200, await imported.text())
    const exported = await fetch(`${origin}/v1/claims/export?format=ndjson`)
    t.equal(exported.status, 200)
    t.ok((await exported.text()).includes('\n'))
    const then = new Date().toISOString()
    t.equal((await fetch(`${origin}/v1/topics?asOf=${then}`)).status, 200)
    t.equal((await fetch(`${origin}/v1/changes`)).status, 200)
    t.equal(
      (await post('/graphql', { query: '{ renamed: topics(first: 1) { totalCount } }' })).status,
      200
    )
    await receiver.got(1)
    const release = await onrecord(['release'], {
      DATABASE_URL: asRole,
      RELEASES_URL: `file://${t.testdir({})}`
    }).ended
    t.equal(release.code, 0, release.stderr)
  })

  t.test('the role changes no tables and no history', async (t) => {
    const client = new pg.Client({ connectionString: asRole })
    await client.connect()
    for (const forbidden of [
      'drop table claims',
      'alter table claims add column x text',
      'create table public.mine (x text)',
      'truncate claims',
      'delete from claims',
      'delete from history.changes',
      'update history.change_sets set actor = actor',
      "insert into history.change_sets (made_at, actor) values (now(), 'me')",
      'truncate history.claims',
      'delete from service.api_keys',
      "update settings set value = 'x'",
      'alter table claims disable trigger all',
      'set session_replication_role = replica',
      'drop schema past cascade'
    ])
      await t.rejects(client.query(forbidden), { code: '42501' }, forbidden)
    await client.end()
  })

  t.test('a version that is ahead of the database says so, and changes nothing', async (t) => {
    const dry = await onrecord(['migrate', '--dry-run'], { DATABASE_URL: asRole }).ended
    t.match(dry, { code: 0, stdout: /up to date/ })
    const blank = await createDatabase(t, { template: 'blank' })
    const pending = await onrecord(['migrate', '--dry-run'], { DATABASE_URL: blank.url }).ended
    t.match(pending, { code: 0, stdout: /pending: 0000_record/ })
    const refused = start(t, { DATABASE_URL: blank.url, MIGRATE: 'false' })
    t.not(await refused.exited, 0)
    t.match(refused.output(), /onrecord migrate/)
  })

  t.test('metrics: by route and operation, with nothing of what was asked', async (t) => {
    const address = /metrics: (http:\S+?)"/.exec(service.output())?.[1] ?? ''
    const text = await (await fetch(address)).text()
    for (const expected of [
      /onrecord_http_request_duration_seconds_count\{route="\/v1\/claims",method="GET",status="2xx"\} 1/,
      /onrecord_graphql_operation_duration_seconds_count\{operation="query",field="topics",status="2xx"\} 1/,
      /onrecord_pool_waiting 0/,
      /onrecord_jobs_due \d/,
      /onrecord_database_up 1/,
      /onrecord_exports_running 0/,
      /onrecord_change_feed_listening [01]/,
      /process_resident_memory_bytes/
    ])
      t.match(text, expected)
    t.notMatch(text, canary)
    t.equal((await fetch(new URL('/other', address))).status, 404)
    t.equal((await fetch(`${origin}/metrics`)).status, 404, 'not on the port of the API')
  })

  t.test('row 77, the log: a line a request, without its key, query or line breaks', async (t) => {
    await fetch(`${origin}/v1/claims/x%0d%0a{"level":60}?q=${canary}`, {
      headers: { authorization: headers.authorization, 'user-agent': canary }
    })
    await sleep(100)
    const output = service.output()
    for (const secret of [key, canary]) t.notOk(output.includes(secret))
    const lines = output.split('\n').filter((line) => line.startsWith('{'))
    const logged = lines.map((line) => JSON.parse(line))
    const claims = logged.filter(({ route }) => route === '/v1/claims')
    t.match(claims, [
      { method: 'GET', status: 200, ms: Number, reqId: String, path: '/v1/claims', traceId }
    ])
    t.match(logged.at(-1), { route: '/v1/claims/:id', level: 30 })
  })

  t.test(
    'SIGTERM: not ready, yet serving, until the delay is over; the traces are sent',
    async (t) => {
      const ending = end(t, service)
      await sleep(300)
      t.equal((await fetch(`${origin}/readyz`)).status, 503)
      t.equal((await fetch(`${origin}/v1/topics`)).status, 200)
      await ending
      const sent = Buffer.concat(collected)
      t.ok(sent.includes(Buffer.from(traceId, 'hex')), "the caller's trace is continued")
      for (const name of ['record-under-test', 'GET /v1/claims', 'pg.query', 'onrecord.request_id'])
        t.ok(sent.includes(name), name)
      t.notOk(sent.includes(`{${canary}}`), 'no values of statements')
      t.notOk(sent.includes(key))
    }
  )
})
