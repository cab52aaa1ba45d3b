/** Webhooks: what is published reaches its receivers, signed, in order, at least once. */
import t from 'tap'
import { delayAfter } from '../../src/webhooks/deliver.js'
import { startWorker } from '../../src/webhooks/worker.js'
import { createEditor } from '../support/editor.js'
import {
  type Answer,
  createReceiver,
  type Received,
  status,
  until,
  verify
} from '../support/receiver.js'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const { send, get, keyWith, pool, url, source } = await createEditor(t, {
  env: { WEBHOOKS_ALLOW_PRIVATE: 'true' }
})
const admin = await keyWith('admin')
// Two, as processes side by side would be.
const workers = await Promise.all(
  [1, 2].map(() =>
    startWorker({
      url,
      config: { webhooksAllowPrivate: true, publicUrl: 'https://record.example' },
      log: silent,
      timeoutMs: 500
    })
  )
)
t.teardown(() => Promise.all(workers.map(({ stop }) => stop())))

const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
  send(method, `/v1/webhooks${path}`, body, admin)
async function subscribe(url: string, more: object = {}) {
  const made = await ask('POST', '', { url, events: ['topic.*'], ...more })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body as { id: string; secret: string }
}
let topics = 0
async function publishTopic(more: object = {}) {
  const slug = `topic-${++topics}`
  const body = { slug, prefLabel: slug, status: 'published', ...more }
  return (await send('POST', '/v1/topics', body)).body as { id: string; slug: string }
}
/** The next attempt is made now, however long was to be waited. */
const hasten = (id: string) =>
  pool.query(
    `with w as (update service.webhooks set next_attempt_at = now() where id = $1 returning id)
     select service.wake_webhook(id, now()) from w`,
    [id]
  )
const webhook = async (id: string) => (await ask('GET', `/${id}`)).body
const deliveries = async (id: string, query = '') =>
  (await ask('GET', `/${id}/deliveries${query}`)).body.data

t.test('what readers see of a row is told, signed, and in order; drafts are not', async (t) => {
  const receiver = await createReceiver(t)
  const { id, secret } = await subscribe(receiver.url)
  const draft = await send('POST', '/v1/topics', { slug: 'draft', prefLabel: 'Secret draft' })
  await send('PATCH', '/v1/topics/draft', { note: 'Not yet' }, { 'if-match': '*' })
  const { id: topic } = await publishTopic({ prefLabel: 'Masks' })
  await send('PATCH', `/v1/topics/${topic}`, { prefLabel: 'Face masks' }, { 'if-match': '*' })
  await send('DELETE', `/v1/topics/${topic}?reason=entered%20twice`, undefined, { 'if-match': '*' })
  await send('POST', `/v1/topics/${topic}/restore`)
  const survivor = await publishTopic()
  await send('POST', `/v1/topics/${topic}/merge`, { into: survivor.id })
  const received = await receiver.got(6)
  const actions = ['published', 'updated', 'withdrawn', 'restored', 'published', 'merged']
  t.strictSame(
    received.map(({ event }) => event.type),
    actions.map((action) => `topic.${action}`)
  )
  for (const each of received) t.ok(verify(secret, each))
  t.throws(() => verify(secret, { ...received[0], body: '{}' } as never))
  t.equal(new Set(received.map(({ headers }) => headers['webhook-id'])).size, 6)
  t.notMatch(JSON.stringify(received), 'Secret draft')
  t.notMatch(JSON.stringify(received), draft.body.id)
  const { data } = received[5]?.event ?? {}
  t.strictSame(data, {
    resource: 'topics',
    action: 'merged',
    id: topic,
    revision: data.revision,
    href: `https://record.example/v1/topics/${topic}`,
    reason: null,
    mergedInto: survivor.id,
    row: null
  })
  t.strictSame(
    received[4]?.event.data.row,
    (await get(`/v1/topics/${survivor.id}`)).body,
    'the row is the one that REST serves'
  )
  await until(async () => (await deliveries(id, '?state=delivered')).length === 6, 'the log')
  t.match(await deliveries(id, '?limit=1'), [
    {
      type: 'topic.merged',
      resource: 'topics',
      attempts: [{ status: 204, error: null, replay: false }]
    }
  ])
})

t.test('events and filters choose; other resources are left out', async (t) => {
  const receiver = await createReceiver(t)
  const police = { name: 'Police', slug: 'mpd', classification: 'other', status: 'published' }
  t.equal((await send('POST', '/v1/agencies', police)).status, 201)
  const { id } = await subscribe(receiver.url, {
    events: ['statement.published', '*.withdrawn'],
    filter: { agency: 'mpd' }
  }).catch(() => ({ id: '' }))
  t.equal(id, '', 'not every resource has that filter')
  const made = await subscribe(receiver.url, {
    events: ['statement.published', 'statement.withdrawn', 'claim.*'],
    filter: { agency: 'mpd' }
  })
  const statement = async (title: string, agencies: string[]) => {
    const body = { title, source, status: 'published' }
    const parts = { agencies: agencies.map((agency) => ({ agency, role: 'issuer' })) }
    return (await send('POST', '/v1/statements', { ...body, ...parts })).body
  }
  const theirs = await statement('Of the police', ['mpd'])
  await statement('Of nobody', [])
  await publishTopic()
  const at = `/v1/statements/${theirs.id}`
  await send('PATCH', at, { title: 'Of police' }, { 'if-match': '*' })
  await send('DELETE', `${at}?reason=mistaken`, undefined, { 'if-match': '*' })
  await receiver.got(2)
  t.match(
    receiver.received.map(({ event }) => event),
    [
      { type: 'statement.published', data: { id: theirs.id } },
      { type: 'statement.withdrawn', data: { id: theirs.id, reason: 'mistaken', row: null } }
    ]
  )
  t.equal((await deliveries(made.id)).length, 2)
})

