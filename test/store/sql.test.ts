/**
 * The SQL that the engine writes. Its fast spelling of JSON gives what PostgreSQL's own functions
 * give; a request is one statement, whatever it asks; the statement's text holds no value.
 */
import { getTableName } from 'drizzle-orm'
import t from 'tap'
import type { ColumnField, DateField, Field, Resource } from '../../src/resources/define.js'
import { resources } from '../../src/resources/index.js'
import { representation } from '../../src/rest/representation.js'
import { objectOf } from '../../src/store/objects.js'
import { orderBy, orderTerms, sortOf } from '../../src/store/rows.js'
import type { Selection } from '../../src/store/selection.js'
import { Statement } from '../../src/store/sql.js'
import { createApp } from '../support/app.js'
import { family, importBundles } from '../support/family.js'

const api = await createApp(t, { template: 'migrated' })
const controls = Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1))
const strings = [
  'plain',
  '"double" \'single\' `back` \\ \\\\ \\" \\n \\u0041 /slash/ </script> $1 %s ? :a ||',
  controls.filter((each) => !'\r\n'.includes(each)).join('x'),
  'lines\nand\ttabs\n\nand \u007f \u0080 \u009f',
  '🙂 👩‍👩‍👧 𝄞 𐍈 \u{10ffff} é ſ İ ß ﬁ',
  '\u2028 \u2029 \u200b \u202e \ufffe \uffff \ufffd \ue000',
  '{"json": [1, null, \'x\']} \u0001 \u0002:\u0001',
  'NULL null true 1e999 -0 NaN'
]
await importBundles(
  t,
  api.url,
  strings.map((string, i) =>
    family({
      name: `s${i}`,
      // No text is empty, is longer than any may be, or begins or ends with space.
      text: (words) => `${words} ${string} ${i}`.normalize('NFC'),
      also: i ? [`s${i - 1}`] : [],
      date: ['2025-12-02', 'XXXX-12-02', '2025-12/..', '../2025'][i % 4] as string
    })
  )
)
await api.pool.query(`update assessments set rating_value = v.value, rating_best = v.best, rating_worst = v.worst
  from (values (0, 1e21::float8, 0.1::float8 + 0.2::float8, -1e-7::float8), (1, -0::float8, 1.7976931348623157e308, 5e-324),
    (2, 9007199254740993, 123456789.123456789, -1), (3, null, null, null)) v (n, value, best, worst)
  where external_id like 's' || v.n || ':%'`)
for (const { table } of Object.values(resources))
  await api.pool.query(`update ${getTableName(table)} set revision = 2147483647,
    created_at = case right(external_id, 1) when 'm' then '2026-01-05 12:00:00' when 't' then '0001-01-01 00:00:00.1'
      else '9999-12-31 23:59:59.999999' end::timestamp at time zone 'UTC'`)

/** An object in PostgreSQL's own spelling. */
function slowly(select: Selection, alias: string, sql: Statement): string {
  const members = select.map((pick) => {
    if ('constant' in pick) return `'${pick.as}', '${pick.constant}'::text`
    if ('label' in pick) {
      const columns = pick.label.label.map(({ name }) => `${alias}.${name}`)
      return `'${pick.as}', coalesce(${columns.join(', ')})`
    }
    return `'${pick.as}', ${slowMember(pick.field, pick.select ?? [], alias, sql)}`
  })
  return `json_build_object(${members.join(', ')})`
}
function slowMember(field: Field, select: Selection, alias: string, sql: Statement): string {
  switch (field.kind) {
    case 'column':
    case 'date':
      return slowColumn(field, alias)
    case 'computed':
      return `(${field.json(alias, sql)})::json`
    case 'group':
      return slowly(select, alias, sql)
    case 'values': {
      const { table, owner, value, position } = field
      return `(select coalesce(json_agg(v.${value.name} order by v.${position.name}), '[]') from ${getTableName(table)} v where v.${owner.name} = ${alias}.id)`
    }
    case 'one': {
      const to = sql.alias()
      return `(select ${slowly(select, to, sql)} from ${getTableName(resources[field.to].table)} ${to} where ${to}.id = ${alias}.${field.column.name} and ${to}.visible)`
    }
    case 'parts': {
      const part = sql.alias()
      const object = slowly(select, part, sql)
      const from = `from ${getTableName(field.table)} ${part} where ${part}.${field.owner.name} = ${alias}.id`
      if (field.single) return `(select ${object} ${from})`
      return `(select coalesce(json_agg(${object} order by ${part}.${field.position.name}), '[]') ${from})`
    }
    case 'many': {
      const to = resources[field.to]
      const [target, link] = [sql.alias(), sql.alias()]
      const object = slowly(select, target, sql)
      const from = `from ${getTableName(to.table)} ${target}`
      const { join } = field
      if ('on' in join) {
        const order = orderBy(orderTerms(to, sortOf(field.sort ?? to.defaultSort), target), false)
        return `(select coalesce(json_agg(${object} order by ${order}), '[]') ${from} where ${join.on(alias, target, sql)} and ${target}.visible)`
      }
      return `(select coalesce(json_agg(${object} order by ${link}.${join.position.name}), '[]') ${from} join ${getTableName(join.table)} ${link} on ${link}.${join.target.name} = ${target}.id where ${link}.${join.owner.name} = ${alias}.id and ${target}.visible)`
    }
  }
}
function slowColumn({ column, served }: ColumnField | DateField, alias: string): string {
  const value = served ? served(alias) : `${alias}.${column.name}`
  if (column.columnType !== 'PgTimestamp') return value
  const utc = `${value} at time zone 'UTC'`
  return `rtrim(rtrim(to_char(${utc}, 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.') || 'Z'`
}

