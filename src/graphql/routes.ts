/** The GraphQL door: POST and GET /graphql (GraphQL over HTTP), and the schema's text. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  type OperationDefinitionNode,
  printSchema
} from 'graphql'
import { LRUCache } from 'lru-cache'
import mercurius from 'mercurius'
import type { ChangeFeed } from '../changes/feed.js'
import { has } from '../editing/keys.js'
import { ApiError, apiError, isWorthLogging, retryAfter } from '../errors.js'
import { charge, unitsOf } from '../limits/rates.js'
import type { Cursors } from '../store/cursor.js'
import type { Queryable } from '../store/database.js'
import { operationLabels } from '../telemetry/requests.js'
import { Budget, type CostLimits } from './cost.js'
import { fragmentsOf, validDocument } from './documents.js'
import { failureOf, Refused } from './errors.js'
import { execute, executeEdits } from './execute.js'
import { planOf, type RootPlan } from './plan.js'
import { documentOf, type GraphQLParameters, parametersOf, parametersOfQuery } from './request.js'
import { schema } from './schema.js'
import { subscriptionRoutes } from './streams.js'

export interface GraphQLOptions {
  feed: ChangeFeed
  db: Queryable
  cursors: Cursors
  limits: CostLimits
}
const graphqlJson = 'application/graphql-response+json'
const plainJson = 'application/json'

export async function graphqlRoutes(app: FastifyInstance, options: GraphQLOptions): Promise<void> {
  const { db, cursors, limits } = options
  await app.register(mercurius, { schema, routes: false, jit: 0, cache: false })
  const schemaText = `${printSchema(schema)}\n`
  app.get('/graphql/schema.graphql', async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(schemaText)
  )
  await app.register(subscriptionRoutes, {
    ...options,
    errorHandler,
    get: (request, reply) =>
      respond(request, reply, () => parametersOfQuery(request.url.split('?').slice(1).join('?')))
  })
  app.post('/graphql', { errorHandler }, (request, reply) => {
    // A form or plain text could be posted by any page that the reader has open (CSRF).
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
      throw new ApiError('unsupported_media_type', 'Send application/json.')
    return respond(request, reply, () => parametersOf(request.body))
  })

  async function respond(
    request: FastifyRequest,
    reply: FastifyReply,
    read: () => GraphQLParameters
  ): Promise<FastifyReply> {
    const type = mediaType(request)
    if (!type)
      throw new ApiError('not_acceptable', `This answers with ${graphqlJson} or ${plainJson}.`)
    const budget = new Budget(limits)
    let isWellFormed = false
    try {
      const parameters = read()
      const text = documentOf(parameters)
      isWellFormed = true
      const { data, errors } = await answer(text, parameters, request, budget)
      reply.type(`${type}; charset=utf-8`)
      const failed = errors.length ? `"errors":${JSON.stringify(errors)},` : ''
      return reply.send(`{${failed}"data":${data},"extensions":${JSON.stringify(costOf(budget))}}`)
    } catch (error) {
      return fail(error, request, reply, { type, isWellFormed, budget })
    }
  }

  /** Bounded by size: a field takes some hundred bytes as a plan and in its SQL. */
  const plans = new LRUCache<string, Planned>({
    maxSize: 3_000_000,
    maxEntrySize: 600_000,
    sizeCalculation: ({ fields }, key) => key.length + 100 * fields
  })

  async function answer(
    text: string,
    { operationName, variables = {} }: GraphQLParameters,
    request: FastifyRequest,
    budget: Budget
  ): Promise<{ data: string; errors: object[] }> {
    const document = validDocument(text, limits.graphqlMaxAliases)
    const operation = operationOf(document, operationName, request.method)
    request.graphqlOperation = operationLabels(operation)
    const definitions = operation.variableDefinitions ?? []
    const values = getVariableValues(schema, definitions, variables, { maxErrors: 10 })
    if (values.errors) throw new Refused(values.errors, 'invalid_parameter')
    // The same operation again is neither planned nor written to SQL anew.
    const sees = has(request.principal, 'read:drafts') ? ('drafts' as const) : undefined
    const isEdit = operation.operation === 'mutation'
    const key = JSON.stringify([text, operationName, values.coerced, sees])
    let planned = isEdit ? undefined : plans.get(key)
    if (!planned) {
      const fragments = fragmentsOf(document)
      const variables = values.coerced
      planned = {
        plans: planOf({ schema, operation, fragments, variables, cursors, budget, sees }),
        cost: budget.cost,
        fields: budget.fields
      }
      if (!isEdit) plans.set(key, planned)
    }
    budget.cost = planned.cost
    // One was taken when the request came.
    await charge(request, unitsOf(planned.cost) - 1)
    const context = {
      app,
      db,
      cursors,
      document,
      operation,
      variables: values.coerced,
      principal: request.principal,
      sees,
      requestId: request.id
    }
    if (!isEdit) return { data: await execute(planned.plans, context), errors: [] }
    const { data, failures } = await executeEdits(planned.plans, context)
    const errors = failures.flatMap(({ path, error }) => {
      if (apiError(error).status >= 500) request.log.error({ err: error }, 'GraphQL edit failed')
      return failureOf(error, request.id).errors.map((each) => ({ ...each, path: [path] }))
    })
    return { data, errors }
  }

  /** What failed before there was a request to answer: of failures of HTTP the API's own handler tells. */
  function errorHandler(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    const { status } = apiError(error)
    if (status !== 400 && status < 500) throw error
    const type = mediaType(request) ?? plainJson
    fail(error, request, reply, { type, isWellFormed: false, budget: new Budget(limits) })
  }
}

