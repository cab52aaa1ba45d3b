/**
 * The shape of a failure. Whatever goes wrong, on whatever route, the answer is
 *
 *   content-type: application/problem+json; charset=utf-8        (RFC 9457)
 *   x-request-id: <requestId>
 *   access-control-allow-origin: *
 *   {
 *     "type":      "/docs/errors#<code>", where the code is explained
 *     "title":     the code in words, always the same
 *     "status":    the HTTP status
 *     "detail":    what is wrong this time
 *     "instance":  the path that was asked for, without its query; absent where none could be read
 *     "code":      for programs
 *     "errors":    [{"parameter" | "pointer", "code", "message"}], empty where nothing is to be named
 *     "requestId": a UUIDv7, under which the failure is logged
 *   }
 *
 * with `Allow` at 405 and `Retry-After` at 503. No stack, SQL, driver text, file or address is in it.
 * Only what the GraphQL door answers to a GraphQL request has GraphQL's own shape.
 */
import type net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { getTableName } from 'drizzle-orm'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { openPool } from '../../src/db/connect.js'
import { catalogue, type ErrorCode } from '../../src/errors.js'
import { collections } from '../../src/resources/index.js'
import { uuidv7 } from '../../src/store/ids.js'
import { createApp } from '../support/app.js'
import { sendRaw } from '../support/raw.js'

const api = await createApp(t)
await api.app.listen({ port: 0, host: '127.0.0.1' })
const { port } = api.app.server.address() as net.AddressInfo
const config = loadConfig({ ANSWER_CACHE_BYTES: '0' })

