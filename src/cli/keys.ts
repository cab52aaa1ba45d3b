/** onrecord keys: the first key is made here, against the database, never over HTTP. */
import { loadConfig } from '../config.js'
import {
  type ApiKey,
  createKey,
  KeyToCreate,
  listKeys,
  revokeKey,
  rotateKey
} from '../editing/keys.js'
import type { Given } from './commands.js'
import { UsageError } from './failures.js'
import type { Output } from './output.js'
import { withDatabase } from './with-database.js'

export async function createCommand({ options }: Given, output: Output): Promise<number> {
  const scopes = String(options['scopes']).split(',')
  const wanted = KeyToCreate.safeParse({
    name: options['name'],
    scopes: scopes.map((scope) => scope.trim()),
    expiresAt: options['expires']
  })
  if (!wanted.success)
    throw new UsageError(
      wanted.error.issues
        .map(({ path, message }) => `--${String(path[0]).replace('At', '')}: ${message}`)
        .join('\n')
    )
  const { data } = wanted
  return tellNew(await withDatabase(loadConfig(), ({ pool }) => createKey(pool, data)), output)
}

export async function rotateCommand({ args, options }: Given, output: Output): Promise<number> {
  const [id = ''] = args
  const grace = String(options['grace'])
  if (!/^\d{1,9}$/.test(grace)) throw new UsageError(`--grace: a number of seconds, not '${grace}'`)
  return tellNew(
    await withDatabase(loadConfig(), ({ pool }) => rotateKey(pool, id, Number(grace))),
    output
  )
}

export async function revokeCommand({ args }: Given, output: Output): Promise<number> {
  const [given = ''] = args
  const key = await withDatabase(loadConfig(), ({ pool }) => revokeKey(pool, given))
  const { id, name, revokedAt } = key
  output.result({ id, name, revokedAt }, `revoked: ${name}`)
  return 0
}

export async function listCommand(_given: Given, output: Output): Promise<number> {
  const keys = await withDatabase(loadConfig(), ({ pool }) => listKeys(pool))
  const lines = keys.map((key) =>
    [key.id, `${key.start}…`, key.name, key.scopes.join(','), inWords(key)].join('  ')
  )
  if (!keys.length) output.tell('There are no keys yet: onrecord keys create')
  if (keys.length || output.isJson)
    output.result({ keys: keys.map((key) => ({ ...key, state: stateOf(key) })) }, lines)
  return 0
}

function tellNew(made: ApiKey & { key: string }, output: Output): number {
  const { id, key, name, scopes, start, createdAt, expiresAt } = made
  output.result(
    { id, key, name, scopes, start, createdAt, expiresAt },
    `${key}\n\nThis is shown once. Its id is ${id}; its scopes are ${scopes.join(', ')}.`
  )
  return 0
}

function stateOf({ revokedAt, expiresAt }: ApiKey): 'revoked' | 'expired' | 'valid' {
  if (revokedAt) return 'revoked'
  return expiresAt && new Date(expiresAt) < new Date() ? 'expired' : 'valid'
}
function inWords(key: ApiKey): string {
  const state = stateOf(key)
  if (state !== 'valid') return state
  return key.lastUsedAt ? `last used ${new Date(key.lastUsedAt).toISOString()}` : 'never used'
}
