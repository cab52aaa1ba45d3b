/** Imports a folder into a database, as a process of its own, and tells the time and memory it took. */
import { importPaths } from '../src/imports/import.js'

export interface ImportReport {
  seconds: number
  /** Peak of the process's resident memory, in MiB. */
  peakRss: number
}

const [url = '', folder = ''] = process.argv.slice(2)
const began = performance.now()
await importPaths(url, [folder])
const report: ImportReport = {
  seconds: (performance.now() - began) / 1000,
  peakRss: process.resourceUsage().maxRSS / 1024
}
process.send?.(report)
