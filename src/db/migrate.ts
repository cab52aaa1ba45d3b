/**
 * Brings a database to the schema of this version. Several processes may start at once: one
 * applies the migrations, the others wait for it and find nothing left to do.
 */
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyAll } from 'drizzle-orm/node-postgres/migrator'
import type pg from 'pg'
import { rootPath } from '../paths.js'
import { hosted, newClient } from './hosts.js'
import type { Log } from './log.js'
import { hasQueue, installQueue } from './queue.js'

const MIGRATIONS = rootPath('migrations')

/** Any number will do, as long as all versions of OnRecord use the same. */
const LOCK = 0x6f6e7265
/** A migration that waits for a lock holds up everyone behind it: give up soon, and try again. */
const LOCK_TIMEOUT_MS = 3000
const ATTEMPTS = 10
const LOCK_NOT_AVAILABLE = '55P03'

export interface JournalEntry {
  tag: string
  /** Milliseconds since 1970: what drizzle compares to tell which migrations are new. */
  when: number
}

interface MigrateOptions {
  log?: Log
  migrationsFolder?: string
}

/** The migrations of this version, in the order they are applied. */
export function readJournal(migrationsFolder = MIGRATIONS): JournalEntry[] {
  const file = path.join(migrationsFolder, 'meta', '_journal.json')
  const { entries }: { entries: JournalEntry[] } = JSON.parse(fs.readFileSync(file, 'utf8'))
  return entries
}

/**
 * The migrations that are not newer than the one before them. Drizzle would pass over them in
 * silence on a database that has the one before: there must be none.
 */
export function misplacedMigrations(entries: JournalEntry[]): string[] {
  return entries
    .filter((entry, index) => index > 0 && entry.when <= (entries[index - 1]?.when ?? 0))
    .map((entry) => entry.tag)
}

/** The names of the migrations that the database has not had yet. */
export async function pendingMigrations(
  db: pg.Pool | pg.Client,
  migrationsFolder = MIGRATIONS
): Promise<string[]> {
  const journal = readJournal(migrationsFolder)
  const newest = await newestApplied(db)
  return journal.filter((entry) => entry.when > newest).map((entry) => entry.tag)
}

/** How many migrations the database has had of which this version does not know. */
export async function unknownMigrations(db: pg.Client): Promise<number> {
  const known = readJournal().at(-1)?.when ?? 0
  if ((await newestApplied(db)) <= known) return 0
  const { rows } = await db.query(
    'SELECT count(*)::int AS ahead FROM drizzle.__drizzle_migrations WHERE created_at > $1',
    [known]
  )
  return rows[0].ahead
}

async function newestApplied(db: pg.Pool | pg.Client): Promise<number> {
  const table = await db.query(`SELECT to_regclass('drizzle.__drizzle_migrations') AS name`)
  if (table.rows[0].name === null) return 0
  const { rows } = await db.query(
    'SELECT max(created_at) AS newest FROM drizzle.__drizzle_migrations'
  )
  return Number(rows[0].newest ?? 0)
}

/** What `migrate` would do, in words: the migrations, and the job queue's own schema where it is missing. */
export async function whatIsPending(url: string): Promise<string[]> {
  return connected(url, missing)
}

/** Throws where anything is pending. */
export async function requireMigrated(url: string): Promise<void> {
  const pending = await whatIsPending(url)
  if (pending.length > 0)
    throw new NotMigrated(
      `the database is behind this version: run \`npx onrecord migrate\` (${pending.join(', ')})`
    )
}
export class NotMigrated extends Error {
  override readonly name = 'NotMigrated'
}

/** The same over a connection that is there. */
export async function missing(client: pg.Client, migrationsFolder = MIGRATIONS): Promise<string[]> {
  const pending = await pendingMigrations(client, migrationsFolder)
  return (await hasQueue(client)) ? pending : [...pending, 'job queue']
}

/** Applies what is pending, in one transaction; the job queue's own schema comes after ours. */
export async function migrate(
  url: string,
  { log, migrationsFolder = MIGRATIONS }: MigrateOptions = {}
): Promise<void> {
  await connected(url, async (client) => {
    // The usual case, and one that needs no right to change the schema.
    if ((await missing(client, migrationsFolder)).length === 0) return
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await applyPending(client, migrationsFolder, log)
    if (!(await hasQueue(client))) await installQueue(url, client)
  })
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = newClient({
    ...hosted(url),
    application_name: 'onrecord migrate',
    connectionTimeoutMillis: 5000
  })
  // A lost connection is reported by the query that waits on it.
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    // Closing the session also gives the lock back.
    await client.end().catch(() => {})
  }
}

async function applyPending(client: pg.Client, migrationsFolder: string, log?: Log): Promise<void> {
  const pending = await pendingMigrations(client, migrationsFolder)
  if (pending.length === 0) return
  log?.info(`applying migrations: ${pending.join(', ')}`)
  // After the advisory lock, whose wait this would limit too.
  await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}; SET statement_timeout = 0`)
  for (let attempt = 1; ; attempt++) {
    try {
      return await applyAll(drizzle(client), { migrationsFolder })
    } catch (error) {
      if (attempt === ATTEMPTS || codeOf(error) !== LOCK_NOT_AVAILABLE) throw error
      log?.warn(`a table to migrate is in use: attempt ${attempt} of ${ATTEMPTS} gave up`)
      await sleep(500 * attempt)
    }
  }
}

/** Drizzle wraps the driver's errors. */
function codeOf(error: unknown): unknown {
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return code ?? (cause === undefined ? undefined : codeOf(cause))
}
