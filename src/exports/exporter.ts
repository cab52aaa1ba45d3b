/**
 * Exports that run: how many at once, each on a connection of its own beside the pool for requests;
 * cut off when the reader leaves or takes nothing any more.
 */
import { PassThrough, type Readable } from 'node:stream'
import type pg from 'pg'
import { poolBeside } from '../db/connect.js'
import { withSnapshot } from './snapshot.js'
import { type ExportRequest, type Written, writeExport } from './write.js'

export interface Exporter {
  /** How many run. */
  running(): number
  /** Whether as many run as may. */
  isFull(): boolean
  /**
   * Resolves when the first bytes are ready: what fails before rejects, what fails after destroys the
   * body. `left` breaks it off.
   */
  start(request: ExportRequest, left: AbortSignal): Promise<Running>
  /** Gives what runs a while to end, then cuts it off. */
  close(): Promise<void>
}
/** How long a reader may take nothing, and how many bytes a second it has to take. */
interface Patience {
  stallMs: number
  leastRate: number
}
export interface Running {
  body: Readable
  written: Promise<Written>
}

/** On closing, an export has so long to come to its end. */
const closingMs = 5000

export function openExporter(
  pool: pg.Pool,
  { slots, ...patience }: { slots: number } & Patience
): Exporter {
  const own = poolBeside(pool, slots, 'onrecord export')
  const running = new Set<PassThrough>()
  return {
    running: () => running.size,
    isFull: () => running.size >= slots,
    async start(request, left) {
      const body = new PassThrough()
      // Until the body is sent, what breaks it off is told by the promise.
      body.on('error', () => {})
      running.add(body)
      left.addEventListener('abort', () => body.destroy(new Error('the reader has left')))
      let written: Promise<Written> | undefined
      await new Promise<void>((resolve, reject) => {
        const watch = watched(body, patience)
        written = own
          .connect()
          .then((client) =>
            withSnapshot(client, pool, request.list.view?.asOf, () =>
              writeExport(client, request, body, (bytes) => {
                watch.moved(bytes)
                resolve()
              })
            )
          )
          .finally(() => {
            watch.end()
            running.delete(body)
          })
        written.then(
          () => resolve(),
          (error) => {
            body.destroy(error)
            reject(error)
          }
        )
      })
      return { body, written: written as unknown as Promise<Written> }
    },
    async close() {
      const cut = setTimeout(() => {
        for (const body of running) body.destroy(new Error('the service is closing'))
      }, closingMs)
      await own.end()
      clearTimeout(cut)
    }
  }
}

/**
 * Cuts the body off when it is full and nothing has been taken from it for so long, or when it has been
 * full for longer, all in all, than the slowest reader would need for what was taken.
 */
function watched(body: PassThrough, { stallMs, leastRate }: Patience) {
  const tickMs = stallMs / 4
  let last = performance.now()
  let waitedMs = 0
  let taken = 0
  const timer = setInterval(() => {
    if (!body.writableNeedDrain) return
    waitedMs += tickMs
    if (performance.now() - last > stallMs)
      body.destroy(new Error('the reader has taken nothing for too long'))
    else if (waitedMs > stallMs + (taken / leastRate) * 1000)
      body.destroy(new Error('the reader takes too little'))
  }, tickMs)
  return {
    moved: (bytes: number) => {
      last = performance.now()
      taken += bytes
    },
    end: () => clearInterval(timer)
  }
}
