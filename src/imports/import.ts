/** An import: all files in one transaction, so that either everything is there or nothing is. */
import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import pg from 'pg'
import type { ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { writeAliases } from './aliases.js'
import {
  type CsvFormat,
  csvFormat,
  readAliases,
  readDivisions,
  readFbiAgencies
} from './foreign.js'
import { failure, readBundle, readNdjson } from './json.js'
import { normalise } from './normalise.js'
import { ImportError, type ImportRecord, mostProblems, type Problem } from './records.js'
import { createStage, stageWriter } from './stage.js'
import { type Tally, writeResources } from './write.js'

export type Summary = Record<string, Tally>
export interface Progress {
  /** `bytes` of `total` have been read, `rows` rows so far. */
  read(file: string, rows: number): void
  writing(resource: string): void
}
export interface ImportOptions {
  progress?: Progress
  /** Check everything and write nothing. */
  dryRun?: boolean
  /** Do it only if nothing was ever done under this name. */
  once?: string
}
type Format = CsvFormat | 'bundle' | 'ndjson'
interface InputFile {
  path: string
  /** As the user named it. */
  name: string
  format: Format
}
/** Any number, as long as all imports take the same lock. */
const lock = 0x6f6e7269

/** Imports files and folders. Throws ImportError with every problem found; nothing is written then. */
export async function importPaths(
  url: string,
  paths: string[],
  options: ImportOptions = {}
): Promise<Summary | undefined> {
  const files = await inputFiles(paths)
  const client = new pg.Client({
    connectionString: url,
    application_name: 'onrecord import',
    options: '-c TimeZone=UTC'
  })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [lock])
    if (options.once && !(await isFirst(client, options.once))) {
      await client.query('rollback')
      return undefined
    }
    await createStage(client)
    const summary: Summary = {}
    for (const group of groupsOf(files)) await importGroup(client, group, summary, options.progress)
    await client.query(options.dryRun ? 'rollback' : 'commit')
    if (!options.dryRun) await client.query('analyze')
    return summary
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  } finally {
    await client.end()
  }
}

/** Notes the name; false if it was noted before, or if the record is not empty. */
async function isFirst(client: pg.ClientBase, name: string): Promise<boolean> {
  const { rowCount } = await client.query(
    'insert into settings (name, value) select $1, now()::text where not exists (select from agencies) and not exists (select from jurisdictions) on conflict do nothing',
    [`import:${name}`]
  )
  return rowCount === 1
}

/** The files below the paths. A folder gives those of a known format, by name. */
async function inputFiles(paths: string[]): Promise<InputFile[]> {
  const files: InputFile[] = []
  for (const given of paths) {
    const stat = fs.statSync(given, { throwIfNoEntry: false })
    if (!stat) throw failure(given, 0, 'There is no such file or folder.')
    if (stat.isDirectory()) {
      const names = fs.readdirSync(given, { recursive: true, encoding: 'utf8' }).sort()
      for (const name of names.filter((each) => /\.(json|ndjson|jsonl|csv)$/.test(each))) {
        const format = await formatOf(path.join(given, name))
        if (format)
          files.push({ path: path.join(given, name), name: path.join(given, name), format })
      }
    } else {
      const format = await formatOf(given)
      if (!format)
        throw failure(
          given,
          1,
          'The format is not known: expected a JSON bundle, NDJSON, or a CSV list of the FBI or of Open Civic Data.'
        )
      files.push({ path: given, name: given, format })
    }
  }
  if (!files.length) throw failure(paths.join(', '), 0, 'There is nothing to import.')
  return files
}

async function formatOf(file: string): Promise<Format | undefined> {
  if (/\.(ndjson|jsonl)$/.test(file)) return 'ndjson'
  if (file.endsWith('.json')) return 'bundle'
  if (!file.endsWith('.csv')) return undefined
  for await (const line of readline.createInterface({ input: fs.createReadStream(file, 'utf8') }))
    return csvFormat(line)
  return undefined
}

/**
 * What is written together: divisions lie in each other whatever the file, so all their lists are one
 * group, and come before what lies in them. The editors' own files follow, each by itself.
 */
function groupsOf(files: InputFile[]): InputFile[][] {
  const of = (format: Format) => files.filter((file) => file.format === format)
  const own = files.filter(({ format }) => format === 'bundle' || format === 'ndjson')
  return [of('ocd'), of('aliases'), of('fbi'), ...own.map((file) => [file])].filter(
    (group) => group.length
  )
}

const readers = { ocd: readDivisions, fbi: readFbiAgencies, bundle: readBundle, ndjson: readNdjson }

async function importGroup(
  client: pg.ClientBase,
  group: InputFile[],
  summary: Summary,
  progress?: Progress
): Promise<void> {
  if (group[0]?.format === 'aliases') {
    progress?.writing('aliases')
    for (const { path, name } of group)
      add(summary, 'aliases', await writeAliases(client, readAliases(path, name)))
    return
  }
  await client.query('truncate staged, keys')
  const seen = await stageGroup(client, group, progress)
  const written = Object.values(resources).filter(({ name }) => seen.has(name))
  for (const [name, tally] of await writeResources(client, written, ({ name }) =>
    progress?.writing(name)
  ))
    add(summary, name, tally)
}

async function stageGroup(
  client: pg.ClientBase,
  group: InputFile[],
  progress?: Progress
): Promise<Set<ResourceName>> {
  const seen = new Set<ResourceName>()
  const problems: Problem[] = []
  const writer = stageWriter(client)
  try {
    for (const { path, name, format } of group) {
      let rows = 0
      for await (const record of readers[format as keyof typeof readers](
        path,
        name
      ) as AsyncIterable<ImportRecord>) {
        const row = normalise(record, problems)
        if (problems.length >= mostProblems) break
        if (row) await writer.add(record, row)
        seen.add(record.resource)
        if (++rows % 1000 === 0) progress?.read(name, rows)
      }
      progress?.read(name, rows)
    }
  } finally {
    await writer.end()
  }
  if (problems.length) throw new ImportError(problems)
  await client.query('analyze staged')
  return seen
}

function add(summary: Summary, name: string, tally: Tally): void {
  const known = summary[name]
  if (!known) summary[name] = tally
  else for (const key of Object.keys(tally) as (keyof Tally)[]) known[key] += tally[key]
}
