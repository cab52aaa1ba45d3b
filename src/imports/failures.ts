/** Says which line of which file the database refused, and why, when it refuses a whole set. */
import type pg from 'pg'
import { ImportError, type Problem } from './records.js'
import { nameOfRow } from './rows.js'

type DatabaseError = Error & {
  code?: string
  table?: string
  column?: string
  constraint?: string
  detail?: string
}
/** A statement over the records of the table `from` (as `r`) whose number `n` is in a range. */
export interface SetWrite {
  statement: (range: string) => string
  from: string
  /** The field of a column, if the set writes it. */
  fieldOf: (column: string) => string | undefined
}

/**
 * Runs the statement over all records. If the database refuses it, halves the range until the first
 * record that is at fault is alone, and throws an ImportError that names it.
 */
export async function located(client: pg.ClientBase, write: SetWrite): Promise<void> {
  try {
    await client.query(
      `savepoint before_set; ${write.statement('true')}; release savepoint before_set`
    )
  } catch (error) {
    if (!/^(22|23)/.test((error as DatabaseError).code ?? '')) throw error
    await client.query('rollback to savepoint before_set')
    throw new ImportError([await blame(client, write)])
  }
}

async function blame(
  client: pg.ClientBase,
  { statement, from, fieldOf }: SetWrite
): Promise<Problem> {
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
  const at = await client.query<Problem>(
    `select r.file, r.line, ${nameOfRow} as row from ${from} r where r.n = ${low} limit 1`
  )
  const columns = last ? await columnsOf(client, last) : []
  const fields = columns.map((column) => fieldOf(column) ?? column)
  const field = columns.map(fieldOf).filter(Boolean).at(-1) ?? fieldOf('')
  const { code, constraint } = last ?? {}
  const kind =
    code === '23505' ? 'conflict' : /^23(514|P01)/.test(code ?? '') ? 'unprocessable' : undefined
  const message = reasonOf(last, fields.join(', '))
  return { ...(at.rows[0] as Problem), field, message, kind, constraint }
}

/** The columns that an error is about, the one that most likely has to change last. */
async function columnsOf(
  client: pg.ClientBase,
  { column, constraint, table, detail }: DatabaseError
): Promise<string[]> {
  if (column) return [column]
  const key = /^Key \((.*?)\)=/.exec(detail ?? '')?.[1]
  if (key) return (key.match(/\w+/g) ?? []).filter((word) => word !== 'daterange')
  const { rows } = await client.query<{ name: string }>(
    `select a.attname as name from pg_constraint c cross join unnest(c.conkey) with ordinality k(number, nth) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number where c.conname = $1 and c.conrelid = to_regclass(nullif($2, '')) order by k.nth`,
    [constraint ?? '', table ?? '']
  )
  return rows.map(({ name }) => name)
}

function reasonOf(error: DatabaseError | undefined, fields: string): string {
  const {
    code,
    constraint = '',
    table,
    detail = '',
    message = 'the database refused it'
  } = error ?? {}
  switch (code) {
    case '23502':
      return 'It is required.'
    case '23505': {
      const values = /=\((.*)\) already exists/.exec(detail)?.[1]
      return values ? `Another row has the same ${fields}: ${values}.` : sentence(message)
    }
    case '23P01': {
      const other = / existing key .*(\[.*\)|\(.*\))\)/.exec(detail)?.[1]
      return `Two versions of one statute overlap: this one and ${other}.`
    }
    case '23514':
      if (constraint === 'quotes_anchor') return sentence(message)
      if (constraint.endsWith('_check')) return 'It does not have the form that it must have.'
      return `It breaks a rule: ${constraint.replace(`${table}_`, '').replaceAll('_', ' ')}.`
    default:
      return sentence(message)
  }
}
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
