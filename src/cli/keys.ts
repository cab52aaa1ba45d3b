/** onrecord keys: the first key is made here, against the database, never over HTTP. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../config.js'
import { createKey, KeyToCreate, listKeys, revokeKey, rotateKey } from '../editing/keys.js'
import { usage } from './usage.js'
import { withDatabase } from './with-database.js'

export async function keysCommand([verb, ...args]: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      scopes: { type: 'string' },
      expires: { type: 'string' },
      grace: { type: 'string', default: '86400' }
    }
  })
  const [id = ''] = positionals
  if (!verb || !['create', 'list', 'rotate', 'revoke'].includes(verb)) {
    console.error(usage)
    return 2
  }
  const wanted = KeyToCreate.safeParse({
    name: values.name,
    scopes: values.scopes?.split(',').map((scope) => scope.trim()),
    expiresAt: values.expires
  })
  if (verb === 'create' && wanted.error) {
    for (const { path, message } of wanted.error.issues)
      console.error(`--${String(path[0])}: ${message}`)
    return 2
  }
  return withDatabase(loadConfig(), async ({ pool }) => {
    if (verb === 'create' && wanted.data) show(await createKey(pool, wanted.data))
    if (verb === 'rotate') show(await rotateKey(pool, id, Number(values.grace)))
    if (verb === 'revoke') console.log(`revoked: ${(await revokeKey(pool, id)).name}`)
    if (verb === 'list')
      for (const key of await listKeys(pool))
        console.log(
          [key.id, `${key.start}…`, key.name, key.scopes.join(','), stateOf(key)].join('  ')
        )
  })
}

const show = ({ id, key, scopes }: { id: string; key: string; scopes: string[] }) =>
  console.log(`${key}\n\nThis is shown once. Its id is ${id}; its scopes are ${scopes.join(', ')}.`)

const stateOf = (key: {
  revokedAt: string | null
  expiresAt: string | null
  lastUsedAt: string | null
}) =>
  key.revokedAt
    ? 'revoked'
    : key.expiresAt && new Date(key.expiresAt) < new Date()
      ? 'expired'
      : key.lastUsedAt
        ? `last used ${new Date(key.lastUsedAt).toISOString()}`
        : 'never used'
