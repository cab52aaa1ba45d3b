/** onrecord import: its arguments, and what it tells while it works. */
import { loadConfig } from '../config.js'
import { openDatabase } from '../db/database.js'
import { ApiError } from '../errors.js'
import { supplyCaptureText } from '../imports/capture-text.js'
import { importPaths, type Summary } from '../imports/import.js'
import { commandLogger } from '../logger.js'
import type { Given } from './commands.js'
import { UsageError, unreachable } from './failures.js'
import type { Output } from './output.js'
import { showProgress } from './progress.js'

type Supplied = Awaited<ReturnType<typeof supplyCaptureText>>

export async function importCommand({ args, options }: Given, output: Output): Promise<number> {
  const texts = (options['captureText'] ?? []) as string[]
  const dryRun = options['dryRun'] === true
  if (!texts.length && !args.length)
    throw new UsageError('What shall be imported? Name a file or a folder.')
  const started = performance.now()
  const database = await openDatabase(loadConfig(), commandLogger('error'))
  // An interrupted import leaves nothing; nor does it leave a server of ours running.
  const stop = (signal: NodeJS.Signals) =>
    database.close().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  try {
    if (!database.isReady()) throw new ApiError('unavailable', unreachable)
    const imported = args.length ? await run(database.url, args, dryRun) : undefined
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const lines = imported ? importLines(imported, dryRun, seconds) : []
    const captures: Supplied = []
    for (const text of texts) {
      const supplied = await supplyCaptureText(database.url, text, { dryRun })
      lines.push(...suppliedLines(supplied, dryRun))
      captures.push(...supplied)
    }
    output.result(
      {
        dryRun,
        changed: changes(imported) || captures.length > 0,
        resources: imported ?? {},
        captures,
        seconds: Number(seconds)
      },
      lines
    )
    return 0
  } finally {
    await database.close()
  }
}

async function run(url: string, paths: string[], dryRun: boolean): Promise<Summary> {
  const progress = showProgress(process.stderr)
  try {
    return (await importPaths(url, paths, { progress, dryRun })) ?? {}
  } finally {
    progress.end()
  }
}

const changes = (summary: Summary = {}) =>
  Object.values(summary).some(({ created, updated }) => created + updated > 0)

function importLines(summary: Summary, dryRun: boolean, seconds: string): string[] {
  const lines = Object.entries(summary).map(
    ([name, { created, updated, unchanged }]) =>
      `${name}: ${created} created, ${updated} updated, ${unchanged} unchanged`
  )
  if (dryRun) return [...lines, `Checked in ${seconds} s; nothing was written.`]
  return [
    ...lines,
    changes(summary) ? `Imported in ${seconds} s.` : `Nothing changed (${seconds} s).`
  ]
}

function suppliedLines(supplied: Supplied, dryRun: boolean): string[] {
  if (!supplied.length) return ['The text was held already: nothing changed.']
  const lines = supplied.map(
    ({ capture, quotes }) => `capture ${capture}: text supplied, ${quotes} quotes anchored`
  )
  return dryRun ? [...lines, 'Checked; nothing was written.'] : lines
}
