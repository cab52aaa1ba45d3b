/**
 * Which row each staged record is: one on record, found by any of its names, or a new one. Records of
 * one row in several files become one record, in which later files have the last word.
 */
import { getTableName } from 'drizzle-orm'
import type pg from 'pg'
import type { Resource } from '../resources/define.js'
import { findChecks } from './captures.js'
import { ImportError, mostProblems, type Problem } from './records.js'

/** How messages name a staged record (`r`). */
export const nameOfRow = `coalesce(r.doc->'c'->>'external_id', r.doc->'c'->>'slug', r.doc->'c'->>'ocd_id', r.doc->>'id')`

/** The names that a record may have in columns of its row; `external_id` is the strongest. */
export const namesOf = ({ name, slug }: Resource): string[] => [
  'external_id',
  ...(slug ? ['slug'] : []),
  ...(name === 'jurisdictions' ? ['ocd_id'] : [])
]
export const staged = (alias: string, column: string) => `${alias}.doc->'c'->>'${column}'`
/** Rows with two different externalIds are two rows, whatever else they share. */
const notAnother = (column: string, other: string) =>
  column === 'external_id'
    ? 'true'
    : `(${other} is null or ${staged('r', 'external_id')} is null or ${other} = ${staged('r', 'external_id')})`

/** Makes the table `rows` of the resource's staged records, each with the id of its row. */
export async function findRows(
  client: pg.ClientBase,
  resource: Resource,
  rows: string
): Promise<void> {
  await client.query(
    `create temporary table ${rows} on commit drop as select n, file, line, from_list, doc, coalesce(${ways(resource).join(', ')}) as id, false as fresh from staged r where resource = '${resource.name}'`
  )
  if (resource.name === 'captures') await findChecks(client, rows)
  // A foreign list makes what is missing and leaves the rest alone.
  await client.query(`
    delete from ${rows} where from_list and id is not null;
    update ${rows} set fresh = true, id = (doc->>'id')::uuid where id is null;
    ${namesOf(resource)
      .map((name) => sameByName(rows, name))
      .join(';')}`)
  // Before they are merged: without it every row would be compared with every other.
  await client.query(`create index on ${rows} (id); analyze ${rows}`)
  await merge(client, rows)
}

/** New records that share a name with one before them are of the same row. */
const sameByName = (rows: string, name: string) =>
  `update ${rows} r set id = f.id, fresh = f.fresh from (select distinct on (${staged('o', name)}) o.* from ${rows} o where ${staged('o', name)} is not null order by ${staged('o', name)}, n) f where r.fresh and r.n > f.n and ${staged('r', name)} = ${staged('f', name)} and ${notAnother(name, staged('f', 'external_id'))}`

/** Subqueries, the surest first, for the id of the row that a staged record (`r`) is about. */
function ways(resource: Resource): string[] {
  const table = getTableName(resource.table)
  const { identifiers } = resource.fields
  return [
    `(select t.id from ${table} t where t.id = (r.doc->>'id')::uuid)`,
    ...namesOf(resource).map(
      (name) =>
        `(select t.id from ${table} t where t.${name} = ${staged('r', name)} and ${notAnother(name, 't.external_id')})`
    ),
    ...(identifiers?.kind === 'parts'
      ? [
          `(select i.${identifiers.owner.name} from jsonb_array_elements(r.doc->'p'->'identifiers') cell join ${getTableName(identifiers.table)} i on i.scheme = cell->'c'->>'scheme' and i.identifier = cell->'c'->>'identifier' limit 1)`
        ]
      : []),
    // A division that a list calls by what is an alias on record is there.
    ...(resource.name === 'jurisdictions'
      ? [
          `(select a.jurisdiction_id from jurisdiction_aliases a where r.from_list and a.alias = ${staged('r', 'ocd_id')})`
        ]
      : [])
  ]
}

/** Two records of one row in one file are a mistake; in several files they are merged into the last. */
async function merge(client: pg.ClientBase, rows: string): Promise<void> {
  const { rows: twice } = await client.query<Problem>(
    `select r.file, r.line, ${nameOfRow} as row, 'It is the same row as the one in line ' || r.before || '.' as message from (select *, lag(line) over (partition by id, file order by n) as before from ${rows} where doc->'c' <> '{}') r where r.before is not null order by r.n limit ${mostProblems}`
  )
  if (twice.length) throw new ImportError(twice)
  const merged = (key: string) =>
    `coalesce((select jsonb_object_agg(each.key, each.value order by o.n) from ${rows} o, jsonb_each(o.doc->'${key}') each where o.id = same.id), '{}')`
  await client.query(
    `update ${rows} r set doc = jsonb_build_object('id', same.id, 'c', ${merged('c')}, 'l', ${merged('l')}, 'p', ${merged('p')}) from (select id, max(n) as n from ${rows} group by id having count(*) > 1) same where r.n = same.n`
  )
  await client.query(`delete from ${rows} r using ${rows} o where o.id = r.id and o.n > r.n`)
}
