/** A process that imports a file: it tells how far it is, and at the end how much memory it took. */
import { importPaths } from '../../src/imports/import.js'

const [url = '', file = ''] = process.argv.slice(2)
process.send?.({ stage: 'started' })
const progress = {
  read: (_file: string, rows: number) => process.send?.({ stage: 'reading', rows }),
  writing: (resource: string) => process.send?.({ stage: `writing ${resource}` })
}
const problem = await importPaths(url, [file], { progress }).then(
  () => undefined,
  (error: Error) => error.message
)
process.send?.({ stage: 'done', problem, maxRss: process.resourceUsage().maxRSS / 1024 })
process.disconnect()
