/** The REST door: a list and one of each collection, in the text that the database made. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { ApiError } from '../errors.js'
import type { Resource } from '../resources/define.js'
import { collections } from '../resources/index.js'
import type { Cursors } from '../store/cursor.js'
import type { Queryable } from '../store/database.js'
import { type Page, readList, readOne } from '../store/read.js'
import type { Selection } from '../store/selection.js'
import { descriptions, jsonLd, jsonLdType } from './jsonld.js'
import {
  type ListParameters,
  type OneParameters,
  parseList,
  parseNone,
  parseOne
} from './parameters.js'

export interface RestOptions {
  db: Queryable
  cursors: Cursors
  publicUrl?: string | undefined
}
const jsonType = 'application/json; charset=utf-8'

/** What the routes of one app share. */
interface Rest extends RestOptions {
  readList(resource: Resource, query: string, include?: string[]): ListParameters
  readOne(resource: Resource, query: string, include?: string[]): OneParameters
}

export function restRoutes(app: FastifyInstance, given: RestOptions): void {
  const options: Rest = {
    ...given,
    // The same request again is neither read nor written to SQL anew.
    readList: remembered(
      (resource, query, include) => parseList(resource, query, given.cursors, { include }),
      ({ request }) => request.select
    ),
    readOne: remembered(
      (resource, query, include) => parseOne(resource, query, { include }),
      ({ select }) => select
    )
  }
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

function remembered<T extends object>(
  read: (resource: Resource, query: string, include?: string[]) => T,
  selectOf: (found: T) => Selection
): typeof read {
  // By what it takes, its statement included: one request may embed a hundred times what another does.
  const known = new LRUCache<string, T>({
    maxSize: 20_000_000,
    sizeCalculation: (found, key) => 20 * key.length + 300 * membersIn(selectOf(found))
  })
  return (resource, query, include) => {
    const key = `${resource.name} ${include ? 'ld' : ''} ${query}`
    const found = known.get(key)
    if (found) return found
    const made = read(resource, query, include)
    known.set(key, made)
    return made
  }
}
const membersIn = (select: Selection): number =>
  select.reduce((sum, pick) => sum + 1 + membersIn(('select' in pick && pick.select) || []), 0)

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
  options: Rest
) {
  const include = jsonLdInclude(resource, request, reply)
  const parameters = options.readList(resource, queryOf(request), include)
  const page = await readList(options.db, parameters.request)
  if (include) return sendJsonLd(reply, resource, `[${page.data}]`, options)
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
  { query }: ListParameters,
  direction: 'after' | 'before',
  cursor: string
): string {
  return `${path}?${query}&${direction}=${cursor}`
}

async function one(
  resource: Resource,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  options: Rest
) {
  const include = jsonLdInclude(resource, request, reply, request.params.id)
  const id = include ? request.params.id.replace(/\.jsonld$/, '') : request.params.id
  const { select, view } = options.readOne(resource, queryOf(request), include)
  const data = await readOne(options.db, resource, id, select, view)
  if (data === undefined)
    throw new ApiError(
      'not_found',
      `There is no ${resource.singular} with this id${resource.slug ? ', slug' : ''} or identifier.`
    )
  if (include) return sendJsonLd(reply, resource, data, options)
  return reply.type(jsonType).send(data)
}

/** What JSON-LD needs to be included, if that is what is asked for: by `Accept`, or by `.jsonld`. */
function jsonLdInclude(
  resource: Resource,
  request: FastifyRequest,
  reply: FastifyReply,
  id = ''
): string[] | undefined {
  const description = descriptions[resource.name]
  if (!description) {
    acceptJson(request)
    return undefined
  }
  reply.header('vary', 'Accept')
  if (id.endsWith('.jsonld')) return description.include
  return acceptJson(request, [jsonLdType]) === jsonLdType ? description.include : undefined
}

function sendJsonLd(
  reply: FastifyReply,
  { name }: Resource,
  data: string,
  { publicUrl }: RestOptions
) {
  return reply.type(jsonLdType).send(jsonLd(name, JSON.parse(data), publicUrl))
}

export const queryOf = ({ url }: FastifyRequest) => {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : url.slice(mark + 1)
}

/** The media type to answer with. Refuses a request that takes none of them (RFC 9110, 12.5.1). */
export function acceptJson(request: FastifyRequest, others: string[] = []): string {
  const { accept } = request.headers
  if (accept === undefined || accept === '*/*') return 'application/json'
  const types = ['application/json', ...others]
  const type = request.accepts().type([...types, 'application/problem+json'])
  if (!type)
    throw new ApiError('not_acceptable', `This address answers with ${types.join(' or ')}.`)
  return String(type)
}