interface Failure {
  status: number
  headers: Record<string, unknown>
  body: string
}
const members = ['type', 'title', 'status', 'detail', 'code', 'errors', 'requestId']
const leaks =
  /node_modules|\.[jt]s\b|\bat \w+ \(|select .* from|syntax error|relation "|column "|pg_|SQLSTATE|ECONN|EHOST|127\.0\.0\.1|localhost|postgres|\[object/i

/** Checks all that the shape promises. Returns the problem. */
function isProblem(t: Test, answer: Failure, code: ErrorCode, instance?: string) {
  const { status, headers, body } = answer
  const problem = JSON.parse(body)
  const { detail, errors, requestId } = problem
  t.strictSame(
    { status, headers: picked(headers), problem },
    {
      status: catalogue[code].status,
      headers: {
        'content-type': 'application/problem+json; charset=utf-8',
        'access-control-allow-origin': instance === undefined ? undefined : '*',
        'x-request-id': requestId
      },
      problem: {
        type: `/docs/errors#${code}`,
        title: catalogue[code].title,
        status,
        detail,
        ...(instance !== undefined && { instance }),
        code,
        errors,
        requestId
      }
    },
    `${code} at ${instance}`.slice(0, 80)
  )
  const order = Object.keys(problem).filter((name) => name !== 'instance')
  const faults = (errors as Record<string, string>[]).every(
    (fault) =>
      (fault['parameter'] ?? fault['pointer']) !== undefined && fault['code'] && fault['message']
  )
  t.ok(
    order.join() === members.join() &&
      faults &&
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/.test(requestId) &&
      /^\S.*\S$/.test(detail) &&
      !leaks.test(detail + JSON.stringify(errors)) &&
      (headers['retry-after'] !== undefined) === (status === 503) &&
      (headers['allow'] !== undefined) === (status === 405),
    'its members in order, nothing of the inside in them'
  )
  return problem
}
const picked = (headers: Record<string, unknown>) =>
  Object.fromEntries(
    ['content-type', 'access-control-allow-origin', 'x-request-id'].map((name) => [
      name,
      headers[name]
    ])
  )
async function ask(options: InjectOptions | string, app: FastifyInstance = api.app) {
  const answer = await app.inject(options)
  return { status: answer.statusCode, headers: answer.headers, body: answer.body }
}

/** Every address that is served, its parameters filled in, with the methods that it takes. */
const addresses = new Map<string, string[]>()
const parents: string[] = []
for (const line of api.app.printRoutes({ commonPrefix: false }).split('\n')) {
  const [, indent = '', segment, methods] = /^(.*?)[├└]── (\S+)(?: \((.*)\))?/.exec(line) ?? []
  if (!segment) continue
  const depth = indent.length / 4
  parents[depth] = segment
  const url = parents.slice(0, depth + 1).join('')
  const taken = methods?.split(', ') ?? []
  if (!taken.includes('TRACE') || url.includes('*')) continue
  const allow = (await ask({ method: 'TRACE', url })).headers['allow'] as string
  addresses.set(url.replace(/:\w+/g, '1'), allow?.split(', '))
}

t.test('every address is among those that are tried', async (t) => {
  t.ok(addresses.size > 2 * collections.length + 10)
  for (const path of [
    '/',
    '/healthz',
    '/readyz',
    '/openapi.json',
    '/graphql',
    '/docs',
    '/graphiql'
  ])
    t.ok(addresses.has(path), path)
  for (const { path } of collections)
    t.strictSame(
      [`/v1/${path}`, `/v1/${path}/1`, `/v1/${path}/1/revisions`].map((each) =>
        addresses.get(each)
      ),
      [
        ['GET', 'HEAD', 'POST', 'OPTIONS'],
        ['GET', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'],
        ['GET', 'HEAD', 'OPTIONS']
      ],
      String(path)
    )
})

t.test(
  'a method that an address does not take is 405 and told which are, whatever its body',
  async (t) => {
    for (const [url, allow] of addresses) {
      const others = (['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'GET', 'HEAD'] as const).filter(
        (method) => !allow.includes(method)
      )
      for (const method of others) {
        const answer = await ask({ method, url })
        t.strictSame(
          [answer.status, answer.headers['allow']],
          [405, allow.join(', ')],
          `${method} ${url}`
        )
        if (method === 'HEAD') continue
        const { detail } = isProblem(t, answer, 'method_not_allowed', url)
        t.match(detail, method)
      }
    }
    const bodies: [string, string][] = [
      ['application/json', '{'],
      ['text/csv', 'a,b'],
      ['application/json', 'x'.repeat(1_100_000)],
      ['nonsense', '']
    ]
    for (const [type, payload] of bodies) {
      const answer = await ask({
        method: 'POST',
        url: '/v1/claims/1/revisions',
        headers: { 'content-type': type },
        payload
      })
      isProblem(t, answer, 'method_not_allowed', '/v1/claims/1/revisions')
    }
  }
)

t.test('OPTIONS answers anywhere, and a browser may read from anywhere', async (t) => {
  for (const [url, allow] of addresses) {
    const plain = await ask({ method: 'OPTIONS', url })
    t.strictSame(
      [plain.status, plain.headers['allow'], plain.body],
      [204, allow.join(', '), ''],
      url
    )
  }
  const preflight = await ask({
    method: 'OPTIONS',
    url: '/graphql',
    headers: {
      origin: 'https://reader.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type'
    }
  })
  t.match(preflight, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': /GET.*HEAD.*POST/,
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '86400'
    }
  })
  const read = await ask({
    url: '/v1/claims?limit=1',
    headers: { origin: 'https://reader.example' }
  })
  t.match(read.headers, {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': /Link.*X-Request-Id.*Retry-After/
  })
  t.notOk(read.headers['access-control-allow-credentials'])
})

t.test('HEAD answers as GET does, without the body', async (t) => {
  const urls = [...addresses].flatMap(([url, allow]) =>
    // A stream has no end: test/changes/stream.test.ts.
    allow.includes('HEAD') && url !== '/v1/changes/stream' ? [url] : []
  )
  const more = [
    '/v1/claims?limit=2&agency=minneapolis-pd',
    '/v1/claims?limit=0',
    '/nowhere',
    '/v1/%zz'
  ]
  for (const url of [...urls, ...more]) {
    const [get, head] = [await ask(url), await ask({ method: 'HEAD', url })]
    // Of how a body is sent, and of what follows it, a HEAD need say nothing (RFC 9110, 9.3.2).
    const { 'x-request-id': _, date: __, link: ___, ...headers } = get.headers
    const { 'transfer-encoding': _te, trailer: _t, ...same } = headers
    const length = { 'content-length': head.headers['content-length'] }
    t.strictSame([head.status, head.body], [get.status, ''], url)
    t.match({ ...head.headers, ...length }, same, url)
  }
})

t.test('what is not at an address is 404', async (t) => {
  const nowhere = [
    '/v1',
    '/v1/',
    '/v1/claimz',
    '/V1/claims',
    '/v1/Claims',
    '//v1/claims',
    '/v2/claims'
  ]
  const hidden = ['/v1/captures', '/v1/statute-versions', '/v1/settings', '/.env', '/v1/claims;a=1']
  for (const url of [...nowhere, ...hidden, '/v1/claims/x/y/z', '/docs/..%2fpackage.json'])
    isProblem(t, await ask(url), 'not_found', url)
  const ids = [
    'nobody',
    uuidv7(),
    '%27',
    '%25',
    'a%2Fb',
    '%00',
    '%22',
    '%F0%9F%99%82',
    'ori:nothing',
    "';--"
  ]
  for (const { path, singular } of collections)
    for (const id of [...ids, 'x'.repeat(999), 'citation:%C2%A7', 'ocd-division%2Fx']) {
      const url = `/v1/${path}/${id}`
      const { detail } = isProblem(t, await ask(url), 'not_found', url.slice(0, 300))
      t.match(detail, `There is no ${singular} `)
    }
  const headers = { 'content-type': 'text/csv' }
  const posted = await ask({ method: 'POST', url: '/nowhere', headers, payload: 'a' })
  isProblem(t, posted, 'not_found', '/nowhere')
})

t.test('a draft, and what is withdrawn, is as if it had never been', async (t) => {
  for (const status of ['draft', 'withdrawn'])
    for (const { path, table } of collections.map(({ path, table }) => ({ path, table }))) {
      const name = getTableName(table)
      const { rows } = await api.pool.query(
        `update ${name} set status = $1 where id = (select id from ${name} where visible limit 1) returning *`,
        [status]
      )
      const [{ id, slug }] = rows
      for (const [hidden, never] of [[id, uuidv7()], ...(slug ? [[slug, 'never-was']] : [])])
        for (const query of ['', '?fields=id', '?nothing=1'])
          for (const method of ['GET', 'HEAD'] as const) {
            const [one, other] = await Promise.all(
              [hidden, never].map((key) => ask({ method, url: `/v1/${path}/${key}${query}` }))
            )
            t.strictSame(
              settled(one as Failure, hidden),
              settled(other as Failure, never),
              `${path} ${query}`
            )
            t.equal(one?.status, query === '?nothing=1' ? 400 : 404)
          }
      await api.pool.query(`update ${name} set status = 'published' where id = $1`, [id])
    }
})
/** Without what every answer has of its own. */
function settled({ status, headers, body }: Failure, key: string) {
  const { date: _, 'x-request-id': id, ...rest } = headers
  const length = Number(rest['content-length']) - key.length
  return {
    status,
    headers: { ...rest, 'content-length': length },
    body: body.replaceAll(key, '').replaceAll(String(id), '')
  }
}

t.test('each kind of bad request is 400', async (t) => {
  const refused: [ErrorCode, string][] = [
    ['invalid_parameter', '/v1/claims?limit=0'],
    ['invalid_parameter', '/v1/claims?fields=nothing'],
    ['invalid_parameter', '/v1/claims/1?include=nothing'],
    ['invalid_parameter', '/v1/claims?limit=1&limit=1'],
    ['unknown_parameter', '/v1/claims?isuedOn=2025'],
    ['unknown_parameter', '/v1/claims/1?limit=1'],
    ['unknown_parameter', '/?limit=1'],
    ['unknown_parameter', '/v1/claims?__proto__=1'],
    ['unknown_parameter', '/v1/claims?__proto__[polluted]=1&constructor[prototype][polluted]=1'],
    ['invalid_cursor', '/v1/claims?after=x'],
    ['unknown_reference', '/v1/claims?agency=nobody'],
    ['malformed_request', '/v1/claims?limit=%zz'],
    ['malformed_request', '/v1/claims?limit=%'],
    ['malformed_request', '/v1/claims?proposition=%00'],
    ['malformed_request', '/v1/claims?proposition=%C0%AF'],
    ['malformed_request', '/v1/claims?proposition=%ED%A0%80'],
    ['malformed_request', '/v1/claims?proposition=%FF'],
    ['malformed_request', '/v1/claims?%E0%80=1'],
    ['malformed_request', '/v1/claims/%zz'],
    ['malformed_request', '/v1/claims/%C0%AF'],
    ['malformed_request', '/v1/claims/%ED%A0%80'],
    ['malformed_request', '/nowhere/%'],
    ['uri_too_long', `/v1/claims/${'x'.repeat(1001)}`],
    ['uri_too_long', `/v1/agencies/${'%20'.repeat(1001)}?fields=id`]
  ]
  for (const [code, url] of refused)
    isProblem(t, await ask(url), code, url.split('?')[0]?.slice(0, 300))
  t.notOk('polluted' in {})
  const long = `/v1/claims?proposition=${'x'.repeat(14_000)}`
  t.ok((await ask(long)).body.length < 40_000, 'a long value is not made longer')
})

t.test('what a client does not accept, or sends in another form, is refused', async (t) => {
  for (const accept of ['image/png', 'text/csv', 'application/json;q=0', 'text/*', 'nonsense'])
    for (const url of ['/', '/v1/claims', '/v1/claims/1', '/v1/claims?limit=0']) {
      const answer = await ask({ url, headers: { accept } })
      isProblem(t, answer, 'not_acceptable', url.split('?')[0])
    }
  for (const accept of [
    '*/*',
    'application/*',
    'application/json',
    'text/html, */*;q=0.1',
    'application/problem+json'
  ])
    t.equal((await ask({ url: '/v1/topics?limit=1', headers: { accept } })).status, 200, accept)

  const url = '/v1/quotes/verify'
  const json = { 'content-type': 'application/json' }
  const post = (payload: string, headers: Record<string, string> = json) =>
    ask({ method: 'POST', url, payload, headers })
  const quote = '{"text":"these words","exact":"words"}'
  const bodies: [ErrorCode, string, Record<string, string>?][] = [
    ['unsupported_media_type', quote, { 'content-type': 'text/plain' }],
    ['unsupported_media_type', 'text=x', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['unsupported_media_type', quote, { ...json, 'content-encoding': 'gzip' }],
    ['unsupported_media_type', quote, { ...json, 'content-encoding': 'br, gzip' }],
    ['payload_too_large', 'x'.repeat(1_048_577)],
    ['invalid_body', '{'],
    ['invalid_body', ''],
    ['invalid_body', 'null'],
    ['invalid_body', '[]'],
    ['invalid_body', '{"text":"these words","exact":5}'],
    ['invalid_body', '{"text":"these words"}'],
    ['invalid_body', '{"text":"these words","exact":"words","is_admin":true}'],
    ['invalid_body', '{"text":"these words","exact":"words","__proto__":{"polluted":true}}'],
    ['invalid_body', '{"text":"these words","exact":"words","constructor":{"prototype":{}}}']
  ]
  for (const [code, payload, headers] of bodies)
    isProblem(t, await post(payload, headers), code, url)
  t.equal((await post(quote, { ...json, 'content-encoding': 'identity' })).status, 200)
  const compressed = { ...json, 'content-encoding': 'gzip' }
  isProblem(
    t,
    await ask({ method: 'POST', url: '/graphql', payload: 'x', headers: compressed }),
    'unsupported_media_type',
    '/graphql'
  )
  t.notOk('polluted' in {})
})

t.test('bytes that are not HTTP get a problem, once, and the connection is closed', async (t) => {
  const end = '\r\nHost: a\r\n\r\n'
  const wrong: [ErrorCode, string][] = [
    ['malformed_request', 'NONSENSE\r\n\r\n'],
    ['malformed_request', `BREW /v1/claims HTTP/1.1${end}`],
    ['malformed_request', `GET /v1/claims HTTP/9.9${end}`],
    ['malformed_request', `GET v1/claims HTTP/1.1${end}`],
    ['malformed_request', `GET /v1/claims?proposition=\xff HTTP/1.1${end}`],
    ['malformed_request', `GET /v1/claims HTTP/1.1\r\nX-Nul: \0${end}`],
    ['malformed_request', `GET /v1/claims HTTP/1.1\r\nX-Bare: a\rb${end}`],
    ['malformed_request', `GET /v1/claims HTTP/1.1\r\n folded: 1${end}`],
    ['malformed_request', `GET /v1/claims HTTP/1.1\r\nno colon${end}`],
    [
      'malformed_request',
      `POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked${end}0\r\n\r\nGET /`
    ],
    [
      'malformed_request',
      `POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 5\r\nContent-Length: 6${end}hello!`
    ],
    [
      'malformed_request',
      `POST /graphql HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: xchunked${end}`
    ],
    ['uri_too_long', `GET /${'x'.repeat(20_000)} HTTP/1.1${end}`],
    ['headers_too_large', `GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(300_000)}${end}`],
    ['headers_too_large', `GET / HTTP/1.1\r\n${'X-Many: 1\r\n'.repeat(9000)}${end}`]
  ]
  for (const [code, bytes] of wrong) {
    const answer = await sendRaw(port, bytes)
    t.strictSame([answer.answers, answer.closed], [1, true], JSON.stringify(bytes.slice(0, 60)))
    isProblem(t, answer, code)
  }
  const noHost = await sendRaw(port, 'GET /v1/claims HTTP/1.1\r\nConnection: close\r\n\r\n')
  isProblem(t, noHost, 'malformed_request', '/v1/claims')
  t.equal((await sendRaw(port, 'GET /healthz HTTP/1.0\r\n\r\n')).status, 200)
  const expecting = `GET /healthz HTTP/1.1\r\nExpect: a-pony\r\nConnection: close${end}`
  t.equal((await sendRaw(port, expecting)).status, 200, 'what is expected in vain is passed over')
  const [opened] = [await connections()]
  t.ok(opened < 5, `sockets are not left open: ${opened}`)
})
async function connections(): Promise<number> {
  await sleep(700)
  return new Promise((resolve) => api.app.server.getConnections((_, count) => resolve(count)))
}

t.test('nothing that a client sends becomes a header, an address or a request id', async (t) => {
  const evil = '%0d%0aX-Evil:%201%0d%0a%0d%0a<script>'
  for (const url of [
    `/v1/claims?limit=${evil}`,
    `/v1/claims/${evil}`,
    `/${evil}`,
    `/v1/topics?limit=1&slug=${evil}`
  ]) {
    const { headers } = await sendRaw(
      port,
      `GET ${url} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`
    )
    t.notOk('x-evil' in headers, url)
  }
  const names = [
    'Host',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'Forwarded',
    'X-Request-Id',
    'X-Original-URL',
    'X-HTTP-Method-Override'
  ]
  const headers = Object.fromEntries(names.map((name) => [name, 'evil.example']))
  for (const url of ['/v1/claims?limit=1', '/nowhere', '/']) {
    const answer = await ask({ url, headers })
    t.notMatch(JSON.stringify(answer), 'evil.example', url)
  }
  const absolute = await sendRaw(
    port,
    'GET http://evil.example/nowhere?x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
  )
  isProblem(t, absolute, 'not_found', '/nowhere')
})

async function appOn(t: Test, options: Partial<Parameters<typeof openPool>[0]> = {}) {
  const pool = openPool({ url: api.url, ...options })
  const app = await buildApp({ pool, config })
  t.teardown(async () => {
    await app.close()
    if (!pool.ended) await pool.end()
  })
  return { app, pool }
}

t.test(
  'without its database the record is unavailable, and says not where it should be',
  async (t) => {
    const { app } = await appOn(t, { url: 'postgres://nobody:secret@127.0.0.1:1/nowhere' })
    for (const url of ['/v1/claims', '/v1/claims/1', '/readyz', '/v1/claims?limit=0']) {
      const start = Date.now()
      isProblem(t, await ask(url, app), 'unavailable', url.split('?')[0])
      t.ok(Date.now() - start < 4000, `${url} in time`)
    }
    t.equal((await ask('/healthz', app)).status, 200)
    const graphql = await ask(
      { url: '/graphql', query: { query: '{ topics { nodes { id } } }' } },
      app
    )
    t.equal(graphql.status, 503)
    t.notMatch(graphql.body, leaks)

    const unready = await buildApp({ pool: api.pool, config, isReady: () => false })
    t.teardown(() => unready.close())
    for (const url of ['/v1/claims', '/readyz'])
      isProblem(t, await ask(url, unready), 'unavailable', url)

    const closed = await appOn(t)
    t.equal((await ask('/v1/topics', closed.app)).status, 200)
    await closed.pool.end()
    isProblem(t, await ask('/v1/topics', closed.app), 'unavailable', '/v1/topics')
  }
)

/** Holds a lock on the topics while `work` goes on. */
async function locked(work: () => Promise<void>): Promise<void> {
  const client = await api.pool.connect()
  await client.query('begin')
  await client.query('lock table topics in access exclusive mode')
  try {
    await work()
  } finally {
    await client.query('rollback')
    client.release()
  }
}

t.test(
  'a database that is slow, locked, busy or lost is 503, and well again afterwards',
  async (t) => {
    const slow = await appOn(t, { statementTimeoutMs: 500 })
    const impatient = await appOn(t, { lockTimeoutMs: 100 })
    const lost = await appOn(t, {
      applicationName: 'lost',
      lockTimeoutMs: 60_000,
      statementTimeoutMs: 60_000
    })
    const apps = [slow.app, impatient.app, lost.app]
    for (const app of apps) t.equal((await ask('/v1/topics?limit=1', app)).status, 200)
    await locked(async () => {
      isProblem(t, await ask('/v1/topics', slow.app), 'timeout', '/v1/topics')
      isProblem(t, await ask('/v1/topics/1', slow.app), 'timeout', '/v1/topics/1')
      isProblem(t, await ask('/v1/topics', impatient.app), 'unavailable', '/v1/topics')
      const graphql = await ask(
        { url: '/graphql', query: { query: '{ topics { nodes { id } } }' } },
        slow.app
      )
      t.equal(graphql.status, 503)
      t.match(JSON.parse(graphql.body).errors[0].extensions.code, 'timeout')
      const waiting = ask('/v1/topics', lost.app)
      await sleep(200)
      await api.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lost' and state = 'active'`
      )
      isProblem(t, await waiting, 'unavailable', '/v1/topics')
    })
    for (const app of apps) t.equal((await ask('/v1/topics', app)).status, 200)

    const small = await appOn(t, { poolSize: 1 })
    const only = await small.pool.connect()
    const start = Date.now()
    isProblem(t, await ask('/v1/topics', small.app), 'unavailable', '/v1/topics')
    t.ok(Date.now() - start < 8000)
    t.equal((await ask('/healthz', small.app)).status, 200)
    only.release()
    t.equal((await ask('/v1/topics', small.app)).status, 200)
  }
)

t.test('a failure of our own is 500, and tells nothing but the id to ask about', async (t) => {
  const { app } = await appOn(t)
  t.equal((await ask('/v1/topics', app)).status, 200)
  await api.pool.query('alter table topics rename pref_label to renamed')
  const { detail } = isProblem(
    t,
    await ask('/v1/topics?sort=-prefLabel', app),
    'internal',
    '/v1/topics'
  )
  t.match(detail, 'request id')
  await api.pool.query('alter table topics rename renamed to pref_label')
})
