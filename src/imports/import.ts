/** An import: all files in one transaction, so that either everything is there or nothing is. */
import { Readable } from 'node:stream'
import type pg from 'pg'
import { hosted, newClient } from '../db/hosts.js'
import type { ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { writeAliases } from './aliases.js'
import { readAliases, readDivisions, readFbiAgencies } from './foreign.js'
import { type Format, type InputFile, inputFiles, textOf } from './input.js'
import { readBundle, readNdjson } from './json.js'
import { normalise } from './normalise.js'
import {
  ConnectionLost,
  ImportError,
  type ImportRecord,
  mostProblems,
  type Problem
} from './records.js'
import { createStage, stageWriter } from './stage.js'
import { type Tally, writeResources } from './write.js'

export type Summary = Record<string, Tally>
export interface Progress {
  /** `rows` rows of the file have been read; `share`, from 0 to 1: how much of all that is written together. */
  read(file: string, rows: number, share: number): void
  /** Rows of the resource are being written; `share`: how many of the steps are done. */
  writing(resource: string, share: number): void
}
export interface ImportOptions {
  progress?: Progress
  /** Check everything and write nothing. */
  dryRun?: boolean
  /** Do it only if nothing was ever done under this name. */
  once?: string
  /** Called first in the transaction. */
  opened?(client: pg.ClientBase): Promise<unknown>
}
/** Any number, as long as all imports take the same lock. */
const lock = 0x6f6e7269

/** Imports files and folders. Throws ImportError with every problem found; nothing is written then. */
export async function importPaths(
  url: string,
  paths: string[],
  options: ImportOptions = {}
): Promise<Summary | undefined> {
  const files = inputFiles(paths)
  const client = newClient({
    ...hosted(url),
    application_name: 'onrecord import',
    options: '-c TimeZone=UTC'
  })
  client.on('error', () => {})
  await client.connect()
  try {
    return await importFiles(client, files, options)
  } finally {
    await client.end()
  }
}

/** The same over a connection that is there. */
export async function importFiles(
  client: pg.ClientBase,
  files: InputFile[],
  options: ImportOptions = {}
): Promise<Summary | undefined> {
  try {
    await client.query('begin; set local statement_timeout = 0; set local lock_timeout = 0')
    await client.query('select pg_advisory_xact_lock($1)', [lock])
    if (options.opened) await options.opened(client)
    if (options.once && !(await isFirst(client, options.once))) {
      await client.query('rollback')
      return undefined
    }
    await createStage(client)
    const summary: Summary = {}
    for (const group of groupsOf(files)) await importGroup(client, group, summary, options.progress)
    await client.query(options.dryRun ? 'rollback' : 'commit')
    const changes = Object.values(summary).some(({ created, updated }) => created + updated > 0)
    if (changes && !options.dryRun) await client.query('analyze')
    return summary
  } catch (error) {
    await client.query('rollback').catch(() => {
      throw error instanceof ImportError ? error : new ConnectionLost(error)
    })
    throw error
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

/**
 * What is written together. The lists come first: places, which lie in each other whatever the file,
 * their aliases, and agencies, which lie in places. The editors' own files may link to one another.
 */
function groupsOf(files: InputFile[]): InputFile[][] {
  const of = (...formats: Format[]) => files.filter(({ format }) => formats.includes(format))
  return [of('ocd'), of('aliases'), of('fbi'), of('bundle', 'ndjson')].filter(
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
    progress?.writing('aliases', 0)
    for (const { path } of group)
      add(
        summary,
        'aliases',
        await writeAliases(client, readAliases(Readable.from(textOf(path)), path))
      )
    return
  }
  await client.query('truncate staged, keys')
  const seen = await stageGroup(client, group, progress)
  const written = Object.values(resources).filter(({ name }) => seen.has(name))
  const tallies = await writeResources(client, written, ({ name }, step, steps) =>
    progress?.writing(name, step / steps)
  )
  for (const [name, tally] of tallies) add(summary, name, tally)
}

async function stageGroup(
  client: pg.ClientBase,
  group: InputFile[],
  progress?: Progress
): Promise<Set<ResourceName>> {
  const seen = new Set<ResourceName>()
  const problems: Problem[] = []
  const all = group.reduce((sum, { bytes }) => sum + bytes, 0)
  let read = 0
  const writer = stageWriter(client)
  try {
    for (const { path, format } of group) {
      const input = Readable.from(
        textOf(path, (bytes) => {
          read += bytes
        })
      )
      const records = readers[format as keyof typeof readers](input, path)
      let rows = 0
      for await (const record of records as AsyncIterable<ImportRecord>) {
        const row = normalise(record, problems)
        if (problems.length >= mostProblems) throw new ImportError([])
        if (row) await writer.add(record, row)
        seen.add(record.resource)
        if (++rows % 1000 === 0) progress?.read(path, rows, read / all)
      }
      progress?.read(path, rows, read / all)
    }
  } catch (error) {
    // What cannot be read further is one more problem; those before it are told as well.
    if (!(error instanceof ImportError)) throw error
    problems.push(...error.problems)
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
