/**
 * API keys: `onr_`, 32 random letters and digits, and 6 that are their checksum, so that a leaked key
 * is recognised without asking. Only a key's hash is stored.
 */
import { createHash, randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type pg from 'pg'
import { z } from 'zod'
import { ApiError } from '../errors.js'
import { line, PastMoment } from '../resources/columns.js'
import { uuidv7 } from '../store/ids.js'
import { isUuid } from '../store/sql.js'

export const scopes = ['read:drafts', 'write', 'publish', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** Who makes a request with a key. */
export interface Principal {
  keyId: string
  name: string
  scopes: Scope[]
}
export interface ApiKey extends Omit<Principal, 'keyId'> {
  id: string
  start: string
  createdAt: string
  expiresAt: string | null
  revokedAt: string | null
  lastUsedAt: string | null
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const checksum = (text: string) => {
  let [rest, out] = [crc32(text), '']
  for (let i = 0; i < 6; i++) {
    out = `${letters[rest % 62]}${out}`
    rest = Math.floor(rest / 62)
  }
  return out
}
function newKey(): string {
  const random = Array.from({ length: 32 }, () => letters[randomInt(62)]).join('')
  return `onr_${random}${checksum(random)}`
}
/** Whether it can be a key at all: its form and checksum. */
export function isKey(text: string): boolean {
  const [, random, check] = /^onr_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/.exec(text) ?? []
  return random !== undefined && checksum(random) === check
}
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex')

export const KeyToCreate = z
  .strictObject({
    name: line(100).describe('What it is for, or whose it is: revisions name it.'),
    scopes: z.array(z.enum(scopes)).min(1),
    expiresAt: z.iso
      .datetime()
      .refine((value) => !PastMoment.safeParse(value).success, 'It is past')
      .optional()
  })
  .meta({ id: 'KeyToCreate' })
export type KeyToCreate = z.infer<typeof KeyToCreate>

const columns = `id, name, start, scopes, created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`

/** The key itself is told here, once. */
export async function createKey(
  db: pg.Pool,
  { name, scopes, expiresAt }: KeyToCreate,
  rotatedFrom?: string
): Promise<ApiKey & { key: string }> {
  const key = newKey()
  const { rows } = await db.query(
    `insert into service.api_keys (id, name, start, sha256, scopes, expires_at, rotated_from)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
    [uuidv7(), name, key.slice(0, 8), hashOf(key), [...new Set(scopes)], expiresAt, rotatedFrom]
  )
  return { ...(rows[0] as ApiKey), key }
}

export async function listKeys(db: pg.Pool): Promise<ApiKey[]> {
  const { rows } = await db.query(
    `select ${columns} from service.api_keys order by created_at, id limit 1000`
  )
  return rows as ApiKey[]
}

export async function revokeKey(db: pg.Pool, id: string): Promise<ApiKey> {
  const { rows } = await db.query(
    `update service.api_keys set revoked_at = coalesce(revoked_at, now()) where id = $1 returning ${columns}`,
    [isUuid(id) ? id : null]
  )
  if (!rows[0]) throw noKey()
  return rows[0] as ApiKey
}

/** A new key in place of an old one, which stays valid for `graceSeconds` more. */
export async function rotateKey(
  db: pg.Pool,
  id: string,
  graceSeconds = 86_400
): Promise<ApiKey & { key: string }> {
  const { rows } = await db.query(
    `update service.api_keys set expires_at = least(expires_at, now() + make_interval(secs => $2))
     where id = $1 and revoked_at is null and (expires_at is null or expires_at > now()) returning name, scopes`,
    [isUuid(id) ? id : null, graceSeconds]
  )
  const [old] = rows as KeyToCreate[]
  if (!old) throw noKey()
  return createKey(db, { name: old.name, scopes: old.scopes }, id)
}
const noKey = () => new ApiError('not_found', 'There is no valid key with this id.')

/**
 * Whose key an `Authorization` header holds; undefined without the header. A key that is wrong is
 * refused wherever it is sent.
 */
export async function authenticate(
  db: pg.Pool,
  authorization: string | undefined
): Promise<Principal | undefined> {
  if (authorization === undefined) return undefined
  const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1]
  if (key && isKey(key)) {
    const { rows } = await db.query(
      `select id as "keyId", name, scopes, (last_used_at is null or last_used_at < now() - interval '1 minute') as stale
       from service.api_keys where sha256 = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
      [hashOf(key)]
    )
    const found = rows[0] as (Principal & { stale: boolean }) | undefined
    if (found?.stale)
      await db.query('update service.api_keys set last_used_at = now() where id = $1', [
        found.keyId
      ])
    if (found) return { keyId: found.keyId, name: found.name, scopes: found.scopes }
  }
  throw new ApiError('unauthorized', 'The key is unknown, revoked or expired.')
}

/** Throws unless the request has a key of that scope; `admin` has them all. */
export function demand(principal: Principal | undefined, scope: Scope): Principal {
  if (!principal)
    throw new ApiError('unauthorized', 'This needs a key: `Authorization: Bearer <key>`.')
  if (!has(principal, scope))
    throw new ApiError('forbidden', `This needs a key with the scope \`${scope}\`.`, [
      { code: 'forbidden', message: `The key's scopes are ${principal.scopes.join(', ')}.` }
    ])
  return principal
}
export const has = (principal: Principal | undefined, scope: Scope) =>
  principal?.scopes.some((each) => each === scope || each === 'admin') ?? false
