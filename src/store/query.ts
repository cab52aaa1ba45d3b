/**
 * Selection -> one SQL statement whose answer is JSON text. Objects are spelled as concatenated text
 * rather than json_build_object, which costs PostgreSQL two to three times as much for nested
 * answers; text values are escaped by to_json alone.
 */
import { getTableName } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type {
  ColumnField,
  DateField,
  ManyField,
  PartsField,
  Resource
} from '../resources/define.js'
import { resources } from '../resources/index.js'
import { conditions, keyOf, type Owned, orderBy, orderTerms, pageOfRows } from './rows.js'
import type {
  Connection,
  ConnectionMember,
  EdgePart,
  ListRequest,
  Rows,
  Selection
} from './selection.js'
import type { Statement } from './sql.js'

/** An SQL string literal. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const member = (as: string) => `${JSON.stringify(as)}:`

/** Literals and expressions, joined with neighbouring literals run together. */
type Piece = { text: string } | { sql: string }
function concatenated(pieces: Piece[]): string {
  const out: string[] = []
  let text = ''
  for (const piece of pieces) {
    if ('text' in piece) text += piece.text
    else {
      if (text) out.push(quoted(text))
      text = ''
      out.push(piece.sql)
    }
  }
  if (text || out.length === 0) out.push(quoted(text))
  return out.length === 1 && !pieces.some((piece) => 'sql' in piece)
    ? (out[0] as string)
    : out.join(' || ')
}

/** A column's value as JSON text; null stays SQL null. */
function json(alias: string, { column, schema, served }: ColumnField | DateField): string {
  const value = served ? served(alias) : `${alias}.${column.name}`
  switch (column.columnType) {
    case 'PgUUID':
    case 'PgDateString':
      return `'"' || ${value} || '"'`
    case 'PgInteger':
    case 'PgBoolean':
      return `${value}::text`
    case 'PgTimestamp':
      // Sessions run in UTC, so the text ends in +00:00.
      return `left(to_json(${value})::text, -7) || 'Z"'`
    case 'PgText':
      if ('enum' in schema || column.name === 'slug') return `'"' || ${value} || '"'`
      return `to_json(${value})::text`
    default:
      return `to_json(${value})::text`
  }
}
const orNull = (sql: string) => `coalesce(${sql}, 'null')`

/** One row as the text of a JSON object. */
export function objectOf(select: Selection, alias: string, sql: Statement): string {
  const pieces: Piece[] = [{ text: '{' }]
  select.forEach((pick, i) => {
    pieces.push({ text: `${i ? ',' : ''}${member(pick.as)}` })
    pieces.push(...memberValue(pick, alias, sql))
  })
  pieces.push({ text: '}' })
  return concatenated(pieces)
}

function memberValue(pick: Selection[number], alias: string, sql: Statement): Piece[] {
  if ('constant' in pick) return [{ text: JSON.stringify(pick.constant) }]
  if ('label' in pick) return [{ sql: labelOf(pick.label.label, alias) }]
  const { field, select = [] } = pick
  switch (field.kind) {
    case 'column':
    case 'date': {
      const value = json(alias, field)
      return [{ sql: field.nullable ? orNull(value) : value }]
    }
    case 'values': {
      const link = sql.alias()
      return [
        {
          sql: `(select coalesce(json_agg(${link}.${field.value.name} order by ${link}.${field.position.name})::text, '[]') from ${getTableName(field.table)} ${link} where ${link}.${field.owner.name} = ${alias}.id)`
        }
      ]
    }
    case 'computed': {
      const value = field.json(alias, sql)
      return [{ sql: field.nullable ? orNull(value) : value }]
    }
    case 'group':
      return [{ sql: objectOf(select, alias, sql) }]
    case 'one': {
      const target = sql.alias()
      const to = resources[field.to]
      const object = objectOf(select, target, sql)
      return [
        {
          sql: orNull(
            `(select ${object} from ${getTableName(to.table)} ${target} where ${target}.id = ${alias}.${field.column.name} and ${sql.readable(target)})`
          )
        }
      ]
    }
    case 'parts':
      return [{ sql: partsOf(field, select, alias, sql) }]
    case 'many':
      return pick.connection
        ? [
            {
              sql: connectionOf(
                resources[field.to],
                pick.connection,
                sql,
                ownedBy(field, alias, sql)
              )
            }
          ]
        : [{ sql: manyOf(field, select, alias, sql) }]
  }
}

