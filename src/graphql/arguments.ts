/** A list's arguments -> the rows they ask for. */
import { Day, PastMoment } from '../resources/columns.js'
import type { Filter, Operator, Resource } from '../resources/define.js'
import { bindingOf, type Cursors } from '../store/cursor.js'
import { sortOf } from '../store/rows.js'
import { byRelevance, searchFault } from '../store/search.js'
import type { AppliedFilter, Rows } from '../store/selection.js'
import type { View } from '../store/view.js'
import { badInput } from './errors.js'

export const mostRows = 200
const defaults = { root: 50, link: 20 }

/** The link that a list was reached by, and its own order if it has one. */
export interface LinkOrder {
  name: string
  sort?: string | undefined
}

export function rowsOf(
  resource: Resource,
  args: Record<string, unknown>,
  cursors: Cursors,
  link?: LinkOrder
) {
  const { first, last, after, before, filter, sort, q } = args as {
    first?: number | null
    last?: number | null
    after?: string | null
    before?: string | null
    filter?: Record<string, Record<string, unknown> | null> | null
    sort?: { field: string; direction: 'ASC' | 'DESC' }[] | null
    q?: string | null
  }
  if (first != null && last != null) throw badInput('last', 'Give `first` or `last`, not both.')
  if (after != null && before != null)
    throw badInput('before', 'Give `after` or `before`, not both.')
  if (last != null && after != null) throw badInput('after', '`last` goes with `before`.')
  if (first != null && before != null) throw badInput('before', '`first` goes with `after`.')
  const backward = last != null || before != null
  const limit = last ?? first ?? (link ? defaults.link : defaults.root)
  if (limit < 1 || limit > mostRows)
    throw badInput(
      last == null ? 'first' : 'last',
      `Expected a whole number from 1 to ${mostRows}.`
    )
  const rows: Rows = {
    filters: [...filtersOfAll(resource, filter), ...searchOf(q)],
    sort: sort?.length
      ? sort.map(({ field, direction }) => ({ name: field, descending: direction === 'DESC' }))
      : q != null
        ? [byRelevance]
        : sortOf(link?.sort ?? resource.defaultSort),
    limit,
    backward
  }
  if (new Set(rows.sort.map(({ name }) => name)).size < rows.sort.length)
    throw badInput('sort', 'A field is given twice.')
  const binding = bindingOf({ resource, rows }, link?.name)
  const cursor = after ?? before
  if (cursor != null)
    rows.from = { key: cursors.read(cursor, binding, after == null ? 'before' : 'after'), backward }
  return { rows, binding }
}

export const filtersOfAll = (
  resource: Resource,
  filter?: Record<string, Record<string, unknown> | null> | null
): AppliedFilter[] =>
  Object.entries(filter ?? {}).flatMap(([name, each]) => filtersOf(resource, name, each ?? {}))

export function searchOf(q: string | null | undefined): AppliedFilter[] {
  if (q == null) return []
  const fault = searchFault(q)
  if (fault) throw badInput('q', fault)
  return [{ name: 'q', operator: 'eq', values: [q] }]
}

/** `on`: the day whose law is asked for; `asOf`: the moment whose record is. */
export function viewOf({ on, asOf }: Record<string, unknown>): View {
  if (on != null && !Day.safeParse(on).success)
    throw badInput('on', `'${on}' is not a day such as 2020-08-01.`)
  if (asOf != null && !PastMoment.safeParse(asOf).success)
    throw badInput('asOf', `'${asOf}' is not a moment that has been, such as 2026-01-05T12:00:00Z.`)
  return { ...(on != null && { on: on as string }), ...(asOf != null && { asOf: asOf as string }) }
}

function filtersOf(
  resource: Resource,
  name: string,
  condition: Record<string, unknown>
): AppliedFilter[] {
  const filter = resource.filters[name] as Filter
  return Object.entries(condition).map(([operator, given]) => {
    if (given === null)
      throw badInput(
        `filter.${name}.${operator}`,
        'Expected a value; leave it out instead of null.'
      )
    const values = [given]
      .flat()
      .map((value) => checkedValue(filter, value, operator, `filter.${name}.${operator}`))
    if (!values.length) throw badInput(`filter.${name}.${operator}`, 'Expected a value.')
    if (values.length > 100) throw badInput(`filter.${name}.${operator}`, 'At most 100 values.')
    return { name, operator: operatorOf(operator), values }
  })
}

const operatorOf = (operator: string): Operator =>
  operator === 'in' ? 'eq' : operator === 'notIn' ? 'not' : (operator as Operator)

/** Checked by the same schema as REST's, which reads strings. */
function checkedValue(filter: Filter, value: unknown, operator: string, path: string): unknown {
  if (operator === 'exists') return value
  if (String(value).includes('\0')) throw badInput(path, 'It has a NUL character.')
  const result = filter.value.safeParse(String(value))
  if (result.success) return result.data
  throw badInput(path, `'${value}' is not valid. ${result.error.issues[0]?.message ?? ''}`.trim())
}
