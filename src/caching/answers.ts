/**
 * What readers share. Every GET is tagged, answered with 304 where the reader has it, and compressed.
 * Answers that any reader may have are kept in memory for as long as nothing changes on record: whether
 * it does is heard from PostgreSQL (changes/feed.ts), and while it could not be heard nothing is kept.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { ChangeFeed } from '../changes/feed.js'
import { positionHeader } from '../db/position.js'
import type { Metrics } from '../telemetry/metrics.js'
import { type Coding, codingFor, encode, isWorthCoding } from './codings.js'
import { everyAnswer } from './surrogate-keys.js'
import { codedTag, matches, tagOf } from './tags.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** The answer that is kept, or where what is answered may be kept. */
    kept: KeptAnswer | Place | undefined
  }
  interface FastifyContextConfig {
    /** `false`: the answer does not follow from the record alone. */
    kept?: boolean
  }
}

/** An answer in one coding. */
interface Form {
  tag: string
  /** All headers but those of one request, as name after value: so they are written without a look. */
  headers: string[]
  /** Of the same without a body. */
  headersOf304: string[]
  body: Buffer
}
interface KeptAnswer {
  headers: Record<string, string>
  isWorthCoding: boolean
  forms: { identity: Form } & Partial<Record<Coding, Form>>
}
interface Place {
  key: string
  /** What was known of the record before the answer was read. */
  version: string
}

/**
 * For so many seconds a reader's copy may differ from the record; for another minute it may be shown
 * while a newer one is fetched (RFC 5861).
 */
const maxAge = 30
const shared = `public, max-age=${maxAge}, stale-while-revalidate=60`
/** What is told to whoever asks, and goes into no answer that is kept. */
const ofOneRequest = new Set(['x-request-id', 'ratelimit', 'ratelimit-policy'])
/** What tells of a body. */
const ofBody = new Set(['content-type', 'content-length', 'content-encoding'])

const positionName = positionHeader.toLowerCase()

/** In characters; longer ones would crowd out the rest. */
const longestKey = 4000
const dayMs = 86_400_000
/** The database's clock may be so much behind ours: until it has passed midnight nothing is kept. */
const midnightMs = 60_000

export class Answers {
  readonly #feed: ChangeFeed
  readonly #kept: LRUCache<string, KeptAnswer>
  readonly #isKeeping: boolean
  #version: string | undefined
  readonly #vary: string
  readonly #counts = { hits: 0, misses: 0 }

