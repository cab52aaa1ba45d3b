/** The contract's own text: /openapi.json. */
import type { FastifyInstance } from 'fastify'
import { buildOpenApi } from './openapi.js'

export function documents(app: FastifyInstance): void {
  const text = JSON.stringify(buildOpenApi())
  app.get('/openapi.json', async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(text)
  )
}
