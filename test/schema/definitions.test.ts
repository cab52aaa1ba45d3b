/** The definitions (src/resources) and the database say the same of every column, and all of it. */
import { getTableColumns, getTableName } from 'drizzle-orm'
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core'
import t from 'tap'
import { z } from 'zod'
import { type Field, operators, resourceNames } from '../../src/resources/define.js'
import { collections, resources } from '../../src/resources/index.js'
import { createDatabase } from '../support/database.js'

interface Column {
  name: string
  type: string
  required: boolean
  /** There the database cannot say whether it is required. */
  inView: boolean
  hasDefault: boolean
}
/** The columns of every table, as the database has them. */
async function columnsOf(db: { query(sql: string): Promise<{ rows: unknown[] }> }) {
  const { rows } = await db.query(
    `SELECT c.relname || '.' || a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS required, c.relkind = 'v' AS "inView", a.atthasdef AND a.attgenerated = '' AS "hasDefault"
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relkind IN ('r', 'v') AND c.relnamespace = 'public'::regnamespace`
  )
  return new Map((rows as Column[]).map((column) => [column.name, column]))
}

const nameOf = (column: AnyPgColumn) => `${getTableName(column.table)}.${column.name}`

/** Every column that a field names, with what checks its value, if anything does. */
function columnsIn(field: Field): [AnyPgColumn, z.ZodType?][] {
  switch (field.kind) {
    case 'column':
      return [[field.column, field.schema]]
    case 'date':
      return [[field.column, field.schema], [field.earliest], [field.latest]]
    case 'one':
      return [[field.column]]
    case 'group':
      return Object.values(field.fields).flatMap(columnsIn)
    case 'computed':
      return []
    case 'values':
      return [[field.owner], [field.position], [field.value, field.schema]]
    case 'parts':
      return [[field.owner], [field.position], ...Object.values(field.fields).flatMap(columnsIn)]
    case 'many':
      return 'on' in field.join
        ? []
        : [[field.join.owner], [field.join.target], [field.join.position]]
  }
}
const served = Object.values(resources).flatMap(({ fields }) =>
  Object.values(fields).flatMap(columnsIn)
)

/** What no field serves, and why it is there. */
const unserved: Record<string, string> = {
  'settings.name': 'a setting of the database, not of the record',
  'settings.value': 'a setting of the database, not of the record',
  'quotes.id': 'what became of a quote in later captures is found by it',
  'capture_checks.external_id': 'a check that comes a second time is known by it',
  'claims.issued_on_earliest': 'its statement’s: claims sort and filter by it',
  'claims.issued_on_latest': 'its statement’s: claims filter by it',
  'statute_references.issued_on_earliest': 'its statement’s: references sort by it',
  'statement_agencies.issued_on_earliest': 'its statement’s: the link leads lists in its order',
  'statement_topics.issued_on_earliest': 'its statement’s: the link leads lists in its order',
  'claim_topics.issued_on_earliest': 'its statement’s: the link leads lists in its order',
  'claim_agencies.issued_on_earliest': 'its statement’s: the link leads lists in its order',
  'claim_agencies.claim_id': 'a claim’s agencies are its statement’s: kept for the filter alone',
  'claim_agencies.agency_id': 'a claim’s agencies are its statement’s: kept for the filter alone'
}
for (const { table, search } of Object.values(resources)) {
  if (search) unserved[`${getTableName(table)}.search`] = 'the words that a search finds it by'
  unserved[`${getTableName(table)}.visible`] = 'what readers may see follows from the status'
  for (const name of [
    'first_visible_at',
    'withdrawn_at',
    'withdrawn_reason',
    'withdrawn_from',
    'merged_into'
  ])
    unserved[`${getTableName(table)}.${name}`] = 'told when the row is no longer there'
}
unserved['claims.withdrawn_with'] = 'told when the row is no longer there'
for (const name of ['agencies', 'people', 'topics', 'statutes', 'events'])
  unserved[`${name}.search_names`] = 'names, folded, for those who misspell or begin them'

