/** onrecord import: its arguments, and what it tells while it works. */
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { loadConfig } from '../config.js'
import { openDatabase } from '../db/database.js'
import { supplyCaptureText } from '../imports/capture-text.js'
import { importPaths, type Progress, type Summary } from '../imports/import.js'
import { makeLogger } from '../logger.js'

export async function importCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { 'dry-run': { type: 'boolean' }, 'capture-text': { type: 'string' } }
  })
  const text = values['capture-text']
  if (!text && !positionals.length) {
    console.error('What shall be imported? Name a file or a folder.')
    return 2
  }
  const config = loadConfig()
  const database = await openDatabase(config, makeLogger('warn'))
  try {
    await database.ready
    if (text) await supply(database.url, text)
    if (positionals.length) await run(database.url, positionals, values['dry-run'] ?? false)
    return 0
  } finally {
    await database.close()
  }
}

async function supply(url: string, file: string): Promise<void> {
  const supplied = await supplyCaptureText(url, file)
  for (const { capture, quotes } of supplied)
    console.log(`capture ${capture}: text supplied, ${quotes} quotes anchored`)
  if (!supplied.length) console.log('The text was held already: nothing changed.')
}

async function run(url: string, paths: string[], dryRun: boolean): Promise<void> {
  const started = performance.now()
  const progress = process.stderr.isTTY ? barProgress() : lineProgress()
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

type Shown = Progress & { end(): void }

/** One bar on a terminal: which file is being read, then which resource is being written. */
function barProgress(): Shown {
  const bar = new SingleBar({
    format: '{bar} {stage} {value} rows',
    hideCursor: true,
    stream: process.stderr
  })
  let running = false
  const show = (stage: string, rows: number) => {
    if (!running) bar.start(rows, rows, { stage })
    running = true
    bar.setTotal(rows)
    bar.update(rows, { stage })
  }
  return {
    read: (file, rows) => show(`reading ${file}`, rows),
    writing: (resource) => show(`writing ${resource}`, 0),
    end: () => bar.stop()
  }
}

/** Plain lines elsewhere. */
function lineProgress(): Shown {
  let last = ''
  const say = (line: string) => {
    if (line !== last) console.error(line)
    last = line
  }
  return {
    read: (file, rows) => rows % 100_000 === 0 && rows > 0 && say(`read ${rows} rows of ${file}`),
    writing: (resource) => say(`writing ${resource}`),
    end: () => {}
  } as Shown
}
