/** Webhooks in the OpenAPI document: how they are managed. */
import { z } from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { resources } from '../resources/index.js'
import { deliveryStates } from '../webhooks/deliveries.js'
import { pingType } from '../webhooks/events.js'
import { deliveryErrors } from '../webhooks/send.js'
import { WebhookToChange, WebhookToCreate } from '../webhooks/subscriptions.js'
import { failures, success } from './openapi-answers.js'
import { body, security, stable } from './openapi-editing.js'
import { captureExample } from './openapi-examples.js'
import { component } from './openapi-inputs.js'
import { limitParameter } from './openapi-parameters.js'
import { SecretToRotate } from './webhooks.js'

export const webhookTags = [
  { name: 'webhooks', description: 'Receivers that are told of what is published.' }
]

const Webhook = z
  .object({
    id: z.uuid(),
    url: z.string(),
    events: z.array(z.string()).describe('Events, such as `claim.published` or `*.withdrawn`.'),
    filter: z.record(z.string(), z.string()).describe('Filters that rows have to match.'),
    description: z.string().nullable(),
    enabled: z.boolean(),
    disabledReason: z
      .enum(['asked', 'failing', 'gone'])
      .nullable()
      .describe('It was asked, all attempts of a day failed, or the receiver answered 410.'),
    disabledAt: z.iso.datetime().nullable(),
    failures: z.int().min(0).describe('Attempts that failed since the last that did not.'),
    nextAttemptAt: z.iso.datetime().nullable().describe('When what failed is tried again.'),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime()
  })
  .meta({ id: 'Webhook', description: 'A receiver of events.' })
const NewWebhook = component('WebhookWithSecret', () =>
  Webhook.extend({
    secret: z.string().describe('What is sent is signed with it: shown this once.')
  })
)
const Delivery = z
  .object({
    id: z.uuid(),
    eventId: z.string().describe('The header `webhook-id`: the same at every attempt.'),
    type: z.string().describe('`claim.published`, or `webhook.ping`.'),
    resource: z.enum(Object.keys(resources)).nullable().describe('Null in a ping.'),
    rowId: z.uuid().nullable(),
    revision: z.int().min(1).nullable(),
    state: z
      .enum(deliveryStates)
      .describe(
        '`pending`: it waits, or is tried again; `failed`: a ping or replay was not taken.'
      ),
    occurredAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
    attempts: z
      .array(
        z.object({
          at: z.iso.datetime(),
          status: z.int().nullable().describe('What the receiver answered, if it did.'),
          error: z.enum(deliveryErrors).nullable().describe('Null where it was taken (2xx).'),
          durationMs: z.int().min(0),
          replay: z.boolean().describe('Whether it was a ping or asked for by a replay.')
        })
      )
      .describe('Oldest first; the last fifty.')
  })
  .meta({ id: 'WebhookDelivery', description: 'What a webhook was sent, or is going to be.' })
const Deliveries = z
  .object({
    data: z.array(Delivery),
    page: z.object({
      size: z.int().min(0),
      next: z.uuid().nullable().describe('For `before`: the page that follows.')
    })
  })
  .meta({ id: 'WebhookDeliveries' })
const { id } = captureExample
const at = '2026-01-05T12:00:00.000Z'
const toCreate = {
  url: 'https://hooks.example.org/onrecord',
  events: ['claim.*', 'statement.withdrawn'],
  filter: { agency: 'minneapolis-pd' },
  description: 'The archive'
}
const webhook = {
  id,
  ...toCreate,
  enabled: true,
  disabledReason: null,
  disabledAt: null,
  failures: 0,
  nextAttemptAt: null,
  createdAt: at,
  updatedAt: at
}
const withSecret = { ...webhook, secret: 'whsec_…' }
const delivery = {
  id,
  eventId: `evt_${id}`,
  type: 'claim.published',
  resource: 'claims',
  rowId: id,
  revision: 2,
  state: 'delivered',
  occurredAt: at,
  createdAt: at,
  attempts: [{ at, status: 204, error: null, durationMs: 81, replay: false }]
}
const admin = { ...stable, tags: ['webhooks'], security }
const refusals = [400, 401, 403, 406, 408, 431, 500, 503]
const ofOne = [...refusals, 404, 414]
const inPath = (about: string) => z.uuid().meta({ param: { description: about } })
const webhookPath = z.object({ id: inPath('The id of the webhook.') })
const deliveryPath = webhookPath.extend({ delivery: inPath('The id of the delivery.') })
const answered = (description: string, schema: z.ZodType, example: unknown) =>
  success({ description, schema, examples: { example } })

