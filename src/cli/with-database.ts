/** Runs a command's work on the database, and closes it: the exit code, and in words why it is not 0. */
import type { Config } from '../config.js'
import { type Database, openDatabase } from '../db/database.js'
import { ApiError } from '../errors.js'
import { makeLogger } from '../logger.js'

export async function withDatabase(
  config: Config,
  work: (database: Database) => Promise<void>
): Promise<number> {
  const database = await openDatabase(config, makeLogger('warn'))
  try {
    if (!database.isReady()) {
      console.error('The database cannot be reached.')
      return 1
    }
    await work(database)
    return 0
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    console.error(error.message)
    return 1
  } finally {
    await database.close()
  }
}
