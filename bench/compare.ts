/** What a request costs with ten times the data: the same one, asked of both on one connection in turn. */
import { load, wired } from './load.js'
import { sizesAt } from './records.js'
import { fixed, table } from './report.js'
import { asksOf, median, type Pace } from './rounds.js'
import type { Running } from './servers.js'
import { findPages } from './walk.js'
import type { Ask, Workload } from './workloads.js'

interface Side {
  scale: number
  running: Running
}
export async function compared(
  workloads: Workload[],
  small: Side,
  large: Side,
  { rounds, seconds }: Pace
): Promise<string> {
  const pages = new Map([
    [small, await findPages(small.running.port)],
    [large, await findPages(large.running.port)]
  ])
  const rows: string[][] = []
  for (const workload of workloads) {
    const middles = new Map<Side, number[]>([
      [small, []],
      [large, []]
    ])
    for (let i = 0; i <= rounds; i++)
      for (const side of i % 2 ? [small, large] : [large, small]) {
        const all = asksOf(workload, ['onrecord'], sizesAt(side.scale), pages.get(side) as never)
        const asks = (all.get('onrecord') as Ask[]).map((ask) => wired(ask))
        const { latencies } = await load(side.running.port, asks, { seconds, connections: 1 })
        // The first round only warms up.
        if (i > 0) middles.get(side)?.push(median(latencies))
      }
    const [before, after] = [median(middles.get(small) ?? []), median(middles.get(large) ?? [])]
    rows.push([workload.name, fixed(before), fixed(after), fixed(after / before)])
  }
  return table(['', `ms at x${small.scale}`, `ms at x${large.scale}`, 'ratio'], rows)
}
