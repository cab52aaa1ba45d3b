/** What webhooks send, in the OpenAPI document. */
import { z } from 'zod'
import type { ZodOpenApiObject } from 'zod-openapi'
import { changeActions } from '../changes/events.js'
import { resources } from '../resources/index.js'
import { eventTypes, pingType } from '../webhooks/events.js'
import { body, stable } from './openapi-editing.js'
import { captureExample } from './openapi-examples.js'

const WebhookEvent = z
  .object({
    type: z.string().meta({ examples: eventTypes }),
    timestamp: z.iso.datetime().describe('When it happened.'),
    data: z.object({
      resource: z.enum(Object.keys(resources)),
      action: z.enum(changeActions),
      id: z.uuid(),
      revision: z.int().min(1).describe('That the event made. The row may be at a later one.'),
      href: z.string().describe('Where the row is read.'),
      reason: z.string().nullable().describe('Why it was withdrawn.'),
      mergedInto: z.uuid().nullable().describe('The row to read in its place.'),
      row: z
        .record(z.string(), z.unknown())
        .nullable()
        .describe(
          'As REST serves it when it is sent. Null where readers do not see it any more, or if it is of more than 256 kB.'
        )
    })
  })
  .meta({ id: 'WebhookEvent', description: `What is sent. A test sends \`${pingType}\`.` })

const { id } = captureExample
const event = {
  type: 'claim.withdrawn',
  timestamp: '2026-01-05T12:00:00.000Z',
  data: {
    resource: 'claims',
    action: 'withdrawn',
    id,
    revision: 3,
    href: `/v1/claims/${id}`,
    reason: 'entered twice',
    mergedInto: null,
    row: null
  }
}

const header = (about: string, example: string) =>
  z.string().meta({ param: { description: about, example } })
/** The requests that receivers get. */
export const webhooks: ZodOpenApiObject['webhooks'] = {
  event: {
    post: {
      operationId: 'receiveEvent',
      summary: 'An event',
      description:
        'Signed by Standard Webhooks 1.0. At least once, in order for each webhook; an answer other than 2xx within 15 seconds is a failure, and is tried again for a day.',
      ...stable,
      tags: ['webhooks'],
      security: [],
      requestParams: {
        header: z.object({
          'webhook-id': header('The same at every attempt.', `evt_${id}`),
          'webhook-timestamp': header('Of the attempt, in seconds since 1970.', '1767614400'),
          'webhook-signature': header('One for each valid secret.', 'v1,K5oZfzN95Z…')
        })
      },
      requestBody: body(WebhookEvent, event),
      responses: {
        204: { description: 'Taken. Any 2xx is.' },
        410: { description: 'No more, ever: the webhook is disabled.' }
      }
    }
  }
}
