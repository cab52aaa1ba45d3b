/** Searching across resources, and names suggested while they are typed. */
import t from 'tap'
import { searchedNames } from '../../src/store/find.js'
import { createApp } from '../support/app.js'

const { get, graphql, pool, statements } = await createApp(t)
// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
type Row = any

t.test('a search finds what each list finds, counted by type, in one statement', async (t) => {
  statements.length = 0
  const { status, body } = await get('/v1/search?q=police&limit=200')
  t.equal(status, 200)
  t.equal(statements.length, 1)
  t.strictSame(
    body.meta.types.map(({ resource }: Row) => resource),
    searchedNames
  )
  for (const { resource, count, exact } of body.meta.types) {
    const list = await get(`/v1/${resource}?q=police&limit=200&count=exact&fields=id`)
    t.strictSame([count, exact], [list.body.meta.count.value, true], resource)
    const only = await get(`/v1/search?q=police&limit=200&resource=${resource}`)
    t.strictSame(
      only.body.data.map(({ id, highlights }: Row) => ({ id, highlights })),
      list.body.data,
      `${resource} in the order of the list`
    )
    t.strictSame(only.body.meta.types, body.meta.types)
  }
  const ranks = body.data.map(({ relevance }: Row) => relevance)
  t.strictSame(
    ranks,
    [...ranks].sort((a, b) => b - a)
  )
  const { resource, id, label, href } = body.data[0]
  const one = await get(href)
  t.strictSame([one.body.id, one.body.name], [id, label], resource)
})

t.test('a walk meets each row once, though rows are added meanwhile', async (t) => {
  const path = '/v1/search?q=police+or+federal&resource=claims,agencies,statutes,statements'
  const all = await get(`${path}&limit=200`)
  const wanted = new Set<string>()
  let url: string | null = `${path}&limit=70`
  const seen: string[] = []
  for (let n = 0; url; n++) {
    const { body }: Row = await get(url)
    seen.push(...body.data.map((row: Row) => row.id))
    url = body.page.next && `${path}&limit=70&after=${body.page.next}`
    await pool.query(
      `insert into people (id, status, name) values ('0193c7a0-7000-7000-8000-00000000fa0${n}', 'published', 'Federal Police')`
    )
  }
  for (const { id } of all.body.data) wanted.add(id)
  t.equal(new Set(seen).size, seen.length)
  t.ok(seen.length > 200)
  t.strictSame(seen.slice(0, 200), [...wanted])
  const next = all.body.page.next
  for (const bad of [
    `q=police&after=${next}`,
    `q=police+or+federal&after=${next}`,
    'q=police&after=x'
  ])
    t.equal((await get(`/v1/search?${bad}`)).body.code, 'invalid_cursor', bad)
})

t.test('GraphQL searches alike', async (t) => {
  const query = `query ($after: String) { search(q: "intercede", resources: [claims, topics], first: 2, after: $after) {
    results { resource id slug label href relevance highlights { field start end } } types { resource count exact } next } }`
  const { body } = await graphql(query)
  const rest = await get('/v1/search?q=intercede&resource=claims,topics&limit=2')
  t.strictSame(body.data.search.results, rest.body.data)
  t.strictSame(body.data.search.types, rest.body.meta.types)
  const more = await graphql(query, { after: body.data.search.next })
  const restMore = await get(
    `/v1/search?q=intercede&resource=claims,topics&limit=2&after=${rest.body.page.next}`
  )
  t.ok(restMore.body.data.length)
  t.strictSame(more.body.data.search.results, restMore.body.data)
  const bad = await graphql('{ search(q: " ") { next } }')
  t.match(bad.body.errors[0].message, '`q`: It is empty.')
})

t.test('names are suggested by the beginnings of their words, whatever is typed', async (t) => {
  const labels = async (query: string): Promise<string[]> => {
    const { status, body } = await get(`/v1/suggest?q=${query}`)
    t.equal(status, 200, query)
    t.ok(body.data.length <= 10)
    return body.data.map(({ label }: Row) => label)
  }
  for (const [typed, label] of [
    ['minneapolis+pol', 'Minneapolis Police Department'],
    ['pol+minneap', 'Minneapolis Police Department'],
    ['MPD', 'Minneapolis Police Department'],
    ['jac', 'Jacob Frey'],
    ['fre', 'Jacob Frey'],
    ['O%27Ha', 'Brian O’Hara'],
    ['st+paul', 'City of Saint Paul'],
    ['saint+pa', 'St. Paul Police Department'],
    ['626.8475', 'Minn. Stat. § 626.8475'],
    ['duty', 'Duty to intercede']
  ] as const)
    t.ok((await labels(typed)).includes(label), `${typed}: ${label}`)
  t.ok((await labels('m')).length > 5)
  for (const none of ['%25', '_', '%22', 'zzzz', 'eapolis', '%25m']) await labels(none)
  t.strictSame(await labels('eapolis'), [])
  t.strictSame(await labels('%25'), [])
  const { body } = await get('/v1/suggest?q=m&resource=people&limit=3')
  t.ok(body.data.length && body.data.every(({ resource }: Row) => resource === 'people'))
  const ours = await graphql('{ suggest(q: "minn") { resource id slug label href } }')
  t.strictSame(ours.body.data.suggest, (await get('/v1/suggest?q=minn')).body.data)
  await pool.query(`update people set status = 'withdrawn' where slug = 'jacob-frey'`)
  t.notOk((await labels('jac')).includes('Jacob Frey'))
})

t.test('what is not known is refused by name', async (t) => {
  for (const [path, parameter] of [
    ['/v1/search', 'q'],
    ['/v1/search?q=a&resource=events', 'resource'],
    ['/v1/search?q=a&limit=0', 'limit'],
    ['/v1/search?q=a&before=x', 'before'],
    ['/v1/suggest?q=a&limit=11', 'limit'],
    ['/v1/suggest?q=a&resource=claims', 'resource'],
    ['/v1/suggest?q=a&after=x', 'after']
  ] as const) {
    const { status, body } = await get(path)
    t.strictSame([status, body.errors[0].parameter], [400, parameter], path)
  }
})
