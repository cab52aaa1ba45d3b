/** The operations of the evidence and the law: captures, quotes, citations. */
import { z } from 'zod'
import type { oas31, ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import { Day, Instant } from '../resources/columns.js'
import { CitationsToParse, JurisdictionCode, QuoteToVerify } from '../resources/evidence-inputs.js'
import { resources } from '../resources/index.js'
import { QuoteState } from '../resources/quotes.js'
import { failures, success } from './openapi-answers.js'
import { captureExample } from './openapi-examples.js'
import { asOf, idParameter, listQueryParameters, oneQueryParameters } from './openapi-parameters.js'
import { listSchema, resourceSchema } from './openapi-schemas.js'

export const evidenceTags: oas31.TagObject[] = [
  { name: 'evidence', description: 'Exact words in hashed texts, and what changed in them.' },
  { name: 'law', description: 'Citations, and the statutes that they name.' }
]
const stable = { 'x-stability': 'stable' } as const
const { captures, sources, statutes } = resources
const reading = [400, 404, 406, 408, 414, 431, 500, 503]
const posting = [400, 406, 408, 413, 415, 431, 500, 503]
const id = '0193c7a0-7000-7000-8000-000000000001'

const CaptureReference = z
  .object({ id: z.uuid(), number: z.int().min(1), capturedAt: Instant.nullable() })
  .meta({
    id: 'CaptureReference',
    description: 'A capture, by its id and its number in its source.'
  })
const offset = z.int().min(0)
const QuoteMatch = z
  .object({
    start: offset,
    end: offset,
    exact: z.string().describe('The words as they stand there.'),
    prefix: z.string().describe('Up to 32 code points before them.'),
    suffix: z.string().describe('Up to 32 code points after them.'),
    folded: z.boolean().describe('Whether they differ in what `fold` lets pass.')
  })
  .meta({ id: 'QuoteMatch', description: 'A place: Unicode code points from 0, the end excluded.' })
const Verification = z
  .object({
    captures: z.array(
      z.object({
        capture: CaptureReference.nullable().describe('Null for a text that was given.'),
        state: QuoteState,
        matches: z.array(QuoteMatch)
      })
    )
  })
  .meta({ id: 'QuoteVerification', description: 'Where words stand, in each capture.' })
const verification: z.infer<typeof Verification> = {
  captures: [
    {
      capture: null,
      state: 'anchored',
      matches: [
        { start: 5, end: 9, exact: 'will', prefix: 'They ', suffix: ' act.', folded: false }
      ]
    }
  ]
}

const Span = z
  .object({
    start: offset,
    end: offset,
    text: z.string().describe('Empty where it is restricted.')
  })
  .meta({ id: 'Span', description: 'A part of a text: Unicode code points, the end excluded.' })
const CaptureDiff = z
  .object({
    from: CaptureReference,
    to: CaptureReference,
    identical: z.boolean(),
    changes: z
      .array(z.object({ kind: z.enum(['added', 'removed', 'replaced']), from: Span, to: Span }))
      .nullable()
      .describe('Null where a text is not held.'),
    claims: z
      .array(
        z.object({
          claim: z.object({ id: z.uuid(), label: z.string() }),
          exact: z.string(),
          start: offset,
          end: offset,
          state: QuoteState.describe('What became of the words in the later text.')
        })
      )
      .describe('The claims whose quotes the changes touch.')
  })
  .meta({ id: 'CaptureDiff', description: 'What differs between two captures of a source.' })
const capture = (number: number) => ({ id, number, capturedAt: '2026-01-05T12:00:00Z' })
const diff: z.infer<typeof CaptureDiff> = {
  from: capture(1),
  to: capture(2),
  identical: false,
  changes: [
    {
      kind: 'removed',
      from: { start: 9, end: 13, text: ' not' },
      to: { start: 9, end: 9, text: '' }
    }
  ],
  claims: []
}

const RowReference = z.object({ id: z.uuid(), slug: z.string().nullable(), label: z.string() })
const citation = {
  start: offset,
  end: offset,
  text: z.string(),
  jurisdiction: z.string().nullable(),
  code: z.string().nullable(),
  container: z.string().nullable().describe('Title, chapter or act.'),
  section: z.string().nullable().describe('A range has both ends: `626.84..626.863`.'),
  pinpoint: z.string().nullable(),
  editionYear: z.int().nullable(),
  canonical: z.string().nullable().describe('As we write it.'),
  pinpointKnown: z
    .boolean()
    .nullable()
    .describe('Whether a version is known to have the pinpoint.'),
  popularName: z.object({ name: z.string(), source: RowReference }).nullable(),
  reason: z
    .string()
    .nullable()
    .describe(
      '`ambiguous-code`, `unknown-code`, `missing-container`, `popular-name`, `not-on-record`, `range` or `no-section`.'
    )
}
const Citations = z
  .object({ citations: z.array(z.object({ ...citation, statute: RowReference.nullable() })) })
  .meta({ id: 'Citations', description: 'The citations in a text, in order.' })
const Resolved = z
  .object({
    citations: z.array(
      z.object({ ...citation, statute: z.lazy(() => resourceSchema(statutes)).nullable() })
    )
  })
  .meta({ id: 'ResolvedCitations', description: 'Citations with their statutes in full.' })
const one = {
  start: 0,
  end: 22,
  text: 'Minn. Stat. § 626.8475',
  jurisdiction: 'us-mn',
  code: 'minn-stat',
  container: null,
  section: '626.8475',
  pinpoint: null,
  editionYear: null,
  canonical: 'Minn. Stat. § 626.8475',
  pinpointKnown: null,
  popularName: null,
  reason: null
}
const cited = {
  citations: [
    { ...one, statute: { id, slug: 'us-mn-stat-626.8475', label: 'Minn. Stat. § 626.8475' } }
  ]
}

const number = (about: string) =>
  z
    .int()
    .min(1)
    .meta({ param: { description: about, example: 1 } })
const source = idParameter(sources)
const nth = source.extend({ n: number('The number of the capture.') })

function asking(
  operation: ZodOpenApiOperationObject,
  tag = 'evidence'
): { get: ZodOpenApiOperationObject } {
  return { get: { ...stable, tags: [tag], ...operation } }
}
function sending(
  operation: Omit<ZodOpenApiOperationObject, 'requestBody'> & { body: z.ZodType; example: object },
  tag: string
): { post: ZodOpenApiOperationObject } {
  const { body, example, ...rest } = operation
  const content = {
    'application/json': { schema: body, examples: { example: { value: example } } }
  }
  return { post: { ...stable, tags: [tag], ...rest, requestBody: { required: true, content } } }
}

export const evidencePaths: ZodOpenApiPathsObject = {
  '/v1/sources/{id}/captures': asking({
    operationId: 'listCapturesOfSource',
    summary: 'List the captures of a source',
    description: 'Its texts as recorded, in their order.',
    requestParams: { path: source, query: listQueryParameters(captures) },
    responses: {
      200: success({
        description: 'A page of them.',
        linked: true,
        schema: listSchema(captures),
        examples: {
          none: {
            data: [],
            page: { size: 0, next: null, prev: null },
            meta: { applied: { limit: 50 } }
          }
        }
      }),
      ...failures(...reading)
    }
  }),
  '/v1/sources/{id}/captures/{n}': asking({
    operationId: 'getCaptureOfSource',
    summary: 'Get one capture of a source',
    description: captures.about,
    requestParams: { path: nth, query: oneQueryParameters(captures) },
    responses: {
      200: success({
        description: 'The capture.',
        schema: resourceSchema(captures),
        examples: { capture: captureExample }
      }),
      ...failures(...reading)
    }
  }),
  '/v1/sources/{id}/captures/{n}/diff/{m}': asking({
    operationId: 'diffCaptures',
    summary: 'Compare two captures of a source',
    description: 'The spans that differ, and the claims whose quotes they touch.',
    requestParams: {
      path: nth.extend({ m: number('The number of the later capture.') }),
      query: z.object({ asOf })
    },
    responses: {
      200: success({ description: 'What differs.', schema: CaptureDiff, examples: { diff } }),
      ...failures(...reading)
    }
  }),
  '/v1/quotes/verify': sending(
    {
      operationId: 'verifyQuote',
      summary: 'Find where words stand',
      description: 'In every capture of a source, in one capture, or in a text that is sent.',
      body: QuoteToVerify,
      example: { text: 'They will act.', exact: 'will' },
      responses: {
        200: success({
          description: 'Every place.',
          schema: Verification,
          examples: { verification }
        }),
        ...failures(...posting)
      }
    },
    'evidence'
  ),
  '/v1/citations/parse': sending(
    {
      operationId: 'parseCitations',
      summary: 'Read the citations in a text',
      description:
        'Each with its span and the statute on record that it names. Nothing is guessed.',
      body: CitationsToParse,
      example: { text: 'Minn. Stat. § 626.8475' },
      responses: {
        200: success({
          description: 'The citations, in order.',
          schema: Citations,
          examples: { cited }
        }),
        ...failures(...posting)
      }
    },
    'law'
  ),
  '/v1/statutes/resolve': asking(
    {
      operationId: 'resolveCitation',
      summary: 'Resolve a citation',
      description:
        'The statute that a citation or a popular name means, with its version on a day.',
      requestParams: {
        query: z.object({
          citation: z
            .string()
            .max(1000)
            .meta({ param: { description: 'The citation.', example: 'Minn. Stat. § 626.8475' } }),
          jurisdiction: JurisdictionCode.optional().meta({
            param: { description: 'Whose law a citation without a code means.' }
          }),
          on: Day.optional().meta({
            param: { description: 'The day whose law is asked for; today unless given.' }
          }),
          asOf
        })
      },
      responses: {
        200: success({
          description: 'What it means.',
          schema: Resolved,
          examples: { none: { citations: [] } }
        }),
        ...failures(400, 406, 408, 431, 500, 503)
      }
    },
    'law'
  )
}
