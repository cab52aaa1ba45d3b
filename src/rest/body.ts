/** Bodies: checked strictly, each fault with a JSON pointer to it (RFC 6901). */
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
