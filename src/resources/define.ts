/**
 * The shape of a resource definition: what is served, declared once and read by everything else
 * (REST routes, OpenAPI, GraphQL types, filters, sorts, the importer, the reference docs).
 * Runs nothing.
 */
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core'
import type { z } from 'zod'

export const resourceNames = [
  'jurisdictions',
  'agencies',
  'people',
  'publishers',
  'events',
  'sources',
  'captures',
  'statements',
  'claims',
  'relations',
  'topics',
  'statutes',
  'statuteVersions',
  'statuteReferences',
  'assessments'
] as const
export type ResourceName = (typeof resourceNames)[number]

/** A value that stands in a column of the row. */
export interface ColumnField {
  kind: 'column'
  column: AnyPgColumn
  /** The JSON value; `.describe()` says what it means, `.meta({ examples })` shows one. */
  schema: z.ZodType
  nullable: boolean
  /** Made by the service, never written by a caller. */
  computed: boolean
  /** Found by the service where a caller leaves it out. */
  found: boolean
  /** What a reader gets of it (an SQL expression), where that is not the column itself. */
  served?: ((alias: string) => string) | undefined
}
/** An EDTF date: a column field whose row also keeps the first and last day it may stand for. */
export interface DateField extends Omit<ColumnField, 'kind'> {
  kind: 'date'
  earliest: AnyPgColumn
  latest: AnyPgColumn
}
/** A link to one resource by a foreign key in the row. */
export interface OneField {
  kind: 'one'
  column: AnyPgColumn
  to: ResourceName
  nullable: boolean
  about: string
}
/** How the rows of a to-many link are found from the owner's row. */
export type Join =
  | {
      table: AnyPgTable
      owner: AnyPgColumn
      target: AnyPgColumn
      position: AnyPgColumn
      /** The table is written from the other side. */
      reverse?: boolean
    }
  | { on: (owner: string, target: string, sql: SqlScope) => string }
/** A link to many resources. */
export interface ManyField {
  kind: 'many'
  to: ResourceName
  join: Join
  /**
   * `always` in the resource's own JSON; `asked` for by `include`; `paged`: may be without bound, so
   * REST reads it as a filtered list and GraphQL as a connection.
   */
  shown: 'always' | 'asked' | 'paged'
  about: string
  /** Its order, as in the `sort` parameter, where that is not the order of its resource. */
  sort?: string
}
/** Objects that belong to the row and have no id of their own, in a table of theirs. */
export interface PartsField {
  kind: 'parts'
  table: AnyPgTable
  owner: AnyPgColumn
  position: AnyPgColumn
  fields: Record<string, PartField>
  /** The name of the object's type in GraphQL and OpenAPI. */
  typeName: string
  /** One object or null instead of a list. */
  single: boolean
  /** The table is a view, or kept by the database: nobody writes it. */
  readOnly?: boolean
  about: string
}
/** An object made of columns of the row itself. */
export interface GroupField {
  kind: 'group'
  fields: Record<string, ColumnField | OneField | ManyField | ComputedField>
  typeName: string
  about: string
}
/** A list of plain values kept in a table of their own, so that the database can hold them unique. */
export interface ValuesField {
  kind: 'values'
  table: AnyPgTable
  owner: AnyPgColumn
  position: AnyPgColumn
  value: AnyPgColumn
  schema: z.ZodType
  about: string
}
/** A value that the database works out from the row. */
export interface ComputedField {
  kind: 'computed'
  /** An SQL expression of type text: the value as JSON, or null. */
  json(alias: string, sql: SqlScope): string
  schema: z.ZodType
  nullable: boolean
}
export type PartField = ColumnField | DateField | OneField | ComputedField | PartsField
export type Field =
  | ColumnField
  | DateField
  | OneField
  | ManyField
  | PartsField
  | GroupField
  | ValuesField
  | ComputedField

export const operators = ['eq', 'not', 'gt', 'gte', 'lt', 'lte', 'exists', 'contains'] as const
export type Operator = (typeof operators)[number]

