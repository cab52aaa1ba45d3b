/** Telling whether a webhook comes from the service: Standard Webhooks 1.0, by WebCrypto. */
import { WebhookError } from './errors.js'
import type { WebhookEvent } from './types.js'

export interface VerifyOptions {
  /** How old, or how far ahead, it may be, in seconds. */
  tolerance?: number
  /** In milliseconds; the present unless given. */
  now?: number
}
export type WebhookHeaders = Headers | Record<string, string | string[] | undefined>

/**
 * The event that was sent. Throws `WebhookError` unless one of its signatures is of one of the secrets.
 * `body` is what came, byte for byte: parsed and written anew, it would be another.
 */
export async function verifyWebhook(
  body: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string | string[],
  { tolerance = 300, now = Date.now() }: VerifyOptions = {}
): Promise<WebhookEvent> {
  const [id, time, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (name) => headerOf(headers, name)
  )
  if (!id || !time || !signatures) throw new WebhookError('A header of the signature is missing.')
  if (!/^\d{1,12}$/.test(time) || Math.abs(now / 1000 - Number(time)) > tolerance)
    throw new WebhookError('It is too old, or from the future.')
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  const signed = new TextEncoder().encode(`${id}.${time}.${text}`)
  const given = signatures.split(' ').flatMap((each) => {
    const [version, value] = each.split(',')
    const bytes = version === 'v1' && value ? base64(value) : undefined
    return bytes ? [bytes] : []
  })
  for (const each of [secret].flat()) {
    const key = await keyOf(each)
    // Compares in constant time.
    for (const signature of given)
      if (await crypto.subtle.verify('HMAC', key, signature, signed)) return JSON.parse(text)
  }
  throw new WebhookError('No signature is of this secret.')
}

function headerOf(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1]
  return Array.isArray(found) ? found[0] : found
}

function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = base64(secret.replace(/^whsec_/, ''))
  if (!bytes?.length) throw new WebhookError('The secret is not one: it is `whsec_` and base64.')
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function base64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
