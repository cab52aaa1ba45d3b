/** Clients that mean no good, or know no better: whatever they send, the service stays well for others. */
import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createEditor } from '../support/editor.js'
import { sendRaw } from '../support/raw.js'

const api = await createEditor(t, { template: 'bundled' })
await api.app.listen({ port: 0, host: '127.0.0.1' })
const { port } = api.app.server.address() as net.AddressInfo
const json = { 'content-type': 'application/json' }
const desk = await api.keyWith('read:drafts', 'write', 'publish')

interface Slow {
  socket: net.Socket
  text: string
  /** Milliseconds until the server closed it. */
  closed?: number
}
/** A connection that says so much at first, and then a byte of `drip` now and then. */
function slow(first: string, drip = ''): Slow {
  const began = performance.now()
  const socket = net.connect(port, '127.0.0.1')
  const client: Slow = { socket, text: '' }
  const bytes = drip[Symbol.iterator]()
  const dripping = setInterval(() => {
    const { value } = bytes.next()
    if (value && socket.writable) socket.write(value)
  }, 200)
  socket.on('data', (chunk) => {
    client.text += chunk
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    clearInterval(dripping)
    client.closed = performance.now() - began
  })
  socket.write(first)
  return client
}

t.test('who sends slowly is cut off, while others are served', async (t) => {
  const { server } = api.app
  // After these and the interval between looks, 5 s, nobody is left who has sent no whole request.
  t.match(server, { headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 25_000 })
  Object.assign(server, { headersTimeout: 1000, requestTimeout: 2000 })
  const head = 'POST /v1/quotes/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
  const clients = {
    'says nothing': slow(''),
    'stops in the headers': slow('GET / HTTP/1.1\r\nHost: a\r\nX-A: '),
    'drips headers': slow('GET / HTTP/1.1\r\nHost: a\r\nX-A: ', 'x'.repeat(999)),
    'stops in the body': slow(`${head}Content-Length: 100\r\n\r\n{`),
    'drips its body': slow(`${head}Content-Length: 999\r\n\r\n{`, 'x'.repeat(998)),
    'drips chunks': slow(`${head}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'.repeat(200))
  }
  const open = Array.from({ length: 300 }, () => slow('GET / HTTP/1.1\r\nHost: a\r\nX-A: '))
  await Promise.all(open.map(({ socket }) => once(socket, 'connect')))
  const times: number[] = []
  for (let i = 0; i < 20; i++) {
    const began = performance.now()
    const { status } = await fetch(
      `http://127.0.0.1:${port}/${i % 2 ? 'healthz' : 'v1/topics?limit=1'}`
    )
    t.equal(status, 200)
    times.push(performance.now() - began)
  }
  t.ok(Math.max(...times) < 1000, `healthy beside 300 of them: ${Math.max(...times).toFixed()} ms`)
  const all = [...Object.values(clients), ...open]
  for (let i = 0; i < 150 && all.some(({ closed }) => closed === undefined); i++) await sleep(100)
  for (const [what, { closed, text }] of Object.entries(clients)) {
    t.ok(closed !== undefined && closed < 13_000, `${what}: ${closed?.toFixed()} ms`)
    t.match(text, /^HTTP\/1\.1 408 /, what)
  }
  t.ok(
    open.every(({ closed }) => closed !== undefined),
    'and all of the many'
  )
  for (const { socket } of all) socket.destroy()
  Object.assign(server, { headersTimeout: 10_000, requestTimeout: 15_000 })
})

t.test('what is too large is refused by its own status', async (t) => {
  const end = '\r\nHost: a\r\n\r\n'
  const asked: [number, string][] = [
    [414, `GET /v1/topics?${'x'.repeat(20_000)} HTTP/1.1${end}`],
    [414, `GET /v1/topics?${'x'.repeat(200_000)} HTTP/1.1${end}`],
    [431, `GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(20_000)}${end}`],
    [431, `GET / HTTP/1.1\r\nCookie: ${'a=b; '.repeat(20_000)}${end}`],
    [
      413,
      `POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 99999999${end}`
    ]
  ]
  for (const [status, bytes] of asked) {
    const answer = await sendRaw(port, bytes)
    t.equal(answer.status, status, bytes.slice(0, 40))
    t.match(answer.headers['content-type'], 'application/problem+json')
    t.equal(JSON.parse(answer.body).status, status)
  }
})

