/** GET /v1/usage: what whoever asks may still take, as the headers of the answer say too. */
import type { FastifyInstance } from 'fastify'
import { type Policy, windowSeconds } from '../limits/rates.js'
import { parseNone } from './parameters.js'
import { acceptJson, queryOf } from './routes.js'

export function usageRoutes(app: FastifyInstance, policies: Policy[]): void {
  const all = policies.map(({ name, quota }) => ({ name, limit: quota || null }))
  app.get('/v1/usage', async (request, reply) => {
    acceptJson(request)
    parseNone(queryOf(request))
    const { policy, remaining, reset } = request.allowance ?? {}
    reply.header('cache-control', request.principal ? 'private, no-store' : 'no-store')
    return reply.send({
      policy: request.principal ? 'key' : 'anonymous',
      limit: policy?.quota ?? null,
      remaining: remaining ?? null,
      reset: reset ?? null,
      window: windowSeconds,
      policies: all
    })
  })
}
