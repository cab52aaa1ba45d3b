/** buildApp(): what every request passes, top to bottom. */
import accepts from '@fastify/accepts'
import cors from '@fastify/cors'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerOptions
} from 'fastify'
import type pg from 'pg'
import { Answers } from './caching/answers.js'
import { ChangeFeed } from './changes/feed.js'
import type { Config } from './config.js'
import { poolBeside } from './db/connect.js'
import { authenticate, type Principal } from './editing/keys.js'
import { notReady } from './errors.js'
import { openExporter } from './exports/exporter.js'
import { graphqlRoutes } from './graphql/routes.js'
import { openRateLimits } from './limits/rates.js'
import { operations } from './operations.js'
import { openReleases } from './releases/open.js'
import { jsonBodies } from './rest/body.js'
import { changeRoutes } from './rest/changes.js'
import { documents } from './rest/documents.js'
import { editingRoutes } from './rest/editing.js'
import { evidenceRoutes } from './rest/evidence.js'
import { exportRoutes } from './rest/exports.js'
import { feedRoutes } from './rest/feeds.js'
import { findingRoutes } from './rest/finding.js'
import { headersOfAll } from './rest/headers.js'
import { importRoutes } from './rest/imports.js'
import { keyRoutes } from './rest/keys.js'
import { pages } from './rest/pages.js'
import { readFrom, takePositions } from './rest/positions.js'
import { refuse } from './rest/refuse.js'
import { releaseRoutes } from './rest/releases.js'
import { restRoutes } from './rest/routes.js'
import { usageRoutes } from './rest/usage.js'
import { webhookRoutes } from './rest/webhooks.js'
import { Cursors } from './store/cursor.js'
import { requestId } from './store/ids.js'
import { Replicas } from './store/replicas.js'
import type { Metrics } from './telemetry/metrics.js'
import { logRequests } from './telemetry/requests.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose key came with the request; undefined for a reader without one. */
    principal: Principal | undefined
  }
}

export interface AppOptions {
  pool: pg.Pool
  /** Sessions that are nobody else's, where `pool` goes through a pooler that shares them. */
  direct?: pg.Pool
  /** Where readers without a key may read. */
  replicas?: pg.Pool[]
  config: Pick<
    Config,
    | 'databaseReplicaMaxLagBytes'
    | 'publicUrl'
    | 'trustProxy'
    | 'importMaxBytes'
    | 'answerCacheBytes'
    | 'exportSlots'
    | 'exportStallMs'
    | 'exportLeastRate'
    | 'releasesUrl'
    | 'releaseLicense'
    | 'awsAccessKeyId'
    | 'awsSecretAccessKey'
    | 'rateLimitAnonymous'
    | 'rateLimitKey'
    | 'rateLimitUrl'
    | 'graphqlMaxDepth'
    | 'graphqlMaxCost'
    | 'graphqlMaxAliases'
    | 'webhooksAllowPrivate'
  >
  logger?: FastifyBaseLogger | undefined
  /** Told of every request, and of what can be counted. */
  metrics?: Metrics | undefined
  /** Whether the service is about to close, and wants no new clients. */
  isLeaving?: () => boolean
  /** Whether the database is up to date; until it is, the record answers 503. */
  isReady?: () => boolean
}

