/** Foreign identifiers ({scheme, identifier}) of agencies and people: field, filter and key. */
import { getTableName } from 'drizzle-orm'
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { line } from './columns.js'
import { column, type Filter, type Key, parts } from './define.js'

type Identifiers = AnyPgTable & {
  position: AnyPgColumn
  scheme: AnyPgColumn
  identifier: AnyPgColumn
}
const Scheme = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9_]*$/)
  .meta({
    description: 'Whose identifier it is: `ori` (FBI), `wikidata`, `ocd_person`, …',
    examples: ['ori']
  })

export const identifierField = (table: Identifiers, owner: AnyPgColumn, typeName: string) =>
  parts({
    typeName,
    about: 'Identifiers elsewhere. `scheme:identifier` works wherever the id does.',
    table,
    owner,
    position: table.position,
    fields: {
      scheme: column(table.scheme, Scheme),
      identifier: column(
        table.identifier,
        line(200).meta({ description: 'The identifier itself.', examples: ['MN0271100'] })
      )
    }
  })

const split = (value: string) => [
  value.slice(0, value.indexOf(':')),
  value.slice(value.indexOf(':') + 1)
]

export const identifierKey = (table: Identifiers, owner: AnyPgColumn, example: string): Key => ({
  about: 'A foreign identifier, as `scheme:identifier`',
  example,
  matches: /^[a-z][a-z0-9_]*:./,
  ids: (key) =>
    `select ${owner.name} from ${getTableName(table)} where scheme = split_part(${key}, ':', 1) and identifier = substr(${key}, strpos(${key}, ':') + 1)`
})

export const identifierFilter = (table: Identifiers, owner: AnyPgColumn): Filter => ({
  about: 'By a foreign identifier, as `scheme:identifier`.',
  value: z
    .string()
    .max(300)
    .regex(/^[a-z][a-z0-9_]*:./, 'Expected scheme:identifier'),
  operators: ['eq', 'not', 'exists'],
  where(alias, operator, values, sql) {
    const rows = `select from ${getTableName(table)} i where i.${owner.name} = ${alias}.id`
    if (operator === 'exists') return values[0] ? `exists (${rows})` : `not exists (${rows})`
    const pairs = values.map((value) => {
      const [scheme, identifier] = split(String(value))
      return `(${sql.param(scheme, 'text')}, ${sql.param(identifier, 'text')})`
    })
    const match = `exists (${rows} and (i.scheme, i.identifier) in (${pairs.join(', ')}))`
    return operator === 'not' ? `not ${match}` : match
  }
})
