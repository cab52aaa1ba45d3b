/** Reads the API of a running OnRecord: in time, within a size, and again where it is told to wait. */
import { setTimeout as sleep } from 'node:timers/promises'

/** How long one attempt may take, how long is waited between two, and how many there are. */
const timeoutMs = 15_000
const mostWaitMs = 10_000
const attempts = 3
const mostBytes = 1_000_000

/** What an assistant is told instead of an answer. */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal'
  constructor(
    message: string,
    readonly status?: number
  ) {
    super(message)
  }
}
export interface Answer {
  url: string
  /** By the clock of the service. */
  at: string
  body: unknown
}
export type Parameters = Record<string, string | number | undefined>
export type Api = (path: string, parameters?: Parameters) => Promise<Answer>

export function openApi(base: string): Api {
  const root = base.replace(/\/+$/, '')
  return async (path, parameters = {}) => {
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) query.set(name, String(value))
    const url = `${root}${path}${query.size ? `?${query}` : ''}`
    for (let attempt = 1; ; attempt++) {
      const response = await request(url)
      const waitMs = attempt < attempts ? toWait(response) : undefined
      if (waitMs === undefined) return read(url, response)
      await response.body?.cancel()
      await sleep(waitMs)
    }
  }
}

async function request(url: string): Promise<Response> {
  try {
    return await fetch(url, {
      headers: { accept: 'application/json', 'user-agent': 'onrecord-mcp' },
      signal: AbortSignal.timeout(timeoutMs)
    })
  } catch (error) {
    const late = (error as Error).name === 'TimeoutError'
    throw new ApiRefusal(
      late
        ? `OnRecord did not answer within ${timeoutMs / 1000} s (${url}).`
        : `OnRecord cannot be reached at ${new URL(url).origin}: nothing can be said about what is on record.`
    )
  }
}

/** Of a 429 or 503, unless it asks for more patience than there is. */
function toWait({ status, headers }: Response): number | undefined {
  if (status !== 429 && status !== 503) return undefined
  const ms = Number(headers.get('retry-after') ?? 1) * 1000
  return ms <= mostWaitMs ? ms : undefined
}

async function read(url: string, response: Response): Promise<Answer> {
  const text = await bodyOf(response)
  const body = parsed(text)
  if (!response.ok) throw refusal(response, body)
  if (body === undefined) throw new ApiRefusal(`What answers at ${url} is not OnRecord.`)
  const at = new Date(response.headers.get('date') ?? Date.now()).toISOString()
  return { url, at, body }
}

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      if (bytes > mostBytes) break
      chunks.push(chunk)
    }
  } catch {
    throw new ApiRefusal('The connection to OnRecord was lost while it answered.')
  }
  if (bytes > mostBytes)
    throw new ApiRefusal(
      `The answer has more than ${mostBytes} bytes: ask for fewer rows (limit), or narrow it by filters.`
    )
  return Buffer.concat(chunks).toString('utf8')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** In the words of the problem (RFC 9457) that the API answers with. */
function refusal({ status, headers }: Response, body: unknown): ApiRefusal {
  const { title = 'The request failed', detail = '', code } = (body ?? {}) as Record<string, string>
  const after = headers.get('retry-after')
  const wait = after ? ` Try again in ${after} s.` : ''
  return new ApiRefusal(`${title} (${code ?? status}): ${detail}${wait}`, status)
}
