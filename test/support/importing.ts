/** Imports files that a test writes out, into a database of its own. */
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import type { Test } from 'tap'
import { type ImportOptions, importPaths, type Summary } from '../../src/imports/import.js'
import { ImportError, type Problem } from '../../src/imports/records.js'
import { createDatabase, type TestDatabase } from './database.js'
import { sample } from './sample.js'

/** By name: text as it is, anything else as JSON. */
export type Files = Record<string, unknown>

/** What is wrong with the files: the file, line, row and field, and words of the message. */
type Fault = [where: string, message: RegExp]
/** A name for it, the files, and everything that they are refused for. */
export type Case = [what: string, files: Files, ...faults: Fault[]]

export interface Importer extends TestDatabase {
  /** Imports the files as one folder. */
  run(files: Files, options?: ImportOptions): Promise<Summary>
  /** What the import is refused for. Fails the test if it is not, or if anything was written. */
  refused(files: Files): Promise<Problem[]>
  /** Empties the record. */
  clear(): Promise<unknown>
  /** One value: the first column of the first row. */
  one(sql: string, values?: unknown[]): Promise<unknown>
}

export async function createImporter(t: Test): Promise<Importer> {
  const database = await createDatabase(t)
  const root = t.testdir({})
  let folders = 0
  const write = (files: Files) => {
    const folder = path.join(root, `files-${folders++}`)
    fs.mkdirSync(folder)
    writeFiles(folder, files)
    return folder
  }
  return {
    ...database,
    run: async (files, options) =>
      (await importPaths(database.url, [write(files)], options)) as Summary,
    async refused(files) {
      const before = await contents(database.pool)
      try {
        await importPaths(database.url, [write(files)])
      } catch (error) {
        if (!(error instanceof ImportError)) throw error
        t.strictSame(await contents(database.pool), before, 'nothing was written')
        return error.problems.map((problem) => ({
          ...problem,
          file: path.basename(problem.file)
        }))
      }
      throw new Error('the import was not refused')
    },
    clear: () => database.pool.query('TRUNCATE jurisdictions, publishers, people, topics CASCADE'),
    one: async (sql, values) =>
      Object.values((await database.pool.query(sql, values)).rows[0] ?? {})[0]
  }
}

/** Imports the sample, then the files of each case, every one of which has to be refused. */
export async function refuses(t: Test, cases: Case[]) {
  const { refused, run } = await createImporter(t)
  await run({ 'all.json': sample() })
  for (const [what, files, ...faults] of cases)
    await t.test(what, async (t) => {
      const problems = await refused(files)
      t.strictSame(
        problems.map(({ file, line, row, field }) =>
          [`${file}:${line}`, row, field].filter(Boolean).join(' ')
        ),
        faults.map(([where]) => where)
      )
      for (const [i, [, message]] of faults.entries()) t.match(problems[i]?.message, message)
    })
}

/** Holds back whoever writes publishers, so that no import ends before its test is done with it. */
export async function holdBack(pool: pg.Pool): Promise<() => Promise<void>> {
  const client = await pool.connect()
  await client.query(
    'BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; LOCK TABLE publishers IN SHARE ROW EXCLUSIVE MODE'
  )
  return async () => {
    await client.query('ROLLBACK')
    client.release()
  }
}

export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const text =
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content)
    fs.writeFileSync(path.join(folder, name), text)
  }
}

/** Every row of every table, but for what differs from one database to the next. */
export async function contents(pool: pg.Pool): Promise<Record<string, string[]>> {
  const tables = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'settings' ORDER BY 1`
  )
  const all: Record<string, string[]> = {}
  for (const { name } of tables.rows) {
    const columns = await pool.query<{ list: string }>(
      `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS list FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'since'`,
      [name]
    )
    const { rows } = await pool.query<{ row: string }>(
      `SELECT ROW(${columns.rows[0]?.list})::text AS row FROM ${name} t ORDER BY 1`
    )
    if (rows.length) all[name] = rows.map(({ row }) => row)
  }
  return all
}

/** The same without ids and times: comparable between databases. */
export async function values(pool: pg.Pool): Promise<Record<string, string[]>> {
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
  const instant = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00/g
  const all = await contents(pool)
  for (const rows of Object.values(all))
    rows.splice(
      0,
      rows.length,
      ...rows.map((row) => row.replace(uuid, 'id').replaceAll(instant, 'time')).sort()
    )
  return all
}

/** The revision of every row, by its externalId or id. */
export async function revisions(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ name: string; revision: number }>(
    [
      'jurisdictions agencies publishers people events sources captures topics statutes',
      'statute_versions statements claims statute_references relations assessments'
    ]
      .join(' ')
      .split(' ')
      .map((table) => `SELECT coalesce(external_id, id::text) AS name, revision FROM ${table}`)
      .join(' UNION ALL ')
  )
  return Object.fromEntries(rows.map(({ name, revision }) => [name, revision]))
}
