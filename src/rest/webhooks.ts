/** Webhooks over HTTP, for whoever has a key with the scope `admin`; their deliveries. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import { demand } from '../editing/keys.js'
import { isUuid } from '../store/sql.js'
import type { Reach } from '../webhooks/address.js'
import {
  deliveryStates,
  getDelivery,
  listDeliveries,
  ping,
  replay
} from '../webhooks/deliveries.js'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateSecret,
  WebhookToChange,
  WebhookToCreate
} from '../webhooks/subscriptions.js'
import { parseBody } from './body.js'
import { knownParameters, limitOf, parseNone } from './parameters.js'
import { invalid } from './query-string.js'
import { acceptJson, queryOf } from './routes.js'

export const SecretToRotate = z
  .strictObject({
    graceSeconds: z
      .int()
      .min(0)
      .max(7 * 86_400)
      .default(86_400)
      .describe('How long what is sent is signed with the old secret too.')
  })
  .meta({ id: 'SecretToRotate' })

type OfWebhook = FastifyRequest<{ Params: { id: string } }>
type OfDelivery = FastifyRequest<{ Params: { id: string; delivery: string } }>
const path = (id: string) => `/v1/webhooks/${id}`

export function webhookRoutes(
  app: FastifyInstance,
  { db, reach }: { db: pg.Pool; reach: Reach }
): void {
  const admin = (request: FastifyRequest) => {
    demand(request.principal, 'admin')
    acceptJson(request)
  }
  const plain = (request: FastifyRequest) => {
    admin(request)
    parseNone(queryOf(request))
  }
  const nothing = (request: FastifyRequest) => {
    plain(request)
    parseBody(z.strictObject({}), request.body ?? {})
  }
  app.get('/v1/webhooks', async (request) => {
    plain(request)
    return { data: await listWebhooks(db) }
  })
  app.post('/v1/webhooks', async (request, reply) => {
    plain(request)
    const webhook = await createWebhook(db, parseBody(WebhookToCreate, request.body), reach)
    return reply.code(201).header('location', path(webhook.id)).send(webhook)
  })
  app.get('/v1/webhooks/:id', async (request: OfWebhook) => {
    plain(request)
    return getWebhook(db, request.params.id)
  })
  app.patch('/v1/webhooks/:id', async (request: OfWebhook) => {
    plain(request)
    return changeWebhook(db, request.params.id, parseBody(WebhookToChange, request.body), reach)
  })
  app.delete('/v1/webhooks/:id', async (request: OfWebhook, reply) => {
    nothing(request)
    await deleteWebhook(db, request.params.id)
    return reply.code(204).send()
  })
  app.post('/v1/webhooks/:id/rotate-secret', async (request: OfWebhook) => {
    plain(request)
    const { graceSeconds } = parseBody(SecretToRotate, request.body ?? {})
    return rotateSecret(db, request.params.id, graceSeconds)
  })
  app.post('/v1/webhooks/:id/ping', async (request: OfWebhook, reply) => {
    nothing(request)
    const { id } = request.params
    const delivery = await ping(db, id)
    const location = `${path(id)}/deliveries/${delivery.id}`
    return reply.code(202).header('location', location).send(delivery)
  })
  app.get('/v1/webhooks/:id/deliveries', async (request: OfWebhook) => {
    admin(request)
    return listDeliveries(db, request.params.id, parseDeliveries(queryOf(request)))
  })
  app.get('/v1/webhooks/:id/deliveries/:delivery', async (request: OfDelivery) => {
    plain(request)
    return getDelivery(db, request.params.id, request.params.delivery)
  })
  app.post('/v1/webhooks/:id/deliveries/:delivery/replay', async (request: OfDelivery, reply) => {
    nothing(request)
    const { id, delivery } = request.params
    const queued = await replay(db, id, delivery)
    const location = `${path(id)}/deliveries/${queued.id}`
    return reply.code(202).header('location', location).send(queued)
  })
}

function parseDeliveries(query: string) {
  const own = knownParameters(query, ['limit', 'before', 'state'])
  const before = own.get('before')?.value
  if (before !== undefined && !isUuid(before))
    throw invalid('before', 'Expected the id of a delivery.')
  const state = deliveryStates.find((each) => each === own.get('state')?.value)
  if (own.has('state') && !state)
    throw invalid('state', `Expected ${deliveryStates.map((each) => `\`${each}\``).join(', ')}.`)
  return {
    limit: limitOf(own.get('limit')?.value),
    ...(before && { before }),
    ...(state && { state })
  }
}