t.test('each column that a definition names is in the database, the same there', async (t) => {
  const { pool } = await createDatabase(t)
  const columns = await columnsOf(pool)
  const tables = new Set<AnyPgTable>([
    ...Object.values(resources).map(({ table }) => table),
    ...served.map(([{ table }]) => table as AnyPgTable)
  ])
  const views = new Set(
    [...columns.values()].filter(({ inView }) => inView).map(({ name }) => name.split('.')[0])
  )
  const named = new Set(served.map(([column]) => nameOf(column)))
  t.ok(tables.size > 25, `${tables.size} tables`)
  for (const table of tables)
    for (const column of Object.values<AnyPgColumn>(getTableColumns(table))) {
      const actual = columns.get(nameOf(column))
      // Two views share a declaration, and one has a column more.
      if (!actual && views.has(getTableName(table)) && !named.has(nameOf(column))) continue
      t.strictSame(
        { type: column.getSQLType(), required: !actual?.inView && column.notNull },
        { type: actual?.type, required: actual?.required },
        nameOf(column)
      )
      if (column.hasDefault && column.name !== 'id')
        t.ok(actual?.hasDefault, `${nameOf(column)} has a default there as well`)
    }
})

t.test('each column of the database is served, or here is why not', async (t) => {
  const { pool } = await createDatabase(t)
  const names = new Set(served.map(([column]) => nameOf(column)))
  const left = [...(await columnsOf(pool)).keys()].filter(
    // What history is kept by.
    (name) => !names.has(name) && !name.endsWith('.since')
  )
  t.strictSame(left.sort(), Object.keys(unserved).sort())
})

t.test('each list of words is the same in the definition and the database', async (t) => {
  const { pool } = await createDatabase(t)
  const { rows } = await pool.query<{ name: string; words: string[] }>(
    `SELECT c.conrelid::regclass || '.' || a.attname AS name,
       ARRAY (SELECT m[1] FROM regexp_matches(pg_get_constraintdef(c.oid), '''([^'']*)''::text', 'g') m) AS words
     FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'c' AND c.connamespace = 'public'::regnamespace AND cardinality(c.conkey) = 1
       AND pg_get_constraintdef(c.oid) ~ '^CHECK \\(\\([a-z_]+ = ANY \\(ARRAY\\['`
  )
  const held = Object.fromEntries(rows.map(({ name, words }) => [name, [...words].sort()]))
  const defined: Record<string, string[]> = {}
  for (const [column, schema] of served)
    if (schema instanceof z.ZodEnum)
      defined[nameOf(column)] = Object.values(schema.enum as Record<string, string>).sort()
  t.ok(Object.keys(defined).length > 30, `${Object.keys(defined).length} lists`)
  t.strictSame(held, defined)
})

t.test('the definitions hold together', async (t) => {
  t.strictSame(Object.keys(resources).sort(), [...resourceNames].sort())
  for (const [name, resource] of Object.entries(resources)) {
    t.equal(resource.name, name)
    for (const term of resource.defaultSort.split(','))
      t.ok(resource.sorts[term.replace(/^-/, '')], `${name} is sorted by ${term}`)
    for (const [field, { kind, ...of }] of Object.entries(resource.fields))
      if ('to' in of) t.ok(resources[of.to], `${name}.${field}, a ${kind}, leads somewhere`)
    for (const [filter, { operators: given, lead }] of Object.entries(resource.filters)) {
      t.strictSame(
        given.filter((each) => !operators.includes(each)),
        [],
        `${name}.${filter}`
      )
      if (lead) t.ok(resource.sorts[lead.sort], `${name}.${filter} leads a sort there is`)
    }
    t.ok(
      resource.label.at(-1)?.notNull || name === 'sources',
      `${name}: a link shows something, always`
    )
  }
  const paths = collections.map(({ path }) => path)
  t.equal(new Set(paths).size, paths.length)
  const types = Object.values(resources).map(({ typeName }) => typeName)
  t.equal(new Set(types).size, types.length)
})
