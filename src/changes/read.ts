/** The change feed: what happened to which rows that readers see, in the order of commits. */
import { getTableName } from 'drizzle-orm'
import type { Field, Resource, ResourceName } from '../resources/define.js'
import { itemPath, resources } from '../resources/index.js'
import { type Queryable, run } from '../store/database.js'
import { objectOf } from '../store/objects.js'
import type { Selection } from '../store/selection.js'
import { Statement } from '../store/sql.js'
import { actionSql, type ChangeAction, changeActions, eventName } from './events.js'

/** Positions are whole numbers below this. */
export const mostPositions = Number.MAX_SAFE_INTEGER

export interface ChangesRequest {
  /** The position after which the page begins: 0 for the beginning. */
  after: number
  limit: number
  /** Of these resources; of all unless given. */
  resources?: ResourceName[] | undefined
  actions?: ChangeAction[] | undefined
  /** Of these rows. */
  ids?: string[] | undefined
}
export interface Change {
  position: number
  /** `claim.published` */
  type: string
  resource: ResourceName
  action: ChangeAction
  id: string
  revision: number
  /** When it was committed (ISO 8601, UTC). */
  at: string
  by: string
  reason: string | null
  href: string
  /** The row that it was merged into. */
  mergedInto: string | null
  /** The row's content as it is now; null where readers do not see it any more. */
  data: Record<string, unknown> | null
}
export interface ChangesPage {
  /** JSON objects, one a change. */
  changes: string[]
  /** Where the next page begins: the last position looked at, whether or not a change there matched. */
  next: number
  more: boolean
}

/**
 * A row's content: its own fields, its parts, and the ids of what it links to. What other rows say of
 * it, labels and what follows from captures or the law are read elsewhere.
 */
export function contentOf(resource: Resource): Selection {
  const withinFields = (fields: Record<string, Field>, depth: number): Selection =>
    Object.entries(fields).flatMap(([as, field]): Selection => {
      switch (field.kind) {
        case 'one':
          return [{ as, field, select: idOf(field.to) }]
        case 'many':
          return 'table' in field.join && !field.join.reverse && field.shown === 'always'
            ? [{ as, field, select: idOf(field.to) }]
            : []
        case 'parts':
          return field.readOnly && depth === 0
            ? []
            : [{ as, field, select: withinFields(field.fields, depth + 1) }]
        case 'group': {
          const select = withinFields(field.fields, depth + 1)
          return select.length ? [{ as, field, select }] : []
        }
        case 'computed':
          return []
        default:
          // A text may be long, and never changes: it is read at the capture.
          return resource.name === 'captures' && as === 'text' ? [] : [{ as, field }]
      }
    })
  return withinFields(resource.fields, 0)
}
const idOf = (to: ResourceName): Selection => [
  { as: 'id', field: resources[to].fields['id'] as Field }
]

/** The resources in a fixed order, by the name of their table. */
const byTable = new Map(
  Object.values(resources).map((resource) => [getTableName(resource.table), resource])
)

interface PageRow {
  changes: string[]
  next: string
  more: boolean
}

/**
 * A page of the feed, in one statement. Writers take turns until they commit, so no position appears
 * behind one that was read; a reader who goes on from `next` misses nothing.
 */
export async function readChanges(db: Queryable, request: ChangesRequest): Promise<ChangesPage> {
  const { after, limit, ids } = request
  const sql = new Statement()
  const named = request.resources?.map((name) => getTableName(resources[name].table))
  const where = [
    `c.position > ${sql.param(after, 'bigint')}`,
    '(c.was_visible or c.is_visible)',
    ...(named ? [`c.resource = any(${sql.param(named, 'text[]')})`] : []),
    ...(ids ? [`c.row_id = any(${sql.param(ids, 'uuid[]')})`] : []),
    ...(request.actions && request.actions.length < changeActions.length
      ? [`${actionSql('c')} = any(${sql.param(request.actions, 'text[]')})`]
      : [])
  ].join(' and ')
  const page = `select * from history.changes c where ${where} order by c.position limit ${sql.param(limit + 1, 'integer')}`
  const told = named ?? [...byTable.keys()]
  const objects = told.map((table) => {
    const resource = byTable.get(table) as Resource
    const [row, gone] = [sql.alias(), sql.alias()]
    const data = `(select ${objectOf(contentOf(resource), row, sql)} from ${table} ${row} where ${row}.id = p.row_id and ${sql.readable(row)})`
    const events = changeActions.map(
      (action) => `when '${action}' then '"${eventName(resource, action)}"'`
    )
    const type = `case ${actionSql('p')} ${events.join(' ')} end`
    return `when '${table}' then '{"position":' || p.position || ',"type":' || ${type} || ',"resource":"${resource.name}","action":"' || ${actionSql('p')} || '","id":"' || p.row_id || '","revision":' || p.revision || ',"at":' || to_json(to_char(s.made_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text || ',"by":' || to_json(s.actor)::text || ',"reason":' || coalesce(to_json(s.reason)::text, 'null') || ',"href":"${itemPath(resource)}/' || p.row_id || '","mergedInto":' || coalesce((select '"' || ${gone}.merged_into || '"' from ${table} ${gone} where ${gone}.id = p.row_id), 'null') || ',"data":' || coalesce(${data}, 'null') || '}'`
  })
  const change = `case p.resource ${objects.join(' ')} end`
  const query = `with page as materialized (${page}), shown as (select * from page order by position limit ${sql.param(limit, 'integer')})
    select coalesce(array_agg(${change} order by p.position), '{}') as changes, (select count(*) from page) > ${sql.param(limit, 'integer')} as more,
      case when (select count(*) from page) > ${sql.param(limit, 'integer')} then (select max(position) from shown) else greatest((select max(position) from history.changes), ${sql.param(after, 'bigint')}) end as next
    from shown p join history.change_sets s on s.number = p.change_set`
  const [row] = (await run<PageRow>(db, query, sql)) as [PageRow]
  return { changes: row.changes, next: Number(row.next), more: row.more }
}

/** The position of the last change. */
export async function lastPosition(db: Queryable): Promise<number> {
  const { rows } = await db.query({
    text: 'select coalesce(max(position), 0) as last from history.changes',
    values: []
  })
  return Number((rows[0] as { last: string }).last)
}
