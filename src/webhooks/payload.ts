/** What is sent of an event: what happened to which row, and the row as readers find it now. */
import type pg from 'pg'
import { ApiError } from '../errors.js'
import type { Resource, ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { representation } from '../rest/representation.js'
import { fateOf, readRow } from '../store/read.js'
import { itemPath } from '../store/references.js'
import type { Selection } from '../store/selection.js'

/** A row of more bytes is not sent: `data.row` is null, and `data.href` leads to it. */
export const mostRowBytes = 256_000

export interface Told {
  type: string
  occurredAt: Date
  webhookId: string
  /** Of the row; null in a ping. */
  resource: ResourceName | null
  rowId: string | null
  revision: number | null
}

const selections = new Map<Resource, Selection>()
function selectionOf(resource: Resource): Selection {
  const known = selections.get(resource) ?? representation(resource)
  selections.set(resource, known)
  return known
}

/** The body, made anew at each attempt: what was withdrawn meanwhile is not told any more. */
export async function payloadOf(db: pg.Pool, told: Told, publicUrl = ''): Promise<string> {
  const { type, occurredAt, rowId, revision } = told
  const envelope = (data: string) =>
    `{"type":${JSON.stringify(type)},"timestamp":${JSON.stringify(occurredAt)},"data":${data}}`
  const resource = told.resource && resources[told.resource]
  if (!resource || !rowId) return envelope(JSON.stringify({ webhook: told.webhookId }))
  const row = await rowText(db, resource, rowId)
  const fate = row === undefined ? await fateOf(db, resource, rowId, {}) : undefined
  const data = {
    resource: resource.name,
    action: type.split('.')[1],
    id: rowId,
    revision,
    href: `${publicUrl}${itemPath(resource)}/${rowId}`,
    reason: fate && 'withdrawn' in fate ? fate.withdrawn.reason : null,
    mergedInto: fate && 'merged' in fate ? fate.merged : null
  }
  const shown = row && Buffer.byteLength(row) <= mostRowBytes ? row : 'null'
  return envelope(`${JSON.stringify(data).slice(0, -1)},"row":${shown}}`)
}

/** Undefined where readers find none; null where it is too large even to be read. */
async function rowText(
  db: pg.Pool,
  resource: Resource,
  id: string
): Promise<string | null | undefined> {
  try {
    return (await readRow(db, resource, id, selectionOf(resource), {}))?.data
  } catch (error) {
    if (error instanceof ApiError && error.code === 'query_too_complex') return null
    throw error
  }
}
