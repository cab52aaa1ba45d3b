/** A transaction that reads one moment of the record for as long as it takes. */
import type pg from 'pg'
import { lookBack, type Queryable } from '../store/database.js'
import type { View } from '../store/view.js'

/** How long it takes is the reader's doing: PostgreSQL's limits are for requests. */
const begin = `begin isolation level repeatable read read only;
  set local statement_timeout = 0;
  set local idle_in_transaction_session_timeout = 0`

/**
 * Where the work fails, or is broken off, the query ends with it and the connection is closed.
 * `pool` is where PostgreSQL is told so, for a query that is busy does not notice.
 */
export async function withSnapshot<T>(
  client: pg.PoolClient,
  pool: Queryable,
  asOf: View['asOf'],
  work: (client: pg.PoolClient) => Promise<T>
): Promise<T> {
  let failure: Error | undefined
  try {
    await client.query(begin)
    if (asOf !== undefined) await lookBack(client, asOf)
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    failure = error as Error
    throw error
  } finally {
    client.release(failure)
    if (failure) await cancel(client, pool)
  }
}

async function cancel(client: pg.PoolClient, pool: Queryable): Promise<void> {
  const { processID } = client as unknown as { processID: number }
  const text = 'select pg_cancel_backend($1)'
  // It may be over already; if the server is gone, so is the query.
  await pool.query({ text, values: [processID] }).catch(() => {})
}
