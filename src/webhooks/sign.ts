/** Signatures as Standard Webhooks 1.0 has them: HMAC-SHA256 of id, time and body. */
import { createHmac, randomBytes } from 'node:crypto'

const prefix = 'whsec_'

export const newSecret = (): string => `${prefix}${randomBytes(32).toString('base64')}`

export interface Message {
  /** The same whenever the event is sent again: receivers know by it what they have had. */
  id: string
  body: string
}

/** The headers of one attempt. Signed with each secret, so that one may be changed for another. */
export function signedHeaders(
  { id, body }: Message,
  secrets: string[],
  at = Date.now()
): Record<string, string> {
  const seconds = Math.floor(at / 1000)
  const signature = (secret: string) =>
    createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'))
      .update(`${id}.${seconds}.${body}`)
      .digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': secrets.map((secret) => `v1,${signature(secret)}`).join(' ')
  }
}
