/** onrecord migrate: brings the database up to date, or tells what that would be. */
import { loadConfig } from '../config.js'
import { migrate, whatIsPending } from '../db/migrate.js'
import { commandLogger } from '../logger.js'
import type { Given } from './commands.js'
import { UsageError } from './failures.js'
import type { Output } from './output.js'

export async function migrateCommand({ options }: Given, output: Output): Promise<number> {
  const { databaseUrl, databaseDirectUrl, logLevel } = loadConfig()
  // Its lock needs a session that no pooler shares.
  const url = databaseDirectUrl ?? databaseUrl
  if (!url)
    throw new UsageError(
      'DATABASE_URL: needed here. A PostgreSQL of our own is migrated by the start.'
    )
  const dryRun = options['dryRun'] === true
  const found = await whatIsPending(url)
  if (!dryRun) await migrate(url, { log: commandLogger(logLevel) })
  const lines = found.map((each) => `${dryRun ? 'pending' : 'applied'}: ${each}`)
  output.result(
    { dryRun, pending: dryRun ? found : [], applied: dryRun ? [] : found },
    lines.length ? lines : 'The database is up to date.'
  )
  return 0
}
