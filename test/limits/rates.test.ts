/** Rate limits as clients meet them, and what becomes of those who come when the service is busy. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { openPool } from '../../src/db/connect.js'
import { createKey } from '../../src/editing/keys.js'
import { createDatabase } from '../support/database.js'
import { startRedis } from '../support/redis.js'

const { pool, url: databaseUrl } = await createDatabase(t, { template: 'bundled' })
const redis = await startRedis(t)

async function limited(t: Test, env: NodeJS.ProcessEnv, on = pool): Promise<FastifyInstance> {
  const app = await buildApp({ pool: on, config: loadConfig(env) })
  t.teardown(() => app.close())
  return app
}
interface Limit {
  policy: string | undefined
  remaining: number
  reset: number
}
async function ask(app: FastifyInstance, options: InjectOptions | string) {
  const { statusCode: status, headers, body } = await app.inject(options)
  const [, policy, remaining, reset] =
    /^"(\w+)";r=(\d+);t=(\d+)$/.exec(String(headers['ratelimit'])) ?? []
  const limit: Limit = { policy, remaining: Number(remaining), reset: Number(reset) }
  return { status, headers, body, limit }
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const keyOf = async (name: string) =>
  bearer((await createKey(pool, { name, scopes: ['write', 'publish'] })).key)

t.test('every answer tells the limit and takes a unit, whatever it is', async (t) => {
  const app = await limited(t, { RATE_LIMIT_ANONYMOUS: '1000' })
  const topic = await app.inject('/v1/topics/duty-to-intercede')
  const unchanged = { 'if-none-match': String(topic.headers['etag']) }
  const asked: [number, InjectOptions | string][] = [
    [200, '/v1/topics?limit=1'],
    [200, '/'],
    [200, '/openapi.json'],
    [200, { method: 'HEAD', url: '/v1/topics' }],
    [204, { method: 'OPTIONS', url: '/v1/topics' }],
    [304, { url: '/v1/topics/duty-to-intercede', headers: unchanged }],
    [400, '/v1/topics?nothing=1'],
    [400, '/v1/topics/%zz'],
    [414, `/v1/topics/${'x'.repeat(1001)}`],
    [401, { url: '/v1/topics', headers: bearer('wrong') }],
    [401, { method: 'POST', url: '/v1/topics', payload: {} }],
    [404, '/v1/topics/nothing'],
    [404, '/nowhere'],
    [405, { method: 'PUT', url: '/v1/topics' }],
    [406, { url: '/v1/topics', headers: { accept: 'image/png' } }],
    [415, { url: '/v1/topics', headers: { 'content-encoding': 'gzip' } }],
    [400, { method: 'POST', url: '/v1/quotes/verify', payload: '{', headers: json }],
    [200, { method: 'POST', url: '/graphql', payload: { query: '{ __typename }' } }],
    [200, '/v1/usage']
  ]
  let left = 999
  for (const [status, options] of asked) {
    const answer = await ask(app, options)
    const what = `${status} ${JSON.stringify(options)}`.slice(0, 80)
    t.equal(answer.status, status, what)
    t.equal(answer.headers['ratelimit-policy'], '"anonymous";q=1000;w=60', what)
    t.match(answer.limit, { policy: 'anonymous', remaining: --left }, what)
    t.ok(answer.limit.reset > 0 && answer.limit.reset <= 60, what)
  }
  for (const url of ['/healthz', '/readyz', '/docs', '/docs/errors', '/graphiql'])
    t.match(await ask(app, url), { status: 200, headers: { ratelimit: undefined } }, url)
  t.equal((await ask(app, '/v1/usage')).limit.remaining, left - 1)
})
const json = { 'content-type': 'application/json' }

t.test('whoever asks more is told 429 and when to come back, as a browser can read', async (t) => {
  const app = await limited(t, { RATE_LIMIT_ANONYMOUS: '3' })
  for (const url of ['/v1/topics', '/nowhere', '/v1/topics/%zz']) await app.inject(url)
  for (const url of ['/v1/topics', '/nowhere', '/v1/topics/%zz', '/openapi.json']) {
    const { status, headers, limit, body } = await ask(app, url)
    t.equal(status, 429, url)
    t.match(limit, { policy: 'anonymous', remaining: 0 })
    t.match(headers, {
      'content-type': 'application/problem+json; charset=utf-8',
      'retry-after': String(limit.reset),
      'access-control-allow-origin': '*'
    })
    t.match(JSON.parse(body), { status: 429, code: 'rate_limited', instance: url, errors: [] })
  }
  const { headers } = await ask(app, '/v1/topics')
  t.match(headers['access-control-expose-headers'], /Retry-After.*RateLimit, RateLimit-Policy/)
  t.equal((await ask(app, { method: 'OPTIONS', url: '/v1/topics' })).status, 204, 'no preflight')
  t.equal((await ask(app, { method: 'HEAD', url: '/v1/topics' })).status, 429)
  t.equal((await ask(app, '/healthz')).status, 200)
  const graphql = { method: 'POST', url: '/graphql', payload: { query: '{' } } as const
  t.equal((await ask(app, graphql)).status, 429)
})

t.test('an address is what the connection has, and of IPv6 its network', async (t) => {
  const left = async (app: FastifyInstance, remoteAddress: string, forwarded?: string) => {
    const headers = forwarded ? { 'x-forwarded-for': forwarded } : {}
    return (await ask(app, { url: '/v1/usage', remoteAddress, headers })).limit.remaining
  }
  const app = await limited(t, { RATE_LIMIT_ANONYMOUS: '100' })
  const asked: [string, number, string?][] = [
    ['192.0.2.1', 99],
    ['192.0.2.2', 99],
    ['::ffff:192.0.2.1', 98],
    ['::ffff:c000:201', 97],
    ['192.0.2.1', 96, '198.51.100.1'],
    ['192.0.2.1', 95, '198.51.100.2'],
    ['2001:db8:0:1::1', 99],
    ['2001:db8:0:1:ffff:ffff:ffff:ffff', 98],
    ['2001:db8:0:2::1', 99],
    ['fe80::1%eth0', 99]
  ]
  for (const [address, remaining, forwarded] of asked)
    t.equal(await left(app, address, forwarded), remaining, `${address} ${forwarded ?? ''}`)

  const behind = await limited(t, { RATE_LIMIT_ANONYMOUS: '100', TRUST_PROXY: '10.0.0.0/8' })
  t.equal(await left(behind, '10.0.0.1', '198.51.100.1'), 99)
  t.equal(await left(behind, '10.0.0.1', '198.51.100.2'), 99)
  t.equal(await left(behind, '10.0.0.2', '203.0.113.9, 198.51.100.2'), 98, 'the last before ours')
  t.equal(await left(behind, '192.0.2.1', '198.51.100.2'), 99, 'only from the proxy')
  t.equal(await left(behind, '10.0.0.1', 'nonsense'), 99)
})

t.test('a key has a limit of its own, and a wrong one that of its address', async (t) => {
  const app = await limited(t, { RATE_LIMIT_ANONYMOUS: '4', RATE_LIMIT_KEY: '50' })
  const [one, other] = [await keyOf('one'), await keyOf('other')]
  for (const headers of [one, other])
    for (const remaining of [49, 48]) {
      const answer = await ask(app, { url: '/v1/topics', headers })
      t.match(answer, { status: 200, limit: { policy: 'key', remaining } })
      t.equal(answer.headers['ratelimit-policy'], '"key";q=50;w=60')
    }
  t.match(await ask(app, { url: '/nowhere', headers: one }), { limit: { remaining: 47 } })
  const wrong = [bearer('onr_x'), bearer(`onr_${'a'.repeat(38)}`), { authorization: 'Basic eDp5' }]
  for (const [i, headers] of wrong.entries()) {
    const { status, limit } = await ask(app, { url: '/v1/topics', headers })
    t.match({ status, limit }, { status: 401, limit: { policy: 'anonymous', remaining: 3 - i } })
  }
  await ask(app, '/v1/topics')
  t.equal((await ask(app, { url: '/v1/topics', headers: bearer('onr_x') })).status, 429)
  t.equal((await ask(app, { url: '/v1/topics', headers: one })).status, 200, 'the key still may')
})

t.test('an operation takes a unit for each hundred of its cost, bulk takes ten', async (t) => {
  const app = await limited(t, { RATE_LIMIT_ANONYMOUS: '60', RATE_LIMIT_KEY: '15' })
  const run = (query: string) =>
    ask(app, { method: 'POST', url: '/graphql', payload: { query }, headers: graphqlJson })
  const cheap = await run('{ topics(first: 1) { nodes { slug } } }')
  t.match(cheap, { status: 200, limit: { remaining: 59 } })
  const dear = await run('{ claims(first: 20) { nodes { topics(first: 20) { nodes { slug } } } } }')
  const { requested } = JSON.parse(dear.body).extensions.cost
  t.ok(requested > 400, `cost ${requested}`)
  const left = 59 - Math.ceil(requested / 100)
  t.match(dear, { status: 200, limit: { remaining: left } })
  const field = (as: number) =>
    `a${as}: claims(first: 100) { nodes { topics(first: 10) { nodes { slug } } } }`
  const aliased = await run(`{ ${[1, 2, 3, 4, 5, 6].map(field).join(' ')} }`)
  t.equal(aliased.status, 429, 'aliases are paid for')
  t.match(aliased, { limit: { remaining: left - 1 }, headers: { 'retry-after': /^\d+$/ } })
  t.match(aliased.headers['content-type'], 'application/graphql-response+json')
  const [error] = JSON.parse(aliased.body).errors
  t.match(error.extensions, { code: 'rate_limited', requestId: aliased.headers['x-request-id'] })
  const exported = await ask(app, '/v1/topics/export.csv')
  t.match(exported, { status: 200, limit: { remaining: left - 11 } })
  const headers = { ...(await keyOf('importer')), 'content-type': 'application/x-ndjson' }
  const send = { method: 'POST', url: '/v1/imports', headers, payload: '' } as const
  t.match(await ask(app, send), { limit: { policy: 'key', remaining: 5 } })
  t.match(await ask(app, send), { status: 429, limit: { remaining: 4 } })
})
const graphqlJson = { accept: 'application/graphql-response+json' }

t.test('/v1/usage says what the headers say', async (t) => {
  const app = await limited(t, { RATE_LIMIT_ANONYMOUS: '5', RATE_LIMIT_KEY: '70' })
  const policies = [
    { name: 'anonymous', limit: 5 },
    { name: 'key', limit: 70 }
  ]
  for (const [policy, limit, headers] of [
    ['anonymous', 5, {}],
    ['key', 70, await keyOf('curious')]
  ] as const)
    for (let i = 1; i <= 3; i++) {
      const answer = await ask(app, { url: '/v1/usage', headers })
      const { remaining, reset } = answer.limit
      t.equal(remaining, limit - i)
      t.strictSame(JSON.parse(answer.body), {
        policy,
        limit,
        remaining,
        reset,
        window: 60,
        policies
      })
      t.match(answer.headers['cache-control'], 'no-store')
    }
  t.equal((await ask(app, '/v1/usage?a=1')).status, 400)
  t.equal((await ask(app, { url: '/v1/usage', headers: bearer('wrong') })).status, 401)
  const free = await limited(t, { RATE_LIMIT_ANONYMOUS: '0' })
  const answer = await ask(free, '/v1/usage')
  t.match(JSON.parse(answer.body), { limit: null, remaining: null, reset: null })
  t.equal(answer.headers['ratelimit'], undefined)
})

for (const [name, url] of [
  ['Redis', redis.url],
  ['PostgreSQL', 'postgres']
])
  t.test(`two instances share limits through ${name}`, async (t) => {
    const env = { RATE_LIMIT_ANONYMOUS: '40', RATE_LIMIT_URL: url }
    const apps = [await limited(t, env), await limited(t, env)]
    const asked = Array.from({ length: 60 }, (_, i) =>
      (apps[i % 2] as FastifyInstance).inject({ url: '/', remoteAddress: '192.0.2.9' })
    )
    const statuses = (await Promise.all(asked)).map(({ statusCode }) => statusCode)
    t.equal(statuses.filter((status) => status === 200).length, 40)
    t.equal(statuses.filter((status) => status === 429).length, 20)
  })

t.test(
  'of more than can be done, the rest is told 503 at once, and all is well after',
  async (t) => {
    const small = openPool({ url: databaseUrl, poolSize: 1, queueSize: 3 })
    t.teardown(() => small.end())
    const env = { RATE_LIMIT_ANONYMOUS: '0', ANSWER_CACHE_BYTES: '0' }
    const app = await limited(t, env, small)
    await ask(app, '/v1/topics?limit=1')
    const only = await small.connect()
    const late: number[] = []
    const began = performance.now()
    const many = Array.from({ length: 20 }, () =>
      ask(app, '/v1/topics?limit=1').then((answer) => {
        late.push(performance.now() - began)
        return answer
      })
    )
    await sleep(300)
    t.equal(late.length, 17, 'those who may not wait are answered')
    t.ok(Math.max(...late) < 300)
    const graphql = {
      method: 'POST',
      url: '/graphql',
      payload: { query: '{ topics { totalCount } }' }
    } as const
    t.match(await ask(app, graphql), { status: 503, headers: { 'retry-after': '1' } })
    for (const url of ['/healthz', '/readyz']) t.equal((await ask(app, url)).status, 200, url)
    only.release()
    const answers = await Promise.all(many)
    const refused = answers.filter(({ status }) => status === 503)
    t.equal(refused.length, 17)
    for (const { headers, body } of refused) {
      t.equal(headers['retry-after'], '1')
      t.equal(JSON.parse(body).code, 'overloaded')
    }
    t.equal(answers.filter(({ status }) => status === 200).length, 3)
    t.equal((await ask(app, '/v1/topics?limit=1')).status, 200)
  }
)
