/**
 * Quick reads share connections: while PostgreSQL works on one, the next is on its way already, so that
 * neither side waits for the other between two of them (pipelining). What is slow would keep others
 * waiting, and takes a connection of the pool for itself.
 */
import type pg from 'pg'
import { poolBeside } from './connect.js'

/** Statements on one connection at a time: the one that runs and those behind it. */
const mostTogether = 2

interface Lane {
  client: pg.PoolClient
  underWay: number
}
type Statement = { text: string; values: unknown[]; name?: string }
type Answer = { rows: unknown[] }

/** A pool of which some connections are shared. */
export interface SharedPool {
  query: pg.Pool['query']
  connect: () => Promise<pg.PoolClient>
  /** Runs a statement beside others, or by a connection of the pool while all are taken. */
  quick: { query(statement: Statement): Promise<Answer> }
  /** Gives the shared ones back; the pool stays. */
  unshare(): Promise<void>
}

/** Half of the pool's connections are shared from now on. */
export function shareConnections(pool: pg.Pool): SharedPool {
  const most = Math.floor(pool.options.max / 2)
  const { application_name: name = 'onrecord' } = pool.options
  const own = poolBeside(pool, Math.max(most, 1), name, { pipeline: true })
  pool.options.max -= most
  const lanes = new Set<Lane>()
  let opening = 0
  let isEnding = false

  async function open(): Promise<void> {
    opening++
    try {
      const client = await own.connect()
      const lane = { client, underWay: 0 }
      const leave = (error?: Error) => {
        if (lanes.delete(lane)) client.release(error ?? true)
      }
      client.once('error', leave).once('end', leave)
      if (isEnding) client.release(true)
      else lanes.add(lane)
    } catch {
      // Whoever asks is answered by the pool, which tells why if it can't either.
    } finally {
      opening--
    }
  }

  /** The lane with least to do; undefined where all have enough. */
  function freest(): Lane | undefined {
    let found: Lane | undefined
    for (const lane of lanes) if (lane.underWay < (found?.underWay ?? mostTogether)) found = lane
    if (found?.underWay !== 0 && lanes.size + opening < most) void open()
    return found
  }

  async function query(statement: Statement): Promise<Answer> {
    const lane = freest()
    if (!lane) return pool.query(statement)
    lane.underWay++
    try {
      return await lane.client.query(statement)
    } catch (error) {
      // It was to be prepared by one before it, which failed.
      if ((error as { code?: string }).code === '26000') return pool.query(statement)
      throw error
    } finally {
      lane.underWay--
    }
  }

  return {
    query: pool.query.bind(pool) as pg.Pool['query'],
    connect: () => pool.connect(),
    quick: { query },
    async unshare() {
      isEnding = true
      for (const { client } of lanes) client.release(true)
      lanes.clear()
      pool.options.max += most
      await own.end()
    }
  }
}
