/** Reading: a page of a list, or one row, in one statement each, as JSON text. */
import { ApiError } from '../errors.js'
import type { Resource } from '../resources/define.js'
import { type Queryable, run } from './database.js'
import { listQuery, oneQuery } from './query.js'
import { countOf } from './rows.js'
import type { AppliedFilter, ListRequest, Selection } from './selection.js'
import { Statement } from './sql.js'
import type { View } from './view.js'

export interface Page {
  /** The rows as JSON objects, separated by commas. */
  data: string
  size: number
  /** Whether there are rows beyond the page in the direction of travel. */
  more: boolean
  /** The keys at the page's ends, as JSON arrays; null where the page is empty. */
  first: string | null
  last: string | null
  count?: { value: number; exact: boolean }
}
interface PageRow {
  data: string
  size: string
  more: boolean
  first: string | null
  last: string | null
  count?: string
  missing?: boolean[]
}

export async function readList(db: Queryable, request: ListRequest): Promise<Page> {
  const sql = new Statement(request.view)
  const text = listQuery(request, sql)
  const [row] = (await run<PageRow>(db, text, sql)) as [PageRow]
  refuseMissing(sql, row.missing, [request])
  const { data, more, first, last } = row
  return { data, more, first, last, size: Number(row.size), ...(await counted(db, request, row)) }
}

/** The row's JSON object; undefined where there is none that the reader may see. */
export async function readOne(
  db: Queryable,
  resource: Resource,
  key: string,
  select: Selection,
  view: View
): Promise<string | undefined> {
  const sql = new Statement(view)
  const text = oneQuery(resource, key, select, sql)
  const [row] = await run<{ data: string }>(db, text, sql)
  return row?.data
}

/** A filter that names a row which does not exist is a mistake to be told, not an empty list. */
export function refuseMissing(
  { keys }: Statement,
  missing: boolean[] = [],
  lists: Pick<ListRequest, 'resource' | 'rows'>[]
): void {
  const unknown = keys.filter((_, i) => missing[i])
  if (!unknown.length) return
  const messageOf = ({ to, value }: (typeof unknown)[number]) =>
    `There is no such row among the ${to}: '${value}'.`
  const faults = unknown.flatMap((key) => {
    const fault = { code: 'unknown_reference', message: messageOf(key) }
    const by = lists.flatMap(({ resource, rows }) =>
      rows.filters.filter(
        ({ name, values }) =>
          resource.filters[name]?.to === key.to &&
          values.some((value) => String(value) === key.value)
      )
    )
    return by.length ? by.map((filter) => ({ parameter: parameterOf(filter), ...fault })) : [fault]
  })
  throw new ApiError('unknown_reference', unknown.map(messageOf).join(' '), faults)
}
const parameterOf = ({ name, operator }: AppliedFilter) =>
  operator === 'eq' ? name : `${name}[${operator}]`

async function counted(
  db: Queryable,
  request: ListRequest,
  row: PageRow
): Promise<Pick<Page, 'count'>> {
  if (request.count === 'exact') return { count: { value: Number(row.count), exact: true } }
  if (request.count === 'estimate')
    return { count: { value: await estimate(db, request), exact: false } }
  return {}
}

/** PostgreSQL's own estimate of how many rows match: one more statement, which touches no row. */
async function estimate(db: Queryable, { resource, rows }: ListRequest): Promise<number> {
  const sql = new Statement()
  const query = countOf(resource, rows, sql.alias(), sql).replace('select count(*)', 'select 1')
  const { rows: plans } = await db.query({
    text: `explain (format json) ${query}`,
    values: sql.values
  })
  const [first] = plans as [{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }]
  return first['QUERY PLAN'][0].Plan['Plan Rows']
}
