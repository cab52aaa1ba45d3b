/**
 * More than can be done: requests come at a steady rate, whether or not those before them were answered,
 * as from many readers. Told is what is still answered at the peak and at multiples of it, and how soon
 * the others hear that they are not. And over a long time under load: memory.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, load, openAsker, wired } from './load.js'
import { fixed, table, whole } from './report.js'
import { ascending, percentile } from './rounds.js'
import type { Running } from './servers.js'
import type { Ask } from './workloads.js'

/** A reader who can't open another connection turns to somebody else. */
const mostConnections = 3000

interface Offered {
  /** Of a second. */
  asked: number
  answered: Answer[]
  refused: Answer[]
  /** Connections that broke. */
  failed: number
}

/** Asks `rate` times a second. */
async function offer(
  port: number,
  asks: Buffer[],
  rate: number,
  seconds: number
): Promise<Offered> {
  type Asker = ReturnType<typeof openAsker>
  const idle: Asker[] = []
  const all = new Set<Asker>()
  const told: Offered = { asked: 0, answered: [], refused: [], failed: 0 }
  const began = performance.now()
  let asked = 0
  const start = () => {
    const request = asks[asked++ % asks.length] as Buffer
    const free = idle.pop()
    if (free) return free.ask(request)
    if (all.size >= mostConnections) {
      told.failed++
      return
    }
    let first: Buffer | undefined = request
    const asker: Asker = openAsker(port, {
      ready() {
        if (first) asker.ask(first)
        else idle.push(asker)
        first = undefined
      },
      answered(answer) {
        if (answer.status === 200) told.answered.push(answer)
        else told.refused.push(answer)
      },
      failed() {
        told.failed++
        all.delete(asker)
      }
    })
    all.add(asker)
  }
  for (;;) {
    const elapsed = (performance.now() - began) / 1000
    if (elapsed >= seconds) break
    while (asked < elapsed * rate) start()
    await sleep(1)
  }
  told.asked = asked / seconds
  // Those under way are not waited for: they were asked too late to count.
  for (const asker of all) asker.end()
  return told
}

/** What is answered at one, two, four and eight times the peak. */
export async function overloadTable(api: Running, asks: Ask[], seconds: number): Promise<string> {
  const ready = asks.map((ask) => wired(ask))
  const { port } = api
  await load(port, ready, { seconds: 2, connections: 16 })
  const { rate: peak, latencies } = await load(port, ready, { seconds, connections: 16 })
  const rows = [
    ['16 at once', whole(peak), whole(peak), '', '', fixed(percentile(latencies, 0.99), 0), '']
  ]
  for (const times of [1, 2, 4, 8]) {
    const { asked, answered, refused, failed } = await offer(port, ready, times * peak, seconds)
    const late = (answers: Answer[]) => {
      const sorted = answers.map(({ milliseconds }) => milliseconds).sort(ascending)
      return sorted.length ? fixed(percentile(sorted, 0.99), 0) : ''
    }
    rows.push([
      `${times} times the peak`,
      whole(asked),
      whole(answered.length / seconds),
      fixed(answered.length / seconds / peak),
      `${whole(refused.length / seconds)}${failed ? ` (${whole(failed)} broken)` : ''}`,
      late(answered),
      late(refused)
    ])
    // Nothing is remembered of it.
    await sleep(1000)
  }
  const names = ['', 'asked', 'answered', 'of the peak', 'told 503', 'answer p99 ms', '503 p99 ms']
  return table(names, rows)
}

/** Memory in MiB over `minutes` of load, told ten times. */
export async function soakTable(api: Running, asks: Ask[], minutes: number): Promise<string> {
  const ready = asks.map((ask) => wired(ask))
  const rows = [['0', '', whole(api.memory())]]
  for (let tenth = 1; tenth <= 10; tenth++) {
    const { rate } = await load(api.port, ready, { seconds: 6 * minutes, connections: 16 })
    rows.push([fixed((tenth * minutes) / 10, 1), whole(rate), whole(api.memory())])
  }
  return table(['minutes', 'requests a second', 'MiB'], rows)
}
