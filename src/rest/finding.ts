/** The REST door to finding and comparing: facets of each collection, agencies side by side, timelines. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Resource } from '../resources/define.js'
import { collections, resources } from '../resources/index.js'
import {
  type Comparison,
  cell,
  cellsOf,
  type Json,
  type Member,
  readComparison,
  rowsOf,
  topicsOf
} from '../store/compare.js'
import { context, readContext } from '../store/context.js'
import { readFacets } from '../store/facets.js'
import {
  mostSuggested,
  readSearch,
  readSuggestions,
  searchBinding,
  searchedNames,
  suggestedNames
} from '../store/find.js'
import { objectOf } from '../store/objects.js'
import { reference, type Selection } from '../store/selection.js'
import { readTimeline, timelineBinding } from '../store/timeline.js'
import {
  parseCompare,
  parseContext,
  parseFacets,
  parseFind,
  parseTimeline
} from './finding-parameters.js'
import { limits } from './parameters.js'
import { representation } from './representation.js'
import { acceptJson, gone, jsonType, queryOf, type RestOptions } from './routes.js'

export function findingRoutes(app: FastifyInstance, { db, cursors }: RestOptions): void {
  for (const resource of collections)
    app.get(`/v1/${resource.path}/facets`, async (request, reply) => {
      acceptJson(request)
      const { request: asked, applied } = parseFacets(resource, queryOf(request))
      return send(reply, await readFacets(db, asked), { applied })
    })

  app.get('/v1/search', async (request, reply) => {
    acceptJson(request)
    const bounds = { most: limits.most, otherwise: 20 }
    const { request: asked, applied } = parseFind(queryOf(request), searchedNames, bounds, cursors)
    const { data, size, more, last, types } = await readSearch(db, asked)
    const next = more && last ? cursors.sign(last, searchBinding(asked)) : null
    return send(reply, `[${data}]`, { applied, types }, { size, next })
  })

  app.get('/v1/suggest', async (request, reply) => {
    acceptJson(request)
    const bounds = { most: mostSuggested, otherwise: mostSuggested }
    const { request: asked, applied } = parseFind(queryOf(request), suggestedNames, bounds)
    return send(reply, await readSuggestions(db, asked), { applied })
  })

  app.get('/v1/timeline', async (request, reply) => {
    acceptJson(request)
    const { request: asked, applied } = parseTimeline(queryOf(request), cursors)
    const { data, size, more, last } = await readTimeline(db, asked)
    const next = more && last ? cursors.sign(last, timelineBinding(asked)) : null
    return send(reply, `[${data}]`, { applied }, { size, next })
  })

  app.get<{ Params: { id: string } }>('/v1/claims/:id/context', async (request, reply) => {
    acceptJson(request)
    const { limit, view } = parseContext(queryOf(request), request)
    const { id } = request.params
    const data = await readContext(db, id, contextMembers(limit), view)
    if (data !== undefined) return reply.type(jsonType).send(data)
    const query = queryOf(request)
    const survivor = await gone(db, resources.claims, id, view)
    return reply.redirect(`/v1/claims/${survivor}/context${query && `?${query}`}`, 308)
  })

  app.get('/v1/compare', async (request, reply) => {
    acceptJson(request)
    const { comparison, view, applied } = parseCompare(queryOf(request))
    const members: Member[] = [
      { as: 'topics', json: topicsOf(comparison, reference(resources.topics)) },
      { as: 'rows', json: rowsOf(comparison, comparedRow(comparison)) }
    ]
    return send(reply, await readComparison(db, comparison, members, view), { applied })
  })
}

/** An answer whose data the database made. */
const send = (reply: FastifyReply, data: string, meta: object, page?: object) =>
  reply.type(jsonType).send(`{"data":${data},${JSON.stringify({ page, meta }).slice(1)}`)

/** A claim as a cell shows it: with its law on the day, and the authors of what is said of it. */
const whole = representation(resources.claims, [
  'statement',
  'statuteReferences.lawAtStatement.versions',
  'assessments',
  'relations'
])
function comparedRow(comparison: Comparison): Member[] {
  const label =
    (resource: Resource): Json =>
    (alias, sql) =>
      objectOf(reference(resource), alias, sql)
  return [
    { as: 'agency', json: label(resources.agencies) },
    {
      as: 'cells',
      json: cellsOf(comparison, (agency) => [
        { as: 'topic', json: label(resources.topics) },
        { as: 'claims', json: cell.claims(comparison, agency, whole) },
        { as: 'count', json: cell.count(comparison, agency) },
        { as: 'nothingOnRecord', json: cell.nothingOnRecord(comparison, agency) },
        { as: 'href', json: cell.href(comparison, agency) }
      ])
    }
  ]
}

const spoken = representation(resources.claims, ['statement'])
const cited = representation(resources.statuteReferences, ['statute', 'lawAtStatement.versions'])
const asserted = representation(resources.relations, ['source'])
const assessed = representation(resources.assessments, ['source'])
const contextMembers = (limit: number): Selection => [
  { as: 'claim', field: context.whole(spoken) },
  {
    as: 'relations',
    field: context.relations,
    select: [
      { as: 'direction', field: context.direction },
      { as: 'relation', field: context.whole(asserted) },
      { as: 'claim', field: context.other(spoken) }
    ]
  },
  { as: 'law', field: context.law, select: cited },
  { as: 'assessments', field: context.assessments, select: assessed },
  {
    as: 'sameAgencies',
    field: context.others([
      { as: 'claims', field: context.claims(spoken, limit) },
      { as: 'count', field: context.count },
      { as: 'href', field: context.href }
    ])
  }
]
