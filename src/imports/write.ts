/**
 * Writes the staged records of some resources, set by set, in SQL made from their definitions: inserts
 * what is new, updates what differs, and leaves the rest alone.
 */
import { getTableName } from 'drizzle-orm'
import type pg from 'pg'
import type { Resource, ResourceName } from '../resources/define.js'
import { setChecksAside } from './captures.js'
import { type Cell, type Link, type PartTable, partTables, rowCells, withDefault } from './cells.js'
import { located } from './failures.js'
import { resolveLinks, rowsOf } from './links.js'
import { findRows } from './rows.js'

export interface Tally {
  created: number
  updated: number
  unchanged: number
}
/**
 * Writes the staged records of some resources: first all their rows, then what belongs to the rows, so
 * that parts may link to any of them. Calls `writing` before each step.
 */
export async function writeResources(
  client: pg.ClientBase,
  written: Resource[],
  writing: (resource: Resource, step: number, steps: number) => void
): Promise<[ResourceName, Tally][]> {
  const names = written.map(({ name }) => name)
  const tasks = written.map((resource) => taskFor(resource, names))
  for (const task of tasks) {
    const { resource, rows, changed } = task
    await findRows(client, resource, rows)
    await client.query(`create temporary table ${changed} (id uuid) on commit drop`)
    const given = await client.query<{ name: string }>(
      `select distinct jsonb_object_keys(doc->'p') as name from ${rows}`
    )
    task.parts = task.parts.filter((part) => given.rows.some(({ name }) => name === part.name))
  }
  for (const [i, task] of tasks.entries()) {
    writing(task.resource, i, 2 * tasks.length)
    await insertRows(client, task)
  }
  const tallies: [ResourceName, Tally][] = []
  for (const [i, task] of tasks.entries()) {
    writing(task.resource, tasks.length + i, 2 * tasks.length)
    tallies.push([task.resource.name, await updateRows(client, task)])
  }
  for (const { rows, changed } of tasks) await client.query(`drop table ${rows}, ${changed}`)
  return tallies
}

interface Task {
  resource: Resource
  /** All resources whose records are staged. */
  written: ResourceName[]
  /** The resource's table, and the temporary ones: its staged records, and the ids of rows that differ. */
  table: string
  rows: string
  changed: string
  columns: Cell[]
  links: Link[]
  /** Those that some record gives. */
  parts: PartTable[]
}
function taskFor(resource: Resource, written: ResourceName[]): Task {
  const table = getTableName(resource.table)
  return {
    resource,
    written,
    table,
    rows: rowsOf(resource.name),
    changed: `changed_${table}`,
    ...rowCells(resource),
    parts: partTables(resource)
  }
}
const cellsOfRow = 'lateral (select r.doc as cells) x'
/** The field of a column, for messages. */
const fieldIn = (cells: Cell[]) => (column: string) =>
  cells.find((cell) => cell.name === column)?.field

/** Inserts the rows that are not there, first without their links to one another. */
async function insertRows(client: pg.ClientBase, task: Task): Promise<void> {
  const { resource, table, rows, columns, links, written } = task
  const inward = links.filter(({ to }) => to === resource.name)
  const outward = links.filter(({ to }) => to !== resource.name)
  await resolveLinks(client, rows, outward, written)
  const noteChecks = resource.name === 'captures' ? await setChecksAside(client, rows) : undefined
  const isInward = ({ name }: Cell) => inward.some(({ column }) => column === name)
  const first = columns.filter((cell) => !isInward(cell))
  await located(client, {
    statement: (range) =>
      `insert into ${table} (id, ${first.map((cell) => cell.name).join(', ')}) select r.id, ${first.map(withDefault(resource)).join(', ')} from ${rows} r, ${cellsOfRow} where r.fresh and ${range} order by r.n`,
    from: rows,
    fieldOf: fieldIn(columns)
  })
  await noteChecks?.()
  // Identifiers and aliases: links may name rows by them.
  for (const part of task.parts.filter((part) => !part.links.length))
    await writePart(client, task, part)
  const self = columns.filter(isInward)
  if (!self.length) return
  await resolveLinks(client, rows, inward, written)
  await located(client, {
    statement: (range) =>
      `update ${table} t set ${self.map((cell) => `${cell.name} = ${cell.value}`).join(', ')} from ${rows} r, ${cellsOfRow} where t.id = r.id and r.fresh and ${range} and (${self.map((cell) => cell.given).join(' or ')})`,
    from: rows,
    fieldOf: fieldIn(columns)
  })
}