function labelOf(columns: AnyPgColumn[], alias: string): string {
  const values = columns.map((column) => `${alias}.${column.name}`)
  return `to_json(${values.length > 1 ? `coalesce(${values.join(', ')})` : values[0]})::text`
}

function partsOf(field: PartsField, select: Selection, alias: string, sql: Statement): string {
  const part = sql.alias()
  const object = objectOf(select, part, sql)
  const from = `from ${getTableName(field.table)} ${part} where ${part}.${field.owner.name} = ${alias}.id`
  if (field.single) return orNull(`(select ${object} ${from})`)
  return `'[' || coalesce((select string_agg(${object}, ',' order by ${part}.${field.position.name}) ${from}), '') || ']'`
}

/** How a to-many link's rows are found from their owner. */
function ownedBy(field: ManyField, alias: string, sql: Statement): (target: string) => Owned {
  const { join } = field
  if ('on' in join) return (target) => ({ where: join.on(alias, target, sql) })
  const link = sql.alias()
  return (target) => ({
    from: `${getTableName(join.table)} ${link}`,
    where: `${link}.${join.owner.name} = ${alias}.id and ${target}.id = ${link}.${join.target.name}`,
    order: `${link}.${join.position.name}`
  })
}

/** A to-many link in full, as a JSON array: in the order it was written, or its resource's own. */
function manyOf(field: ManyField, select: Selection, alias: string, sql: Statement): string {
  const to = resources[field.to]
  const target = sql.alias()
  const owned = ownedBy(field, alias, sql)(target)
  const object = objectOf(select, target, sql)
  const from = [`${getTableName(to.table)} ${target}`, ...(owned.from ? [owned.from] : [])]
  const order =
    owned.order ?? orderBy(orderTerms(to, sortOf(field.sort ?? to.defaultSort), target), false)
  return `'[' || coalesce((select string_agg(${object}, ',' order by ${order}) from ${from.join(', ')} where ${owned.where} and ${sql.readable(target)}), '') || ']'`
}

/** An order as the `sort` parameter writes it: `-issuedOn,proposition`. */
export function sortOf(text: string): Rows['sort'] {
  return text.split(',').map((term) => ({
    name: term.replace(/^-/, ''),
    descending: term.startsWith('-')
  }))
}

/** What stands for a cursor in the text until it is signed: raw control characters never occur in JSON. */
export const cursorMark = '\u0001'

/** A connection as the text of a JSON object of its members. */
export function connectionOf(
  resource: Resource,
  connection: Connection,
  sql: Statement,
  ownedBy?: (target: string) => Owned
): string {
  const { rows, members } = connection
  const [row, page] = [sql.alias(), sql.alias()]
  const owned = ownedBy?.(row)
  const columns: string[] = []
  const pieces: Piece[] = [{ text: '{' }]
  members.forEach((each, i) => {
    pieces.push({ text: `${i ? ',' : ''}${member(each.as)}` })
    pieces.push(...memberOf(each, { resource, connection, row, page, columns, sql }, ownedBy))
  })
  pieces.push({ text: '}' })
  if (!members.some((each) => 'member' in each && each.member !== 'totalCount'))
    return `(select ${concatenated(pieces)})`
  const terms = orderTerms(resource, rows.sort, row)
  const numbered = [
    `row_number() over (order by ${orderBy(terms, rows.backward)}) as n`,
    ...columns
  ]
  if (usesCursor(members)) numbered.push(`${keyOf(terms)} as k`)
  return `(select ${concatenated(pieces)} from (select ${numbered.join(', ')} from (${pageOfRows(resource, rows, row, sql, owned)}) ${row}) ${page})`
}

