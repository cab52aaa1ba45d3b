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
  const terms = orderTerms(resource, rows.sort, row)
  const inside = `filter (where ${page}.n <= ${rows.limit})`
  const turned = rows.backward ? ' desc' : ''
  const backTurned = rows.backward ? '' : ' desc'
  const columns = [
    `coalesce(string_agg(${page}.j, ',' order by ${page}.n${turned}) ${inside}, '') as data`,
    `count(*) ${inside} as size`,
    `coalesce(bool_or(${page}.n > ${rows.limit}), false) as more`,
    `(array_agg(${page}.k order by ${page}.n${turned}) ${inside})[1] as first`,
    `(array_agg(${page}.k order by ${page}.n${backTurned}) ${inside})[1] as last`
  ]
  const body = `(select row_number() over (order by ${orderBy(terms, rows.backward)}) as n, ${objectOf(select, row, sql)} as j, ${keyOf(terms)} as k from (${pageOfRows(resource, rows, row, sql)}) ${row}) ${page}`
  if (count === 'exact') columns.push(`(${countOf(resource, rows, counted, sql)}) as count`)
  return `select ${columns.join(', ')}${missingKeys(sql)} from ${body}`
}

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
  sql: Statement
): string {
  const row = sql.alias()
  return `select ${objectOf(select, row, sql)} as data from ${getTableName(resource.table)} ${row} where ${row}.id = (${sql.lookup(resource.name, key)})`
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
