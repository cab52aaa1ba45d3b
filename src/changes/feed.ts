/**
 * Follows the change feed as it grows: one connection to PostgreSQL listens, whoever follows reads when
 * it is told to. Nothing is kept for a follower but the position it has reached.
 */
import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { newClient } from '../db/hosts.js'
import { parsePosition, readPosition } from '../db/position.js'
import { apiError } from '../errors.js'
import { type ChangesPage, type ChangesRequest, readChanges } from './read.js'

const channel = 'onrecord_changes'
/** How long to wait before a lost connection is opened again: twice as long each time, to the most. */
const retryMs = { least: 100, most: 5000, followers: 1000 }
/** The connection is asked so often whether it still is one, and given so long to answer. */
const beatMs = 2000
const answerMs = 5000
/** Whoever asked is sure for so long that news would have come. */
const sureMs = 8000
/** Followers hear after this long that there is nothing new. */
const quietMs = 15_000

export interface ChangeFeedOptions {
  pool: pg.Pool
  /** How to connect for listening, unless as the pool does. */
  listenOn?: pg.Pool
  /** Hears why the listening connection was lost. */
  onError?: ((error: Error) => void) | undefined
  /** Whether news is followed by the question how far the server's log has come. */
  learnsPosition?: boolean
}

export class ChangeFeed {
  readonly #pool: pg.Pool
  readonly #listenOn: pg.Pool
  readonly #onError: (error: Error) => void
  readonly learnsPosition: boolean
  readonly #closing = new AbortController()
  readonly #news = new EventEmitter().setMaxListeners(0)
  /** How often there was news. */
  #heard = 0
  #listening: Promise<void> | undefined
  #hears = false
  #client: pg.Client | undefined
  /** How far the server's log had come once it was heard for the n-th time. */
  #learnt = { heard: 0, position: 0n }
  #learning = false
  /** Until when (`performance.now()`) what was heard is all there is. */
  #sureUntil = 0
  /** What was read since the last news, by what was asked: followers at the head share it. */
  #read = new Map<string, Promise<ChangesPage>>()

  constructor({
    pool,
    listenOn = pool,
    onError = () => {},
    learnsPosition = false
  }: ChangeFeedOptions) {
    this.#pool = pool
    this.#listenOn = listenOn
    this.#onError = onError
    this.learnsPosition = learnsPosition
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted
  }

  /** Whether news is heard: false as well while nobody has followed yet. */
  get isListening(): boolean {
    return this.#hears
  }

  /**
   * Counts what was heard: as long as it stays the same, what was read since is the newest. Undefined
   * while a change might go unheard.
   */
  get version(): number | undefined {
    this.#listening ??= this.#keepListening()
    return this.#hears && performance.now() < this.#sureUntil ? this.#heard : undefined
  }

  /**
   * A position in the server's log that every commit heard of is before: undefined while it is asked for.
   * As long as nothing can be heard, the last one.
   */
  get position(): bigint | undefined {
    this.#listening ??= this.#keepListening()
    const { heard, position } = this.#learnt
    return this.#hears && heard !== this.#heard ? undefined : position
  }

  /** Counts what this process itself has written, before the news of it comes. */
  wrote(): void {
    this.#tell()
  }

  /** Ends every follower. */
  close(): void {
    this.#closing.abort()
    this.#tell()
  }

