/** Keys and imports in the OpenAPI document. */
import { z } from 'zod'
import type { ZodOpenApiPathsObject } from 'zod-openapi'
import { KeyToCreate, scopes } from '../editing/keys.js'
import { prose } from '../resources/columns.js'
import { KeyToRotate } from './keys.js'
import { failures, success } from './openapi-answers.js'
import { body, flag, security, stable } from './openapi-editing.js'
import { captureExample } from './openapi-examples.js'
import { component } from './openapi-inputs.js'

const Key = z
  .object({
    id: z.uuid(),
    name: z.string(),
    start: z.string().describe('Its first letters, by which people tell it.'),
    scopes: z.array(z.enum(scopes)),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable()
  })
  .meta({ id: 'Key', description: 'A key, without the key itself.' })
const NewKey = component('NewKey', () =>
  Key.extend({ key: z.string().describe('The key: shown this once.') })
)
const key = {
  id: captureExample.id,
  name: 'city desk',
  start: 'onr_0AbC',
  scopes: ['write'],
  createdAt: '2026-01-05T12:00:00Z',
  expiresAt: null,
  revokedAt: null,
  lastUsedAt: null
}
const newKey = { ...key, key: 'onr_0AbC…' }
const admin = { ...stable, tags: ['keys'], security }
const keyId = z.object({ id: z.uuid().meta({ param: { description: 'The id of the key.' } }) })
const refusals = [400, 401, 403, 406, 408, 431, 500, 503]

export const keyPaths: ZodOpenApiPathsObject[] = [
  {
    '/v1/imports': {
      post: {
        ...stable,
        tags: ['imports'],
        security,
        operationId: 'importRecords',
        summary: 'Import many records',
        description:
          'A JSON bundle (`{"agencies": […], "claims": […]}`) or NDJSON, each line with its `resource`. All or nothing; rows are found again by `externalId`, slug or identifier, and what is unchanged makes no revision. Needs the scopes `write` and `publish`.',
        requestParams: {
          query: z.object({
            dryRun: flag('`true`: check everything, and write nothing.'),
            reason: prose(1000)
              .optional()
              .meta({ param: { description: 'Why.' } })
          })
        },
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: component('ImportBundle', () => z.record(z.string(), z.array(z.unknown()))),
              examples: { bundle: { value: { topics: [{ slug: 'masks', prefLabel: 'Masks' }] } } }
            },
            'application/x-ndjson': {
              schema: component('ImportLines', () => z.string()),
              examples: {
                lines: { value: '{"resource": "topics", "slug": "masks", "prefLabel": "Masks"}' }
              }
            }
          }
        },
        responses: {
          200: success({
            description: 'What was done.',
            schema: component('ImportSummary', () =>
              z.object({
                dryRun: z.boolean(),
                summary: z
                  .record(
                    z.string(),
                    z.object({
                      created: z.int().min(0),
                      updated: z.int().min(0),
                      unchanged: z.int().min(0)
                    })
                  )
                  .describe('By resource.')
              })
            ),
            examples: {
              summary: {
                dryRun: false,
                summary: { topics: { created: 1, updated: 0, unchanged: 0 } }
              }
            }
          }),
          ...failures(400, 401, 403, 406, 408, 413, 415, 422, 431, 500, 503)
        }
      }
    }
  },
  {
    '/v1/keys': {
      get: {
        ...admin,
        operationId: 'listKeys',
        summary: 'List the keys',
        description: 'Without the keys themselves. Needs the scope `admin`.',
        responses: {
          200: success({
            description: 'All of them.',
            schema: z.object({ data: z.array(Key) }),
            examples: { keys: { data: [key] } }
          }),
          ...failures(...refusals)
        }
      },
      post: {
        ...admin,
        operationId: 'createKey',
        summary: 'Make a key',
        description: 'It is shown once. Needs the scope `admin`.',
        requestBody: body(KeyToCreate, { name: 'city desk', scopes: ['write'] }),
        responses: {
          201: success({ description: 'The key.', schema: NewKey, examples: { newKey } }),
          ...failures(...refusals, 413, 415)
        }
      }
    },
    '/v1/keys/{id}': {
      delete: {
        ...admin,
        operationId: 'revokeKey',
        summary: 'Revoke a key',
        description: 'At once and for ever.',
        requestParams: { path: keyId },
        responses: {
          200: success({ description: 'The key, revoked.', schema: Key, examples: { key } }),
          ...failures(...refusals, 404, 413, 414, 415)
        }
      }
    },
    '/v1/keys/{id}/rotate': {
      post: {
        ...admin,
        operationId: 'rotateKey',
        summary: 'Make a key in place of another',
        description: 'The old one stays valid for a day, or as long as is said.',
        requestParams: { path: keyId },
        requestBody: body(KeyToRotate, { graceSeconds: 3600 }),
        responses: {
          201: success({ description: 'The new key.', schema: NewKey, examples: { newKey } }),
          ...failures(...refusals, 404, 413, 414, 415)
        }
      }
    }
  }
]
