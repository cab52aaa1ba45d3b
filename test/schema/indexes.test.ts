/** Each sort and filter is served by an index, as PostgreSQL itself says of the engine's statements. */
import { createHash } from 'node:crypto'
import { getTableName } from 'drizzle-orm'
import type pg from 'pg'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { feeds } from '../../src/feeds/items.js'
import type { Filter, ManyField, Operator, Resource } from '../../src/resources/define.js'
import { collections, resources } from '../../src/resources/index.js'
import { inFeedOrder } from '../../src/rest/feeds.js'
import { connectionOf } from '../../src/store/connection.js'
import { objectOf } from '../../src/store/objects.js'
import { listQuery } from '../../src/store/query.js'
import { readList } from '../../src/store/read.js'
import { sortOf } from '../../src/store/rows.js'
import type { Connection, Rows, Selection } from '../../src/store/selection.js'
import { Statement } from '../../src/store/sql.js'
import { createDatabase } from '../support/database.js'
import { fillTables, idOf, many } from '../support/many-rows.js'

/** A node of a plan, with those below it flattened. */
interface Node {
  'Node Type': string
  'Relation Name'?: string
  Alias?: string
  'Index Name'?: string
  'Index Cond'?: string
  'Recheck Cond'?: string
  Filter?: string
  Plans?: Node[]
}
const within = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(within)]
/** The alias of the listed row in the engine's statement: PostgreSQL numbers it where it comes twice. */
const row = 't0'
const isRow = ({ Alias }: Node) => /^t0(_\d)?$/.test(Alias ?? '')

const database = (async () => {
  const { pool } = await createDatabase(t)
  const db = await pool.connect()
  t.teardown(() => db.release())
  await fillTables(db)
  // A table of a few rows is read whole: forbidden here, it is only read so where it must be.
  await db.query('SET enable_seqscan = off')
  return db
})()

const select = (resource: Resource) => [
  { as: 'id', field: resource.fields['id'] as NonNullable<Resource['fields'][string]> }
]
async function plan(db: pg.PoolClient, resource: Resource, rows: Rows): Promise<Node[]> {
  const sql = new Statement()
  const text = listQuery({ resource, rows, select: select(resource) }, sql)
  const answer = await db.query(`EXPLAIN (FORMAT JSON) ${text}`, sql.values)
  return within(answer.rows[0]['QUERY PLAN'][0].Plan)
}
const page = (sort: string, rest: Partial<Rows> = {}): Rows => ({
  filters: [],
  sort: sortOf(sort),
  limit: 20,
  backward: false,
  ...rest
})
const show = (nodes: Node[]) =>
  nodes
    .map(
      (node) =>
        `${node['Node Type']} ${node.Alias ?? ''} ${node['Index Name'] ?? ''} cond: ${node['Index Cond'] ?? node['Recheck Cond'] ?? '-'} filter: ${node.Filter ?? '-'}`
    )
    .join('\n')

/** The page is read in its order, from where it begins: nothing is sorted, nothing passed over. */
function readInOrder(t: Test, nodes: Node[], what: string) {
  const page = within(nodes.find((node) => node['Node Type'] === 'Limit') as Node)
  const sorts = page.filter((node) => node['Node Type'].includes('Sort'))
  const scans = page.filter(isRow)
  t.ok(
    sorts.length === 0 &&
      scans.length === 1 &&
      scans[0]?.['Node Type'].startsWith('Index') &&
      !scans[0].Filter?.includes('ROW('),
    `${what} comes in the order of an index`,
    { plan: show(nodes) }
  )
}

/** A session in which the planner does these things only where nothing else is possible. */
async function without(t: Test, ...ways: string[]) {
  const db = await database
  await db.query(ways.map((way) => `SET enable_${way} = off`).join('; '))
  t.teardown(() => db.query(ways.map((way) => `RESET enable_${way}`).join('; ')))
  return db
}

