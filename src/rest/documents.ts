/** The contract's own text: /openapi.json. */
import type { FastifyInstance } from 'fastify'

export function documents(app: FastifyInstance): void {
  let text: Promise<string> | undefined
  app.get('/openapi.json', async (_request, reply) => {
    // Made when it is first asked for: what makes it takes as much memory as all the rest.
    text ??= import('./openapi.js').then(({ buildOpenApi }) => JSON.stringify(buildOpenApi()))
    return reply.type('application/json; charset=utf-8').send(await text)
  })
}
