/**
 * npm run bench:peers: our API beside PostGraphile and Directus, over the same data, in one run. What
 * each was given is said in peer-packages.ts, peer-databases.ts and postgraphile-process.ts.
 */
import os from 'node:os'
import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config.js'
import { checkAlike } from './alike.js'
import { openDatabase, openServer } from './database.js'
import { peerDatabase } from './peer-databases.js'
import { install, type Peer, startDirectus, startPostgraphile, versions } from './peer-packages.js'
import {
  cursorBefore,
  hotWorkload,
  type PeerWorkload,
  peerWorkloads,
  type Side
} from './peer-workloads.js'
import { Random } from './random.js'
import { sizesAt } from './records.js'
import { fixed, table, whole } from './report.js'
import { answerOf, measured, type Pace, type Result } from './rounds.js'
import { type Running, startApi } from './servers.js'
import { findPages } from './walk.js'
import type { Ask, Draw, Pages } from './workloads.js'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    only: { type: 'string' }
  }
})
const pace: Pace = { rounds: Number(options.rounds), seconds: Number(options.seconds) }
const only = options.only?.split(',')
const say = (line: string) => console.error(line)
const peers = Object.keys(versions) as Peer[]
const sides: Side[] = ['onrecord', ...peers]
const titles: Record<Side, string> = {
  onrecord: 'OnRecord',
  postgraphile: 'PostGraphile',
  directus: 'Directus'
}

const server = await openServer()
const running = new Map<Side, Running>()
try {
  for (const peer of peers) await install(peer, say)
  const database = await openDatabase(server, 1, say)
  const urls = {
    postgraphile: await peerDatabase('postgraphile', server, database, say),
    directus: await peerDatabase('directus', server, database, say)
  }
  const { databasePoolSize } = loadConfig()
  say('starting')
  running.set('onrecord', await startApi(database.url))
  running.set('postgraphile', await startPostgraphile(urls.postgraphile, databasePoolSize))
  running.set('directus', await startDirectus(urls.directus, databasePoolSize))

  const rows: string[][] = []
  const far = await farPages()
  for (const workload of peerWorkloads.filter(({ name }) => !only || only.includes(name))) {
    const asks = asksOf(workload, far)
    await checkAlike(workload, running, asks)
    say(workload.name)
    rows.push(rowOf(workload, await measured(running, asks, pace)))
  }
  const after = sides.map((side) => `${titles[side]} ${whole(running.get(side)?.memory())} MiB`)
  if (!only || only.includes(hotWorkload.name)) rows.push(await hotRow(database.url, far))

  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} cores, Node ${process.version}, ${server.version}, ${peers.map((peer) => `${titles[peer]} ${versions[peer]}`).join(', ')}; ${pace.rounds} rounds of ${pace.seconds} s\n`
  )
  const beside = peers.flatMap((peer) => [`of ${titles[peer]}`, 'target'])
  console.log(table(['', ...sides.map((side) => titles[side]), ...beside], rows))
  console.log(`\nMemory after the load: ${after.join(', ')}`)
} finally {
  for (const each of running.values()) await each.stop()
  await server.stop()
}

/** The same list again, ours with answers kept. */
async function hotRow(url: string, far: Far): Promise<string[]> {
  const hot = await startApi(url, [], { ANSWER_CACHE_BYTES: '33554432' })
  try {
    const all = new Map(running).set('onrecord', hot)
    const plain = asksOf(hotWorkload, far)
    await checkAlike(hotWorkload, all, plain)
    say(hotWorkload.name)
    const asks = new Map<Side, Ask[]>()
    for (const [side, [ask]] of plain)
      asks.set(side, [await conditional(all.get(side) as Running, ask as Ask)])
    return rowOf(hotWorkload, await measured(all, asks, pace))
  } finally {
    await hot.stop()
  }
}

/** The request that names the answer held, if it has a name. */
async function conditional({ port }: Running, ask: Ask): Promise<Ask> {
  if (ask.body !== undefined) return ask
  const etag = (await fetch(`http://127.0.0.1:${port}${ask.path}`)).headers.get('etag')
  return etag ? { ...ask, headers: { 'if-none-match': etag } } : ask
}

/** Of pages far down the list: our cursors, PostGraphile's, and the pages' numbers by fifties. */
interface Far {
  pages: Pages
  places: Map<string, { peerCursor: string; number: string }>
}
async function farPages(): Promise<Far> {
  const port = (side: Side) => (running.get(side) as Running).port
  const pages = await findPages(port('onrecord'))
  const places: Far['places'] = new Map()
  for (const [i, cursor] of pages.thousandth.entries()) {
    // As findPages reads them: by 200, from row 49,000.
    const row = 49_000 + i * 200
    const answer = (await answerOf(port('postgraphile'), cursorBefore(row))) as {
      data: { allClaims: { pageInfo: { endCursor: string } } }
    }
    const peerCursor = answer.data.allClaims.pageInfo.endCursor
    places.set(cursor, { peerCursor, number: String(row / 50 + 1) })
  }
  return { pages, places }
}

/** A thousand requests, the same for each. */
function asksOf(workload: PeerWorkload, { pages, places }: Far): Map<Side, Ask[]> {
  const random = new Random(`requests ${workload.name}`)
  const draws = Array.from({ length: 1000 }, (): Draw => {
    const draw = workload.draw(random, sizesAt(1), pages)
    return { ...draw, ...places.get(draw['cursor'] as string) }
  })
  return new Map(sides.map((side) => [side, draws.map(workload.asks[side])]))
}

function rowOf({ name, about, targets }: PeerWorkload, results: Map<Side, Result>): string[] {
  const rate = (side: Side) => results.get(side)?.rate ?? Number.NaN
  const beside = peers.flatMap((peer) => {
    const times = rate('onrecord') / rate(peer)
    return [`${fixed(times, 1)}×${times < targets[peer] ? ' (missed)' : ''}`, `${targets[peer]}×`]
  })
  const rates = sides.map((side) => (rate(side) < 10 ? fixed(rate(side), 1) : whole(rate(side))))
  return [`${name}: ${about}`, ...rates, ...beside]
}
