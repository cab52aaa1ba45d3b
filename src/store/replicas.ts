/**
 * Reads go to replicas that have replayed what the reader must see; where there is none, and for everything
 * else, to the primary. How far a replica has come is asked beside the requests, on a connection of its own.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { newClient } from '../db/hosts.js'
import { parsePosition } from '../db/position.js'
import { apiError } from '../errors.js'
import type { Queryable } from './database.js'

/** Whose reading it is: what must have been replayed beside all that was heard of. */
export interface Reader {
  position: bigint | undefined
}

export interface ReplicaOptions {
  primary: pg.Pool
  replicas: pg.Pool[]
  /** A replica that has received so much that it has not replayed is left out. */
  mostBytesBehind: number
  /** The position that every commit heard of is before; undefined while it is not known. */
  newest(): bigint | undefined
  log: { warn(message: string): void; info(message: string): void }
}

interface Figures {
  gauge(name: string, help: string, read: () => number): void
  counter(name: string, help: string, read: () => number): void
}
interface Replica {
  name: string
  pool: pg.Pool
  /** How far it has come; undefined while it can't be used. */
  replayed: bigint | undefined
}

/** How often a replica is asked, and how long it may take to answer. */
const pollMs = 50
const answerMs = 2000
const retryMs = 500

export class Replicas {
  readonly #options: ReplicaOptions
  readonly #replicas: Replica[]
  readonly #readers = new AsyncLocalStorage<Reader>()
  readonly #closing = new AbortController()
  readonly #polling: Promise<unknown>
  #turn = 0
  readonly #counts = { replica: 0, failed: 0 }

  constructor(options: ReplicaOptions) {
    this.#options = options
    this.#replicas = options.replicas.map((pool, i) => ({
      name: `replica ${i + 1}`,
      pool,
      replayed: undefined
    }))
    this.#polling = Promise.all(this.#replicas.map((replica) => this.#keepPolling(replica)))
  }

  /** For those who run the service. */
  tell(figures: Figures): void {
    const counts = this.#counts
    const fit = () => this.#replicas.filter(({ replayed }) => replayed !== undefined).length
    figures.gauge('onrecord_replicas_fit', 'Replicas that can be read from.', fit)
    figures.counter('onrecord_replica_reads_total', 'Reads of replicas.', () => counts.replica)
    figures.counter(
      'onrecord_replica_reads_failed_total',
      'Those that were then made on the primary.',
      () => counts.failed
    )
  }

  /** For whatever `work` reads, and what it calls, from `this.db`. Outside of it, reads go to the primary. */
  serve(reader: Reader, work: () => void): void {
    this.#readers.run(reader, work)
  }

  /** What routes read from. A client of its own (`connect`) is the primary's. */
  readonly db = {
    read: <T>(work: (db: Queryable) => Promise<T>): Promise<T> => this.#read(work),
    // biome-ignore lint/suspicious/noExplicitAny: the pool's own overloads
    query: (...args: any[]): Promise<any> =>
      this.#read((db) => (db.query as (...args: unknown[]) => Promise<unknown>)(...args)),
    connect: () => this.#options.primary.connect()
  } satisfies Queryable

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#polling
  }

  async #read<T>(work: (db: Queryable) => Promise<T>): Promise<T> {
    const { primary, log } = this.#options
    const replica = this.#pick()
    if (!replica) return work(primary)
    this.#counts.replica++
    try {
      return await work(replica.pool)
    } catch (error) {
      if (!isLost(error)) throw error
      this.#counts.failed++
      replica.replayed = undefined
      log.warn(`a read of ${replica.name} goes to the primary: ${(error as Error).message}`)
      return work(primary)
    }
  }

  #pick(): Replica | undefined {
    const reader = this.#readers.getStore()
    const newest = this.#options.newest()
    if (!reader || newest === undefined) return undefined
    const { position: own = 0n } = reader
    const fit = this.#replicas.filter(
      ({ replayed }) => replayed !== undefined && replayed >= newest && replayed >= own
    )
    return fit[this.#turn++ % fit.length]
  }

  async #keepPolling(replica: Replica): Promise<void> {
    const { log } = this.#options
    let told: string | undefined
    while (!this.#closing.signal.aborted) {
      const client = newClient({
        ...replica.pool.options,
        application_name: 'onrecord replica',
        query_timeout: answerMs
      })
      client.on('error', () => {})
      try {
        await client.connect()
        for (;;) {
          const { rows } = await client.query(progress)
          const refused = this.#refusal(rows[0])
          if (refused !== told)
            log[refused ? 'warn' : 'info'](`${replica.name}: ${refused ?? 'back'}`)
          told = refused
          replica.replayed = refused ? undefined : parsePosition(rows[0].replayed)
          await sleep(pollMs, undefined, { signal: this.#closing.signal })
        }
      } catch (error) {
        const { message } = error as Error
        if (told === undefined && !this.#closing.signal.aborted)
          log.warn(`${replica.name} is left out: ${message}`)
        told = message
      } finally {
        replica.replayed = undefined
        await client.end().catch(() => {})
      }
      await sleep(retryMs, undefined, { signal: this.#closing.signal }).catch(() => {})
    }
  }

  /** Why it is not read from. */
  #refusal({ replayed, behind }: { replayed: string | null; behind: string }): string | undefined {
    if (replayed === null) return 'left out, as it is no replica'
    if (Number(behind) > this.#options.mostBytesBehind) return 'left out, as it is behind'
    return undefined
  }
}

/** On a server that was promoted, nothing: it is no copy of the primary any more. */
const progress = `select case when pg_is_in_recovery() then pg_last_wal_replay_lsn() end as replayed,
  coalesce(pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), 0) as behind`

/** Whether it was the replica's failure: a full pool is not, and what is read there again may be cancelled. */
function isLost(error: unknown): boolean {
  if (/timeout exceeded when trying/.test((error as Error).message)) return false
  return apiError(error).code === 'unavailable'
}
