/** The workloads in drizzle's relational queries, prepared, with the members that ours answers with. */
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import type pg from 'pg'
import * as tables from './drizzle-tables.js'
import type { Draw } from './workloads.js'

type Query = (draw: Draw) => Promise<unknown>
const value = sql.placeholder
/** The order of our lists: the newest first, those without a date last. */
const newest = (table: { issuedOnEarliest: unknown }, id: unknown) => [
  sql`coalesce(${table.issuedOnEarliest}, '-infinity'::date) desc`,
  sql`${id} desc`
]

export function drizzleQueries(pool: pg.Pool): Record<string, Query> {
  const { query } = drizzle(pool, { schema: tables })
  const claim = { id: true, proposition: true, kind: true } as const
  const statement = { id: true, title: true, issuedOn: true } as const
  const agencies = {
    columns: {},
    with: { agency: { columns: { name: true } } },
    orderBy: (link: { position: unknown }) => sql`${link.position}`
  } as const
  const references = {
    columns: {},
    where: (link: { visible: unknown }) => sql`${link.visible}`,
    orderBy: (link: { createdAt: unknown; id: unknown }) => sql`${link.createdAt}, ${link.id}`,
    with: { statute: { columns: { citation: true } } }
  } as const

  const w1 = query.claims
    .findFirst({
      columns: { ...claim, attribution: true },
      where: (of) => sql`${of.id} = ${value('key')} and ${of.visible}`,
      with: {
        statement: {
          columns: { ...statement, summary: true, channel: true },
          with: {
            agencies: {
              columns: { role: true },
              with: { agency: { columns: { id: true, name: true } } },
              orderBy: (link) => link.position
            }
          }
        }
      }
    })
    .prepare('w1')
  const w2 = query.claimAgencies
    .findMany({
      columns: {},
      where: (link) => sql`${link.agencyId} = ${value('key')}`,
      orderBy: (link) => newest(link, link.claimId),
      limit: 50,
      with: {
        claim: {
          columns: claim,
          with: {
            statement: { columns: statement, with: { agencies } },
            statuteReferences: references
          }
        }
      }
    })
    .prepare('w2')
  const page = {
    columns: { ...claim, attribution: true },
    orderBy: (of: { issuedOnEarliest: unknown; id: unknown }) => newest(of, of.id),
    limit: 50,
    with: { statement: { columns: { id: true, title: true } } }
  } as const
  const w3a = query.claims.findMany({ ...page, where: (of) => sql`${of.visible}` }).prepare('w3a')
  const w3 = query.claims
    .findMany({
      ...page,
      where: (of) =>
        sql`${of.visible} and (coalesce(${of.issuedOnEarliest}, '-infinity'::date), ${of.id}) < (${value('date')}::date, ${value('id')}::uuid)`
    })
    .prepare('w3')
  const w5 = query.agencies
    .findMany({
      columns: { id: true, name: true },
      where: (of) => sql`${of.id} = any(${value('ids')}::uuid[]) and ${of.visible}`,
      orderBy: (of) => [of.name, of.id],
      limit: 20,
      with: {
        statements: {
          columns: {},
          orderBy: (link) => newest(link, link.statementId),
          limit: 5,
          with: {
            statement: {
              columns: statement,
              with: {
                claims: {
                  columns: claim,
                  where: (of) => sql`${of.visible}`,
                  orderBy: (of) => [of.position, of.id],
                  limit: 5,
                  with: { statuteReferences: { ...references, limit: 5 } }
                }
              }
            }
          }
        }
      }
    })
    .prepare('w5')
  return {
    W1: (draw) => w1.execute(draw),
    W2: async (draw) => (await w2.execute(draw)).map(({ claim }) => claim),
    W3a: () => w3a.execute(),
    W3: (draw) => w3.execute(draw),
    W3b: (draw) => w3.execute(draw),
    W5: async (draw) => {
      const rows = await w5.execute(draw)
      return rows.map(({ statements, ...agency }) => ({
        ...agency,
        statements: statements.map((link) => link.statement)
      }))
    }
  }
}
