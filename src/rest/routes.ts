/** The REST door: a list and one of each collection, in the text that the database made. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { surrogateKeys } from '../caching/surrogate-keys.js'
import { entityTag } from '../caching/tags.js'
import { ApiError } from '../errors.js'
import type { Field, Resource } from '../resources/define.js'
import { collections, resources } from '../resources/index.js'
import type { Cursors } from '../store/cursor.js'
import type { Queryable } from '../store/database.js'
import { fateOf, type Page, readList, readOne, readRow } from '../store/read.js'
import { itemPath } from '../store/references.js'
import type { Selection } from '../store/selection.js'
import { isUuid } from '../store/sql.js'
import type { View } from '../store/view.js'
import { descriptions, jsonLd, jsonLdType } from './jsonld.js'
import {
  type ListParameters,
  type OneParameters,
  parseList,
  parseNone,
  parseOne,
  type Settled,
  sightOf
} from './parameters.js'

export interface RestOptions {
  db: Queryable
  cursors: Cursors
  publicUrl?: string | undefined
}
export const jsonType = 'application/json; charset=utf-8'

/** What the routes of one app share. */
interface Rest extends RestOptions {
  readList(resource: Resource, query: string, settled: Settled): ListParameters
  readOne(resource: Resource, query: string, settled: Settled): OneParameters
}

export function restRoutes(app: FastifyInstance, given: RestOptions): void {
  const options: Rest = {
    ...given,
    // The same request again is neither read nor written to SQL anew.
    readList: remembered(
      (resource, query, settled) => parseList(resource, query, given.cursors, settled),
      ({ request }) => request.select
    ),
    readOne: remembered(parseOne, ({ select }) => select)
  }
  app.get('/', async (request, reply) => {
    acceptJson(request)
    parseNone(queryOf(request))
    return reply.type(jsonType).send(JSON.stringify(entryPoints()))
  })
  for (const resource of Object.values(resources)) {
    const path = itemPath(resource)
    if (resource.path)
      app.get(path, (request, reply) => list(resource, path, request, reply, options))
    app.get<{ Params: { id: string } }>(`${path}/:id`, (request, reply) =>
      one(resource, request, reply, options)
    )
  }
}

function remembered<T extends object>(
  read: (resource: Resource, query: string, settled: Settled) => T,
  selectOf: (found: T) => Selection
): typeof read {
  // By what it takes, its statement included: one request may embed a hundred times what another does.
  const known = new LRUCache<string, T>({
    maxSize: 20_000_000,
    sizeCalculation: (found, key) => 20 * key.length + 300 * membersIn(selectOf(found))
  })
  return (resource, query, settled) => {
    const key = `${resource.name} ${settled.include ? 'ld' : ''} ${settled.sees ?? ''} ${query}`
    const found = known.get(key)
    if (found) return found
    const made = read(resource, query, settled)
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
    search: '/v1/search',
    suggest: '/v1/suggest',
    compare: '/v1/compare',
    timeline: '/v1/timeline',
    changes: '/v1/changes',
    releases: '/v1/releases',
    usage: '/v1/usage',
    templates: {
      export: '/v1/{collection}/export',
      facets: '/v1/{collection}/facets',
      claimContext: '/v1/claims/{id}/context',
      jsonFeed: '/v1/{feed}/feed.json',
      atomFeed: '/v1/{feed}/feed.atom'
    },
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
  const include = jsonLdInclude(resource, request)
  const parameters = options.readList(resource, queryOf(request), {
    include,
    sees: sightOf(request)
  })
  const page = await readList(options.db, parameters.request)
  const { rows, select } = parameters.request
  reply.header(
    'surrogate-key',
    surrogateKeys(resource, select, rows.filters.length ? ['filtered'] : [])
  )
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
  const include = jsonLdInclude(resource, request, request.params.id)
  const id = include ? request.params.id.replace(/\.jsonld$/, '') : request.params.id
  const settled = { include, sees: sightOf(request) }
  const { select, view } = options.readOne(resource, queryOf(request), settled)
  const row = await readRow(options.db, resource, id, select, view)
  if (row === undefined) {
    const survivor = await gone(options.db, resource, id, view)
    const query = queryOf(request)
    const suffix = `${include && id !== request.params.id ? '.jsonld' : ''}${query && `?${query}`}`
    return reply.redirect(`${itemPath(resource)}/${survivor}${suffix}`, 308)
  }
  const { data, revision } = row
  reply.header('surrogate-key', surrogateKeys(resource, select, isUuid(id) ? [id] : []))
  reply.header('etag', entityTag(revision, include ? `ld ${data}` : data))
  if (include) return sendJsonLd(reply, resource, data, options)
  return reply.type(jsonType).send(data)
}

const notThere = ({ singular, slug }: Resource) =>
  new ApiError(
    'not_found',
    `There is no ${singular} with this id${slug ? ', slug' : ''} or identifier.`
  )

/** The id of what a row that is not found was merged into. Throws `withdrawn` or `not_found` otherwise. */
export async function gone(
  db: Queryable,
  resource: Resource,
  key: string,
  view: View
): Promise<string> {
  const fate = await fateOf(db, resource, key, view)
  if (!fate) throw notThere(resource)
  if ('merged' in fate) return fate.merged
  const { at, reason, with: by } = fate.withdrawn
  const together = by ? ` It went with ${by}.` : ''
  throw new ApiError(
    'withdrawn',
    `The ${resource.singular} was withdrawn on ${at}: ${reason ?? 'no reason is given'}.${together} Its revisions remain, and \`asOf\` a moment before reads it.`
  )
}

/** The id of the row that the address names, whether it is there or was withdrawn or merged. */
export async function rowOf(
  db: Queryable,
  resource: Resource,
  key: string,
  view: View
): Promise<string> {
  const select: Selection = [{ as: 'id', field: resource.fields['id'] as Field }]
  const found = await readOne(db, resource, key, select, view)
  if (found) return (JSON.parse(found) as { id: string }).id
  if (!(await fateOf(db, resource, key, view))) throw notThere(resource)
  const kept = (await readOne(db, resource, key, [...select], { ...view, sees: 'all' })) as string
  return (JSON.parse(kept) as { id: string }).id
}

/** What JSON-LD needs to be included, if that is what is asked for: by `Accept`, or by `.jsonld`. */
function jsonLdInclude(resource: Resource, request: FastifyRequest, id = ''): string[] | undefined {
  const description = descriptions[resource.name]
  if (!description) {
    acceptJson(request)
    return undefined
  }
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
  return acceptOf(request, ['application/json', ...others])
}
/** The same of any media types, the first of them where all are alike. */
export function acceptOf(request: FastifyRequest, types: [string, ...string[]]): string {
  const { accept } = request.headers
  if (accept === undefined || accept === '*/*') return types[0]
  const type = request.accepts().type([...types, 'application/problem+json'])
  if (!type)
    throw new ApiError('not_acceptable', `This address answers with ${types.join(' or ')}.`)
  return String(type)
}
