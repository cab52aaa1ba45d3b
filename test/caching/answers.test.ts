/** What readers share: tags, codings, and answers kept in memory until something changes on record. */
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createEditor } from '../support/editor.js'

const editor = await createEditor(t, {
  template: 'bundled',
  env: { ANSWER_CACHE_BYTES: '4000000' }
})
const { app, statements, send, get, pool } = editor
const list = '/v1/claims?limit=20'
const ask = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  app.inject({ url, method, headers })

/** How many statements a request runs. */
async function costOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  const before = statements.length
  await ask(url, headers)
  return statements.length - before
}
/** Until an answer is kept: what changes is heard first, and around midnight nothing is kept. */
async function untilKept(url: string, keptHere = () => costOf(url)): Promise<void> {
  const until = Date.now() + 80_000
  while ((await keptHere()) > 0) {
    if (Date.now() > until) throw new Error(`${url} is never kept`)
    await sleep(20)
  }
}

t.test('what is asked again runs no statement, whatever the coding and the method', async (t) => {
  await untilKept(list)
  const before = statements.length
  const plain = await ask(list)
  const coded = { br: brotliDecompressSync, gzip: gunzipSync }
  for (const [coding, decode] of Object.entries(coded)) {
    const answer = await ask(list, { 'accept-encoding': coding })
    t.equal(answer.headers['content-encoding'], coding)
    t.equal(decode(answer.rawPayload).toString(), plain.body)
    t.ok(answer.rawPayload.length < plain.rawPayload.length / 3)
    t.equal(answer.headers.etag, String(plain.headers.etag).replace(/"$/, `-${coding}"`))
    t.match(answer.headers.vary, /Accept-Encoding/)
  }
  const head = await ask(list, {}, 'HEAD')
  const names = (headers: object) =>
    Object.entries(headers).filter(([name]) => !['x-request-id', 'date'].includes(name))
  t.same(Object.fromEntries(names(head.headers)), Object.fromEntries(names(plain.headers)))
  t.equal(head.body, '')
  t.equal(statements.length, before)
})

t.test('a reader who has the answer is told so without a statement', async (t) => {
  const { headers } = await ask(list, { 'accept-encoding': 'gzip' })
  const before = statements.length
  for (const held of [String(headers.etag), `W/${headers.etag}`, `"other", ${headers.etag}`, '*']) {
    const answer = await ask(list, { 'accept-encoding': 'gzip', 'if-none-match': held })
    t.equal(answer.statusCode, 304, held)
    t.equal(answer.body, '')
    for (const name of ['etag', 'cache-control', 'vary', 'link'])
      t.equal(answer.headers[name], headers[name], name)
  }
  t.equal(statements.length, before)
  const other = await ask(list, { 'if-none-match': '"other"' })
  t.equal(other.statusCode, 200)
})

t.test('the tag is of the bytes, for every GET that readers may make', async (t) => {
  const paths = [
    '/',
    '/openapi.json',
    '/graphql/schema.graphql',
    '/docs',
    '/v1/agencies',
    '/v1/claims/facets?by=topic',
    '/v1/timeline?event=operation-metro-surge',
    '/v1/search?q=police',
    '/v1/changes',
    '/v1/releases',
    '/v1/statements/feed.atom',
    '/v1/statutes/resolve?citation=Minn.%20Stat.%20%C2%A7%20626.8475',
    `/graphql?${new URLSearchParams({ query: '{ claims(first: 2) { nodes { id } } }' })}`
  ]
  for (const path of paths) {
    const first = await ask(path)
    t.equal(first.statusCode, 200, path)
    t.match(first.headers.etag, /^"[\w-]+"$/, path)
    t.match(first.headers['cache-control'], /^public, max-age=\d+/, path)
    const held = await ask(path, { 'if-none-match': String(first.headers.etag) })
    t.equal(held.statusCode, 304, path)
    t.equal((await ask(path)).headers.etag, first.headers.etag, path)
  }
  const { body, headers } = await ask('/v1/agencies')
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22)
  t.equal(headers.etag, `"${hash}"`)
})

t.test('who writes reads it at once, and everybody soon after', async (t) => {
  const other = await buildApp({ pool, config: loadConfig({}) })
  t.teardown(() => other.close())
  const url = '/v1/publishers?sort=-createdAt&limit=1'
  await untilKept(url)
  const counts = async () => {
    const { body } = await other.inject(url)
    return JSON.parse(body).data[0].name
  }
  for (const name of ['The first', 'The second', 'The third']) {
    await counts()
    await counts()
    const { status } = await send('POST', '/v1/publishers', {
      name,
      kind: 'newsroom',
      status: 'published'
    })
    t.equal(status, 201)
    t.equal((await get(url)).body.data[0].name, name, 'here')
    const since = Date.now()
    while ((await counts()) !== name) {
      if (Date.now() - since > 5000) return t.fail('the other instance never hears of it')
      await sleep(5)
    }
  }
  t.equal(JSON.parse((await ask(url)).body).data[0].name, 'The third')
})

t.test('while what changes might go unheard, nothing is answered from memory', async (t) => {
  await untilKept(list)
  const ended = await pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'onrecord changes'"
  )
  t.ok(ended.rowCount)
  const until = Date.now() + 5000
  while ((await costOf(list)) === 0 && Date.now() < until) await sleep(1)
  t.ok(Date.now() < until, 'it asks the database')
  await untilKept(list)
})

t.test('what a key sees is never kept, nor answered from what is', async (t) => {
  const name = 'A canary sings'
  const made = await send('POST', '/v1/publishers', { name, kind: 'newsroom' })
  const url = '/v1/publishers?sort=-createdAt&limit=2'
  const seen = await send('GET', url)
  t.match(JSON.stringify(seen.body), name)
  t.equal(seen.headers['cache-control'], 'private, no-store')
  t.match(seen.headers['vary'], /Authorization/)
  await untilKept(url)
  t.notMatch((await ask(url)).body, name)
  t.match(JSON.stringify((await send('GET', url)).body), name, 'the editor still sees it')
  const draft = await ask(`/v1/publishers/${made.body.id}`)
  const none = await ask('/v1/publishers/01990000-0000-7000-8000-000000000000')
  const told = ({ headers }: typeof draft) => ({ ...headers, 'x-request-id': '', date: '' })
  t.equal(draft.statusCode, 404)
  t.same(told(draft), told(none), 'headers tell nothing')
  t.equal(draft.headers['cache-control'], 'no-store')
  const wrong = await ask(url, { authorization: 'Bearer wrong' })
  t.equal(wrong.statusCode, 401)
})

t.test('a persisted query by GET is kept, what fails is not', async (t) => {
  const query = '{ topics(first: 3) { nodes { prefLabel } } }'
  const sha256Hash = createHash('sha256').update(query).digest('hex')
  const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash } })
  const url = `/graphql?${new URLSearchParams({ extensions })}`
  const unknown = await ask(url)
  t.match(unknown.body, 'PersistedQueryNotFound')
  t.equal(unknown.headers['cache-control'], 'no-store')
  await ask(`/graphql?${new URLSearchParams({ query, extensions })}`)
  await untilKept(url)
  t.match((await ask(url)).json().data.topics.nodes, { length: 3 })
  const asked = await ask(url, { accept: 'application/graphql-response+json' })
  t.match(asked.headers['content-type'], 'application/graphql-response+json', 'per media type')
})

t.test('a CDN is told what an answer follows from', async (t) => {
  const keys = async (url: string) => String((await ask(url)).headers['surrogate-key']).split(' ')
  const [topic] = (await get('/v1/topics?limit=1')).body.data
  t.same(await keys(`/v1/topics/${topic.id}?fields=prefLabel`), ['onrecord', 'topics', topic.id])
  t.same(await keys('/v1/claims?fields=id,statement.title&limit=1'), [
    'onrecord',
    'claims',
    'statements'
  ])
  t.ok((await keys('/v1/claims?agency.exists=true&fields=id')).includes('onrecord'))
  const filtered = await keys(`/v1/claims?topic=${topic.id}&fields=id`)
  t.same(filtered, ['onrecord', 'claims', 'filtered'])
})