interface ConnectionContext {
  resource: Resource
  connection: Connection
  row: string
  page: string
  /** What the page's rows hold beside their number, as `expression as c0`. */
  columns: string[]
  sql: Statement
}
function memberOf(
  each: ConnectionMember,
  context: ConnectionContext,
  ownedBy?: (target: string) => Owned
): Piece[] {
  const { page, connection, sql, row, columns } = context
  const { limit, backward } = connection.rows
  if ('constant' in each) return [{ text: JSON.stringify(each.constant) }]
  const column = (expression: string) =>
    `${page}.c${columns.push(`${expression} as c${columns.length}`) - 1}`
  // Fetched backward, the page is turned round again.
  const collected = (expression: string) =>
    `coalesce(string_agg(${expression}, ',' order by ${page}.n${backward ? ' desc' : ''}) filter (where ${page}.n <= ${limit}), '')`
  switch (each.member) {
    case 'nodes':
      return [
        { text: '[' },
        { sql: collected(column(objectOf(each.select, row, sql))) },
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
  if (part.part === 'node') return { sql: column(objectOf(part.select, context.row, context.sql)) }
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

const usesCursor = (members: ConnectionMember[]) =>
  members.some(
    (each) =>
      'member' in each &&
      (each.member === 'edges' || each.member === 'pageInfo') &&
      each.parts.some((part) => 'part' in part && /cursor/i.test(part.part))
  )

/** A query for the number of rows that match, wherever the page lies. */
export function countOf(
  resource: Resource,
  rows: Rows,
  alias: string,
  sql: Statement,
  owned?: Owned
): string {
  const from = [`${getTableName(resource.table)} ${alias}`, ...(owned?.from ? [owned.from] : [])]
  return `select count(*) from ${from.join(', ')} where ${conditions(resource, rows.filters, alias, sql, owned?.where).join(' and ')}`
}

/** The page of a REST list: its rows as text, how many, whether there are more, and the keys at its ends. */
export function listQuery({ resource, rows, select, count }: ListRequest, sql: Statement): string {
  const [row, page, counted] = [sql.alias(), sql.alias(), sql.alias()]
  const terms = orderTerms(resource, rows.sort, row)
  const inside = `filter (where ${page}.n <= ${rows.limit})`
  const turned = rows.backward ? ' desc' : ''
  const backTurned = rows.backward ? '' : ' desc'
  const columns = [
    `coalesce(string_agg(${page}.j, ',' order by ${page}.n${turned}) ${inside}, '') as data`,
    `count(*) ${inside} as size`,
    `coalesce(bool_or(${page}.n > ${rows.limit}), false) as more`,
    `(array_agg(${page}.k order by ${page}.n${turned}) ${inside})[1] as first`,
    `(array_agg(${page}.k order by ${page}.n${backTurned}) ${inside})[1] as last`
  ]
  const body = `(select row_number() over (order by ${orderBy(terms, rows.backward)}) as n, ${objectOf(select, row, sql)} as j, ${keyOf(terms)} as k from (${pageOfRows(resource, rows, row, sql)}) ${row}) ${page}`
  if (count === 'exact') columns.push(`(${countOf(resource, rows, counted, sql)}) as count`)
  return `select ${columns.join(', ')}${missingKeys(sql)} from ${body}`
}

/** Which of the ids and slugs that filters name are there: one column each, true where missing. */
export function missingKeys(sql: Statement): string {
  return sql.keys.length
    ? `, array[${sql.keys.map((key) => `${key.sql} is null`).join(', ')}] as missing`
    : ''
}

/** One row by id, slug or identifier, as text; no row where there is none. */
export function oneQuery(
  resource: Resource,
  key: string,
  select: Selection,
  sql: Statement
): string {
  const row = sql.alias()
  return `select ${objectOf(select, row, sql)} as data from ${getTableName(resource.table)} ${row} where ${row}.id = (${sql.lookup(resource.name, key)})`
}
