/** Measures contenders side by side, in rounds whose order turns, after checking that they agree. */
import { isDeepStrictEqual } from 'node:util'
import type { Cpu } from './cpu.js'
import { type Load, load, wired } from './load.js'
import { Random } from './random.js'
import type { Sizes } from './records.js'
import type { Running } from './servers.js'
import { type Ask, type Contender, floorAsk, type Pages, type Workload } from './workloads.js'

export interface Result {
  rate: number
  p50: number
  p99: number
  bytes: number
  /** Milliseconds a request. */
  cpu: Cpu
}
export interface Pace {
  rounds: number
  seconds: number
}
type Round = Load & { cpu: Cpu }
type Asks = Map<Contender, Ask[]>
const connections = 16

export const median = (values: number[]): number => percentile([...values].sort(ascending), 0.5)
export const ascending = (a: number, b: number) => a - b
export const percentile = (ascending: number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN

/** A thousand requests, the same for each contender. */
export function asksOf(
  workload: Workload,
  contenders: Iterable<Contender>,
  sizes: Sizes,
  pages: Pages
): Asks {
  const random = new Random(`requests ${workload.name}`)
  const draws = Array.from({ length: 1000 }, () => workload.draw(random, sizes, pages))
  const asks = (contender: Contender) =>
    draws.map((draw) => (contender === 'onrecord' ? workload.ask(draw) : floorAsk(workload, draw)))
  return new Map([...contenders].map((each) => [each, asks(each)]))
}

export async function measured<Name extends string>(
  running: Map<Name, Running>,
  asks: Map<Name, Ask[]>,
  { rounds, seconds }: Pace
): Promise<Map<Name, Result>> {
  const names = [...asks.keys()]
  const ready = new Map(
    names.map((name) => [name, (asks.get(name) as Ask[]).map((ask) => wired(ask))])
  )
  const round = async (name: Name, seconds: number): Promise<Round> => {
    const { port, cpu } = running.get(name) as Running
    const before = await cpu()
    const done = await load(port, ready.get(name) as Buffer[], { seconds, connections })
    const after = await cpu()
    const each = (of: keyof Cpu) => (after[of] - before[of]) / done.latencies.length
    return { ...done, cpu: { node: each('node'), postgres: each('postgres') } }
  }
  for (const name of names) await round(name, Math.min(1, seconds))
  const loads = new Map<Name, Round[]>(names.map((name) => [name, []]))
  for (let i = 0; i < rounds; i++)
    for (let j = 0; j < names.length; j++) {
      const name = names[(i + j) % names.length] as Name
      loads.get(name)?.push(await round(name, seconds))
    }
  return new Map([...loads].map(([name, each]) => [name, summary(each)]))
}

function summary(loads: Round[]): Result {
  const middle = (of: (load: Round) => number) => median(loads.map(of))
  return {
    rate: middle(({ rate }) => rate),
    p50: middle(({ latencies }) => percentile(latencies, 0.5)),
    p99: middle(({ latencies }) => percentile(latencies, 0.99)),
    bytes: middle(({ bytes }) => bytes),
    cpu: { node: middle(({ cpu }) => cpu.node), postgres: middle(({ cpu }) => cpu.postgres) }
  }
}

/** Throws where two contenders do not answer alike: the same rows in the same order, all their members. */
export async function checkAgreement(
  workload: Workload,
  running: Map<Contender, Running>,
  asks: Asks
): Promise<void> {
  for (let i = 0; i < 20; i++) {
    const answers: [Contender, unknown][] = []
    for (const [name, all] of asks)
      answers.push([name, bare(await answerOf((running.get(name) as Running).port, all[i] as Ask))])
    const [first, ...others] = answers as [[Contender, unknown], ...[Contender, unknown][]]
    for (const [name, answer] of others)
      if (!isDeepStrictEqual(answer, first[1]))
        throw new Error(
          `${workload.name}: ${name} and ${first[0]} do not agree on ${JSON.stringify((asks.get(name) as Ask[])[i])}`
        )
  }
}

export async function answerOf(port: number, { path, body }: Ask): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const init = body === undefined ? {} : { method: 'POST', body, headers }
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init)
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

/** The rows without what a list or connection wraps them in. */
function bare(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(bare)
  if (typeof answer !== 'object' || answer === null) return answer
  const { data, nodes, agencies, ...rest } = answer as Record<string, unknown>
  if (data !== undefined) return bare(data)
  if (nodes !== undefined) return bare(nodes)
  if (agencies !== undefined && Object.keys(rest).length === 0) return bare(agencies)
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [name, bare(value)] as const)
  )
}
