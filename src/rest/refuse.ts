/** What becomes of a request that no route takes, or that could not be read: RFC 9457 for each. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, type ErrorCode } from '../errors.js'
import { uuidv7 } from '../store/ids.js'
import { problem, problemType, sendProblem } from './problem.js'

const options = {
  frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(error, request, reply),
  clientErrorHandler: (error: Error & { code?: string }, socket: Socket) =>
    unreadable(error, socket)
}

function handlers(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(new ApiError('not_found', 'There is nothing at this address.'), request, reply)
  )
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
/** Answers 405 with `Allow` to the methods that an address does not take. Call it last. */
function otherMethods(app: FastifyInstance, routes: { url: string; methods: string[] }[]): void {
  const taken = new Map<string, Set<string>>()
  for (const { url, methods } of routes)
    taken.set(url, new Set([...(taken.get(url) ?? []), ...methods]))
  for (const [url, allowed] of taken) {
    if (url.includes('*')) continue
    const others = methods.filter((method) => !allowed.has(method))
    if (!others.length) continue
    const allow = [...allowed, 'OPTIONS']
      .filter((method, i, all) => all.indexOf(method) === i)
      .join(', ')
    app.route({
      method: others,
      url,
      handler(request, reply) {
        reply.header('allow', allow)
        throw new ApiError(
          'method_not_allowed',
          `${request.method} is not allowed here; ${allow} are.`
        )
      }
    })
  }
}

const unreadableCodes: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout'
}
/** Node's parser gave up: there is no request and no reply, only the socket. */
function unreadable({ code = '' }: { code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return
  const error = new ApiError(
    unreadableCodes[code] ?? 'malformed_request',
    'The request is not well-formed HTTP.'
  )
  const body = problem(error, undefined, uuidv7())
  socket.end(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\ncontent-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
  )
}

export const refuse = { options, handlers, otherMethods }
