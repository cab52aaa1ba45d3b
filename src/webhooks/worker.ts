/** The worker: takes jobs from the queue in the database and sends what they ask for, until it is stopped. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { LogLevel, WorkerPool } from 'graphile-worker'
import type pg from 'pg'
import type { Config } from '../config.js'
import { openPool } from '../db/connect.js'
import type { Log } from '../db/log.js'
import type { Reach } from './address.js'
import { deliver, type Sender, sendAgain, wake } from './deliver.js'

export interface WorkerOptions {
  url: string
  config: Pick<Config, 'publicUrl' | 'webhooksAllowPrivate'>
  log: Log
  /** How host names are resolved, unless by DNS. */
  resolve?: Reach['resolve']
  timeoutMs?: number
}
export interface Worker {
  /** Ends what is under way, or gives it up after some seconds: then it is done again later. */
  stop(): Promise<void>
}

/** Jobs at once: most of their time is spent waiting for receivers. */
const concurrency = 8
/** For its statements, beside the connection that listens for jobs. */
const poolSize = 3
/** New jobs are heard of; this is for those whose time comes. */
const pollMs = 10_000
const sweepMs = 60_000
const restartMs = 5000
/** How long a receiver is waited for when the worker stops. */
const patienceMs = 3000

/** On a database that is up to date. Whatever happens to it, the worker comes back until it is stopped. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { url, config, log, resolve, timeoutMs } = options
  // Only now: the service starts and answers without it.
  const { Logger, runTaskList } = await import('graphile-worker')
  const db = openPool({
    url,
    poolSize,
    applicationName: 'onrecord worker',
    onError: (error) => log.warn(`the worker lost a connection: ${error.message}`)
  })
  const stopping = new AbortController()
  const giveUp = new AbortController()
  const reach = { allowPrivate: config.webhooksAllowPrivate, ...(resolve && { resolve }) }
  const sender: Sender = { db, reach, publicUrl: config.publicUrl, stop: giveUp.signal, timeoutMs }
  const tasks = {
    deliver_webhook: (job: unknown) =>
      deliver(sender, (job as { webhook: string }).webhook, stopping.signal),
    send_delivery: (job: unknown) => sendAgain(sender, (job as { delivery: string }).delivery)
  }
  const logger = new Logger(() => (level: LogLevel, message: string) => {
    if (level === 'error' || level === 'warning') log.warn(`worker: ${message}`)
    else log.debug(`worker: ${message}`)
  })
  const settings = { concurrency, pollInterval: pollMs, noHandleSignals: true, logger }

  let jobs: WorkerPool | undefined
  const running = keepGoing(stopping.signal, restartMs, log, async () => {
    jobs = runTaskList(settings, tasks, db)
    await jobs.promise
  })
  const sweeping = keepGoing(stopping.signal, sweepMs, log, async () => {
    await wake(db)
    await forget(db)
  })
  return {
    async stop() {
      stopping.abort()
      const patience = setTimeout(() => giveUp.abort(), patienceMs)
      // Its end, good or bad, is that of `running`.
      await Promise.allSettled([jobs?.gracefulShutdown(), running, sweeping])
      clearTimeout(patience)
      await db.end()
    }
  }
}

/** Deliveries are kept for thirty days. */
async function forget(db: pg.Pool): Promise<void> {
  await db.query(
    `delete from service.webhook_deliveries where id in (
       select id from service.webhook_deliveries
       where state <> 'pending' and created_at < now() - interval '30 days' limit 10000
     )`
  )
}

/** Does it again and again, `ms` after it ended or failed. */
async function keepGoing(
  stop: AbortSignal,
  ms: number,
  log: Log,
  work: () => Promise<void>
): Promise<void> {
  while (!stop.aborted) {
    await work().catch((error: Error) =>
      log.warn(`the worker goes on in ${ms} ms: ${error.message}`)
    )
    await sleep(ms, undefined, { signal: stop }).catch(() => {})
  }
}
