/**
 * Reading what one has written, wherever it is read: answers to writes carry `OnRecord-Position`, and who
 * sends it back reads from a server that has come so far.
 */
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { mayHaveWritten } from '../caching/answers.js'
import { parsePosition, positionHeader, readPosition } from '../db/position.js'
import { ApiError } from '../errors.js'
import type { Replicas } from '../store/replicas.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the reader has seen already, or has written: nothing older will do. */
    position: bigint | undefined
  }
}

/** Reads the header. Call it before anything answers. */
export function takePositions(app: FastifyInstance): void {
  app.decorateRequest('position', undefined)
  const name = positionHeader.toLowerCase()
  app.addHook('onRequest', (request, _reply, done) => {
    const given = request.headers[name]
    if (given !== undefined) request.position = positionIn(String(given))
    done()
  })
}

function positionIn(text: string): bigint {
  const position = parsePosition(text)
  if (position !== undefined) return position
  const message = 'Expected the value of this header in the answer to a write, such as 16/B374D848.'
  throw new ApiError('invalid_parameter', `\`${positionHeader}\` is not valid.`, [
    { parameter: positionHeader, code: 'invalid_parameter', message }
  ])
}

/** Tells the position after a write, and lets readers without a key read from replicas. */
export function readFrom(app: FastifyInstance, replicas: Replicas, primary: pg.Pool): void {
  // After the body was read: its events come from elsewhere than the request's hooks.
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.principal) done()
    else replicas.serve({ position: request.position }, done)
  })
  app.addHook('onSend', async (request, reply) => {
    if (!mayHaveWritten(request) || reply.statusCode >= 400) return
    const position = await readPosition(primary).catch(() => undefined)
    if (position) reply.header(positionHeader, position)
  })
}
