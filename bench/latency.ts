/**
 * How long after its commit a change reaches those who listen: by server-sent events, and by a
 * subscription over WebSocket. Another process writes, so the news of it goes through PostgreSQL. What
 * is told includes the commit itself.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'graphql-ws'
import pg from 'pg'
import WebSocket from 'ws'
import { Random } from './random.js'
import { fixed, table } from './report.js'
import { ascending, median, percentile } from './rounds.js'
import { type Running, startApi } from './servers.js'

export const doors = ['SSE', 'WebSocket'] as const
type Door = (typeof doors)[number]
/** Hears the texts of changes. */
type Hears = (text: string) => void
type Leave = () => void

const subscription = 'subscription { sourceChanged { action source { title } } }'
const pauseMs = { least: 5, most: 40 }
const longestMs = 10_000

/** `listeners`: how many of each door listen at once. */
export async function latencyTable(
  url: string,
  { writes, listeners }: { writes: number; listeners: number[] }
): Promise<string> {
  const api = await startApi(url)
  try {
    const rows: string[][] = []
    for (const count of listeners) {
      const delays = await delaysOf(api, url, writes, count)
      for (const door of doors) {
        const sorted = delays[door].sort(ascending)
        const told = [median(sorted), percentile(sorted, 0.99), sorted.at(-1)]
        rows.push([`${door}, ${count} of each listening`, ...told.map((each) => fixed(each, 1))])
      }
    }
    return table(['', 'median ms', 'p99 ms', 'longest ms'], rows)
  } finally {
    await api.stop()
  }
}

/** Milliseconds, of each listener and each write. */
async function delaysOf({ port }: Running, url: string, writes: number, count: number) {
  const delays: Record<Door, number[]> = { SSE: [], WebSocket: [] }
  const [random, leaves]: [Random, Leave[]] = [new Random('latency'), []]
  const heard = new Set<number>()
  let [title, committed, all] = ['', 0, () => {}]
  const hears = (door: Door, listener: number) => (text: string) => {
    if (!text.includes(`"${title}"`)) return
    delays[door].push(performance.now() - committed)
    if (heard.add(listener).size === 2 * count) all()
  }
  const writer = new pg.Client({ connectionString: url, application_name: 'onrecord bench' })
  await writer.connect()
  const { rows } = await writer.query(`select id from sources where visible order by id limit 1000`)
  /** False where not all have heard of it in time. */
  async function write(i: number, longestMs: number): Promise<boolean> {
    const everyone = new Promise<true>((resolve) => {
      all = () => resolve(true)
    })
    await writer.query('begin')
    await writer.query(`select open_change('bench')`)
    title = `Title ${i}, heard by ${count}`
    heard.clear()
    await writer.query('update sources set title = $1, revision = revision + 1 where id = $2', [
      title,
      rows[Math.abs(i) % rows.length].id
    ])
    committed = performance.now()
    await writer.query('commit')
    return Promise.race([everyone, sleep(longestMs, false as const, { ref: false })])
  }
  try {
    for (let i = 0; i < count; i++) {
      leaves.push(await listenByEvents(port, hears('SSE', 2 * i)))
      leaves.push(listenBySocket(port, hears('WebSocket', 2 * i + 1)))
    }
    // Until all of them listen.
    for (let i = 1; !(await write(-i, 500)); i++) if (i === 40) throw new Error('nobody hears')
    for (const door of doors) delays[door] = []
    for (let i = 0; i < writes; i++) {
      if (!(await write(i, longestMs))) throw new Error('a change went unheard')
      await sleep(pauseMs.least + random.below(pauseMs.most - pauseMs.least))
    }
    return delays
  } finally {
    for (const leave of leaves) leave()
    await writer.end()
  }
}

async function listenByEvents(port: number, hears: Hears): Promise<Leave> {
  const leaving = new AbortController()
  const path = `http://127.0.0.1:${port}/v1/changes/stream?resource=sources`
  const { body } = await fetch(path, { signal: leaving.signal })
  const read = async () => {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = events.pop() ?? ''
      for (const event of events) hears(event)
    }
  }
  read().catch(() => {})
  return () => leaving.abort()
}

function listenBySocket(port: number, hears: Hears): Leave {
  const client = createClient({
    url: `ws://127.0.0.1:${port}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0
  })
  client.subscribe(
    { query: subscription },
    { next: (result) => hears(JSON.stringify(result)), error: console.error, complete: () => {} }
  )
  return () => client.dispose()
}
