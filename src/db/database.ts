/**
 * Opens the database the settings name, or a PostgreSQL of our own, and brings it up to date. A
 * server that is down is no reason not to start: the API answers 503 until it is back.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Config } from '../config.js'
import { openPool } from './connect.js'
import { type EmbeddedPostgres, startEmbedded } from './embedded.js'
import type { Log } from './log.js'
import { migrate, requireMigrated } from './migrate.js'

export interface Database {
  pool: pg.Pool
  /** The pool itself, or one whose sessions are nobody else's where the pool goes through a pooler. */
  direct: pg.Pool
  replicas: pg.Pool[]
  /** For clients outside the pool. */
  url: string
  /** Set when the server is our own. */
  embedded?: { version: string; owned: boolean; dataDir: string }
  /**
   * Resolves once the schema is up to date: at once, unless the server was down at the start.
   * Rejects when a migration fails, or when the database was closed before its server came back.
   */
  ready: Promise<void>
  /** Whether `ready` has resolved. */
  isReady: () => boolean
  /** Waits for the queries under way, then leaves the server. */
  close: () => Promise<void>
}

export type DatabaseConfig = Pick<
  Config,
  | 'databaseUrl'
  | 'databaseDirectUrl'
  | 'databaseReplicaUrls'
  | 'databasePrepare'
  | 'databasePoolSize'
  | 'databaseQueueSize'
  | 'databaseStatementTimeoutMs'
  | 'databaseLockTimeoutMs'
  | 'dataDir'
  | 'migrate'
>

/** In a PostgreSQL of our own. */
export const EMBEDDED_DATABASE = 'onrecord'
const RETRY_MS = 1000

/** Throws when a migration fails, or when our own server does not start. */
export async function openDatabase(config: DatabaseConfig, log: Log): Promise<Database> {
  const embedded = config.databaseUrl ? undefined : await startOwn(config, log)
  const served = config.databaseUrl ?? embedded?.url(EMBEDDED_DATABASE) ?? ''
  const url = config.databaseDirectUrl ?? served
  const closing = new AbortController()
  const open = (url: string, prepare = true) =>
    openPool({
      url,
      prepare,
      poolSize: config.databasePoolSize,
      queueSize: config.databaseQueueSize,
      statementTimeoutMs: config.databaseStatementTimeoutMs,
      lockTimeoutMs: config.databaseLockTimeoutMs,
      onError: (error) => log.warn(`a database connection was lost: ${error.message}`)
    })
  const pool = open(served, config.databasePrepare)
  const direct = url === served ? pool : open(url)
  const replicas = (config.databaseReplicaUrls ?? []).map((url) =>
    open(url, config.databasePrepare)
  )
  const close = async (): Promise<void> => {
    closing.abort()
    await Promise.all([...new Set([pool, direct, ...replicas])].map((each) => each.end()))
    await embedded?.stop()
  }

  let isReady = false
  const prepared = await prepare(url, log, config.migrate).catch(async (error: unknown) => {
    await close()
    throw error
  })
  if (!prepared) log.warn('the database is unreachable: starting without it until it is back')
  const ready = prepared
    ? Promise.resolve()
    : prepareWhenBack(url, log, config.migrate, closing.signal)
  const settled = ready.then(() => {
    isReady = true
  })
  // Whoever opened the database decides what a late failure means; it is not an unhandled one.
  settled.catch(() => {})
  if (prepared) await settled
  return { pool, direct, replicas, url, embedded, ready: settled, isReady: () => isReady, close }
}

async function startOwn(config: DatabaseConfig, log: Log): Promise<EmbeddedPostgres> {
  const embedded = await startEmbedded({
    dataDir: config.dataDir,
    log: (line) => log.debug(line)
  })
  try {
    await createDatabase(embedded.url(), EMBEDDED_DATABASE)
    log.info(`no DATABASE_URL: ${embedded.version}, our own, with its data in ${embedded.dataDir}`)
    return embedded
  } catch (error) {
    await embedded.stop()
    throw error
  }
}

/** Unless it exists. */
async function createDatabase(adminUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
  } catch (error) {
    // Another process was faster between the two statements.
    if (!isOneOf(error, ['42P04', '23505'])) throw error
  } finally {
    await client.end()
  }
}

/** Migrates, or checks that this is not needed. False when the server can't be reached. */
async function prepare(url: string, log: Log, mayMigrate: boolean): Promise<boolean> {
  try {
    await (mayMigrate ? migrate(url, { log }) : requireMigrated(url))
    return true
  } catch (error) {
    if (!isUnreachable(error)) throw error
    return false
  }
}

async function prepareWhenBack(
  url: string,
  log: Log,
  mayMigrate: boolean,
  closing: AbortSignal
): Promise<void> {
  do await sleep(RETRY_MS, undefined, { signal: closing })
  while (!(await prepare(url, log, mayMigrate)))
  log.info('the database is back')
}

/** Errors of the network, and of a server that is starting, stopping or full. */
function isUnreachable(error: unknown): boolean {
  const { message, syscall } = error as { message?: string; syscall?: string }
  // A socket file that is missing is ENOENT, but so is a missing migration.
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true
  if (/timeout expired|connection terminated/i.test(message ?? '')) return true
  const network = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH']
  return isOneOf(error, [...network, '57P01', '57P02', '57P03', '53300', '08006', '25006'])
}

const isOneOf = (error: unknown, codes: string[]): boolean =>
  codes.includes(String((error as { code?: unknown }).code))