/** Every link that can be embedded, one step away, and where it leads. */
function linksOf(fields: Record<string, Field>, above = ''): [path: string, to: Resource][] {
  return Object.entries(fields).flatMap(([name, field]): [string, Resource][] => {
    if (field.kind === 'parts' || field.kind === 'group')
      return linksOf(field.fields, `${above}${name}.`)
    const isLink = field.kind === 'one' || (field.kind === 'many' && field.shown !== 'paged')
    return isLink ? [[`${above}${name}`, resources[field.to]]] : []
  })
}
/** Nothing embedded; every link; and every link with a link of its own. */
function includes({ fields }: Resource): string[][] {
  const links = linksOf(fields)
  const further = links.map(([path, to]) => {
    const [first] = linksOf(to.fields)
    return first ? `${path}.${first[0]}` : path
  })
  return [[], links.map(([path]) => path), further.slice(0, 100)]
}

for (const resource of Object.values(resources))
  t.test(`${resource.name} in the fast spelling are what PostgreSQL makes of them`, async (t) => {
    const name = getTableName(resource.table)
    for (const include of includes(resource)) {
      const select = representation(resource, include)
      const sql = new Statement()
      const { rows } = await api.pool.query(
        `select ${objectOf(select, 'r', sql)} as fast, ${slowly(select, 'r', sql)}::text as slow from ${name} r where visible`,
        sql.values
      )
      t.ok(rows.length >= strings.length)
      for (const { fast, slow } of rows) t.strictSame(JSON.parse(fast), JSON.parse(slow))
    }
  })

/** The statements that a request runs. */
async function statementsOf(path: string): Promise<string[]> {
  api.statements.length = 0
  await api.get(path)
  return [...api.statements]
}

t.test('a request is one statement, whatever it asks and finds', async (t) => {
  const [{ id }] = (await api.get('/v1/claims?limit=1')).body.data
  const { next } = (await api.get('/v1/claims?limit=1')).body.page
  const many = strings.map((_, i) => `s${i}-agency`).join()
  const paths: [number, string][] = [
    [1, '/v1/claims'],
    [1, '/v1/claims?limit=200'],
    [1, '/v1/claims?limit=1&externalId=nothing'],
    [1, `/v1/claims?limit=1&after=${next}`],
    [
      1,
      '/v1/claims?limit=200&include=statement.claims.statement.claims,quotes,claimants,relations.from,assessments.targets'
    ],
    [1, '/v1/claims?limit=200&fields=statement.agencies.agency.jurisdiction.parent.name,label'],
    [
      1,
      `/v1/claims?agency=${many}&topic=s0-topic&statute=s1-statute&jurisdiction=ocd-division/country:us/state:mn/county:s0&count=exact`
    ],
    [1, `/v1/claims?agency[not]=${many}&sort=proposition,-issuedOn,position,-createdAt,updatedAt`],
    [1, '/v1/claims?agency=nobody'],
    [1, `/v1/claims/${id}`],
    [1, `/v1/claims/${id}?include=statement.claims.quotes,topics.broader`],
    [1, '/v1/agencies/s0-agency'],
    [1, '/v1/agencies/test:s0:1'],
    // The second asks what became of it.
    [2, '/v1/claims/0193c7a0-7000-7000-8000-0000000000ff'],
    [2, '/v1/claims?count=estimate'],
    [0, '/v1/claims?limit=0'],
    [0, '/v1/claims?after=x'],
    [0, '/v1/claims?include=nothing'],
    [0, '/v1/claims?issuedOn=soon'],
    [0, '/']
  ]
  for (const [count, path] of paths) t.equal((await statementsOf(path)).length, count, path)
})

t.test('the text of a statement depends on what is asked, not on its values', async (t) => {
  const { next } = (await api.get('/v1/claims?limit=1')).body.page
  const { next: further } = (await api.get(`/v1/claims?limit=1&after=${next}`)).body.page
  const alike: [string, string][] = [
    ['claims?agency=s0-agency', 'claims?agency=s1-agency'],
    ['claims?agency=s0-agency,s1-agency', 'claims?agency=s2-agency,s3-agency'],
    ['claims?topic=s0-topic&kind=duty', 'claims?topic=s1-topic&kind=legal'],
    ['claims?issuedOn[gte]=2025', 'claims?issuedOn[gte]=1999-12-31'],
    ['claims?proposition[contains]=zzcanary', "claims?proposition[contains]=';--"],
    [
      'claims?id[not]=0193c7a0-7000-7000-8000-0000000000ff',
      'claims?id[not]=0193c7a0-7000-7000-8000-0000000000fe'
    ],
    [`claims?limit=1&after=${next}`, `claims?limit=1&after=${further}`],
    ['agencies/s0-agency', 'agencies/s1-agency'],
    ['agencies/test:s0:1', 'agencies/other:s1-2'],
    ['agencies?identifier=test:s0:1', 'agencies?identifier=zzcanary:1'],
    [
      'statements?createdAt[gt]=2026-01-05T12:00:00Z',
      'statements?createdAt[gt]=2020-01-05T12:00:00.123456Z'
    ]
  ]
  for (const [one, other] of alike) {
    const [first, second] = [await statementsOf(`/v1/${one}`), await statementsOf(`/v1/${other}`)]
    t.equal(first.length, 1, one)
    t.strictSame(first, second, one)
    t.notMatch(first.join(), /zzcanary|s0|2025|1999|0193c7a0|'duty'/, 'no value is in it')
  }
  const shapes = [
    '',
    '?sort=createdAt',
    '?fields=id',
    '?kind=duty',
    '?kind[not]=duty',
    '?include=topics'
  ]
  const distinct = new Set<string>()
  for (const shape of shapes) distinct.add((await statementsOf(`/v1/claims${shape}`)).join())
  t.equal(distinct.size, shapes.length)
})
