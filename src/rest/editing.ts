/** The REST door to editing: POST, PATCH, DELETE and what changes a row's status; its revisions. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import { entityTag } from '../caching/tags.js'
import { type Answer, type Edit, type Known, makeEdit, mayEdit } from '../editing/edit.js'
import { revisionOf, revisionsOf } from '../editing/revisions.js'
import { ApiError } from '../errors.js'
import { prose } from '../resources/columns.js'
import type { Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { readRow } from '../store/read.js'
import { itemPath } from '../store/references.js'
import { parseBody } from './body.js'
import { parseRevisions, parseWrite } from './parameters.js'
import { representation } from './representation.js'
import { acceptJson, queryOf, type RestOptions, rowOf } from './routes.js'

const jsonType = 'application/json; charset=utf-8'
type Addressed = FastifyRequest<{ Params: { id: string; n: string } }>
/** Where a row of what has no collection is created: below its owner. */
const below = {
  captures: { path: '/v1/sources/:id/captures', owner: 'source' },
  statuteVersions: { path: '/v1/statutes/:id/versions', owner: 'statute' }
} as Record<string, { path: string; owner: string }>

const Into = z.strictObject({ into: z.string().min(1).max(300) })
const Reason = z.strictObject({ reason: prose(1000).optional() })

export function editingRoutes(app: FastifyInstance, options: RestOptions & { db: pg.Pool }): void {
  for (const resource of Object.values(resources)) {
    const item = `${itemPath(resource)}/:id`
    const owner = below[resource.name]
    app.post<{ Params: { id: string } }>(owner?.path ?? itemPath(resource), (request, reply) => {
      mayEdit(request.principal, { verb: 'create' })
      const given = request.body
      const body =
        owner && typeof given === 'object' ? { ...given, [owner.owner]: request.params.id } : given
      return edit(resource, { verb: 'create', body }, request, reply)
    })
    app.patch(item, (request: Addressed, reply) => {
      mayEdit(request.principal, { verb: 'patch' })
      const type = request.headers['content-type'] ?? ''
      if (!/^application\/(merge-patch\+)?json\s*(;|$)/i.test(type))
        throw new ApiError('unsupported_media_type', 'Send application/merge-patch+json.')
      const known = revisionsIn(request, true)
      const key = request.params.id
      return edit(resource, { verb: 'patch', key, body: request.body, known }, request, reply)
    })
    app.delete(item, (request: Addressed, reply) => {
      mayEdit(request.principal, { verb: 'withdraw' })
      const known = revisionsIn(request, true)
      const { reason: told } = parseBody(Reason, request.body ?? {})
      const reason = told ?? parseWrite(resource, queryOf(request)).reason
      if (!reason)
        throw new ApiError('invalid_parameter', '`reason`: why it is withdrawn, is required.', [
          { parameter: 'reason', code: 'invalid_parameter', message: 'It is required.' }
        ])
      return edit(
        resource,
        { verb: 'withdraw', key: request.params.id, reason, known },
        request,
        reply
      )
    })
    for (const verb of ['publish', 'restore'] as const)
      app.post(`${item}/${verb}`, (request: Addressed, reply) => {
        mayEdit(request.principal, { verb })
        parseBody(z.strictObject({}), request.body ?? {})
        const known = revisionsIn(request)
        return edit(resource, { verb, key: request.params.id, known }, request, reply)
      })
    app.post(`${item}/merge`, (request: Addressed, reply) => {
      mayEdit(request.principal, { verb: 'merge' })
      const { into } = parseBody(Into, request.body)
      const known = revisionsIn(request)
      return edit(resource, { verb: 'merge', key: request.params.id, into, known }, request, reply)
    })
    revisionRoutes(resource, item)
  }

  function revisionRoutes(resource: Resource, item: string): void {
    const select = representation(resource)
    app.get(`${item}/revisions`, async (request: Addressed, reply) => {
      acceptJson(request)
      const { view, limit, before } = parseRevisions(queryOf(request), request)
      const id = await rowOf(options.db, resource, request.params.id, view)
      const { revisions, more } = await revisionsOf(options.db, resource, id, select, view, {
        limit,
        before
      })
      const next = more ? (revisions.at(-1)?.revision ?? null) : null
      return reply.type(jsonType).send({ data: revisions, page: { size: revisions.length, next } })
    })
    app.get(`${item}/revisions/:n`, async (request: Addressed, reply) => {
      acceptJson(request)
      const { view } = parseRevisions(queryOf(request), request)
      const id = await rowOf(options.db, resource, request.params.id, view)
      const n = /^[1-9]\d{0,8}$/.test(request.params.n) ? Number(request.params.n) : 0
      return reply.type(jsonType).send(await revisionOf(options.db, resource, id, n, select, view))
    })
  }

  async function edit(
    resource: Resource,
    asked: Edit,
    request: FastifyRequest,
    reply: FastifyReply
  ): Promise<FastifyReply> {
    acceptJson(request)
    const principal = mayEdit(request.principal, asked)
    const { select, dryRun, reason } = parseWrite(resource, queryOf(request))
    const author = {
      principal,
      requestId: request.id,
      dryRun,
      reason: asked.verb === 'withdraw' ? asked.reason : reason
    }
    const answer = async (client: pg.PoolClient, id: string): Promise<Answer> => {
      const row = await readRow(client, resource, id, select, { sees: 'all' })
      const { data: body, revision } = row as { data: string; revision: number }
      const created = asked.verb === 'create'
      return {
        status: created && !dryRun ? 201 : 200,
        headers: {
          etag: entityTag(revision, body),
          ...(created && !dryRun && { location: `${itemPath(resource)}/${id}` })
        },
        body
      }
    }
    const key = idempotencyKey(request)
    const asking = [request.method, request.url, request.body ?? null]
    const given = await makeEdit(
      options.db,
      author,
      resource,
      asked,
      answer,
      key === undefined ? undefined : { key, request: asking }
    )
    if (given.replayed) reply.header('idempotent-replayed', 'true')
    return reply.code(given.status).headers(given.headers).type(jsonType).send(given.body)
  }
}

/** The revisions in `If-Match`. Without it a change might undo another's: 428 where it is required. */
function revisionsIn(request: FastifyRequest, required = false): Known {
  const header = request.headers['if-match']
  if (header === undefined) {
    if (!required) return 'any'
    throw new ApiError(
      'precondition_required',
      'Send the `ETag` of what you read as `If-Match`, so that nobody else’s change is undone.'
    )
  }
  if (header.trim() === '*') return 'any'
  // Strong comparison (RFC 9110, 13.1.1): a weak tag matches nothing.
  return header.split(',').flatMap((tag) => {
    const revision = /^\s*"(\d{1,9})(?:-[\w-]*)?"\s*$/.exec(tag)?.[1]
    return revision ? [Number(revision)] : []
  })
}

function idempotencyKey({ headers, method }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined || method !== 'POST') return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new ApiError(
    'malformed_request',
    '`Idempotency-Key`: expected 1 to 255 printable ASCII characters.'
  )
}
