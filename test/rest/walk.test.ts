/**
 * Walks through 5,000 claims, forward by `next` and back by `prev`, while another connection adds
 * rows, withdraws some and publishes them again: a row that nobody touches comes exactly once.
 */
import path from 'node:path'
import t, { type Test } from 'tap'
import { importPaths } from '../../src/imports/import.js'
import { uuidv7 } from '../../src/store/ids.js'
import { createApp } from '../support/app.js'

const api = await createApp(t, { template: 'migrated' })
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)
/** Numbers that look drawn by lot and are the same in every run. */
let seed = 7
const lot = (below: number) => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return Math.floor((seed / 2_147_483_648) * below)
}

const dates = [
  '2024',
  '2025-01',
  '2025-01-01',
  '2025-01-01?',
  '2025-06',
  '2025-12-02',
  '2026-01-05'
]
const statements = 500
const records = [
  { resource: 'sources', externalId: 'source', kind: 'other' },
  ...numbers(5).map((i) => ({
    resource: 'agencies',
    slug: `agency-${i}`,
    name: `Agency ${i}`,
    classification: 'other'
  })),
  ...numbers(6).map((i) => ({
    resource: 'topics',
    slug: `topic-${i}`,
    prefLabel: `Topic ${i}`,
    ...(i > 3 && { broader: `topic-${i - 3}` })
  })),
  {
    resource: 'jurisdictions',
    ocdId: 'ocd-division/country:us',
    name: 'US',
    classification: 'country'
  },
  ...numbers(3).map((i) => ({
    resource: 'statutes',
    slug: `statute-${i}`,
    jurisdiction: 'ocd-division/country:us',
    code: 'usc',
    section: String(i),
    citation: `USC § ${i}`,
    kind: 'statute',
    verification: 'lead'
  })),
  ...numbers(statements).map((i) => ({
    resource: 'statements',
    externalId: `statement-${i}`,
    title: `Statement ${i}`,
    source: 'source',
    ...(i % 6 && { issuedOn: dates[lot(dates.length)] }),
    agencies: [...new Set(numbers(lot(4)).map(() => lot(5)))].map((agency) => ({
      agency: `agency-${agency}`,
      role: 'issuer'
    }))
  })),
  ...numbers(10 * statements).flatMap((i) => [
    {
      resource: 'claims',
      externalId: `claim-${i}`,
      statement: `statement-${i % statements}`,
      position: Math.floor(i / statements),
      // Alike in their first 200 characters, most of them, and in capitals and accents.
      proposition: `${['Officers', 'officers', 'Öfficers', 'We'][i % 4]} ${'intervene '.repeat(20 + (i % 3))} ${i % 7}`,
      kind: i % 2 ? 'duty' : 'policy',
      attribution: 'verbatim',
      topics: [...new Set(numbers(lot(4)).map(() => `topic-${lot(6)}`))]
    },
    // A third of the claims refer to one statute twice, some of them to another as well.
    ...(i % 3 ? [] : [i % 12 < 6 ? 0 : 1, i % 12 < 6 ? 0 : 1, ...(i % 5 ? [] : [2])]).map(
      (statute, nth) => ({
        resource: 'statuteReferences',
        externalId: `reference-${i}-${nth}`,
        claim: `claim-${i}`,
        statute: `statute-${statute}`,
        citedAs: 'the law',
        relation: 'names',
        resolution: 'stated'
      })
    )
  ])
]
const folder = t.testdir({
  'walk.ndjson': records.map((record) => JSON.stringify(record)).join('\n')
})
await importPaths(api.url, [path.join(folder, 'walk.ndjson')])
// All were written in one transaction, at one instant; some are a microsecond apart now.
await api.pool.query(`update claims set created_at = created_at + position % 3 * interval '1 us',
  updated_at = updated_at - position % 4 * interval '1 us'`)

const idsBySlug = new Map<string, string>()
for (const table of ['agencies', 'topics', 'statutes'])
  for (const { slug, id } of (await api.pool.query(`select slug, id from ${table}`)).rows)
    idsBySlug.set(slug, id)
