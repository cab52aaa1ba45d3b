/**
 * Connection strings that name several hosts, as `postgres://a,b:5433/onrecord`: whichever of them takes
 * writes is connected to (libpq's `target_session_attrs=read-write`, which the driver does not know). A
 * connection is tried on one host; where that fails, the next is tried on the next.
 */
import pg from 'pg'

/** Of each list of hosts, which is tried: one that was found is where all pools begin. */
const turns = new Map<string, number>()

/** One connection string for each host that is named. */
export function hostsOf(url: string): string[] {
  const [, start = '', hosts = '', rest = ''] =
    /^(\w+:\/\/(?:[^/?]*@)?)([^/?@]*)(.*)$/s.exec(url) ?? []
  return hosts.includes(',') ? hosts.split(',').map((host) => `${start}${host}${rest}`) : [url]
}

/** How a pool or a client is told where to connect. */
export function hosted(url: string): Pick<pg.PoolConfig, 'connectionString' | 'Client'> {
  const urls = hostsOf(url)
  if (urls.length === 1) return { connectionString: url }
  // A constructor that returns an object gives that object: what a pool makes with `new`.
  function Client(options: pg.ClientConfig): pg.Client {
    const turn = turns.get(url) ?? 0
    const connectionString = urls[turn % urls.length] as string
    return connectingToPrimary(new pg.Client({ ...options, connectionString }), () => {
      if ((turns.get(url) ?? 0) === turn) turns.set(url, turn + 1)
    })
  }
  return { connectionString: url, Client: Client as unknown as new () => pg.ClientBase }
}

/** A client beside any pool. */
export function newClient(options: pg.PoolConfig): pg.Client {
  const Client = (options.Client ?? pg.Client) as new (options: pg.ClientConfig) => pg.Client
  return new Client(options)
}

function connectingToPrimary(client: pg.Client, onFailure: () => void): pg.Client {
  const connect = client.connect.bind(client) as () => Promise<unknown>
  const connectAndAsk = async () => {
    try {
      await connect()
      const { rows } = await client.query('select pg_is_in_recovery() as replica')
      if (rows[0].replica) throw takesNoWrites()
    } catch (error) {
      onFailure()
      client.end().catch(() => {})
      throw error
    }
  }
  return Object.assign(client, {
    connect(done?: (error?: Error) => void) {
      const connected = connectAndAsk()
      if (!done) return connected
      connected.then(() => done(), done)
    }
  })
}

const takesNoWrites = () =>
  Object.assign(new Error('the server takes no writes: it is a replica'), { code: '25006' })
