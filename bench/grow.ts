/**
 * Larger data sets, made in PostgreSQL out of the smallest: what is said, again and again, under ids of
 * its own; who says it, about what and under which law stays. Dates and words recur, the order of rows
 * and the matches of every filter grow as they would. Minutes, where importing takes hours.
 */
import pg from 'pg'
import { idStepMs, type Sizes, sizesAt } from './records.js'

/** The tables that grow, each with the resource by whose number its ids are made. */
const resources: Record<string, keyof Sizes> = {
  sources: 'sources',
  statements: 'statements',
  claims: 'claims',
  statute_references: 'statuteReferences',
  assessments: 'assessments'
}
const links: Record<string, string[]> = {
  sources: ['source_authors'],
  statements: ['statement_agencies', 'statement_speakers', 'statement_topics'],
  claims: ['claim_claimants', 'claim_topics', 'claim_agencies'],
  assessments: ['assessment_targets']
}
const tables = Object.keys(resources).flatMap((table) => [table, ...(links[table] ?? [])])

export interface Growth {
  scale: number
  /** Whether what only searches read is indexed as well. */
  search: boolean
  say: (line: string) => void
}

/** Grows the database of scale 1 at `url`. */
export async function grow(url: string, { scale, search, say }: Growth): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'onrecord bench' })
  await client.connect()
  try {
    // Neither history is written nor links are checked: the rows are right as they are.
    await client.query(`set session_replication_role = replica; set maintenance_work_mem = '2GB';
      set max_parallel_maintenance_workers = 2; set synchronous_commit = off; set work_mem = '256MB';
      set client_min_messages = warning`)
    await client.query(shiftedFunction)
    const restore = await dropIndexes(client, search)
    const copies: string[] = []
    for (const table of tables) {
      await fixGenerated(client, table)
      await client.query(`alter table ${table} set (autovacuum_enabled = false)`)
      await client.query(`create temp table base_${table} as table ${table}`)
      copies.push(await copyStatement(client, table))
    }
    for (let k = 1; k < scale; k++) {
      for (const copy of copies) await client.query(copy, [k])
      if (k % 10 === 9 || k === scale - 1) say(`copy ${k + 1} of ${scale}`)
    }
    for (const statement of restore) {
      say(statement.slice(0, 120))
      await client.query(statement)
    }
    for (const table of tables)
      await client.query(`alter table ${table} reset (autovacuum_enabled)`)
    await client.query(
      `drop function shifted; ${tables.map((table) => `drop table base_${table}`).join(';')}`
    )
    await client.query('vacuum (analyze, freeze)')
  } finally {
    await client.end()
  }
}

/** The id that is so many milliseconds younger; its other digits stay (`idOf` in records.ts). */
const shiftedFunction = `create function shifted(id uuid, ms bigint) returns uuid language sql immutable parallel safe as $$
  select (lpad(to_hex(('x' || left(hex, 12))::bit(48)::bigint + ms), 12, '0') || substr(hex, 13))::uuid
  from (select replace(id::text, '-', '') as hex) as digits $$`

/** What is computed of a row is copied with it: to compute it again takes most of the time. */
async function fixGenerated(client: pg.Client, table: string): Promise<void> {
  const { rows } = await client.query(
    "select attname as name from pg_attribute where attrelid = $1::regclass and attgenerated = 's'",
    [table]
  )
  for (const { name } of rows)
    await client.query(`alter table ${table} alter column "${name}" drop expression`)
}

/** Drops all indexes but primary keys; returns the statements that make them again. */
async function dropIndexes(client: pg.Client, search: boolean): Promise<string[]> {
  const { rows: constraints } = await client.query(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as text
     from pg_constraint where contype = 'u' and conrelid::regclass::text = any($1)`,
    [tables]
  )
  for (const { table, name } of constraints)
    await client.query(`alter table ${table} drop constraint ${name} cascade`)
  const { rows: indexes } = await client.query(
    `select indexname as name, indexdef as text from pg_indexes
     where schemaname = 'public' and tablename = any($1) and indexname not in
       (select conname from pg_constraint where contype in ('p', 'x'))`,
    [tables]
  )
  for (const { name } of indexes) await client.query(`drop index ${name}`)
  return [
    ...indexes.map(({ text }) => text).filter((text) => search || !/using gin/i.test(text)),
    ...constraints.map(
      ({ table, name, text }) => `alter table ${table} add constraint ${name} ${text}`
    )
  ]
}

/** The statement that inserts the copy of the number that it is given. */
async function copyStatement(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query(
    `select a.attname as name, (select confrelid::regclass::text from pg_constraint
       where contype = 'f' and conrelid = a.attrelid and conkey = array[a.attnum] limit 1) as to
     from pg_attribute a
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
    [table]
  )
  const values = rows.map(({ name, to }) => {
    if (name === 'external_id') return `external_id || '-' || $1`
    const of = resources[name === 'id' ? table : to]
    return of ? `shifted("${name}", $1::bigint * ${sizesAt(1)[of] * idStepMs})` : `"${name}"`
  })
  const names = rows.map(({ name }) => `"${name}"`)
  return `insert into ${table} (${names}) overriding system value select ${values} from base_${table}`
}
