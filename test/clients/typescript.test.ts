/** The TypeScript client, as it is built, against the service: reading, failures, writing, following. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import t from 'tap'
import {
  type Claim,
  ConflictError,
  ConnectionError,
  ForbiddenError,
  GoneError,
  GraphqlError,
  type Link,
  MergedError,
  NotFoundError,
  OnRecord,
  type OnRecordError,
  type Options,
  RateLimitedError,
  type RecordChange,
  type Row,
  StaleError,
  type Statement,
  TimeoutError,
  UnauthorizedError,
  UnavailableError,
  ValidationError,
  verifyWebhook,
  WebhookError
} from '#client'
import { fetchWithTrailers } from '#client/node'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createCuttingProxy } from '../support/cutting-proxy.js'
import { createEditor } from '../support/editor.js'
import { freePort } from '../support/ports.js'

const { app, keyWith, pool } = await createEditor(t, { template: 'bundled' })
const baseUrl = await app.listen({ port: 0, host: '127.0.0.1' })
const bearer = async (...scopes: Parameters<typeof keyWith>) =>
  String((await keyWith(...scopes))['authorization']).slice('Bearer '.length)
const key = await bearer('read:drafts', 'write', 'publish', 'admin')
const reader = new OnRecord({ baseUrl })
const editor = new OnRecord({ baseUrl, key })
/** Notes the status of each answer. */
function noting(statuses: number[]): NonNullable<Options['fetch']> {
  return async (url, init) => {
    const response = await fetch(url, init)
    statuses.push(response.status)
    return response
  }
}
const failureOf = (work: PromiseLike<unknown>): Promise<OnRecordError> =>
  Promise.resolve(work).then(
    () => {
      throw new Error('it did not fail')
    },
    (error) => error
  )

t.test('a list is a page when awaited, and all of its rows in order when iterated', async (t) => {
  const page = await reader.agencies.list({ limit: 200, count: 'exact', sort: 'name' })
  t.equal(page.data.length, 200)
  t.equal(page.prev, null)
  const second = await page.nextPage()
  t.notSame(second?.data[0]?.id, page.data[0]?.id)
  t.notOk(second?.meta.count, 'counted once')
  t.same((await second?.previousPage())?.data, page.data)
  const ids: string[] = []
  for await (const { id } of reader.agencies.list({ limit: 200, sort: 'name', fields: 'id' }))
    ids.push(id)
  t.equal(new Set(ids).size, page.meta.count?.value)
  t.equal(ids.length, page.meta.count?.value)
  t.same(
    ids.slice(0, 200),
    page.data.map(({ id }) => id)
  )
  let pages = 0
  for await (const { data } of reader.claims.list({ limit: 7 }).pages()) {
    pages++
    t.ok(data.length <= 7)
  }
  const { meta } = await reader.claims.list({ limit: 1, count: 'exact' })
  t.equal(pages, Math.ceil((meta.count?.value ?? 0) / 7))
})

t.test('filters, operators and quoted values reach the service as they are meant', async (t) => {
  const { data, meta } = await reader.claims.list({
    agency: 'minneapolis-pd',
    kind: { not: ['predictive', 'policy'] },
    topic: { eq: ['duty-to-intercede', 'use-of-force'] },
    issuedOn: { gte: '2025-01-01', lt: new Date('2026-06-01').toISOString().slice(0, 10) },
    event: { exists: true },
    proposition: { contains: 'duty' },
    sort: ['-issuedOn', 'proposition'],
    limit: 10
  })
  t.match(meta.applied, {
    agency: 'minneapolis-pd',
    'kind[not]': 'predictive,policy',
    topic: 'duty-to-intercede,use-of-force',
    'issuedOn[gte]': '2025-01-01',
    'issuedOn[lt]': '2026-06-01',
    'event[exists]': 'true',
    'proposition[contains]': 'duty',
    sort: '-issuedOn,proposition'
  })
  t.ok(data.length > 0)
  t.ok(data.every(({ proposition }) => /duty/i.test(proposition)))
  const statute = 'Minn. Stat. § 626.8475, subd. 1'
  const cited = await reader.claims.list({ statute, fields: 'id' })
  t.equal(cited.meta.applied['statute'], `"${statute}"`)
  t.ok(cited.data.length > 0)
  const quoted = await reader.topics.list({ prefLabel: 'a "b", c' })
  t.same(quoted.data, [])
  const { data: found } = await reader.claims.list({ q: '"duty to intercede" -federal', limit: 3 })
  t.ok(found[0]?.highlights?.length)
})

