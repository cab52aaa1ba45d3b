/** One line in the log for each request: what it was by the route's template, and what became of it. */
import type { FastifyInstance } from 'fastify'
import type { OperationDefinitionNode } from 'graphql'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a GraphQL request asks for, in words of the schema and few of them. */
    graphqlOperation: { operation: string; field: string } | undefined
  }
}

/**
 * The line holds nothing of the request's headers, query or body; the path is the client's own, which JSON
 * keeps in one line.
 */
export function logRequests(app: FastifyInstance): void {
  app.decorateRequest('graphqlOperation', undefined)
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        path: request.url.split('?', 1)[0]?.slice(0, 1000),
        ...(request.graphqlOperation && { graphql: request.graphqlOperation.field }),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10
      },
      'request'
    )
    done()
  })
}

/** By the schema's own names, so that there are not more of them than it has. */
export function operationLabels({
  operation,
  selectionSet: { selections }
}: OperationDefinitionNode): { operation: string; field: string } {
  const [only] = selections
  const isOne = selections.length === 1 && only?.kind === 'Field'
  return { operation, field: isOne ? only.name.value : 'several' }
}
