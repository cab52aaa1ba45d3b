/** One SQL statement being written: its parameters, aliases, and the few conditions that all share. */
import { getTableName } from 'drizzle-orm'
import pg from 'pg'
import type {
  Filter,
  Key,
  Operator,
  Resource,
  ResourceName,
  SqlScope
} from '../resources/define.js'
import { resources } from '../resources/index.js'
import { matchOf } from './search.js'
import type { View } from './view.js'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
export const isUuid = (text: string) => uuid.test(text)

/** In which way a value names a row of the resource, and what of it is looked up; undefined for none. */
export function nameOf(
  resource: Resource,
  value: string
): { way: 'id' | 'slug' | Key; value: string } | undefined {
  // PostgreSQL takes no NUL in a text, so nothing is named with one.
  if (value.includes('\0')) return undefined
  if (isUuid(value)) return { way: 'id', value }
  for (const way of resource.keys) {
    const key = way.matches.test(value) ? (way.read ? way.read(value) : value) : undefined
    if (key !== undefined) return { way, value: key }
  }
  return resource.slug && { way: 'slug', value }
}

/** A value as SQL that says it, for commands that take no parameters. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return value.length ? `array[${value.map(literal).join(',')}]` : `'{}'`
  if (!['string', 'number', 'boolean'].includes(typeof value))
    throw new TypeError('no literal is known for such a value')
  return pg.escapeLiteral(String(value))
}

export class Statement implements SqlScope {
  /** `literals`: values stand in the text itself, quoted, where they cannot be bound. */
  constructor(
    readonly view: View = {},
    readonly literals = false
  ) {}

  readonly values: unknown[] = []
  /** The keys that were looked up: a page can say which of them name nothing. */
  readonly keys: { to: ResourceName; or?: ResourceName; value: string; sql: string }[] = []
  #aliases = 0
  #known = new Map<string, string>()

  param(value: unknown, type: string): string {
    if (this.literals) return `(${literal(value)})::${type}`
    this.values.push(value)
    return `$${this.values.length}::${type}`
  }
  alias(): string {
    return `t${this.#aliases++}`
  }

  day(): string {
    const day = this.view.on ?? this.view.asOf?.slice(0, 10)
    return day === undefined ? 'current_date' : this.param(day, 'date')
  }

  /** What a reader may see: the one condition, for every list, link, count and lookup. */
  readable(alias: string): string {
    if (this.view.sees === 'all') return 'true'
    return this.view.sees === 'drafts' ? `${alias}.status <> 'withdrawn'` : `${alias}.visible`
  }

  key(to: ResourceName, value: string): string {
    const known = this.#known.get(`${to} ${value}`)
    if (known) return known
    const sql = `(${this.lookup(to, value)})`
    this.#known.set(`${to} ${value}`, sql)
    this.keys.push({ to, value, sql })
    return sql
  }
  either(to: ResourceName, or: ResourceName, value: string): string {
    const name = `${to} or ${or} ${value}`
    const known = this.#known.get(name)
    if (known) return known
    const [one, other] = [`(${this.lookup(to, value)})`, `(${this.lookup(or, value)})`]
    const sql = `array_remove(array[${one}, ${other}], null)`
    this.#known.set(name, sql)
    this.keys.push({ to, or, value, sql: `coalesce(${one}, ${other})` })
    return sql
  }
  /** A query for the id of the row of that id, slug or identifier; no row where there is none. */
  lookup(to: ResourceName, value: string): string {
    const resource = resources[to]
    const alias = this.alias()
    const select = `select ${alias}.id from ${getTableName(resource.table)} ${alias} where ${this.readable(alias)} and`
    const name = nameOf(resource, value)
    if (!name) return `${select} false`
    if (name.way === 'id') return `${select} ${alias}.id = ${this.param(name.value, 'uuid')}`
    if (name.way === 'slug') return `${select} ${alias}.slug = ${this.param(name.value, 'text')}`
    return `${select} ${alias}.id in (${name.way.ids(this.param(name.value, 'text'))}) limit 1`
  }

  there(to: ResourceName, id: string): string {
    const alias = this.alias()
    const table = getTableName(resources[to].table)
    return `exists (select from ${table} ${alias} where ${alias}.id = ${id} and ${this.readable(alias)})`
  }

  filter(
    of: ResourceName,
    name: string,
    alias: string,
    operator: Operator,
    values: unknown[]
  ): string {
    if (name === 'q') return matchOf(resources[of], alias, String(values[0]), this)
    const filter = resources[of].filters[name] as Filter
    return filter.where(alias, operator, values, this)
  }
}
