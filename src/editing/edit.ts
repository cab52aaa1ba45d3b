/** The edits of the record, one function each door calls: all of an edit in one transaction. */
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { ApiError } from '../errors.js'
import type { Resource } from '../resources/define.js'
import { type Author, change } from './change.js'
import { demand, type Principal, type Scope } from './keys.js'
import { mergeRow, publishRow, restoreRow, withdrawRow } from './status.js'
import { createRow, patchRow, type Standing, standingOf } from './write.js'

/** Which revisions the writer knows: the row has to be at one of them. */
export type Known = number[] | 'any'
export type Edit =
  | { verb: 'create'; body: unknown }
  | { verb: 'patch'; key: string; body: unknown; known: Known }
  | { verb: 'withdraw'; key: string; reason: string; known: Known }
  | { verb: 'publish' | 'restore'; key: string; known: Known }
  | { verb: 'merge'; key: string; into: string; known: Known }

const needs: Record<Edit['verb'], Scope> = {
  create: 'write',
  patch: 'write',
  withdraw: 'publish',
  publish: 'publish',
  restore: 'publish',
  merge: 'publish'
}

/** What is done once a request with this Idempotency-Key was answered: the same answer again. */
export interface Idempotency {
  key: string
  /** All that the request asks for. */
  request: unknown
}
export interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

/** Throws unless the key's scopes allow the edit: before anything else of the request is looked at. */
export function mayEdit(principal: Principal | undefined, edit: Pick<Edit, 'verb'>): Principal {
  return demand(principal, needs[edit.verb])
}

/**
 * Makes the edit and answers with what `answer` reads of the row by its id, in the same transaction.
 * With an Idempotency-Key the answer is kept there too.
 */
export function makeEdit(
  pool: pg.Pool,
  author: Author,
  resource: Resource,
  edit: Edit,
  answer: (client: pg.PoolClient, id: string) => Promise<Answer>,
  idempotency?: Idempotency
): Promise<Answer & { replayed?: boolean }> {
  return change(pool, author, async (client) => {
    const once = idempotency && !author.dryRun ? idempotency : undefined
    const before = once && (await answeredBefore(client, author.principal, once))
    if (before) return { ...before, replayed: true }
    const id = await perform(client, author, resource, edit)
    const given = await answer(client, id)
    if (once) await keepAnswer(client, author.principal, once, given)
    return given
  })
}

async function perform(
  client: pg.ClientBase,
  { principal }: Author,
  resource: Resource,
  edit: Edit
): Promise<string> {
  if (edit.verb === 'create') {
    const publish = (edit.body as { status?: unknown } | null)?.status === 'published'
    if (publish) demand(principal, 'publish')
    return createRow(client, resource, edit.body, { publish })
  }
  const standing = await standingOf(client, resource, edit.key)
  checkKnown(standing, edit.known)
  switch (edit.verb) {
    case 'patch':
      if (standing.status !== 'draft') demand(principal, 'publish')
      await patchRow(client, resource, standing, edit.body)
      break
    case 'withdraw':
      await withdrawRow(client, resource, standing, edit.reason)
      break
    case 'publish':
      await publishRow(client, resource, standing)
      break
    case 'restore':
      await restoreRow(client, resource, standing)
      break
    case 'merge':
      return mergeRow(client, resource, standing, edit.into)
  }
  return standing.id
}

function checkKnown({ revision }: Standing, known: Known): void {
  if (known === 'any' || known.includes(revision)) return
  throw new ApiError(
    'precondition_failed',
    `It is at revision ${revision} now: read it again, and change that.`
  )
}

const hashOf = (request: unknown) =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex')

async function answeredBefore(
  client: pg.ClientBase,
  { keyId }: Principal,
  { key, request }: Idempotency
): Promise<Answer | undefined> {
  const { rows } = await client.query(
    'select request_sha256 as hash, status, headers, body from service.idempotent_requests where key_id = $1 and idempotency_key = $2',
    [keyId, key]
  )
  if (!rows[0]) return undefined
  const { hash, ...answer } = rows[0] as Answer & { hash: string }
  if (hash === hashOf(request)) return answer
  throw new ApiError(
    'idempotency_mismatch',
    'This Idempotency-Key was used for a request that asked for something else.'
  )
}

/** Answers are kept for a day. */
async function keepAnswer(
  client: pg.ClientBase,
  { keyId }: Principal,
  { key, request }: Idempotency,
  { status, headers, body }: Answer
): Promise<void> {
  await client.query(
    "delete from service.idempotent_requests where created_at < now() - interval '1 day'"
  )
  await client.query(
    'insert into service.idempotent_requests (key_id, idempotency_key, request_sha256, status, headers, body) values ($1, $2, $3, $4, $5, $6)',
    [keyId, key, hashOf(request), status, headers, body]
  )
}
