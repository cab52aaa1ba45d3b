/**
 * How processes that share one embedded PostgreSQL know of each other: each holds a shared
 * advisory lock for as long as it uses the server. Whoever can have the lock alone is the last.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** Advisory locks belong to one database: all seats are taken in `postgres`. */
const LOCK = 0x5ea7

/** pg's clients can let the process end while they are open, though their types do not say so. */
type Client = pg.Client & { ref: () => void; unref: () => void }

export interface Seat {
  /** Gives the seat up. True when nobody else has one: nor will, until the server is stopped. */
  leave: () => Promise<boolean>
}

/** Throws when the server is stopping. */
export async function takeSeat(url: string): Promise<Seat> {
  let leaving = false
  let client = await sitDown(url, onLost)

  /** A backend that was terminated does not mean that we have left. */
  async function onLost(): Promise<void> {
    for (let attempt = 0; !leaving && attempt < 60; attempt++) {
      await sleep(1000, undefined, { ref: false })
      try {
        client = await sitDown(url, onLost)
        return
      } catch {
        // The server is down, or on its way.
      }
    }
  }

  return {
    leave: async () => {
      leaving = true
      client.ref()
      const alone = await isLast(client)
      // While we are connected, the lock keeps newcomers from a server that is about to stop.
      if (alone) client.unref()
      else await client.end().catch(() => {})
      return alone
    }
  }
}

async function sitDown(url: string, onLost: () => void): Promise<Client> {
  const client = newClient(url) as Client
  await client.connect()
  await client.query('SELECT pg_advisory_lock_shared($1)', [LOCK])
  client.once('end', onLost)
  // It must not keep a finished command alive.
  client.unref()
  return client
}

async function isLast(client: pg.Client): Promise<boolean> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [LOCK])
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS alone', [LOCK])
    return rows[0].alone
  } catch {
    // The server has stopped, or cut us off a moment ago.
    return true
  }
}

export function newClient(url: string): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'onrecord seat',
    connectionTimeoutMillis: 5000
  })
  // Whoever queries a server that stops hears of it there.
  client.on('error', () => {})
  return client
}
