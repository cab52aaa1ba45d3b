/** Webhooks: what is published reaches its receivers, signed, in order, at least once. */
import t from 'tap'
import { delayAfter } from '../../src/webhooks/deliver.js'
import { startWorker } from '../../src/webhooks/worker.js'
import { createEditor } from '../support/editor.js'
import { createReceiver, status, until, verify } from '../support/receiver.js'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const { send, get, keyWith, pool, url, source } = await createEditor(t, {
  env: { WEBHOOKS_ALLOW_PRIVATE: 'true' }
})
const admin = await keyWith('admin')
const worker = await startWorker({
  url,
  config: { webhooksAllowPrivate: true, publicUrl: 'https://record.example' },
  log: silent,
  timeoutMs: 500
})
t.teardown(() => worker.stop())

const ask = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
  send(method, `/v1/webhooks${path}`, body, admin)
async function subscribe(url: string, more: object = {}) {
  const made = await ask('POST', '', { url, events: ['topic.*'], ...more })
  t.equal(made.status, 201, JSON.stringify(made.body))
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
    { type: 'topic.merged', attempts: [{ status: 204, error: null, replay: false }] }
  ])
})

t.test('events and filters choose; other resources are left out', async (t) => {
  const receiver = await createReceiver(t)
  const police = { name: 'Minneapolis Police', slug: 'mpd', kind: 'municipal_police' }
  const made = await send('POST', '/v1/agencies', { ...police, status: 'published' })
  t.equal(made.status, 201, JSON.stringify(made.body))
  const { id } = await subscribe(receiver.url, {
    events: ['statement.published', 'statement.withdrawn', 'claim.*'],
    filter: { agency: 'mpd' }
  })
  const statement = async (title: string, agencies: string[]) =>
    (
      await send('POST', '/v1/statements', {
        kind: 'press_release',
        title,
        source,
        agencies: agencies.map((agency) => ({ agency })),
        status: 'published'
      })
    ).body
  const theirs = await statement('Of the police', ['mpd'])
  t.ok(theirs.id, JSON.stringify(theirs))
  await statement('Of nobody', [])
  await publishTopic()
  const ifAny = { 'if-match': '*' }
  await send('PATCH', `/v1/statements/${theirs.id}`, { title: 'Of police' }, ifAny)
  await send('DELETE', `/v1/statements/${theirs.id}?reason=mistaken`, undefined, ifAny)
  const received = await receiver.got(2)
  t.match(
    received.map(({ event }) => event),
    [
      { type: 'statement.published', data: { id: theirs.id, row: null } },
      { type: 'statement.withdrawn', data: { id: theirs.id, reason: 'mistaken', row: null } }
    ]
  )
  t.equal((await deliveries(id)).length, 2)
})