t.test('include embeds, fields keeps, and the types know it', async (t) => {
  const [claim] = await reader.claims
    .list({
      agency: 'minneapolis-pd',
      topic: 'duty-to-intercede',
      include: ['statement.agencies', 'statuteReferences.statute'],
      limit: 1
    })
    .all()
  const title: string | null | undefined = claim?.statement?.title
  t.type(title, 'string')
  t.type(claim?.statement?.agencies[0]?.agency?.slug, 'string')
  t.ok(claim?.statuteReferences.every(({ citedAs }) => citedAs.length > 0))
  const kept = await reader.claims.get(String(claim?.id), {
    fields: ['proposition', 'statement.title', 'topics']
  })
  t.same(Object.keys(kept).sort(), ['proposition', 'statement', 'topics'])
  t.strictSame(kept.statement, { title })
  t.type(kept.topics[0]?.label, 'string')
  const agency = await reader.agencies.get('ori:MN0271100')
  t.equal(agency.slug, 'minneapolis-pd')
})

t.test('what is asked across resources', async (t) => {
  const search = await reader.search({ q: 'intercede', resource: ['claims', 'topics'], limit: 2 })
  t.equal(search.data.length, 2)
  t.ok(search.meta.types.some(({ resource }) => resource === 'claims'))
  t.match(await reader.suggest('minneap', { resource: 'agencies' }), [{ resource: 'agencies' }])
  const facets = await reader.claims.facets({ by: ['kind', 'issuedOn:month'], limit: 5 })
  t.same(
    facets.map(({ by }) => by),
    ['kind', 'issuedOn:month']
  )
  const table = await reader.compare({
    agency: ['minneapolis-pd', 'edina-pd'],
    topic: ['duty-to-intercede']
  })
  t.equal(table.rows.length, 2)
  t.type(table.rows[0]?.cells[0]?.claims[0]?.statement?.title, 'string')
  const entries = await reader.timeline({ topic: 'duty-to-intercede', limit: 4 }).all()
  t.ok(entries.length > 4, 'all pages')
  const context = await reader.context(String(table.rows[0]?.cells[0]?.claims[0]?.id))
  t.equal(context.claim.id, table.rows[0]?.cells[0]?.claims[0]?.id)
  const citation = 'Minn. Stat. § 626.8475, subd. 1'
  t.match(await reader.resolveCitation(citation, { on: '2025-12-01' }), [{ section: '626.8475' }])
  t.match(await reader.parseCitations(`He cited ${citation}.`), [{ start: 9, code: String }])
  const verified = await reader.verifyQuote({ text: 'We will not wait.', exact: 'not wait' })
  t.match(verified, [{ matches: [{ start: 8, end: 16 }] }])
  t.match(
    await reader.graphql('query($n: Int!) { claims(first: $n) { nodes { id } } }', { n: 2 }),
    {
      claims: { nodes: [{ id: String }, { id: String }] }
    }
  )
  t.match(await reader.usage(), { policy: 'anonymous' })
  const source = (await reader.sources.list({ sort: 'createdAt', limit: 1 })).data[0]
  t.type((await reader.capturesOf(String(source?.id))).data, Array)
  t.same(await reader.releases.list().all(), [])
})

t.test('an answer that has not changed is not fetched again', async (t) => {
  const statuses: number[] = []
  const client = new OnRecord({ baseUrl, keep: 2, fetch: noting(statuses) })
  const first = await client.topics.get('duty-to-intercede')
  first.prefLabel = 'changed by its reader'
  t.notSame(await client.topics.get('duty-to-intercede'), first)
  for (const slug of ['use-of-force', 'agent-masking', 'duty-to-intercede'])
    await client.topics.get(slug)
  t.same(statuses, [200, 304, 200, 200, 200], 'of two that are kept, the oldest goes')
})