const id = (slug: string) => `'${idsBySlug.get(slug)}'`

/** The rows of a list and their order, in a plain query that shares nothing with the engine. */
async function plainly(condition: string, order: string): Promise<string[]> {
  const { rows } = await api.pool.query(
    `select id from claims c where status = 'published' and ${condition} order by ${order}`
  )
  return rows.map((row) => row.id)
}

/** Claims that come and go during a walk: one in ten, and all of one statement in ten. */
const touched = async () =>
  (
    await api.pool.query(`select c.id from claims c join statements s on s.id = c.statement_id
      where right(c.external_id, 1) = '3' or right(s.external_id, 1) = '5'`)
  ).rows.map((row) => row.id as string)

/** The other connection: after every third page, some claims are added and some come or go. */
async function disturb(step: number): Promise<void> {
  const newcomer = uuidv7()
  const statement = `(select id from statements where external_id = 'statement-${lot(statements)}')`
  await api.pool.query(
    `insert into claims (id, external_id, statement_id, position, proposition, kind, attribution, status)
     values ($1, $2, ${statement}, $3, $4, 'duty', 'verbatim', 'published')`,
    [newcomer, `new-${newcomer}`, lot(10), `Officers ${'intervene '.repeat(20)} ${lot(9)}`]
  )
  await api.pool.query(
    `insert into claim_topics (claim_id, topic_id, position) values ($1, ${id(`topic-${lot(6)}`)}, 0)`,
    [newcomer]
  )
  for (const _ of numbers(2))
    await api.pool.query(
      `insert into statute_references (id, external_id, claim_id, statute_id, cited_as, relation, resolution, status)
       values ($1, $2, $3, ${id(`statute-${lot(2)}`)}, 'the law', 'names', 'stated', 'published')`,
      [uuidv7(), `new-${uuidv7()}`, newcomer]
    )
  const [one, other] = [`${lot(100)}3`.padStart(3, '0'), `${lot(100)}3`.padStart(3, '0')]
  await api.pool.query(
    `update claims set status = case when external_id like $1 then 'withdrawn' else 'published' end
     where external_id like $1 or external_id like $2`,
    [`claim-%${one}`, `claim-%${other}`]
  )
  await api.pool.query(
    `update statements set status = case when status = 'published' then 'withdrawn' else 'published' end
     where external_id = $1`,
    [`statement-${step % 50}5`]
  )
}
async function restore(): Promise<void> {
  await api.pool.query(`update statements set status = 'published' where status <> 'published'`)
  await api.pool.query(`update claims set status = 'published' where status <> 'published'`)
  await api.pool.query(`delete from statute_references where external_id like 'new-%'`)
  for (const table of ['claim_topics', 'claim_agencies'])
    await api.pool.query(
      `delete from ${table} where claim_id in (select id from claims where external_id like 'new-%')`
    )
  await api.pool.query(`delete from claims where external_id like 'new-%'`)
}

interface Page {
  data: { id: string }[]
  page: { next: string | null; prev: string | null; size: number }
}
/** The pages from a list's first on, or from a cursor on, one statement each. */
async function walk(t: Test, list: string, direction: 'after' | 'before', start?: string) {
  const pages: string[][] = []
  let cursor: string | null | undefined = start
  let last: Page | undefined
  do {
    api.statements.length = 0
    const { status, body } = await api.get(`${list}${cursor ? `&${direction}=${cursor}` : ''}`)
    if (status !== 200 || api.statements.length !== 1)
      t.fail(`page ${pages.length}: ${status}, ${api.statements.length} statements`)
    last = body as Page
    pages.push(last.data.map((row) => row.id))
    cursor = direction === 'after' ? last.page.next : last.page.prev
    if (pages.length % 3 === 1) await disturb(pages.length)
  } while (cursor)
  return { pages, last }
}

