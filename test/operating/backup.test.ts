/**
 * A dump, restored into an empty database, is the same record. It runs pg_dump and pg_restore of the
 * server's version, which our own PostgreSQL comes without: so it is for a server that is given.
 */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import type pg from 'pg'
import t from 'tap'
import { createDatabase } from '../support/database.js'
import { end, serve } from '../support/service.js'

const run = promisify(execFile)
const programs = process.env['PG15_BIN'] ?? '/usr/lib/postgresql/15/bin'

async function hashes(pool: pg.Pool): Promise<Record<string, string>> {
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') order by 1`
  )
  const found: Record<string, string> = {}
  for (const { name } of rows) {
    const text = `select md5(coalesce(string_agg(r::text, e'\\n' order by r::text), '')) as hash from ${name} r`
    found[name] = (await pool.query(text)).rows[0].hash
  }
  return found
}

t.test('a dump restored into an empty database is the same record', async (t) => {
  const old = await createDatabase(t, { template: 'bundled' })
  const restored = await createDatabase(t, { template: 'blank' })
  const dump = path.join(t.testdir({}), 'onrecord.dump')
  await run(path.join(programs, 'pg_dump'), ['--format=custom', '--no-owner', '-f', dump, old.url])
  await run(path.join(programs, 'pg_restore'), [
    ...['--no-owner', '--no-privileges', '--exit-on-error', '-d', restored.url, dump]
  ])
  const before = await hashes(old.pool)
  t.ok(Object.keys(before).length > 60, 'every schema is compared')
  t.strictSame(await hashes(restored.pool), before)

  const settings = { MIGRATE: 'false', LOG_LEVEL: 'warn', WORKER: 'false' }
  const services = [
    await serve(t, { ...settings, DATABASE_URL: old.url }),
    await serve(t, { ...settings, DATABASE_URL: restored.url })
  ]
  for (const query of [
    '/v1/claims?include=statement.agencies,statuteReferences&count=exact',
    '/v1/search?q=police',
    '/v1/changes?limit=200'
  ]) {
    const [first, second] = await Promise.all(
      services.map(async ({ origin }) => {
        const answer = await fetch(`${origin}${query}`)
        return { status: answer.status, body: await answer.text() }
      })
    )
    t.equal(first?.status, 200, query)
    t.strictSame(second, first, query)
  }
  await Promise.all(services.map((service) => end(t, service)))
})
