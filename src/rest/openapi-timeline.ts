/** The operations that follow a matter: its timeline, and the context of a claim. */
import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import { Edtf } from '../resources/columns.js'
import { resources } from '../resources/index.js'
import { otherClaims } from '../store/context.js'
import { entryTypes, typesByDefault } from '../store/timeline.js'
import { failures, success } from './openapi-answers.js'
import { oneExamples } from './openapi-examples.js'
import { asOf, idParameter, limitParameter, waysToName } from './openapi-parameters.js'
import { resourceSchema } from './openapi-schemas.js'

const stable = { 'x-stability': 'stable' } as const
const separated = { style: 'form', explode: false } as const
const count = z.int().min(0)
const day = z.iso.date().nullable()

const row = {
  resource: z.string(),
  id: z.uuid(),
  slug: z.string().nullable(),
  label: z.string().nullable(),
  href: z.string().describe('Where it is.')
}
const TimelineEntry = z
  .object({
    ...row,
    type: z.enum(entryTypes),
    date: Edtf.nullable().describe('As it is on record; null where none is.'),
    earliest: day.describe('The first day it may stand for.'),
    latest: day.describe('The last day it may stand for.'),
    uncertain: z.boolean().describe('Whether the date is anything but one certain day.'),
    links: z
      .array(z.object({ ...row, rel: z.string().describe('What the row is to the entry.') }))
      .describe('The rows that it stands among.')
  })
  .meta({ id: 'TimelineEntry' })
const Timeline = z
  .object({
    data: z.array(TimelineEntry),
    page: z.object({ size: count, next: z.string().nullable() }),
    meta: z.object({ applied: z.record(z.string(), z.union([z.string(), z.int()])) })
  })
  .meta({ id: 'Timeline' })
const id = '0193c7a0-7000-7000-8000-000000000005'
const enacted: z.infer<typeof Timeline> = {
  data: [
    {
      resource: 'statuteVersions',
      id,
      slug: null,
      label: 'Minn. Stat. § 626.8475: in force',
      href: `/v1/statute-versions/${id}`,
      type: 'law_begins',
      date: '2020-08-01',
      earliest: '2020-08-01',
      latest: '2020-08-01',
      uncertain: false,
      links: []
    }
  ],
  page: { size: 1, next: null },
  meta: {
    applied: { topic: 'duty-to-intercede', type: 'law_begins', sort: 'date', limit: 50 }
  }
}

const keys = (name: 'event' | 'topic' | 'agency', example: string) => {
  const filter = resources.claims.filters[name]
  const description = `${filter?.about} Each by its ${waysToName(resources[filter?.to ?? 'topics'])}.`
  return z
    .array(z.string().min(1).max(300))
    .min(1)
    .optional()
    .meta({ param: { description, example: [example], ...separated } })
}
const timeline: ZodOpenApiOperationObject = {
  operationId: 'getTimeline',
  tags: ['finding'],
  summary: 'Follow a matter by date',
  description:
    'Statements, edits of the texts they are known from, assessments, and versions of the statutes that their claims refer to, in one order. At least one of `event`, `topic` and `agency` selects; several combine with and. An entry stands at the first day that its date may mean; those without a date come last.',
  ...stable,
  requestParams: {
    query: z.object({
      event: keys('event', 'operation-metro-surge'),
      topic: keys('topic', 'duty-to-intercede'),
      agency: keys('agency', 'minneapolis-pd'),
      type: z
        .array(z.enum(entryTypes))
        .min(1)
        .default([...typesByDefault])
        .meta({
          param: {
            description: 'Only these. Claims bear the dates of their statements.',
            ...separated
          }
        }),
      sort: z
        .enum(['date', '-date'])
        .default('date')
        .meta({ param: { description: 'The earliest first, or the latest.' } }),
      limit: limitParameter({ description: 'How many entries at most.' }),
      after: z
        .string()
        .optional()
        .meta({ param: { description: 'A cursor, `page.next` of the page before.' } }),
      asOf
    })
  },
  responses: {
    200: success({ description: 'The timeline.', schema: Timeline, examples: { enacted } }),
    ...failures(400, 406, 408, 431, 500, 503)
  }
}

const schemaOf = (name: 'claims' | 'relations' | 'statuteReferences' | 'assessments') =>
  z.lazy(() => resourceSchema(resources[name]))
const ClaimContext = z
  .object({
    claim: schemaOf('claims').describe('With its statement.'),
    relations: z.array(
      z.object({
        direction: z.enum(['from', 'to']).describe('Whether it leads from the claim or to it.'),
        relation: schemaOf('relations').describe('With who asserts it, and its source.'),
        claim: schemaOf('claims').describe('The claim at its other end, with its statement.')
      })
    ),
    law: z
      .array(schemaOf('statuteReferences'))
      .describe('Its references to the law, with the versions on the day of the statement.'),
    assessments: z.array(schemaOf('assessments')).describe('By whom they are, with their sources.'),
    sameAgencies: z
      .object({
        claims: z.array(schemaOf('claims')).describe('The newest, with their statements.'),
        count: count.describe('How many there are in all.'),
        href: z
          .string()
          .nullable()
          .describe('The list of all; null where no agency or no topic is on record.')
      })
      .describe('What else its agencies have said on its topics or narrower ones.')
  })
  .meta({ id: 'ClaimContext' })
const alone = {
  claim: oneExamples(resources.claims)['claim'],
  relations: [],
  law: [],
  assessments: [],
  sameAgencies: { claims: [], count: 0, href: null }
}
const claimContext: ZodOpenApiOperationObject = {
  operationId: 'getClaimContext',
  tags: ['claims'],
  summary: 'See a claim in its context',
  description:
    'The claim, what it repeats, qualifies or disputes and what does so to it, the law it refers to as it was when the statement was made, its assessments, and what else its agencies have said on its topics.',
  ...stable,
  requestParams: {
    path: idParameter(resources.claims),
    query: z.object({
      limit: z
        .int()
        .min(1)
        .max(otherClaims.most)
        .default(otherClaims.byDefault)
        .meta({ param: { description: 'How many of the other claims at most.' } }),
      asOf
    })
  },
  responses: {
    200: success({
      description: 'The context.',
      schema: ClaimContext,
      examples: { alone }
    }),
    ...failures(400, 401, 404, 406, 408, 410, 414, 431, 500, 503)
  }
}

export const timelinePaths: ZodOpenApiPathsObject = {
  '/v1/timeline': { get: timeline },
  '/v1/claims/{id}/context': { get: claimContext }
}
