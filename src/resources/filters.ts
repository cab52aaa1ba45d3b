/** The kinds of filter and sort that definitions are made of. Each says in SQL what its words mean. */

import { getTableName } from 'drizzle-orm'
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { type Bounds, edtfBounds } from '../evidence/dates.js'
import { Edtf, Instant } from './columns.js'
import type { Facet, Filter, Operator, Resource, ResourceName, Sort, SqlScope } from './define.js'

const at = (alias: string, column: AnyPgColumn) => `${alias}.${column.name}`
const presence = (column: AnyPgColumn): Operator[] => (column.notNull ? [] : ['exists'])

/** Any of the values; `not`: none of them, which rows without a value also satisfy. */
function among(
  expression: string,
  operator: Operator,
  values: unknown[],
  type: string,
  sql: SqlScope
) {
  if (operator === 'exists') return `${expression} is ${values[0] ? 'not ' : ''}null`
  if (operator === 'not')
    return `(${expression} <> all(${sql.param(values, `${type}[]`)})) is not false`
  if (values.length === 1) return `${expression} = ${sql.param(values[0], type)}`
  return `${expression} = any(${sql.param(values, `${type}[]`)})`
}
const compared: Record<string, string> = { gt: '>', gte: '>=', lt: '<', lte: '<=' }

/** `field=a,b`: a value of a fixed set, an id, a short text matched whole. */
export function anyOf(column: AnyPgColumn, value: z.ZodType, about: string): Filter {
  return {
    about,
    value,
    operators: ['eq', 'not', ...presence(column)],
    // Of few values: ids and slugs tell rows apart, and count nothing.
    ...('enum' in value && { facet: { kind: 'value', value: (alias) => at(alias, column) } }),
    where: (alias, operator, values, sql) =>
      among(at(alias, column), operator, values, column.getSQLType(), sql)
  }
}

/** Text: matched whole, or `[contains]` any part of it, capitals aside. */
export function matching(column: AnyPgColumn, about: string): Filter {
  return {
    about,
    value: z.string().min(1).max(200),
    operators: ['eq', 'not', 'contains', ...presence(column)],
    where(alias, operator, values, sql) {
      if (operator !== 'contains') return among(at(alias, column), operator, values, 'text', sql)
      const like = values.map((value) => `%${String(value).replace(/[\\%_]/g, '\\$&')}%`)
      return `${at(alias, column)} ilike any(${sql.param(like, 'text[]')})`
    }
  }
}

/** One of a list of names that the row holds in an array. */
export function listed(column: AnyPgColumn, about: string): Filter {
  return {
    about,
    value: z.string().min(1).max(300),
    operators: ['eq', 'not'],
    where(alias, operator, values, sql) {
      const overlap = `${at(alias, column)} && ${sql.param(values, 'text[]')}`
      return operator === 'not' ? `not (${overlap})` : overlap
    }
  }
}

/** A number or an instant, compared. */
export function range(column: AnyPgColumn, value: z.ZodType, about: string): Filter {
  const type = column.getSQLType()
  return {
    about,
    value,
    operators: ['eq', 'not', 'gt', 'gte', 'lt', 'lte', ...presence(column)],
    where(alias, operator, values, sql) {
      const sign = compared[operator]
      if (!sign) return among(at(alias, column), operator, values, type, sql)
      return `${at(alias, column)} ${sign} ${sql.param(values[0], type)}`
    }
  }
}
export const whole = z
  .string()
  .regex(/^-?\d{1,9}$/, 'Expected a whole number')
  .transform(Number)
  .pipe(z.int())

/**
 * An EDTF date, compared by the days it may stand for. A row matches when all of those days do:
 * `=2025-12` finds what certainly fell in December 2025, `[gte]` what was certainly not earlier,
 * `[lt]` what was certainly before. `not` is the complement of `=`. A side that the value leaves open
 * bounds nothing: `=2025-12/..` finds what certainly fell in or after December 2025.
 */
