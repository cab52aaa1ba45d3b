/** The REST door to finding and comparing: facets of each collection. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { collections } from '../resources/index.js'
import { readFacets } from '../store/facets.js'
import { parseFacets } from './finding-parameters.js'
import { acceptJson, queryOf, type RestOptions } from './routes.js'

export function findingRoutes(app: FastifyInstance, { db }: RestOptions): void {
  for (const resource of collections)
    app.get(`/v1/${resource.path}/facets`, async (request, reply) => {
      acceptJson(request)
      const { request: asked, applied } = parseFacets(resource, queryOf(request))
      return send(reply, await readFacets(db, asked), { applied })
    })
}

/** An answer whose data the database made. */
const send = (reply: FastifyReply, data: string, meta: object) =>
  reply
    .type('application/json; charset=utf-8')
    .send(`{"data":${data},"meta":${JSON.stringify(meta)}}`)
