/** What any operation may answer: headers, and the problems of the catalogue as shared responses. */
import { z } from 'zod'
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from 'zod-openapi'
import { catalogue, type ErrorCode } from '../errors.js'
import { jsonLdType } from './jsonld.js'
import { typeOf } from './problem.js'

export const RequestId = z.uuid().meta({
  description: 'Names this request in the logs; told in every problem as well.',
  header: { id: 'X-Request-Id', required: true }
})
const Link = z.string().meta({
  description:
    'RFC 8288: the addresses of the pages beside this one, `rel="next"` and `rel="prev"`.',
  header: { id: 'Link', required: false }
})
const RetryAfter = z.int().meta({
  description: 'Try again after so many seconds.',
  header: { id: 'Retry-After' }
})
const Fault = z
  .object({
    parameter: z.string().optional().describe('The query parameter.'),
    pointer: z.string().optional().describe('Where in the body: a JSON pointer (RFC 6901).'),
    code: z.string(),
    message: z.string(),
    line: z.int().optional().describe('The line of a file that was sent.'),
    candidates: z
      .array(z.record(z.string(), z.unknown()))
      .optional()
      .describe('Of a quote: every place that it may mean.')
  })
  .meta({ id: 'Fault', description: 'One thing that is wrong, and where.' })
const Problem = z
  .object({
    type: z.string().describe('A page that explains the code, as a relative URI reference.'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What is wrong this time.'),
    instance: z.string().optional().describe('The path that was asked for.'),
    code: z.string().describe('For programs: it never changes its meaning.'),
    errors: z.array(Fault),
    requestId: z.string()
  })
  .meta({ id: 'Problem', description: 'A failure, as RFC 9457 problem details.' })

interface Trouble {
  /** The component's name. */
  id: string
  headers?: z.ZodObject
  /** Those of the status that REST gives, if not all: GraphQL has answers of its own. */
  codes?: ErrorCode[]
  example: { detail: string; instance: string; errors?: z.infer<typeof Fault>[] }
}
const list = '/v1/claims'
export const retry = z.object({ 'X-Request-Id': RequestId, 'Retry-After': RetryAfter })
const troubles: Record<number, Trouble> = {
  400: {
    id: 'BadRequest',
    codes: [
      'invalid_parameter',
      'unknown_parameter',
      'invalid_cursor',
      'unknown_reference',
      'query_too_complex',
      'malformed_request'
    ],
    example: {
      detail: '`isuedOn`: Did you mean `issuedOn`?',
      instance: list,
      errors: [
        {
          parameter: 'isuedOn',
          code: 'unknown_parameter',
          message: 'Did you mean `issuedOn`?'
        }
      ]
    }
  },
  401: {
    id: 'Unauthorized',
    example: { detail: 'The key is unknown, revoked or expired.', instance: list }
  },
  403: {
    id: 'Forbidden',
    example: { detail: 'This needs a key with the scope `write`.', instance: list }
  },
  404: {
    id: 'NotFound',
    example: {
      detail: 'There is no claim with this id or identifier.',
      instance: `${list}/0193c7a0-7000-7000-8000-0000000000ff`
    }
  },
  406: {
    id: 'NotAcceptable',
    example: { detail: 'This address answers with application/json.', instance: list }
  },
  408: {
    id: 'RequestTimeout',
    example: { detail: 'The request took too long to arrive.', instance: list }
  },
  409: {
    id: 'Conflict',
    codes: ['conflict'],
    example: { detail: 'It is withdrawn: restore the claim first.', instance: list }
  },
  410: {
    id: 'Gone',
    example: {
      detail: 'The claim was withdrawn on 2026-01-05T12:00:00.000Z: entered twice.',
      instance: `${list}/0193c7a0-7000-7000-8000-0000000000ff`
    }
  },
  412: {
    id: 'PreconditionFailed',
    example: {
      detail: 'It is at revision 3 now: read it again, and change that.',
      instance: `${list}/0193c7a0-7000-7000-8000-0000000000ff`
    }
  },
  422: {
    id: 'Unprocessable',
    example: { detail: 'It breaks a rule: published has source.', instance: list }
  },
  428: {
    id: 'PreconditionRequired',
    example: {
      detail: 'Send the `ETag` of what you read as `If-Match`.',
      instance: `${list}/0193c7a0-7000-7000-8000-0000000000ff`
    }
  },
  413: {
    id: 'PayloadTooLarge',
    example: { detail: 'The body is too large.', instance: '/graphql' }
  },
  414: { id: 'UriTooLong', example: { detail: 'The address is too long.', instance: list } },
  415: {
    id: 'UnsupportedMediaType',
    example: { detail: 'The media type is not supported.', instance: '/graphql' }
  },
  416: {
    id: 'RangeNotSatisfiable',
    example: {
      detail: 'The file has 1024 bytes.',
      instance: '/v1/releases/2026-11-24/files/claims.csv'
    }
  },
  429: {
    id: 'TooManyRequests',
    headers: retry,
    example: { detail: 'At most 600 units a minute: wait for the next.', instance: list }
  },
  431: {
    id: 'HeadersTooLarge',
    example: { detail: 'The headers are too large.', instance: list }
  },
  500: {
    id: 'InternalError',
    example: { detail: 'The failure has been logged under the request id.', instance: list }
  },
  503: {
    id: 'Unavailable',
    headers: retry,
    example: { detail: 'The database took too long.', instance: list }
  }
}

const codesOf = (status: number) =>
  (Object.keys(catalogue) as ErrorCode[]).filter((code) => catalogue[code].status === status)

function problemResponse(status: number): ZodOpenApiResponseObject {
  const { id, headers, codes = codesOf(status), example } = troubles[status] as Trouble
  const code = (example.errors?.[0]?.code ?? codes.at(0)) as ErrorCode
  const { title } = catalogue[code]
  const value = {
    type: typeOf(code),
    title,
    status,
    detail: example.detail,
    instance: example.instance,
    code,
    errors: example.errors ?? [],
    requestId: '0193c7a0-7000-7000-8000-0000000000aa'
  }
  return {
    id,
    description: codes.map((each) => `\`${each}\`: ${catalogue[each].title}.`).join(' '),
    headers: headers ?? z.object({ 'X-Request-Id': RequestId }),
    content: { 'application/problem+json': { schema: Problem, examples: { [code]: { value } } } }
  }
}
const problems: Record<number, ZodOpenApiResponseObject> = Object.fromEntries(
  Object.keys(troubles).map((status) => [status, problemResponse(Number(status))])
)

/** The failures of these statuses, as responses. */
export function failures(...statuses: number[]): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    statuses.map((status) => [status, problems[status] as ZodOpenApiResponseObject])
  )
}

