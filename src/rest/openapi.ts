/** The OpenAPI document: two operations for each collection, from its definition, and the service's own. */
import {
  type CreateDocumentOptions,
  createDocument,
  type oas31,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject
} from 'zod-openapi'
import type { Resource } from '../resources/define.js'
import { collections } from '../resources/index.js'
import { descriptions } from './jsonld.js'
import { failures, success } from './openapi-answers.js'
import { changesPaths, changesTags } from './openapi-changes.js'
import { editingPaths, editingTags, securitySchemes } from './openapi-editing.js'
import { evidencePaths, evidenceTags } from './openapi-evidence.js'
import { listExamples, oneExamples } from './openapi-examples.js'
import { exportPaths } from './openapi-exports.js'
import { feedPaths } from './openapi-feeds.js'
import { findingPaths, findingTags } from './openapi-finding.js'
import { keyPaths } from './openapi-keys.js'
import { limited, usagePaths } from './openapi-limits.js'
import { idParameter, listQueryParameters, oneQueryParameters } from './openapi-parameters.js'
import { releasePaths, releaseTags } from './openapi-releases.js'
import { listSchema, resourceSchema } from './openapi-schemas.js'
import { servicePaths, serviceTags } from './openapi-service.js'
import { timelinePaths } from './openapi-timeline.js'
import { webhooks } from './openapi-webhook-events.js'
import { webhookPaths, webhookTags } from './openapi-webhooks.js'

const description = `Who said what, when, in which exact words, under which law, and what has been said of it since.

- **Nothing is ever ignored**: a parameter, field, link or value that is not known is a 400 that names it. Each parameter is given at most once; several values are separated by commas, and \`"…"\` keeps a comma in a value.
- **Lists** come in pages: follow \`Link\`, or give \`page.next\` as \`after\`. A row that nobody touches during a walk comes exactly once.
- **Links** are \`{id, slug, label}\`; \`include\` embeds the resources themselves, \`fields\` keeps only some paths.
- **Dates** are EDTF (ISO 8601-2) and are compared by the days that they may stand for: \`issuedOn=2025-12\` finds what certainly fell in that month.
- **Answers** have a strong \`ETag\`: send it as \`If-None-Match\`, and 304 says that nothing changed.
- **What was written** is read back, where several servers answer, by who sends the \`OnRecord-Position\` of the answer to the write.
- **Failures** are RFC 9457 problem details, each with a \`code\` and a \`requestId\`.
- **Rate limits** are told in \`RateLimit\` headers; whoever asks too much is told 429, with \`Retry-After\`.
- \`HEAD\` and \`OPTIONS\` work wherever \`GET\` does. Further fields may be added to answers within v1.`

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const stable = { 'x-stability': 'stable' } as const

function listOperation(resource: Resource): ZodOpenApiOperationObject {
  const { name, about, path = '' } = resource
  return {
    operationId: `list${capitalised(name)}`,
    tags: [path],
    summary: `List ${path.replaceAll('-', ' ')}`,
    description: `${about} Filters combine with and.`,
    ...stable,
    requestParams: { query: listQueryParameters(resource) },
    responses: {
      200: success({
        description: 'A page of them.',
        linked: true,
        schema: listSchema(resource),
        examples: listExamples(resource),
        linkedData: resource.name in descriptions
      }),
      ...failures(400, 401, 406, 408, 431, 500, 503)
    }
  }
}

function oneOperation(resource: Resource): ZodOpenApiOperationObject {
  const { singular, typeName, about, path = '' } = resource
  return {
    operationId: `get${typeName}`,
    tags: [path],
    summary: `Get one of the ${path.replaceAll('-', ' ')}`,
    description: about,
    ...stable,
    requestParams: { path: idParameter(resource), query: oneQueryParameters(resource) },
    responses: {
      200: success({
        description: `The ${singular}.`,
        schema: resourceSchema(resource),
        examples: oneExamples(resource),
        linkedData: resource.name in descriptions
      }),
      ...failures(400, 401, 404, 406, 408, 410, 414, 431, 500, 503)
    }
  }
}

const resourcePaths: ZodOpenApiPathsObject = Object.fromEntries(
  collections.flatMap((resource) => [
    [`/v1/${resource.path}`, { get: listOperation(resource) }],
    [`/v1/${resource.path}/{id}`, { get: oneOperation(resource) }]
  ])
)

/** Every GET may be asked only for what the reader does not have yet. */
function conditional(paths: ZodOpenApiPathsObject): ZodOpenApiPathsObject {
  for (const { get } of Object.values(paths))
    if (get?.responses['200'])
      get.responses['304'] ??= { description: 'It is the one of `If-None-Match`.' }
  return paths
}

/** All of them; of an address in several, the operations together. */
function together(parts: ZodOpenApiPathsObject[]): ZodOpenApiPathsObject {
  const all: ZodOpenApiPathsObject = {}
  for (const part of parts)
    for (const [path, operations] of Object.entries(part))
      all[path] = { ...all[path], ...operations }
  return all
}

export function buildOpenApi(): oas31.OpenAPIObject {
  return createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'OnRecord',
        version: '1.0.0',
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
      },
      servers: [{ url: '/' }],
      security: [],
      tags: [
        ...collections.map(({ path = '', about }) => ({ name: path, description: about })),
        ...evidenceTags,
        ...editingTags,
        ...findingTags,
        ...changesTags,
        ...webhookTags,
        ...releaseTags,
        ...serviceTags
      ],
      components: { securitySchemes },
      paths: limited(
        conditional(
          together([
            resourcePaths,
            evidencePaths,
            findingPaths,
            changesPaths,
            feedPaths,
            timelinePaths,
            exportPaths,
            releasePaths,
            ...editingPaths,
            ...keyPaths,
            webhookPaths,
            usagePaths,
            servicePaths
          ])
        )
      ),
      webhooks
    },
    { override: tidy }
  )
}

/** Says in fewer words what zod says of a schema, and leaves room for what an answer may gain. */
const tidy: CreateDocumentOptions['override'] = ({ jsonSchema, zodSchema }) => {
  if (zodSchema._zod.def.type === 'object') delete jsonSchema.additionalProperties
  // The format says it: zod spells it out as a pattern.
  if (jsonSchema.format) delete jsonSchema.pattern
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  const [only, none] = jsonSchema.anyOf ?? []
  if (zodSchema._zod.def.type !== 'nullable' || !only || none?.type !== 'null') return
  if (typeof only.type !== 'string' || only.$ref) return
  delete jsonSchema.anyOf
  Object.assign(jsonSchema, only, {
    type: [only.type, 'null'],
    ...(only.enum && { enum: [...only.enum, null] })
  })
}
