/** Reading: a page of a list, or one row, in one statement each, as JSON text. */
import { getTableName } from 'drizzle-orm'
import { ApiError } from '../errors.js'
import type { Resource } from '../resources/define.js'
import { type Queryable, run } from './database.js'
import { bounded, listQuery, oneQuery } from './query.js'
import { countOf } from './rows.js'
import type { AppliedFilter, ListRequest, Selection } from './selection.js'
import { nameOf, Statement } from './sql.js'
import type { View } from './view.js'

export interface Page {
  /** The rows as JSON objects, separated by commas. */
  data: string
  size: number
  /** Whether there are rows beyond the page in the direction of travel. */
  more: boolean
  /** The keys at the page's ends, as JSON arrays; null where there is nothing beyond. */
  first: string | null
  last: string | null
  count?: { value: number; exact: boolean }
}
interface PageRow {
  data: string
  size: string
  more: boolean
  /** The keys of the first row fetched, and of the last if the page is full. */
  near: string | null
  far: string | null
  count?: string
  missing?: boolean[]
}

/** Statements written before, by what they were written from: doors that keep a request keep these. */
const lists = new WeakMap<ListRequest, { text: string; sql: Statement }>()
const ones = new WeakMap<Selection, Map<unknown, { text: string; sql: Statement }>>()

export async function readList(db: Queryable, request: ListRequest): Promise<Page> {
  let written = lists.get(request)
  if (!written) {
    const sql = new Statement(request.view)
    written = { text: listQuery(request, sql), sql }
    lists.set(request, written)
  }
  const { text, sql } = written
  const [row] = (await run<PageRow>(db, text, sql)) as [PageRow]
  refuseMissing(sql, row.missing, [request])
  const { data, more, near, far } = row
  const [first, last] = request.rows.backward ? [far, near] : [near, far]
  return { data, more, first, last, size: Number(row.size), ...(await counted(db, request, row)) }
}

/**
 * The row's JSON object; undefined where there is none that the reader may see. A selection always
 * goes with the same view.
 */
export async function readOne(...given: Parameters<typeof readRow>): Promise<string | undefined> {
  return (await readRow(...given))?.data
}

/** The same, with the number of the row's revision. */
export async function readRow(
  db: Queryable,
  resource: Resource,
  key: string,
  select: Selection,
  view: View
): Promise<{ data: string; revision: number } | undefined> {
  const name = nameOf(resource, key)
  if (!name) return undefined
  const byWay = ones.get(select) ?? new Map()
  ones.set(select, byWay)
  let written = byWay.get(name.way)
  if (!written) {
    const sql = new Statement(view)
    const text = oneQuery(resource, key, select, sql, { revision: true })
    written = { text: bounded(text, ['revision']), sql }
    byWay.set(name.way, written)
  }
  // The key is the statement's last value.
  const values = [...written.sql.values.slice(0, -1), name.value]
  const [row] = await run<{ data: string; revision: number }>(db, written.text, { values, view })
  return row
}

/** What became of a row that a reader no longer finds. */
export type Fate =
  | { merged: string }
  | { withdrawn: { at: string; reason: string | null; with: string | null } }
/**
 * Undefined for what readers never saw, be it a draft or nothing. A merged row's survivor may have
 * been merged in turn: the last is told.
 */
export async function fateOf(
  db: Queryable,
  resource: Resource,
  key: string,
  view: View
): Promise<Fate | undefined> {
  if (!nameOf(resource, key)) return undefined
  const sql = new Statement({ ...view, sees: 'all' })
  const table = getTableName(resource.table)
  const together = resource.name === 'claims' ? 'withdrawn_with' : 'null::uuid'
  const text = `with recursive line as (
      select t.*, 0 as nth from ${table} t where t.id = (${sql.lookup(resource.name, key)})
      union all select t.*, nth + 1 from line join ${table} t on t.id = line.merged_into where nth < 100
    )
    select id, nth, status, withdrawn_at, withdrawn_reason, ${together} as withdrawn_with, (select first_visible_at is not null from line where nth = 0) as seen from line order by nth desc limit 1`
  const [row] = await run<{
    id: string
    nth: number
    status: string
    withdrawn_at: Date | null
    withdrawn_reason: string | null
    withdrawn_with: string | null
    seen: boolean
  }>(db, text, sql)
  if (!row?.seen) return undefined
  if (row.nth > 0) return { merged: row.id }
  if (!row.withdrawn_at) return undefined
  const { withdrawn_at: at, withdrawn_reason: reason, withdrawn_with: by } = row
  return { withdrawn: { at: at.toISOString(), reason, with: by } }
}

/** A filter that names a row which does not exist is a mistake to be told, not an empty list. */
export function refuseMissing(
  { keys }: Statement,
  missing: boolean[] = [],
  lists: Pick<ListRequest, 'resource' | 'rows'>[]
): void {
  const unknown = keys.filter((_, i) => missing[i])
  if (!unknown.length) return
  const messageOf = ({ to, or, value }: (typeof unknown)[number]) =>
    `There is no such row among the ${to}${or ? ` or ${or}` : ''}: '${value}'.`
  const faults = unknown.flatMap((key) => {
    const fault = { code: 'unknown_reference', message: messageOf(key) }
    const by = lists.flatMap(({ resource, rows }) =>
      rows.filters.filter(
        ({ name, values }) =>
          resource.filters[name]?.to === key.to &&
          resource.filters[name]?.or === key.or &&
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
async function estimate(db: Queryable, { resource, rows, view }: ListRequest): Promise<number> {
  const sql = new Statement(view)
  const query = countOf(resource, rows, sql.alias(), sql).replace('select count(*)', 'select 1')
  const plans = await run(db, `explain (format json) ${query}`, sql)
  const [first] = plans as [{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }]
  return first['QUERY PLAN'][0].Plan['Plan Rows']
}
