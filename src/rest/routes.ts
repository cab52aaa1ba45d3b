/** The REST door: a list and one of each collection, in the text that the database made. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors.js'
import type { Resource } from '../resources/define.js'
import { collections } from '../resources/index.js'
import type { Cursors } from '../store/cursor.js'
import type { Queryable } from '../store/database.js'
import { type Page, readList, readOne } from '../store/read.js'
import { type ListParameters, parseList, parseNone, parseOne } from './parameters.js'

export interface RestOptions {
  db: Queryable
  cursors: Cursors
  publicUrl?: string | undefined
}
const jsonType = 'application/json; charset=utf-8'

export function restRoutes(app: FastifyInstance, options: RestOptions): void {
  app.get('/', async (request, reply) => {
    acceptJson(request)
    parseNone(queryOf(request))
    return reply.type(jsonType).send(JSON.stringify(entryPoints()))
  })
  for (const resource of collections) {
    const path = `/v1/${resource.path}`
    app.get(path, (request, reply) => list(resource, path, request, reply, options))
    app.get<{ Params: { id: string } }>(`${path}/:id`, (request, reply) =>
      one(resource, request, reply, options)
    )
  }
}

function entryPoints() {
  return {
    name: 'OnRecord',
    about:
      'Who said what, when, in which exact words, under which law, and what has been said of it since.',
    openapi: '/openapi.json',
    docs: '/docs',
    graphql: '/graphql',
    graphqlSchema: '/graphql/schema.graphql',
    graphiql: '/graphiql',
    resources: Object.fromEntries(collections.map(({ name, path }) => [name, `/v1/${path}`]))
  }
}

async function list(
  resource: Resource,
  path: string,
  request: FastifyRequest,
  reply: FastifyReply,
  options: RestOptions
) {
  acceptJson(request)
  const parameters = parseList(resource, queryOf(request), options.cursors)
  const page = await readList(options.db, parameters.request)
  return sendList(reply, path, page, parameters, options)
}

/** A page in its envelope, with the addresses of its neighbours in `Link`. */
export function sendList(
  reply: FastifyReply,
  path: string,
  page: Page,
  parameters: ListParameters,
  { cursors, publicUrl = '' }: RestOptions
) {
  const { next, prev } = ends(page, parameters, cursors)
  const links = [
    ...(next ? [`<${publicUrl}${linkTo(path, parameters, 'after', next)}>; rel="next"`] : []),
    ...(prev ? [`<${publicUrl}${linkTo(path, parameters, 'before', prev)}>; rel="prev"`] : [])
  ]
  if (links.length) reply.header('link', links.join(', '))
  const meta = { applied: parameters.applied, ...(page.count && { count: page.count }) }
  const tail = JSON.stringify({ page: { size: page.size, next, prev }, meta })
  return reply.type(jsonType).send(`{"data":[${page.data}],${tail.slice(1)}`)
}

/** The cursors of the pages on either side; null where there is none. */
function ends(page: Page, { request: { rows }, binding }: ListParameters, cursors: Cursors) {
  const [ahead, behind] = rows.backward
    ? [rows.from !== undefined, page.more]
    : [page.more, rows.from !== undefined]
  return {
    next: ahead && page.last ? cursors.sign(page.last, binding) : null,
    prev: behind && page.first ? cursors.sign(page.first, binding) : null
  }
}

function linkTo(
  path: string,
  { applied }: ListParameters,
  direction: 'after' | 'before',
  cursor: string
): string {
  const { after: _, before: __, ...rest } = applied
  const query = new URLSearchParams(rest as Record<string, string>)
  query.set(direction, cursor)
  return `${path}?${query}`
}

async function one(
  resource: Resource,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  { db }: RestOptions
) {
  acceptJson(request)
  const { select, view } = parseOne(resource, queryOf(request))
  const { id } = request.params
  const data = id.includes('\0') ? undefined : await readOne(db, resource, id, select, view)
  if (data === undefined)
    throw new ApiError(
      'not_found',
      `There is no ${resource.singular} with this id${resource.slug ? ', slug' : ''} or identifier.`
    )
  return reply.type(jsonType).send(data)
}

export const queryOf = ({ url }: FastifyRequest) => {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}

/** Refuses a request that takes no JSON (RFC 9110, 12.5.1). */
export function acceptJson(request: FastifyRequest): void {
  const { accept } = request.headers
  if (accept === undefined || accept === '*/*') return
  if (!request.accepts().type(['application/json', 'application/problem+json']))
    throw new ApiError('not_acceptable', 'This address answers with application/json.')
}
