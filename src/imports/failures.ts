/** Says which line of which file the database refused, and why, when it refuses a whole set. */
import type pg from 'pg'
import { ImportError } from './records.js'

type DatabaseError = Error & {
  code?: string
  column?: string
  constraint?: string
  detail?: string
}

/**
 * Runs a statement over the rows whose number is in a range. If the database refuses it, halves the
 * range until the first row that is at fault is alone, and throws an ImportError that names it.
 */
export async function located(
  client: pg.ClientBase,
  statement: (range: string) => string,
  from: string
): Promise<void> {
  await client.query('savepoint before_set')
  try {
    await client.query(statement('true'))
    await client.query('release savepoint before_set')
  } catch (error) {
    if (!/^(22|23)/.test((error as DatabaseError).code ?? '')) throw error
    await client.query('rollback to savepoint before_set')
    throw await blamed(client, statement, from)
  }
}

async function blamed(
  client: pg.ClientBase,
  statement: (range: string) => string,
  from: string
): Promise<Error> {
  const { rows } = await client.query<{ low: number; high: number }>(
    `select min(n) as low, max(n) as high from ${from}`
  )
  let { low, high } = rows[0] as { low: number; high: number }
  const refusal = async (upTo: number): Promise<DatabaseError | undefined> => {
    try {
      await client.query(statement(`r.n <= ${upTo}`))
      return undefined
    } catch (error) {
      return error as DatabaseError
    } finally {
      await client.query('rollback to savepoint before_set')
    }
  }
  let last: DatabaseError | undefined
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const error = await refusal(middle)
    if (error) {
      last = error
      high = middle
    } else low = middle + 1
  }
  last ??= await refusal(low)
  const at = await client.query<{ file: string; line: number }>(
    `select file, line from ${from} where n = ${low} limit 1`
  )
  const { file = '', line = 0 } = at.rows[0] ?? {}
  return new ImportError([{ file, line, field: last?.column, message: reasonOf(last) }])
}

function reasonOf(error: DatabaseError | undefined): string {
  switch (error?.code) {
    case '23502':
      return 'It is required.'
    case '23505':
      return `Another row has the same. ${error.detail ?? ''}`
    case '23P01':
      return 'Two versions of one statute overlap.'
    case '23514':
      return error.constraint === 'quotes_anchor'
        ? capital(error.message)
        : `It breaks the rule ${error.constraint}.`
    default:
      return capital(error?.message ?? 'The database refused it.')
  }
}
const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