/** Each shape nested so deeply that what recurses over it would use up its stack. */
const depth = 100_000
const nested = [
  '['.repeat(depth) + ']'.repeat(depth),
  `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
]
t.test('JSON that is nested without end is 400', async (t) => {
  const bodies: [string, string, Record<string, string>][] = nested.flatMap((deep) => [
    ['/v1/quotes/verify', deep, json],
    ['/v1/quotes/verify', `{"text":${deep},"exact":"a"}`, json],
    ['/v1/topics', `{"prefLabel":${deep}}`, { ...json, ...desk }],
    ['/v1/topics', `{"prefLabel":"A","${'x'}":${deep}}`, { ...json, ...desk }],
    ['/v1/imports', `{"topics":[{"prefLabel":${deep}}]}`, { ...json, ...desk }],
    ['/graphql', `{"query":"{ __typename }","variables":${deep}}`, json],
    ['/graphql', `{"query":"{ __typename }","extensions":${deep}}`, json],
    [
      '/graphql',
      `{"query":"query($a: StringFilter){ __typename }","variables":{"a":${deep}}}`,
      json
    ]
  ])
  for (const [url, payload, headers] of bodies) {
    const began = performance.now()
    const { statusCode } = await api.app.inject({ method: 'POST', url, headers, payload })
    t.ok([400, 422].includes(statusCode), `${statusCode} ${url} ${payload.slice(0, 60)}`)
    t.ok(performance.now() - began < 5000, 'at once')
  }
})

t.test('a body that is compressed is not inflated, whatever it is for', async (t) => {
  for (const url of ['/v1/topics', '/v1/imports', '/graphql', '/v1/quotes/verify', '/v1/webhooks'])
    for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip', 'x-nothing']) {
      const headers = { ...json, ...desk, 'content-encoding': encoding }
      const { statusCode } = await api.app.inject({ method: 'POST', url, headers, payload: 'x' })
      t.equal(statusCode, 415, `${encoding} ${url}`)
    }
})

t.test('two requests hidden in one are one refusal', async (t) => {
  const head = 'POST /v1/quotes/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n'
  for (const lines of [
    'Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n',
    'Content-Length: 6\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
    'Content-Length: 5, 6\r\n\r\n0\r\n\r\n',
    'Content-Length: +5\r\n\r\n0\r\n\r\n',
    'Content-Length: 0x5\r\n\r\n0\r\n\r\n',
    'Content-Length: -1\r\n\r\n0\r\n\r\n',
    'Transfer-Encoding: identity, chunked, identity\r\n\r\n0\r\n\r\n',
    'Transfer-Encoding: chunked, chunked-false\r\n\r\n0\r\n\r\n',
    'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
    'Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n',
    'Transfer-Encoding: chunked\r\n\r\n5;a=\n\r\nhello\r\n0\r\n\r\n',
    'Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nhello\r\n0\r\n\r\n',
    'X-A: a\rX-B: b\r\n\r\n',
    'X-A: a\0b\r\n\r\n',
    ' Content-Length: 5\r\n\r\n0\r\n\r\n'
  ]) {
    const answer = await sendRaw(port, `${head}${lines}${hidden}`, 3000)
    const what = JSON.stringify(lines)
    t.strictSame([answer.answers, answer.closed], [1, true], what)
    t.ok(answer.status >= 400 && answer.status < 500, `${answer.status} ${what}`)
    t.notMatch(answer.body, 'hidden', what)
  }
})

t.test('no line break of a client ends a header of ours', async (t) => {
  const evil = ['\r\nX-Evil: 1', '\nX-Evil: 1', '%0d%0aX-Evil:%201', '\u560a\u560dX-Evil: 1']
  for (const text of evil) {
    const encoded = encodeURI(text)
    const asked = [
      `/v1/topics?fields=${encoded}`,
      `/v1/topics/${encoded}`,
      `/v1/changes?after=0&resource=${encoded}`,
      `/v1/claims/feed.json?q=${encoded}`,
      `/v1/claims/export?format=${encoded}`,
      `/v1/releases/${encoded}/files/x`
    ]
    for (const url of asked) {
      const { headers, statusCode } = await api.app.inject({
        url,
        headers: { accept: '*/*', 'x-request-id': encoded, 'idempotency-key': encoded }
      })
      t.notOk('x-evil' in headers || statusCode >= 500, url)
      t.notMatch(JSON.stringify(headers), /\\[rn]/)
    }
  }
})

t.test('nothing that is sent reaches the prototype of objects', async (t) => {
  const evils = ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}']
  for (const evil of evils) {
    const bodies: [string, string, Record<string, string>][] = [
      ['/v1/quotes/verify', evil, json],
      ['/v1/topics', evil, { ...json, ...desk }],
      ['/v1/imports', evil, { ...json, ...desk }],
      ['/v1/imports', evil, { ...desk, 'content-type': 'application/x-ndjson' }],
      ['/graphql', `{"query":"{ __typename }","variables":${evil}}`, json],
      ['/graphql', `{"query":"{ __typename }","extensions":${evil}}`, json]
    ]
    for (const [url, payload, headers] of bodies) {
      const { statusCode } = await api.app.inject({ method: 'POST', url, headers, payload })
      t.ok(statusCode < 500, `${statusCode} ${url}`)
      if (url !== '/graphql') t.ok(statusCode >= 400, `${statusCode} ${url}`)
    }
  }
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString', '__proto__.polluted']) {
    t.equal((await api.get(`/v1/topics?${name}=1`)).status, 400, name)
    t.equal((await api.get(`/v1/topics?fields=${name}`)).status, 400, name)
    t.equal((await api.get(`/v1/topics?sort=${name}`)).status, 400, name)
    t.equal((await api.get(`/v1/topics/${name}`)).status, 404, name)
    t.equal((await api.get(`/v1/${name}`)).status, 404, name)
    t.ok((await api.graphql(`{ topic(id: "${name}") { slug } }`)).status < 500, name)
  }
  t.notOk('polluted' in {})
})

t.test('what is not for a client to set is refused, not left out', async (t) => {
  const settings = {
    id: '0193c7a0-7000-7000-8000-0000000000ff',
    revision: 7,
    version: 7,
    createdAt: '2020-01-01T00:00:00Z',
    updatedAt: '2020-01-01T00:00:00Z',
    publishedAt: '2020-01-01T00:00:00Z',
    visible: true,
    isAdmin: true,
    scopes: ['admin']
  }
  for (const [name, value] of Object.entries(settings)) {
    const body = { prefLabel: 'A topic', slug: 'a-topic', [name]: value }
    const made = await api.send('POST', '/v1/topics', body)
    t.equal(made.status, 400, name)
    t.match(made.body.errors, [{ pointer: `/${name}` }])
  }
  const admin = await api.keyWith('admin')
  const key = await api.send('POST', '/v1/keys', { name: 'a', scopes: ['write'], id: 'x' }, admin)
  t.equal(key.status, 400)
})

t.test('every answer has the headers by which browsers keep it data', async (t) => {
  const expected = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'strict-transport-security': undefined
  }
  const policy = "default-src 'none'; frame-ancestors 'none'"
  const graphql = '/graphql?query={__typename}'
  const urls = ['/', '/v1/topics', '/v1/nothing', '/v1/%zz', '/v1/topics?a=1', '/healthz', graphql]
  for (const url of [...urls, '/v1/topics/export.csv', '/v1/claims/feed.atom', '/openapi.json'])
    t.match(
      (await api.app.inject(url)).headers,
      { ...expected, 'content-security-policy': policy },
      url
    )
  for (const url of ['/docs', '/docs/errors', '/docs/api', '/graphiql']) {
    const { headers } = await api.app.inject(url)
    t.match(headers, { ...expected, 'content-security-policy': /script-src 'self'/ }, url)
    t.notMatch(headers['content-security-policy'], /script-src[^;]*unsafe/)
  }
  const { pool } = api
  const secure = await buildApp({ pool, config: loadConfig({ PUBLIC_URL: 'https://a.example' }) })
  t.teardown(() => secure.close())
  const { headers } = await secure.inject('/')
  t.equal(headers['strict-transport-security'], 'max-age=31536000; includeSubDomains')
  t.notOk('server' in headers || 'x-powered-by' in headers)
})