t.test('each refusal is an error of its own class', async (t) => {
  const topic = { prefLabel: 'For errors', status: 'published' } as const
  const loser = await editor.topics.create({ ...topic, slug: 'loser' })
  const survivor = await editor.topics.create({ ...topic, slug: 'survivor' })
  const gone = await editor.topics.create({ ...topic, slug: 'gone' })
  await editor.topics.merge(loser, survivor)
  await editor.topics.withdraw(gone, { reason: 'Entered twice.' })
  const weak = new OnRecord({ baseUrl, key: await bearer('write') })
  const wrong = new OnRecord({ baseUrl, key: 'wrong' })
  const nowhere = new OnRecord({ baseUrl: `http://127.0.0.1:${await freePort()}`, retries: 0 })
  const swallowing = await createCuttingProxy(t, baseUrl)
  swallowing.alter(() => Buffer.alloc(0))
  const slow = new OnRecord({ baseUrl: swallowing.origin, timeout: 100, retries: 0 })
  const filter = { isuedOn: '2025' } as object
  const cases: [() => PromiseLike<unknown>, unknown, object][] = [
    [() => reader.topics.get('nothing'), NotFoundError, { status: 404, code: 'not_found' }],
    [() => reader.topics.get('gone'), GoneError, { code: 'withdrawn', reason: 'Entered twice' }],
    [
      () => reader.topics.get('loser', { merged: 'error' }),
      MergedError,
      { location: RegExp(survivor.id) }
    ],
    [
      () => reader.claims.list(filter),
      ValidationError,
      { code: 'unknown_parameter', errors: [{ parameter: 'isuedOn' }], requestId: /^[\da-f-]{36}$/ }
    ],
    [
      () => editor.topics.create({ slug: 'x y', prefLabel: '' }),
      ValidationError,
      { errors: [{ pointer: String }] }
    ],
    [() => wrong.usage(), UnauthorizedError, { status: 401 }],
    [() => reader.topics.create({ slug: 'anon' }), UnauthorizedError, { code: 'unauthorized' }],
    [() => weak.topics.publish(survivor), ForbiddenError, { detail: /publish/ }],
    [() => editor.topics.create({ ...topic, slug: 'survivor' }), ConflictError, { status: 409 }],
    [
      () => editor.topics.patch({ ...survivor, revision: 99 }, { note: 'x' }),
      StaleError,
      { status: 412 }
    ],
    [() => reader.graphql('{ nothing }'), GraphqlError, { detail: /nothing/ }],
    [() => nowhere.usage(), ConnectionError, { status: 0, code: 'connection_failed' }],
    [() => slow.claims.list(), TimeoutError, { code: 'timed_out' }]
  ]
  for (const [work, type, members] of cases) {
    const error = await failureOf(work())
    t.ok(error instanceof (type as typeof Error), `${error.name}: ${error.message}`)
    t.match(error, members, error.message)
  }
  t.equal((await reader.topics.get('loser')).id, survivor.id, 'what was merged is followed')
  const part = await failureOf(
    reader.graphql(
      '{ claim(id: "x") { id } compare(agency: [], topic: []) { rows { agency { id } } } }'
    )
  )
  t.ok(part instanceof GraphqlError, part.message)
})

t.test('429 and 503 are told as such, with the time to come back', async (t) => {
  const limited = await buildApp({ pool, config: loadConfig({ RATE_LIMIT_ANONYMOUS: '2' }) })
  t.teardown(() => limited.close())
  const url = await limited.listen({ port: 0, host: '127.0.0.1' })
  const client = new OnRecord({ baseUrl: url, longestWait: 500 })
  await client.topics.list()
  t.match(await client.usage(), { remaining: 0, limit: 2 })
  const error = await failureOf(client.topics.list())
  t.ok(error instanceof RateLimitedError)
  t.ok(Number(error.retryAfter) > 0 && Number(error.retryAfter) <= 60)
  const starting = await buildApp({
    pool,
    config: loadConfig({}),
    isReady: () => false
  })
  t.teardown(() => starting.close())
  const origin = await starting.listen({ port: 0, host: '127.0.0.1' })
  const unavailable = await failureOf(new OnRecord({ baseUrl: origin, retries: 0 }).topics.list())
  t.ok(unavailable instanceof UnavailableError, unavailable.message)
  t.equal(unavailable.retryAfter, 2)
})

t.test('a refused attempt is made again when the service says', async (t) => {
  const proxy = await createCuttingProxy(t, baseUrl)
  proxy.answerOnce('HTTP/1.1 503 Busy\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n')
  const began = performance.now()
  await new OnRecord({ baseUrl: proxy.origin }).topics.get('agent-masking')
  const waited = performance.now() - began
  t.ok(waited >= 990, `${waited.toFixed(0)} ms`)
})

