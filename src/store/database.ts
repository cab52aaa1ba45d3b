/** Runs the statements that the engine writes. A transaction's client is a database as much as a pool is. */
import { LRUCache } from 'lru-cache'
import { ApiError } from '../errors.js'
import type { View } from './view.js'

/** What reading needs: a `pg` pool or client. */
export interface Queryable {
  query(config: { text: string; values: unknown[]; name?: string }): Promise<{ rows: unknown[] }>
  /** Of a pool: a client of its own, for what takes several statements. */
  connect?(): Promise<unknown>
  /** Where it is to be read: `work` may be tried on one server and then on another. */
  read?<T>(work: (db: Queryable) => Promise<T>): Promise<T>
}
interface Client extends Queryable {
  release(error?: Error): void
}
/** What is run: its values, and how the record is looked at. */
interface Run {
  values: unknown[]
  view?: View
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
export async function run<Row>(db: Queryable, text: string, { values, view }: Run): Promise<Row[]> {
  const read = async (db: Queryable) =>
    view?.asOf === undefined
      ? (await db.query({ text, values, ...nameOf(text) })).rows
      : await runInPast(db, text, values, view.asOf)
  const rows = await (db.read ? db.read(read) : read(db))
  if ((rows[0] as { large?: boolean } | undefined)?.large) throw tooLarge()
  return rows as Row[]
}

/**
 * Runs the same statement on the record as it was: in the schema `past` each table stands as it was at
 * the change set that the setting names (migrations/0003_history.sql).
 */
async function runInPast(
  db: Queryable,
  text: string,
  values: unknown[],
  asOf: string
): Promise<unknown[]> {
  const client = (await db.connect?.()) as Client | undefined
  if (!client) throw new Error('reading the past takes a pool')
  let failure: Error | undefined
  try {
    await client.query({ text: 'begin read only', values: [] })
    await lookBack(client, asOf)
    const { rows } = await client.query({ text, values })
    await client.query({ text: 'commit', values: [] })
    return rows
  } catch (error) {
    await client.query({ text: 'rollback', values: [] }).catch((lost) => {
      failure = lost
    })
    throw error
  } finally {
    client.release(failure)
  }
}

/** For the rest of the transaction, tables are as they were. */
export async function lookBack(client: Queryable, asOf: string): Promise<void> {
  await client.query({
    text: "select set_config('onrecord.as_of', change_set_at($1)::text, true), set_config('search_path', 'past, public', true)",
    values: [asOf]
  })
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
