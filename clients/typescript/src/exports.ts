/** A whole list in one file, as it comes. */
import { connectionError, incompleteError, OnRecordError } from './errors.js'

/** Answers of `fetchWithTrailers` tell what came after the body. */
export interface WithTrailers extends Response {
  trailers?: Promise<Headers>
}

/**
 * An export under way. Read it once: as bytes, lines or rows. A connection that breaks before the end is an
 * error. Whether the rows and the bytes are those that the service sent is known where the platform tells
 * trailers: by `fetchWithTrailers` in Node.
 */
export class Export<T> {
  constructor(readonly response: WithTrailers) {}

  get body(): ReadableStream<Uint8Array> {
    return this.response.body as ReadableStream<Uint8Array>
  }
  /** The lines of NDJSON or CSV, without their ends. (A CSV's quoted cells may have line ends in them.) */
  async *lines(): AsyncGenerator<string, void, undefined> {
    yield* linesOf(this.body)
  }
  /** The rows of NDJSON. Throws at the end if the service says that there were more or fewer. */
  async *rows(): AsyncGenerator<T, void, undefined> {
    let count = 0
    for await (const line of this.lines()) {
      if (line === '') continue
      count++
      yield JSON.parse(line) as T
    }
    const told = (await this.response.trailers)?.get('row-count') ?? undefined
    if (told !== undefined && Number(told) !== count)
      throw incompleteError(`${count} rows came of ${told}`)
  }
}

/** The lines of a text in UTF-8. */
export async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = ''
  for await (const text of textsOf(body)) {
    const lines = (rest + text).split(/\r?\n/)
    rest = lines.pop() as string
    yield* lines
  }
  if (rest !== '') yield rest
}

/** Safari cannot iterate over a stream; all can read one. */
async function* textsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let ended = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      ended = done
      if (done) break
      yield decoder.decode(value, { stream: true })
    }
    yield decoder.decode()
  } catch (error) {
    throw error instanceof OnRecordError ? error : connectionError(error)
  } finally {
    // Whoever leaves early ends the request.
    if (!ended) await reader.cancel().catch(() => {})
  }
}
