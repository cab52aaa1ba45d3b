/** Releases over HTTP: made, listed, read whole and in part, compared. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { createKey, type Scope } from '../../src/editing/keys.js'
import { createApp } from '../support/app.js'

const url = pathToFileURL(path.join(t.testdir({}), 'kept')).href
const { app, get, pool } = await createApp(t, { env: { RELEASES_URL: url } })
const keyWith = async (...scopes: Scope[]) => {
  const { key } = await createKey(pool, { name: `desk ${scopes.join(' ')}`, scopes })
  return { authorization: `Bearer ${key}` }
}
const publisher = await keyWith('read:drafts', 'write', 'publish')
const send = (method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object, headers = {}) =>
  app.inject({ method, url, ...(payload && { payload }), headers: { ...publisher, ...headers } })
const make = () => send('POST', '/v1/releases')
const file = (id: string, name: string) => `/v1/releases/${id}/files/${name}`

t.test('before any is made, the list is empty', async (t) => {
  const { body } = await get('/v1/releases')
  t.strictSame(body, { data: [], page: { size: 0, next: null, more: false } })
  t.match(await get('/v1/releases/2026-01-01'), { status: 404, body: { code: 'not_found' } })
  t.equal((await get('/v1/releases/..%2F..')).status, 404)
})

t.test('one who may publish makes it, one at a time', async (t) => {
  t.equal((await app.inject({ method: 'POST', url: '/v1/releases' })).statusCode, 401)
  const writer = await keyWith('write')
  t.equal((await send('POST', '/v1/releases', undefined, writer)).statusCode, 403)
  t.equal((await send('POST', '/v1/releases', { id: 'mine' })).statusCode, 400)
  const answers = await Promise.all([make(), make()])
  t.strictSame(answers.map(({ statusCode }) => statusCode).sort(), [201, 409])
  const made = answers.find(({ statusCode }) => statusCode === 201)
  t.match(made?.json().id, /^\d{4}-\d\d-\d\d$/)
  t.equal(made?.headers.location, `/v1/releases/${made?.json().id}`)
  const answer = await get(String(made?.headers.location))
  t.strictSame(answer.body, made?.json())
  t.match(answer.headers, { 'cache-control': 'public, max-age=31536000, immutable' })
})

t.test('a file is served whole, in part, or not again', async (t) => {
  const [{ id }] = (await get('/v1/releases')).body.data
  const address = file(id, 'claims.ndjson')
  const whole = await app.inject(address)
  const { body: release } = await get(`/v1/releases/${id}`)
  const told = release.files.find(({ name }: { name: string }) => name === 'claims.ndjson')
  t.equal(whole.rawPayload.length, told.bytes)
  t.match(whole.headers, {
    etag: `"${told.sha256}"`,
    'content-type': 'application/x-ndjson',
    'accept-ranges': 'bytes',
    'cache-control': 'public, max-age=31536000, immutable'
  })
  const etag = String(whole.headers.etag)
  const at = (headers: { range?: string; 'if-range'?: string; 'if-none-match'?: string }) =>
    app.inject({ url: address, headers })
  for (const [range, from, to] of [
    ['bytes=0-9', 0, 10],
    ['bytes=10-', 10, told.bytes],
    ['bytes=-7', told.bytes - 7, told.bytes],
    [`bytes=5-${10 * told.bytes}`, 5, told.bytes]
  ] as const) {
    const part = await at({ range })
    t.equal(part.statusCode, 206, range)
    t.equal(part.headers['content-range'], `bytes ${from}-${to - 1}/${told.bytes}`)
    t.ok(part.rawPayload.equals(whole.rawPayload.subarray(from, to)), range)
  }
  const beyond = await at({ range: `bytes=${told.bytes}-` })
  t.equal(beyond.statusCode, 416)
  t.equal(beyond.json().code, 'range_not_satisfiable')
  t.equal(beyond.headers['content-range'], `bytes */${told.bytes}`)
  for (const headers of [{ range: 'bytes=0-1,4-5' }, { range: 'bytes=0-9', 'if-range': '"other"' }])
    t.equal((await at(headers)).statusCode, 200)
  t.equal((await at({ range: 'bytes=0-9', 'if-range': etag })).statusCode, 206)
  const held = await at({ 'if-none-match': etag })
  t.equal(held.statusCode, 304)
  t.equal(held.body, '')
  const head = await app.inject({ method: 'HEAD', url: address })
  t.match(head.headers, { 'content-length': String(told.bytes), etag })
  t.equal((await get(file(id, 'manifest.json'))).status, 404)
  t.equal((await get(file(id, '..%2F..%2Fpackage.json'))).status, 404)
})

t.test('two releases differ by what was added, changed, withdrawn and merged', async (t) => {
  const [{ id: first }] = (await get('/v1/releases')).body.data
  const topic = async (slug: string) =>
    (await send('POST', '/v1/topics', { slug, prefLabel: slug, status: 'published' })).json().id
  const [kept, merged, gone] = [await topic('kept'), await topic('twice'), await topic('gone')]
  await send('POST', '/v1/topics', { slug: 'draft', prefLabel: 'draft' })
  const second = (await make()).json().id
  t.equal(second, `${first}.2`)
  const added = (await get(`/v1/releases/${first}/diff/${second}`)).body
  t.strictSame(
    added.data.map((each: { id: string; change: string }) => [each.change, each.id]).sort(),
    [kept, merged, gone].map((id) => ['added', id]).sort()
  )
  const revise = { 'if-match': '*', 'content-type': 'application/merge-patch+json' }
  const steps = [
    await send('PATCH', `/v1/topics/${kept}`, { prefLabel: 'Kept' }, revise),
    await send('POST', `/v1/topics/${merged}/merge`, { into: kept }),
    await send('DELETE', `/v1/topics/${gone}?reason=A+mistake`, undefined, { 'if-match': '*' })
  ]
  for (const step of steps) t.equal(step.statusCode, 200, step.body)
  const third = (await make()).json().id
  const { data, count } = (await get(`/v1/releases/${second}/diff/${third}`)).body
  t.strictSame(count, { added: 0, changed: 1, withdrawn: 1, merged: 1 })
  t.match(
    data.find((each: { change: string }) => each.change === 'merged'),
    { resource: 'topics', id: merged, mergedInto: kept }
  )
  t.equal((await get(`/v1/releases/${first}/diff/2020-01-01`)).status, 404)
  const { body } = await get('/v1/releases?limit=2')
  t.strictSame(
    body.data.map(({ id }: { id: string }) => id),
    [third, second]
  )
  const rest = await get(`/v1/releases?after=${body.page.next}`)
  t.strictSame(rest.body.page, { size: 1, next: null, more: false })
  t.match(await get('/v1/releases?after=x'), { status: 400, body: { code: 'invalid_parameter' } })
  const since = await get(
    `/v1/changes?after=${(await get(`/v1/releases/${second}`)).body.position}`
  )
  t.strictSame(
    new Set(since.body.data.map(({ id }: { id: string }) => id)),
    new Set([kept, merged, gone])
  )
})