t.test('each sort of each collection, in both directions and from anywhere', async (t) => {
  const db = await without(t, 'sort', 'bitmapscan')
  let sorts = 0
  for (const resource of collections)
    for (const name of Object.keys(resource.sorts))
      for (const sort of [name, `-${name}`]) {
        sorts++
        const what = `${resource.name} by ${sort}`
        readInOrder(t, await plan(db, resource, page(sort)), what)
        const first = await readList(db, { resource, rows: page(sort), select: select(resource) })
        t.equal(first.size, 20, what)
        const key = JSON.parse(first.last ?? '') as string[]
        for (const backward of [false, true])
          readInOrder(
            t,
            await plan(db, resource, page(sort, { from: { key, backward }, backward })),
            `${what}, ${backward ? 'before' : 'after'} a cursor`
          )
        readInOrder(t, await plan(db, resource, page(sort, { backward: true })), `${what}, its end`)
      }
  t.ok(sorts > 70, `${sorts} sorts`)
})

t.test('each feed, from its beginning and from anywhere', async (t) => {
  const db = await without(t, 'sort', 'bitmapscan')
  for (const name of Object.keys(feeds) as (keyof typeof feeds)[]) {
    const resource = inFeedOrder(resources[name])
    const rows = page(resource.defaultSort)
    readInOrder(t, await plan(db, resource, rows), `the feed of ${name}`)
    const first = await readList(db, { resource, rows, select: select(resource) })
    const key = JSON.parse(first.last ?? '') as string[]
    const from = { key, backward: false }
    readInOrder(
      t,
      await plan(db, resource, { ...rows, from }),
      `the feed of ${name}, its next page`
    )
  }
})

t.test('agencies, topics and statutes lead the lists that they filter, newest first', async (t) => {
  const db = await without(t, 'sort', 'bitmapscan')
  const leading: [name: string, filter: string][] = []
  for (const { name, filters } of Object.values(resources))
    for (const [filter, { lead }] of Object.entries(filters)) if (lead) leading.push([name, filter])
  t.strictSame(leading, [
    ['statements', 'agency'],
    ['statements', 'topic'],
    ['claims', 'statute'],
    ['claims', 'agency'],
    ['claims', 'topic']
  ])
  for (const [name, filter] of leading) {
    const resource = resources[name as 'claims']
    for (const count of [1, 3]) {
      const values = Array.from({ length: count }, (_, i) => idOf(tableOf(resource, filter), 7 + i))
      const rows = page('-issuedOn', { filters: [{ name: filter, operator: 'eq', values }] })
      const first = await readList(db, { resource, rows, select: select(resource) })
      t.ok(first.size >= 3, `${first.size} ${name} by ${filter}`)
      const key = JSON.parse(first.first ?? '') as string[]
      for (const from of [undefined, { key, backward: false }, { key, backward: true }]) {
        const backward = from?.backward ?? false
        const nodes = await plan(db, resource, { ...rows, backward, ...(from && { from }) })
        // The links of each value are read by their index up to the limit; only what is read so is merged.
        const limits = nodes.filter((node) => node['Node Type'] === 'Limit')
        const inner = within(limits.at(-1) as Node)
        const links = inner.filter((node) => node['Index Cond'] && !isRow(node))
        t.ok(
          inner.every((node) => !node['Node Type'].includes('Sort')) &&
            links.length > 0 &&
            nodes.every((node) => node['Node Type'] !== 'Seq Scan'),
          `${name} by ${count} ${filter}, ${from ? (backward ? 'before' : 'after') : 'the newest'}`,
          { plan: show(nodes) }
        )
      }
    }
  }
})

t.test('what an agency said is read newest first, no further than the page', async (t) => {
  const db = await without(t, 'sort', 'bitmapscan')
  const sql = new Statement()
  const nodesOf = (rows: Rows, select: Selection): Connection => ({
    rows,
    binding: '',
    members: [{ as: 'nodes', member: 'nodes', select }]
  })
  const field = resources.agencies.fields['statements'] as ManyField
  const connection = nodesOf(page('-issuedOn'), select(resources.statements))
  const all = nodesOf(page('name'), [{ as: 'statements', field, connection }])
  const text = connectionOf(resources.agencies, all, sql, objectOf)
  const answer = await db.query(`EXPLAIN (FORMAT JSON) select ${text}`, sql.values)
  const nodes = within(answer.rows[0]['QUERY PLAN'][0].Plan)
  const limits = nodes.filter((node) => node['Node Type'] === 'Limit').map(within)
  const inner = limits.find((each) => each.length < 10 && each.some(isLink)) ?? []
  t.match(inner.filter(isLink), [{ 'Index Cond': /agency_id/ }], show(nodes))
  t.ok(
    inner.every((node) => !node['Node Type'].includes('Sort')),
    'nothing is sorted',
    { plan: show(nodes) }
  )
})
const isLink = (node: Node) => node['Relation Name'] === 'statement_agencies'

