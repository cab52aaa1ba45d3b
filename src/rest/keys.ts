/** Keys over HTTP: made, listed, rotated and revoked by whoever has one with the scope `admin`. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import { createKey, demand, KeyToCreate, listKeys, revokeKey, rotateKey } from '../editing/keys.js'
import { parseBody } from './body.js'
import { parseNone } from './parameters.js'
import { acceptJson, queryOf } from './routes.js'

export const KeyToRotate = z
  .strictObject({
    graceSeconds: z
      .int()
      .min(0)
      .max(30 * 86_400)
      .default(86_400)
      .describe('How long the old key stays valid.')
  })
  .meta({ id: 'KeyToRotate' })
type OfKey = FastifyRequest<{ Params: { id: string } }>

export function keyRoutes(app: FastifyInstance, db: pg.Pool): void {
  const admin = (request: FastifyRequest) => {
    demand(request.principal, 'admin')
    acceptJson(request)
    parseNone(queryOf(request))
  }
  app.get('/v1/keys', async (request) => {
    admin(request)
    return { data: await listKeys(db) }
  })
  app.post('/v1/keys', async (request, reply) => {
    admin(request)
    const key = await createKey(db, parseBody(KeyToCreate, request.body))
    return reply.code(201).header('location', `/v1/keys/${key.id}`).send(key)
  })
  app.delete('/v1/keys/:id', async (request: OfKey) => {
    admin(request)
    return revokeKey(db, request.params.id)
  })
  app.post('/v1/keys/:id/rotate', async (request: OfKey, reply) => {
    admin(request)
    const { graceSeconds } = parseBody(KeyToRotate, request.body ?? {})
    const key = await rotateKey(db, request.params.id, graceSeconds)
    return reply.code(201).header('location', `/v1/keys/${key.id}`).send(key)
  })
}
