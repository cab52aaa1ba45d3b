import fs from 'node:fs'
import path from 'node:path'
import t from 'tap'
import {
  migrate,
  misplacedMigrations,
  pendingMigrations,
  readJournal
} from '../../src/db/migrate.js'
import { hasQueue, queueVersion } from '../../src/db/queue.js'
import { rootPath } from '../../src/paths.js'
import { createDatabase } from '../support/database.js'
import { startModule } from '../support/processes.js'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

t.test('six processes that start at once on an empty database all succeed', async (t) => {
  const { url, pool } = await createDatabase(t, { template: 'blank' })
  const six = await Promise.all(
    Array.from({ length: 6 }, () => startModule('migrating-process', [url]))
  )
  for (const { child } of six) child.send('go')
  t.strictSame(await Promise.all(six.map(({ exited }) => exited)), [0, 0, 0, 0, 0, 0])

  t.strictSame(await pendingMigrations(pool), [])
  const applied = await pool.query('SELECT created_at FROM drizzle.__drizzle_migrations')
  t.equal(applied.rowCount, readJournal().length, 'each migration was applied once')
})

t.test('every migration is newer than the one before, or it would be passed over', async (t) => {
  t.strictSame(misplacedMigrations(readJournal()), [])
  const entry = (tag: string, when: number) => ({ tag, when })
  t.strictSame(misplacedMigrations([entry('a', 2), entry('b', 1), entry('c', 3)]), ['b'])
  t.strictSame(misplacedMigrations([entry('a', 2), entry('b', 2)]), ['b'])
})

t.test('every SQL file is in the journal', async (t) => {
  const files = fs.readdirSync(rootPath('migrations')).filter((name) => name.endsWith('.sql'))
  t.strictSame(
    files.sort(),
    readJournal().map(({ tag }) => `${tag}.sql`)
  )
})

t.test('a fresh database has all migrations pending, a migrated one none', async (t) => {
  const blank = await createDatabase(t, { template: 'blank' })
  const all = readJournal().map(({ tag }) => tag)
  t.strictSame(await pendingMigrations(blank.pool), all)
  const migrated = await createDatabase(t)
  t.strictSame(await pendingMigrations(migrated.pool), [])
})

t.test(
  'the job queue comes with the schema, and is completed where that was cut off',
  async (t) => {
    const { dependencies } = JSON.parse(fs.readFileSync(rootPath('package.json'), 'utf8'))
    t.equal(queueVersion, dependencies['graphile-worker'], 'the version that is marked')
    const { url, pool } = await createDatabase(t)
    t.ok(await hasQueue(pool))
    await pool.query('DROP SCHEMA graphile_worker CASCADE; CREATE SCHEMA graphile_worker')
    t.notOk(await hasQueue(pool))
    await migrate(url)
    t.ok(await hasQueue(pool))
    await pool.query("SELECT graphile_worker.add_job('nothing')")
  }
)

t.test('a role without rights on the schema may start on a migrated database', async (t) => {
  const { url, pool } = await createDatabase(t)
  const role = `reader_${path.basename(new URL(url).pathname)}`
  await pool.query(`CREATE ROLE "${role}" NOLOGIN`)
  await pool.query(`GRANT USAGE ON SCHEMA drizzle TO "${role}"`)
  await pool.query(`GRANT SELECT ON ALL TABLES IN SCHEMA drizzle TO "${role}"`)
  t.teardown(() => pool.query(`DROP OWNED BY "${role}"; DROP ROLE "${role}"`))
  const asReader = new URL(url)
  asReader.searchParams.set('options', `-c role=${role}`)
  await t.resolves(migrate(asReader.href))
})

t.test('a failed migration leaves nothing of itself, and the next attempt succeeds', async (t) => {
  const { url, pool } = await createDatabase(t, { template: 'blank' })
  const migrationsFolder = t.testdir({
    meta: { '_journal.json': JSON.stringify({ entries: [{ tag: '0000_one', when: 1 }] }) },
    '0000_one.sql': 'CREATE TABLE one (); --> statement-breakpoint\nSELECT 1/0'
  })
  await t.rejects(migrate(url, { migrationsFolder }), { cause: { message: /division by zero/ } })
  t.equal((await pool.query(`SELECT to_regclass('one') AS name`)).rows[0].name, null)

  fs.writeFileSync(path.join(migrationsFolder, '0000_one.sql'), 'CREATE TABLE one ()')
  await migrate(url, { migrationsFolder })
  t.equal((await pool.query(`SELECT to_regclass('one') AS name`)).rows[0].name, 'one')
})

t.test('a table in use delays a migration, which gives way and tries again', async (t) => {
  const { url, pool } = await createDatabase(t, { template: 'blank' })
  const migrationsFolder = t.testdir({
    meta: { '_journal.json': JSON.stringify({ entries: [{ tag: '0000_one', when: 1 }] }) },
    '0000_one.sql': 'ALTER TABLE busy ADD COLUMN more text'
  })
  await pool.query('CREATE TABLE busy ()')
  const user = await pool.connect()
  await user.query('BEGIN; SELECT * FROM busy')
  let gaveWay = 0
  const warn = () => {
    gaveWay++
    user.query('COMMIT').finally(() => user.release())
  }
  await migrate(url, { migrationsFolder, log: { ...silent, warn } })
  t.equal(gaveWay, 1)
  await t.resolves(pool.query('SELECT more FROM busy'))
})
