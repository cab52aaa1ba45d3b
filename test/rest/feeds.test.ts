/** Feeds: valid, complete, in the order in which readers saw the rows, and of nothing but what they see. */
import { type AtomFeed, type JsonFeed, parseAtomFeed, parseJsonFeed } from 'feedsmith'
import t from 'tap'
import { createApp } from '../support/app.js'
import { family, importBundles } from '../support/family.js'

const api = await createApp(t, { env: { PUBLIC_URL: 'https://api.example.org' } })
const { app, get, pool, statements } = api
const base = 'https://api.example.org'
const wild = (words: string) => `${words} <b>&amp; ]]> "'\u0001\ufffe‮ 👮🏽`
await importBundles(t, api.url, [family({ name: 'w', text: wild, date: '2025-12-02?' })])
/** What no XML document may hold. */
const unfit = new RegExp(['\\u0001', '\\ufffe'].join('|'), 'g')
const names = ['statements', 'claims', 'assessments', 'edits'] as const

async function read(path: string) {
  const { statusCode, headers, body } = await app.inject(path)
  if (statusCode !== 200) t.fail(path, { statusCode, body })
  return { headers, body }
}
type Json = JsonFeed.Feed<string>
type Atom = AtomFeed.Feed<string>
const json = async (path: string) => parseJsonFeed((await read(path)).body) as Json
const atom = async (path: string) => parseAtomFeed((await read(path)).body) as Atom
const pathOf = (url = '') => url.replace(base, '')