t.test('a lost answer to a write does not make two rows', async (t) => {
  const proxy = await createCuttingProxy(t, baseUrl)
  const client = new OnRecord({ baseUrl: proxy.origin, key })
  const source = (title: string) => ({ kind: 'press_release', title }) as const
  const rows = async (title: string) => (await editor.sources.list({ title })).data.length
  proxy.loseAnswers(2)
  const made = await client.sources.create(source('Sent three times'))
  t.equal(made.title, 'Sent three times')
  t.equal(await rows('Sent three times'), 1)
  // So that the test above could fail: what is lost is the answer, not the request.
  proxy.loseAnswers(1)
  const body = source('Sent twice without a key')
  await client.request('POST', '/v1/sources', { body, repeat: 'lost' })
  t.equal(await rows('Sent twice without a key'), 2)
  proxy.loseAnswers(1)
  const once = client.request('POST', '/v1/sources', { body: source('Sent once') })
  t.ok((await failureOf(once)) instanceof ConnectionError)
  t.equal(await rows('Sent once'), 1, 'without a key it is sent once')
  proxy.loseAnswers(1)
  const patched = await failureOf(client.sources.patch(made, { title: 'Patched' }))
  t.ok(patched instanceof ConnectionError, 'a patch is not sent again after a lost answer')
  t.equal((await editor.sources.get(made.id)).title, 'Patched')
})

t.test('a row is created, changed by its revision, withdrawn, and its history read', async (t) => {
  const draft = await editor.topics.create({ slug: 'life', prefLabel: 'Life' }, { reason: 'new' })
  t.equal(draft.status, 'draft')
  t.ok((await failureOf(reader.topics.get('life'))) instanceof NotFoundError)
  const published = await editor.topics.publish(draft)
  const changed = await editor.topics.patch(published, { note: 'A note.' }, { reason: 'clearer' })
  t.equal(changed.note, 'A note.')
  await editor.topics.patch('life', { note: null }, { ifMatch: '*', dryRun: true })
  const withdrawn = await editor.topics.withdraw(changed, { reason: 'no longer needed' })
  t.equal(withdrawn.status, 'withdrawn')
  t.equal((await editor.topics.restore('life')).status, 'published')
  const history = await editor.topics.revisions('life', { limit: 2 }).all()
  t.match(
    history.map(({ action, reason }) => [action, reason]),
    [
      ['restored', null],
      ['withdrawn', 'no longer needed'],
      ['updated', 'clearer'],
      ['published', null],
      ['created', 'new']
    ]
  )
  t.equal((await editor.topics.revision('life', 3)).data?.note, 'A note.')
  const source = await editor.sources.create({
    kind: 'press_release',
    title: 'With a capture',
    status: 'published'
  })
  const capture = await editor.captures.create(source, {
    text: 'Words.',
    mediaType: 'text/plain',
    capturedAt: '2026-01-05T12:00:00Z',
    status: 'published'
  })
  t.equal((await editor.captures.get(capture.id)).number, 1)
  t.match(await editor.capturesOf(source.id).all(), [{ id: capture.id }])
})

t.test('an export is the whole list; one that is cut or altered is an error', async (t) => {
  const all = await reader.agencies.list({ limit: 200, fields: ['id', 'name'], sort: 'name' }).all()
  const whole = new OnRecord({ baseUrl, fetch: fetchWithTrailers })
  for (const client of [reader, whole]) {
    const file = await client.agencies.export({ fields: ['id', 'name'], sort: 'name' })
    const rows: { id: string; name: string }[] = []
    for await (const row of file.rows()) rows.push(row)
    t.same(rows, all)
  }
  const csv = await reader.topics.export({ format: 'csv', fields: 'slug' })
  const lines: string[] = []
  for await (const line of csv.lines()) lines.push(line)
  t.equal(lines[0], 'slug')
  t.ok(lines.includes('agent-masking'))

  const proxy = await createCuttingProxy(t, baseUrl)
  const cut = async (fetch?: Options['fetch']) => {
    const client = new OnRecord({ baseUrl: proxy.origin, fetch })
    let rows = 0
    for await (const _ of (await client.agencies.export()).rows()) rows++
    return rows
  }
  proxy.alter((chunk, before) => (before > 100_000 ? undefined : chunk))
  for (const fetch of [undefined, fetchWithTrailers])
    t.ok((await failureOf(cut(fetch))) instanceof ConnectionError)
  proxy.alter((chunk) => {
    const at = chunk.indexOf('Police')
    if (at >= 0) chunk[at] = 'p'.charCodeAt(0)
    return chunk
  })
  t.match(await failureOf(cut(fetchWithTrailers)), { code: 'incomplete' })
  t.equal(await cut(), all.length, 'fetch does not tell trailers: nobody notices')
  t.equal((await whole.topics.get('survivor')).slug, 'survivor')
  t.equal((await whole.topics.get('loser')).slug, 'survivor', 'redirects are followed')
})

