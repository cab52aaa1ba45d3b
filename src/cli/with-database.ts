/** Runs a command's work on the database, and closes it. */
import type { Config } from '../config.js'
import { type Database, openDatabase } from '../db/database.js'
import { ApiError } from '../errors.js'
import { commandLogger } from '../logger.js'
import { unreachable } from './failures.js'

export async function withDatabase<T>(
  config: Config,
  work: (database: Database) => Promise<T>
): Promise<T> {
  const database = await openDatabase(config, commandLogger('error'))
  try {
    if (!database.isReady()) throw new ApiError('unavailable', unreachable)
    return await work(database)
  } finally {
    await database.close()
  }
}
