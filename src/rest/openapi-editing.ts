/** Editing in the OpenAPI document: the writes of every resource, its revisions, and keys. */
import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import { scopes } from '../editing/keys.js'
import { prose } from '../resources/columns.js'
import type { Resource } from '../resources/define.js'
import { itemPath, resources } from '../resources/index.js'
import { failures, success } from './openapi-answers.js'
import { captureExample, oneExamples } from './openapi-examples.js'
import { component, inputSchema, LinkInput } from './openapi-inputs.js'
import { asOf, idParameter, oneQueryParameters } from './openapi-parameters.js'
import { resourceSchema } from './openapi-schemas.js'

export const stable = { 'x-stability': 'stable' } as const
export const security = [{ key: [] }]
export const editingTags = [
  { name: 'revisions', description: 'Who changed a row, when, why, and in which fields.' },
  { name: 'imports', description: 'Many records at once.' },
  { name: 'keys', description: 'Keys for those who write, and for those who read drafts.' }
]
export const securitySchemes = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description: `A key, made by \`onrecord keys create\` or \`POST /v1/keys\`. Scopes: ${scopes.map((scope) => `\`${scope}\``).join(', ')}.`
  }
} as const

/** How a write may fail. */
const writing = [400, 401, 403, 404, 406, 408, 409, 412, 413, 414, 415, 422, 431, 500, 503]
const reading = [400, 401, 404, 406, 408, 414, 431, 500, 503]
const header = (name: string, about: string, required: boolean, example: string) => {
  const schema = z.string().meta({ param: { description: about, example } })
  return { [name]: required ? schema : schema.optional() }
}
const ifMatch = z.object(
  header('If-Match', 'The `ETag` of what was read, or `*`.', true, '"1-2wEVYjQyU5zcwnOF0eWGyg"')
)
const onceOnly = z.object(
  header(
    'Idempotency-Key',
    'The same request again gets the same answer, for a day.',
    false,
    '6c1e9f2a-on-masks'
  )
)
export const flag = (about: string) =>
  z
    .enum(['true', 'false'])
    .optional()
    .meta({ param: { description: about } })
const writeParameters = (resource: Resource) => {
  const { include, fields } = oneQueryParameters(resource).shape
  return z.object({
    ...(include && { include }),
    ...(fields && { fields }),
    dryRun: flag('`true`: check everything, answer what would be, and write nothing.'),
    reason: prose(1000)
      .optional()
      .meta({ param: { description: 'Why: its revision tells it.', example: 'A typo' } })
  })
}

const exampleOf = (resource: Resource): Record<string, unknown> => {
  if (resource.name === 'captures') return { capture: captureExample }
  if (resource.path) return oneExamples(resource)
  const { id, label } = { id: captureExample.id, label: 'Minn. Stat. § 626.8475' }
  return {
    statuteVersion: {
      id,
      externalId: null,
      status: 'published',
      revision: 1,
      createdAt: captureExample.createdAt,
      updatedAt: captureExample.updatedAt,
      note: null,
      statute: { id, slug: 'us-mn-stat-626.8475', label },
      source: { id, label: 'A session law' },
      effectiveFrom: '2020-08-01',
      effectiveTo: null,
      legalForce: 'in_force',
      summary: 'Peace officers intercede.',
      text: null,
      sourceAct: null,
      pinpoints: null
    }
  }
}
const answered = (resource: Resource, description: string) =>
  success({ description, schema: resourceSchema(resource), examples: exampleOf(resource) })
export const body = (schema: z.ZodType, value: unknown, type = 'application/json') => ({
  required: true,
  content: { [type]: { schema, examples: { example: { value } } } }
})

const exampleInput: Record<string, unknown> = { note: 'The source leaves the year open.' }

/** The operations on one row, and on the place where such rows are made. */
function pathsOf(resource: Resource): ZodOpenApiPathsObject {
  const { singular, typeName, name } = resource
  const tag = resource.path ?? (name === 'captures' ? 'evidence' : 'law')
  const item = `${itemPath(resource)}/{id}`
  const path = idParameter(resource)
  const base = { ...stable, tags: [tag], security }
  const post = (
    verb: string,
    summary: string,
    description: string,
    requestBody?: ReturnType<typeof body>
  ): { post: ZodOpenApiOperationObject } => ({
    post: {
      ...base,
      operationId: `${verb}${typeName}`,
      summary,
      description,
      requestParams: { path, query: writeParameters(resource), header: onceOnly },
      ...(requestBody && { requestBody }),
      responses: {
        200: answered(resource, `The ${singular} as it is now.`),
        ...failures(...writing)
      }
    }
  })
  const owner = name === 'captures' ? '/v1/sources/{id}/captures' : '/v1/statutes/{id}/versions'
  const create: ZodOpenApiOperationObject = {
    ...base,
    operationId: `create${typeName}`,
    summary: `Create a ${singular}`,
    description: `As a draft, unless \`status\` is \`published\`. With what may be written inside it: all or nothing.`,
    requestParams: {
      ...(!resource.path && {
        path: idParameter(name === 'captures' ? resources.sources : resources.statutes)
      }),
      query: writeParameters(resource),
      header: onceOnly
    },
    requestBody: body(inputSchema(resource), exampleInput),
    responses: {
      200: answered(resource, 'With `dryRun`: what would be.'),
      201: answered(resource, `The ${singular}, at \`Location\`.`),
      ...failures(400, 401, 403, 406, 408, 409, 413, 415, 422, 431, 500, 503)
    }
  }
  return {
    [resource.path ? itemPath(resource) : owner]: { post: create },
    [item]: {
      ...(!resource.path && {
        get: {
          ...stable,
          tags: [tag],
          operationId: name === 'captures' ? 'getCapture' : `get${typeName}`,
          summary: `Get one ${singular} by its id`,
          description: resource.about,
          requestParams: { path, query: oneQueryParameters(resource) },
          responses: {
            200: answered(resource, `The ${singular}.`),
            ...failures(400, 404, 406, 408, 410, 414, 431, 500, 503)
          }
        }
      }),
      patch: {
        ...base,
        operationId: `update${typeName}`,
        summary: `Change a ${singular}`,
        description:
          'JSON Merge Patch (RFC 7396): a value sets, null clears, what is absent stays; a list is replaced.',
        requestParams: { path, query: writeParameters(resource), header: ifMatch },
        requestBody: body(inputSchema(resource), exampleInput, 'application/merge-patch+json'),
        responses: {
          200: answered(resource, `The ${singular} as it is now.`),
          ...failures(...writing, 428)
        }
      },
      delete: {
        ...base,
        operationId: `withdraw${typeName}`,
        summary: `Withdraw a ${singular}`,
        description: 'Nothing is erased: readers are told that it was withdrawn, when and why.',
        requestParams: { path, query: writeParameters(resource), header: ifMatch },
        responses: {
          200: answered(resource, `The ${singular}, withdrawn.`),
          ...failures(...writing, 428)
        }
      }
    },
    [`${item}/publish`]: post(
      'publish',
      `Publish a ${singular}`,
      'Readers see it from now on, once what it stands under is published too.'
    ),
    [`${item}/restore`]: post(
      'restore',
      `Restore a ${singular} that was withdrawn`,
      'As it was before; of a statement, exactly the claims that were withdrawn with it come back.'
    ),
    [`${item}/merge`]: post(
      'merge',
      `Merge a ${singular} into another`,
      'What linked to it links to the survivor; its address leads there for ever.',
      body(
        component('MergeInput', () => z.object({ into: LinkInput })),
        { into: captureExample.id }
      )
    ),
    [`${item}/revisions`]: {
      get: {
        ...stable,
        tags: ['revisions'],
        operationId: `listRevisionsOf${typeName}`,
        summary: `List the revisions of a ${singular}`,
        description: 'Newest first, of merged and withdrawn rows too.',
        requestParams: {
          path,
          query: z.object({
            limit: z
              .int()
              .min(1)
              .max(50)
              .default(20)
              .meta({ param: { description: 'How many.' } }),
            before: z
              .int()
              .min(1)
              .optional()
              .meta({ param: { description: '`page.next`: those before this number.' } }),
            asOf
          })
        },
        responses: {
          200: success({
            description: 'A page of them.',
            schema: Revisions,
            examples: { revisions: { data: [revision], page: { size: 1, next: null } } }
          }),
          ...failures(...reading)
        }
      }
    },
    [`${item}/revisions/{n}`]: {
      get: {
        ...stable,
        tags: ['revisions'],
        operationId: `getRevisionOf${typeName}`,
        summary: `Get one revision of a ${singular}`,
        description: 'What was changed, and the row as it stood then.',
        requestParams: {
          path: path.extend({
            n: z
              .int()
              .min(1)
              .meta({ param: { description: 'Its number.', example: 1 } })
          }),
          query: z.object({ asOf })
        },
        responses: {
          200: success({
            description: 'The revision.',
            schema: component(`${typeName}Revision`, () =>
              Revision.extend({ data: resourceSchema(resource).nullable() })
            ),
            examples: { revision: { ...revision, data: Object.values(exampleOf(resource))[0] } }
          }),
          ...failures(...reading)
        }
      }
    }
  }
}

const Revision = z.object({
  revision: z.int().min(1),
  action: z.enum([
    'created',
    'updated',
    'published',
    'withdrawn',
    'restored',
    'merged',
    'shown',
    'hidden'
  ]),
  at: z.iso.datetime(),
  by: z.string().describe('The name of the key, or the program that wrote it.'),
  reason: z.string().nullable(),
  requestId: z.string().nullable(),
  changes: z
    .array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() }))
    .describe('The fields that differ from the revision before.')
})
const Revisions = component('Revisions', () =>
  z.object({
    data: z.array(Revision.meta({ id: 'Revision', description: 'One change of a row.' })),
    page: z.object({
      size: z.int().min(0),
      next: z.int().nullable().describe('For `before`: the page that follows.')
    })
  })
)
const revision = {
  revision: 2,
  action: 'updated',
  at: '2026-01-05T12:00:00Z',
  by: 'city desk',
  reason: 'A typo',
  requestId: '0193c7a0-7000-7000-8000-0000000000aa',
  changes: [{ field: 'note', from: null, to: 'The source leaves the year open.' }]
}

export const editingPaths: ZodOpenApiPathsObject[] = Object.values(resources).map(pathsOf)
