/** What becomes of a request that no route takes, or that could not be read: RFC 9457 for each. */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, type ErrorCode } from '../errors.js'
import { uuidv7 } from '../store/ids.js'
import { problem, problemType, sendProblem } from './problem.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The methods that the address takes. */
    allow?: string
  }
}

/** No hook has run before `frameworkErrors`: `admit` does what they do to every request. */
const options = (admit: (request: FastifyRequest, reply: FastifyReply) => Promise<void>) => ({
  frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    reply.header('access-control-allow-origin', '*')
    admit(request, reply).then(
      () => sendProblem(error, request, reply),
      (refusal) => sendProblem(refusal, request, reply)
    )
  },
  clientErrorHandler: (error: Error & { code?: string; rawPacket?: unknown }, socket: Socket) =>
    unreadable(error, socket)
})

function handlers(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler((request, reply) =>
    sendProblem(new ApiError('not_found', 'There is nothing at this address.'), request, reply)
  )
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if (raw.headers.host === undefined && raw.httpVersionMinor > 0)
      throw new ApiError('malformed_request', 'HTTP/1.1 needs a `Host` header.')
    if (!/^(identity)?$/i.test(raw.headers['content-encoding'] ?? ''))
      throw new ApiError('unsupported_media_type', 'Bodies are taken uncompressed only.')
    done()
  })
  // Expectations that are not known may be passed over (RFC 9110, 10.1.1).
  app.server.on('checkExpectation', (request, response) =>
    app.server.emit('request', request, response)
  )
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'] as const
/**
 * Answers 405 to the methods that an address does not take, and tells in `Allow` those that it does;
 * so does OPTIONS. Call it last.
 */
function otherMethods(app: FastifyInstance, routes: { url: string; methods: string[] }[]): void {
  const taken = new Map<string, Set<string>>()
  for (const { url, methods } of routes)
    taken.set(url, new Set([...(taken.get(url) ?? []), ...methods]))
  for (const [url, allowed] of taken) {
    if (url.includes('*')) continue
    const allow = [...new Set([...allowed, 'OPTIONS'])].join(', ')
    const others = methods.filter((method) => !allowed.has(method))
    app.route({
      method: [...others, 'OPTIONS'],
      url,
      config: { allow },
      // Before the body is read: whatever it is, it does not matter.
      async onRequest({ method }) {
        throw new ApiError('method_not_allowed', `${method} is not allowed here; ${allow} are.`)
      },
      handler: () => {}
    })
  }
}

const unreadableCodes: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout'
}
/** Time for the client to read why; then the socket is closed, whether or not it closes its side. */
const lingerMs = 500
/** Node's parser gave up: there is no request and no reply, only the socket. */
function unreadable(
  { code = '', rawPacket }: { code?: string; rawPacket?: unknown },
  socket: Socket
): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  // A first line without an end leaves no room for headers.
  const isAddress =
    code === 'HPE_HEADER_OVERFLOW' &&
    !(rawPacket as Buffer | undefined)?.subarray(0, 16_384).includes('\n')
  const error = new ApiError(
    isAddress ? 'uri_too_long' : (unreadableCodes[code] ?? 'malformed_request'),
    'The request is not well-formed HTTP.'
  )
  const requestId = uuidv7()
  const body = problem(error, undefined, requestId)
  const headers = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'x-content-type-options: nosniff',
    'connection: close'
  ]
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
  setTimeout(() => socket.destroy(), lingerMs).unref()
}

export const refuse = { options, handlers, otherMethods }
