/**
 * What a request wants, in a form that both doors make and the engine reads: which resource, which
 * rows of it in which order, and which fields and links of each row, to any depth.
 */
import type { ColumnField, Field, Operator, Resource } from '../resources/define.js'
import type { HighlightMember } from './search.js'
import type { View } from './view.js'

/** The members of one JSON object, in order. `as` is the member's name. */
export type Selection = Pick[]
export type Pick =
  | { as: string; constant: string }
  | { as: string; label: Resource }
  /** `select`: of a link, part or group. `connection`: a to-many link by pages. */
  | { as: string; field: Field; select?: Selection; connection?: Connection }

export interface AppliedFilter {
  name: string
  operator: Operator
  values: unknown[]
}
export interface AppliedSort {
  name: string
  descending: boolean
}
/** Which rows, in which order, from where on. */
export interface Rows {
  filters: AppliedFilter[]
  sort: AppliedSort[]
  /** At most this many. */
  limit: number
  /** The sort values and id of the row that the page begins after, or ends before. */
  from?: { key: string[]; backward: boolean }
  /** The last rows instead of the first. */
  backward: boolean
}
export interface ListRequest {
  resource: Resource
  rows: Rows
  select: Selection
  view?: View
  count?: 'exact' | 'estimate' | undefined
}

/** A Relay connection, with just those of its members that were asked for. */
export interface Connection {
  rows: Rows
  members: ConnectionMember[]
  /** Names the list that its cursors are good for. */
  binding: string
}
export type ConnectionMember =
  | { as: string; member: 'nodes'; select: Selection }
  | { as: string; member: 'edges'; parts: EdgePart[] }
  | { as: string; member: 'totalCount' }
  | { as: string; member: 'pageInfo'; parts: PageInfoPart[] }
  | { as: string; constant: string }
export type EdgePart =
  | { as: string; part: 'node'; select: Selection }
  | { as: string; part: 'cursor' }
  | { as: string; part: 'highlights'; members: HighlightMember[] }
  | { as: string; constant: string }
export type PageInfoPart =
  | { as: string; part: 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor' }
  | { as: string; constant: string }

/** What a link shows without `include`: enough to name the row and to find it. */
export function reference(to: Resource): Selection {
  return [
    { as: 'id', field: to.fields['id'] as ColumnField },
    ...(to.slug ? [{ as: 'slug', field: to.fields['slug'] as ColumnField }] : []),
    { as: 'label', label: to }
  ]
}
