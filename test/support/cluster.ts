/** A PostgreSQL that a test may kill and start again, with nothing relaxed of what keeps its files whole. */
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { type EmbeddedPostgres, startEmbedded } from '../../src/db/embedded.js'
import { newDataDir } from './service.js'
import type { TestServer } from './templates.js'

export interface Cluster {
  /** For `createDatabase`. */
  server: TestServer
  /** As `pg_ctl stop -m immediate` does it: nothing is written any more, the next start recovers. */
  kill: () => Promise<void>
  start: () => Promise<void>
}

export async function startCluster(t: Test): Promise<Cluster> {
  const dataDir = newDataDir(t)
  let running: EmbeddedPostgres | undefined
  const start = async () => {
    running = await startEmbedded({ dataDir })
  }
  const kill = async () => {
    running = undefined
    const pidFile = path.join(dataDir, 'cluster', 'postmaster.pid')
    process.kill(Number.parseInt(fs.readFileSync(pidFile, 'utf8'), 10), 'SIGQUIT')
    while (fs.existsSync(pidFile)) await sleep(10)
  }
  t.teardown(() => running?.stop({ force: true }))
  await start()
  return { server: { adminUrl: running?.url() ?? '', prefix: 'faults' }, kill, start }
}
