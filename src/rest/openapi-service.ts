/** The operations that belong to no resource: entry points, schemas, GraphQL, health. */
import { z } from 'zod'
import type {
  oas31,
  ZodOpenApiOperationObject,
  ZodOpenApiPathItemObject,
  ZodOpenApiPathsObject,
  ZodOpenApiRequestBodyObject,
  ZodOpenApiResponseObject
} from 'zod-openapi'
import { collections } from '../resources/index.js'
import { failures, retry, success } from './openapi-answers.js'

export const serviceTags: oas31.TagObject[] = [
  { name: 'graphql', description: 'The same record through GraphQL.' },
  { name: 'service', description: 'Entry points, schemas and health.' }
]

interface Described {
  operationId: string
  summary: string
  description: string
}
/** An operation without parameters. */
function reading(
  tag: string,
  described: Described,
  ok: ZodOpenApiResponseObject,
  fails: number[]
): ZodOpenApiPathItemObject {
  const responses = { 200: ok, ...failures(...fails, 408, 431, 500) }
  return { get: { ...described, ...stable, tags: [tag], responses } }
}
const stable = { 'x-stability': 'stable' } as const

const EntryPoints = z
  .object({
    name: z.string(),
    about: z.string(),
    openapi: z.string(),
    docs: z.string(),
    graphql: z.string(),
    graphqlSchema: z.string(),
    graphiql: z.string(),
    search: z.string(),
    suggest: z.string(),
    compare: z.string(),
    timeline: z.string(),
    changes: z.string(),
    releases: z.string(),
    usage: z.string(),
    templates: z
      .record(z.string(), z.string())
      .describe('Addresses with a part to be filled in (RFC 6570).'),
    resources: z.record(z.string(), z.string()).describe('The collections, by name.')
  })
  .meta({ id: 'EntryPoints', description: 'Where to begin: paths on this host.' })
const entryPoints: z.infer<typeof EntryPoints> = {
  name: 'OnRecord',
  about: 'Who said what, when, in which exact words.',
  openapi: '/openapi.json',
  docs: '/docs',
  graphql: '/graphql',
  graphqlSchema: '/graphql/schema.graphql',
  graphiql: '/graphiql',
  search: '/v1/search',
  suggest: '/v1/suggest',
  compare: '/v1/compare',
  timeline: '/v1/timeline',
  changes: '/v1/changes',
  releases: '/v1/releases',
  usage: '/v1/usage',
  templates: { facets: '/v1/{collection}/facets' },
  resources: Object.fromEntries(collections.map(({ name, path }) => [name, `/v1/${path}`]))
}

const health = (description: string, status: string) =>
  success({
    description,
    schema: z.object({ status: z.literal(status) }),
    examples: { [status]: { status } }
  })

const GraphqlError = z.object({
  message: z.string(),
  locations: z.array(z.object({ line: z.int(), column: z.int() })).optional(),
  path: z.array(z.union([z.string(), z.int()])).optional(),
  extensions: z.record(z.string(), z.unknown()).describe('`code` names the failure.')
})
const GraphqlResponse = z
  .object({
    data: z.record(z.string(), z.unknown()).nullable().optional(),
    errors: z.array(GraphqlError).optional(),
    extensions: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('`cost`: what the operation costs, and the most that one may.')
  })
  .meta({ id: 'GraphqlResponse', description: 'A GraphQL response (GraphQL specification, 7.1).' })

const graphqlResponse = 'application/graphql-response+json'
const query = '{ topics(first: 1) { nodes { slug prefLabel } } }'
const answered = {
  data: { topics: { nodes: [{ slug: 'duty-to-intercede', prefLabel: 'Duty to intercede' }] } },
  extensions: { cost: { requested: 2, limit: 10_000 } }
}
const failed = (message: string, code: string) => ({ errors: [{ message, extensions: { code } }] })

function graphqlFailure(description: string, message: string, code: string) {
  return success({
    description,
    types: [graphqlResponse, 'application/json'],
    schema: GraphqlResponse,
    examples: { [code]: failed(message, code) }
  })
}
function inGraphqlToo(description: string, message: string): ZodOpenApiResponseObject {
  const { content, ...response } = graphqlFailure(description, message, 'rate_limited')
  const { content: problem } = failures(429)['429'] as ZodOpenApiResponseObject
  return { ...response, headers: retry, content: { ...content, ...problem } }
}
const graphqlResponses = {
  200: success({
    description:
      'The response. As `application/json`, a request that is refused is answered with 200 too, with `errors` and no `data`.',
    types: [graphqlResponse, 'application/json'],
    schema: GraphqlResponse,
    examples: { answer: answered }
  }),
  400: graphqlFailure(
    'The document or its variables are not valid, or it costs too much: nothing was run.',
    'Cannot query field "topicz" on type "Query". Did you mean "topics" or "topic"?',
    'GRAPHQL_VALIDATION_FAILED'
  ),
  429: inGraphqlToo(
    'The rate limit allows no more: as a problem where nothing is left, as a GraphQL response where what is left does not do for the operation.',
    'At most 600 units a minute: wait for the next.'
  ),
  500: graphqlFailure(
    'Something went wrong on our side.',
    'The failure has been logged under the request id.',
    'internal'
  ),
  503: {
    ...graphqlFailure(
      'The database cannot be reached, or took too long.',
      'The service is not available just now',
      'unavailable'
    ),
    headers: retry
  }
}
/** An operation in JSON. */
function operationBody(document: string): ZodOpenApiRequestBodyObject {
  return {
    required: true,
    content: {
      'application/json': {
        schema: z.object({
          query: z.string().nullable().optional().describe('The document.'),
          operationName: z
            .string()
            .nullable()
            .optional()
            .describe('Which of its operations to run.'),
          variables: z.record(z.string(), z.unknown()).nullable().optional(),
          extensions: z
            .record(z.string(), z.unknown())
            .nullable()
            .optional()
            .describe('Protocol extensions, such as `persistedQuery`.')
        }),
        examples: { query: { value: { query: document } } }
      }
    }
  }
}
const graphql = {
  ...stable,
  tags: ['graphql'],
  description:
    'GraphQL over HTTP. The schema is at `/graphql/schema.graphql`, a page to explore it at `/graphiql`.'
}

