/** Lists, on the bundled dataset and rows made to be awkward: filters, order, counts, parameters. */
import t, { type Test } from 'tap'
import type { Filter, Operator, Resource } from '../../src/resources/define.js'
import { operators } from '../../src/resources/define.js'
import { collections, resources } from '../../src/resources/index.js'
import { type Answer, createApp } from '../support/app.js'
import { family, importBundles } from '../support/family.js'
import {
  edtfDays,
  filterMeanings,
  type Row,
  type Rows,
  type SortMeaning,
  satisfies,
  sortMeanings
} from './meanings.js'

const api = await createApp(t)
const awkward = [
  (words: string) => `${words}, "quoted" and , unquoted`,
  (words: string) => `${words} 100%_sure\\ or %25 + 1 = 2 & more`,
  (words: string) => `${words} Ünïcödé 🙂 \u2028 ‮ % _`,
  (words: string) => `A ${words.toUpperCase()}`
]
await importBundles(
  t,
  api.url,
  Object.keys(edtfDays).map((date, i) =>
    family({
      name: `d${i}`,
      date,
      text: (words) => (awkward[i % awkward.length] as (words: string) => string)(`${words} ${i}`),
      to: `d${i % 3}`,
      also: i % 2 ? ['d0', 'd2'].filter((name) => name !== `d${i}`) : []
    })
  )
)

/** All rows, by walking each list from its beginning to its end. */
const rows: Rows = {}
for (const { name, path } of collections) {
  const all = new Map<string, Row>()
  let after = ''
  do {
    const { body } = await api.get(`/v1/${path}?limit=200${after}`)
    for (const row of body.data) all.set(row.id, row)
    after = body.page.next && `&after=${body.page.next}`
  } while (after)
  rows[name] = all
}
// Versions have no list of their own: they come with their statutes.
const statutes = await api.get('/v1/statutes?limit=200&include=versions&fields=versions')
const versions: Row[] = statutes.body.data.flatMap((statute: Row) => statute['versions'])
rows['statuteVersions'] = new Map(versions.map((version) => [version['id'], version]))
const rowsOf = (name: string) => [...(rows[name] as Map<string, Row>).values()]