export function dated(earliest: AnyPgColumn, latest: AnyPgColumn, about: string): Filter {
  return {
    about,
    value: Edtf,
    operators: ['eq', 'not', 'gt', 'gte', 'lt', 'lte', 'exists'],
    facet: {
      kind: 'date',
      earliest: (alias) => at(alias, earliest),
      latest: (alias) => at(alias, latest)
    },
    where(alias, operator, values, sql) {
      const first = at(alias, earliest)
      const last = at(alias, latest)
      const known = `(${first} is not null or ${last} is not null)`
      if (operator === 'exists') return values[0] ? known : `not ${known}`
      const days = values.map((value) => edtfBounds(String(value)))
      const bounds = days[0] as Bounds
      const from = ({ earliest }: Bounds) =>
        earliest === null ? known : `${first} >= ${sql.param(earliest, 'date')}`
      const upTo = ({ latest }: Bounds) =>
        latest === null ? known : `${last} <= ${sql.param(latest, 'date')}`
      if (operator === 'gt') return `${first} > ${sql.param(bounds.latest ?? 'infinity', 'date')}`
      if (operator === 'gte') return from(bounds)
      if (operator === 'lt') return `${last} < ${sql.param(bounds.earliest ?? '-infinity', 'date')}`
      if (operator === 'lte') return upTo(bounds)
      // The first day is not after the last: said once more, it bounds a range of the index.
      const ahead = ({ earliest, latest }: Bounds) =>
        earliest === null || latest === null ? '' : ` and ${first} <= ${sql.param(latest, 'date')}`
      const within = (each: Bounds) => `(${from(each)} and ${upTo(each)}${ahead(each)})`
      const any = `(${days.map(within).join(' or ')})`
      return operator === 'not' ? `${any} is not true` : any
    }
  }
}

/** `(a, b)` or, through a link of the target itself, everything below a and b. */
function keySet(to: ResourceName, values: unknown[], sql: SqlScope, below?: AnyPgColumn): string {
  const keys = values.map((value) => sql.key(to, String(value)))
  if (!below) return `array[${keys.join(', ')}]::uuid[]`
  const table = getTableName(below.table)
  const [down, next] = [sql.alias(), sql.alias()]
  return `array(with recursive ${down}(id) as (select unnest(array[${keys.join(', ')}]::uuid[])
 union select ${next}.id from ${table} ${next} join ${down} on ${at(next, below)} = ${down}.id where ${sql.readable(next)}) select id from ${down})`
}

/** Through a link in the row. `below`: the target's own link upward; lower rows match as well. */
export function linked(
  column: AnyPgColumn,
  to: ResourceName,
  about: string,
  below?: AnyPgColumn
): Filter {
  return {
    about,
    to,
    value: z.string().min(1).max(300),
    operators: ['eq', 'not', ...presence(column)],
    facet: { kind: 'link', to, once: true, ids: (alias) => `select ${at(alias, column)} as id` },
    where(alias, operator, values, sql) {
      if (operator === 'exists')
        return `${values[0] ? '' : 'not '}${sql.there(to, at(alias, column))}`
      const single = !below && values.length === 1
      const match = single
        ? `${at(alias, column)} = ${sql.key(to, String(values[0]))}`
        : `${at(alias, column)} = any(${keySet(to, values, sql, below)})`
      return operator === 'not' ? `(${match}) is not true` : match
    }
  }
}

