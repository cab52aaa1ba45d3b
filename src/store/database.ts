/** Runs the statements that the engine writes. A transaction's client is a database as much as a pool is. */
import { LRUCache } from 'lru-cache'
import { ApiError } from '../errors.js'
import type { Statement } from './sql.js'

/** What reading needs: a `pg` pool or client. */
export interface Queryable {
  query(config: { text: string; values: unknown[]; name?: string }): Promise<{ rows: unknown[] }>
}

/** Statement texts seen, with the name under which those that come again are prepared. */
const seen = new LRUCache<string, { name?: string }>({
  maxSize: 2_000_000,
  sizeCalculation: (_, text) => text.length
})
/** A prepared statement takes about a hundred times its length in every connection of PostgreSQL. */
const longestNamed = 20_000
const mostNamed = 500_000
let [names, named] = [0, 0]

/**
 * Runs one statement. A text that recurs is prepared under a name, so that PostgreSQL plans it once
 * a connection; the names are bounded by the length of their texts together. Throws where the answer
 * is too large (`bounded` in query.ts).
 */
export async function run<Row>(
  db: Queryable,
  text: string,
  { values }: Pick<Statement, 'values'>
): Promise<Row[]> {
  const { rows } = await db.query({ text, values, ...nameOf(text) })
  if ((rows[0] as { large?: boolean } | undefined)?.large) throw tooLarge()
  return rows as Row[]
}

export const tooLarge = () =>
  new ApiError(
    'query_too_complex',
    'The answer would be larger than 100 MB: ask for fewer rows, or for fewer of their members.'
  )

function nameOf(text: string): { name?: string } {
  if (text.length > longestNamed) return {}
  const known = seen.get(text)
  if (!known) seen.set(text, {})
  else if (!known.name && named + text.length <= mostNamed) {
    named += text.length
    known.name = `q${++names}`
  }
  return known ?? {}
}
