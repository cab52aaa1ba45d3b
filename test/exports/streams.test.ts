/** Exports whose readers are slow, stall or leave, whose database fails, or which are too many. */
import http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { Statement } from '../../src/store/sql.js'
import { createApp } from '../support/app.js'
import { download } from '../support/download.js'

const api = await createApp(t, {
  template: 'migrated',
  env: { EXPORT_SLOTS: '1', EXPORT_STALL_MS: '2000', EXPORT_LEAST_RATE: '20000000' }
})
const origin = await api.app.listen({ port: 0 })
const path = '/v1/publishers/export'
/** More than sockets hold on their way. */
const count = 1500
await api.pool.query(
  `insert into publishers (id, name, kind, status, note)
   select gen_random_uuid(), 'publisher ' || i, 'unknown', 'published', repeat('word ', 8000) from generate_series(1, ${count}) i`
)

/** An export whose reader has read the first piece and stopped. */
async function stalled() {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get(`${origin}${path}`, { agent: false }, resolve).on('error', reject)
  })
  const chunks: Buffer[] = []
  response.on('error', () => {})
  await new Promise<void>((resolve) => {
    response.on('data', (chunk) => {
      chunks.push(chunk)
      response.pause()
      resolve()
    })
  })
  const rest = () =>
    new Promise<{ text: string; complete: boolean }>((resolve) => {
      response.on('close', () =>
        resolve({ text: Buffer.concat(chunks).toString(), complete: response.complete })
      )
      response.removeAllListeners('data')
      response.on('data', (chunk) => chunks.push(chunk))
      response.resume()
    })
  return { response, rest }
}
const queries = async () => {
  const { rows } = await api.pool.query(
    `select pid from pg_stat_activity where application_name = 'onrecord export' and datname = current_database() and query like 'copy (%' and state = 'active'`
  )
  return rows.map(({ pid }) => pid as number)
}
/** Waits until no export runs; tells how long that took. */
async function idle(most: number): Promise<number> {
  const began = performance.now()
  while ((await queries()).length && performance.now() - began < most) await sleep(20)
  return performance.now() - began
}

t.test('a stalled reader holds up nobody, is told of as a slot, and is cut off', async (t) => {
  const { rest } = await stalled()
  t.equal((await queries()).length, 1)
  t.equal((await api.get('/v1/publishers?limit=5')).status, 200, 'lists answer')
  const { status, headers, body } = await api.get(path)
  t.match([status, body.code, Number(headers['retry-after']) > 0], [503, 'unavailable', true])
  t.ok((await idle(5000)) < 5000, 'the query has ended')
  const { complete, text } = await rest()
  t.notOk(complete, 'the reader sees that it was cut')
  t.ok(text.length < count * 40_000)
})

t.test('a reader that leaves ends the query', async (t) => {
  const { response } = await stalled()
  t.equal((await queries()).length, 1)
  response.destroy()
  t.ok((await idle(5000)) < 1000, 'at once')
  // PostgreSQL is done with the query a moment before its slot is given back.
  const ended = Date.now()
  let status = 503
  while (status === 503 && Date.now() - ended < 5000)
    status = (await download(`${origin}${path}?name=none`)).status
  t.equal(status, 200, 'the slot is free')
})

t.test('a reader that takes too little is cut off, though it never stops', async (t) => {
  const { response } = await stalled()
  const closed = new Promise((resolve) => response.once('close', resolve))
  let bytes = 0
  response.removeAllListeners('data')
  response.on('data', (chunk) => {
    bytes += chunk.length
    response.pause()
    setTimeout(() => response.resume(), 30)
  })
  response.resume()
  t.ok((await idle(8000)) < 8000, 'the query has ended')
  response.destroy()
  await closed
  t.notOk(response.complete)
  t.ok(bytes > 1_000_000 && bytes < count * 40_000)
})

t.test('HTTP/1.0 gets the bytes as they are, up to the end of the connection', async (t) => {
  const { port } = api.app.server.address() as net.AddressInfo
  const socket = net.connect({ port, host: '127.0.0.1' })
  socket.write(`GET ${path}?fields=name HTTP/1.0\r\n\r\n`)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n')
  t.match(head, /^HTTP\/1\.. 200/)
  t.notMatch(head, /transfer-encoding|trailer/i)
  // The slot is free a moment after the reader has seen the end.
  const end = Date.now() + 5000
  let plain = await download(`${origin}${path}?fields=name`)
  while (plain.status === 503 && Date.now() < end)
    plain = await download(`${origin}${path}?fields=name`)
  t.equal(body, plain.body.toString())
})

t.test('a backend that is killed cuts the stream, and nothing else', async (t) => {
  const { rest } = await stalled()
  const [pid] = await queries()
  await api.pool.query('select pg_terminate_backend($1)', [pid])
  const { complete, text } = await rest()
  t.notOk(complete)
  t.ok(text.length < count * 40_000)
  t.equal((await api.get('/v1/publishers?limit=5')).status, 200)
})

t.test('a slow export is of one moment, and whole', async (t) => {
  const { rest } = await stalled()
  await api.pool.query(`update publishers set note = 'changed' where name like 'publisher 99%'`)
  const { text, complete } = await rest()
  t.ok(complete)
  const rows = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
  t.equal(rows.length, count)
  t.ok(rows.every(({ note }) => note.startsWith('word ')))
  const { body, trailers } = await download(`${origin}${path}.json`)
  t.equal(trailers['row-count'], String(count))
  const changed = JSON.parse(body.toString()).filter(
    ({ note }: { note: string }) => note === 'changed'
  )
  t.equal(changed.length, 11)
})

t.test('what fails before the first byte is a problem', async (t) => {
  await api.pool.query('alter table publishers rename to other')
  const { status, headers, body } = await download(`${origin}${path}`)
  await api.pool.query('alter table other rename to publishers')
  t.equal(status, 500)
  t.match(headers, { 'content-type': /^application\/problem\+json/ })
  t.match(JSON.parse(body.toString()), { code: 'internal' })
  t.equal(headers['content-disposition'], undefined)
})

t.test('values in COPY are what they were, whatever stands in them', async (t) => {
  const hostile = [
    `'`,
    `\\`,
    `\\'`,
    `'; drop table publishers; --`,
    '$1 $$ $a$',
    '\n\t\u{1F642} ‮',
    ''
  ]
  const sql = new Statement({}, true)
  const query = [...hostile.map((each) => sql.param(each, 'text')), sql.param(hostile, 'text[]')]
  for (const strings of ['on', 'off']) {
    const client = await api.pool.connect()
    await client.query(`set standard_conforming_strings = ${strings}`)
    const { rows } = await client.query({ text: `select ${query}`, rowMode: 'array' })
    client.release(true)
    t.strictSame(rows[0], [...hostile, hostile])
  }
  t.strictSame(sql.values, [])
  const others = [null, 5, true, [1, 2], []].map((each) => sql.param(each, 'text'))
  t.strictSame(others, [
    '(null)::text',
    "('5')::text",
    "('true')::text",
    "(array['1','2'])::text",
    "('{}')::text"
  ])
  t.throws(() => sql.param({}, 'json'), TypeError)
})
