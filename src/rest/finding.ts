/** The REST door to finding and comparing: facets of each collection, agencies side by side. */
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
import { reference } from '../store/selection.js'
import { parseCompare, parseFacets, parseFind } from './finding-parameters.js'
import { limits } from './parameters.js'
import { representation } from './representation.js'
import { acceptJson, queryOf, type RestOptions } from './routes.js'

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
  reply
    .type('application/json; charset=utf-8')
    .send(`{"data":${data},${JSON.stringify({ page, meta }).slice(1)}`)

const whole = representation(resources.claims, [
  'statement',
  'statuteReferences',
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
