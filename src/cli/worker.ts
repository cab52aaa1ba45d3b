/** onrecord worker: does the jobs that wait in the database, until a signal ends it. */
import { once } from 'node:events'
import { loadConfig } from '../config.js'
import { openDatabase } from '../db/database.js'
import { makeLogger } from '../logger.js'
import { startWorker } from '../webhooks/worker.js'

export async function workerCommand(): Promise<number> {
  const config = loadConfig()
  const log = makeLogger(config.logLevel)
  const signal = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  const database = await openDatabase(config, log)
  // A database that is down is waited for, as the service does.
  const isReady = await Promise.race([database.ready.then(() => true), signal.then(() => false)])
  if (isReady) {
    const worker = await startWorker({ url: database.url, config, log })
    log.info('the worker is running')
    await signal
    await worker.stop()
  }
  await database.close()
  return 0
}
