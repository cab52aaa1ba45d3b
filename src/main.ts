/** npm start: the settings, the database, the API, until a signal ends it. */
import { setTimeout as sleep } from 'node:timers/promises'
import closeWithGrace from 'close-with-grace'
import type { FastifyInstance } from 'fastify'
import { buildApp } from './app.js'
import { ConfigError, loadConfig } from './config.js'
import { openDatabase } from './db/database.js'
import { loadBundle } from './imports/bundle.js'
import { makeLogger } from './logger.js'
import { serveMetricsIfWanted, startTracingIfWanted } from './telemetry/start.js'
import { startWorker, type Worker } from './webhooks/worker.js'

async function main(): Promise<void> {
  const config = loadConfig()
  const tracing = await startTracingIfWanted(config)
  const log = makeLogger(config.logLevel, tracing?.logFields)
  const opening = openDatabase(config, log)
  let closeApp = async () => {}
  let worker: Promise<Worker> | undefined
  let metrics: Awaited<ReturnType<typeof serveMetricsIfWanted>>
  let isClosing = false
  let isLeaving = false
  let isServing = false
  const close = async () => {
    isLeaving = true
    if (isServing) await sleep(config.shutdownDelayMs)
    isClosing = true
    await Promise.allSettled([closeApp(), worker?.then(({ stop }) => stop())])
    const database = await opening.catch(() => undefined)
    await database?.close()
    await Promise.allSettled([metrics?.close(), tracing?.stop()])
  }
  // From the very start: what is up already, or coming up, when a signal comes is taken down.
  const { uninstall } = closeWithGrace(
    // A terminal sends Ctrl-C to us and to npm, which passes it on: the second is the first.
    { delay: config.shutdownDelayMs + 10_000, logger: false },
    async ({ err }) => {
      for (const signal of ['SIGINT', 'SIGTERM'])
        process.removeAllListeners(signal).on(signal, () => {})
      if (err) log.error(err)
      await close()
    }
  )
  try {
    const database = await opening
    let isReady = false
    const prepared = database.ready
      .then(() => (config.bundle ? loadBundle(database.url, log) : undefined))
      .then(() => {
        isReady = true
        if (!config.worker || isClosing) return
        worker = startWorker({ url: database.url, config, log })
        worker.catch((error) => log.error(error))
      })
    // Only a database that is down may come later than the API.
    if (database.isReady()) await prepared
    else prepared.catch((error) => log.error(error))
    const { pool, direct, replicas } = database
    metrics = await serveMetricsIfWanted(config, log)
    const app = await buildApp({
      pool,
      direct,
      replicas,
      config,
      logger: log,
      metrics: metrics?.metrics,
      isReady: () => isReady,
      isLeaving: () => isLeaving
    })
    closeApp = closer(app)
    announce(await app.listen({ host: config.host, port: config.port }))
    isServing = true
  } catch (error) {
    // What is being taken down fails: that is no news.
    if (isClosing) return
    uninstall()
    await close()
    throw error
  }
}

/** Closes the API once the requests under way are answered: who only holds a connection is not waited for. */
function closer(app: FastifyInstance): () => Promise<void> {
  let underWay = 0
  app.server.on('request', (_request, response) => {
    underWay++
    response.once('close', () => {
      underWay--
    })
  })
  return async () => {
    const waiting = setInterval(() => {
      if (underWay) app.server.closeIdleConnections()
      else app.server.closeAllConnections()
    }, 100)
    await app.close()
    clearInterval(waiting)
  }
}

function announce(origin: string): void {
  console.log(`
OnRecord is listening:
  REST      ${origin}/
  Docs      ${origin}/docs
  GraphiQL  ${origin}/graphiql
`)
}

main().catch((error) => {
  const isExpected = error instanceof ConfigError || /^(listen|getaddrinfo)$/.test(error.syscall)
  console.error(isExpected ? error.message : error)
  process.exit(error instanceof ConfigError ? error.exitCode : 1)
})
