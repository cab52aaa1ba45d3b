/** What webhooks are told: the events, the patterns that choose among them, and filters on their rows. */
import { getTableName } from 'drizzle-orm'
import type pg from 'pg'
import { changeActions, eventName } from '../changes/events.js'
import { ApiError } from '../errors.js'
import type { Field, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { filterOf } from '../rest/parameters.js'
import { readList } from '../store/read.js'
import { conditions, sortOf } from '../store/rows.js'
import type { AppliedFilter } from '../store/selection.js'
import { Statement } from '../store/sql.js'

export const pingType = 'webhook.ping'
const all = Object.values(resources)
/** `claim.published` and so on, for every resource. */
export const eventTypes: string[] = all.flatMap((resource) =>
  changeActions.map((action) => eventName(resource, action))
)

/** `*` stands for any resource, any action, or both. */
const matches = (pattern: string, type: string) => {
  const [resource, action] = type.split('.') as [string, string]
  return ['*', type, `${resource}.*`, `*.${action}`].includes(pattern)
}
export const isPattern = (text: string) => eventTypes.some((type) => matches(text, type))
export const isChosen = (type: string, patterns: string[]) =>
  patterns.some((pattern) => matches(pattern, type))

/** Filters as the query string of a list has them: `{"agency": "minneapolis-pd"}`. */
export type Filter = Record<string, string>

/** Throws unless each filter is one of every resource that the events are of, and names rows that exist. */
export async function checkFilter(db: pg.Pool, patterns: string[], filter: Filter): Promise<void> {
  if (!Object.keys(filter).length) return
  const chosen = all.filter((resource) =>
    changeActions.some((action) => isChosen(eventName(resource, action), patterns))
  )
  for (const resource of chosen)
    try {
      const sort = sortOf(resource.defaultSort)
      const rows = { filters: filtersOf(resource, filter), sort, limit: 1, backward: false }
      const select = [{ as: 'id', field: resource.fields['id'] as Field }]
      await readList(db, { resource, rows, select, view: {} })
    } catch (error) {
      if (!(error instanceof ApiError) || error.status >= 500) throw error
      throw new ApiError(
        'invalid_body',
        `/filter, for ${resource.name}: ${error.message}`,
        error.faults.map(({ parameter, message }) => ({
          pointer: `/filter${parameter === undefined ? '' : `/${parameter}`}`,
          code: 'invalid_body',
          message
        }))
      )
    }
}

const filtersOf = (resource: Resource, filter: Filter): AppliedFilter[] =>
  Object.entries(filter).map(([name, value]) => {
    const [, base = name, operator] = /^([^[\]]*)\[([^[\]]*)\]$/.exec(name) ?? []
    return filterOf(resource, { name, base, operator, value }, [])
  })

/**
 * Which of a resource's rows match, as they are now, in one statement. Rows that readers no longer see
 * are among them: that they went is told to whom they mattered.
 */
export async function matching(
  db: pg.Pool,
  resource: Resource,
  ids: string[],
  filter: Filter
): Promise<Set<string>> {
  if (!Object.keys(filter).length) return new Set(ids)
  const sql = new Statement({ sees: 'all' })
  const alias = sql.alias()
  const where = conditions(resource, filtersOf(resource, filter), alias, sql)
  const text = `select ${alias}.id from ${getTableName(resource.table)} ${alias} where ${alias}.id = any(${sql.param(ids, 'uuid[]')}) and ${where.join(' and ')}`
  const { rows } = await db.query(text, sql.values)
  return new Set(rows.map(({ id }) => id as string))
}

const byTable = new Map(all.map((resource) => [getTableName(resource.table), resource]))
/** The resource whose rows are in the table. */
export const resourceOf = (table: string) => byTable.get(table)
