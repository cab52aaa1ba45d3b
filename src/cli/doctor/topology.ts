/** What stands beside the database: a pooler in front of it, and replicas. */
import type { Config } from '../../config.js'
import { type Finding, namedAs } from './checks.js'
import { withClient } from './database.js'

/** Whoever answers under another process than the one that PostgreSQL says is a pooler. */
export async function checkPooler(config: Config): Promise<Finding[]> {
  const check = namedAs('pooler')
  const { databaseUrl, databaseDirectUrl, databasePrepare } = config
  if (!databaseUrl) return []
  return withClient(databaseUrl, check, async (client) => {
    const { rows } = await client.query('select pg_backend_pid() as pid')
    if (rows[0].pid === (client as unknown as { processID: number }).processID)
      return [check.ok('DATABASE_URL leads to PostgreSQL itself, through no pooler.')]
    const found: Finding[] = []
    if (!databaseDirectUrl)
      found.push(
        check.problem(
          'DATABASE_URL leads through a pooler, and DATABASE_DIRECT_URL is not set.',
          'Set it to the same database without the pooler: news of changes, jobs and exports need that.'
        )
      )
    if (databasePrepare)
      found.push(
        check.warning(
          'Statements are prepared under names through a pooler.',
          'PgBouncer needs 1.21 or newer with max_prepared_statements above 0; else DATABASE_PREPARE=false.'
        )
      )
    return found.length ? found : [check.ok('A pooler is used as it has to be.')]
  })
}

export async function checkReplicas(
  primary: string | undefined,
  config: Config
): Promise<Finding[]> {
  const urls = config.databaseReplicaUrls ?? []
  const identity = primary && urls.length ? await identityOf(primary) : undefined
  const found = await Promise.all(urls.map((url, i) => checkReplica(url, i + 1, config, identity)))
  return found.flat()
}

interface Identity {
  system: string
  end: string
}
async function identityOf(url: string): Promise<Identity | undefined> {
  let identity: Identity | undefined
  // What is wrong with the primary is told by its own check.
  await withClient(url, namedAs('database'), async (client) => {
    const { rows } = await client.query(
      `select (select system_identifier::text from pg_control_system()) as system, pg_current_wal_lsn()::text as "end"`
    )
    identity = rows[0]
    return []
  })
  return identity
}

function checkReplica(
  url: string,
  number: number,
  { databaseReplicaMaxLagBytes: most }: Config,
  primary: Identity | undefined
): Promise<Finding[]> {
  const check = namedAs(`replica ${number}`)
  return withClient(url, check, async (client) => {
    const { rows } = await client.query(
      `select pg_is_in_recovery() as replica, (select system_identifier::text from pg_control_system()) as system,
         pg_wal_lsn_diff(greatest(pg_last_wal_receive_lsn(), $1::pg_lsn), pg_last_wal_replay_lsn())::float8 as lag`,
      [primary?.end ?? null]
    )
    const { replica, system, lag } = rows[0]
    if (!replica)
      return [
        check.problem(
          'This server takes writes: it is no replica.',
          'Take it out of DATABASE_REPLICA_URLS.'
        )
      ]
    if (primary && system !== primary.system)
      return [
        check.problem(
          'It is the replica of another server than DATABASE_URL.',
          'Correct DATABASE_REPLICA_URLS.'
        )
      ]
    const words = `It is ${Math.max(lag ?? 0, 0)} bytes of the log behind.`
    return [
      (lag ?? 0) <= most
        ? check.ok(words)
        : check.warning(
            words,
            'It is not read from until it has caught up: see its load and network.'
          )
    ]
  })
}
