/**
 * What processes, a proxy and a replica give on one machine: W2 asked of one process, of two behind HAProxy,
 * of two that read from a replica, and of one behind PgBouncer. Takes turns; tells medians.
 *
 *   npm run bench:topology
 */
import { makePrimary, makeReplica, startPooler, startProxy } from '../test/topology/servers.js'
import { openDatabase } from './database.js'
import { load, wired } from './load.js'
import { Random } from './random.js'
import { sizesAt } from './records.js'
import { startApi } from './servers.js'
import { workloads } from './workloads.js'

const [scale, rounds, seconds, connections] = [1, 5, 2, 16]
const ends: (() => unknown)[] = []
const owner = { teardown: (work: () => unknown) => ends.unshift(work) }
const say = (line: string) => console.error(line)

try {
  const primary = await makePrimary(owner)
  const url = (port: number) => (database: string) =>
    `postgres://postgres@127.0.0.1:${port}/${database}`
  const server = { version: '', url: url(primary.port), stop: async () => {} }
  const database = await openDatabase(server, scale, say)
  const name = new URL(database.url).pathname.slice(1)
  const replica = await makeReplica(owner, primary)
  const pooled = url(await startPooler(owner, primary))(name)
  const start = async (url: string, env: NodeJS.ProcessEnv = {}) => {
    const api = await startApi(url, [], { WORKER: 'false', ...env })
    owner.teardown(api.stop)
    return api.port
  }
  const behindProxy = async (ports: number[]) =>
    Number(
      new URL(
        await startProxy(
          owner,
          ports.map((port) => `http://127.0.0.1:${port}`)
        )
      ).port
    )
  const toReplica = { DATABASE_REPLICA_URLS: url(replica.port)(name) }
  const toPooler = { DATABASE_DIRECT_URL: database.url, DATABASE_PREPARE: 'false' }
  const two = [await start(database.url), await start(database.url)]
  const reading = [await start(database.url, toReplica), await start(database.url, toReplica)]
  const contenders = {
    'one process': two[0] as number,
    'two behind HAProxy': await behindProxy(two),
    'one that reads from the replica': reading[0] as number,
    'two behind HAProxy that read from the replica': await behindProxy(reading),
    'one behind PgBouncer, nothing prepared': await start(pooled, toPooler)
  }
  const workload = workloads.find(({ name }) => name === 'W2')
  if (!workload) throw new Error('there is no W2')
  const random = new Random('topology')
  const sizes = sizesAt(scale)
  const asks = Array.from({ length: 500 }, () =>
    wired(workload.ask(workload.draw(random, sizes, { thousandth: [], twoThousandth: [] })))
  )
  const rates = new Map<string, number[]>()
  for (let round = 0; round <= rounds; round++) {
    for (const [name, port] of Object.entries(contenders)) {
      const { rate } = await load(port, asks, { seconds, connections })
      // The first round warms up.
      if (round) rates.set(name, [...(rates.get(name) ?? []), rate])
    }
  }
  console.log('| W2 | requests/s |\n| --- | --: |')
  for (const [name, all] of rates) {
    const median = all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
    console.log(`| ${name} | ${median.toFixed()} |`)
  }
} finally {
  for (const end of ends) await end()
}