  /** The page after a position, as it is now; waits up to `waitMs` where there is none yet. */
  async next(request: ChangesRequest, waitMs: number, signal?: AbortSignal): Promise<ChangesPage> {
    if (waitMs === 0) return readChanges(this.#pool, request)
    this.#listening ??= this.#keepListening()
    const until = performance.now() + waitMs
    let asked = request
    for (;;) {
      const heard = this.#heard
      const page = await this.#readShared(asked)
      const left = until - performance.now()
      if (page.changes.length || left <= 0 || signal?.aborted || this.isClosed) return page
      asked = { ...request, after: page.next }
      // What was committed since we read is news that we have not looked at.
      if (heard === this.#heard) await this.#newsWithin(Math.ceil(left), signal)
    }
  }

  /**
   * Every page after a position: until the signal is aborted or the feed closed. Where nothing comes, an
   * empty page tells every 15 seconds how far it is; while the database is away it is waited for.
   */
  async *follow(request: ChangesRequest, signal: AbortSignal): AsyncGenerator<ChangesPage> {
    let { after } = request
    while (!signal.aborted && !this.isClosed) {
      const page = await this.next({ ...request, after }, quietMs, signal).catch((error: Error) => {
        this.#onError(error)
      })
      if (!page) {
        await sleep(retryMs.followers, undefined, { signal }).catch(() => {})
        continue
      }
      if (signal.aborted) return
      after = page.next
      yield page
    }
  }

  /**
   * What the work gives, done again while the database is away: a follower who was told of a page loses
   * nothing of it. Undefined once the follower left or the feed closed.
   */
  async whenBack<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    while (!signal.aborted && !this.isClosed) {
      try {
        return await work()
      } catch (error) {
        if (apiError(error).code !== 'unavailable') throw error
        this.#onError(error as Error)
        await sleep(retryMs.followers, undefined, { signal }).catch(() => {})
      }
    }
    return undefined
  }

  #readShared(request: ChangesRequest): Promise<ChangesPage> {
    const key = JSON.stringify(request)
    const known = this.#read.get(key)
    if (known) return known
    const reading = readChanges(this.#pool, request)
    if (this.#hears) {
      this.#read.set(key, reading)
      reading.catch(() => this.#read.delete(key))
    }
    return reading
  }

  #tell(): void {
    this.#heard++
    this.#read = new Map()
    this.#news.emit('news')
    if (this.learnsPosition && this.#client && !this.#learning) this.#learn(this.#client)
  }

  /** Where it fails, the connection is lost, and its end tells. */
  async #learn(client: pg.Client): Promise<void> {
    this.#learning = true
    try {
      let heard: number
      let position: bigint | undefined
      do {
        heard = this.#heard
        position = parsePosition(await readPosition(client))
      } while (heard !== this.#heard)
      if (position !== undefined) this.#learnt = { heard, position }
    } catch (error) {
      this.#onError(error as Error)
    } finally {
      this.#learning = false
    }
  }

  async #newsWithin(ms: number, signal?: AbortSignal): Promise<void> {
    const ends = AbortSignal.timeout(ms)
    try {
      await once(this.#news, 'news', { signal: signal ? AbortSignal.any([signal, ends]) : ends })
    } catch {
      // The time is over, or the caller left: the next look may not be at what others read.
      this.#read = new Map()
    }
  }

  async #keepListening(): Promise<void> {
    let wait = retryMs.least
    while (!this.isClosed) {
      const client = newClient({
        ...this.#listenOn.options,
        application_name: 'onrecord changes',
        query_timeout: answerMs
      })
      try {
        const lost = new Promise<Error | undefined>((resolve) => {
          client.on('error', resolve)
          client.on('end', () => resolve(undefined))
          this.#closing.signal.addEventListener('abort', () => resolve(undefined), { once: true })
        })
        await client.connect()
        client.on('notification', () => this.#tell())
        await client.query(`listen ${channel}`)
        wait = retryMs.least
        this.#hears = true
        this.#client = client
        // What was committed before we listened, or while we did not.
        this.#tell()
        const error = await Promise.race([lost, this.#beat(client)])
        if (!this.isClosed) this.#onError(error ?? new Error('the connection was closed'))
      } catch (error) {
        if (!this.isClosed) this.#onError(error as Error)
      } finally {
        this.#hears = false
        this.#client = undefined
        this.#sureUntil = 0
        client.removeAllListeners('notification')
        await client.end().catch(() => {})
      }
      if (this.isClosed) return
      await sleep(wait, undefined, { signal: this.#closing.signal }).catch(() => {})
      wait = Math.min(2 * wait, retryMs.most)
    }
  }

  /** Asks again and again whether the connection still is one. Throws when it does not answer. */
  async #beat(client: pg.Client): Promise<never> {
    for (;;) {
      const asked = performance.now()
      await client.query('select 1')
      this.#sureUntil = asked + sureMs
      await sleep(beatMs, undefined, { signal: this.#closing.signal })
    }
  }
}
