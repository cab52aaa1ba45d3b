/** The formats that rows are exported in. */
import { asCsv } from './csv.js'
import { asArray, type Lines } from './lines.js'
import { asParquet } from './parquet.js'
import type { Members } from './shape.js'

interface Format {
  mediaType: string
  about: string
  /** The rows in this format, as they come: nothing is held but what a row group takes. */
  write(lines: Lines, members: Members): AsyncIterable<Buffer>
}

export const formats = {
  ndjson: {
    mediaType: 'application/x-ndjson',
    about: 'one JSON object a line',
    write: (lines) => lines
  },
  json: { mediaType: 'application/json', about: 'one JSON array', write: asArray },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    about: 'a table for spreadsheets, a column for each path',
    write: asCsv
  },
  parquet: {
    mediaType: 'application/vnd.apache.parquet',
    about: 'typed columns, with lists and structures',
    write: asParquet
  }
} satisfies Record<string, Format>

export type FormatName = keyof typeof formats
export const formatNames = Object.keys(formats) as FormatName[]
