/**
 * The databases that are measured: one a scale, filled through the importer and kept for the next
 * run, on a PostgreSQL of the bench's own or on the server that DATABASE_URL names.
 */
import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../src/db/embedded.js'
import { migrate } from '../src/db/migrate.js'
import { rootPath } from '../src/paths.js'
import { writeDataSet } from './generate.js'
import { grow } from './grow.js'
import type { ImportReport } from './import-process.js'
import { dataVersion, sizesAt } from './records.js'

export const folder = process.env['BENCH_DATA_DIR'] ?? path.join(os.tmpdir(), 'onrecord-bench')

export interface Server {
  version: string
  url: (database: string) => string
  stop: () => Promise<void>
}

export async function openServer(): Promise<Server> {
  const given = process.env['DATABASE_URL']
  if (!given) {
    const { url, version, stop } = await startEmbedded({ dataDir: path.join(folder, 'postgres') })
    return { url, version, stop }
  }
  const url = (database: string) => {
    const address = new URL(given)
    address.pathname = `/${database}`
    return address.href
  }
  const { rows } = await asked(given, 'select version()')
  return { url, version: String(rows[0]['version']).split(' on ')[0] ?? '', stop: async () => {} }
}

/** What is known of a database: how it was filled, and by which version of the data set. */
interface Stamp extends ImportReport {
  dataVersion: number
  scale: number
  /** Of the generated files, or of a database that is grown, in MiB. */
  size: number
  isGrown?: true
}
export interface Database extends Stamp {
  url: string
  loadedNow: boolean
}

/** Imported at scale 1, or at all where it is asked for; else grown out of that. */
export async function openDatabase(
  server: Server,
  scale: number,
  say: (line: string) => void,
  isImported = scale <= 1
): Promise<Database> {
  const name = nameAt(scale)
  const url = server.url(name)
  const found = await stampOf(url)
  if (found?.dataVersion === dataVersion && (await isCurrent(url))) {
    await migrate(url)
    return { ...found, url, loadedNow: false }
  }
  const admin = adminUrl(server)
  await asked(admin, `drop database if exists ${name}`)
  if (!isImported) {
    const base = await openDatabase(server, 1, say)
    await asked(admin, `create database ${name} template ${nameAt(1)}`)
    return { ...(await grown(url, base, scale, say)), url, loadedNow: true }
  }
  await asked(admin, `create database ${name}`)
  await migrate(url)
  const files = path.join(folder, `files-${scale}`)
  say(`generating the data set, scale ${scale}`)
  await writeDataSet(files, sizesAt(scale))
  const bytes = fs.readdirSync(files).map((file) => fs.statSync(path.join(files, file)).size)
  const size = bytes.reduce((sum, each) => sum + each, 0) / 2 ** 20
  say(`importing ${Math.round(size)} MiB`)
  const report = await imported(url, files)
  fs.rmSync(files, { recursive: true })
  // Sets the visibility map, as autovacuum would in time.
  await asked(url, 'vacuum analyze')
  const made: Stamp = { dataVersion, scale, size, ...report }
  await stamp(url, made)
  return { ...made, url, loadedNow: true }
}

/** At ten million claims what only searches read would take as long again. */
const mostSearched = 10
async function grown(
  url: string,
  base: Database,
  scale: number,
  say: (line: string) => void
): Promise<Stamp> {
  const began = performance.now()
  await asked(url, "delete from settings where name = 'bench'")
  await grow(url, { scale, search: scale <= mostSearched, say })
  const { rows } = await asked(url, 'select pg_database_size(current_database()) as bytes')
  const made: Stamp = {
    dataVersion,
    scale,
    size: Number(rows[0]['bytes']) / 2 ** 20,
    seconds: (performance.now() - began) / 1000,
    peakRss: base.peakRss,
    isGrown: true
  }
  await stamp(url, made)
  return made
}

const stamp = (url: string, made: Stamp) =>
  asked(url, "insert into settings (name, value) values ('bench', $1)", [JSON.stringify(made)])

/** A copy that may be written to. */
export async function copyOf(server: Server, { scale }: Database, name = 'onrecord_bench_written') {
  const admin = adminUrl(server)
  const drop = () => asked(admin, `drop database if exists ${name} with (force)`)
  await drop()
  await asked(admin, `create database ${name} template ${nameAt(scale)}`)
  return { url: server.url(name), drop }
}

const nameAt = (scale: number) => `onrecord_bench_${String(scale).replace('.', '_')}`
const adminUrl = (server: Server) => process.env['DATABASE_URL'] ?? server.url('postgres')

async function imported(url: string, files: string): Promise<ImportReport> {
  const child = fork(new URL('./import-process.js', import.meta.url), [url, files])
  let report: ImportReport | undefined
  child.once('message', (message) => {
    report = message as ImportReport
  })
  const [code] = await once(child, 'exit')
  if (code !== 0 || !report) throw new Error('the import failed')
  return report
}

async function stampOf(url: string): Promise<Stamp | undefined> {
  try {
    const { rows } = await asked(url, "select value from settings where name = 'bench'")
    return rows.length ? JSON.parse(rows[0]['value']) : undefined
  } catch {
    return undefined
  }
}

/** Whether the migrations that it was made by are those of today: later ones may still be pending. */
async function isCurrent(url: string): Promise<boolean> {
  const { rows } = await asked(url, 'select hash from drizzle.__drizzle_migrations')
  const today = fs
    .readdirSync(rootPath('migrations'))
    .filter((file) => file.endsWith('.sql'))
    .map((file) => fs.readFileSync(rootPath('migrations', file)))
    .map((text) => createHash('sha256').update(text).digest('hex'))
  return rows.every(({ hash }) => today.includes(hash))
}

export async function asked(
  url: string,
  text: string,
  values: unknown[] = []
): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, application_name: 'onrecord bench' })
  client.on('error', () => {})
  await client.connect()
  try {
    return await client.query(text, values)
  } finally {
    await client.end()
  }
}