const LinkedData = z.record(z.string(), z.unknown()).meta({
  id: 'LinkedData',
  description: 'JSON-LD 1.1 in the terms of schema.org. Also at `{id}.jsonld`.'
})

const linkedClaim = {
  '@context': { '@vocab': 'https://schema.org/' },
  '@type': 'Claim',
  '@id': 'urn:uuid:0193c7a0-7000-7000-8000-000000000001',
  text: 'Minneapolis police do not conduct immigration enforcement.'
}

interface Success {
  description: string
  types?: string[]
  schema: z.ZodType
  /** Named examples. */
  examples: Record<string, unknown>
  /** Whether there is a `Link` header. */
  linked?: boolean
  /** Whether it can be had as JSON-LD. */
  linkedData?: boolean
}
export function success(answer: Success): ZodOpenApiResponseObject {
  const { description, types = ['application/json'], schema, linked } = answer
  const examples = Object.fromEntries(
    Object.entries(answer.examples).map(([name, value]) => [name, { value }])
  )
  return {
    description,
    headers: z.object({ 'X-Request-Id': RequestId, ...(linked && { Link }) }),
    content: {
      ...Object.fromEntries(types.map((type) => [type, { schema, examples }])),
      ...(answer.linkedData && {
        [jsonLdType]: { schema: LinkedData, examples: { claim: { value: linkedClaim } } }
      })
    }
  }
}
