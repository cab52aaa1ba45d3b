/** Finding rows of any resource: a search across those that have texts, and names as one types them. */
import { getTableName } from 'drizzle-orm'
import type { Resource, ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { type Queryable, run } from './database.js'
import { opened } from './references.js'
import { conditions } from './rows.js'
import { alikeOf, foldedWords, highlightsOf, mostRanked, rankOf } from './search.js'
import { Statement } from './sql.js'
import type { View } from './view.js'

export const searched = Object.values(resources).filter(({ search }) => search)
export const searchedNames = searched.map(({ name }) => name)
export const suggested = (
  ['agencies', 'people', 'topics', 'statutes', 'events'] as const satisfies ResourceName[]
).map((name): Resource => resources[name])
export const suggestedNames = suggested.map(({ name }) => name)
export const mostSuggested = 10

export interface SearchRequest {
  text: string
  /** Which resources are answered; all are counted. */
  names: ResourceName[]
  limit: number
  view?: View
  /** The key that the page begins after: rank, place of the resource, id, and each resource's floor. */
  from?: (string | null)[]
}
export interface Found {
  /** JSON objects, separated by commas. */
  data: string
  size: number
  more: boolean
  /** The key of the last row, as a JSON array. */
  last: string | null
  types: { resource: ResourceName; count: number; exact: boolean }[]
}
interface FoundRow extends Omit<Found, 'types' | 'size'> {
  size: string
  counts: string[]
}

/** Names the search that a cursor is good for. */
export const searchBinding = ({ text, names, view }: SearchRequest) =>
  JSON.stringify(['search', text, [...names].sort(), view?.asOf])

/** A page of rows of several resources, best first, in one statement. */
export async function readSearch(db: Queryable, request: SearchRequest): Promise<Found> {
  const sql = new Statement(request.view)
  const { text, names, limit, from } = request
  const most = from ? 2 * mostRanked : mostRanked
  const sets = searched.map((resource, i) => {
    const row = sql.alias()
    const filters = [{ name: 'q', operator: 'eq' as const, values: [text] }]
    const where = conditions(resource, filters, row, sql).join(' and ')
    const floor = from?.[3 + i]
    // Later pages rank what the first one did, whatever was recorded since.
    const since = floor ? ` and ${row}.id >= ${sql.param(floor, 'uuid')}` : ''
    const matching = `select ${row}.* from ${getTableName(resource.table)} ${row} where ${where}${since} order by ${row}.id desc limit ${most}`
    return `s${i} as materialized (select ${row}.id, ${rankOf(resource, row, text, sql)} as relevance from (${matching}) ${row})`
  })
  const every = searched.flatMap(({ name }, i) =>
    names.includes(name) ? [`select relevance, ${i} as n, id from s${i}`] : []
  )
  const beyond = from
    ? ` where (relevance, -n, id) < (${sql.param(from[0], 'real')}, ${sql.param(-Number(from[1]), 'integer')}, ${sql.param(from[2], 'uuid')})`
    : ''
  const page = `page as materialized (select *, row_number() over (order by relevance desc, n, id desc) as r from (select * from (${every.join(' union all ')}) a${beyond} order by relevance desc, n, id desc limit ${limit + 1}) a)`
  const floors = searched.map((_, i) => `(select id from s${i} order by id limit 1)`)
  const key = `json_build_array(relevance::text, n::text, id, ${floors.join(', ')})::text`
  const objects = searched.map((resource, i) => `when ${i} then ${foundOf(resource, text, sql)}`)
  const inside = `filter (where r <= ${limit})`
  const query = `with ${[...sets, page].join(', ')}
 select coalesce(string_agg(case n ${objects.join(' ')} end, ',' order by r) ${inside}, '') as data, count(*) ${inside} as size, count(*) > ${limit} as more, max(${key}) filter (where r = least(${limit}, (select max(r) from page))) as last, array[${searched.map((_, i) => `(select count(*) from s${i})`).join(', ')}] as counts from page`
  const [row] = (await run<FoundRow>(db, query, sql)) as [FoundRow]
  const types = searched.map(({ name }, i) => {
    const count = Number(row.counts[i])
    return { resource: name, count, exact: count < most }
  })
  const { data, more, last } = row
  return { data, more, last, size: Number(row.size), types }
}

/** A found row as JSON: which it is, where it is, and the words that were found. */
function foundOf(resource: Resource, text: string, sql: Statement): string {
  const row = sql.alias()
  const highlights = `',"highlights":' || ${highlightsOf(resource, row, text, sql)} || '}'`
  return `(select ${opened(resource, row, sql)} || ',"relevance":' || page.relevance || ${highlights} from ${getTableName(resource.table)} ${row} where ${row}.id = page.id)`
}

/** Rows whose names have words that begin as those typed, as the text of a JSON array. */
export async function readSuggestions(
  db: Queryable,
  request: Omit<SearchRequest, 'from'>
): Promise<string> {
  const sql = new Statement(request.view)
  const query = suggestionsQuery(request, sql)
  const [row] = query ? await run<{ data: string }>(db, query, sql) : []
  return row?.data ?? '[]'
}

/** One row, `data`. Undefined where the text has no words. */
export function suggestionsQuery(
  { text, names, limit }: Omit<SearchRequest, 'from'>,
  sql: Statement
): string | undefined {
  const words = foldedWords(text)
  if (!words.length) return undefined
  const whole = sql.param(` ${words.join(' ')}%`, 'text')
  const begins = words.map((word) =>
    sql.param([`% ${word}%`, ...alikeOf(word).map((other) => `% ${other} %`)], 'text[]')
  )
  const each = suggested
    .filter(({ name }) => names.includes(name))
    .map((resource) => {
      const row = sql.alias()
      const label = `${row}.${resource.label[0]?.name}`
      const where = begins.map((words) => `${row}.search_names like any(${words})`).join(' and ')
      return `(select ${opened(resource, row, sql)} || '}' as j, ${row}.search_names like ${whole} as first, length(${label}) as size, ${label} as label, ${row}.id, row_number() over (order by ${row}.search_names like ${whole} desc, length(${label}), ${label}, ${row}.id) as k from ${getTableName(resource.table)} ${row} where ${sql.readable(row)} and ${where} order by k limit ${limit})`
    })
  // The best of each resource in turn: one with many like names leaves room for the others.
  const order = 'first desc, k, size, label, id'
  const best = `select * from (${each.join(' union all ')}) s order by ${order} limit ${limit}`
  return `select '[' || coalesce(string_agg(j, ',' order by ${order}), '') || ']' as data from (${best}) s`
}
