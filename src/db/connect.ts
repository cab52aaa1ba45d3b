/** The connection pool: every client starts with the same time zone, encoding and time limits. */
import pg from 'pg'
import { ApiError } from '../errors.js'
import { hosted } from './hosts.js'

export interface PoolOptions {
  url: string
  /** The most connections at once. */
  poolSize?: number
  /** How many callers may wait for a connection. */
  queueSize?: number
  /** A statement is cancelled after this many milliseconds. */
  statementTimeoutMs?: number
  /** A statement waits this many milliseconds for a lock. */
  lockTimeoutMs?: number
  /** Whether statements that recur are prepared under a name: not behind a pooler that shares sessions. */
  prepare?: boolean
  /** How the sessions call themselves in pg_stat_activity. */
  applicationName?: string
  /** Hears of connections lost while nobody was waiting for their answer. */
  onError?: (error: Error) => void
}

/** How long a caller waits for a free or a new connection before the request is turned away. */
const CONNECTION_TIMEOUT_MS = 3000

export function openPool({
  url,
  poolSize = 8,
  queueSize = 128,
  statementTimeoutMs = 5000,
  lockTimeoutMs = 2000,
  prepare = true,
  applicationName = 'onrecord',
  onError = () => {}
}: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    ...hosted(
      withOptions(url, {
        TimeZone: 'UTC',
        // Pages are mostly cached or on SSDs: an index in the order asked for beats a sort.
        random_page_cost: 1.1,
        // Our statements are wide and read few rows: compiling one takes seconds, running it none.
        jit: 'off',
        statement_timeout: statementTimeoutMs,
        lock_timeout: lockTimeoutMs,
        // A transaction waits for us only between its own statements: longer means we lost it.
        idle_in_transaction_session_timeout: Math.max(10_000, 2 * statementTimeoutMs)
      })
    ),
    client_encoding: 'UTF8',
    application_name: applicationName,
    max: poolSize,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    keepAlive: true
  })
  // The pool reports idle clients only. Without a listener of its own, a client that is lost
  // while checked out would end the process.
  pool.on('error', onError)
  pool.on('connect', (client) => {
    client.on('error', onError)
    if (!prepare) leaveUnnamed(client)
  })
  return withBoundedQueue(pool, queueSize)
}

/** Its statements are parsed each time they are run: the session may be another the next time. */
function leaveUnnamed(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown
  Object.assign(client, {
    query: (statement: string | { name?: string }, ...rest: unknown[]) =>
      query(
        typeof statement === 'object' && statement.name && !('submit' in statement)
          ? { ...statement, name: undefined }
          : statement,
        ...rest
      )
  })
}

/**
 * Turns a caller away at once when as many wait as may: what it asks would only come late, and keep
 * others waiting.
 */
function withBoundedQueue(pool: pg.Pool, most: number): pg.Pool {
  const connect = pool.connect.bind(pool) as (callback?: Connected) => Promise<pg.PoolClient>
  return Object.assign(pool, {
    connect(callback?: Connected) {
      // Whoever takes an idle connection counts as waiting until the end of the turn.
      if (pool.waitingCount < most + pool.idleCount) return connect(callback)
      const error = new ApiError('overloaded', 'Too many requests wait for the database already.')
      if (!callback) return Promise.reject(error)
      process.nextTick(callback, error)
      return undefined
    }
  })
}
type Connected = (error?: Error, client?: pg.PoolClient, release?: () => void) => void

/** A pool of the same settings for work of another kind: neither takes the other's connections. */
export function poolBeside(pool: pg.Pool, size: number, applicationName: string): pg.Pool {
  const beside = new pg.Pool({ ...pool.options, max: size, application_name: applicationName })
  beside.on('error', () => {})
  beside.on('connect', (client) => {
    client.on('error', () => {})
  })
  return beside
}

/**
 * Adds session settings to a connection string: they travel in the start-up message and cost no
 * round trip. `options` that the string has already are kept; ours come last and win.
 */
export function withOptions(url: string, session: Record<string, string | number>): string {
  const [address, query] = url.split('?', 2)
  const parameters = new URLSearchParams(query)
  const ours = Object.entries(session).map(([name, value]) => `-c ${name}=${value}`)
  parameters.set('options', [parameters.get('options') ?? '', ...ours].join(' ').trim())
  return `${address}?${parameters}`
}
