/**
 * CSV (RFC 4180) that spreadsheets open as it is: UTF-8 with a byte order mark, a column for each path,
 * lists in one cell, and no cell that would be run as a formula. Written here because what there is for
 * it took three times as long.
 */
import { type Lines, parsed, type Row } from './lines.js'
import type { Members, Shape, ValueType } from './shape.js'

export interface Column {
  name: string
  /** Of what is in the cells; a list is several values in one cell. */
  type: ValueType | 'list'
  /** Whether a cell may be empty for want of a value. */
  nullable: boolean
  cell(row: Row): string
}

const headerOf = (columns: Column[]) =>
  `\uFEFF${columns.map(({ name }) => cellOf(name)).join(',')}\r\n`

/** From the cells as PostgreSQL writes them: all but the line ends is right already. */
export async function* asCsvOfCells(cells: Lines, members: Members): AsyncGenerator<Buffer> {
  let before = headerOf(columnsOf(members))
  let isQuoted = false
  for await (const chunk of cells) {
    if (before) yield Buffer.from(before)
    before = ''
    // Byte for byte: Latin-1 has a character for each.
    const parts = chunk.toString('latin1').split('"')
    const text = parts.map((part, i) => {
      if (i) isQuoted = !isQuoted
      return isQuoted ? part : part.replaceAll('\n', '\r\n')
    })
    yield Buffer.from(text.join('"'), 'latin1')
  }
  if (before) yield Buffer.from(before)
}

export async function* asCsv(lines: Lines, members: Members): AsyncGenerator<Buffer> {
  const columns = columnsOf(members)
  let before = headerOf(columns)
  for await (const rows of parsed(lines)) {
    let text = before
    for (const row of rows) {
      for (let i = 0; i < columns.length; i++)
        text += (i ? ',' : '') + (columns[i] as Column).cell(row)
      text += '\r\n'
    }
    before = ''
    yield Buffer.from(text)
  }
  if (before) yield Buffer.from(before)
}

const cellOf = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** What a spreadsheet takes a text for a formula by, full-width forms included. */
export const formulaStarts = '=+-@\t\r\n＝＋－＠'
const inert = (text: string) => (text && formulaStarts.includes(text.charAt(0)) ? `'${text}` : text)

type Read = (row: Row) => unknown

export function columnsOf(members: Members, above = '', owner?: Read, optional = false): Column[] {
  return members.flatMap(([name, shape]): Column[] => {
    const path = above + name
    const read: Read = owner ? (row) => (owner(row) as Row | null)?.[name] : (row) => row[name]
    if (shape.kind === 'object')
      return columnsOf(shape.members, `${path}.`, read, optional || shape.nullable)
    if (shape.kind === 'value') {
      const nullable = optional || shape.nullable
      return [{ name: path, type: shape.type, nullable, cell: valueCell(shape, read) }]
    }
    return listColumns(shape.of, path, (row) => (read(row) as unknown[] | undefined) ?? [])
  })
}

function valueCell({ type }: Shape & { kind: 'value' }, read: Read): Column['cell'] {
  if (type === 'text') return (row) => textCell(read(row))
  if (type === 'json') return (row) => cellOf(inert(jsonOf(read(row))))
  // Numbers, dates and truths have nothing to quote, and a number may be negative.
  return (row) => String(read(row) ?? '')
}
const textCell = (value: unknown) =>
  value === null || value === undefined ? '' : cellOf(inert(String(value)))
const jsonOf = (value: unknown) =>
  value === null || value === undefined ? '' : JSON.stringify(value)

/** A list of values is one column; of objects, one for each member. Lists within are JSON. */
function listColumns(of: Shape, path: string, items: (row: Row) => unknown[]): Column[] {
  const list = { type: 'list', nullable: true } as const
  if (of.kind === 'object')
    return leavesOf(of.members, path).map(({ name, read }) => ({
      ...list,
      name,
      cell: (row) => {
        const all = items(row)
        // Most are empty.
        return all.length ? cellOf(inert(joined(all.map((item) => read(item as Row))))) : ''
      }
    }))
  return [{ ...list, name: path, cell: (row) => cellOf(inert(joined(items(row)))) }]
}
function leavesOf(members: Members, above: string, owner?: Read): { name: string; read: Read }[] {
  return members.flatMap(([member, shape]) => {
    const name = `${above}.${member}`
    const read: Read = owner ? (row) => (owner(row) as Row | null)?.[member] : (row) => row[member]
    return shape.kind === 'object' ? leavesOf(shape.members, name, read) : [{ name, read }]
  })
}

/** `a; b`, where a `;` or `\` within a value has a `\` before it. */
const joined = (values: unknown[]) => values.map(itemOf).join('; ')
function itemOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replace(/[;\\]/g, '\\$&')
}
