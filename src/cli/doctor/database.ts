/** The database: reached, new enough, with its extensions, up to date, and with the rights that serving needs. */
import pg from 'pg'
import type { Config } from '../../config.js'
import { missingRights } from '../../db/grants.js'
import { hosted, newClient } from '../../db/hosts.js'
import { missing, unknownMigrations } from '../../db/migrate.js'
import { ofDatabase } from '../failures.js'
import { type Finding, namedAs, numbered } from './checks.js'

const connectMs = 5000
const leastVersion = 150_000
const extensions = ['btree_gist', 'pg_trgm', 'unaccent']
const mostClockMs = 2000

/** What is asked of it changes nothing: each question is a SELECT of its own. */
export async function checkDatabase(url: string, config: Config): Promise<Finding[]> {
  const check = namedAs('database')
  const began = performance.now()
  return withClient(url, check, async (client) => {
    const ms = Math.round(performance.now() - began)
    const { rows } = await client.query(
      `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
         current_database() as name, current_user as role`
    )
    const { version, number, name, role } = rows[0]
    if (number < leastVersion)
      return [
        check.problem(
          `The server is PostgreSQL ${version}.`,
          'OnRecord needs PostgreSQL 15 or newer: upgrade it, or name another in DATABASE_URL.'
        )
      ]
    return [
      check.ok(`${name} on PostgreSQL ${version} answers ${role} after ${ms} ms.`),
      await checkClock(client),
      ...(await checkExtensions(client)),
      ...(await checkSchema(client, config, role))
    ]
  })
}

export async function withClient(
  url: string,
  check: ReturnType<typeof namedAs>,
  work: (client: pg.Client) => Promise<Finding[]>
): Promise<Finding[]> {
  const client = newClient({
    ...hosted(url),
    application_name: 'onrecord doctor',
    connectionTimeoutMillis: connectMs,
    query_timeout: 2 * connectMs
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    const told = ofDatabase(error)
    if (!told && !(error instanceof pg.DatabaseError)) throw error
    const words = told?.words ?? (error as Error).message
    return [check.problem(words, advice[told?.code ?? ''] ?? advice['unavailable'] ?? '')]
  } finally {
    await client.end().catch(() => {})
  }
}
const advice: Record<string, string> = {
  unavailable: 'Start the server, and check host, port, TLS and firewall of its address.',
  login: 'Check the name and password in its address, and pg_hba.conf of the server.',
  no_database: 'Create it (createdb), or name another in its address.',
  no_permission: 'As the owner, run what `onrecord grants <role>` writes.',
  not_migrated: 'Run `npx onrecord migrate`.'
}

async function checkClock(client: pg.Client): Promise<Finding> {
  const check = namedAs('clock')
  const before = Date.now()
  const { rows } = await client.query('select extract(epoch from clock_timestamp()) * 1000 as ms')
  const off = Math.abs(Number(rows[0].ms) - (before + Date.now()) / 2)
  const words = `The clocks of the database and of this machine differ by ${Math.round(off)} ms.`
  return off <= mostClockMs
    ? check.ok(words)
    : check.warning(words, 'Keep both right by NTP: `asOf`, keys and webhooks go by the time.')
}

async function checkExtensions(client: pg.Client): Promise<Finding[]> {
  const check = namedAs('extensions')
  const { rows } = await client.query<{ name: string; available: boolean; creatable: boolean }>(
    `select wanted.name, a.name is not null as available,
       coalesce((select rolsuper from pg_roles where rolname = current_user)
         or v.trusted and has_database_privilege(current_database(), 'CREATE'), false) as creatable
     from unnest($1::text[]) as wanted(name)
     left join pg_available_extensions a on a.name = wanted.name
     left join pg_available_extension_versions v on v.name = a.name and v.version = a.default_version
     where not exists (select from pg_extension where extname = wanted.name)`,
    [extensions]
  )
  if (!rows.length) return [check.ok(`${extensions.join(', ')} are there.`)]
  return rows.map(({ name, available, creatable }) => {
    if (!available)
      return check.problem(
        `The server does not have the extension ${name}.`,
        'Install PostgreSQL’s contrib modules on the server (postgresql-contrib).'
      )
    return creatable
      ? check.ok(`${name} will be made by the migrations.`)
      : check.problem(
          `The extension ${name} is missing, and this role may not make it.`,
          `As a role that may: CREATE EXTENSION ${name};`
        )
  })
}

async function checkSchema(client: pg.Client, config: Config, role: string): Promise<Finding[]> {
  const check = namedAs('migrations')
  let pending: string[]
  try {
    pending = await missing(client)
    const ahead = await unknownMigrations(client)
    if (ahead)
      return [
        check.problem(
          `The database has had ${numbered(ahead, 'migration')} of which this version does not know.`,
          'Run the version that it was brought up to date with, or a newer one.'
        )
      ]
  } catch (error) {
    const told = ofDatabase(error)
    if (told?.code !== 'no_permission') throw error
    return [check.problem(told.words, advice['no_permission'] ?? '')]
  }
  if (pending.length) {
    const words = `Pending: ${pending.join(', ')}.`
    return [
      config.migrate
        ? check.warning(words, 'The next start applies them, or `npx onrecord migrate` now.')
        : check.problem(words, 'Run `npx onrecord migrate`: MIGRATE=false leaves it to you.')
    ]
  }
  return [
    check.ok('The database is up to date.'),
    ...(await checkRights(client, role)),
    ...(await checkQueue(client, config))
  ]
}

async function checkRights(client: pg.Client, role: string): Promise<Finding[]> {
  const check = namedAs('rights')
  const lacking = await missingRights(client)
  if (!lacking.length) return [check.ok(`${role} may do what serving needs.`)]
  const some = lacking.slice(0, 5).join('; ')
  const more = lacking.length > 5 ? `; and ${lacking.length - 5} more` : ''
  return [
    check.problem(
      `${role} lacks ${some}${more}.`,
      `As the owner of the tables: onrecord grants ${role} | psql "$OWNER_URL"`
    )
  ]
}

async function checkQueue(client: pg.Client, { worker }: Config): Promise<Finding[]> {
  const check = namedAs('jobs')
  try {
    const { rows } = await client.query(
      `select count(*) filter (where attempts >= max_attempts)::int as failed,
         count(*) filter (where locked_at < now() - interval '4 hours')::int as held,
         count(*) filter (where locked_at is null and attempts < max_attempts and run_at < now() - interval '5 minutes')::int as late,
         count(*)::int as waiting
       from graphile_worker.jobs`
    )
    const { failed, held, late, waiting } = rows[0]
    const found: Finding[] = []
    if (late)
      found.push(
        check.problem(
          `${numbered(late, 'job')} should have been done more than five minutes ago.`,
          worker
            ? 'Is the service running? It does them while it runs.'
            : 'Run `npx onrecord worker`: WORKER=false keeps the service from doing them.'
        )
      )
    if (held)
      found.push(
        check.warning(
          `${numbered(held, 'job')} has been under way for more than four hours.`,
          'Its worker is gone or hangs: it is taken up again by itself after that.'
        )
      )
    if (failed)
      found.push(
        check.warning(
          `${numbered(failed, 'job')} was given up after its last attempt.`,
          'See last_error in graphile_worker.jobs, and GET /v1/webhooks for what is disabled.'
        )
      )
    return found.length ? found : [check.ok(`${numbered(waiting, 'job')} waiting, none stuck.`)]
  } catch (error) {
    const told = ofDatabase(error)
    if (told?.code !== 'no_permission') throw error
    return [check.problem(told.words, advice['no_permission'] ?? '')]
  }
}
