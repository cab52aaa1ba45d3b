/** What rate limits add to the document: headers of every answer, 429 of every operation, and their own address. */
import { z } from 'zod'
import type {
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponseObject
} from 'zod-openapi'
import { isUnlimited, windowSeconds } from '../limits/rates.js'
import { failures, success } from './openapi-answers.js'

const rateHeaders = {
  'RateLimit-Policy': z.string().meta({
    description:
      'Which limit holds, its quota `q` in units and its window `w` in seconds (draft-ietf-httpapi-ratelimit-headers). Absent where none is set.',
    example: '"anonymous";q=600;w=60',
    header: { id: 'RateLimit-Policy', required: false }
  }),
  RateLimit: z.string().meta({
    description: 'The units that remain, `r`, and the seconds until the quota is whole again, `t`.',
    example: '"anonymous";r=598;t=30',
    header: { id: 'RateLimit', required: false }
  })
}

const known = new Map<ZodOpenApiResponseObject, ZodOpenApiResponseObject>()
/** A response that several operations share stays one. */
function withRates(response: ZodOpenApiResponseObject): ZodOpenApiResponseObject {
  let told = known.get(response)
  if (!told) {
    const headers = (response.headers as z.ZodObject | undefined) ?? z.object({})
    told = { ...response, headers: headers.extend(rateHeaders) }
    known.set(response, told)
  }
  return told
}

/** The same operations, with what rate limits add to each. */
export function limited(paths: ZodOpenApiPathsObject): ZodOpenApiPathsObject {
  const added = (path: string, operation: ZodOpenApiOperationObject): ZodOpenApiOperationObject => {
    const responses = isUnlimited(path)
      ? operation.responses
      : { ...failures(429), ...operation.responses }
    const told = Object.entries(responses as Record<string, ZodOpenApiResponseObject>).map(
      // Those with an id are of all operations.
      ([status, each]) => [status, isUnlimited(path) && !each.id ? each : withRates(each)]
    )
    return { ...operation, responses: Object.fromEntries(told) }
  }
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item).map(([method, operation]) => [method, added(path, operation)])
      )
    ])
  )
}

const policyName = z.enum(['anonymous', 'key'])
const units = z.int().min(0).nullable()
const Usage = z
  .object({
    policy: policyName.describe('Whether the limit of addresses holds, or that of keys.'),
    limit: units.describe('Units in a window; null where no limit is set.'),
    remaining: units.describe('Units that are left, this request counted.'),
    reset: units.describe('Seconds until the quota is whole again.'),
    window: z.int().describe('Seconds in a window.'),
    policies: z
      .array(z.object({ name: policyName, limit: units }))
      .describe('Every limit there is.')
  })
  .meta({ id: 'Usage', description: 'What whoever asks may take, and what is left of it.' })

export const usagePaths: ZodOpenApiPathsObject = {
  '/v1/usage': {
    get: {
      operationId: 'getUsage',
      tags: ['service'],
      summary: 'Ask what is left of the rate limit',
      description:
        'The same as in the `RateLimit` headers of the answer. A request takes one unit; a GraphQL operation one for every hundred of its cost, an export or import ten.',
      'x-stability': 'stable',
      responses: {
        200: success({
          description: 'What is left.',
          schema: Usage,
          examples: {
            anonymous: {
              policy: 'anonymous',
              limit: 600,
              remaining: 598,
              reset: 30,
              window: windowSeconds,
              policies: [
                { name: 'anonymous', limit: 600 },
                { name: 'key', limit: 6000 }
              ]
            }
          }
        }),
        ...failures(400, 401, 406, 408, 431, 500, 503)
      }
    }
  }
}
