/** Content codings: which of ours a client takes, and what a body is in it. */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'

const [inBrotli, inGzip] = [promisify(brotliCompress), promisify(gzip)]
/** Dearer levels make an answer a few percent smaller. */
const brotliQuality = 4
const coded = {
  br: (body: Buffer) =>
    inBrotli(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length
      }
    }),
  gzip: (body: Buffer) => inGzip(body)
}
export type Coding = keyof typeof coded
const codings = Object.keys(coded) as Coding[]

/** Below this a body is not made smaller by much. */
const leastBytes = 1000
const compressible = /^(text\/|application\/(.*\+)?(json|xml|javascript)|image\/svg)/

export const isWorthCoding = (bytes: number, type: string): boolean =>
  bytes >= leastBytes && compressible.test(type)

const chosen = new LRUCache<string, Coding | 'identity'>({ max: 200 })

/** What the client likes best of what we have; brotli where it likes both the same. */
export function codingFor(request: FastifyRequest): Coding | 'identity' {
  const header = request.headers['accept-encoding']
  if (header === undefined) return 'identity'
  let coding = chosen.get(String(header))
  if (!coding) {
    coding = (request.accepts().encoding([...codings, 'identity']) || 'identity') as Coding
    chosen.set(String(header), coding)
  }
  return coding
}

export const encode = (body: Buffer, coding: Coding): Promise<Buffer> => coded[coding](body)
