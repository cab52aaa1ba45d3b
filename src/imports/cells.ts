/**
 * Which columns and tables a resource's records write, read from its definition, and the SQL of each
 * value: from a staged document (a Row of normalise.ts) that a query calls `cells`.
 */
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core'
import type { Field, OneField, Resource, ResourceName } from '../resources/define.js'
import { isWritable } from './normalise.js'

export interface Cell {
  name: string
  /** The field that it belongs to: `rating.label`. */
  field: string
  /** The value's SQL. */
  value: string
  /** Whether the record gives it at all. */
  given: string
  /** Left to the service where null. */
  found: boolean
}
export interface Link {
  /** Where its keys stand in a staged document (SQL/JSON path). */
  path: string
  field: string
  column: string
  to: ResourceName
}
/** A table of parts, plain values or links that the resource's records write. */
export interface PartTable {
  name: string
  table: AnyPgTable
  owner: AnyPgColumn
  position: AnyPgColumn
  cells: Cell[]
  links: Link[]
}

/** The columns of its own table, and the links among them. */
export function rowCells({ fields }: Resource): { columns: Cell[]; links: Link[] } {
  const own = Object.entries(fields)
    .filter(([, field]) => isWritable(field))
    .flatMap(([name, field]): [string, Field][] =>
      field.kind === 'group'
        ? Object.entries(field.fields).map(([inner, member]) => [`${name}.${inner}`, member])
        : [[name, field]]
    )
  return {
    columns: own.flatMap(([name, field]) => cellsOf(name, field)),
    links: own.flatMap(([name, field]) => linkAt('$', name, field))
  }
}

export function partTables({ fields }: Resource): PartTable[] {
  return Object.entries(fields).flatMap(([name, field]): PartTable[] => {
    if (!isWritable(field)) return []
    const base = `$.p."${name}"[*]`
    if (field.kind === 'parts') {
      const members = Object.entries(field.fields).map(
        ([inner, member]) => [`${name}.${inner}`, member] as const
      )
      const links = members.flatMap(([path, member]) => linkAt(base, path, member))
      const cells = members.flatMap(([path, member]) => cellsOf(path, member))
      return [{ name, ...field, cells, links }]
    }
    if (field.kind === 'values')
      return [{ name, ...field, cells: [valueCell(name, field.value)], links: [] }]
    if (field.kind !== 'many' || !('table' in field.join)) return []
    const { target: column, ...join } = field.join
    const links = [
      { path: `${base}.l.${column.name}`, field: name, column: column.name, to: field.to }
    ]
    return [{ name, ...join, cells: [linkCell(name, { column, to: field.to })], links }]
  })
}

const linkAt = (base: string, name: string, field: Field): Link[] =>
  field.kind === 'one'
    ? [
        {
          path: `${base}.l.${field.column.name}`,
          field: name,
          column: field.column.name,
          to: field.to
        }
      ]
    : []

function cellsOf(name: string, field: Field): Cell[] {
  if (field.kind === 'one') return [linkCell(name, field)]
  if (field.kind !== 'column' && field.kind !== 'date') return []
  if (field.computed) return []
  const of = field.kind === 'date' ? [field.column, field.earliest, field.latest] : [field.column]
  return of.map((column) => valueCell(name, column, field.found))
}
function valueCell(field: string, column: AnyPgColumn, found = false): Cell {
  const type = column.getSQLType()
  const value = type.endsWith('[]')
    ? `case when jsonb_typeof(cells->'c'->'${column.name}') = 'array' then array(select jsonb_array_elements_text(cells->'c'->'${column.name}')) end`
    : `(cells->'c'->>'${column.name}')::${type}`
  return { name: column.name, field, value, given: `cells->'c' ? '${column.name}'`, found }
}
function linkCell(field: string, { column, to }: Pick<OneField, 'column' | 'to'>): Cell {
  const value = `(select k.id from jsonb_path_query(cells, 'lax $.l.${column.name}[*]') with ordinality candidate(name, nth) join keys k on k.resource = '${to}' and k.key = candidate.name #>> '{}' and k.id is not null order by nth limit 1)`
  return { name: column.name, field, value, given: `cells->'l' ? '${column.name}'`, found: false }
}

/** Values for new rows: what a record leaves out gets the table's default; an import publishes. */
export const withDefault =
  ({ table }: Resource) =>
  (cell: Cell): string => {
    const column = Object.values(table as unknown as Record<string, AnyPgColumn>).find(
      (each) => each?.name === cell.name
    )
    if (cell.name === 'status') return `coalesce(${cell.value}, 'published')`
    if (!column?.hasDefault) return cell.value
    const value = Array.isArray(column.default) ? '{}' : String(column.default)
    return `case when ${cell.given} then ${cell.value} else '${value}' end`
  }