t.test('a receiver that fails for a day is tried again and again, then disabled', async (t) => {
  const receiver = await createReceiver(t)
  const { id } = await subscribe(receiver.url)
  receiver.answer(status(500))
  const [first, second] = [await publishTopic(), await publishTopic()]
  let [waited, attempts] = [0, 0]
  for (let { enabled } = await webhook(id); enabled; ) {
    await receiver.got(++attempts)
    const state = await until(async () => {
      const now = await webhook(id)
      return now.failures === attempts && now
    }, 'the failure')
    enabled = state.enabled
    if (!enabled) break
    const delay = (Date.parse(state.nextAttemptAt) - Date.now()) / 1000
    t.ok(delay > 0)
    waited += delay
    await publishTopic()
    await hasten(id)
  }
  t.ok(waited > 22 * 3600 && waited < 30 * 3600, `after ${(waited / 3600).toFixed(1)} hours`)
  t.match(await webhook(id), { enabled: false, disabledReason: 'failing', failures: attempts })
  t.equal(receiver.received.length, attempts, 'what was published meanwhile hastened nothing')
  const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']))
  t.equal(ids.size, 1, 'the first one holds up the others')
  receiver.answer(status(204))
  t.match((await ask('PATCH', `/${id}`, { enabled: true })).body, { enabled: true, failures: 0 })
  await receiver.got(attempts + 2)
  t.strictSame(
    receiver.received.slice(attempts, attempts + 2).map(({ event }) => event.data.id),
    [first.id, second.id],
    'nothing was lost'
  )
  t.strictSame(
    (await until(async () => (await deliveries(id, '?state=delivered')).at(-1), 'log')).attempts
      .map((each: { status: number }) => each.status)
      .slice(-2),
    [500, 204]
  )
})

t.test('delays grow, to a day in all, and vary', async (t) => {
  const delays = Array.from({ length: 8 }, (_, i) => delayAfter(i + 1, 0) ?? 0)
  t.strictSame(
    [...delays].sort((a, b) => a - b),
    delays
  )
  t.equal(Math.round(delays.reduce((sum, each) => sum + each) / 3600), 25)
  t.equal(delayAfter(9), undefined)
  t.equal(delayAfter(1, 1), 5.5)
})

t.test('redirects are not followed; who hangs, drips or floods is left in time', async (t) => {
  const other = await createReceiver(t)
  const dripping: NodeJS.Timeout[] = []
  t.teardown(() => dripping.forEach(clearInterval))
  const misbehaviours: [string, Answer, object][] = [
    ['redirects', status(307, { location: other.url }), { status: 307, error: 'redirect' }],
    ['hangs', () => {}, { status: null, error: 'timeout' }],
    [
      'drips its headers',
      (response) => {
        response.socket?.write('HTTP/1.1 200 OK\r\n')
        dripping.push(setInterval(() => response.socket?.write('x: y\r\n'), 100))
      },
      { status: null, error: 'timeout' }
    ],
    ['breaks off', (response) => response.destroy(), { status: null, error: 'connection_failed' }],
    [
      'floods',
      (response) => {
        response.writeHead(200)
        response.write('x'.repeat(10_000_000))
      },
      { status: 200, error: null }
    ]
  ]
  const receivers = await Promise.all(
    misbehaviours.map(async ([, answer]) => {
      const receiver = await createReceiver(t)
      receiver.answer(answer)
      return { ...receiver, ...(await subscribe(receiver.url)) }
    })
  )
  await publishTopic()
  for (const [i, [name, , expected]] of misbehaviours.entries()) {
    const { id } = receivers[i] as { id: string }
    const attempt = await until(async () => (await deliveries(id))[0]?.attempts[0], name)
    t.match(attempt, expected, name)
    t.ok(attempt.durationMs < 2000, `${name}: ${attempt.durationMs} ms`)
    t.equal((await ask('DELETE', `/${id}`)).status, 204)
    t.equal((await ask('GET', `/${id}`)).status, 404)
  }
  t.equal(other.received.length, 0)
})