interface Walk {
  query: string
  condition?: string
  order: string
}
async function undisturbed(t: Test, { query, condition = 'true', order }: Walk): Promise<void> {
  const limit = condition === 'true' ? 200 : 101
  const list = `/v1/claims?${query}&limit=${limit}&fields=id`
  const all = await plainly(condition, order)
  const gone = new Set(await touched())
  const untouched = all.filter((id) => !gone.has(id))
  t.ok(untouched.length > 100 && untouched.length < all.length, `${untouched.length} untouched`)
  const check = (found: string[], way: string) => {
    t.equal(new Set(found).size, found.length, `${query}, ${way}: nothing comes twice`)
    const wanted = new Set(untouched)
    t.strictSame(
      found.filter((id) => wanted.has(id)),
      untouched,
      `${query}, ${way}: what nobody touched comes once, in order`
    )
  }
  const forward = await walk(t, list, 'after')
  check(forward.pages.flat(), 'forward')
  await restore()
  const { page } = forward.last as Page
  const backward = await walk(t, list, 'before', page.prev as string)
  const end = (forward.pages.at(-1) as string[]).filter((id) => !gone.has(id))
  check([...backward.pages.reverse().flat(), ...end], 'back')
  await restore()
}

const newest = 'issued_on_earliest desc nulls last, id desc'
const sorts: Record<string, string> = {
  issuedOn: 'issued_on_earliest asc nulls last, id',
  '-issuedOn': newest,
  position: 'position, id',
  '-position': 'position desc, id desc',
  proposition: 'left(proposition, 200), id',
  '-proposition': 'left(proposition, 200) desc, id desc',
  createdAt: 'created_at, id',
  '-createdAt': 'created_at desc, id desc',
  updatedAt: 'updated_at, id',
  '-updatedAt': 'updated_at desc, id desc',
  'position,-issuedOn': 'position, issued_on_earliest desc nulls last, id desc',
  '-issuedOn,proposition,-createdAt':
    'issued_on_earliest desc nulls last, left(proposition, 200), created_at desc, id desc'
}
for (const [sort, order] of Object.entries(sorts))
  t.test(`a walk by ${sort}, both ways`, (t) => undisturbed(t, { query: `sort=${sort}`, order }))

const ofAgency = (...slugs: string[]) =>
  `exists (select from statement_agencies l where l.statement_id = c.statement_id and l.agency_id in (${slugs.map(id)}))`
const ofTopic = (...slugs: string[]) =>
  `exists (select from claim_topics l where l.claim_id = c.id and l.topic_id in (${slugs.map(id)}))`
const ofStatute = (...slugs: string[]) =>
  `exists (select from statute_references r where r.claim_id = c.id and r.statute_id in (${slugs.map(id)}))`
const filters: Record<string, string> = {
  'agency=agency-0': ofAgency('agency-0'),
  'agency=agency-0,agency-1': ofAgency('agency-0', 'agency-1'),
  'topic=topic-0': ofTopic('topic-0'),
  'topic=topic-1,topic-4': ofTopic('topic-1', 'topic-4'),
  'topic=topic-2': ofTopic('topic-2', 'topic-5'),
  'statute=statute-0': ofStatute('statute-0'),
  'statute=statute-0,statute-2': ofStatute('statute-0', 'statute-2'),
  'statute=statute-1&agency=agency-2,agency-3&kind=duty': `${ofStatute('statute-1')} and ${ofAgency('agency-2', 'agency-3')} and kind = 'duty'`,
  'agency=agency-4&topic=topic-3&issuedOn[exists]=true': `${ofAgency('agency-4')} and ${ofTopic('topic-3')} and issued_on_earliest is not null`
}
for (const [query, condition] of Object.entries(filters)) {
  t.test(`a walk of ${query}, newest first, both ways`, (t) =>
    undisturbed(t, { query, condition, order: newest })
  )
}
t.test('a walk of a filter in another order than its index has', async (t) => {
  const { issuedOn = '', proposition = '' } = sorts
  const query = 'statute=statute-0,statute-1'
  const condition = ofStatute('statute-0', 'statute-1')
  await undisturbed(t, { query: `${query}&sort=issuedOn`, condition, order: issuedOn })
  await undisturbed(t, { query: `${query}&sort=proposition`, condition, order: proposition })
})