interface Through {
  table: AnyPgTable
  owner: AnyPgColumn
  value: AnyPgColumn
  /** The sort key that the table copies from its owner, if it can lead lists in that order. */
  sortedBy?: AnyPgColumn
  sort?: string
  /** The table's rows are a resource's own: a reader has to see them, and an owner may have several. */
  isResource?: boolean
}
/** Through a table of links. */
export function linkedThrough(
  through: Through,
  to: ResourceName,
  about: string,
  below?: AnyPgColumn
): Filter {
  const { table, owner, value, sortedBy, sort, isResource = false } = through
  return {
    about,
    to,
    value: z.string().min(1).max(300),
    operators: ['eq', 'not', 'exists'],
    facet: {
      kind: 'link',
      to,
      // A table that leads lists has a row for each pair: lists rely on it as well.
      once: sortedBy !== undefined && !isResource,
      ids(alias, sql) {
        const link = sql.alias()
        const seen = isResource ? ` and ${sql.readable(link)}` : ''
        return `select ${at(link, value)} as id from ${getTableName(table)} ${link} where ${at(link, owner)} = ${alias}.id${seen}`
      }
    },
    ...(sortedBy &&
      sort && {
        lead: {
          table,
          owner,
          value,
          sortedBy,
          sort,
          isResource,
          descends: below !== undefined,
          keys: (values, sql) => keySet(to, values, sql, below)
        }
      }),
    where(alias, operator, values, sql) {
      const link = sql.alias()
      const seen = isResource ? ` and ${sql.readable(link)}` : ''
      const rows = `select from ${getTableName(table)} ${link} where ${at(link, owner)} = ${alias}.id${seen}`
      if (operator === 'exists') {
        const there = `exists (${rows} and ${sql.there(to, at(link, value))})`
        return values[0] ? there : `not ${there}`
      }
      const match = `exists (${rows} and ${at(link, value)} = any(${keySet(to, values, sql, below)}))`
      return operator === 'not' ? `not ${match}` : match
    }
  }
}

/** A linked resource's own filter, under its own name: a claim by its statement's event. */
export function inherited(column: AnyPgColumn, from: Resource, name: string): Filter {
  const { lead: _, facet, ...filter } = from.filters[name] as Filter
  return {
    ...filter,
    ...(facet && { facet: inheritedFacet(facet, column, from) }),
    where(alias, operator, values, sql) {
      const owner = sql.alias()
      const match = sql.filter(from.name, name, owner, operator === 'not' ? 'eq' : operator, values)
      const there = `exists (select from ${getTableName(from.table)} ${owner} where ${owner}.id = ${at(alias, column)} and ${match})`
      return operator === 'not' ? `not ${there}` : there
    }
  }
}

function inheritedFacet(facet: Facet, column: AnyPgColumn, from: Resource): Facet {
  const owner = (alias: string) =>
    `from ${getTableName(from.table)} o where o.id = ${at(alias, column)}`
  const of = (value: (alias: string) => string) => (alias: string) =>
    `(select ${value('o')} ${owner(alias)})`
  switch (facet.kind) {
    case 'value':
      return { kind: 'value', value: of(facet.value) }
    case 'date':
      return { kind: 'date', earliest: of(facet.earliest), latest: of(facet.latest) }
    case 'link':
      return {
        ...facet,
        ids: (alias, sql) =>
          `select l.id from (select o.* ${owner(alias)}) o, lateral (${facet.ids('o', sql)}) l`
      }
  }
}

/** The filters of every resource. */
export function rowFilters(
  table: Record<'id' | 'externalId' | 'createdAt' | 'updatedAt', AnyPgColumn>
) {
  return {
    id: anyOf(table.id, z.uuid(), 'These rows only.'),
    externalId: anyOf(
      table.externalId,
      z.string().min(1).max(200),
      'By the id in the data set it came from.'
    ),
    createdAt: range(table.createdAt, Instant, 'When it was first written.'),
    updatedAt: range(table.updatedAt, Instant, 'When it was last changed.')
  }
}

/** By a column that is never null; long text by its beginning. */
export function by(column: AnyPgColumn, about: string, prefix?: number): Sort {
  return {
    about,
    type: column.getSQLType(),
    expression: (alias) => (prefix ? `left(${at(alias, column)}, ${prefix})` : at(alias, column))
  }
}
/** By a date that may be unknown: the unknown come last in either direction. */
export function byDate(column: AnyPgColumn, about: string): Sort {
  return {
    about,
    type: 'date',
    expression: (alias, descending) =>
      `coalesce(${at(alias, column)}, '${descending ? '-infinity' : 'infinity'}'::date)`
  }
}
export function rowSorts(table: { createdAt: AnyPgColumn; updatedAt: AnyPgColumn }) {
  return {
    createdAt: by(table.createdAt, 'When it was first written.'),
    updatedAt: by(table.updatedAt, 'When it was last changed.')
  }
}