interface Planned {
  plans: RootPlan[]
  cost: number
  fields: number
}
interface Answering {
  type: string
  isWellFormed: boolean
  budget: Budget
}
function fail(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { type, isWellFormed, budget }: Answering
): FastifyReply {
  const { status, errors } = failureOf(thrown, request.id)
  const code = String(errors[0]?.extensions?.['code'])
  if (isWorthLogging({ code, status }))
    request.log.error({ err: thrown }, 'GraphQL operation failed')
  if (status === 503) reply.header('retry-after', retryAfter(code))
  if (status === 405) reply.header('allow', 'POST')
  reply.header('cache-control', 'no-store')
  // In plain JSON, errors of a well-formed request come with 200 (GraphQL over HTTP, 6.4.1).
  reply.code(type === plainJson && isWellFormed && status === 400 ? 200 : status)
  reply.type(`${type}; charset=utf-8`)
  return reply.send(JSON.stringify({ errors, extensions: costOf(budget) }))
}

const costOf = ({ cost, limits }: Budget) => ({
  cost: { requested: cost, limit: limits.graphqlMaxCost }
})

/** As `Accept` asks, if it can be had; plain JSON for clients that do not say. */
function mediaType(request: FastifyRequest): string | undefined {
  const { accept } = request.headers
  if (accept === undefined || accept === '*/*') return plainJson
  return (request.accepts().type([plainJson, graphqlJson]) || undefined) as string | undefined
}

function operationOf(
  document: DocumentNode,
  name: string | undefined,
  method: string
): OperationDefinitionNode {
  const operation = getOperationAST(document, name)
  if (!operation)
    throw invalid(
      name === undefined
        ? 'The document has several operations: say which in `operationName`.'
        : `There is no operation \`${name}\`.`
    )
  if (operation.operation === 'query') return operation
  if (operation.operation === 'mutation' && method !== 'GET') return operation
  if (method === 'GET')
    throw new ApiError('method_not_allowed', 'Only a query may be sent with GET.')
  throw invalid('A subscription is made over WebSocket at /graphql, or at /graphql/stream.')
}
const invalid = (message: string) =>
  new Refused([new GraphQLError(message)], 'GRAPHQL_VALIDATION_FAILED')
