/** What only the database knows: the jobs that wait, and how far replicas are behind. Asked at a scrape. */
import type pg from 'pg'
import { Gauge, type Registry } from 'prom-client'

/** Counting stops here: more than that is too many, however many. */
const mostJobs = 10_000
const mostReplicas = 100

const statement = `select
  (select count(*)::integer from (
     select from graphile_worker.jobs where run_at <= now() and locked_at is null and attempts < max_attempts
     limit ${mostJobs}) due) as due,
  (select coalesce(json_agg(r), '[]') from (
     select application_name as name, client_addr as address, extract(epoch from replay_lag)::float8 as seconds,
       case when not pg_is_in_recovery() then pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::float8 end as bytes
     from pg_stat_replication limit ${mostReplicas}) r) as replicas`

interface Replica {
  name: string
  address: string | null
  seconds: number | null
  bytes: number | null
}

export function databaseFigures(registry: Registry, pool: pg.Pool): void {
  let asking: Promise<void> | undefined
  /** One statement for all of them, whichever is read first. */
  const collect = (): Promise<void> => {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge<L>({ name, help, labelNames, registers: [registry], collect })
  const up = gauge('onrecord_database_up', 'Whether the database answered this scrape.')
  const due = gauge(
    'onrecord_jobs_due',
    `Jobs whose time has come and which no worker has taken; counted up to ${mostJobs}.`
  )
  const labels = ['replica', 'address'] as const
  const seconds = gauge(
    'onrecord_replication_lag_seconds',
    'How long replicas of this server take to replay what it wrote.',
    labels
  )
  const bytes = gauge(
    'onrecord_replication_lag_bytes',
    'How much of what this server wrote its replicas have not replayed.',
    labels
  )

  async function ask(): Promise<void> {
    seconds.reset()
    bytes.reset()
    try {
      const { rows } = await pool.query<{ due: number; replicas: Replica[] }>(statement)
      const [row] = rows
      up.set(1)
      due.set(row?.due ?? 0)
      for (const replica of row?.replicas ?? []) {
        const of = { replica: replica.name, address: replica.address ?? 'socket' }
        if (replica.seconds !== null) seconds.set(of, replica.seconds)
        if (replica.bytes !== null) bytes.set(of, replica.bytes)
      }
    } catch {
      up.set(0)
    }
  }
}
