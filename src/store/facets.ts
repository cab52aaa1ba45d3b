/** Facets: how many of a list's rows have each value, as one statement for all that are asked for. */
import { getTableName } from 'drizzle-orm'
import type { Facet, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { type Queryable, run } from './database.js'
import { objectOf } from './objects.js'
import { missingKeys } from './query.js'
import { refuseMissing } from './read.js'
import { conditions } from './rows.js'
import { type AppliedFilter, reference } from './selection.js'
import { Statement } from './sql.js'
import type { View } from './view.js'

export const mostBuckets = 100
export const mostFacets = 10
/** The value of a bucket: EDTF, so that it can be given to the filter; a quarter is `2025-10/2025-12`. */
const units = {
  day: (day: string) => `to_char(${day}, 'YYYY-MM-DD')`,
  month: (day: string) => `to_char(${day}, 'YYYY-MM')`,
  quarter: (day: string) =>
    `to_char(date_trunc('quarter', ${day}), 'YYYY-MM') || '/' || to_char(date_trunc('quarter', ${day}) + interval '2 months', 'YYYY-MM')`,
  year: (day: string) => `to_char(${day}, 'YYYY')`
}
type Unit = keyof typeof units
const unitNames = Object.keys(units) as Unit[]

/** One facet: the name of a filter, and for a date by what; `text` is how it was written. */
export interface AskedFacet {
  text: string
  name: string
  facet: Facet
  unit: Unit
}
export interface FacetRequest {
  resource: Resource
  facets: AskedFacet[]
  filters: AppliedFilter[]
  /** At most so many buckets each. */
  limit: number
  /** Each facet is counted without the filters on itself, as for a choice of several. */
  excludeOwn: boolean
  view?: View
}

/** The names by which a resource's rows can be counted. */
export const facetNames = ({ filters }: Resource): string[] =>
  Object.entries(filters).flatMap(([name, { facet }]) => {
    if (!facet) return []
    return facet.kind === 'date' ? unitNames.map((unit) => `${name}:${unit}`) : [name]
  })

/** The facet of this name, `kind` or `issuedOn:month`; undefined for none. */
export function facetOf(resource: Resource, text: string): AskedFacet | undefined {
  if (!facetNames(resource).includes(text)) return undefined
  const [name = '', unit = 'day'] = text.split(':')
  const facet = resource.filters[name]?.facet
  return facet && { text, name, facet, unit: unit as Unit }
}

/** The facets as the text of a JSON array. */
export async function readFacets(db: Queryable, request: FacetRequest): Promise<string> {
  const sql = new Statement(request.view)
  const each = request.facets.map((facet) => facetQuery(facet, request, sql))
  const text = `select '[' || concat_ws(',', ${each.join(', ')}) || ']' as data${missingKeys(sql)}`
  const [row] = await run<{ data: string; missing?: boolean[] }>(db, text, sql)
  const { resource, filters } = request
  const rows = { filters, sort: [], limit: 1, backward: false }
  refuseMissing(sql, row?.missing, [{ resource, rows }])
  return row?.data ?? '[]'
}

function facetQuery(asked: AskedFacet, request: FacetRequest, sql: Statement): string {
  const { resource, filters, excludeOwn, limit } = request
  const [row, counted, top] = [sql.alias(), sql.alias(), sql.alias()]
  const own = filters.filter(({ name }) => !excludeOwn || name !== asked.name)
  const from = `${getTableName(resource.table)} ${row}`
  const where = conditions(resource, own, row, sql).join(' and ')
  const { facet } = asked
  // Newest first, or the most frequent.
  const order = facet.kind === 'date' ? 'v desc' : 'n desc, v'
  const counts =
    facet.kind === 'link'
      ? linkCounts(facet, { row, from, where }, sql)
      : `select ${bucketOf(asked, row)} as v, count(*) as n from ${from} where ${where} group by 1`
  const buckets = `select v, n, row_number() over (order by ${order}) as r from ${counted} where v is not null and v::text <> ''`
  const of = (condition: string) =>
    `coalesce((select sum(n) from ${counted} where ${condition}), 0)`
  const total = facet.kind === 'link' ? `(select count(*) from ${from} where ${where})` : of('true')
  const rest = `from ${top} where r > ${limit}`
  return `(with ${counted} as materialized (${counts}), ${top} as materialized (${buckets})
 select json_build_object('by', ${sql.param(asked.text, 'text')}, 'buckets', coalesce((${bucketsOf(facet, top, limit, sql)}), '[]'), 'other', json_build_object('values', (select count(*) ${rest}), 'count', coalesce((select sum(n) ${rest}), 0)), 'uncertain', ${facet.kind === 'date' ? of("v = ''") : '0'}, 'missing', ${of('v is null')}, 'total', ${total})::text)`
}

/** Rows by what they link to; one that links to nothing a reader may see counts as missing. */
function linkCounts(
  facet: Facet & { kind: 'link' },
  { row, from, where }: { row: string; from: string; where: string },
  sql: Statement
): string {
  const [link, target] = [sql.alias(), sql.alias()]
  const table = getTableName(resources[facet.to].table)
  const seen = `select ${target}.id as v from (${facet.ids(row, sql)}) ${link} join ${table} ${target} on ${target}.id = ${link}.id and ${sql.readable(target)}`
  // Joined whole, for rows one by one would be looked up one by one. Each row counts once a value.
  const pairs = `select ${facet.once ? '' : 'distinct '}${row}.id, ${target}.v from ${from} left join lateral (${seen}) ${target} on true where ${where}`
  return `select v, count(*) as n from (${pairs}) ${link} group by 1`
}

/** The bucket's value as text: null where there is none, empty where it may fall in several. */
function bucketOf({ facet, unit }: AskedFacet, row: string): string {
  if (facet.kind === 'value') return `(${facet.value(row)})::text`
  if (facet.kind === 'link') return 'null'
  const [first, last] = [facet.earliest(row), facet.latest(row)]
  const name = units[unit]
  return `case when ${first} is null and ${last} is null then null when ${name(first)} = ${name(last)} then ${name(first)} else '' end`
}

function bucketsOf(facet: Facet, top: string, limit: number, sql: Statement): string {
  const bucket = (value: string, link: string) =>
    `json_agg(json_build_object('value', ${value}, 'link', ${link}, 'count', ${top}.n) order by ${top}.r)`
  if (facet.kind !== 'link')
    return `select ${bucket('v', 'null::json')} from ${top} where r <= ${limit}`
  const to = resources[facet.to]
  const target = sql.alias()
  const value = to.slug ? `coalesce(${target}.slug, ${target}.id::text)` : `${target}.id::text`
  const link = `(${objectOf(reference(to), target, sql)})::json`
  return `select ${bucket(value, link)} from ${top} join ${getTableName(to.table)} ${target} on ${target}.id = ${top}.v where r <= ${limit}`
}
