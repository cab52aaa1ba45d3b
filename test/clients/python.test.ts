/** The Python client against the service: client_check.py does what is asked, and tells what came. */
import { spawn } from 'node:child_process'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { rootPath } from '../../src/paths.js'
import { createCuttingProxy } from '../support/cutting-proxy.js'
import { createEditor } from '../support/editor.js'
import { freePort } from '../support/ports.js'

const { app, keyWith, pool } = await createEditor(t, { template: 'bundled' })
const origin = await app.listen({ port: 0, host: '127.0.0.1' })
const bearer = async (...scopes: Parameters<typeof keyWith>) =>
  String((await keyWith(...scopes))['authorization']).slice('Bearer '.length)
const key = await bearer('read:drafts', 'write', 'publish')

/** Without python3 this fails: the client is never taken for tested. */
async function check(what: string, given: object = {}) {
  const script = rootPath('test', 'clients', 'client_check.py')
  const child = spawn('python3', [script, rootPath('clients', 'python'), what])
  child.stdin.end(JSON.stringify({ origin, key, ...given }))
  let [output, complaints] = ['', '']
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  const code = await new Promise((resolve, reject) => {
    child.once('close', resolve).once('error', reject)
  })
  if (code !== 0) throw new Error(complaints)
  return JSON.parse(output)
}

t.test('it reads lists page by page, and everything else', async (t) => {
  const found = await check('reading')
  t.equal(found.distinct, found.count)
  t.match(found, {
    back: true,
    applied: {
      'kind[not]': 'predictive,policy',
      'issuedOn[gte]': '2025-01-01',
      'event[exists]': 'true',
      statute: '"Minn. Stat. § 626.8475, subd. 1"'
    },
    export: true,
    csv: 'slug',
    identifier: 'minneapolis-pd',
    search: 2,
    suggest: String,
    facets: ['kind', 'agency'],
    compare: 2,
    timeline: true,
    resolved: '626.8475',
    parsed: 1,
    quote: 8,
    graphql: 2,
    usage: 'anonymous',
    mirror: true
  })
})

t.test('it writes, and each failure is of its own class', async (t) => {
  const quota = await buildApp({ pool, config: loadConfig({ RATE_LIMIT_ANONYMOUS: '2' }) })
  t.teardown(() => quota.close())
  const proxy = await createCuttingProxy(t, origin)
  proxy.alter((chunk, before) => (before > 100_000 ? undefined : chunk))
  const found = await check('writing', {
    weak: await bearer('write'),
    limited: await quota.listen({ port: 0, host: '127.0.0.1' }),
    nobody: `http://127.0.0.1:${await freePort()}`,
    cutting: proxy.origin
  })
  t.match(found, {
    note: 'A note.',
    followed: 'survivor',
    capture: true,
    errors: {
      missing: { class: 'NotFoundError', status: 404 },
      gone: { class: 'GoneError', reason: 'Entered twice' },
      merged: { class: 'MergedError', code: 'merged', location: /^\/v1\/topics\// },
      invalid: { class: 'ValidationError', errors: [{ parameter: 'isuedOn' }] },
      wrong: { class: 'UnauthorizedError' },
      weak: { class: 'ForbiddenError' },
      conflict: { class: 'ConflictError' },
      stale: { class: 'StaleError', status: 412 },
      limited: { class: 'RateLimitedError', retry_after: Number },
      graphql: { class: 'GraphqlError', errors: [{ message: /nothing/ }] },
      nobody: { class: 'ConnectionFailed', status: 0, code: 'connection_failed' },
      cut: { class: 'ConnectionFailed' }
    }
  })
  t.equal(found.history[0], 'clearer')
  t.ok(found.history.length > 1, 'all pages of the history')
})

t.test('a lost answer to a write does not make two rows', async (t) => {
  const proxy = await createCuttingProxy(t, origin)
  proxy.loseAnswers(2)
  t.same(await check('sending', { losing: proxy.origin }), { rows: 1 })
})

t.test('a webhook is taken only from whoever has the secret', async (t) => {
  const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
  const other = `whsec_${Buffer.from('another secret').toString('base64')}`
  const body = JSON.stringify({ type: 'claim.published', data: { id: 'é' } })
  const at = new Date()
  const seconds = Math.floor(at.getTime() / 1000)
  const headers = {
    'Webhook-Id': 'msg_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': [other, secret]
      .map((each) => new Webhook(each).sign('msg_1', at, body))
      .join(' ')
  }
  const wrong = { ...headers, 'webhook-signature': 'v1,!! v2,abc é' }
  const hooks = {
    taken: [
      [body, headers, secret, {}],
      [body, headers, [`whsec_${Buffer.from('third').toString('base64')}`, secret], {}],
      [body, headers, secret, { now: seconds + 301, tolerance: 600 }]
    ],
    refused: [
      [`${body} `, headers, secret, {}],
      [body, { ...headers, 'Webhook-Id': 'msg_2' }, secret, {}],
      [body, wrong, secret, {}],
      [body, {}, secret, {}],
      [body, headers, 'whsec_', {}],
      [body, headers, secret, { now: seconds + 301 }],
      [body, headers, secret, { now: seconds - 301 }]
    ]
  }
  const { taken, refused } = await check('webhooks', { hooks })
  t.same(taken, Array(hooks.taken.length).fill('claim.published'))
  t.equal(refused, hooks.refused.length)
})
