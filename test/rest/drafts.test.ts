/**
 * What is not published does not show: not in a row, a link, a count, an order or a refusal. Two
 * databases hold the same published rows and differ in all else: in one the drafts are few and dull,
 * in the other there are many of them, withdrawn rows too, of other words and dates, linked from and
 * to the published ones in every way. Whatever is asked, both answer the same bytes.
 */
import { createHash } from 'node:crypto'
import { getTableName } from 'drizzle-orm'
import t, { type Test } from 'tap'
import type { Field, Resource } from '../../src/resources/define.js'
import { collections, resources } from '../../src/resources/index.js'
import { facetNames } from '../../src/store/facets.js'
import { createApp, type TestApp } from '../support/app.js'
import { type Bundle, family, importBundles } from '../support/family.js'

const canary = 'canary'
/** The same in both databases, and like a real one. */
const id = (externalId: string) => {
  const hex = createHash('sha256').update(externalId).digest('hex')
  return `0193c7a0-${hex.slice(0, 4)}-7${hex.slice(4, 7)}-8${hex.slice(7, 10)}-${hex.slice(10, 22)}`
}
const sung = (words: string) => `${canary} ${words}`

/** A draft beneath published rows, for what may hang under each. */
const underneath: Bundle = {
  captures: [
    {
      externalId: 'u:capture',
      source: 'p:source',
      mediaType: 'text/plain',
      text: sung('later text')
    }
  ],
  statuteVersions: [
    {
      externalId: 'u:version',
      statute: 'p:statute',
      source: 'p:source',
      effectiveFrom: '2010-01-01',
      effectiveTo: '2011-01-01',
      legalForce: 'in_force',
      summary: sung('version')
    }
  ],
  claims: [
    {
      externalId: 'u:claim',
      statement: 'p:statement',
      position: 2,
      proposition: sung('claim'),
      kind: 'duty',
      attribution: 'verbatim',
      topics: ['p:topic'],
      claimants: [{ agency: 'p:agency' }]
    }
  ],
  statuteReferences: [
    {
      externalId: 'u:reference',
      claim: 'p:claim',
      statute: 'p:statute',
      citedAs: sung('reference'),
      relation: 'names',
      resolution: 'stated'
    }
  ],
  relations: [
    {
      externalId: 'u:relation',
      from: 'p:claim',
      to: 'p:answer',
      kind: 'disputes',
      assertedBy: { editors: true }
    }
  ]
}
for (const row of Object.values(underneath).flat())
  Object.assign(row, { status: 'draft', id: id(row['externalId'] as string) })

const dull = await createApp(t, { template: 'migrated' })
const full = await createApp(t, { template: 'migrated' })
const hidden = { status: 'draft', text: sung, date: '2031-05', id }
await importBundles(t, dull.url, [
  family({ name: 'p', id }),
  // Each of its links of one row leads to a draft.
  family({ name: 'q', to: 'x', id }),
  family({ name: 'x', status: 'draft', date: '1999', id })
])
await importBundles(t, full.url, [
  family({ name: 'p', also: ['x', 'd', 'w', 'h'], id }),
  family({ name: 'q', to: 'x', also: ['d', 'w'], id }),
  family({ ...hidden, name: 'x', also: ['p', 'd'] }),
  family({ ...hidden, name: 'd', to: 'p', also: ['p', 'x', 'w'] }),
  family({ ...hidden, name: 'w', status: 'published', to: 'p', also: ['p'] }),
  family({ ...hidden, name: 'h', also: ['p'] }),
  underneath
])
// Withdrawn after they were seen; and published beneath what is a draft.
for (const { table, name } of Object.values(resources)) {
  const rows = getTableName(table)
  await full.pool.query(`update ${rows} set status = 'withdrawn' where external_id like 'w:%'`)
  const lower = ['captures', 'statuteVersions', 'claims', 'statuteReferences', 'relations']
  if (lower.includes(name))
    await full.pool.query(`update ${rows} set status = 'published' where external_id like 'h:%'`)
  for (const { pool } of [dull, full])
    await pool.query(
      `update ${rows} set created_at = '2026-01-05T12:00:00.5Z', updated_at = '2026-01-05T12:00:00.5Z', revision = 1,
        first_visible_at = case when first_visible_at is not null then '2026-01-05T12:00:00.5Z'::timestamptz end`
    )
}

