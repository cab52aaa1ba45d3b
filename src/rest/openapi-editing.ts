/** Editing in the OpenAPI document: the writes of every resource, its revisions, and keys. */
import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import { KeyToCreate, scopes } from '../editing/keys.js'
import { childOf } from '../editing/write.js'
import { isWritable } from '../imports/normalise.js'
import { prose } from '../resources/columns.js'
import type { Field, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { KeyToRotate } from './keys.js'
import { failures, success } from './openapi-answers.js'
import { captureExample, oneExamples } from './openapi-examples.js'
import { asOf, idParameter, oneQueryParameters } from './openapi-parameters.js'
import { resourceSchema } from './openapi-schemas.js'
import { itemPath } from './routes.js'

const stable = { 'x-stability': 'stable' } as const
const security = [{ key: [] }]
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

const inputs = new Map<string, z.ZodType>()
/** A schema made once, under its component's name. */
function component(name: string, make: () => z.ZodType, description?: string): z.ZodType {
  const made = inputs.get(name) ?? make().meta({ id: name, ...(description && { description }) })
  inputs.set(name, made)
  return made
}
const LinkInput = component(
  'LinkInput',
  () => z.string().max(300),
  'A row by its id, slug, identifier or externalId.'
)

function inputOf(field: Field): z.ZodType {
  switch (field.kind) {
    case 'one':
      return LinkInput.nullable().optional().describe(field.about)
    case 'many':
      return z.array(LinkInput).optional().describe(field.about)
    case 'values':
      return z.array(field.schema).optional().describe(field.about)
    case 'parts': {
      const part = component(`${field.typeName}Input`, () => membersOf(field.fields))
      return (field.single ? part.nullable() : z.array(part)).optional().describe(field.about)
    }
    case 'group':
      return z
        .lazy(() => component(`${field.typeName}Input`, () => membersOf(field.fields)))
        .optional()
        .describe(field.about)
    default: {
      const { description } = z.globalRegistry.get(field.schema) ?? {}
      const schema = (field.nullable ? field.schema.nullable() : field.schema).optional()
      return description ? schema.describe(description) : schema
    }
  }
}
const membersOf = (fields: Record<string, Field>) =>
  z.object(
    Object.fromEntries(
      Object.entries(fields)
        .filter(([, field]) => isWritable(field))
        .map(([name, field]) => [name, inputOf(field)])
    )
  )

/** What POST takes: every field that is not made by the service, and rows nested in it. */
function inputSchema(resource: Resource): z.ZodType {
  return component(
    `${resource.typeName}Input`,
    () => {
      const nested = Object.entries(resource.fields).flatMap(([name, field]) => {
        const child = childOf(resource, field)
        return child
          ? [[name, z.lazy(() => z.array(inputSchema(child)).optional())] as [string, z.ZodType]]
          : []
      })
      return (membersOf(resource.fields) as z.ZodObject).extend(Object.fromEntries(nested))
    },
    `What may be written of a ${resource.singular}. Links are named; dates have their bounds found.`
  )
}

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
const flag = (about: string) =>
  z
    .enum(['true', 'false'])
    .optional()
    .meta({ param: { description: about } })
const writing = (resource: Resource) => {
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
const body = (schema: z.ZodType, value: unknown, type = 'application/json') => ({
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
      requestParams: { path, query: writing(resource), header: onceOnly },
      ...(requestBody && { requestBody }),
      responses: {
        200: answered(resource, `The ${singular} as it is now.`),
        ...failures(400, 401, 403, 404, 406, 408, 409, 412, 413, 414, 415, 422, 431, 500, 503)
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
      query: writing(resource),
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
        requestParams: { path, query: writing(resource), header: ifMatch },
        requestBody: body(inputSchema(resource), exampleInput, 'application/merge-patch+json'),
        responses: {
          200: answered(resource, `The ${singular} as it is now.`),
          ...failures(
            400,
            401,
            403,
            404,
            406,
            408,
            409,
            412,
            413,
            414,
            415,
            422,
            428,
            431,
            500,
            503
          )
        }
      },
      delete: {
        ...base,
        operationId: `withdraw${typeName}`,
        summary: `Withdraw a ${singular}`,
        description: 'Nothing is erased: readers are told that it was withdrawn, when and why.',
        requestParams: { path, query: writing(resource), header: ifMatch },
        responses: {
          200: answered(resource, `The ${singular}, withdrawn.`),
          ...failures(
            400,
            401,
            403,
            404,
            406,
            408,
            409,
            412,
            413,
            414,
            415,
            422,
            428,
            431,
            500,
            503
          )
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
          ...failures(400, 401, 404, 406, 408, 414, 431, 500, 503)
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
          ...failures(400, 401, 404, 406, 408, 414, 431, 500, 503)
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

export const editingPaths: ZodOpenApiPathsObject[] = [
  ...Object.values(resources).map(pathsOf),
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
