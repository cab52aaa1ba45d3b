/** The formats that rows are exported in. */
import type { ListRequest } from '../store/selection.js'
import type { Statement } from '../store/sql.js'
import { cellsQuery } from './cells.js'
import { asCsv, asCsvOfCells } from './csv.js'
import { asArray, type Lines } from './lines.js'
import { asParquet } from './parquet.js'
import type { Members } from './shape.js'

export type FormatName = 'ndjson' | 'json' | 'csv' | 'parquet'

interface Format {
  mediaType: string
  about: string
  /** The rows in this format, as they come: nothing is held but what a row group takes. */
  write(lines: Lines, members: Members): AsyncIterable<Buffer>
  /** Where PostgreSQL can write the rows in nearly this format: the query, and the rest of the way. */
  direct?: {
    query(
      list: Pick<ListRequest, 'resource' | 'rows' | 'select'>,
      sql: Statement
    ): string | undefined
    write(rows: Lines, members: Members): AsyncIterable<Buffer>
  }
}

export const formats: Record<FormatName, Format> = {
  ndjson: {
    mediaType: 'application/x-ndjson',
    about: 'one JSON object a line',
    write: (lines) => lines
  },
  json: { mediaType: 'application/json', about: 'one JSON array', write: asArray },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    about: 'a table for spreadsheets, a column for each path',
    write: asCsv,
    direct: { query: cellsQuery, write: asCsvOfCells }
  },
  parquet: {
    mediaType: 'application/vnd.apache.parquet',
    about: 'typed columns, with lists and structures',
    write: asParquet
  }
}
export const formatNames = Object.keys(formats) as FormatName[]
