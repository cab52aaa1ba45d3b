/**
 * A change: everything that one request writes, in one transaction with its entry in the history. The
 * triggers of migrations/0003_history.sql keep the revisions and the change feed in that transaction.
 */
import type pg from 'pg'
import type { Principal } from './keys.js'

export interface Author {
  principal: Principal
  requestId: string
  /** Why it is changed, if that is told. */
  reason?: string | undefined
  /** Do everything, tell what it gives, and write nothing. */
  dryRun: boolean
}

/** A writer ahead may be an import: it is waited for this long, then the answer is 503. */
const waitMs = 10_000

/** Says who writes what the transaction writes, and why; waits for the writer before. */
export function openChange(
  client: pg.ClientBase,
  { principal, requestId, reason }: Omit<Author, 'dryRun'>
): Promise<unknown> {
  return client.query('select open_change($1, $2, $3, $4)', [
    principal.name,
    principal.keyId,
    requestId,
    reason ?? null
  ])
}

export async function change<T>(
  pool: pg.Pool,
  author: Author,
  work: (client: pg.PoolClient) => Promise<T>
): Promise<T> {
  const client = await pool.connect()
  let lost: Error | undefined
  try {
    await client.query(
      `begin; set local lock_timeout = ${waitMs}; set local statement_timeout = ${3 * waitMs}`
    )
    await openChange(client, author)
    // It is our turn: what holds a table now is no other writer, and the next ones wait for us.
    await client.query('set local lock_timeout to default')
    const answer = await work(client)
    await client.query(author.dryRun ? 'rollback' : 'commit')
    return answer
  } catch (error) {
    // On a server that is a replica now, the next write would fail as well.
    if ((error as { code?: string }).code === '25006') lost = error as Error
    await client.query('rollback').catch((failure: Error) => {
      lost = failure
    })
    throw error
  } finally {
    client.release(lost)
  }
}
