/**
 * PostGraphile as its documentation starts it, for the bench to ask: on Node's own http server, which
 * carries the least. It is loaded out of the folder that it was installed into.
 *
 * It has what helps it and nothing that costs: its Amber preset, no GraphiQL, no watching of the
 * schema, no web sockets, no explaining of queries, no limits of cost or depth; its caches of plans and
 * of prepared statements as they come; and the answer is stringified while it is made
 * (`outputDataAsString`), which is quicker than the default.
 */
import http from 'node:http'
import { createRequire } from 'node:module'

/** Sent by the parent. `packageFile`: the package.json beside which it was installed. */
export interface PostgraphileStart {
  packageFile: string
  url: string
  poolSize: number
}
/** As much of its interface as is used here. */
interface Instance {
  createServ: (grafserv: unknown) => { addTo: (server: http.Server) => Promise<void> }
}

/** Node 20 lacks it, and this version uses it in places; Node 22's own does the same. */
function withResolvers() {
  const made: Record<string, unknown> = {}
  made['promise'] = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }))
  return made
}
const lacking = Promise as { withResolvers?: () => unknown }
lacking.withResolvers ??= withResolvers

process.once('message', async ({ packageFile, url, poolSize }: PostgraphileStart) => {
  const load = createRequire(packageFile)
  const { postgraphile } = load('postgraphile') as { postgraphile: (preset: object) => Instance }
  const { PostGraphileAmberPreset } = load('postgraphile/presets/amber')
  const { makePgService } = load('postgraphile/adaptors/pg')
  const { grafserv } = load('postgraphile/grafserv/node')
  const instance = postgraphile({
    extends: [PostGraphileAmberPreset],
    pgServices: [
      makePgService({
        connectionString: url,
        poolConfig: { max: poolSize },
        schemas: ['public'],
        pubsub: false
      })
    ],
    grafserv: { graphiql: false, watch: false, websockets: false, outputDataAsString: true },
    grafast: { explain: false }
  })
  const server = http.createServer()
  await instance.createServ(grafserv).addTo(server)
  server.listen(0, '127.0.0.1', () => {
    process.send?.((server.address() as { port: number }).port)
  })
})
process.once('disconnect', () => process.exit())
