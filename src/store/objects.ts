/**
 * Selection -> SQL of the text of a JSON object, links and parts included. Objects are spelled as
 * concatenated text rather than json_build_object, which costs PostgreSQL two to three times as much
 * for nested answers; text values are escaped by to_json alone.
 */
import { getTableName } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { ColumnField, DateField, ManyField, PartsField } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { connectionOf } from './connection.js'
import { type Owned, orderBy, orderTerms, sortOf } from './rows.js'
import type { Selection } from './selection.js'
import type { Statement } from './sql.js'
import { concatenated, member, orNull, type Piece } from './text.js'

/** A column's value as SQL: what a reader gets of it. */
export const columnValue = (alias: string, { column, served }: ColumnField | DateField): string =>
  served ? served(alias) : `${alias}.${column.name}`

/** A column's value as JSON text; null stays SQL null. */
export function jsonOf(alias: string, field: ColumnField | DateField): string {
  const { column, schema } = field
  const value = columnValue(alias, field)
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

/**
 * One row as the text of a JSON object. `ofPart`: null where a link leads to what a reader may not
 * see, for then the whole part is as if it were not there.
 */
export function objectOf(select: Selection, alias: string, sql: Statement, ofPart = false): string {
  const pieces: Piece[] = [{ text: '{' }]
  select.forEach((pick, i) => {
    pieces.push({ text: `${i ? ',' : ''}${member(pick.as)}` })
    pieces.push(...memberValue(pick, alias, sql, ofPart))
  })
  pieces.push({ text: '}' })
  return concatenated(pieces)
}

function memberValue(
  pick: Selection[number],
  alias: string,
  sql: Statement,
  ofPart: boolean
): Piece[] {
  if ('constant' in pick) return [{ text: JSON.stringify(pick.constant) }]
  if ('label' in pick) return [{ sql: labelOf(pick.label.label, alias) }]
  const { field, select = [] } = pick
  switch (field.kind) {
    case 'column':
    case 'date': {
      const value = jsonOf(alias, field)
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
      const column = `${alias}.${field.column.name}`
      const object = objectOf(select, target, sql)
      const found = `(select ${object} from ${getTableName(to.table)} ${target} where ${target}.id = ${column} and ${sql.readable(target)})`
      // A link that is not there is not looked for: a small table would be read through each time.
      const none = ofPart ? `'null'` : 'null'
      const linked = field.nullable
        ? `case when ${column} is null then ${none} else ${found} end`
        : found
      return [{ sql: ofPart ? linked : orNull(linked) }]
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
                objectOf,
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
  const object = objectOf(select, part, sql, true)
  const shown = new Set(select.map((pick) => 'field' in pick && pick.field))
  const where = [`${part}.${field.owner.name} = ${alias}.id`]
  for (const member of Object.values(field.fields)) {
    if (member.kind !== 'one' || shown.has(member)) continue
    const key = `${part}.${member.column.name}`
    where.push(`(${key} is null or ${sql.there(member.to, key)})`)
  }
  const from = `from ${getTableName(field.table)} ${part} where ${where.join(' and ')}`
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
    order: `${link}.${join.position.name}`,
    link: { table: join.table, column: join.owner, id: `${alias}.id` }
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
