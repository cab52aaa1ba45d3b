/**
 * Rows of a resource that a request is after: filters, order, where the page begins. Written so that
 * an index gives both the match and the order, and a page costs the same wherever it lies.
 */
import { getTableName } from 'drizzle-orm'
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core'
import type { Filter, Lead, Resource, ResourceName, Sort } from '../resources/define.js'
import { byRelevance, rankedRows } from './search.js'
import type { AppliedFilter, AppliedSort, Rows } from './selection.js'
import type { Statement } from './sql.js'

interface OrderTerm {
  expression: string
  type: string
  descending: boolean
}

/** An order as the `sort` parameter writes it: `-issuedOn,proposition`. */
export function sortOf(text: string): Rows['sort'] {
  return text.split(',').map((term) => ({
    name: term.replace(/^-/, ''),
    descending: term.startsWith('-')
  }))
}

/** The terms of the order; the id, which breaks ties, comes last and runs as the term before it. */
export function orderTerms(resource: Resource, sort: AppliedSort[], alias: string): OrderTerm[] {
  if (sort[0] === byRelevance)
    return [
      { expression: `${alias}.relevance`, type: 'real', descending: true },
      { expression: `${alias}.id`, type: 'uuid', descending: true },
      { expression: `${alias}.floor`, type: 'uuid', descending: true }
    ]
  const terms = sort.map(({ name, descending }) => {
    const by = resource.sorts[name] as Sort
    return { expression: by.expression(alias, descending), type: by.type, descending }
  })
  const descending = terms.at(-1)?.descending ?? false
  return [...terms, { expression: `${alias}.id`, type: 'uuid', descending }]
}

export function orderBy(terms: OrderTerm[], backward: boolean): string {
  return terms
    .map(({ expression, descending }) => `${expression}${descending !== backward ? ' desc' : ''}`)
    .join(', ')
}

/** The values of the order's terms as a JSON array of strings: what a cursor holds. */
export function keyOf(terms: OrderTerm[]): string {
  const values = terms.map(({ expression }) => `(${expression})::text`)
  return `json_build_array(${values.join(', ')})::text`
}

/** Rows strictly after the key in the order (or before it, backward). */
function beyond(terms: OrderTerm[], key: string[], backward: boolean, sql: Statement): string {
  const values = terms.map(({ type }, i) => sql.param(key[i], type))
  const sign = (term: OrderTerm) => (term.descending !== backward ? '<' : '>')
  const first = terms[0] as OrderTerm
  if (terms.every((term) => term.descending === first.descending))
    return `(${terms.map((term) => term.expression).join(', ')}) ${sign(first)} (${values.join(', ')})`
  // Mixed directions have no row comparison: the leading term still bounds the index range.
  const alternatives = terms.map((term, i) => {
    const equal = terms.slice(0, i).map((each, j) => `${each.expression} = ${values[j]}`)
    return `(${[...equal, `${term.expression} ${sign(term)} ${values[i]}`].join(' and ')})`
  })
  return `${first.expression} ${sign(first)}= ${values[0]} and (${alternatives.join(' or ')})`
}

/** The conditions of a list, the page's beginning aside: what a count counts. */
export function conditions(
  resource: Resource,
  filters: AppliedFilter[],
  alias: string,
  sql: Statement,
  owner?: string
): string[] {
  return [
    ...(owner ? [owner] : []),
    sql.readable(alias),
    ...filters.map(({ name, operator, values }) =>
      sql.filter(resource.name, name, alias, operator, values)
    )
  ]
}

/** `from` items and conditions that give a link's rows of one owner. */
export interface Owned {
  from?: string
  where: string
  order?: string
  /** The link table that they go by, its column for the owner, and the owner's id. */
  link?: { table: AnyPgTable; column: AnyPgColumn; id: string }
}

/** A query for the number of rows that match, wherever the page lies. */
export function countOf(
  resource: Resource,
  rows: Rows,
  alias: string,
  sql: Statement,
  owned?: Owned
): string {
  const from = [`${getTableName(resource.table)} ${alias}`, ...(owned?.from ? [owned.from] : [])]
  return `select count(*) from ${from.join(', ')} where ${conditions(resource, rows.filters, alias, sql, owned?.where).join(' and ')}`
}

/** How many rows at most. */
export type Most = number | 'all'

/**
 * A query of the page's rows (all columns, as `alias`), in the page's order. One row more than the
 * limit is fetched unless `most` says otherwise, so that whether there are more is known.
 */