interface Request {
  url: string
  method?: 'GET' | 'HEAD' | 'POST'
  payload?: Record<string, unknown>
  headers?: Record<string, string>
}
async function answerOf(api: TestApp, request: Request) {
  const { statusCode, headers, body } = await api.app.inject(request)
  const { date: _, 'x-request-id': requestId, ...rest } = headers
  return { status: statusCode, headers: rest, body: body.replaceAll(String(requestId), '') }
}
let asked = 0
/** Both databases answer alike, and without a word of what is hidden that was not in the question. */
async function alike(t: Test, request: Request | string) {
  const asking = typeof request === 'string' ? { url: request } : request
  const [one, other] = await Promise.all([answerOf(dull, asking), answerOf(full, asking)])
  asked++
  const question = decodeURIComponent(asking.url) + JSON.stringify(asking.payload ?? '')
  const told = !question.includes(canary) && other.body.includes(canary)
  const ids = hiddenIds.filter((each) => other.body.includes(each) && !question.includes(each))
  if (one.body === other.body && !told && !ids.length) t.strictSame(one, other)
  else t.strictSame(other, one, `${asking.url} ${JSON.stringify(asking.payload ?? '')}`)
  if (told || ids.length) t.fail(`${asking.url} shows ${told ? canary : ids}`)
  return one
}
/** Everything hidden, by id; and by collection, every name that it has. */
const hiddenIds: string[] = []
const hiddenKeys: Record<string, string[]> = {}
for (const { name, table, slug } of Object.values(resources)) {
  const { rows } = await full.pool.query(
    `select id, external_id, ${slug ? 'slug' : 'null as slug'} from ${getTableName(table)} where not visible`
  )
  hiddenIds.push(...rows.map((row) => row.id))
  const some = rows.filter(({ external_id }) => /^[xdwhu]:/.test(external_id))
  hiddenKeys[name] = some.flatMap((row) => [row.id, ...(row.slug ? [row.slug] : [])])
}
for (const of of ['x', 'd', 'w']) {
  const place = 'ocd-division/country:us/state:mn'
  for (const name of ['agencies', 'people']) hiddenKeys[name]?.push(`test:${of}:1`)
  hiddenKeys['jurisdictions']?.push(`${place}/county:${of}`, `${place}/county:${of}_alias`)
  hiddenKeys['statutes']?.push(`citation:${sung(`Minn. Stat. § ${of}.1`)}`)
}

/** Up to `most`, from all over the list. */
const some = <T>(list: T[], most: number) =>
  list.filter(
    (_, i) => Math.floor((i * most) / list.length) !== Math.floor(((i - 1) * most) / list.length)
  )

/** The paths one may include, with those of the row reached, and those one may keep. */
function linksOf(fields: Record<string, Field>, above = ''): [string, Resource][] {
  return Object.entries(fields).flatMap(([name, field]): [string, Resource][] => {
    if (field.kind === 'parts' || field.kind === 'group')
      return linksOf(field.fields, `${above}${name}.`)
    const isLink = field.kind === 'one' || (field.kind === 'many' && field.shown !== 'paged')
    return isLink ? [[`${above}${name}`, resources[field.to]]] : []
  })
}
function leavesOf(fields: Record<string, Field>, above = ''): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (field.kind === 'many' && field.shown === 'paged') return []
    if (field.kind !== 'parts' && field.kind !== 'group') return [`${above}${name}`]
    return leavesOf(field.fields, `${above}${name}.`)
  })
}

