/** npm start: the settings, the database, the API, until a signal ends it. */
import closeWithGrace from 'close-with-grace'
import { buildApp } from './app.js'
import { ConfigError, loadConfig } from './config.js'
import { openDatabase } from './db/database.js'
import { loadBundle } from './imports/bundle.js'
import { makeLogger } from './logger.js'

async function main(): Promise<void> {
  const config = loadConfig()
  const log = makeLogger(config.logLevel)
  const database = await openDatabase(config, log)
  let isReady = false
  const prepared = database.ready
    .then(() => (config.bundle ? loadBundle(database.url, log) : undefined))
    .then(() => {
      isReady = true
    })
  // Only a database that is down may come later than the API.
  if (database.isReady()) await prepared
  else prepared.catch((error) => log.error(error))
  const app = await buildApp({ pool: database.pool, config, logger: log, isReady: () => isReady })
  const origin = await app.listen({ host: config.host, port: config.port })
  announce(origin)
  closeWithGrace({ delay: 10_000, logger: false }, async ({ err }) => {
    if (err) log.error(err)
    // A client that keeps its connection alive must not keep us alive.
    const idle = setInterval(() => app.server.closeIdleConnections(), 100)
    await app.close()
    clearInterval(idle)
    await database.close()
  })
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
  console.error(error instanceof ConfigError ? error.message : error)
  process.exit(error instanceof ConfigError ? error.exitCode : 1)
})
