/** Writes all rows of a list into any stream: one COPY, so one snapshot, in constant memory. */
import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { allQuery, missingKeys } from '../store/query.js'
import { refuseMissing } from '../store/read.js'
import type { ListRequest } from '../store/selection.js'
import { Statement } from '../store/sql.js'
import { type FormatName, formats } from './formats.js'
import { gathered, type Lines } from './lines.js'
import { membersOf } from './shape.js'

/** What was written: enough to tell whether all of it arrived. */
export interface Written {
  rows: number
  bytes: number
  sha256: Buffer
}
export interface ExportRequest {
  list: Pick<ListRequest, 'resource' | 'rows' | 'select' | 'view'>
  format: FormatName
}
/** Hears of each piece, of so many bytes, when `out` has taken those before it. */
export type OnPiece = (bytes: number) => void

/**
 * Ends `out` when all is written; destroys it when anything fails. Filters that name what does not
 * exist are refused before anything is. The client is in a transaction of the caller's, whose
 * snapshot several exports may share.
 */
export async function writeExport(
  client: pg.ClientBase,
  { list, format }: ExportRequest,
  out: Writable,
  onPiece: OnPiece = () => {}
): Promise<Written> {
  const { text, sql, write } = copied(list, format)
  await refuseUnknown(client, sql, list)
  const lines = client.query(copyTo(text))
  // What happens to it once the rest of the pipeline is gone is nobody's concern any more.
  lines.on('error', () => {})
  let bytes = 0
  const hash = createHash('sha256')
  await pipeline(
    lines,
    gathered,
    (chunks: Lines) => write(chunks, membersOf(list.select)),
    async function* hashed(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        onPiece(chunk.length)
        bytes += chunk.length
        hash.update(chunk)
        yield chunk
      }
    },
    out
  )
  // COPY tells its count after its last row; what is asked next is answered after that.
  await client.query('')
  return { rows: lines.rowCount, bytes, sha256: hash.digest() }
}

/** COPY takes no parameters, so values stand in it as literals. */
function copied(list: ExportRequest['list'], format: FormatName) {
  const { write, direct } = formats[format]
  const sql = new Statement(list.view, true)
  const cells = direct?.query(list, sql)
  if (direct && cells)
    return { text: `copy (${cells}) to stdout (format csv)`, sql, write: direct.write }
  // JSON text has no raw control characters: with such as quote and delimiter, PostgreSQL's CSV is the
  // text as it is, one row a line.
  const query = allQuery(list as ListRequest, sql)
  const text = `copy (${query}) to stdout (format csv, quote e'\\x01', delimiter e'\\x02')`
  return { text, sql, write }
}

async function refuseUnknown(
  client: pg.ClientBase,
  sql: Statement,
  list: ExportRequest['list']
): Promise<void> {
  if (!sql.keys.length) return
  const { rows } = await client.query(`select true${missingKeys(sql)}`)
  refuseMissing(sql, rows[0]?.missing, [list])
}