for (const resource of collections) {
  const { path = '', name, fields, filters, sorts } = resource
  const list = `/v1/${path}`

  t.test(`${path}: rows, counts, orders and shapes are the same`, async (t) => {
    const { body } = await alike(t, `${list}?count=exact&limit=200`)
    t.ok(JSON.parse(body).data.length > 1)
    for (const sort of Object.keys(sorts).flatMap((each) => [each, `-${each}`])) {
      let next = ''
      do {
        const page = await alike(t, `${list}?sort=${sort}&limit=1&fields=id${next}`)
        next = JSON.parse(page.body).page.next
        next &&= `&after=${next}`
      } while (next)
    }
    for (const [link, to] of linksOf(fields)) {
      await alike(t, `${list}?include=${link}&fields=${link}`)
      for (const [further] of some(linksOf(to.fields), 2))
        await alike(t, `${list}?include=${link}.${further}&fields=${link}`)
    }
    for (const leaf of leavesOf(fields).filter((each) => each.includes('.')))
      await alike(t, `${list}?fields=${leaf}`)
    for (const row of JSON.parse(body).data) await alike(t, `${list}/${row.id}`)
    await alike(t, { url: list, headers: { accept: 'application/ld+json' } })
    for (const format of ['ndjson', 'csv'])
      await alike(t, `${list}/export.${format}?include=${linksOf(fields).map(([link]) => link)}`)
  })

  t.test(`${path}: nothing hidden is found, by any name or filter`, async (t) => {
    for (const key of some(hiddenKeys[name] ?? [], 10))
      for (const method of ['GET', 'HEAD'] as const) {
        const { status } = await alike(t, { method, url: `${list}/${encodeURIComponent(key)}` })
        t.equal(status, 404, key)
      }
    for (const [filter, { operators, to, value }] of Object.entries(filters))
      for (const operator of operators) {
        const parameter = operator === 'eq' ? filter : `${filter}[${operator}]`
        const candidates =
          operator === 'exists'
            ? ['true', 'false']
            : [
                canary,
                sung('agency'),
                '2031-05',
                '2031',
                '1999',
                '2',
                'test:d:1',
                ...some(hiddenKeys[to ?? name] ?? [], 8)
              ]
        const values = candidates.filter(
          (each) => operator === 'exists' || value.safeParse(each).success
        )
        for (const each of some(values, operator === 'eq' ? 8 : 3)) {
          const query = `${encodeURIComponent(parameter)}=${encodeURIComponent(each)}`
          await alike(t, `${list}?fields=id&count=exact&${query}`)
        }
      }
  })
}

t.test('other doors to the evidence and the law show no more', async (t) => {
  const sources = ['p', 'q', 'x', 'd', 'w'].map((of) => id(`${of}:source`))
  for (const source of sources) {
    for (const rest of ['', '/1', '/4', '/1/diff/4', '/2/diff/3', '/3/diff/4'])
      await alike(t, `/v1/sources/${source}/captures${rest}`)
    await alike(t, { url: '/v1/quotes/verify', method: 'POST', payload: { source, exact: 'text' } })
  }
  for (const capture of ['p:held', 'u:capture', 'h:held', 'd:held'].map(id))
    await alike(t, {
      url: '/v1/quotes/verify',
      method: 'POST',
      payload: { capture, exact: 'words' }
    })
  for (const of of ['p', 'x', 'd', 'w', 'h'])
    for (const citation of [
      `Minn. Stat. § ${of}.1`,
      sung(`Minn. Stat. § ${of}.1`),
      sung('popular'),
      'popular'
    ]) {
      await alike(t, `/v1/statutes/resolve?citation=${encodeURIComponent(citation)}`)
      const payload = { text: `As ${citation} says.`, jurisdiction: 'us-mn' }
      await alike(t, { url: '/v1/citations/parse', method: 'POST', payload })
    }
  for (const url of ['/', '/openapi.json', '/graphql/schema.graphql']) await alike(t, url)
})

