/** onrecord import: its arguments, and what it tells while it works. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../config.js'
import { openDatabase } from '../db/database.js'
import { supplyCaptureText } from '../imports/capture-text.js'
import { importPaths, type Summary } from '../imports/import.js'
import { makeLogger } from '../logger.js'
import { showProgress } from './progress.js'

export async function importCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      'capture-text': { type: 'string', multiple: true, default: [] }
    }
  })
  const texts = values['capture-text']
  if (!texts.length && !positionals.length) {
    console.error('What shall be imported? Name a file or a folder.')
    return 2
  }
  const database = await openDatabase(loadConfig(), makeLogger('warn'))
  // An interrupted import leaves nothing; nor does it leave a server of ours running.
  const stop = (signal: NodeJS.Signals) =>
    database.close().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  try {
    if (!database.isReady()) {
      console.error('The database cannot be reached.')
      return 1
    }
    const dryRun = values['dry-run']
    if (positionals.length) await run(database.url, positionals, dryRun)
    for (const text of texts) await supply(database.url, text, dryRun)
    return 0
  } finally {
    await database.close()
  }
}

async function supply(url: string, file: string, dryRun: boolean): Promise<void> {
  const supplied = await supplyCaptureText(url, file, { dryRun })
  for (const { capture, quotes } of supplied)
    console.log(`capture ${capture}: text supplied, ${quotes} quotes anchored`)
  if (!supplied.length) console.log('The text was held already: nothing changed.')
  else if (dryRun) console.log('Checked; nothing was written.')
}

async function run(url: string, paths: string[], dryRun: boolean): Promise<void> {
  const started = performance.now()
  const progress = showProgress(process.stderr)
  let summary: Summary | undefined
  try {
    summary = await importPaths(url, paths, { progress, dryRun })
  } finally {
    progress.end()
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  for (const [name, { created, updated, unchanged }] of Object.entries(summary ?? {}))
    console.log(`${name}: ${created} created, ${updated} updated, ${unchanged} unchanged`)
  const changed = Object.values(summary ?? {}).some(({ created, updated }) => created + updated > 0)
  if (dryRun) console.log(`Checked in ${seconds} s; nothing was written.`)
  else console.log(changed ? `Imported in ${seconds} s.` : `Nothing changed (${seconds} s).`)
}
