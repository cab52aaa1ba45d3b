/** Where a row is in its life: published, withdrawn with a reason, restored, merged into another. */
import { getTableName } from 'drizzle-orm'
import type pg from 'pg'
import { ApiError } from '../errors.js'
import type { Field, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { type Standing, standingOf } from './write.js'

export async function publishRow(
  client: pg.ClientBase,
  resource: Resource,
  { id, status }: Standing
): Promise<void> {
  if (status === 'published') return
  if (status === 'withdrawn')
    throw new ApiError('conflict', `It is withdrawn: restore the ${resource.singular} instead.`)
  await refusedAsUnprocessable(resource, () =>
    client.query(
      `update ${getTableName(resource.table)} set status = 'published', revision = revision + 1 where id = $1`,
      [id]
    )
  )
}

/** What is set in a row that is withdrawn, for a reason (an SQL expression). */
const withdrawn = (reason: string) =>
  `status = 'withdrawn', withdrawn_from = status, withdrawn_at = change_moment(), withdrawn_reason = ${reason}, revision = revision + 1`

/** A statement takes its claims with it: each says why, and by which statement. */
export async function withdrawRow(
  client: pg.ClientBase,
  resource: Resource,
  { id, status }: Standing,
  reason: string
): Promise<void> {
  if (status === 'withdrawn') return
  const withdraw = (table: string, where: string, more = '') =>
    client.query(
      `update ${table} set ${withdrawn('$2')}${more} where ${where} = $1 and status <> 'withdrawn'`,
      [id, reason]
    )
  if (resource.name === 'statements')
    await withdraw('claims', 'statement_id', ', withdrawn_with = $1')
  await withdraw(getTableName(resource.table), 'id')
}

/** Brings back what was there before, and of a statement's claims exactly those withdrawn with it. */
export async function restoreRow(
  client: pg.ClientBase,
  resource: Resource,
  { id, status, mergedInto }: Standing
): Promise<void> {
  if (mergedInto) throw new ApiError('conflict', `It is merged into ${mergedInto}.`)
  if (status !== 'withdrawn') return
  const restore = (table: string, where: string, more = '') =>
    client.query(
      `update ${table} set status = coalesce(withdrawn_from, 'draft'), withdrawn_from = null, withdrawn_at = null, withdrawn_reason = null, revision = revision + 1${more} where ${where} = $1`,
      [id]
    )
  const alone = ', withdrawn_with = null'
  await refusedAsUnprocessable(resource, () =>
    restore(getTableName(resource.table), 'id', resource.name === 'claims' ? alone : '')
  )
  if (resource.name === 'statements') await restore('claims', 'withdrawn_with', alone)
}

/** Rules of the database that stand against a change of status. */
async function refusedAsUnprocessable(
  resource: Resource,
  work: () => Promise<unknown>
): Promise<void> {
  try {
    await work()
  } catch (error) {
    const { code = '', constraint = '' } = error as { code?: string; constraint?: string }
    if (!code.startsWith('23')) throw error
    const rule = constraint.replace(`${getTableName(resource.table)}_`, '').replaceAll('_', ' ')
    throw new ApiError('unprocessable', `It breaks a rule: ${rule}.`, [
      { code: 'unprocessable', message: rule }
    ])
  }
}

/**
 * Merges a row into another of its kind: every link to it leads to the survivor from now on. Both keep
 * what they are made of and their history. What would then link to itself or twice is dropped.
 */
export async function mergeRow(
  client: pg.ClientBase,
  resource: Resource,
  standing: Standing,
  intoKey: string
): Promise<string> {
  const into = await survivorOf(client, resource, await standingOf(client, resource, intoKey))
  if (standing.mergedInto)
    throw new ApiError('conflict', `It is merged into ${standing.mergedInto} already.`)
  if (into.id === standing.id)
    throw new ApiError('unprocessable', 'A row cannot be merged into itself.')
  if (into.status === 'withdrawn')
    throw new ApiError('unprocessable', 'The row to merge into is withdrawn.')
  if (resource.name === 'captures')
    throw new ApiError('unprocessable', 'A capture is what it is: it cannot be merged.')
  if (resource.name === 'sources' && (await hasCaptures(client, standing.id)))
    throw new ApiError(
      'unprocessable',
      'A source that has captures keeps them: it cannot be merged.'
    )
  for (const link of linksTo(resource)) await moveLinks(client, link, standing.id, into.id)
  await client.query(
    `update ${getTableName(resource.table)} set ${withdrawn("'merged'")}, merged_into = $2 where id = $1`,
    [standing.id, into.id]
  )
  return into.id
}

async function survivorOf(
  client: pg.ClientBase,
  resource: Resource,
  standing: Standing
): Promise<Standing> {
  return standing.mergedInto
    ? survivorOf(client, resource, await standingOf(client, resource, standing.mergedInto))
    : standing
}
async function hasCaptures(client: pg.ClientBase, id: string): Promise<boolean> {
  const { rowCount } = await client.query('select from captures where source_id = $1 limit 1', [id])
  return rowCount === 1
}

interface Link {
  table: string
  column: string
  /** In a resource's own row. */
  ofRow: boolean
  nullable: boolean
  /** The column of a link table or part that names its owner, and the owner's table. */
  owner?: { column: string; table: string }
}
/** Every column that links to the resource, from the definitions. */
function linksTo(to: Resource): Link[] {
  return Object.values(resources).flatMap((resource) => {
    const table = getTableName(resource.table)
    const within = (field: Field): Link[] => {
      if (field.kind === 'one' && field.to === to.name)
        return [{ table, column: field.column.name, ofRow: true, nullable: field.nullable }]
      if (field.kind === 'group') return Object.values(field.fields).flatMap(within)
      if (field.kind === 'many' && 'table' in field.join && !field.join.reverse)
        return field.to === to.name
          ? [
              {
                table: getTableName(field.join.table),
                column: field.join.target.name,
                ofRow: false,
                nullable: false,
                owner: { column: field.join.owner.name, table }
              }
            ]
          : []
      if (field.kind !== 'parts' || field.readOnly) return []
      return Object.values(field.fields).flatMap((member): Link[] =>
        member.kind === 'one' && member.to === to.name
          ? [
              {
                table: getTableName(field.table),
                column: member.column.name,
                ofRow: false,
                nullable: member.nullable,
                owner: { column: field.owner.name, table }
              }
            ]
          : []
      )
    }
    return Object.values(resource.fields).flatMap(within)
  })
}

async function moveLinks(
  client: pg.ClientBase,
  { table, column, ofRow, nullable, owner }: Link,
  from: string,
  into: string
): Promise<void> {
  const { rows } = await client.query<{ place: string; of: string }>(
    `select ctid::text as place, ${owner ? owner.column : 'id'} as of from ${table} where ${column} = $1 order by 2`,
    [from]
  )
  for (const { place, of } of rows) {
    const where = `${column} = $1 and ctid = '${place}'`
    const set = ofRow ? ', revision = revision + 1' : ''
    const isMoved = await attempt(
      client,
      `update ${table} set ${column} = $2${set} where ${where}`,
      [from, into]
    )
    if (!isMoved && !ofRow) await client.query(`delete from ${table} where ${where}`, [from])
    else if (!isMoved && nullable)
      await client.query(`update ${table} set ${column} = null${set} where ${where}`, [from])
    else if (!isMoved)
      await client.query(
        `update ${table} set ${withdrawn("'merged'")} where id = $1 and status <> 'withdrawn'`,
        [of]
      )
    if (owner)
      await client.query(`update ${owner.table} set revision = revision + 1 where id = $1`, [of])
  }
}

/** False where a constraint stands against it. */
async function attempt(client: pg.ClientBase, text: string, values: string[]): Promise<boolean> {
  await client.query('savepoint attempt')
  try {
    await client.query(text, values)
    await client.query('release savepoint attempt')
    return true
  } catch (error) {
    if (!/^23/.test((error as { code?: string }).code ?? '')) throw error
    await client.query('rollback to savepoint attempt')
    return false
  }
}
