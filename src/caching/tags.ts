/** Entity tags: strong, and made of what is sent (RFC 9110, 8.8.3). */
import { createHash } from 'node:crypto'

/** 132 bits of SHA-256, as base64url. */
export const digest = (body: string | Buffer): string =>
  createHash('sha256').update(body).digest('base64url').slice(0, 22)

export const tagOf = (body: string | Buffer): string => `"${digest(body)}"`

/** Starting with the revision: what `If-Match` is compared by. */
export const entityTag = (revision: number, body: string): string => `"${revision}-${digest(body)}"`

/** The tag of the same, sent in another coding. */
export const codedTag = (tag: string, coding: string): string => tag.replace(/"$/, `-${coding}"`)

/** Whether `If-None-Match` names the tag: weak comparison (RFC 9110, 13.1.2). */
export const matches = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' ||
    header.split(',').some((each) => each.trim().replace(/^W\//, '') === tag))
