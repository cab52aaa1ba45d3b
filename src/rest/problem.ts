/** The REST door's rendering of a failure: RFC 9457 problem details. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ApiError, apiError, isWorthLogging, retryAfter } from '../errors.js'

export const problemType = 'application/problem+json; charset=utf-8'

/** Where a code is explained. */
export const typeOf = (code: string) => `/docs/errors#${code}`

export function problem(error: ApiError, instance: string | undefined, requestId: string): string {
  return JSON.stringify({
    type: typeOf(error.code),
    title: error.title,
    status: error.status,
    detail: error.message,
    instance,
    code: error.code,
    errors: error.faults,
    requestId
  })
}

export function sendProblem(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const error = apiError(thrown)
  if (isWorthLogging(error)) request.log.error({ err: thrown, code: error.code }, error.title)
  // A request that the framework refused has passed no hook.
  reply.header('x-request-id', request.id)
  if (error.status === 401) reply.header('www-authenticate', 'Bearer realm="OnRecord"')
  if (error.status === 503 && !reply.hasHeader('retry-after'))
    reply.header('retry-after', retryAfter(error.code))
  reply
    .code(error.status)
    .type(problemType)
    .send(problem(error, pathOf(request.url), request.id))
}

/** The path alone: a query string may be long, and says nothing that `errors` does not. */
const pathOf = (url: string) =>
  url
    .split('?', 1)[0]
    ?.replace(/^https?:\/\/[^/]*/i, '')
    .slice(0, 300)
