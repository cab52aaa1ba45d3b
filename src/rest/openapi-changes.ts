/** The operations of the change feed. */
import { z } from 'zod'
import type { oas31, ZodOpenApiPathsObject } from 'zod-openapi'
import { changeActions, eventStream } from '../changes/events.js'
import { resourceNames } from '../resources/define.js'
import { longestWait } from './changes.js'
import { failures, success } from './openapi-answers.js'
import { limitParameter } from './openapi-parameters.js'

export const changesTags: oas31.TagObject[] = [
  { name: 'changes', description: 'What has changed, in order, as it happens.' }
]
const stable = { 'x-stability': 'stable' } as const
const separated = { style: 'form', explode: false } as const

const Change = z
  .object({
    position: z.int().min(1).describe('Its place in the feed; later changes have higher ones.'),
    type: z.string().meta({
      description: 'The resource’s name and what happened.',
      examples: ['claim.published']
    }),
    resource: z.enum(resourceNames),
    action: z.enum(changeActions).meta({
      description:
        'published: readers see it from now on. updated: its content is another. withdrawn: they no longer see it. restored: they do again. merged: it is part of another.'
    }),
    id: z.uuid(),
    revision: z.int().min(1).describe('The row’s revision then.'),
    at: z.iso.datetime().describe('When it was committed.'),
    by: z.string().describe('The name of the key, or the program that wrote it.'),
    reason: z.string().nullable().describe('Why, if that was told.'),
    href: z.string().describe('Where the row is.'),
    mergedInto: z.uuid().nullable().describe('The row that it is part of by now.'),
    data: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe(
        'The row’s content as it is now: its fields and parts, links as `{id}`; null where readers do not see it.'
      )
  })
  .meta({ id: 'RecordChange' })
const Changes = z
  .object({
    data: z.array(Change),
    page: z.object({
      size: z.int().min(0),
      next: z.string().describe('Where to go on, always given: as `after`.'),
      more: z.boolean().describe('Whether there is more already.')
    }),
    meta: z.object({ applied: z.record(z.string(), z.string()) })
  })
  .meta({ id: 'Changes' })
const id = '0193c7a0-7000-7000-8000-000000000004'
const example: z.infer<typeof Change> = {
  position: 41,
  type: 'agency.withdrawn',
  resource: 'agencies',
  action: 'withdrawn',
  id,
  revision: 2,
  at: '2026-01-05T12:00:00.000Z',
  by: 'desk',
  reason: 'Entered twice.',
  href: `/v1/agencies/${id}`,
  mergedInto: null,
  data: null
}
const page = {
  data: [example],
  page: { size: 1, next: '41', more: false },
  meta: { applied: { after: '40' } }
}

const filters = {
  resource: z
    .array(z.enum(resourceNames))
    .min(1)
    .optional()
    .meta({ param: { description: 'Only of these resources.', ...separated } }),
  action: z
    .array(z.enum(changeActions))
    .min(1)
    .optional()
    .meta({ param: { description: 'Only these.', ...separated } }),
  id: z
    .array(z.uuid())
    .min(1)
    .max(100)
    .optional()
    .meta({ param: { description: 'Only of these rows.', ...separated } })
}
const after = (description: string) =>
  z
    .string()
    .regex(/^(\d{1,16}|now)$/)
    .optional()
    .meta({ param: { description } })

export const changesPaths: ZodOpenApiPathsObject = {
  '/v1/changes': {
    get: {
      operationId: 'listChanges',
      tags: ['changes'],
      summary: 'List changes',
      description:
        'What happened to the rows that readers see, in the order of commits. A reader who goes on from `page.next` misses nothing, and one who applies each `data` holds what a fresh copy would.',
      ...stable,
      requestParams: {
        query: z.object({
          after: after('A position, or `now`; the beginning unless given.'),
          limit: limitParameter({ description: 'How many changes at most.' }),
          wait: z
            .int()
            .min(1)
            .max(longestWait)
            .optional()
            .meta({ param: { description: 'Wait so many seconds where there is nothing yet.' } }),
          ...filters
        })
      },
      responses: {
        200: success({
          description: 'The changes.',
          linked: true,
          schema: Changes,
          examples: { page }
        }),
        ...failures(400, 406, 408, 431, 500, 503)
      }
    }
  },
  '/v1/changes/stream': {
    get: {
      operationId: 'streamChanges',
      tags: ['changes'],
      summary: 'Follow changes as they happen',
      description:
        'Server-sent events: `event` is the type, `id` the position, `data` the change. It begins now, after the position `after`, or after `Last-Event-ID`.',
      ...stable,
      requestParams: {
        query: z.object({ after: after('A position; now unless given.'), ...filters }),
        header: z.object({
          'Last-Event-ID': z
            .string()
            .optional()
            .meta({ param: { description: 'The `id` of the last event received.' } })
        })
      },
      responses: {
        200: success({
          description: 'The events.',
          types: [eventStream],
          schema: z.string(),
          examples: {
            one: `id: 41\nevent: agency.withdrawn\ndata: ${JSON.stringify(example)}\n\n`
          }
        }),
        ...failures(400, 406, 408, 431, 500, 503)
      }
    }
  }
}
