/** The job queue: graphile-worker, whose schema stands beside ours in the same database. */
import type pg from 'pg'
import { openPool } from './connect.js'

/** The version that package.json names. Its schema is marked with it once it is complete. */
export const queueVersion = '0.17.3'
const mark = `graphile-worker ${queueVersion}`

/** Whether the queue's schema is that of this version: anyone may ask. */
export async function hasQueue(db: pg.Pool | pg.Client): Promise<boolean> {
  const { rows } = await db.query(
    `SELECT obj_description(to_regnamespace('graphile_worker'), 'pg_namespace') AS mark`
  )
  return rows[0].mark === mark
}

/** Makes the queue's schema, or brings it up to date. */
export async function installQueue(url: string, client: pg.Client): Promise<void> {
  // Only now: a start that finds it there does without.
  const { Logger, runMigrations } = await import('graphile-worker')
  const pool = openPool({ url, poolSize: 2, statementTimeoutMs: 0, lockTimeoutMs: 0 })
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) })
  } finally {
    await pool.end()
  }
  await client.query(`COMMENT ON SCHEMA graphile_worker IS '${mark}'`)
}
