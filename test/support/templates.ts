/**
 * Databases that are prepared once a run and copied for each test file.
 *
 * To add one (a database that holds the bundled dataset, say), give it a name here, the template
 * it starts from, and a function that fills the database at a URL and closes its connections
 * again: PostgreSQL does not copy a database that anyone is connected to. It is made when a test
 * first asks for it: `createDatabase(t, { template: 'bundled' })`.
 */
import pg from 'pg'
import { migrate } from '../../src/db/migrate.js'
import { importPaths } from '../../src/imports/import.js'
import { rootPath } from '../../src/paths.js'

interface Template {
  from?: string
  prepare: (url: string) => Promise<void>
}

const templates = {
  /** No tables at all. */
  blank: { prepare: async () => {} },
  /** The schema of this version, and no rows. */
  migrated: { prepare: (url) => migrate(url) },
  /** The bundled dataset, as a first start loads it. */
  bundled: {
    from: 'migrated',
    prepare: async (url) => {
      await importPaths(url, [rootPath('data')])
    }
  }
} satisfies Record<string, Template>

export type TemplateName = keyof typeof templates

/** The server of this run. The runner (scripts/test.mjs) hands it down by the environment. */
export interface TestServer {
  adminUrl: string
  /** Starts the name of every database of this run, so that all can be dropped at its end. */
  prefix: string
}

/** The name of the template's database, which is made unless it exists. */
export async function ensureTemplate(server: TestServer, name: TemplateName): Promise<string> {
  const template: Template = templates[name]
  const from = template.from
    ? await ensureTemplate(server, template.from as TemplateName)
    : undefined
  const database = `${server.prefix}_template_${name}`
  await asAdmin(server, async (admin) => {
    // Test files run side by side: one makes the template, the others wait for it.
    await admin.query('SELECT pg_advisory_lock(hashtext($1))', [database])
    const made = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
    if (made.rowCount === 1) return
    // Under another name until it is complete: half a template must not be taken for one.
    const unfinished = `${database}_unfinished`
    await copyDatabase(admin, from ?? 'template0', unfinished)
    await template.prepare(databaseUrl(server, unfinished))
    await renameDatabase(admin, unfinished, database)
  })
  return database
}

export async function asAdmin<T>(
  { adminUrl }: TestServer,
  work: (admin: pg.Client) => Promise<T>
): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl, application_name: 'onrecord tests' })
  admin.on('error', () => {})
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

export async function copyDatabase(admin: pg.Client, from: string, to: string): Promise<void> {
  // Copying the files takes a third of the time that the default, writing them to the log, does.
  const strategy = 'STRATEGY file_copy'
  await whenUnused(() => admin.query(`CREATE DATABASE "${to}" TEMPLATE "${from}" ${strategy}`))
}

async function renameDatabase(admin: pg.Client, from: string, to: string): Promise<void> {
  await whenUnused(() => admin.query(`ALTER DATABASE "${from}" RENAME TO "${to}"`))
}

/** A connection that was just closed counts for some moments more. */
async function whenUnused(work: () => Promise<unknown>): Promise<void> {
  const OBJECT_IN_USE = '55006'
  for (let attempt = 1; ; attempt++) {
    try {
      await work()
      return
    } catch (error) {
      if (attempt === 20 || (error as { code?: string }).code !== OBJECT_IN_USE) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** The server's URL with another database in it. */
export function databaseUrl({ adminUrl }: TestServer, database: string): string {
  return adminUrl.replace(/^(postgres(?:ql)?:\/\/[^/?]*)(?:\/[^?]*)?/, `$1/${database}`)
}

/** Drops every database of a run: the templates, and what an interrupted test left. */
export async function dropDatabases(server: TestServer): Promise<void> {
  await asAdmin(server, async (admin) => {
    const { rows } = await admin.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [`${server.prefix}_`]
    )
    for (const { datname } of rows) await admin.query(`DROP DATABASE "${datname}" WITH (FORCE)`)
  })
}