t.test('feeds, timelines, contexts and comparisons show no more', async (t) => {
  for (const name of ['statements', 'claims', 'assessments', 'edits'])
    for (const format of ['json', 'atom']) {
      const { status, body } = await alike(t, `/v1/${name}/feed.${format}`)
      t.ok(status === 200 && body.includes('urn:uuid:'), name)
    }
  const every = 'type=statement,claim,edit,assessment,law_begins,law_ends'
  for (const of of ['p', 'q', 'x', 'd', 'w'])
    for (const name of ['event', 'topic', 'agency'])
      await alike(t, `/v1/timeline?${name}=${of}-${name}&${every}`)
  for (const claim of ['p:claim', 'p:answer', 'q:claim', 'x:claim', 'd:claim', 'u:claim'].map(id))
    await alike(t, `/v1/claims/${claim}/context`)
  for (const { path } of collections) await alike(t, `/v1/${path}/facets?by=${facetsOf(path)}`)
  await alike(t, '/v1/compare?agency=p-agency,q-agency&topic=p-topic,q-topic')
  for (const q of [canary, 'agency', 'claim']) {
    await alike(t, `/v1/search?q=${q}`)
    await alike(t, `/v1/suggest?q=${q}`)
  }
})
const facetsOf = (path = '') =>
  facetNames(collections.find((each) => each.path === path) as Resource)
    .slice(0, 10)
    .join(',')

t.test('GraphQL shows no more', async (t) => {
  const graphql = (query: string) =>
    alike(t, { url: '/graphql', method: 'POST', payload: { query } })
  const ids = [...hiddenIds, ...['p:claim', 'q:claim', 'p:statement', 'p:agency'].map(id)]
  for (const each of [ids.slice(0, 50), ids.slice(50, 100), ids.slice(-50)])
    await graphql(`{ nodes(ids: ${JSON.stringify(each)}) { __typename id } }`)
  for (const hidden of hiddenIds.slice(0, 20)) await graphql(`{ node(id: "${hidden}") { id } }`)
  for (const { name, singular, fields, filters } of collections.filter(
    ({ name }) => name in hiddenKeys
  )) {
    const columns = Object.entries(fields).flatMap(([as, field]) => {
      const first = 'first: 3'
      if (field.kind === 'one') return [`${as} { id ${linkedOne(resources[field.to])} }`]
      if (field.kind === 'many')
        return [`${as}(${first}) { totalCount nodes { id } pageInfo { hasNextPage } }`]
      if (field.kind === 'parts' || field.kind === 'group') {
        const inner = Object.entries(field.fields).flatMap(([member, each]) =>
          each.kind === 'one'
            ? [`${member} { id }`]
            : each.kind === 'many' || each.kind === 'parts'
              ? []
              : [member]
        )
        return [`${as} { ${inner.join(' ')} }`]
      }
      return [as]
    })
    const body = `totalCount edges { cursor node { ${columns.join(' ')} } } pageInfo { endCursor hasNextPage }`
    const answer = await graphql(`{ ${name}(first: 10) { ${body} } }`)
    t.notOk(JSON.parse(answer.body).errors, `${name}: ${answer.body.slice(0, 300)}`)
    for (const key of hiddenKeys[name] ?? [])
      await graphql(`{ ${singular}(id: ${JSON.stringify(key)}) { id } }`)
    for (const [filter, { to }] of Object.entries(filters))
      for (const key of to ? some(hiddenKeys[to] ?? [], 3) : [])
        await graphql(
          `{ ${name}(filter: { ${filter}: { eq: ${JSON.stringify(key)} } }) { totalCount } }`
        )
  }
})
const linkedOne = ({ fields }: Resource) => ('name' in fields ? 'name' : '')

t.test('all of that was asked, and would have shown: once published, it does', async (t) => {
  t.ok(asked > 1000, `${asked} questions`)
  for (const { table } of Object.values(resources))
    await full.pool.query(`update ${getTableName(table)} set status = 'published'`)
  for (const { path = '' } of collections) {
    const { body } = await answerOf(full, { url: `/v1/${path}` })
    t.ok(body.includes(canary), path)
  }
  const [drafted, count] = await Promise.all([
    answerOf(full, { url: `/v1/agencies/${id('d:agency')}` }),
    answerOf(full, { url: '/v1/claims?count=exact&limit=1' })
  ])
  t.equal(drafted.status, 200)
  t.ok(JSON.parse(count.body).meta.count.value > 10)
})
