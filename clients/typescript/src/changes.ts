/** The change feed: from a place to its end, and on as it grows (server-sent events). */
import { ConnectionError, connectionError, UnavailableError } from './errors.js'
import { linesOf } from './exports.js'
import { pause, type Transport, waitAfter } from './http.js'
import type { Changes, RecordChange } from './types.js'

export interface ChangesQuery {
  /** Where to begin: `next` of a page, the position of a change, or `now`. The beginning unless given. */
  after?: string | number
  resource?: RecordChange['resource'] | readonly RecordChange['resource'][]
  action?: RecordChange['action'] | readonly RecordChange['action'][]
  id?: string | readonly string[]
  /** Changes a page, at most 200. */
  limit?: number
}
export interface ChangesPage {
  data: RecordChange[]
  /** Where to go on: keep it with what was made of the page. */
  next: string
}
const longestPage = 200

/** What happened since: iterated, change by change or page by page, until there is no more. */
export class ChangeFeed implements AsyncIterable<RecordChange> {
  constructor(
    private readonly transport: Transport,
    private readonly query: ChangesQuery
  ) {}

  async *pages(): AsyncGenerator<ChangesPage, void, undefined> {
    let after = this.query.after ?? 0
    for (let more = true; more; ) {
      const query = { limit: longestPage, ...this.query, after }
      const { data, page } = await this.transport.json<Changes>({ path: '/v1/changes', query })
      yield { data, next: page.next }
      ;({ next: after, more } = page)
    }
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<RecordChange, void, undefined> {
    for await (const { data } of this.pages()) yield* data
  }
}

/** The service sends something every 15 seconds: whoever hears nothing for so long is not connected. */
const longestSilence = 60_000

/** Each change as it is committed, until the signal; connected again whenever the connection is lost. */
export async function* follow(
  transport: Transport,
  { after = 'now', limit: _, ...query }: ChangesQuery,
  signal?: AbortSignal
): AsyncGenerator<RecordChange, void, undefined> {
  let place = String(after)
  for (let failures = 0; !signal?.aborted; ) {
    try {
      for await (const event of events(transport, { ...query, after: place }, signal)) {
        failures = 0
        // Once it was handed on: what its taker did not finish is told again to the next.
        if (event.data) yield JSON.parse(event.data) as RecordChange
        if (event.id) place = event.id
      }
    } catch (error) {
      if (signal?.aborted) return
      if (!(error instanceof ConnectionError || error instanceof UnavailableError)) throw error
    }
    await pause(waitAfter(failures++), signal).catch(() => {})
  }
}

interface Event {
  id?: string
  data?: string
}
async function* events(
  transport: Transport,
  query: object,
  signal?: AbortSignal
): AsyncGenerator<Event> {
  const silence = new AbortController()
  const stop = () => silence.abort(signal?.reason ?? connectionError('silence'))
  let timer = setTimeout(stop, longestSilence)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const { body } = await transport.stream({
      path: '/v1/changes/stream',
      query,
      headers: { accept: 'text/event-stream' },
      signal: silence.signal
    })
    let event: Event = {}
    for await (const line of linesOf(body as ReadableStream<Uint8Array>)) {
      clearTimeout(timer)
      timer = setTimeout(stop, longestSilence)
      const [, field, value] = /^(\w+): ?(.*)$/.exec(line) ?? []
      if (field === 'id' || field === 'data') event[field] = value as string
      if (line !== '') continue
      yield event
      event = {}
    }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    silence.abort()
  }
}
