/** npm run bench: our API, the floors, and what is printed of them. See README.md. */
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config.js'
import { compared } from './compare.js'
import { copyOf, type Database, openDatabase, openServer } from './database.js'
import { exportTable } from './export.js'
import { hotTable } from './hot.js'
import { latencyTable } from './latency.js'
import { overloadTable, soakTable } from './overload.js'
import { profiled } from './profile.js'
import { Random } from './random.js'
import { sizesAt } from './records.js'
import { cpuTable, fixed, type Row, ratesTable, whole } from './report.js'
import { asksOf, checkAgreement, measured, type Pace } from './rounds.js'
import { type Running, startApi, startFloor } from './servers.js'
import { countStatements } from './statement-count.js'
import { findPages, walkAll } from './walk.js'
import { type Ask, type Contender, type Draw, type Pages, workloads } from './workloads.js'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    scale: { type: 'string', default: '1' },
    only: { type: 'string' },
    compare: { type: 'boolean', default: false },
    import: { type: 'boolean', default: false },
    latency: { type: 'boolean', default: false },
    overload: { type: 'boolean', default: false },
    soak: { type: 'string' },
    profile: { type: 'boolean', default: false }
  }
})
const pace: Pace = { rounds: Number(options.rounds), seconds: Number(options.seconds) }
const scale = Number(options.scale)
const only = options.only?.split(',')
const chosen = workloads.filter(({ name }) => !only || only.includes(name))
const say = (line: string) => console.error(line)

const server = await openServer()
try {
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${server.version}, ${os.cpus().length} cores\n`
  )
  if (options.compare) await compareScales()
  else {
    const database = await openDatabase(server, scale, say, scale <= 1 || options.import)
    tellLoad(database)
    if (options.profile) await profileEach(database)
    else if (options.latency) await tellLatency(database)
    else if (options.overload || options.soak) await tellEndurance(database)
    else await bench(database)
  }
} finally {
  await server.stop()
}

function tellLoad({ scale, size, seconds, peakRss, loadedNow, isGrown }: Database): void {
  const when = loadedNow ? 'now' : 'in an earlier run'
  const how = isGrown
    ? `grown ${when} in ${whole(seconds)} s`
    : `imported ${when} in ${whole(seconds)} s, peak memory ${whole(peakRss)} MiB`
  console.log(`x${scale}: ${whole(sizesAt(scale).claims)} claims; ${whole(size)} MiB ${how}\n`)
}

async function bench({ url }: Database): Promise<void> {
  const api = await startApi(url)
  const running = new Map<Contender, Running>([['onrecord', api]])
  try {
    await sleep(3000)
    const idle = api.memory()
    const pages = await findPages(api.port)
    const samples = samplesOf(pages)
    const { databasePoolSize } = loadConfig()
    for (const each of ['f2', 'drizzle'] as const)
      running.set(each, await startFloor(each, url, databasePoolSize, samples))
    const rows: Row[] = []
    const first = new Map<string, Ask>()
    for (const workload of chosen) {
      const names = [...running.keys()].filter(
        (each) =>
          each === 'onrecord' || !(workload.alone || (each === 'drizzle' && !workload.drizzle))
      )
      const asks = asksOf(workload, names, sizesAt(scale), pages)
      await checkAgreement(workload, running, asks)
      say(workload.name)
      rows.push({ workload, results: await measured(running, asks, pace) })
      first.set(workload.name, asks.get('onrecord')?.[0] as Ask)
    }
    console.log(`Requests per second:\n\n${ratesTable(rows)}\n`)
    console.log(`CPU milliseconds a request, in Node and in PostgreSQL:\n\n${cpuTable(rows)}\n`)
    tellPages(rows)
    console.log(
      `Memory of the API: idle ${whole(idle)} MiB, after the load ${whole(api.memory())} MiB`
    )
    const counts = await countStatements(url, first)
    console.log(
      `SQL statements a request: ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`
    )
    if (!only || only.includes('W7')) console.log(`W7:\n\n${await hotTable(url, pace)}\n`)
    if (!only || only.includes('W6')) {
      console.log(`W6:\n\n${await exportTable(api, url, pace.rounds)}\n`)
      const { rows: read, seconds } = await walkAll(api.port)
      console.log(
        `W6: all ${whole(read)} claims by pages of 200: ${fixed(seconds, 1)} s, ${whole(read / seconds)} rows/s`
      )
    }
  } finally {
    for (const each of running.values()) await each.stop()
  }
}

/** Values of the kind that each workload takes, for the floors to prepare their SQL by. */
function samplesOf(pages: Pages): Record<string, Draw> {
  const random = new Random('samples')
  return Object.fromEntries(
    workloads.map((each) => [each.name, each.draw(random, sizesAt(scale), pages)])
  )
}

function tellPages(rows: Row[]): void {
  const p50 = (name: string) =>
    rows.find(({ workload }) => workload.name === name)?.results.get('onrecord')?.rate
  const [first, last] = [p50('W3a'), p50('W3b')]
  if (first && last)
    console.log(`Page 2,000 costs ${fixed(first / last)} times page 1 (target: at most 1.2)`)
  const [selective, broad] = [p50('W4'), p50('W4b')]
  if (selective && broad)
    console.log(
      `A broad search costs ${fixed(selective / broad)} times a selective one (target: below 20)`
    )
  const [now, then] = [p50('W2'), p50('W2h')]
  if (now && then) console.log(`W2 as of a moment costs ${fixed(now / then)} times W2`)
}

async function profileEach({ url }: Database): Promise<void> {
  const api = await startApi(url)
  const pages = await findPages(api.port)
  await api.stop()
  for (const workload of chosen) {
    const asks = asksOf(workload, ['onrecord'], sizesAt(scale), pages).get('onrecord') as Ask[]
    console.log(`${workload.name}\n\n${await profiled(url, asks, pace.seconds)}\n`)
  }
}

/** Under more load than can be borne, or for long. */
async function tellEndurance({ url }: Database): Promise<void> {
  const api = await startApi(url)
  try {
    const pages = await findPages(api.port)
    const each = chosen
      .filter(({ alone }) => !alone)
      .map((workload) => ({
        name: workload.name,
        asks: asksOf(workload, ['onrecord'], sizesAt(scale), pages).get('onrecord') as Ask[]
      }))
    if (options.soak) {
      const mixed = Array.from({ length: 1000 }, (_, i) => each.map(({ asks }) => asks[i] as Ask))
      console.log(await soakTable(api, mixed.flat(), Number(options.soak)))
      return
    }
    for (const { name, asks } of each)
      console.log(`${name}\n\n${await overloadTable(api, asks, pace.seconds)}\n`)
  } finally {
    await api.stop()
  }
}

/** On a copy, for it writes. */
async function tellLatency(database: Database): Promise<void> {
  const copy = await copyOf(server, database)
  try {
    const table = await latencyTable(copy.url, { writes: 300, listeners: [1, 50] })
    console.log(`From a commit to its listeners, 300 commits:\n\n${table}`)
  } finally {
    await copy.drop()
  }
}

async function compareScales(): Promise<void> {
  const sides: { scale: number; running: Running }[] = []
  try {
    for (const each of [1, scale > 1 ? scale : 10]) {
      const database = await openDatabase(server, each, say)
      tellLoad(database)
      sides.push({ scale: each, running: await startApi(database.url) })
    }
    const [small, large] = sides as [(typeof sides)[0], (typeof sides)[0]]
    console.log(await compared(chosen, small, large, pace))
  } finally {
    for (const { running } of sides) await running.stop()
  }
}
