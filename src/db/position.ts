/** Positions in PostgreSQL's log (LSN): what is before one is on every server that has come so far. */
import type pg from 'pg'

/** How HTTP names a position that a reader has seen. */
export const positionHeader = 'OnRecord-Position'

/** Of its text, as `16/B374D848`; undefined where it is none. */
export function parsePosition(text: string): bigint | undefined {
  const [, high, low] = /^([0-9a-f]{1,8})\/([0-9a-f]{1,8})$/i.exec(text) ?? []
  return high && low ? (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`) : undefined
}

/** The position, as text, that everything committed so far on this server is before. Throws on a replica. */
export async function readPosition(db: pg.Pool | pg.ClientBase): Promise<string> {
  const { rows } = await db.query('select pg_current_wal_insert_lsn() as lsn')
  return rows[0].lsn
}