/** What a filter may ask of the statement that is being written. */
export interface SqlScope {
  /** Binds a value; returns its placeholder, cast to the SQL type. */
  param(value: unknown, type: string): string
  /** A scalar subquery: the id of the resource that a reader knows by this id, slug or identifier. */
  key(to: ResourceName, value: string): string
  /** The same where either resource may have the row: an array of the ids, of one or of both. */
  either(to: ResourceName, or: ResourceName, value: string): string
  /** The condition under which a row is there for this reader. */
  readable(alias: string): string
  /** Whether a reader finds the row of this id (an SQL expression). */
  there(to: ResourceName, id: string): string
  /** Another resource's filter, applied to its alias. */
  filter(
    of: ResourceName,
    name: string,
    alias: string,
    operator: Operator,
    values: unknown[]
  ): string
  /** The day (an SQL expression) whose law is asked for: today unless the request says another. */
  day(): string
  /** A fresh alias. */
  alias(): string
}
/** A link table that carries its owner's sort key: it can lead a list in that order. */
export interface Lead {
  table: AnyPgTable
  owner: AnyPgColumn
  value: AnyPgColumn
  sortedBy: AnyPgColumn
  /** The name of the sort that the table's index gives, newest first. */
  sort: string
  /** The ids that the values name, as an array; `descends`: those below them too. */
  keys(values: unknown[], sql: SqlScope): string
  descends: boolean
  /** The table's rows are a resource's own: each has to be readable, and an owner may have several. */
  isResource: boolean
}
/** What the rows of a list can be counted by: a value, a date, or the rows that they link to. */
export type Facet =
  | { kind: 'value'; value(alias: string): string }
  | { kind: 'date'; earliest(alias: string): string; latest(alias: string): string }
  /** `once`: a row links to another at most once. */
  | { kind: 'link'; to: ResourceName; once: boolean; ids(alias: string, sql: SqlScope): string }
export interface Filter {
  about: string
  operators: readonly Operator[]
  /** Checks one value as it stands in a URL (a string). */
  value: z.ZodType
  /** The values are ids, slugs or identifiers of this resource, or else of the other. */
  to?: ResourceName
  or?: ResourceName
  where(alias: string, operator: Operator, values: unknown[], sql: SqlScope): string
  lead?: Lead
  facet?: Facet
}
export interface Sort {
  about: string
  /** Never null: by construction of the expression where the column may be. */
  expression(alias: string, descending: boolean): string
  /** The SQL type of the expression, to which a cursor's value is cast. */
  type: string
}
/** What `q` looks through: fields of the row, which its column `search` holds the words of. */
export interface Search {
  fields: string[]
  /** Of them, names that are found misspelt, in the column `search_names`. */
  names?: string[]
  /** A citation in the text finds the row of its code and section. */
  citations?: boolean
}
/** A way to name a row beside its id and slug, such as `ori:MN0271100`. */
export interface Key {
  about: string
  example: string
  matches: RegExp
  /** The key that a value stands for, where that is not the value itself; undefined for none. */
  read?(value: string): string | undefined
  /** A query of one column, the ids of the rows named by an SQL expression of type text. */
  ids(key: string): string
}

export interface Resource {
  name: ResourceName
  /** The name of one, as GraphQL's field for it: `claim`. */
  singular: string
  /** The GraphQL type and the OpenAPI schema: `Claim`. */
  typeName: string
  /** The REST collection below /v1; absent for what is read only through its owner. */
  path?: string
  about: string
  table: AnyPgTable
  fields: Record<string, Field>
  /** What a link shows a person: the first of these that is not null. */
  label: AnyPgColumn[]
  slug?: AnyPgColumn
  keys: Key[]
  filters: Record<string, Filter>
  sorts: Record<string, Sort>
  /** As in the `sort` parameter: `-issuedOn`. */
  defaultSort: string
  search?: Search
}

export function defineResource(definition: Omit<Resource, 'keys'> & { keys?: Key[] }): Resource {
  return { keys: [], ...definition }
}

export function column(
  of: AnyPgColumn,
  schema: z.ZodType,
  options: { computed?: boolean; found?: boolean; served?: ColumnField['served'] } = {}
): ColumnField {
  const { computed = false, found = false, served } = options
  return { kind: 'column', column: of, schema, nullable: !of.notNull, computed, found, served }
}
export function computed(
  schema: z.ZodType,
  json: ComputedField['json'],
  { nullable = false } = {}
): ComputedField {
  return { kind: 'computed', schema, json, nullable }
}
export function one(of: AnyPgColumn, to: ResourceName, about: string): OneField {
  return { kind: 'one', column: of, to, nullable: !of.notNull, about }
}
export function many(
  to: ResourceName,
  join: Join,
  about: string,
  shown: ManyField['shown'] = 'always',
  sort?: string
): ManyField {
  return { kind: 'many', to, join, shown, about, ...(sort && { sort }) }
}
export function parts(
  field: Omit<PartsField, 'kind' | 'single'> & { single?: boolean }
): PartsField {
  return { kind: 'parts', single: false, ...field }
}
export function group(typeName: string, about: string, fields: GroupField['fields']): GroupField {
  return { kind: 'group', typeName, about, fields }
}