export const webhookPaths: ZodOpenApiPathsObject = {
  '/v1/webhooks': {
    get: {
      ...admin,
      operationId: 'listWebhooks',
      summary: 'List the webhooks',
      description: 'Without their secrets. Needs the scope `admin`, as all of these do.',
      responses: {
        200: answered('All of them.', z.object({ data: z.array(Webhook) }), { data: [webhook] }),
        ...failures(...refusals)
      }
    },
    post: {
      ...admin,
      operationId: 'createWebhook',
      summary: 'Make a webhook',
      description:
        'It is told of what is published from now on. Its secret is shown once. Addresses of private networks are refused.',
      requestBody: body(WebhookToCreate, toCreate),
      responses: {
        201: answered('The webhook.', NewWebhook, withSecret),
        ...failures(...refusals, 409, 413, 415)
      }
    }
  },
  '/v1/webhooks/{id}': {
    get: {
      ...admin,
      operationId: 'getWebhook',
      summary: 'Get a webhook',
      description: 'Without its secret.',
      requestParams: { path: webhookPath },
      responses: { 200: answered('The webhook.', Webhook, webhook), ...failures(...ofOne) }
    },
    patch: {
      ...admin,
      operationId: 'updateWebhook',
      summary: 'Change a webhook',
      description:
        'JSON Merge Patch. `"enabled": true` sends at once what waits, from where it stopped.',
      requestParams: { path: webhookPath },
      requestBody: body(WebhookToChange, { enabled: true }, 'application/merge-patch+json'),
      responses: {
        200: answered('The webhook as it is now.', Webhook, webhook),
        ...failures(...ofOne, 413, 415)
      }
    },
    delete: {
      ...admin,
      operationId: 'deleteWebhook',
      summary: 'Delete a webhook',
      description: 'With its log.',
      requestParams: { path: webhookPath },
      responses: { 204: { description: 'It is gone.' }, ...failures(...ofOne, 413, 415) }
    }
  },
  '/v1/webhooks/{id}/rotate-secret': {
    post: {
      ...admin,
      operationId: 'rotateWebhookSecret',
      summary: 'Give a webhook another secret',
      description: 'What is sent is signed with both for a day, or as long as is said.',
      requestParams: { path: webhookPath },
      requestBody: body(SecretToRotate, { graceSeconds: 3600 }),
      responses: {
        200: answered('The webhook, with its new secret.', NewWebhook, withSecret),
        ...failures(...ofOne, 413, 415)
      }
    }
  },
  '/v1/webhooks/{id}/ping': {
    post: {
      ...admin,
      operationId: 'pingWebhook',
      summary: 'Send a webhook a test message',
      description: 'Once, whether or not it is enabled. Its log tells what came of it.',
      requestParams: { path: webhookPath },
      responses: {
        202: answered('What is going to be sent, at `Location`.', Delivery, {
          ...delivery,
          type: pingType,
          eventId: `ping_${id}`,
          resource: null,
          rowId: null,
          revision: null,
          state: 'pending',
          attempts: []
        }),
        ...failures(...ofOne, 413, 415)
      }
    }
  },
  '/v1/webhooks/{id}/deliveries': {
    get: {
      ...admin,
      operationId: 'listWebhookDeliveries',
      summary: 'List what a webhook was sent',
      description: 'Newest first. Kept for thirty days.',
      requestParams: {
        path: webhookPath,
        query: z.object({
          limit: limitParameter({ description: 'How many.' }),
          before: inPath('`page.next`: those made before this one.').optional(),
          state: z
            .enum(deliveryStates)
            .optional()
            .meta({ param: { description: 'In this state.' } })
        })
      },
      responses: {
        200: answered('A page of them.', Deliveries, {
          data: [delivery],
          page: { size: 1, next: null }
        }),
        ...failures(...ofOne)
      }
    }
  },
  '/v1/webhooks/{id}/deliveries/{delivery}': {
    get: {
      ...admin,
      operationId: 'getWebhookDelivery',
      summary: 'Get one delivery',
      description: 'With its attempts.',
      requestParams: { path: deliveryPath },
      responses: { 200: answered('The delivery.', Delivery, delivery), ...failures(...ofOne) }
    }
  },
  '/v1/webhooks/{id}/deliveries/{delivery}/replay': {
    post: {
      ...admin,
      operationId: 'replayWebhookDelivery',
      summary: 'Send a delivery again',
      description: 'Once, under the same `webhook-id`, with the row as it is now.',
      requestParams: { path: deliveryPath },
      responses: {
        202: answered('What is going to be sent again.', Delivery, delivery),
        ...failures(...ofOne, 409, 413, 415)
      }
    }
  }
}
