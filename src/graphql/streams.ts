/**
 * The doors of subscriptions: graphql-transport-ws on /graphql, and GraphQL over SSE on
 * /graphql/stream. Queries and mutations are sent to /graphql as ever.
 */
import { STATUS_CODES } from 'node:http'
import websocket from '@fastify/websocket'
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RouteHandlerMethod,
  RouteShorthandOptions
} from 'fastify'
import { type ExecutionResult, GraphQLError, getOperationAST } from 'graphql'
import { createHandler } from 'graphql-sse/lib/use/fastify'
import { makeHandler } from 'graphql-ws/use/@fastify/websocket'
import { eventStream } from '../changes/events.js'
import type { ChangeFeed } from '../changes/feed.js'
import { ApiError } from '../errors.js'
import { charge, unitsOf } from '../limits/rates.js'
import type { Cursors } from '../store/cursor.js'
import type { Queryable } from '../store/database.js'
import { Budget, type CostLimits } from './cost.js'
import { fragmentsOf, validDocument } from './documents.js'
import { failureOf, Refused, tooComplex } from './errors.js'
import { subscribe } from './live.js'
import { documentOf, parametersOf } from './request.js'
import { schema } from './schema.js'

export interface StreamOptions {
  /** What answers GET /graphql otherwise, and what went wrong before there was an answer. */
  get: RouteHandlerMethod
  errorHandler: NonNullable<RouteShorthandOptions['errorHandler']>
  db: Queryable
  cursors: Cursors
  feed: ChangeFeed
  limits: CostLimits
}
type Results = AsyncGenerator<ExecutionResult, void, void>
/** One connection may follow so much at once. */
const mostSubscriptions = 50
/** Bytes of a message from a client. */
const longestMessage = 100_000

export async function subscriptionRoutes(
  app: FastifyInstance,
  { get, errorHandler, ...options }: StreamOptions
): Promise<void> {
  await app.register(websocket, { options: { maxPayload: longestMessage } })

  /** What a client subscribes to, and its results. Throws what is wrong with it. */
  async function open(payload: unknown, request: FastifyRequest) {
    const parameters = parametersOf(payload)
    const document = validDocument(documentOf(parameters), options.limits.graphqlMaxAliases)
    const operation = getOperationAST(document, parameters.operationName)
    if (operation?.operation !== 'subscription') throw new Refused([elsewhere], 'invalid_body')
    const given = { operation, fragments: fragmentsOf(document), variables: parameters.variables }
    const ends = new AbortController()
    const budget = new Budget(options.limits)
    const results = await subscribe(given, { ...options, budget }, ends.signal)
    await charge(request, unitsOf(budget.cost))
    return { document, results: served(results, ends, request) }
  }

  const onSocket = makeHandler({
    async onSubscribe({ subscriptions, extra: { request } }, _id, payload) {
      try {
        if (Object.keys(subscriptions).length > mostSubscriptions) throw tooMany
        const { document, results } = await open(payload, request)
        const { operationName } = payload
        return { schema, document, operationName, contextValue: results }
      } catch (error) {
        return errorsOf(error, request)
      }
    },
    subscribe: ({ contextValue }) => contextValue as Results
  })
  app.route({ method: 'GET', url: '/graphql', errorHandler, handler: get, wsHandler: onSocket })

  const onStream = createHandler({
    async onSubscribe({ raw: request }, parameters) {
      try {
        return (await open(parameters, request)).results
      } catch (error) {
        const body = JSON.stringify({ errors: errorsOf(error, request) })
        const headers = { 'content-type': 'application/json; charset=utf-8' }
        const { status } = failureOf(error, request.id)
        return [body, { status, statusText: STATUS_CODES[status] ?? '', headers }]
      }
    }
  })
  const stream = async (request: FastifyRequest, reply: FastifyReply) => {
    // As the protocol has it: who does not ask for events means something else.
    if (!request.headers.accept?.includes(eventStream))
      throw new ApiError('not_acceptable', `This answers with ${eventStream}: say so in Accept.`)
    if (request.method === 'HEAD') return reply.type(eventStream).send()
    reply.hijack()
    await onStream(request, reply)
  }
  app.get('/graphql/stream', stream)
  app.post('/graphql/stream', stream)
}

const elsewhere = new GraphQLError(
  'Subscriptions alone are taken here: send others to /graphql by POST.'
)
const tooMany = tooComplex(`At most ${mostSubscriptions} subscriptions a connection.`)

/**
 * The same results, which end at once when the client leaves, though one is being waited for; what
 * goes wrong is the last of them.
 */
function served(results: Results, ends: AbortController, request: FastifyRequest): Results {
  const end = () => {
    ends.abort()
    return results.return()
  }
  return {
    next: () =>
      results.next().catch((error) => {
        end()
        return { done: false, value: { errors: errorsOf(error, request) } }
      }),
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this
    }
  }
}

function errorsOf(error: unknown, request: FastifyRequest): GraphQLError[] {
  const { status, errors } = failureOf(error, request.id)
  if (status >= 500) request.log.error({ err: error }, 'GraphQL subscription failed')
  return errors.map(({ message, extensions = {} }) => new GraphQLError(message, { extensions }))
}