t.test('the feed makes a mirror, and goes on live through a lost connection', async (t) => {
  const mirror = new Map<string, object>()
  let next = ''
  for await (const page of reader.changes().pages()) {
    for (const { resource, id, data } of page.data)
      if (data) mirror.set(`${resource} ${id}`, data)
      else mirror.delete(`${resource} ${id}`)
    next = page.next
  }
  for (const name of ['topics', 'claims', 'statements'] as const) {
    const path = `/v1/${name}?limit=200&fields=id`
    const { data } = await reader.request<{ data: Link[] }>('GET', path)
    const ids = data.map(({ id }) => `${name} ${id}`)
    t.same([...mirror.keys()].filter((each) => each.startsWith(`${name} `)).sort(), ids.sort())
  }
  const proxy = await createCuttingProxy(t, baseUrl)
  const leaving = new AbortController()
  const heard: RecordChange[] = []
  const following = (async () => {
    const client = new OnRecord({ baseUrl: proxy.origin })
    const feed = client.follow({ after: next, resource: 'topics' }, leaving)
    for await (const change of feed) heard.push(change)
  })()
  const hears = async (count: number) => {
    for (let i = 0; heard.length < count && i < 250; i++) await sleep(20)
    return heard.length
  }
  await editor.topics.create({ slug: 'live-1', prefLabel: 'Live', status: 'published' })
  t.equal(await hears(1), 1)
  proxy.cut()
  await editor.topics.create({ slug: 'live-2', prefLabel: 'Live', status: 'published' })
  t.equal(await hears(2), 2)
  t.same(
    heard.map(({ type, data }) => [type, data?.['slug']]),
    [
      ['topic.published', 'live-1'],
      ['topic.published', 'live-2']
    ]
  )
  leaving.abort()
  await following
})

t.test('a webhook is taken only from whoever has the secret', async (t) => {
  const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`
  const other = `whsec_${Buffer.from('another secret').toString('base64')}`
  const body = JSON.stringify({ type: 'claim.published', data: { id: 'é' } })
  const at = new Date()
  const headersBy = (...secrets: string[]) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((each) => new Webhook(each).sign('msg_1', at, body)).join(' ')
  })
  const headers = headersBy(secret)
  const event = await verifyWebhook(body, headers, secret)
  t.match(event, { type: 'claim.published' })
  t.same(await verifyWebhook(Buffer.from(body), new Headers(headers), secret), event)
  t.same(
    await verifyWebhook(body, headersBy(other, secret), secret),
    event,
    'one of two signatures'
  )
  t.same(await verifyWebhook(body, headers, [other, secret]), event, 'one of two secrets')
  t.same(await verifyWebhook(body, { ...headers, 'Webhook-Id': 'msg_1' }, secret), event)
  const refused: Parameters<typeof verifyWebhook>[] = [
    [body, headers, other],
    [`${body} `, headers, secret],
    [body, { ...headers, 'webhook-id': 'msg_2' }, secret],
    [body, { ...headers, 'webhook-signature': 'v1,!! v2,abc' }, secret],
    [body, {}, secret],
    [body, headers, 'whsec_'],
    [body, headers, secret, { now: at.getTime() + 301_000 }],
    [body, headers, secret, { now: at.getTime() - 302_000 }]
  ]
  for (const args of refused) await t.rejects(verifyWebhook(...args), WebhookError)
  t.ok(await verifyWebhook(body, headers, secret, { now: at.getTime() + 301_000, tolerance: 600 }))
})

/** Never run: the compiler refuses the build where one of these is no error. */
export async function types() {
  // @ts-expect-error no such filter
  reader.claims.list({ isuedOn: '2025' })
  // @ts-expect-error an operator that the filter has not
  reader.claims.list({ agency: { gt: 'a' } })
  // @ts-expect-error no such kind
  reader.claims.list({ kind: 'nonsense' })
  // @ts-expect-error no such sort
  reader.claims.list({ sort: 'nonsense' })
  // @ts-expect-error no such link
  reader.claims.list({ include: 'nonsense' })
  // @ts-expect-error no such field
  reader.claims.list({ fields: ['nonsense'] })
  // @ts-expect-error not searched
  reader.publishers.list({ q: 'x' })
  // @ts-expect-error what was read is needed
  editor.claims.patch('id', { note: 'x' })
  // @ts-expect-error no such member
  editor.claims.create({ nonsense: 1 })
  // @ts-expect-error no list
  reader.captures.list()
  const plain: Claim = await reader.claims.get('x')
  const link: Link | null = plain.statement
  // @ts-expect-error a link has no title
  plain.statement?.title
  const whole: Row<'claims', 'statement'> = await reader.claims.get('x', { include: 'statement' })
  const statement: Statement | null = whole.statement
  const kept = await reader.claims.get('x', { fields: ['proposition'] })
  // @ts-expect-error it was not kept
  kept.kind
  return [link, statement]
}