export function pageOfRows(
  resource: Resource,
  rows: Rows,
  alias: string,
  sql: Statement,
  owned?: Owned,
  most: Most = rows.limit + 1
): string {
  const lead = owned ? leadingLink(resource, rows, owned) : leading(resource, rows)
  if (lead) return ledRows(resource, rows, lead, alias, sql, most)
  const terms = orderTerms(resource, rows.sort, alias)
  const where = conditions(resource, rows.filters, alias, sql, owned?.where)
  const from = [`${getTableName(resource.table)} ${alias}`, ...(owned?.from ? [owned.from] : [])]
  const text = searchIn(rows)
  if (text !== undefined && rows.sort[0] === byRelevance) {
    const inner = { alias, from: from.join(', '), where: where.join(' and ') }
    const page = { key: rows.from?.key, backward: rows.backward, most }
    return rankedRows(resource, inner, text, page, sql)
  }
  if (rows.from) where.push(beyond(terms, rows.from.key, rows.from.backward, sql))
  return `select ${alias}.* from ${from.join(', ')} where ${where.join(' and ')} order by ${orderBy(terms, rows.backward)} limit ${most}`
}

/** The text that the rows are searched for, if they are. */
export function searchIn({ filters }: Pick<Rows, 'filters'>): string | undefined {
  const search = filters.find(({ name }) => name === 'q')
  return search && String(search.values[0])
}

interface Leading {
  lead: Lead
  /** What each row is to be linked to: as a filter says, or one id. */
  by: { filter: Filter; applied: AppliedFilter } | { id: string }
}
/** The first filter whose link table gives the order that is asked for. */
function leading(resource: Resource, rows: Rows): Leading | undefined {
  for (const applied of rows.filters) {
    const filter = resource.filters[applied.name]
    if (applied.operator === 'eq' && filter?.lead && givesOrder(filter.lead, rows))
      return { lead: filter.lead, by: { filter, applied } }
  }
  return undefined
}
const givesOrder = ({ sort }: Lead, rows: Rows) =>
  rows.sort.length === 1 && rows.sort[0]?.name === sort && rows.sort[0].descending

/** The link by which the rows are owned, if its table gives the order: as a filter by it would. */
function leadingLink(resource: Resource, rows: Rows, { link }: Owned): Leading | undefined {
  if (!link) return undefined
  for (const { lead } of Object.values(resource.filters))
    if (lead?.table === link.table && lead.value === link.column && givesOrder(lead, rows))
      return { lead, by: { id: link.id } }
  return undefined
}

/**
 * The page through a link table that carries the sort key: for each value the newest matching rows
 * by index, merged. A row that matches by two values comes once.
 */
function ledRows(
  resource: Resource,
  rows: Rows,
  leading: Leading,
  alias: string,
  sql: Statement,
  most: Most
): string {
  const { lead, by } = leading
  const link = sql.alias()
  const [day, owner] = [
    `coalesce(${link}.${lead.sortedBy.name}, '-infinity'::date)`,
    `${link}.${lead.owner.name}`
  ]
  const terms: OrderTerm[] = [
    { expression: day, type: 'date', descending: true },
    { expression: owner, type: 'uuid', descending: true }
  ]
  const others = rows.filters.filter((each) => !('applied' in by) || each !== by.applied)
  const where = conditions(resource, others, alias, sql).join(' and ')
  const start = rows.from ? ` and ${beyond(terms, rows.from.key, rows.from.backward, sql)}` : ''
  const order = orderBy(terms, rows.backward)
  const table = `${getTableName(resource.table)} ${alias}`
  const newest = (value: string): string => {
    const links = `${getTableName(lead.table)} ${link}`
    const match = `${link}.${lead.value.name} = ${value}${start}`
    if (!lead.isResource)
      return `select ${alias}.* from ${links} join ${table} on ${alias}.id = ${owner} where ${match} and ${where} order by ${order} limit ${most}`
    // Several rows of one owner count once, before the limit does.
    return `select distinct on (${day}, ${owner}) ${alias}.* from ${links} join ${table} on ${alias}.id = ${owner} where ${match} and ${owner} is not null and ${sql.readable(link)} and ${where} order by ${order} limit ${most}`
  }
  if ('id' in by) return newest(by.id)
  const { filter, applied } = by
  const only = applied.values.length === 1 && !lead.descends
  if (only) return newest(sql.key(filter.to as ResourceName, String(applied.values[0])))
  const [value, merged] = [sql.alias(), sql.alias()]
  const mergedTerms = orderTerms(resource, rows.sort, merged)
  const distinct = mergedTerms.map((term) => term.expression).join(', ')
  return `select distinct on (${distinct}) ${merged}.* from unnest(${lead.keys(applied.values, sql)}) ${value}(id), lateral (${newest(`${value}.id`)}) ${merged} order by ${orderBy(mergedTerms, rows.backward)} limit ${most}`
}
