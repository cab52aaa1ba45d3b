/**
 * A server with nothing but a workload's answers, to compare ours with. `f2`: the text of one named
 * statement, the same as our engine's, passed through. `drizzle`: relational queries, then JSON.
 */
import Fastify from 'fastify'
import { openPool } from '../src/db/connect.js'
import { drizzleQueries } from './drizzle-queries.js'
import { captured } from './statements.js'
import { type Contender, type Draw, workloads } from './workloads.js'

/** Sent by the parent: a draw of each workload, as a sample of its values. */
interface Start {
  contender: Contender
  url: string
  poolSize: number
  samples: Record<string, Draw>
}
const json = 'application/json; charset=utf-8'

process.once('message', async ({ contender, url, poolSize, samples }: Start) => {
  const pool = openPool({ url, poolSize, applicationName: `onrecord bench ${contender}` })
  const app = Fastify()
  const answer = contender === 'f2' ? passedThrough(samples) : queried()
  for (const { name } of workloads) {
    app.get(`/${name}`, async (request, reply) =>
      reply.type(json).send(await answer(name, request.query as Draw))
    )
    app.post(`/${name}`, async (request, reply) =>
      reply.type(json).send(await answer(name, request.body as Draw))
    )
  }

  function passedThrough(samples: Record<string, Draw>) {
    const all = workloads.map((each) => ({ ...each, ...captured(each, samples[each.name] ?? {}) }))
    const named = new Map(all.map((each) => [each.name, each]))
    return async (name: string, draw: Draw) => {
      const { text, values, sql } = named.get(name) as (typeof all)[number]
      const { rows } = await pool.query({ name, text, values: values(draw) })
      return 'list' in sql ? `{"data":[${rows[0].data}]}` : rows[0].data
    }
  }
  function queried() {
    const queries = drizzleQueries(pool)
    return async (name: string, draw: Draw) => queries[name]?.(draw)
  }

  await app.listen({ port: 0, host: '127.0.0.1' })
  process.send?.((app.server.address() as { port: number }).port)
})
process.once('disconnect', () => process.exit())