t.test('each feed is valid in both formats, which hold the same, in one statement', async (t) => {
  for (const name of names) {
    statements.length = 0
    const { headers, body } = await read(`/v1/${name}/feed.json?limit=200`)
    t.equal(statements.length, 1, name)
    t.match(headers['content-type'], /^application\/feed\+json/)
    t.equal(JSON.parse(body).version, 'https://jsonfeed.org/version/1.1')
    const one = parseJsonFeed(body) as Json
    const items = one.items ?? []
    t.ok(items.length > 0, name)
    t.equal(new Set(items.map(({ id }) => id)).size, items.length)
    for (const { id, url, content_text, date_published, date_modified, authors } of items) {
      t.match(id, /^urn:uuid:[0-9a-f-]{36}(#[0-9a-f-]{36})?$/)
      t.ok(url?.startsWith(`${base}/v1/`) && content_text !== undefined)
      t.ok(Date.parse(date_modified ?? '') >= Date.parse(date_published ?? ''))
      t.ok(authors?.every((author) => author.name))
    }
    const dates = items.map(({ date_published }) => date_published)
    t.strictSame(dates, [...dates].sort().reverse(), 'the last seen first')
    const answer = await read(`/v1/${name}/feed.atom?limit=200`)
    t.match(answer.headers['content-type'], /^application\/atom\+xml/)
    t.notOk(unfit.test(answer.body))
    const other = parseAtomFeed(answer.body) as Atom
    t.match(other, { id: /^urn:uuid:/, title: { value: /^OnRecord: / }, updated: /Z$/ })
    const plain = (text?: string) => text?.replace(unfit, '').trim()
    t.strictSame(
      other.entries?.map((entry) => [
        entry.id,
        entry.title?.value,
        entry.content?.value?.replaceAll('\r\n', '\n'),
        entry.published,
        entry.updated,
        entry.authors?.map((author) => author.name)
      ]),
      items.map((item) => [
        item.id,
        plain(item.title),
        plain(item.content_text),
        item.date_published,
        item.date_modified,
        item.authors?.map((author) => plain(author.name))
      ]),
      name
    )
  }
})

t.test(
  'an item says who said it, where, when as the record has it, and in which words',
  async (t) => {
    const [said] = (await json('/v1/statements/feed.json?event=w-event')).items ?? []
    const [row] = (await get('/v1/statements?event=w-event&include=claims')).body.data
    t.equal(said?.id, `urn:uuid:${row.id}`)
    t.equal(said?.title, row.title)
    t.match(said?.content_text, `Date: ${row.issuedOn}`)
    for (const { quotes } of row.claims)
      for (const { exact } of quotes) t.ok(said?.content_text?.includes(`“${exact}”`))
    t.ok(said?.authors?.some(({ name }) => name === row.speakers[0].person.label))
    t.equal((await get(pathOf(said?.url))).body.id, row.id)
    const ratings = (await json('/v1/assessments/feed.json?authorPerson=w-person')).items ?? []
    const [assessment] = (await get('/v1/assessments?authorPerson=w-person')).body.data
    t.strictSame(ratings[0]?.authors, [{ name: assessment.author.person.label }])
    t.ok(ratings[0]?.content_text?.includes(assessment.rating.label))
    const [edit] = (await json('/v1/edits/feed.json?event=w-event')).items ?? []
    t.match(edit, { title: `Text changed: ${row.title}`, id: new RegExp(`#${row.id}$`) })
    t.ok((await get(pathOf(edit?.url))).body.changes.length)
  }
)

t.test('pages follow one another, with the filters of the list, a search too', async (t) => {
  for (const [list, filters] of [
    ['claims', 'kind=duty,policy,commitment'],
    ['claims', 'q=police or federal'],
    ['statements', 'agency=minneapolis-pd,edina-pd']
  ] as const) {
    const query = encodeURI(filters)
    const all = (await get(`/v1/${list}?${query}&limit=200&fields=id`)).body.data
    const wanted = all.map(({ id }: { id: string }) => `urn:uuid:${id}`).sort()
    t.ok(wanted.length > 1)
    const found: (string | undefined)[] = []
    let url: string | undefined =
      `/v1/${list}/feed.json?limit=${Math.ceil(wanted.length / 3)}&${query}`
    while (url) {
      const page: Json = await json(pathOf(url))
      found.push(...(page.items ?? []).map(({ id }) => id))
      url = page.next_url
    }
    t.strictSame(found.sort(), wanted, filters)
  }
  const first = await atom('/v1/edits/feed.atom?limit=1')
  const entries = [...(first.entries ?? [])]
  const rel = (feed: Atom, name: string) => feed.links?.find((link) => link.rel === name)?.href
  t.equal(rel(first, 'self'), `${base}/v1/edits/feed.atom?limit=1`)
  for (let next = rel(first, 'next'); next; ) {
    const page: Atom = await atom(pathOf(next))
    t.equal(page.id, first.id)
    entries.push(...(page.entries ?? []))
    next = rel(page, 'next')
  }
  t.strictSame(
    entries.map(({ id }) => id),
    (await json('/v1/edits/feed.json')).items?.map(({ id }) => id)
  )
})

t.test('a feed of nothing is a feed', async (t) => {
  const path = '/v1/claims/feed'
  const { body } = await read(`${path}.json?q=zzzzzz`)
  t.match(JSON.parse(body), { title: 'OnRecord: Claims', items: [] })
  const { id, updated, entries } = await atom(`${path}.atom?q=zzzzzz`)
  t.strictSame([updated, entries], ['1970-01-01T00:00:00.000Z', undefined])
  t.not(id, (await atom(`${path}.atom`)).id, 'each choice of filters has an id')
  t.equal(id, (await atom(`${path}.atom?q=zzzzzz&limit=3`)).id, 'and each size of page the same')
})

t.test('what is the same is answered 304, what is not in words', async (t) => {
  for (const name of names)
    for (const format of ['json', 'atom']) {
      const path = `/v1/${name}/feed.${format}`
      const { headers, body } = await read(path)
      const same = await app.inject({ url: path, headers: { 'if-none-match': headers.etag } })
      t.strictSame([same.statusCode, same.body, same.headers.etag], [304, '', headers.etag])
      t.equal((await read(path)).body, body)
      for (const [query, parameter] of [
        ['sort=createdAt', 'sort'],
        ['fields=id', 'fields'],
        ['before=x', 'before'],
        ['after=x', 'after'],
        ['nothing=1', 'nothing'],
        ['limit=201', 'limit']
      ] as const) {
        const wrong = await get(`${path}?${query}`)
        t.strictSame([wrong.status, wrong.body.errors[0].parameter], [400, parameter], query)
      }
      t.equal((await get(path, { accept: 'image/png' })).status, 406)
    }
  t.equal((await get('/v1/claims/feed.json', { accept: 'application/json' })).status, 200)
})

t.test(
  'a draft is in none, what is withdrawn is gone, what is published late comes first',
  async (t) => {
    const ids = async (name: string) =>
      (await json(`/v1/${name}/feed.json?limit=200`)).items?.map(({ id }) => id) ?? []
    for (const name of ['statements', 'claims', 'assessments'] as const) {
      const before = await ids(name)
      const id = before[1]?.replace('urn:uuid:', '')
      for (const status of ['draft', 'withdrawn']) {
        await pool.query(`update ${name} set status = $2 where id = $1`, [id, status])
        t.notOk((await read(`/v1/${name}/feed.atom?limit=200`)).body.includes(`urn:uuid:${id}`))
        t.notOk((await ids(name)).includes(`urn:uuid:${id}`), `${name}, ${status}`)
      }
      await pool.query(`update ${name} set status = 'published' where id = $1`, [id])
      t.strictSame(await ids(name), before, 'back in its place')
    }
    const { rows } = await pool.query(
      `insert into assessments (id, status, kind, body, author_publisher_id, source_id, created_at)
     select '0193c7a0-7000-7000-8000-00000000fe01', 'draft', 'commentary', 'Late', p.id, s.id, '2020-01-01'
     from (select id from publishers where visible limit 1) p, (select id from sources where visible limit 1) s returning id`
    )
    const late = `urn:uuid:${rows[0].id}`
    t.notOk((await ids('assessments')).includes(late))
    await pool.query(`update assessments set status = 'published' where id = $1`, [rows[0].id])
    t.equal((await ids('assessments'))[0], late)
  }
)
