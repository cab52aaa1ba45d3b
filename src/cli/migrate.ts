/** onrecord migrate: brings the database up to date, or tells what that would be. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../config.js'
import { migrate, whatIsPending } from '../db/migrate.js'
import { makeLogger } from '../logger.js'

export async function migrateCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { 'dry-run': { type: 'boolean', default: false } }
  })
  const { databaseUrl, databaseDirectUrl, logLevel } = loadConfig()
  // Its lock needs a session that no pooler shares.
  const url = databaseDirectUrl ?? databaseUrl
  if (!url) {
    console.error('DATABASE_URL: needed here. A PostgreSQL of our own is migrated by the start.')
    return 2
  }
  const pending = await whatIsPending(url)
  if (!values['dry-run']) await migrate(url, { log: makeLogger(logLevel) })
  for (const each of pending) console.log(`${values['dry-run'] ? 'pending' : 'applied'}: ${each}`)
  if (pending.length === 0) console.log('The database is up to date.')
  return 0
}
