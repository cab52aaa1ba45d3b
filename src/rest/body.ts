/** Bodies: checked strictly, each fault with a JSON pointer to it (RFC 6901). */
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { ApiError, type Fault } from '../errors.js'

/** The body as the schema reads it. Throws `invalid_body`. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body ?? {})
  if (result.success) return result.data
  const faults: Fault[] = result.error.issues.map(({ path, message }) => ({
    pointer: path
      .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join(''),
    code: 'invalid_body',
    message
  }))
  const detail = faults
    .map(({ pointer, message }) => `${pointer || 'the body'}: ${message}`)
    .join(' ')
  throw new ApiError('invalid_body', detail, faults)
}

/** More than any body needs. What recurses over JSON would use up its stack somewhere. */
const deepest = 64

/** Takes bodies in JSON, read strictly, and none in other forms: Fastify would read text as well. */
export function jsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>(
    ['application/json', 'application/merge-patch+json'],
    { parseAs: 'string' },
    (request, text, done) => {
      if (!isDeeper(text, deepest)) return parse(request, text, done)
      const detail = `It is nested more than ${deepest} levels deep.`
      done(new ApiError('invalid_body', detail), undefined)
    }
  )
}

function isDeeper(text: string, most: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (inString) {
      if (char === '\\') i++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '[' || char === '{') {
      if (++depth > most) return true
    } else if (char === ']' || char === '}') depth--
  }
  return false
}
