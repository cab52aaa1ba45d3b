/** The REST door to the change feed: pages of it, waited for if need be, and the feed as it grows. */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ChangeAction, changeActions, eventStream } from '../changes/events.js'
import type { ChangeFeed } from '../changes/feed.js'
import { type ChangesRequest, lastPosition, positionOf } from '../changes/read.js'
import { type ResourceName, resourceNames } from '../resources/define.js'
import type { Queryable } from '../store/database.js'
import { isUuid } from '../store/sql.js'
import { wholeOf } from './finding-parameters.js'
import { limits } from './parameters.js'
import {
  among,
  invalid,
  type Parameter,
  parseQueryString,
  splitValues,
  unknown
} from './query-string.js'
import { acceptJson, acceptOf, queryOf } from './routes.js'

export interface ChangeOptions {
  db: Queryable
  feed: ChangeFeed
  publicUrl?: string | undefined
}
/** The most seconds that a page is waited for. */
export const longestWait = 30
/** Of these a reader may name as many at once as of a filter's values. */
const mostIds = 100

export function changeRoutes(
  app: FastifyInstance,
  { db, feed, publicUrl = '' }: ChangeOptions
): void {
  app.get('/v1/changes', async (request, reply) => {
    acceptJson(request)
    const { own, query, applied } = parametersOf(request, ['after', 'limit', 'wait'])
    const limit = wholeOf(own.get('limit'), limits.default, limits.most)
    const wait = own.has('wait') ? wholeOf(own.get('wait'), 0, longestWait) : 0
    const asked = await startOf(db, own, { ...query, limit })
    const page = await feed.next(asked, wait * 1000, leaving(reply))
    const next = String(page.next)
    // What was waited for is no answer for the next who waits.
    if (wait) reply.header('cache-control', 'no-store')
    reply.header('link', `<${publicUrl}/v1/changes?${pageQuery(own, next)}>; rel="next"`)
    const tail = { page: { size: page.changes.length, next, more: page.more }, meta: { applied } }
    return reply
      .type('application/json; charset=utf-8')
      .send(`{"data":[${page.changes.join()}],${JSON.stringify(tail).slice(1)}`)
  })

  app.get('/v1/changes/stream', async (request, reply) => {
    acceptOf(request, [eventStream])
    const { own, query } = parametersOf(request, ['after'])
    const last = request.headers['last-event-id']
    // A client that comes back says with the header where it was, whatever its address said at first.
    if (last !== undefined) own.set('after', afterParameter(String(last)))
    if (!own.has('after')) own.set('after', afterParameter('now'))
    const asked = await startOf(db, own, { ...query, limit: limits.most })
    reply.type(eventStream).header('cache-control', 'no-store').header('x-accel-buffering', 'no')
    if (request.method === 'HEAD') return reply.send()
    return reply.send(Readable.from(eventsOf(feed, asked, leaving(reply)), { objectMode: false }))
  })
}

/** Server-sent events (WHATWG HTML, 9.2): one a change, and where nothing comes the place reached. */
async function* eventsOf(feed: ChangeFeed, asked: ChangesRequest, signal: AbortSignal) {
  yield `retry: 2000\nid: ${asked.after}\n\n`
  for await (const { changes, next } of feed.follow(asked, signal)) {
    for (const change of changes) {
      const { position, type } = JSON.parse(change) as { position: number; type: string }
      yield `id: ${position}\nevent: ${type}\ndata: ${change}\n\n`
    }
    yield `: here\nid: ${next}\n\n`
  }
}

/** Aborted when the client leaves, or is answered. */
function leaving({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => controller.abort())
  return controller.signal
}

function parametersOf(request: FastifyRequest, more: string[]) {
  const names = [...more, 'resource', 'action', 'id']
  const parameters = parseQueryString(queryOf(request))
  for (const { name } of parameters)
    if (!names.includes(name)) throw unknown(name, among(name, names))
  const own = new Map(parameters.map((each) => [each.name, each]))
  const ids = listOf(own.get('id'), (id) => isUuid(id) || 'It is not an id.')
  if (ids && ids.length > mostIds) throw invalid('id', `At most ${mostIds} ids.`)
  const query = {
    resources: listOf<ResourceName>(own.get('resource'), known(resourceNames)),
    actions: listOf<ChangeAction>(own.get('action'), known(changeActions)),
    ids
  }
  const applied = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
  return { own, query, applied }
}

const known = (names: readonly string[]) => (value: string) =>
  names.includes(value) || `It is not one. ${among(value, [...names])}`

function listOf<T extends string>(
  parameter: Parameter | undefined,
  check: (value: string) => true | string
): T[] | undefined {
  if (!parameter) return undefined
  return splitValues(parameter).map((value) => {
    const fault = check(value)
    if (fault !== true) throw invalid(parameter.name, `\`${value}\`: ${fault}`)
    return value as T
  })
}

/** Where to begin: at the beginning, after a position, or now. */
async function startOf(
  db: Queryable,
  own: Map<string, Parameter>,
  query: Omit<ChangesRequest, 'after'>
): Promise<ChangesRequest> {
  const value = own.get('after')?.value ?? '0'
  if (value === 'now') return { ...query, after: await lastPosition(db) }
  const after = positionOf(value)
  if (after === undefined)
    throw invalid('after', 'Expected the `next` of a page, the position of a change, or `now`.')
  return { ...query, after }
}
const afterParameter = (value: string): Parameter => ({ name: 'after', base: 'after', value })

function pageQuery(own: Map<string, Parameter>, next: string): string {
  const kept = [...own.values()].filter(({ name }) => name !== 'after')
  return new URLSearchParams([
    ...kept.map(({ name, value }): [string, string] => [name, value]),
    ['after', next]
  ]).toString()
}
