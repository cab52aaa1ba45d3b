/** The GraphQL door: POST and GET /graphql (GraphQL over HTTP), and the schema's text. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  Kind,
  printSchema
} from 'graphql'
import mercurius from 'mercurius'
import { ApiError, apiError } from '../errors.js'
import type { Cursors } from '../store/cursor.js'
import type { Queryable } from '../store/database.js'
import { Budget, type CostLimits } from './cost.js'
import { InvalidDocument, validDocument } from './documents.js'
import { execute } from './execute.js'
import { planOf } from './plan.js'
import { documentOf, type GraphQLParameters, parametersOf, parametersOfQuery } from './request.js'
import { schema } from './schema.js'

export interface GraphQLOptions {
  db: Queryable
  cursors: Cursors
  limits: CostLimits
}
const graphqlJson = 'application/graphql-response+json'
const plainJson = 'application/json'

export async function graphqlRoutes(app: FastifyInstance, options: GraphQLOptions): Promise<void> {
  await app.register(mercurius, { schema, routes: false, jit: 0, cache: false })
  app.get('/graphql/schema.graphql', async (_request, reply) =>
    reply.type('text/plain; charset=utf-8').send(`${printSchema(schema)}\n`)
  )
  app.get('/graphql', (request, reply) =>
    respond(request, reply, options, () =>
      parametersOfQuery(request.url.split('?').slice(1).join('?'))
    )
  )
  app.post('/graphql', (request, reply) => {
    // A form or plain text could be posted by any page that the reader has open (CSRF).
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      throw new ApiError('unsupported_media_type', 'Send application/json.')
    return respond(request, reply, options, () => parametersOf(request.body))
  })

  async function respond(
    request: FastifyRequest,
    reply: FastifyReply,
    options: GraphQLOptions,
    read: () => GraphQLParameters
  ) {
    const type = mediaType(request)
    const budget = new Budget(options.limits)
    const cost = () => ({ cost: { requested: budget.cost, limit: options.limits.graphqlMaxCost } })
    reply.type(`${type}; charset=utf-8`)
    try {
      const data = await answer(read(), request, options, budget)
      return reply.send(`{"data":${data},"extensions":${JSON.stringify(cost())}}`)
    } catch (error) {
      const { errors, status } = failure(error, request)
      // In plain JSON, the GraphQL errors of a well-formed request come with 200 (GraphQL over HTTP).
      reply.code(type === graphqlJson || status >= 500 || badRequest(error) ? status : 200)
      return reply.send(JSON.stringify({ errors, extensions: cost() }))
    }
  }

  async function answer(
    parameters: GraphQLParameters,
    request: FastifyRequest,
    { db, cursors, limits }: GraphQLOptions,
    budget: Budget
  ): Promise<string> {
    const document = validDocument(documentOf(parameters), limits.graphqlMaxAliases)
    const operation = getOperationAST(document, parameters.operationName)
    if (!operation) throw unknownOperation(parameters.operationName)
    if (request.method === 'GET' && operation.operation !== 'query')
      throw new ApiError('method_not_allowed', 'Only a query may be sent with GET.')
    const { coerced, errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      parameters.variables ?? {},
      { maxErrors: 10 }
    )
    if (errors) throw new InvalidDocument(errors.map((each) => coded(each, 'invalid_parameter')))
    const fragments = Object.fromEntries(
      document.definitions
        .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
        .map((each) => [each.name.value, each])
    )
    const plans = planOf({ schema, operation, fragments, variables: coerced, cursors, budget })
    return execute(plans, { app, db, cursors, document, operation, variables: coerced })
  }
}

/** As `Accept` asks; plain JSON for clients that do not say. Throws `not_acceptable`. */
function mediaType(request: FastifyRequest): string {
  const { accept } = request.headers
  if (accept === undefined || accept === '*/*') return plainJson
  const type = request.accepts().type([plainJson, graphqlJson])
  if (!type)
    throw new ApiError(
      'not_acceptable',
      `This address answers with ${graphqlJson} or ${plainJson}.`
    )
  return String(type)
}

const coded = (error: GraphQLError, code: string) =>
  new GraphQLError(error.message, { nodes: error.nodes, extensions: { code } })
const unknownOperation = (name?: string) =>
  new GraphQLError(
    name === undefined
      ? 'The document has several operations: say which in `operationName`.'
      : `There is no operation \`${name.slice(0, 100)}\`.`,
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }
  )
const badRequest = (error: unknown) =>
  error instanceof ApiError
    ? error.code === 'method_not_allowed'
    : error instanceof GraphQLError && error.extensions['http'] === 400

function failure(error: unknown, request: FastifyRequest): { errors: unknown[]; status: number } {
  if (error instanceof InvalidDocument) return { errors: error.errors, status: 400 }
  if (error instanceof GraphQLError) {
    const { http, ...extensions } = error.extensions
    return {
      errors: [{ ...error.toJSON(), extensions }],
      status: (http as number | undefined) ?? 400
    }
  }
  const known = apiError(error)
  if (known.status >= 500) request.log.error({ err: error, code: known.code }, known.title)
  const extensions = {
    code: known.code,
    requestId: request.id,
    ...(known.faults.length && { errors: known.faults })
  }
  return { errors: [{ message: known.message, extensions }], status: known.status }
}
