/** Facets: every count is what the list itself counts under that filter, in both doors. */
import t from 'tap'
import { collections } from '../../src/resources/index.js'
import { facetNames } from '../../src/store/facets.js'
import { createApp } from '../support/app.js'

const { get, graphql, pool, statements } = await createApp(t)
interface Facet {
  by: string
  buckets: { value: string; link: { id: string } | null; count: number }[]
  other: { values: number; count: number }
  uncertain: number
  missing: number
  total: number
}
async function facets(path: string): Promise<Facet[]> {
  const { status, body } = await get(path)
  if (status !== 200) t.fail(path, { status, body })
  return body.data
}
async function count(path: string): Promise<number> {
  const { status, body } = await get(path)
  if (status !== 200) t.fail(path, { status, body })
  return body.meta.count.value
}
const summed = ({ buckets, other, uncertain, missing }: Facet) =>
  buckets.reduce((sum, bucket) => sum + bucket.count, other.count + uncertain + missing)
/** Rows may have several of these, and a row below counts for those above in the filter. */
const several =
  /^(agency|topic|speaker|claimant|statute|successor|person|assert|author|target|post)/
const descends = /^(topic|jurisdiction|parent|broader|partOf)/

for (const resource of collections)
  t.test(`each facet of ${resource.path}`, async (t) => {
    const names = facetNames(resource)
    if (!names.length) return
    const list = `/v1/${resource.path}`
    const all = await count(`${list}?limit=1&count=exact&fields=id`)
    for (const name of names) {
      const [facet] = (await facets(`${list}/facets?by=${name}`)) as [Facet]
      const [filter = ''] = name.split(':')
      t.equal(facet.total, all, name)
      const many = several.test(filter) || (resource.name === 'assessments' && filter !== 'kind')
      if (!many) t.equal(summed(facet), all, `${name} sums up`)
      else t.ok(summed(facet) >= all, name)
      for (const bucket of facet.buckets.slice(0, 3)) {
        const same = `${list}?limit=1&count=exact&fields=id&${filter}=${encodeURIComponent(bucket.value)}`
        const counted = await count(same)
        if (descends.test(filter)) t.ok(counted >= bucket.count, `${name} ${bucket.value}`)
        else t.equal(counted, bucket.count, `${name} ${bucket.value}`)
      }
      if (resource.filters[filter]?.operators.includes('exists'))
        t.equal(
          await count(`${list}?limit=1&count=exact&fields=id&${filter}[exists]=false`),
          facet.missing,
          `${name} missing`
        )
      const { body } = await graphql(
        `query ($by: [String!]!) { ${resource.singular}Facets(by: $by) { by buckets { value link { id slug label } count } other { values count } uncertain missing total } }`,
        { by: [name] }
      )
      const slugged = facet.buckets.map(({ link, ...rest }) => ({
        ...rest,
        link: link && { slug: null, ...link }
      }))
      t.same(body.data[`${resource.singular}Facets`], [{ ...facet, buckets: slugged }], name)
    }
  })

t.test('under random filters and a search, counts are those of the list', async (t) => {
  const filters = [
    'kind=duty,policy,commitment',
    'agency=minneapolis-pd',
    'issuedOn[gte]=2025-12',
    'q=police or federal',
    'attribution[not]=verbatim',
    'topic[exists]=true',
    'channel=article'
  ]
  for (let mask = 0; mask < 2 ** filters.length; mask += 5) {
    const query = filters.filter((_, i) => mask & (2 ** i)).join('&')
    const [kind, day, agency] = (await facets(
      `/v1/claims/facets?by=kind,issuedOn:day,agency&limit=2&${query}`
    )) as [Facet, Facet, Facet]
    const total = await count(`/v1/claims?limit=1&count=exact&fields=id&${query}`)
    t.strictSame(
      [kind, day, agency].map((each) => each.total),
      [total, total, total],
      query
    )
    t.strictSame([summed(kind), summed(day)], [total, total], query)
    t.ok(kind.buckets.length <= 2 && day.buckets.length <= 2)
  }
})

t.test('a date that may fall in several buckets is in none of them', async (t) => {
  await pool.query(
    `insert into events (id, status, slug, name, kind, starts_on, starts_on_earliest, starts_on_latest) values
     ('0193c7a0-7000-7000-8000-00000000ea01', 'published', 'ea-1', 'Zulu', 'other', '1999-02', '1999-02-01', '1999-02-28'),
     ('0193c7a0-7000-7000-8000-00000000ea02', 'published', 'ea-2', 'Zulu', 'other', '1999-05-02', '1999-05-02', '1999-05-02'),
     ('0193c7a0-7000-7000-8000-00000000ea03', 'published', 'ea-3', 'Zulu', 'other', '1999/..', '1999-01-01', null),
     ('0193c7a0-7000-7000-8000-00000000ea04', 'published', 'ea-4', 'Zulu', 'other', null, null, null),
     ('0193c7a0-7000-7000-8000-00000000ea05', 'draft', 'ea-5', 'Zulu', 'other', '1999-05-02', '1999-05-02', '1999-05-02')`
  )
  const all = (await facets(
    '/v1/events/facets?name=Zulu&by=startsOn:day,startsOn:month,startsOn:quarter,startsOn:year'
  )) as Facet[]
  t.strictSame(
    all.map(({ buckets, uncertain, missing, total }) => [
      buckets.map(({ value, count }) => `${value} ${count}`),
      uncertain,
      missing,
      total
    ]),
    [
      [['1999-05-02 1'], 2, 1, 4],
      [['1999-05 1', '1999-02 1'], 1, 1, 4],
      [['1999-04/1999-06 1', '1999-01/1999-03 1'], 1, 1, 4],
      [['1999 2'], 1, 1, 4]
    ]
  )
  t.equal(await count('/v1/events?name=Zulu&startsOn=1999-04/1999-06&count=exact'), 1)
})

t.test('a choice of several sees what else it could choose; all in one statement', async (t) => {
  const path = '/v1/claims/facets?by=kind,attribution&kind=duty'
  statements.length = 0
  const [own] = (await facets(path)) as [Facet]
  t.equal(statements.length, 1)
  t.strictSame(
    own.buckets.map(({ value }) => value),
    ['duty']
  )
  const [kinds, attributions] = (await facets(`${path}&excludeOwn=true`)) as [Facet, Facet]
  t.equal(kinds.total, await count('/v1/claims?limit=1&count=exact'))
  t.equal(attributions.total, own.total)
  const [limited] = (await facets('/v1/claims/facets?by=kind&limit=1')) as [Facet]
  t.equal(limited.other.values, kinds.buckets.length - 1)
  t.equal(summed(limited), kinds.total)
})

t.test('what is not known is refused by name', async (t) => {
  for (const [query, parameter] of [
    ['', 'by'],
    ['by=proposition', 'by'],
    ['by=issuedOn:week', 'by'],
    ['by=kind,kind', 'by'],
    ['by=kind&limit=101', 'limit'],
    ['by=kind&excludeOwn=yes', 'excludeOwn'],
    ['by=kind&sort=position', 'sort'],
    ['by=kind&agency=nobody', 'agency']
  ] as const) {
    const { status, body } = await get(`/v1/claims/facets?${query}`)
    t.strictSame([status, body.errors[0].parameter], [400, parameter], query)
  }
  const { body } = await graphql('{ claimFacets(by: ["nope"]) { by } }')
  t.match(body.errors[0].message, '`nope` is not a facet')
})
