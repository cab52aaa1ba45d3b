/** Runs the statements that the engine writes. A transaction's client is a database as much as a pool is. */
import { LRUCache } from 'lru-cache'
import type { Statement } from './sql.js'

/** What reading needs: a `pg` pool or client. */
export interface Queryable {
  query(config: { text: string; values: unknown[]; name?: string }): Promise<{ rows: unknown[] }>
}

/** Statement texts seen, with the name under which those that come again are prepared. */
const named = new LRUCache<string, { name?: string }>({ max: 2000 })
const mostNames = 500
let names = 0

/**
 * Runs one statement. A text that recurs is prepared under a name, so that PostgreSQL plans it once
 * a connection; the number of names is bounded, as each holds memory in every connection.
 */
export async function run<Row>(db: Queryable, text: string, { values }: Statement): Promise<Row[]> {
  const seen = named.get(text)
  if (!seen) named.set(text, {})
  else if (!seen.name && names < mostNames) seen.name = `q${++names}`
  const { rows } = await db.query({ text, values, ...(seen?.name && { name: seen.name }) })
  return rows as Row[]
}