const quoted = (value: unknown) =>
  /[",]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value)
const query = (parameters: Record<string, unknown>) =>
  Object.entries(parameters)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&')
const parameterOf = (name: string, operator: Operator) =>
  operator === 'eq' ? name : `${name}[${operator}]`

function refused(t: Test, { status, body }: Answer, code: string, parameter: string, path: string) {
  const named: string[] = body.errors?.map((fault: Row) => fault['parameter'])
  t.strictSame([status, body.code, named], [400, code, [parameter]], printable(path))
}
/** TAP is lines of text: the names of tests keep to ASCII. */
const printable = (text: string) => encodeURI(text).replaceAll('#', '%23')

/** Up to `most` of the values, from all over the list. */
function sample<T>(values: T[], most: number): T[] {
  const step = Math.max(1, Math.ceil(values.length / most))
  return values.filter((_, i) => i % step === 0).slice(0, most)
}

/** The order of a list: terms, then the id in the direction of the last; without a value, last. */
function inOrder(found: Row[], sort: [SortMeaning, 1 | -1][], rank: Map<string, number>): Row[] {
  const position = (value: string | number) =>
    typeof value === 'number' ? value : (rank.get(value) as number)
  const keys = new Map(found.map((row) => [row, sort.map(([meaning]) => meaning(row, rows))]))
  const [, last] = sort.at(-1) as [SortMeaning, 1 | -1]
  return [...found].sort((a, b) => {
    for (const [i, [, direction]] of sort.entries()) {
      const [x, y] = [keys.get(a)?.[i] ?? null, keys.get(b)?.[i] ?? null]
      if (x === y) continue
      if (x === null || y === null) return x === null ? 1 : -1
      return direction * (position(x) - position(y)) || 1
    }
    return last * (a['id'] < b['id'] ? -1 : 1)
  })
}
/** How the database's own collation sorts these texts. */
async function ranks(values: unknown[]): Promise<Map<string, number>> {
  const { rows: sorted } = await api.pool.query(
    'select v from (select distinct unnest($1::text[]) as v) t order by v',
    [values]
  )
  return new Map(sorted.map(({ v }, i) => [v, i]))
}
const parsedSort = ({ name }: Resource, text: string): [SortMeaning, 1 | -1][] =>
  text
    .split(',')
    .map((term) => [
      sortMeanings[name]?.[term.replace('-', '')] as SortMeaning,
      term.startsWith('-') ? -1 : 1
    ])
async function sorted(resource: Resource, found: Row[], sort: string): Promise<string[]> {
  const terms = parsedSort(resource, sort)
  const texts = terms.flatMap(([meaning]) => found.map((row) => meaning(row, rows)))
  const rank = await ranks(texts.filter((value) => typeof value === 'string'))
  return inOrder(found, terms, rank).map(({ id }) => id)
}

/** What to ask of a filter: operators with values that rows have, one and two at a time. */
function questions(resource: Resource, name: string, filter: Filter): [Operator, unknown[]][] {
  const meaning = filterMeanings[resource.name]?.[name] as (typeof filterMeanings)[string][string]
  const values =
    meaning.kind === 'date'
      ? Object.keys(edtfDays)
      : [...new Set(rowsOf(resource.name).flatMap((row) => meaning.of(row, rows)))].sort()
  const some = sample(values, meaning.kind === 'date' ? values.length : 3)
  return filter.operators.flatMap((operator): [Operator, unknown[]][] => {
    if (operator === 'exists') return [[operator, [true]] as const, [operator, [false]]] as never
    if (['gt', 'gte', 'lt', 'lte'].includes(operator))
      return some.map((value) => [operator, [value]])
    if (operator !== 'contains')
      return [...some.map((value) => [value]), some.slice(-2)].map((each) => [operator, each])
    const parts = some.map((value) => swapCase([...String(value)].slice(1, 12).join('').trim()))
    return [...parts.map((part) => [part]), parts.slice(0, 2)].map((each) => [operator, each])
  })
}
const swapCase = (text: string) =>
  text.replace(/[a-z]+|[A-Z]+/g, (run) =>
    run === run.toLowerCase() ? run.toUpperCase() : run.toLowerCase()
  )

for (const resource of collections)
  t.test(`every filter of ${resource.path} finds what its predicate finds`, async (t) => {
    const all = rowsOf(resource.name)
    const meanings = filterMeanings[resource.name] ?? {}
    t.strictSame(Object.keys(meanings).sort(), Object.keys(resource.filters).sort())
    const order = await sorted(resource, all, resource.defaultSort)
    const byId = rows[resource.name] as Map<string, Row>
    for (const [name, filter] of Object.entries(resource.filters)) {
      const meaning = meanings[name]
      if (!meaning) continue
      for (const [operator, values] of questions(resource, name, filter)) {
        const expected = order.filter((id) =>
          satisfies(meaning, operator, values, byId.get(id) as Row, rows)
        )
        const parameter = parameterOf(name, operator)
        const text = values.map(quoted).join(',')
        const path = `/v1/${resource.path}?${query({ [parameter]: text, count: 'exact', limit: 200, fields: 'id' })}`
        const { status, body } = await api.get(path)
        const found = status === 200 ? ids(body) : body
        t.strictSame(
          [found, body.meta?.count, body.meta?.applied[parameter]],
          [expected.slice(0, 200), { value: expected.length, exact: true }, text],
          path
        )
      }
      for (const operator of operators.filter((each) => !filter.operators.includes(each))) {
        const path = `/v1/${resource.path}?${query({ [parameterOf(name, operator)]: 'true' })}`
        refused(t, await api.get(path), 'invalid_parameter', parameterOf(name, operator), path)
      }
    }
  })
const ids = (body: Row): string[] => body['data'].map(({ id }: Row) => id)

for (const resource of collections)
  t.test(`every sort of ${resource.path} holds from end to end, both ways`, async (t) => {
    const all = rowsOf(resource.name)
    const names = Object.keys(sortMeanings[resource.name] ?? {})
    t.strictSame(names.sort(), Object.keys(resource.sorts).sort())
    const [one = '', two = ''] = names.slice(-2)
    const mixed = [`${one},-${two}`, `-${two},${one}`, `-createdAt,${two},-${one}`]
    const sorts = [...names.flatMap((name) => [name, `-${name}`]), ...mixed].filter(
      (sort) => new Set(sort.replaceAll('-', '').split(',')).size === sort.split(',').length
    )
    for (const sort of sorts) {
      const expected = await sorted(resource, all, sort)
      const found: string[] = []
      let after = ''
      do {
        const path = `/v1/${resource.path}?${query({ sort, limit: 200, fields: 'id' })}${after}`
        const { body } = await api.get(path)
        found.push(...ids(body))
        after = body.page.next && `&after=${body.page.next}`
      } while (after)
      t.strictSame(found, expected, sort)
    }
  })

/** Every name that a row has. */
function keysOf(row: Row): string[] {
  return [
    row['id'],
    row['id'].toUpperCase(),
    ...(row['slug'] ? [row['slug']] : []),
    ...(row['identifiers'] ?? []).map((each: Row) => `${each['scheme']}:${each['identifier']}`),
    ...(row['ocdId'] ? [row['ocdId'], ...row['aliases']] : []),
    ...(row['citation'] ? [`citation:${row['citation']}`] : [])
  ]
}
const linkFilters = collections.flatMap((resource) =>
  Object.entries(resource.filters).flatMap(([name, filter]) =>
    filter.to ? [{ resource, name, filter, to: resources[filter.to] }] : []
  )
)

t.test('a link is followed by any name of its row', async (t) => {
  for (const { resource, name, to } of linkFilters) {
    const [target] = rowsOf(to.name).filter((row) => row['externalId']?.startsWith('d1:'))
    const list = `/v1/${resource.path}?count=exact&limit=200&fields=id`
    const byId = await api.get(`${list}&${name}=${target?.['id']}`)
    if (!t.equal(byId.status, 200, name)) continue
    const usable = name === 'claim' && resource.name === 'relations' ? 2 : undefined
    for (const key of keysOf(target as Row).slice(1, usable)) {
      const { body } = await api.get(`${list}&${query({ [name]: quoted(key) })}`)
      t.strictSame(
        [ids(body), body.meta.count],
        [ids(byId.body), byId.body.meta.count],
        printable(`${resource.path}?${name}=${key}`)
      )
    }
  }
})

t.test('one row is found by any of its names, and shown as in its list', async (t) => {
  for (const { name, path } of collections)
    for (const row of sample(rowsOf(name), 5))
      for (const key of keysOf(row)) {
        const { status, body } = await api.get(`/v1/${path}/${encodeURIComponent(key)}`)
        t.strictSame([status, body], [200, row], printable(key))
      }
})

t.test('a filter that names no row is refused, and so is each of several', async (t) => {
  const nobody = '0193c7a0-7000-7000-8000-0000000000ff'
  for (const { resource, name, filter } of linkFilters)
    for (const operator of ['eq', 'not'] as const) {
      if (!filter.operators.includes(operator)) continue
      const parameter = parameterOf(name, operator)
      const path = `/v1/${resource.path}?${query({ [parameter]: nobody })}`
      refused(t, await api.get(path), 'unknown_reference', parameter, path)
    }
  const path = `/v1/claims?agency=minneapolis-pd,nowhere-pd&topic[not]=nothing&statute=nothing`
  const { body } = await api.get(path)
  t.strictSame(body.errors.map(({ parameter }: Row) => parameter).sort(), [
    'agency',
    'statute',
    'topic[not]'
  ])
  t.equal(body.code, 'unknown_reference')
})

t.test('a value stands for itself, whatever is in it', async (t) => {
  const named = (text: string) =>
    rowsOf('publishers').filter(({ name }) => name.includes(text)).length
  for (const text of [
    '%',
    '_',
    '\\',
    '100%_sure\\',
    '%25',
    '"',
    'quoted" and ,',
    '🙂',
    '+ 1 = 2'
  ]) {
    const path = `/v1/publishers?${query({ 'name[contains]': quoted(text), count: 'exact' })}`
    t.equal((await api.get(path)).body.meta.count.value, named(text), printable(text))
  }
  t.equal((await api.get('/v1/publishers?name[contains]=%2525')).status, 200)
  for (const text of ["' or true --", '";drop table claims', '$1', "\\' or 1=1", '{a,b}', '(', '*'])
    t.equal((await api.get(`/v1/claims?${query({ proposition: quoted(text) })}`)).status, 200)
})

t.test('commas separate values, quotes hold them together', async (t) => {
  const slugs = async (value: string) =>
    (await api.get(`/v1/topics?sort=-prefLabel&${query({ slug: value })}`)).body.data?.length
  t.equal(await slugs('d0-topic,d1-topic'), 2)
  t.equal(await slugs('"d0-topic",d1-topic'), 2)
  t.equal(await slugs('"d0-topic,d1-topic"'), 0)
  t.equal(await slugs('d0-topic,d0-topic'), 1)
  for (const wrong of ['a,', ',a', '', '""', '"a', 'a"b', '"a"b', '"a""'])
    refused(
      t,
      await api.get(`/v1/topics?${query({ slug: wrong })}`),
      'invalid_parameter',
      'slug',
      wrong
    )
  const hundred = Array.from({ length: 100 }, (_, i) => `a${i}`).join(',')
  t.equal(await slugs(hundred), 0)
  t.equal(await slugs(`${hundred},b`), undefined)
})

t.test('a count is made when asked, exact or estimated, and never otherwise', async (t) => {
  t.notOk((await api.get('/v1/agencies')).body.meta.count)
  await api.pool.query('analyze')
  api.statements.length = 0
  const { body } = await api.get('/v1/agencies?count=estimate&limit=1')
  t.equal(body.meta.count.exact, false)
  t.ok(Math.abs(body.meta.count.value - rowsOf('agencies').length) < 50, 'it is about right')
  t.equal(api.statements.length, 2)
  const none = await api.get('/v1/agencies?count=exact&slug=nowhere')
  t.strictSame(none.body.meta.count, { value: 0, exact: true })
  t.equal(api.statements.length, 3)
  const last = await api.get(`/v1/agencies?count=exact&limit=1&after=${body.page.next}`)
  t.equal(last.body.meta.count.value, rowsOf('agencies').length, 'of the list, not of what is left')
})

t.test('what is in force is told, defaults included', async (t) => {
  t.strictSame((await api.get('/v1/topics')).body.meta, {
    applied: { sort: 'prefLabel', limit: 50 }
  })
  const asked = {
    'issuedOn[gte]': '2025',
    'proposition[contains]': '"a, b",c',
    agency: 'minneapolis-pd',
    sort: '-position,createdAt',
    include: 'statement',
    fields: 'statement.title',
    count: 'exact'
  }
  const { body } = await api.get(`/v1/claims?${query({ ...asked, limit: '007' })}`)
  t.strictSame(body.meta.applied, { ...asked, limit: 7 })
})

t.test('the Link header and the cursors lead to the same pages, as they are', async (t) => {
  const awkwardList = `/v1/claims?${query({ 'proposition[contains]': '"%, ""&",a', 'issuedOn[exists]': true, limit: 3, sort: 'proposition,-issuedOn', fields: 'id,proposition' })}`
  for (const list of ['/v1/claims?limit=7', awkwardList, '/v1/jurisdictions?limit=200']) {
    const first = await api.get(list)
    const next = linkTo(first, 'next')
    t.notOk(linkTo(first, 'prev'))
    const second = await api.get(next)
    const same = await api.get(`${list}&after=${first.body.page.next}`)
    t.strictSame(second.body.data, same.body.data)
    t.equal(second.body.data.length, second.body.page.size)
    const back = await api.get(linkTo(second, 'prev'))
    t.strictSame(back.body.data, first.body.data, 'and back')
    t.equal(linkTo(back, 'next').split('after=')[1], next.split('after=')[1])
  }
  const whole = await api.get('/v1/events?limit=200')
  t.strictSame(whole.headers['link'], undefined)
  t.strictSame(whole.body.page, { size: rowsOf('events').length, next: null, prev: null })
})
function linkTo({ headers }: Answer, rel: string): string {
  const [, url = ''] = new RegExp(`<([^>]*)>; rel="${rel}"`).exec(String(headers['link'])) ?? []
  return url
}

t.test('a parameter that is not known, not valid or given twice is refused by name', async (t) => {
  const limit = ['0', '201', '-1', '1.5', '1e2', '0x10', 'Infinity', '1e309', 'NaN', ' 1', '', '٣']
  const date = ['2025-13', '2025-02-29', 'yesterday', '2025-12-02T10:00:00Z', '0000', '10000', '']
  const wrong: [string, string, string][] = [
    ...limit.map((each): [string, string, string] => ['claims', 'limit', each]),
    ...date.map((each): [string, string, string] => ['claims', 'issuedOn', each]),
    ['claims', 'sort', 'issuedon'],
    ['claims', 'sort', '--issuedOn'],
    ['claims', 'sort', '+issuedOn'],
    ['claims', 'sort', 'issuedOn,-issuedOn'],
    ['claims', 'sort', 'issuedOn,'],
    ['claims', 'sort', '__proto__'],
    ['claims', 'count', 'yes'],
    ['claims', 'count', ''],
    ['claims', 'kind', 'false'],
    ['claims', 'kind[not]', 'legal,nothing'],
    ['claims', 'issuedOn[exists]', 'yes'],
    ['claims', 'issuedOn[gte]', '2025,2026'],
    ['claims', 'position[gt]', '1.5'],
    ['claims', 'position', '99999999999'],
    ['claims', 'id', 'not-an-id'],
    ['claims', 'createdAt[gt]', '2026-01-05'],
    ['claims', 'createdAt[gt]', '0000-01-01T00:00:00Z'],
    ['claims', 'updatedAt[lt]', '2026-02-30T00:00:00Z'],
    ['claims', 'issuedOn[eq]', '2025'],
    ['claims', 'issuedOn[]', '2025'],
    ['claims', 'issuedOn[between]', '2025'],
    ['agencies', 'identifier', 'MN0271100'],
    ['jurisdictions', 'ocdId', 'minnesota'],
    ['relations', 'assertedByEditors', 'maybe']
  ]
  for (const [path, parameter, value] of wrong) {
    const url = `/v1/${path}?${query({ [parameter]: value })}`
    refused(t, await api.get(url), 'invalid_parameter', parameter, url)
  }
  const unknown = ['isuedOn', 'offset', 'page', 'q[x]', '__proto__', 'constructor', 'limit[gte]']
  for (const parameter of [...unknown, '__proto__[a]', 'issuedOn[a][b]', 'Limit', '', 'agency.id'])
    refused(
      t,
      await api.get(`/v1/claims?${query({ [parameter]: 1 })}`),
      'unknown_parameter',
      parameter,
      parameter
    )
  for (const twice of ['limit=1&limit=1', 'limit=1&%6Cimit=2', 'kind=legal&kind=duty']) {
    const parameter = twice.slice(0, twice.indexOf('='))
    refused(t, await api.get(`/v1/claims?${twice}`), 'invalid_parameter', parameter, twice)
  }
  t.match((await api.get('/v1/claims?isuedOn=2025')).body.detail, 'Did you mean `issuedOn`?')
  for (const one of ['limit=1', 'sort=name', 'slug=edina', 'after=x', 'count=exact'])
    refused(
      t,
      await api.get(`/v1/agencies/minneapolis-pd?${one}`),
      'unknown_parameter',
      one.split('=')[0] as string,
      one
    )
  t.equal((await api.get('/v1/claims?limit=1&&')).status, 200, 'stray separators are nothing')
})
