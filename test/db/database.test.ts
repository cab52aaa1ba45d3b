import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import t, { type Test } from 'tap'
import { loadConfig } from '../../src/config.js'
import { type Database, openDatabase } from '../../src/db/database.js'
import { startEmbedded } from '../../src/db/embedded.js'
import { pendingMigrations } from '../../src/db/migrate.js'
import { createDatabase } from '../support/database.js'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

const open = (env: Record<string, string>): Promise<Database> =>
  openDatabase(loadConfig(env), silent)

function newDataDir(t: Test): string {
  const dataDir = path.join(os.tmpdir(), `onrecord-database-${randomBytes(4).toString('hex')}`)
  t.teardown(() => fs.rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

t.test('the database that is named is brought up to date', async (t) => {
  const { url } = await createDatabase(t, { template: 'blank' })
  const database = await open({ DATABASE_URL: url })
  t.equal(database.isReady(), true)
  t.equal(database.embedded, undefined)
  t.strictSame(await pendingMigrations(database.pool), [])
  await database.close()
})

t.test('without a name, two processes share a server of our own', async (t) => {
  const dataDir = newDataDir(t)
  const [one, two] = await Promise.all([
    open({ ONRECORD_DATA_DIR: dataDir }),
    open({ ONRECORD_DATA_DIR: dataDir })
  ])
  t.strictSame([one.embedded?.owned, two.embedded?.owned].sort(), [false, true])
  t.equal((await one.pool.query('SELECT current_database() AS name')).rows[0].name, 'onrecord')
  t.strictSame(await pendingMigrations(one.pool), [])
  await one.close()
  await t.resolves(two.pool.query('SELECT 1'))
  await two.close()
})

t.test('a server that is down at the start is waited for in the background', async (t) => {
  const dataDir = newDataDir(t)
  const before = await startEmbedded({ dataDir, conf: { fsync: 'off' } })
  const url = before.url()
  await before.stop()

  const database = await open({ DATABASE_URL: url })
  t.equal(database.isReady(), false)
  await t.rejects(database.pool.query('SELECT 1'))

  const server = await startEmbedded({ dataDir, conf: { fsync: 'off' } })
  await database.ready
  t.equal(database.isReady(), true)
  t.strictSame(await pendingMigrations(database.pool), [])
  await database.close()
  await server.stop()
})

t.test('closing ends the wait for a server that is down', async (t) => {
  const database = await open({ DATABASE_URL: 'postgres://localhost:1/none' })
  await database.close()
  await t.rejects(database.ready, { name: 'AbortError' })
})

t.test('a database that does not exist is an error at the start', async (t) => {
  const { url } = await createDatabase(t, { template: 'blank' })
  await t.rejects(open({ DATABASE_URL: url.replace('?', '_missing?') }), { code: '3D000' })
})