const tableOf = (resource: Resource, filter: string) =>
  getTableName(resources[resource.filters[filter]?.to ?? 'claims'].table)

const after = (day: string, ms: number) =>
  new Date(Date.parse(day) + ms).toISOString().replace('.000', '')

/** A value that few rows have, as a URL would give it. */
function valueFor(resource: Resource, name: string, filter: Filter, operator: Operator): string {
  const { value, to } = filter
  const low = operator.startsWith('l')
  if (to) return idOf(getTableName(resources[to].table), 7)
  if (value instanceof z.ZodEnum) return String(value.options[name === 'assertedByEditors' ? 0 : 1])
  const texts: Record<string, string> = {
    id: idOf(getTableName(resource.table), 7),
    ocdId: 'ocd-division/country:us/place:p7',
    classification: 'county',
    state: 'mn',
    otherName: 'other-7',
    altLabel: 'alt-7',
    externalId: 'external-7',
    sha256: createHash('sha256').update('7').digest('hex'),
    identifier: 'ori:MN0000007',
    url: operator === 'contains' ? 'url-77' : 'https://example.org/url-7'
  }
  if (/(createdAt|updatedAt)$/.test(name))
    return after('2020-01-01', (low ? 5 : many - 5) * 3_600_000)
  if (name === 'number') return low ? '2' : '5'
  if (name === 'position') return low ? '5' : String(many - 5)
  if (name === 'legalForceOn') return '2003-05-01'
  if (/On$/.test(name))
    return operator === 'eq'
      ? '2003-05'
      : after('2000-01-01', (low ? 5 : many - 5) * 86_400_000).slice(0, 10)
  return texts[name] ?? `${name}-${operator === 'contains' ? 77 : 7}`
}

t.test('each filter of each collection finds its rows by an index', async (t) => {
  // Where tables are large, neither would pay.
  const db = await without(t, 'hashjoin', 'mergejoin')
  let tried = 0
  for (const resource of collections)
    for (const [name, filter] of Object.entries(resource.filters))
      for (const operator of ['eq', 'gt', 'gte', 'lt', 'lte', 'contains'] as const) {
        if (!filter.operators.includes(operator)) continue
        // Whether there is one is looked up by index for each row of the list, in its order.
        if (/^has[A-Z]/.test(name)) continue
        // Its view numbers the captures of all sources: it is read whole, by definition.
        if (name === 'edited') continue
        tried++
        const what = `${resource.name}: ${name}[${operator}]`
        const values = [filter.value.parse(valueFor(resource, name, filter, operator))]
        // A whole list, for which walking an index in its order would not pay.
        const rows = page(resource.defaultSort, {
          filters: [{ name, operator, values }],
          limit: many
        })
        const nodes = await plan(db, resource, rows)
        const where = filter.where(row, operator, values, new Statement())
        const own = [...where.matchAll(/\bt0\.(\w+)/g)].map(([, column]) => column as string)
        const indirect = where.includes('exists')
        const columns = own.filter(
          (column) => column !== 'visible' && (column !== 'id' || !indirect)
        )
        const conditions = nodes
          .filter((node) => isRow(node) === columns.length > 0)
          .map((node) => `${node['Index Cond'] ?? ''} ${node['Recheck Cond'] ?? ''}`)
          .join(' ')
        const met = columns.length
          ? columns.some((column) => new RegExp(`\\b${column}\\b`).test(conditions))
          : conditions.trim() !== ''
        const whole = nodes.some((node) => node['Node Type'] === 'Seq Scan')
        t.ok(met && !whole, what, { plan: show(nodes), where })
      }
  t.ok(tried > 250, `${tried} filters`)
})
