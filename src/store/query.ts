/** A request -> its one SQL statement. */
import { getTableName } from 'drizzle-orm'
import type { Resource } from '../resources/define.js'
import { objectOf } from './objects.js'
import { countOf, keyOf, orderBy, orderTerms, pageOfRows } from './rows.js'
import type { ListRequest, Selection } from './selection.js'
import type { Statement } from './sql.js'

/** The page of a REST list: its rows as text, how many, whether there are more, and the keys at its ends. */
export function listQuery({ resource, rows, select, count }: ListRequest, sql: Statement): string {
  const [row, page, counted] = [sql.alias(), sql.alias(), sql.alias()]
  const { limit, backward } = rows
  const terms = orderTerms(resource, rows.sort, row)
  const inside = `filter (where ${page}.n <= ${limit})`
  const key = (n: number) => `max(${page}.k) filter (where ${page}.n = ${n})`
  // Fetched backward, the page is turned round again.
  const turned = backward ? ' desc' : ''
  const columns = [
    `coalesce(string_agg(${page}.j, ',' order by ${page}.n${turned}) ${inside}, '') as data`,
    `count(*) ${inside} as size`,
    `coalesce(bool_or(${page}.n > ${limit}), false) as more`,
    `${key(1)} as near`,
    `${key(limit)} as far`
  ]
  // Keys are needed at the ends alone.
  const numbered = `(select ${row}.*, row_number() over (order by ${orderBy(terms, backward)}) as n from (${pageOfRows(resource, rows, row, sql)}) ${row}) ${row}`
  const body = `(select ${row}.n, ${objectOf(select, row, sql)} as j, case when ${row}.n in (1, ${limit}) then ${keyOf(terms)} end as k from ${numbered}) ${page}`
  if (count === 'exact') columns.push(`(${countOf(resource, rows, counted, sql)}) as count`)
  return bounded(`select ${columns.join(', ')}${missingKeys(sql)} from ${body}`, [
    ...['size', 'more', 'near', 'far'],
    ...(count === 'exact' ? ['count'] : []),
    ...(sql.keys.length ? ['missing'] : [])
  ])
}

/** All rows of a list, however many: each as the text of a JSON object, which has no raw line end. */
export function allQuery({ resource, rows, select }: ListRequest, sql: Statement): string {
  const row = sql.alias()
  return `select ${objectOf(select, row, sql)} from (${pageOfRows(resource, rows, row, sql, undefined, 'all')}) ${row}`
}

/** An answer of more bytes is not given: it would be held in memory several times over. */
export const mostBytes = 100_000_000

/**
 * The query, with `data` left out and `large` true where it is too large. `offset 0` keeps PostgreSQL
 * from writing the data twice.
 */
export const bounded = (query: string, others: string[] = []): string =>
  `select case when octet_length(answer.data) <= ${mostBytes} then answer.data end as data, octet_length(answer.data) > ${mostBytes} as large${others.map((name) => `, answer.${name}`).join('')} from (${query} offset 0) answer`

/** Which of the ids and slugs that filters name are there: one column each, true where missing. */
export function missingKeys(sql: Statement): string {
  return sql.keys.length
    ? `, array[${sql.keys.map((key) => `${key.sql} is null`).join(', ')}] as missing`
    : ''
}

/** One row by id, slug or identifier, as text; no row where there is none. */
export function oneQuery(
  resource: Resource,
  key: string,
  select: Selection,
  sql: Statement,
  { revision = false } = {}
): string {
  const row = sql.alias()
  const more = revision ? `, ${row}.revision` : ''
  return `select ${objectOf(select, row, sql)} as data${more} from ${getTableName(resource.table)} ${row} where ${row}.id = (${sql.lookup(resource.name, key)})`
}

/** Rows of any resource by id, in the order of the ids, separated by commas; JSON's null where there is none. */
export function nodesQuery(
  ids: (string | null)[],
  select: [Resource, Selection][],
  sql: Statement
): string {
  const rows = select.map(([resource, fields]) => {
    const row = sql.alias()
    const object = objectOf(fields, row, sql)
    return `(select ${object} from ${getTableName(resource.table)} ${row} where ${row}.id = wanted.id and ${sql.readable(row)})`
  })
  return `select string_agg(coalesce(${rows.join(', ')}, 'null'), ',' order by wanted.n) from unnest(${sql.param(ids, 'uuid[]')}) with ordinality wanted(id, n)`
}
