/** Gives a test its own database on the run's server: a copy of a template, dropped afterwards. */
import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Test } from 'tap'
import { openPool } from '../../src/db/connect.js'
import {
  asAdmin,
  copyDatabase,
  databaseUrl,
  ensureTemplate,
  type TemplateName,
  type TestServer
} from './templates.js'

export interface TestDatabase {
  url: string
  /** Set up as in production. It is ended with the test. */
  pool: pg.Pool
}

/** Without a server this throws: a test that needs a database fails, and is never skipped. */
export async function createDatabase(
  t: Test,
  {
    template = 'migrated',
    server = testServer()
  }: { template?: TemplateName; server?: TestServer } = {}
): Promise<TestDatabase> {
  const source = await ensureTemplate(server, template)
  const name = `${server.prefix}_${randomBytes(6).toString('hex')}`
  await asAdmin(server, (admin) => copyDatabase(admin, source, name))
  const url = databaseUrl(server, name)
  const pool = openPool({ url, applicationName: 'onrecord tests' })
  t.teardown(async () => {
    await pool.end()
    await asAdmin(server, (admin) => admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`))
  })
  return { url, pool }
}

/** The server that scripts/test.mjs started or was given. */
export function testServer(): TestServer {
  const { ONRECORD_TEST_SERVER: adminUrl, ONRECORD_TEST_PREFIX: prefix } = process.env
  if (!adminUrl || !prefix) throw new Error('no test server: run the tests with `npm test`')
  return { adminUrl, prefix }
}