  /** `bytes`: how many the kept answers may take together; 0 keeps none. */
  constructor({ feed, bytes }: { feed: ChangeFeed; bytes: number }) {
    this.#feed = feed
    this.#isKeeping = bytes > 0
    this.#vary = ['Accept', 'Authorization', ...(feed.learnsPosition ? [positionHeader] : [])].join(
      ', '
    )
    this.#kept = new LRUCache({
      maxSize: Math.max(bytes, 1),
      maxEntrySize: Math.max(Math.floor(bytes / 8), 1),
      // Once compressed both ways it takes about a third more.
      sizeCalculation: ({ forms: { identity } }, key) =>
        Math.ceil(1.4 * identity.body.length) + 2 * key.length + 2000
    })
  }

  /** For those who run the service. */
  tell(figures: Pick<Metrics, 'gauge' | 'counter'>): void {
    const counts = this.#counts
    figures.counter('onrecord_answers_kept_hits_total', 'Answers from memory.', () => counts.hits)
    figures.counter(
      'onrecord_answers_kept_misses_total',
      'Answers that were not in memory.',
      () => counts.misses
    )
    figures.gauge(
      'onrecord_answers_kept_bytes',
      'What kept answers take.',
      () => this.#kept.calculatedSize
    )
  }

  /** Dates, tags and compresses every answer to a GET. */
  tag(app: FastifyInstance): void {
    app.decorateRequest('kept', undefined)
    app.addHook('onSend', (request, reply, payload, done) => {
      if (!isRead(request.method)) return done()
      const status = reply.statusCode
      if (!reply.hasHeader('cache-control'))
        reply.header('cache-control', status < 400 ? shared : 'no-store')
      if (status !== 200 || !(typeof payload === 'string' || Buffer.isBuffer(payload)))
        return done()
      const tagged = this.#tagged(request, reply, payload)
      if (tagged instanceof Promise) tagged.then((coded) => done(null, coded), done)
      else done(null, tagged)
    })
  }

  /**
   * Answers from memory what readers without a key ask again, until something changes; tells whether
   * it did. What else a request passes was passed when the answer was kept: call it before all of that,
   * once the reply has the headers of this one request. What is out of the ordinary goes the long way.
   */
  serve(request: FastifyRequest, reply: FastifyReply): boolean {
    const { headers, method } = request
    if (!isRead(method) || headers[positionName] !== undefined) return false
    if (headers.host === undefined || headers['content-encoding'] !== undefined) return false
    const answer = this.#find(keyOf(request))
    const form = answer?.forms[answer.isWorthCoding ? codingFor(request) : 'identity']
    if (!form) return false
    this.#counts.hits++
    sendKept(request, reply, form)
    return true
  }

  #find(key: string | undefined): KeptAnswer | undefined {
    return this.#isKeeping && key && this.#now() ? this.#kept.get(key) : undefined
  }

  /** Keeps the answers that any reader may have. */
  keep(record: FastifyInstance): void {
    record.addHook('onRequest', (request, reply, done) => {
      reply.header('vary', this.#vary)
      if (!isRead(request.method)) return done()
      reply.header('surrogate-key', everyAnswer)
      const mayKeep = this.#isKeeping && request.routeOptions.config.kept !== false
      const key = mayKeep && this.#mayShare(request) ? keyOf(request) : undefined
      const version = key && this.#now()
      if (!key || !version) return done()
      const answer = this.#kept.get(key)
      this.#counts[answer ? 'hits' : 'misses']++
      request.kept = answer ?? { key, version }
      if (!answer) return done()
      // It is yet to be compressed for this reader, who tells what was seen or asks oddly.
      reply.headers(answer.headers).send(answer.forms.identity.body)
    })
    // Who has written reads what was written, though the news of it may still be under way.
    record.addHook('onSend', (request, _reply, _payload, done) => {
      if (mayHaveWritten(request)) this.#feed.wrote()
      done()
    })
  }

  /** What is kept is new enough for who tells no position, or one that we have heard of. */
  #mayShare({ position }: FastifyRequest): boolean {
    if (position === undefined) return true
    const heard = this.#feed.position
    return heard !== undefined && heard >= position
  }

  /** Names the state of the record that is known to be the newest; undefined while none is. */
  #now(): string | undefined {
    const heard = this.#feed.version
    const time = Date.now()
    if (heard === undefined || time % dayMs < midnightMs) return undefined
    // What the law is today is another tomorrow.
    const version = `${heard} ${Math.floor(time / dayMs)}`
    if (version !== this.#version) {
      this.#kept.clear()
      this.#version = version
    }
    return version
  }

  #tagged(
    request: FastifyRequest,
    reply: FastifyReply,
    body: string | Buffer
  ): string | Buffer | null | Promise<Buffer> {
    const isWorth = isWorthCoding(body.length, String(reply.getHeader('content-type') ?? ''))
    let tag = reply.getHeader('etag') as string | undefined
    if (!tag) {
      tag = tagOf(body)
      reply.header('etag', tag)
    }
    let answer = request.kept
    if (!answer || 'key' in answer) {
      if (isWorth)
        reply.header(
          'vary',
          [reply.getHeader('vary'), 'Accept-Encoding'].filter(Boolean).join(', ')
        )
      answer = answer && this.#keptAt(answer, reply, body, isWorth)
    }
    const coding = isWorth ? codingFor(request) : 'identity'
    if (coding !== 'identity') {
      tag = codedTag(tag, coding)
      reply.header('etag', tag)
    }
    if (matches(request.headers['if-none-match'], tag)) {
      reply.code(304).removeHeader('content-type')
      return null
    }
    return coding === 'identity' ? body : encoded(reply, body, { coding, tag, answer })
  }

  /** Keeps an answer, unless something has changed since it was asked for. */
  #keptAt({ key, version }: Place, reply: FastifyReply, body: string | Buffer, isWorth: boolean) {
    if (reply.getHeader('cache-control') !== shared || version !== this.#now()) return undefined
    const headers = Object.fromEntries(
      Object.entries(reply.getHeaders())
        .filter(([name]) => !ofOneRequest.has(name))
        .map(([name, value]) => [name, String(value)])
    )
    const identity = formOf(headers, String(headers['etag']), Buffer.from(body))
    const answer: KeptAnswer = { headers, isWorthCoding: isWorth, forms: { identity } }
    this.#kept.set(key, answer)
    return answer
  }
}

/** Whether what was asked may have changed the record: it takes a key, and is no reading. */
export const mayHaveWritten = ({ method, principal, graphqlOperation }: FastifyRequest): boolean =>
  principal !== undefined && !isRead(method) && graphqlOperation?.operation !== 'query'

async function encoded(
  reply: FastifyReply,
  body: string | Buffer,
  { coding, tag, answer }: { coding: Coding; tag: string; answer: KeptAnswer | undefined }
): Promise<Buffer> {
  const coded = await encode(Buffer.from(body), coding)
  reply.header('content-encoding', coding)
  if (answer) answer.forms[coding] = formOf(answer.headers, tag, coded, coding)
  return coded
}

function formOf(ofAll: Record<string, string>, tag: string, body: Buffer, coding?: Coding): Form {
  const headers = Object.entries({
    ...ofAll,
    etag: tag,
    ...(coding && { 'content-encoding': coding }),
    'content-length': String(body.length)
  })
  const headersOf304 = headers.filter(([name]) => !ofBody.has(name))
  return { tag, body, headers: headers.flat(), headersOf304: headersOf304.flat() }
}

/** Straight to the socket. */
function sendKept({ method, headers }: FastifyRequest, reply: FastifyReply, form: Form): void {
  const own = Object.entries(reply.getHeaders()).flat() as string[]
  const { raw } = reply.hijack()
  if (matches(headers['if-none-match'], form.tag)) {
    raw.writeHead(304, form.headersOf304.concat(own)).end()
    return
  }
  raw.writeHead(200, form.headers.concat(own))
  if (method === 'HEAD') raw.end()
  else raw.end(form.body)
}

const isRead = (method: string) => method === 'GET' || method === 'HEAD'

/** What the answer follows from; undefined where it is not any reader's. */
function keyOf({ url, headers }: FastifyRequest): string | undefined {
  if (headers.authorization !== undefined || headers.upgrade !== undefined) return undefined
  const key = `${headers.accept ?? '*/*'} ${url}`
  return key.length > longestKey ? undefined : key
}