const whichOperation = {
  operationName: z
    .string()
    .optional()
    .meta({ param: { description: 'Which of its operations to run.' } }),
  variables: z
    .string()
    .optional()
    .meta({ param: { description: 'The variables: a JSON object.' } })
}

const queryByGet: ZodOpenApiOperationObject = {
  operationId: 'queryGraphql',
  summary: 'Run a GraphQL query',
  ...graphql,
  requestParams: {
    query: z.object({
      query: z
        .string()
        .optional()
        .meta({ param: { description: 'The document.', example: query } }),
      ...whichOperation,
      extensions: z
        .string()
        .optional()
        .meta({ param: { description: 'Protocol extensions, such as `persistedQuery`: JSON.' } })
    })
  },
  responses: {
    ...graphqlResponses,
    405: graphqlFailure(
      'The operation is not a query: send it with POST.',
      'Only a query may be sent with GET.',
      'method_not_allowed'
    ),
    ...failures(406, 408, 431)
  }
}

const subscription = 'subscription { claimPublished { proposition } }'
const streamed = success({
  description:
    'GraphQL over SSE (its distinct connections mode): each result is an event `next`, the end is `complete`.',
  types: ['text/event-stream'],
  schema: z.string(),
  examples: {
    one: 'event: next\ndata: {"data":{"claimPublished":{"proposition":"…"}}}\n\n'
  }
})
const following = {
  ...stable,
  tags: ['graphql'],
  description:
    'Server-sent events, for those who ask with `Accept: text/event-stream`. Over WebSocket (graphql-transport-ws) subscriptions are made at `/graphql`.'
}
const followResponses = {
  200: streamed,
  400: success({
    description: 'The document or its variables are not valid, or are not of a subscription.',
    schema: GraphqlResponse,
    examples: {
      notOne: failed(
        'Subscriptions alone are taken here: send others to /graphql by POST.',
        'invalid_body'
      )
    }
  })
}

const runByPost: ZodOpenApiOperationObject = {
  operationId: 'runGraphql',
  summary: 'Run a GraphQL operation',
  ...graphql,
  requestBody: operationBody(query),
  responses: { ...graphqlResponses, ...failures(406, 408, 413, 415, 431) }
}
const followByGet: ZodOpenApiOperationObject = {
  operationId: 'followGraphql',
  summary: 'Follow a GraphQL subscription',
  ...following,
  requestParams: {
    query: z.object({
      query: z.string().meta({ param: { description: 'The document.', example: subscription } }),
      ...whichOperation
    })
  },
  responses: { ...followResponses, ...failures(406, 408, 431, 500, 503) }
}
const followByPost: ZodOpenApiOperationObject = {
  operationId: 'followGraphqlByPost',
  summary: 'Follow a GraphQL subscription, sent in a body',
  ...following,
  requestBody: operationBody(subscription),
  responses: { ...followResponses, ...failures(406, 408, 413, 415, 431, 500, 503) }
}

export const servicePaths: ZodOpenApiPathsObject = {
  '/graphql': { get: queryByGet, post: runByPost },
  '/graphql/stream': { get: followByGet, post: followByPost },
  '/graphql/schema.graphql': reading(
    'graphql',
    {
      operationId: 'getGraphqlSchema',
      summary: 'Get the GraphQL schema',
      description: 'In the schema definition language, with descriptions.'
    },
    success({
      description: 'The schema.',
      types: ['text/plain'],
      schema: z.string(),
      examples: { schema: 'type Query {\n  …\n}\n' }
    }),
    [503]
  ),
  '/': reading(
    'service',
    {
      operationId: 'getEntryPoints',
      summary: 'Find the entry points',
      description: 'Where each collection, schema and page of documentation is.'
    },
    success({ description: 'The entry points.', schema: EntryPoints, examples: { entryPoints } }),
    [400, 406, 503]
  ),
  '/openapi.json': reading(
    'service',
    {
      operationId: 'getOpenApi',
      summary: 'Get this document',
      description: 'The description of the REST API in OpenAPI 3.1.'
    },
    success({
      description: 'The document.',
      schema: z.record(z.string(), z.unknown()),
      examples: { beginning: { openapi: '3.1.1', info: { title: 'OnRecord', version: '1.0.0' } } }
    }),
    []
  ),
  '/healthz': reading(
    'service',
    {
      operationId: 'getHealth',
      summary: 'Ask whether the process runs',
      description: 'Touches no database.'
    },
    health('The process runs.', 'ok'),
    []
  ),
  '/readyz': reading(
    'service',
    {
      operationId: 'getReadiness',
      summary: 'Ask whether requests can be served',
      description: 'Whether the database answers and is up to date.'
    },
    health('Requests can be served.', 'ready'),
    [503]
  )
}
