/**
 * Writes the staged rows of one resource, set by set, in SQL made from its definition: finds what is
 * there, looks up links, inserts what is new, updates what differs, and leaves the rest alone.
 */
import { getTableName } from 'drizzle-orm'
import type { AnyPgColumn, AnyPgTable } from 'drizzle-orm/pg-core'
import type pg from 'pg'
import type { Field, OneField, Resource, ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { findChecks, setChecksAside } from './captures.js'
import { located } from './failures.js'
import { isWritable } from './normalise.js'
import { ImportError, mostProblems, type Problem } from './records.js'

export interface Tally {
  created: number
  updated: number
  unchanged: number
}
interface Cell {
  name: string
  /** The value's SQL, from the jsonb called `cells`: {c, l}. */
  value: string
  /** Whether the record gives it at all. */
  given: string
  /** Left to the service where null. */
  found: boolean
}
interface Link {
  /** Where its keys stand in a staged document (SQL/JSON path), and what the field is called. */
  path: string
  field: string
  column: string
  to: ResourceName
}
/** A table of parts, plain values or links that the resource's records write. */
interface PartTable {
  name: string
  table: AnyPgTable
  owner: AnyPgColumn
  position: AnyPgColumn
  cells: Cell[]
  links: Link[]
}

/**
 * Writes the staged rows of some resources: first all their rows, then what belongs to the rows, so
 * that parts may link to any of them. Calls `writing` before each resource.
 */
export async function writeResources(
  client: pg.ClientBase,
  written: Resource[],
  writing: (resource: Resource) => void
): Promise<[ResourceName, Tally][]> {
  const tasks = written.map((resource) => taskFor(resource))
  for (const task of tasks) {
    writing(task.resource)
    await insertRows(client, task)
  }
  const tallies: [ResourceName, Tally][] = []
  for (const task of tasks) {
    writing(task.resource)
    tallies.push([task.resource.name, await updateRows(client, task)])
  }
  return tallies
}

interface Task {
  resource: Resource
  /** The resource's table, and the temporary ones: its staged rows, and the ids of those that differ. */
  table: string
  rows: string
  changed: string
  columns: Cell[]
  links: Link[]
  parts: PartTable[]
  isSelf: (link: { to: ResourceName }) => boolean
}
function taskFor(resource: Resource): Task {
  const table = getTableName(resource.table)
  return {
    resource,
    table,
    rows: `rows_${table}`,
    changed: `changed_${table}`,
    ...rowCells(resource),
    parts: partTables(resource),
    isSelf: ({ to }) => to === resource.name
  }
}
const cellsOfRow = 'lateral (select r.doc as cells) x'

/** Finds the rows that are there and inserts the others, first without their links to one another. */
async function insertRows(client: pg.ClientBase, task: Task): Promise<void> {
  const { resource, table, rows, columns, links, isSelf } = task
  await findRows(client, task)
  const outward = links.filter((link) => !isSelf(link))
  await lookUp(client, rows, outward)
  await refuseUnknown(client, rows, outward)
  const noteChecks = resource.name === 'captures' ? await setChecksAside(client, rows) : undefined
  const selfNames = new Set(links.filter(isSelf).map((link) => link.column))
  const first = columns.filter((cell) => !selfNames.has(cell.name))
  await located(
    client,
    (range) =>
      `insert into ${table} (id, ${first.map((cell) => cell.name).join(', ')}) select r.id, ${first.map(withDefault(resource)).join(', ')} from ${rows} r, ${cellsOfRow} where r.fresh and ${range} order by r.n`,
    rows
  )
  await noteChecks?.()
  const inward = links.filter(isSelf)
  await lookUp(client, rows, inward)
  await refuseUnknown(client, rows, inward)
  const self = columns.filter((cell) => selfNames.has(cell.name))
  if (self.length)
    await client.query(
      `update ${table} t set ${self.map((cell) => `${cell.name} = ${cell.value}`).join(', ')} from ${rows} r, ${cellsOfRow} where t.id = r.id and r.fresh and (${self.map((cell) => cell.given).join(' or ')})`
    )
}

/** Writes the parts of all rows, and the columns of those that were there and differ. */
async function updateRows(client: pg.ClientBase, task: Task): Promise<Tally> {
  const { resource, table, rows, changed, columns, parts } = task
  const partLinks = parts.flatMap((part) => part.links)
  await lookUp(client, rows, partLinks)
  await refuseUnknown(client, rows, partLinks)
  const differs = columns.map(
    (cell) => `${cell.given} and t.${cell.name} is distinct from ${cell.value}`
  )
  await client.query(
    `insert into ${changed} select r.id from ${rows} r join ${table} t on t.id = r.id, ${cellsOfRow} where not r.fresh and (${differs.join(' or ')})`
  )
  for (const part of parts) await writePart(client, task, part)
  const set = columns.map(
    (cell) => `${cell.name} = case when ${cell.given} then ${cell.value} else t.${cell.name} end`
  )
  await located(
    client,
    (range) =>
      `update ${table} t set ${set.join(', ')}, revision = t.revision + 1, updated_at = now() from ${rows} r, ${cellsOfRow} where t.id = r.id and ${range} and r.id in (select id from ${changed})`,
    rows
  )
  const { rows: counts } = await client.query<Tally>(
    `select (select count(*)::int from ${rows} where fresh) as created, (select count(distinct id)::int from ${changed}) as updated, (select count(*)::int from staged where resource = '${resource.name}') as unchanged`
  )
  const { created, updated, unchanged } = counts[0] as Tally
  await client.query(`drop table ${rows}, ${changed}`)
  return { created, updated, unchanged: unchanged - created - updated }
}

/** Makes the task's table of rows: the staged rows of the resource with their ids, those that exist found by any of their names. */
async function findRows(
  client: pg.ClientBase,
  { resource, table, rows, changed }: Task
): Promise<void> {
  await client.query(
    `create temporary table ${rows} on commit drop as select n, file, line, from_list, doc, null::uuid as id, false as fresh from staged where resource = '${resource.name}'`
  )
  await client.query(`create temporary table ${changed} (id uuid) on commit drop`)
  const names = [
    `t.id = (r.doc->>'id')::uuid`,
    `t.external_id = r.doc->'c'->>'external_id'`,
    ...(resource.slug ? [`t.slug = r.doc->'c'->>'slug'`] : []),
    ...(resource.name === 'jurisdictions' ? [`t.ocd_id = r.doc->'c'->>'ocd_id'`] : [])
  ]
  for (const name of names)
    await client.query(
      `update ${rows} r set id = t.id from ${table} t where r.id is null and ${name}`
    )
  const identifiers = resource.fields['identifiers']
  if (identifiers?.kind === 'parts')
    await client.query(
      `update ${rows} r set id = found.id from (select r.n, min(i.${identifiers.owner.name}::text)::uuid as id from ${rows} r, jsonb_array_elements(r.doc->'p'->'identifiers') cell join ${getTableName(identifiers.table)} i on i.scheme = cell->'c'->>'scheme' and i.identifier = cell->'c'->>'identifier' where r.id is null group by r.n) found where found.n = r.n`
    )
  if (resource.name === 'captures') await findChecks(client, rows)
  // A foreign list makes what is missing and leaves the rest alone.
  await client.query(`delete from ${rows} where from_list and id is not null`)
  await client.query(`update ${rows} set fresh = id is null, id = coalesce(id, (doc->>'id')::uuid)`)
  const { rows: twice } = await client.query<Problem>(
    `select file, line, 'It is the same row as one before it.' as message from (select *, row_number() over (partition by id order by n) as nth from ${rows} where doc->'c' <> '{}') r where nth > 1 limit ${mostProblems}`
  )
  if (twice.length) throw new ImportError(twice)
  await client.query(`create index on ${rows} (id); analyze ${rows}`)
}

/** Fills `keys` with the names that the links use, and the ids that they stand for. */
async function lookUp(client: pg.ClientBase, rows: string, links: Link[]): Promise<void> {
  for (const { path, to } of links)
    await client.query(
      `insert into keys (resource, key) select distinct '${to}', key from (select jsonb_path_query(doc, 'lax ${path}[*]') #>> '{}' as key from ${rows}) k where key is not null on conflict do nothing`
    )
  for (const to of new Set(links.map((link) => link.to))) {
    const { table, slug, keys } = resources[to]
    const name = getTableName(table)
    const ways = [
      `(select t.id from ${name} t where t.id = case when k.key ~ '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then k.key::uuid end)`,
      `(select t.id from ${name} t where t.external_id = k.key)`,
      ...(slug ? [`(select t.id from ${name} t where t.slug = k.key)`] : []),
      ...keys.filter((key) => !key.read).map((key) => `(${key.ids('k.key')} limit 1)`)
    ]
    await client.query(
      `update keys k set id = coalesce(${ways.join(', ')}) where k.resource = '${to}' and k.id is null`
    )
  }
  await client.query('analyze keys')
}

async function refuseUnknown(client: pg.ClientBase, rows: string, links: Link[]): Promise<void> {
  for (const { path, to, field } of links) {
    const { rows: problems } = await client.query<Problem>(
      `select r.file, r.line, $1::text as field, format('There is no %s named ''%s''.', $2::text, k.key) as message from ${rows} r, lateral (select jsonb_path_query(r.doc, 'lax ${path}[*]') #>> '{}' as name) x join keys k on k.resource = '${to}' and k.key = x.name where k.id is null and not r.from_list order by r.n limit ${mostProblems}`,
      [field, resources[to].singular]
    )
    if (problems.length) throw new ImportError(problems)
  }
}

/** Compares the parts of the rows that are there, and writes those of new and changed rows. */
async function writePart(
  client: pg.ClientBase,
  { rows, changed }: Task,
  part: PartTable
): Promise<void> {
  const table = getTableName(part.table)
  const { owner, position } = part
  const names = part.cells.map((cell) => cell.name)
  await client.query(
    `create temporary table part on commit drop as select r.n, r.file, r.line, r.id as owner, r.fresh, (o.nth - 1)::integer as position, ${part.cells.map((cell) => `${cell.value} as ${cell.name}`).join(', ')} from ${rows} r, jsonb_array_elements(r.doc->'p'->'${part.name}') with ordinality o(cells, nth)`
  )
  await client.query('create index on part (owner); analyze part')
  const differs = part.cells.map(
    (cell) =>
      `${cell.found ? `s.${cell.name} is not null and ` : ''}s.${cell.name} is distinct from c.${cell.name}`
  )
  await client.query(
    `create temporary table replaced on commit drop as select r.id from ${rows} r where not r.fresh and r.doc->'p' ? '${part.name}' and exists (select from (select * from part where part.owner = r.id) s full join (select * from ${table} where ${owner.name} = r.id) c on c.${position.name} = s.position where s.position is null or c.${position.name} is null or ${differs.join(' or ')})`
  )
  await client.query(`delete from ${table} where ${owner.name} in (select id from replaced)`)
  await located(
    client,
    (range) =>
      `insert into ${table} (${[owner.name, position.name, ...names].join(', ')}) select r.owner, r.position, ${names.map((name) => `r.${name}`).join(', ')} from part r where ${range} and (r.fresh or r.owner in (select id from replaced)) order by r.n, r.position`,
    'part'
  )
  await client.query(`insert into ${changed} select id from replaced`)
  await client.query('drop table part, replaced')
}

/** The columns that a resource's records write, and the links among them. */
function rowCells({ fields }: Resource): { columns: Cell[]; links: Link[] } {
  const own = Object.entries(fields)
    .filter(([, field]) => isWritable(field))
    .flatMap(([name, field]): [string, Field][] =>
      field.kind === 'group'
        ? Object.entries(field.fields).map(([inner, member]) => [`${name}.${inner}`, member])
        : [[name, field]]
    )
  return {
    columns: own.flatMap(([, field]) => cellsOf(field)),
    links: own.flatMap(([name, field]) => linkAt('$', name, field))
  }
}
const linkAt = (base: string, name: string, field: Field): Link[] =>
  field.kind === 'one'
    ? [
        {
          path: `${base}.l.${field.column.name}`,
          field: name,
          column: field.column.name,
          to: field.to
        }
      ]
    : []

function cellsOf(field: Field): Cell[] {
  if (field.kind === 'one') return [linkCell(field)]
  if (field.kind !== 'column' && field.kind !== 'date') return []
  if (field.computed) return []
  const of = field.kind === 'date' ? [field.column, field.earliest, field.latest] : [field.column]
  return of.map((column) => valueCell(column, field))
}
function valueCell(column: AnyPgColumn, { found }: { found: boolean }): Cell {
  const type = column.getSQLType()
  const value = type.endsWith('[]')
    ? `array(select jsonb_array_elements_text(cells->'c'->'${column.name}'))`
    : `(cells->'c'->>'${column.name}')::${type}`
  return { name: column.name, value, given: `cells->'c' ? '${column.name}'`, found }
}
function linkCell({ column, to }: Pick<OneField, 'column' | 'to'>): Cell {
  const value = `(select k.id from jsonb_path_query(cells, 'lax $.l.${column.name}[*]') with ordinality candidate(name, nth) join keys k on k.resource = '${to}' and k.key = candidate.name #>> '{}' and k.id is not null order by nth limit 1)`
  return { name: column.name, value, given: `cells->'l' ? '${column.name}'`, found: false }
}

function partTables({ fields }: Resource): PartTable[] {
  return Object.entries(fields).flatMap(([name, field]): PartTable[] => {
    if (!isWritable(field)) return []
    const base = `$.p."${name}"[*]`
    if (field.kind === 'parts') {
      const members = Object.entries(field.fields)
      const links = members.flatMap(([inner, member]) => linkAt(base, `${name}.${inner}`, member))
      return [{ name, ...field, cells: members.flatMap(([, member]) => cellsOf(member)), links }]
    }
    if (field.kind === 'values')
      return [{ name, ...field, cells: [valueCell(field.value, { found: false })], links: [] }]
    if (field.kind !== 'many' || !('table' in field.join)) return []
    const { target: column, ...join } = field.join
    const links = [
      { path: `${base}.l.${column.name}`, field: name, column: column.name, to: field.to }
    ]
    return [{ name, ...join, cells: [linkCell({ column, to: field.to })], links }]
  })
}

/** Values for new rows: what a record leaves out gets the table's default; an import publishes. */
const withDefault =
  ({ table }: Resource) =>
  (cell: Cell): string => {
    const column = Object.values(table as unknown as Record<string, AnyPgColumn>).find(
      (each) => each?.name === cell.name
    )
    if (cell.name === 'status') return `coalesce(${cell.value}, 'published')`
    if (!column?.hasDefault) return cell.value
    const value = Array.isArray(column.default) ? '{}' : String(column.default)
    return `case when ${cell.given} then ${cell.value} else '${value}' end`
  }
