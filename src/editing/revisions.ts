/** Revisions: who changed a row, when, why, and in which fields. Read from the history, kept nowhere else. */

import { getTableName } from 'drizzle-orm'
import type pg from 'pg'
import { ApiError } from '../errors.js'
import type { Resource } from '../resources/define.js'
import { readOne } from '../store/read.js'
import type { Selection } from '../store/selection.js'
import type { View } from '../store/view.js'

export interface FieldChange {
  field: string
  from: unknown
  to: unknown
}
export interface Revision {
  revision: number
  action: string
  at: string
  /** The name of the key, or the program that wrote it. */
  by: string
  reason: string | null
  requestId: string | null
  /** Against the revision before it that the reader may see. */
  changes: FieldChange[]
}
type Entry = Omit<Revision, 'changes'>
/** A row as it stood; undefined where the reader finds none. */
type State = Record<string, unknown> | undefined

/**
 * Newest first. A reader sees those at which the row was public, or ceased to be; whoever reads drafts
 * sees them all. One statement a revision of the page, beside that for the page itself.
 */
export async function revisionsOf(
  db: pg.Pool,
  resource: Resource,
  id: string,
  select: Selection,
  view: View,
  { limit, before }: { limit: number; before?: number | undefined }
): Promise<{ revisions: Revision[]; more: boolean }> {
  const { rows } = await db.query(
    `select * from (
       select distinct on (c.revision) c.revision, c.action, s.made_at as at, s.actor as by, s.reason, s.request_id as "requestId"
       from history.changes c join history.change_sets s on s.number = c.change_set
       where c.row_id = $1 and c.resource = $2 and c.action <> 'touched' and ($3 or c.is_visible or c.was_visible) and s.made_at <= $4
       order by c.revision, c.position
     ) r where $5::int is null or revision < $5 order by revision desc limit $6`,
    [
      id,
      getTableName(resource.table),
      view.sees !== undefined,
      view.asOf ?? 'infinity',
      before ?? null,
      limit + 1
    ]
  )
  const entries = (rows as (Omit<Entry, 'at'> & { at: Date })[]).map((row) => ({
    ...row,
    at: row.at.toISOString()
  }))
  const sees = view.sees && 'all'
  const states = await Promise.all(
    entries.map(async ({ at }) => stateAt(db, resource, id, select, { asOf: at, sees }))
  )
  const revisions = entries
    .slice(0, limit)
    .map((entry, i) => ({ ...entry, changes: changesOf(entry, states[i + 1], states[i]) }))
  return { revisions, more: entries.length > limit }
}

/** One revision with the row as it stood then; `not_found` where there is none to see. */
export async function revisionOf(
  db: pg.Pool,
  resource: Resource,
  id: string,
  n: number,
  select: Selection,
  view: View
): Promise<Revision & { data: object | null }> {
  const { revisions } = await revisionsOf(db, resource, id, select, view, {
    limit: 1,
    before: n + 1
  })
  const [found] = revisions
  if (found?.revision !== n)
    throw new ApiError('not_found', `The ${resource.singular} has no revision of this number.`)
  const sees = view.sees && 'all'
  const data = await stateAt(db, resource, id, select, { asOf: found.at, sees })
  return { ...found, data: data ?? null }
}

async function stateAt(
  db: pg.Pool,
  resource: Resource,
  id: string,
  select: Selection,
  view: View
): Promise<State> {
  // A selection goes with one view, and so does what is written from it.
  const text = await readOne(db, resource, id, [...select], view)
  return text === undefined ? undefined : JSON.parse(text)
}

/** A reader finds nothing where a row is withdrawn: of going and coming back the status alone is told. */
function changesOf({ action }: Entry, before: State, after: State): FieldChange[] {
  const status = (state: State) => state?.['status'] ?? 'withdrawn'
  const comesBack = action === 'restored' && before === undefined
  return after === undefined || comesBack
    ? [{ field: 'status', from: status(before), to: status(after) }]
    : differences(before ?? {}, after)
}

const bookkeeping = new Set(['revision', 'updatedAt'])
/** Field by field; of objects member by member: `rating.label`. */
function differences(
  from: Record<string, unknown>,
  to: Record<string, unknown>,
  path = ''
): FieldChange[] {
  const names = new Set([...Object.keys(from), ...Object.keys(to)])
  return [...names].flatMap((name): FieldChange[] => {
    const [before, after] = [from[name] ?? null, to[name] ?? null]
    if ((path === '' && bookkeeping.has(name)) || JSON.stringify(before) === JSON.stringify(after))
      return []
    const field = `${path}${name}`
    return isObject(before) && isObject(after)
      ? differences(before, after, `${field}.`)
      : [{ field, from: before, to: after }]
  })
}
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
