/** Requests and their answers: keys, time limits, attempts after a failure, and answers kept by ETag. */
import {
  ConnectionError,
  connectionError,
  errorOf,
  MergedError,
  OnRecordError,
  TimeoutError,
  timeoutError
} from './errors.js'
import { type Query, queryString } from './query.js'

export interface Options {
  /** Where the service is: `https://record.example`. */
  baseUrl: string
  /** Sent as `Authorization: Bearer`. Readers need none. */
  key?: string | undefined
  /** Another `fetch` than the platform's, such as `fetchWithTrailers` of `@onrecord/client/node`. */
  fetch?: Fetch | undefined
  /** How many more attempts a request gets that fails for a while: 3 unless given. */
  retries?: number | undefined
  /** For one attempt, in milliseconds: 30,000 unless given. Streams have it for their headers. */
  timeout?: number | undefined
  /** The longest time to wait between two attempts, in milliseconds: 60,000 unless given. */
  longestWait?: number | undefined
  /** How many answers to keep by their `ETag`, so as not to fetch what has not changed: none unless given. */
  keep?: number | undefined
}
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * When a request is sent again. `lost`: also where an attempt may have been carried out, since that does no
 * harm. `refused`: only where it certainly was not. `guarded`: not after a lost answer (it would be told of
 * its own change as another's), but after a 503.
 */
export type Repeat = 'lost' | 'guarded' | 'refused'
export interface Asked {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  path: string
  query?: Query
  body?: unknown
  headers?: Record<string, string>
  /** By default `lost` for GET, and `refused` for others. */
  repeat?: Repeat
  redirect?: 'follow' | 'manual'
  signal?: AbortSignal | undefined
  /** The signal holds beyond the answer's headers, for as long as its body is read. */
  streams?: boolean
}
export interface Reply {
  status: number
  headers: Headers
  text: string
}

export class Transport {
  readonly #options: Required<Omit<Options, 'key'>> & { key: string | undefined }
  /** By address, the least recently used first. */
  readonly #kept = new Map<string, { etag: string; reply: Reply }>()

  constructor({ baseUrl, key, ...others }: Options) {
    this.#options = {
      baseUrl: baseUrl.replace(/\/+$/, ''),
      key,
      fetch: others.fetch ?? ((url, init) => globalThis.fetch(url, init)),
      retries: others.retries ?? 3,
      timeout: others.timeout ?? 30_000,
      longestWait: others.longestWait ?? 60_000,
      keep: others.keep ?? 0
    }
  }

  /** The answer in JSON. */
  async json<T>(asked: Asked): Promise<T> {
    const { text } = await this.reply(asked)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  async reply(asked: Asked): Promise<Reply> {
    const keeps = this.#options.keep > 0 && (asked.method ?? 'GET') === 'GET'
    const name = `${asked.path}${queryString(asked.query)} ${asked.redirect}`
    const held = keeps ? this.#kept.get(name) : undefined
    const headers = { ...(held && { 'if-none-match': held.etag }), ...asked.headers }
    const reply = await this.#attempts({ ...asked, headers }, async (response) => ({
      status: response.status,
      headers: response.headers,
      text: await response.text()
    }))
    if (!keeps) return reply
    const found = reply.status === 304 && held ? held.reply : reply
    this.#keep(name, found)
    return found
  }

  /** The answer as it comes; the time limit is over once its headers are there. */
  stream(asked: Asked): Promise<Response> {
    return this.#attempts({ ...asked, streams: true }, async (response) => response)
  }

  #keep(name: string, reply: Reply): void {
    const etag = reply.headers.get('etag')
    this.#kept.delete(name)
    if (etag) this.#kept.set(name, { etag, reply })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > this.#options.keep && oldest !== undefined) this.#kept.delete(oldest)
  }

  async #attempts<T>(asked: Asked, read: (response: Response) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(asked, read)
      } catch (error) {
        const wait = waitAfter(attempt, error)
        const isLast = attempt >= this.#options.retries || wait > this.#options.longestWait
        if (isLast || !mayRepeat(asked, error)) throw error
        await pause(wait, asked.signal)
      }
    }
  }

  async #once<T>(asked: Asked, read: (response: Response) => Promise<T>): Promise<T> {
    const { baseUrl, fetch, timeout } = this.#options
    const { path, query, method = 'GET', redirect = 'follow', signal } = asked
    signal?.throwIfAborted()
    const limited = withLimit(timeout, signal)
    try {
      const response = await fetch(`${baseUrl}${path}${queryString(query)}`, {
        method,
        redirect,
        headers: this.#headers(asked),
        signal: limited.signal,
        ...(asked.body !== undefined && { body: JSON.stringify(asked.body) })
      })
      if (response.status === 308 || response.type === 'opaqueredirect')
        throw await mergedError(response)
      if (!response.ok && response.status !== 304) throw await errorOf(response)
      return await read(response)
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      if (error instanceof OnRecordError) throw error
      throw limited.isOver() ? timeoutError(timeout) : connectionError(error)
    } finally {
      limited.stop(!asked.streams)
    }
  }

  #headers({ body, headers, method }: Asked): Record<string, string> {
    const { key } = this.#options
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    return {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': type }),
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...headers
    }
  }
}

/** A signal that is aborted with the caller's own, or when the time is over. */
function withLimit(milliseconds: number, signal: AbortSignal | undefined) {
  const controller = new AbortController()
  let over = false
  const timer = setTimeout(() => {
    over = true
    controller.abort()
  }, milliseconds)
  const abort = () => controller.abort(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const stop = (wholly: boolean) => {
    clearTimeout(timer)
    // A signal may outlive a thousand requests.
    if (wholly) signal?.removeEventListener('abort', abort)
  }
  return { signal: controller.signal, isOver: () => over, stop }
}

async function mergedError(response: Response): Promise<MergedError> {
  await response.body?.cancel()
  const location = response.headers.get('location') ?? undefined
  const detail = location ? `it is now at ${location}` : 'it was merged into another'
  return new MergedError(
    { status: 308, code: 'merged', title: 'The row is part of another', detail },
    location
  )
}

function mayRepeat({ method = 'GET', repeat }: Asked, error: unknown): boolean {
  const rule = repeat ?? (method === 'GET' ? 'lost' : 'refused')
  if (!(error instanceof OnRecordError)) return false
  if (error.status === 429 || error.code === 'overloaded' || wasNotSent(error)) return true
  if (rule === 'refused') return false
  if (error.status === 503) return true
  if (rule === 'guarded') return false
  return error instanceof ConnectionError || error.status === 502 || error.status === 504
}

/** Node tells when there was nobody to send it to. */
const unsent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])
function wasNotSent(error: OnRecordError): boolean {
  if (!(error instanceof ConnectionError) || error instanceof TimeoutError) return false
  const { cause, code } = (error.cause ?? {}) as { cause?: { code?: string }; code?: string }
  return unsent.has(cause?.code ?? code ?? '')
}

const firstWait = 250
const mostWait = 8000
/**
 * In milliseconds. Longer after each attempt, and by chance, so that clients who were refused together do
 * not come back together; never sooner than the service asks.
 */
export function waitAfter(attempt: number, error?: unknown): number {
  const spread = Math.random() * Math.min(mostWait, firstWait * 2 ** attempt)
  const asked = error instanceof OnRecordError ? error.retryAfter : undefined
  return (asked ?? 0) * 1000 + spread
}

export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
