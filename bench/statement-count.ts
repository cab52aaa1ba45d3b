/** How many SQL statements a request takes, counted at the pool of an API in this process. */
import { buildApp } from '../src/app.js'
import { loadConfig } from '../src/config.js'
import { openPool } from '../src/db/connect.js'
import type { Ask } from './workloads.js'

export async function countStatements(
  url: string,
  asks: Map<string, Ask>
): Promise<Map<string, number>> {
  const pool = openPool({ url, poolSize: 1 })
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown
  let count = 0
  pool.query = ((...args: unknown[]) => {
    count++
    return query(...args)
  }) as typeof pool.query
  const app = await buildApp({ pool, config: loadConfig({ ANSWER_CACHE_BYTES: '0' }) })
  const send = async ({ path, body }: Ask) => {
    const { statusCode } = await app.inject({
      method: body === undefined ? 'GET' : 'POST',
      url: path,
      ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } })
    })
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`)
  }
  const counts = new Map<string, number>()
  for (const [name, ask] of asks) {
    await send(ask)
    count = 0
    await send(ask)
    counts.set(name, count)
  }
  await app.close()
  await pool.end()
  return counts
}