t.test(
  'an import is told of when it is committed; lost connections are opened again',
  async (t) => {
    const receiver = await createReceiver(t)
    await subscribe(receiver.url)
    const importing = await keyWith('write', 'publish')
    const rows = Array.from({ length: 150 }, (_, i) => ({
      externalId: `imported-${i}`,
      prefLabel: `Imported ${i}`,
      status: i % 50 === 0 ? 'draft' : 'published'
    }))
    const bundle = { topics: rows }
    t.equal((await send('POST', '/v1/imports?dryRun=true', bundle, importing)).status, 200)
    await pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'onrecord worker' and datname = current_database()"
    )
    t.equal((await send('POST', '/v1/imports', bundle, importing)).status, 200)
    const received = await receiver.got(147)
    const order = ({ event }: Received) => Number(event.data.row.externalId.slice(9))
    t.strictSame(
      [...new Set(received.map(order))],
      rows.flatMap(({ status }, i) => (status === 'published' ? [i] : []))
    )
  }
)

t.test('410 disables at once', async (t) => {
  const receiver = await createReceiver(t)
  receiver.answer(status(410))
  const { id } = await subscribe(receiver.url)
  await publishTopic()
  await until(async () => !(await webhook(id)).enabled, 'the end')
  t.match(await webhook(id), { disabledReason: 'gone' })
  await publishTopic()
  t.equal(receiver.received.length, 1)
})

t.test('after a change of secrets both sign; a ping and a replay are sent once', async (t) => {
  const receiver = await createReceiver(t)
  const { id, secret } = await subscribe(receiver.url)
  t.notMatch(JSON.stringify(await webhook(id)), 'whsec_')
  const rotated = await ask('POST', `/${id}/rotate-secret`)
  await publishTopic()
  const [event] = (await receiver.got(1)) as [Received]
  for (const each of [secret, rotated.body.secret]) t.ok(verify(each, event))
  await pool.query('update service.webhooks set previous_secret_until = now() where id = $1', [id])
  const pinged = await ask('POST', `/${id}/ping`)
  t.equal(pinged.status, 202)
  const [, ping] = (await receiver.got(2)) as [Received, Received]
  t.match(ping.event, { type: 'webhook.ping', data: { webhook: id } })
  t.throws(() => verify(secret, ping), 'the old secret is over')
  t.ok(verify(rotated.body.secret, ping))
  const state = async (path: string) => (await send('GET', path, undefined, admin)).body.state
  await until(async () => (await state(pinged.headers['location'] as string)) === 'delivered', 'it')
  const [delivery] = await deliveries(
    id,
    '?state=delivered&limit=1&before=ffffffff-ffff-7fff-bfff-ffffffffffff'
  )
  t.equal(delivery.type, 'webhook.ping')
  const first = (await deliveries(id)).at(-1)
  await ask('PATCH', `/${id}`, { enabled: false })
  t.equal((await ask('POST', `/${id}/deliveries/${first.id}/replay`)).status, 202)
  const [, , again] = (await receiver.got(3)) as [Received, Received, Received]
  t.equal(again.headers['webhook-id'], event.headers['webhook-id'])
  t.equal(again.body, event.body)
  const log = await until(async () => {
    const { attempts } = (await deliveries(id)).at(-1)
    return attempts.length === 2 && attempts
  }, 'the log')
  t.match(log, [{ replay: false }, { replay: true, status: 204 }])
})

t.test('whoever lacks admin is refused before anything is looked at', async (t) => {
  const writer = await keyWith('read:drafts', 'write', 'publish')
  const calls: ['GET' | 'POST' | 'PATCH' | 'DELETE', string][] = [
    ['GET', ''],
    ['POST', ''],
    ['GET', '/x'],
    ['PATCH', '/x'],
    ['DELETE', '/x'],
    ['POST', '/x/ping'],
    ['POST', '/x/rotate-secret'],
    ['GET', '/x/deliveries'],
    ['GET', '/x/deliveries/x'],
    ['POST', '/x/deliveries/x/replay']
  ]
  for (const [method, path] of calls) {
    const lacking = await send(method, `/v1/webhooks${path}?a=b`, undefined, writer)
    t.match(lacking, { status: 403, body: { detail: /`admin`/ } }, `${method} ${path}`)
    if (path !== '') t.equal((await ask(method, path)).status, 404, path)
  }
})

t.test('what is wrong with a subscription is told by pointers', async (t) => {
  const wrong: [object, string][] = [
    [{ url: 'https://example.org/hook', events: ['claim.printed'] }, '/events/0'],
    [{ url: 'https://example.org/hook', events: [] }, '/events'],
    [{ url: 'https://example.org/hook', events: ['*'], secret: 'whsec_' }, ''],
    [{ url: 'ftp://example.org/', events: ['*'] }, '/url'],
    [
      { url: 'https://example.org/', events: ['topic.*'], filter: { agency: 'x' } },
      '/filter/agency'
    ],
    [
      { url: 'https://example.org/', events: ['claim.*'], filter: { agency: 'x' } },
      '/filter/agency'
    ],
    [{ url: 'https://example.org/', events: ['claim.*'], filter: { q: 'x' } }, '/filter/q']
  ]
  for (const [body, pointer] of wrong) {
    const { status, body: problem } = await ask('POST', '', body)
    t.match(
      { status, errors: problem.errors },
      { status: 400, errors: [{ pointer }] },
      JSON.stringify(body)
    )
  }
  t.equal((await ask('GET', '/x/deliveries?state=lost')).status, 400)
})
