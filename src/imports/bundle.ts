/** The bundled dataset: loaded once, into an empty record. */
import type { Log } from '../db/log.js'
import { rootPath } from '../paths.js'
import { importPaths } from './import.js'

export async function loadBundle(url: string, log: Log): Promise<void> {
  const summary = await importPaths(url, [rootPath('data')], { once: 'bundle' })
  if (!summary) return
  const rows = Object.values(summary).reduce((sum, { created }) => sum + created, 0)
  log.info(`the bundled dataset is loaded: ${rows} rows`)
}
