/**
 * Asks a server over and over on a few connections, one request at a time on each. Written on bare
 * sockets because on a small machine the asking takes from the answering: of a core, autocannon
 * took five times as much for answers of 29 kB.
 */
import net from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Ask } from './workloads.js'

export interface Load {
  /** Requests per second. */
  rate: number
  /** Milliseconds, in ascending order. */
  latencies: number[]
  /** Of a body, on average. */
  bytes: number
}

/** The request as it goes over the wire. */
export function wired({ path, body, headers = {} }: Ask): Buffer {
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const common = `host: localhost\r\naccept: */*\r\n${own.join('')}`
  if (body === undefined) return Buffer.from(`GET ${path} HTTP/1.1\r\n${common}\r\n`)
  const head = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${common}${head}\r\n${body}`)
}

export async function load(
  port: number,
  asks: Buffer[],
  { seconds, connections }: { seconds: number; connections: number }
): Promise<Load> {
  const latencies: number[] = []
  let bytes = 0
  let turn = 0
  const began = performance.now()
  const end = began + seconds * 1000
  const one = () => {
    const next = () => (performance.now() < end ? asks[turn++ % asks.length] : undefined)
    return talk(port, next, (latency, size) => {
      latencies.push(latency)
      bytes += size
    })
  }
  await Promise.all(Array.from({ length: connections }, one))
  const took = (performance.now() - began) / 1000
  latencies.sort((a, b) => a - b)
  return { rate: latencies.length / took, latencies, bytes: bytes / latencies.length }
}

/** Asks on one connection until there is no next request. Anything but 200 and 304 is an error. */
export function talk(
  port: number,
  next: () => Buffer | undefined,
  answered: (milliseconds: number, bytes: number) => void
): Promise<void> {
  return new Promise((resolve, reject) => {
    const asker = openAsker(port, {
      ready() {
        const ask = next()
        if (ask) asker.ask(ask)
        else asker.end(resolve)
      },
      answered({ status, milliseconds, bytes, head }) {
        if (status === 200 || status === 304) return answered(milliseconds, bytes)
        asker.end()
        reject(new Error(`not the answer that was expected:\n${head}`))
      },
      failed: reject
    })
  })
}

export interface Answer {
  status: number
  milliseconds: number
  /** Of the body. */
  bytes: number
  /** At least its beginning. */
  head: string
}
interface Hears {
  /** It is connected, or an answer was told: the next may be asked. */
  ready(): void
  answered(answer: Answer): void
  failed(error: Error): void
}

/** A connection on which one request is asked at a time. */
export function openAsker(
  port: number,
  hears: Hears
): { ask(request: Buffer): void; end(done?: () => void): void } {
  let sent = 0
  let head = ''
  let bytes = 0
  /** Of the answer: bytes that came, and bytes that it will have; 0 until its head is there. */
  let seen = 0
  let whole = 0
  let isOver = false
  const buffer = Buffer.allocUnsafe(65_536)
  const socket = net.connect({
    port,
    host: '127.0.0.1',
    noDelay: true,
    onread: {
      buffer,
      callback: (count: number) => {
        received(count)
        return true
      }
    }
  })
  function received(count: number) {
    seen += count
    if (whole === 0) {
      head += buffer.toString('latin1', 0, Math.min(count, 4096))
      const gap = head.indexOf('\r\n\r\n')
      if (gap < 0) return
      const length = head.startsWith('HTTP/1.1 304')
        ? '0'
        : /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
      if (length === undefined) {
        socket.destroy(new Error(`an answer without a length:\n${head}`))
        return
      }
      bytes = Number(length)
      whole = gap + 4 + bytes
    }
    if (seen < whole) return
    const milliseconds = performance.now() - sent
    hears.answered({ status: Number(head.slice(9, 12)), milliseconds, bytes, head })
    if (!isOver) hears.ready()
  }
  socket.once('connect', () => hears.ready())
  socket.once('error', (error) => hears.failed(error))
  return {
    ask(request) {
      head = ''
      seen = 0
      whole = 0
      sent = performance.now()
      socket.write(request)
    },
    end(done) {
      isOver = true
      socket.end(done)
    }
  }
}
