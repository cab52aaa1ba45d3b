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
  const registers = [registry]
  const up = new Gauge({
    name: 'onrecord_database_up',
    help: 'Whether the database answered this scrape.',
    registers
  })
  const due = new Gauge({
    name: 'onrecord_jobs_due',
    help: `Jobs whose time has come and which no worker has taken; counted up to ${mostJobs}.`,
    registers,
    // One statement for all: it is asked with the first of them.
    async collect() {
      due.remove()
      seconds.reset()
      bytes.reset()
      try {
        const { rows } = await pool.query<{ due: number; replicas: Replica[] }>(statement)
        const [row] = rows
        up.set(1)
        due.set(row?.due ?? 0)
        for (const replica of row?.replicas ?? []) {
          const labels = { replica: replica.name, address: replica.address ?? 'socket' }
          if (replica.seconds !== null) seconds.set(labels, replica.seconds)
          if (replica.bytes !== null) bytes.set(labels, replica.bytes)
        }
      } catch {
        up.set(0)
      }
    }
  })
  const labelNames = ['replica', 'address'] as const
  const seconds = new Gauge({
    name: 'onrecord_replication_lag_seconds',
    help: 'How long replicas of this server take to replay what it wrote.',
    labelNames,
    registers
  })
  const bytes = new Gauge({
    name: 'onrecord_replication_lag_bytes',
    help: 'How much of what this server wrote its replicas have not replayed.',
    labelNames,
    registers
  })
}
