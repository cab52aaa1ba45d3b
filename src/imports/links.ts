/** Links: the names that staged records use, and the rows that they stand for. */
import { getTableName } from 'drizzle-orm'
import type pg from 'pg'
import type { ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import type { Link } from './cells.js'
import { ImportError, mostProblems, type Problem } from './records.js'
import { nameOfRow, namesOf, staged } from './rows.js'

/** The temporary table of a resource's staged records. */
export const rowsOf = (name: ResourceName) => `rows_${getTableName(resources[name].table)}`

/**
 * Looks up the links of the records in `rows`; what names nothing is a mistake, but in a list.
 * `written`: the resources whose records are staged.
 */
export async function resolveLinks(
  client: pg.ClientBase,
  rows: string,
  links: Link[],
  written: ResourceName[]
): Promise<void> {
  if (!links.length) return
  await lookUp(client, rows, links, written)
  const unknown = links.map(
    ({ path, to, field }) =>
      `select r.n, r.file, r.line, ${nameOfRow} as row, '${field}' as field, format('There is no ${resources[to].singular} named ''%s''.', k.key) as message from ${rows} r, lateral (select jsonb_path_query(r.doc, 'lax ${path}[*]') #>> '{}' as name) x join keys k on k.resource = '${to}' and k.key = x.name where k.id is null and not r.from_list`
  )
  const { rows: problems } = await client.query<Problem>(
    `select file, line, row, field, message from (${unknown.join(' union all ')}) u order by n limit ${mostProblems}`
  )
  if (problems.length) throw new ImportError(problems)
}

/** Fills `keys` with the names, and the ids that they stand for. */
async function lookUp(
  client: pg.ClientBase,
  rows: string,
  links: Link[],
  written: ResourceName[]
): Promise<void> {
  const used = links.map(
    ({ path, to }) =>
      `select '${to}', jsonb_path_query(doc, 'lax ${path}[*]') #>> '{}' as key from ${rows}`
  )
  await client.query(
    `insert into keys (resource, key) select distinct * from (${used.join(' union all ')}) k (resource, key) where key is not null on conflict do nothing`
  )
  for (const to of new Set(links.map((link) => link.to))) {
    const { table, slug, keys } = resources[to]
    const name = getTableName(table)
    const ways = [
      `(select t.id from ${name} t where t.id = case when k.key ~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' then k.key::uuid end)`,
      `(select t.id from ${name} t where t.external_id = k.key)`,
      ...(slug ? [`(select t.id from ${name} t where t.slug = k.key)`] : []),
      ...keys.filter((key) => !key.read).map((key) => `(${key.ids('k.key')} limit 1)`)
    ]
    await client.query(
      `update keys k set id = coalesce(${ways.join(', ')}) where k.resource = '${to}' and k.id is null`
    )
    // A row on record may get the name that is used only now.
    if (written.includes(to))
      for (const column of namesOf(resources[to]))
        await client.query(
          `update keys k set id = r.id from ${rowsOf(to)} r where k.resource = '${to}' and k.id is null and not r.fresh and ${staged('r', column)} = k.key`
        )
  }
  await client.query('analyze keys')
}