/** Writes the parts of all rows, and the columns of those that were there and differ. */
async function updateRows(client: pg.ClientBase, task: Task): Promise<Tally> {
  const { resource, table, rows, changed, columns, parts, written } = task
  const linked = parts.filter((part) => part.links.length)
  await resolveLinks(
    client,
    rows,
    linked.flatMap((part) => part.links),
    written
  )
  const differs = columns.map(
    (cell) => `${cell.given} and t.${cell.name} is distinct from ${cell.value}`
  )
  await client.query(
    `insert into ${changed} select r.id from ${rows} r join ${table} t on t.id = r.id, ${cellsOfRow} where not r.fresh and (${differs.join(' or ')})`
  )
  for (const part of linked) await writePart(client, task, part)
  const set = columns.map(
    (cell) => `${cell.name} = case when ${cell.given} then ${cell.value} else t.${cell.name} end`
  )
  await located(client, {
    statement: (range) =>
      `update ${table} t set ${set.join(', ')}, revision = t.revision + 1, updated_at = now() from ${rows} r, ${cellsOfRow} where t.id = r.id and ${range} and r.id in (select id from ${changed})`,
    from: rows,
    fieldOf: fieldIn(columns)
  })
  const { rows: counts } = await client.query<Tally>(
    `select (select count(*)::int from ${rows} where fresh) as created, (select count(distinct id)::int from ${changed}) as updated, (select count(*)::int from staged where resource = '${resource.name}') as unchanged`
  )
  const { created, updated, unchanged } = counts[0] as Tally
  return { created, updated, unchanged: unchanged - created - updated }
}

/** Compares the parts of the rows that are there, and writes those of new and changed rows. */
async function writePart(
  client: pg.ClientBase,
  { rows, changed }: Task,
  part: PartTable
): Promise<void> {
  const table = getTableName(part.table)
  const [owner, position] = [part.owner.name, part.position.name]
  const names = part.cells.map((cell) => cell.name)
  const values = part.cells.map((cell) => `${cell.value} as ${cell.name}`)
  const differs = part.cells.map(
    (cell) =>
      `${cell.found ? `s.${cell.name} is not null and ` : ''}s.${cell.name} is distinct from c.${cell.name}`
  )
  await client.query(`
    create temporary table part on commit drop as select r.n, r.file, r.line, r.doc, r.id as owner, r.fresh, (o.nth - 1)::integer as position, ${values.join(', ')} from ${rows} r, jsonb_array_elements(r.doc->'p'->'${part.name}') with ordinality o(cells, nth);
    create index on part (owner);
    analyze part;
    create temporary table replaced on commit drop as select r.id from ${rows} r where not r.fresh and r.doc->'p' ? '${part.name}' and exists (select from (select * from part where part.owner = r.id) s full join (select * from ${table} where ${owner} = r.id) c on c.${position} = s.position where s.position is null or c.${position} is null or ${differs.join(' or ')});
    delete from ${table} where ${owner} in (select id from replaced)`)
  await located(client, {
    statement: (range) =>
      `insert into ${table} (${[owner, position, ...names].join(', ')}) select r.owner, r.position, ${names.map((name) => `r.${name}`).join(', ')} from part r where ${range} and (r.fresh or r.owner in (select id from replaced)) order by r.n, r.position`,
    from: 'part',
    fieldOf: (column) => fieldIn(part.cells)(column) ?? part.name
  })
  await client.query(`insert into ${changed} select id from replaced; drop table part, replaced`)
}
