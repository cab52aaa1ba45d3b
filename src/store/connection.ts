/** Relay connections as JSON text: just those members that were asked for, in one subquery. */
import type { Resource } from '../resources/define.js'
import { countOf, keyOf, type Owned, orderBy, orderTerms, pageOfRows, searchIn } from './rows.js'
import { highlightsOf } from './search.js'
import type { Connection, ConnectionMember, EdgePart, Selection } from './selection.js'
import type { Statement } from './sql.js'
import { concatenated, cursorMark, member, orNull, type Piece } from './text.js'

/** Writes one row of a connection (objects.ts, which writes connections in turn). */
type ObjectOf = (select: Selection, alias: string, sql: Statement) => string

/** A connection as the text of a JSON object of its members. */
export function connectionOf(
  resource: Resource,
  connection: Connection,
  sql: Statement,
  objectOf: ObjectOf,
  ownedBy?: (target: string) => Owned
): string {
  const { rows, members } = connection
  const [row, page] = [sql.alias(), sql.alias()]
  const owned = ownedBy?.(row)
  const columns: string[] = []
  const plain = isPlain(connection)
  const pieces: Piece[] = [{ text: '{' }]
  members.forEach((each, i) => {
    pieces.push({ text: `${i ? ',' : ''}${member(each.as)}` })
    pieces.push(
      ...memberOf(each, { resource, connection, row, page, columns, sql, objectOf, plain }, ownedBy)
    )
  })
  pieces.push({ text: '}' })
  if (!members.some((each) => 'member' in each && each.member !== 'totalCount'))
    return `(select ${concatenated(pieces)})`
  if (plain) {
    const from = pageOfRows(resource, rows, row, sql, owned, rows.limit)
    return `(select ${concatenated(pieces)} from (${from}) ${row})`
  }
  const terms = orderTerms(resource, rows.sort, row)
  if (usesCursor(members)) columns.push(`${keyOf(terms)} as k`)
  const numbered = [
    `row_number() over (order by ${orderBy(terms, rows.backward)}) as n`,
    ...columns
  ].join(', ')
  return `(select ${concatenated(pieces)} from (select ${numbered} from (${pageOfRows(resource, rows, row, sql, owned)}) ${row}) ${page})`
}

interface ConnectionContext {
  resource: Resource
  connection: Connection
  row: string
  page: string
  /** What the page's rows hold beside their number, as `expression as c0`. */
  columns: string[]
  sql: Statement
  objectOf: ObjectOf
  plain: boolean
}
function memberOf(
  each: ConnectionMember,
  context: ConnectionContext,
  ownedBy?: (target: string) => Owned
): Piece[] {
  const { page, connection, sql, row, columns, plain } = context
  const { limit, backward } = connection.rows
  if ('constant' in each) return [{ text: JSON.stringify(each.constant) }]
  const column = (expression: string) =>
    plain ? expression : `${page}.c${columns.push(`${expression} as c${columns.length}`) - 1}`
  // Fetched backward, the page is turned round again.
  const order = plain
    ? orderBy(orderTerms(context.resource, connection.rows.sort, row), false)
    : `${page}.n${backward ? ' desc' : ''}`
  const inside = plain ? '' : ` filter (where ${page}.n <= ${limit})`
  const collected = (expression: string) =>
    `coalesce(string_agg(${expression}, ',' order by ${order})${inside}, '')`
  switch (each.member) {
    case 'nodes':
      return [
        { text: '[' },
        { sql: collected(column(context.objectOf(each.select, row, sql))) },
        { text: ']' }
      ]
    case 'edges': {
      const edge: Piece[] = [{ text: '{' }]
      each.parts.forEach((part, i) => {
        edge.push({ text: `${i ? ',' : ''}${member(part.as)}` })
        edge.push(edgePart(part, context, column))
      })
      edge.push({ text: '}' })
      return [{ text: '[' }, { sql: collected(concatenated(edge)) }, { text: ']' }]
    }
    case 'totalCount': {
      const counted = sql.alias()
      return [
        { sql: `(${countOf(context.resource, connection.rows, counted, sql, ownedBy?.(counted))})` }
      ]
    }
    case 'pageInfo':
      return [
        { text: '{' },
        ...each.parts.flatMap((part, i): Piece[] => [
          { text: `${i ? ',' : ''}${member(part.as)}` },
          'constant' in part
            ? { text: JSON.stringify(part.constant) }
            : { sql: pageInfo(part.part, context) }
        ]),
        { text: '}' }
      ]
  }
}

function edgePart(
  part: EdgePart,
  context: ConnectionContext,
  column: (sql: string) => string
): Piece {
  if ('constant' in part) return { text: JSON.stringify(part.constant) }
  if (part.part === 'node')
    return { sql: column(context.objectOf(part.select, context.row, context.sql)) }
  if (part.part === 'highlights') {
    const text = searchIn(context.connection.rows)
    if (text === undefined) return { text: 'null' }
    const { resource, row, sql } = context
    return { sql: column(highlightsOf(resource, row, text, sql, part.members)) }
  }
  return { sql: `'${marked(context)}' || ${context.page}.k || '${cursorMark}'` }
}
const marked = ({ connection }: ConnectionContext) => `${cursorMark}${connection.binding}:`

function pageInfo(part: string, { page, connection, ...context }: ConnectionContext): string {
  const { limit, backward, from } = connection.rows
  const more = `coalesce(bool_or(${page}.n > ${limit}), false)::text`
  if (part === 'hasNextPage') return backward ? `'${from ? 'true' : 'false'}'` : more
  if (part === 'hasPreviousPage') return backward ? more : `'${from ? 'true' : 'false'}'`
  const order = (part === 'startCursor') === backward ? ' desc' : ''
  const key = `(array_agg(${page}.k order by ${page}.n${order}) filter (where ${page}.n <= ${limit}))[1]`
  return orNull(`'${marked({ page, connection, ...context })}' || ${key} || '${cursorMark}'`)
}

/** Whether the rows alone are asked for: then they need no numbers, and no row beyond them. */
const isPlain = ({ rows, members }: Connection) =>
  !rows.backward &&
  !usesCursor(members) &&
  !members.some((each) => 'member' in each && each.member === 'pageInfo')

const usesCursor = (members: ConnectionMember[]) =>
  members.some(
    (each) =>
      'member' in each &&
      (each.member === 'edges' || each.member === 'pageInfo') &&
      each.parts.some((part) => 'part' in part && /cursor/i.test(part.part))
  )