export async function buildApp({
  pool,
  direct = pool,
  replicas = [],
  config,
  logger,
  metrics,
  isLeaving = () => false,
  isReady = () => true
}: AppOptions): Promise<FastifyInstance> {
  const identify = identifier(pool, isReady)
  const rates = await openRateLimits({ pool, config, identify, tell: (news) => app.log.warn(news) })
  const onAll = headersOfAll(config.publicUrl)
  const app: FastifyInstance = Fastify({
    ...serverOptions(config, logger),
    ...refuse.options(async (request, reply) => {
      reply.headers(onAll).header('x-request-id', request.id)
      await rates.count(request, reply)
      rates.refuse(request)
    })
  })
  app.addHook('onClose', () => rates.close())
  const routes: { url: string; methods: string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ url, methods: [method].flat() })
  })
  app.decorateRequest('allowance', undefined)
  const feed = new ChangeFeed({
    pool,
    listenOn: direct,
    learnsPosition: replicas.length > 0,
    onError: (error) => app.log.warn(`the change feed lost its connection: ${error.message}`)
  })
  app.addHook('preClose', async () => feed.close())
  const answers = new Answers({ feed, bytes: config.answerCacheBytes })
  app.addHook('onRequest', (request, reply, done) => {
    const counted = () => {
      if (!request.allowance?.refusal && answers.serve(request, reply)) return
      reply.headers(onAll)
      const { allow } = request.routeOptions.config
      if (allow) reply.header('allow', allow)
      done()
    }
    reply.header('x-request-id', request.id)
    const counting = rates.count(request, reply)
    if (counting) counting.then(counted, done)
    else counted()
  })
  logRequests(app)
  metrics?.watch(app)
  jsonBodies(app)
  await app.register(accepts)
  // Any OPTIONS is answered, whether a browser's preflight or not.
  await app.register(cors, {
    origin: '*',
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: [
      'ETag',
      'Link',
      'Location',
      'X-Request-Id',
      'Retry-After',
      'Accept-Ranges',
      'Content-Range',
      'Repr-Digest',
      'OnRecord-Position',
      'RateLimit',
      'RateLimit-Policy'
    ],
    strictPreflight: false,
    maxAge: 86_400
  })
  // A preflight is answered by now: only what a page can read is refused.
  app.addHook('onRequest', (request, _reply, done) => {
    rates.refuse(request)
    done()
  })
  const reads = replicas.length
    ? new Replicas({
        primary: pool,
        replicas,
        mostBytesBehind: config.databaseReplicaMaxLagBytes,
        newest: () => feed.position,
        log: app.log
      })
    : undefined
  app.addHook('preClose', () => reads?.close())
  answers.tag(app)
  refuse.handlers(app)
  // Beside the pool: whether it is full is not what is asked.
  const probe = poolBeside(pool, 1, 'onrecord readiness')
  app.addHook('onClose', () => probe.end())
  operations(app, { pool: probe, isReady, isLeaving })
  documents(app)
  await app.register(pages)

  const cursors = new Cursors()
  const exporter = openExporter(direct, {
    slots: config.exportSlots,
    stallMs: config.exportStallMs,
    leastRate: config.exportLeastRate
  })
  if (metrics) {
    metrics.watchPool(pool)
    answers.tell(metrics)
    reads?.tell(metrics)
    metrics.gauge('onrecord_exports_running', 'Exports that run.', exporter.running)
    metrics.gauge('onrecord_change_feed_listening', 'Whether changes are heard of.', () =>
      Number(feed.isListening)
    )
  }
  let exportsClosed: Promise<void> | undefined
  app.addHook('preClose', async () => {
    exportsClosed = exporter.close()
  })
  app.addHook('onClose', () => exportsClosed)
  await app.register(async (record) => {
    record.addHook('onRequest', (_request, _reply, done) => {
      if (!isReady()) throw notReady()
      if (cursors.isOpen) done()
      else cursors.open(pool).then(() => done(), done)
    })
    takePositions(record)
    record.decorateRequest('principal', undefined)
    record.addHook('onRequest', (request, reply, done) => {
      if (request.headers.authorization === undefined) return done()
      reply.header('cache-control', 'private, no-store')
      identify(request).then((principal) => {
        request.principal = principal
        done()
      }, done)
    })
    answers.keep(record)
    if (reads) readFrom(record, reads, pool)
    const db = reads?.db ?? pool
    const rest = { db, cursors, publicUrl: config.publicUrl }
    restRoutes(record, rest)
    usageRoutes(record, rates.policies)
    evidenceRoutes(record, rest)
    findingRoutes(record, rest)
    changeRoutes(record, { ...rest, db: pool, feed })
    feedRoutes(record, rest)
    exportRoutes(record, { exporter, cursors })
    releaseRoutes(record, {
      ...rest,
      db: direct,
      store: openReleases(config),
      license: config.releaseLicense
    })
    editingRoutes(record, { ...rest, db: pool })
    keyRoutes(record, pool)
    webhookRoutes(record, { db: pool, reach: { allowPrivate: config.webhooksAllowPrivate } })
    await importRoutes(record, { db: pool, mostBytes: config.importMaxBytes })
    await graphqlRoutes(record, { db, cursors, feed, limits: config })
  })
  refuse.otherMethods(app, [...routes])
  return app
}

/** Says whose key a request came with, asking the database once a request. */
function identifier(pool: pg.Pool, isReady: () => boolean) {
  const known = new WeakMap<FastifyRequest, Promise<Principal | undefined>>()
  return (request: FastifyRequest): Promise<Principal | undefined> => {
    const found = known.get(request)
    if (found) return found
    const asked = isReady()
      ? authenticate(pool, request.headers.authorization)
      : Promise.reject(notReady())
    known.set(request, asked)
    return asked
  }
}

/** Time limits in one place: a client that sends slowly holds a socket for a while, never for ever. */
function serverOptions(
  config: AppOptions['config'],
  logger?: FastifyBaseLogger
): FastifyServerOptions {
  return {
    ...(logger && { loggerInstance: logger }),
    genReqId: requestId,
    // One line a request: telemetry/requests.ts.
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    trustProxy: (config.trustProxy ?? false) as NonNullable<FastifyServerOptions['trustProxy']>,
    requestTimeout: 15_000,
    // A connection between requests. What holds connections to us has to let go of them earlier.
    keepAliveTimeout: 25_000,
    // A connection on which nothing moves at all, such as that of a reader who takes no more.
    connectionTimeout: 300_000,
    // Node would answer a missing Host, and Fastify a request while it closes, in words of their own.
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 5_000, requireHostHeader: false },
    return503OnClosing: false,
    bodyLimit: 1_048_576,
    // Query strings are read strictly, by the route (rest/query-string.ts).
    routerOptions: { maxParamLength: 1000, querystringParser: () => ({}) },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } }
  } as FastifyServerOptions
}
