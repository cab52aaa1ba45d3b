/** W7: what is asked again and again, answered from memory, beside bare Fastify with a constant answer. */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { load, wired } from './load.js'
import { idOf } from './records.js'
import { fixed, table, whole } from './report.js'
import { median, type Pace } from './rounds.js'
import { startApi } from './servers.js'
import { listFields } from './workloads.js'

const list = `/v1/claims?agency=${idOf('agencies', 7)}&fields=${listFields}`
const cases: { name: string; about: string; path: string; headers: Record<string, string> }[] = [
  { name: 'W7a', about: 'the list again', path: list, headers: {} },
  { name: 'W7b', about: 'in brotli', path: list, headers: { 'accept-encoding': 'br' } },
  { name: 'W7', about: 'with `If-None-Match`: 304', path: list, headers: { 'if-none-match': '' } }
]

/** The table of them. The floor answers with as many bytes, or with 304. */
export async function hotTable(url: string, { rounds, seconds }: Pace): Promise<string> {
  const api = await startApi(url, [], { ANSWER_CACHE_BYTES: '33554432' })
  const origin = `http://127.0.0.1:${api.port}`
  const rows: string[][] = []
  try {
    for (const { name, about, path, headers } of cases) {
      const first = await fetch(origin + path, { headers })
      const body = Buffer.from(await (await fetch(origin + path, { headers })).arrayBuffer())
      const isHeld = 'if-none-match' in headers
      const sent = isHeld ? { 'if-none-match': String(first.headers.get('etag')) } : headers
      const bytes = isHeld
        ? 0
        : name === 'W7b'
          ? Number(first.headers.get('content-length'))
          : body.length
      const floor = fork(new URL('./constant-process.js', import.meta.url), [String(bytes)])
      const [port] = (await once(floor, 'message')) as [number]
      const rates: [number[], number[]] = [[], []]
      for (let i = 0; i <= rounds; i++)
        for (const [j, target] of [api.port, port].entries()) {
          const ask = [wired({ path, headers: sent })]
          const { rate } = await load(target, ask, { seconds, connections: 16 })
          // The first is for warming up.
          if (i) rates[j as 0 | 1].push(rate)
        }
      floor.kill()
      const [ours, bare] = rates.map(median) as [number, number]
      rows.push([
        `${name}: ${about}`,
        whole(ours),
        whole(bare),
        fixed(ours / bare),
        '0.7',
        whole(bytes)
      ])
    }
  } finally {
    await api.stop()
  }
  return table(['', 'OnRecord', 'bare Fastify', 'of it', 'target', 'bytes'], rows)
}