t.test('pages have their size, their ends and the same rows at any size', async (t) => {
  const all = await plainly(ofTopic('topic-1', 'topic-4'), newest)
  for (const limit of [1, 7, 200]) {
    const list = `/v1/claims?topic=topic-1&limit=${limit}&fields=id`
    const first = (await api.get(list)).body
    t.strictSame([first.page.size, first.page.prev], [limit, null])
    const second = (await api.get(`${list}&after=${first.page.next}`)).body
    t.strictSame(
      [...first.data, ...second.data].map((row) => row.id),
      all.slice(0, 2 * limit)
    )
    const back = (await api.get(`${list}&before=${second.page.prev}`)).body
    t.strictSame(back.data, first.data)
    t.equal(back.page.prev, null, 'nothing is before the first page')
    t.equal(back.page.next, first.page.next)
    const other = await api.get(`/v1/claims?limit=2&topic=topic-1&after=${first.page.next}`)
    t.strictSame(other.body.data[0].id, all[limit], 'of another size and shape')
  }
})

t.test('a cursor is good for its own list alone, and only unaltered', async (t) => {
  const list = '/v1/claims?kind=duty&agency=agency-1,agency-2&limit=5'
  const { next } = (await api.get(list)).body.page as { next: string }
  const sameList = [
    `/v1/claims?agency=agency-1,agency-2&kind=duty&after=${next}`,
    `${list}&sort=-issuedOn&after=${next}`,
    `${list}&include=statement&count=exact&before=${next}`
  ]
  for (const path of sameList) t.equal((await api.get(path)).status, 200, path)
  const middle = Math.floor(next.length / 2)
  const altered = [
    ...[0, 10, 21, 30, middle, next.length - 2].map(
      (i) => `${next.slice(0, i)}${next[i] === 'A' ? 'B' : 'A'}${next.slice(i + 1)}`
    ),
    next.slice(0, -1),
    next.slice(1),
    `${next}A`,
    `${next}=`,
    `${next}%20`,
    next.toLowerCase(),
    next.slice(0, 22),
    '',
    'x',
    '%00',
    '🙂'
  ]
  const refused = [
    ...altered.map((cursor) => `${list}&after=${cursor}`),
    ...altered.map((cursor) => `${list}&before=${cursor}`),
    `/v1/claims?kind=duty&agency=agency-1,agency-3&after=${next}`,
    `/v1/claims?kind=duty&after=${next}`,
    `/v1/claims?kind[not]=duty&agency=agency-1,agency-2&after=${next}`,
    `${list}&topic=topic-1&after=${next}`,
    `${list}&sort=issuedOn&after=${next}`,
    `${list}&sort=-issuedOn,position&after=${next}`,
    `/v1/statements?agency=agency-1,agency-2&after=${next}`,
    `/v1/topics?after=${next}`
  ]
  for (const path of refused) {
    const { status, body } = await api.get(path)
    const [{ parameter = '' } = {}] = body.errors ?? []
    const code = path.endsWith('%00') ? 'malformed_request' : 'invalid_cursor'
    t.strictSame([status, body.code], [400, code], path)
    if (code === 'invalid_cursor') t.match(path, `&${parameter}=`.replace('&a', 'a'))
  }
  const both = await api.get(`${list}&after=${next}&before=${next}`)
  t.strictSame([both.status, both.body.errors[0].parameter], [400, 'before'])
})

t.test('a cursor outlives the row that it was made from', async (t) => {
  const list = '/v1/claims?sort=position&limit=10&fields=id'
  const all = await plainly('true', sorts['position'] as string)
  const { data, page } = (await api.get(list)).body
  await api.pool.query(`update claims set status = 'withdrawn' where id = $1`, [data[9].id])
  const { body } = await api.get(`${list}&after=${page.next}`)
  t.equal(body.data[0].id, all[10])
  const back = await api.get(`${list}&before=${body.page.prev}`)
  t.strictSame(back.body.data, data.slice(0, 9))
  await restore()
})
