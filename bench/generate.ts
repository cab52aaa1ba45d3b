/** Writes the data set as NDJSON, a file for each resource, numbered in the order of their import. */
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { generated, recordOf, type Sizes } from './records.js'

export async function writeDataSet(folder: string, sizes: Sizes): Promise<void> {
  fs.mkdirSync(folder, { recursive: true })
  for (const [i, resource] of generated.entries()) {
    const number = String(i + 1).padStart(2, '0')
    const file = fs.createWriteStream(path.join(folder, `${number}-${resource}.ndjson`))
    let lines = ''
    for (let n = 0; n < sizes[resource]; n++) {
      lines += `${JSON.stringify({ resource, ...recordOf(resource, n, sizes) })}\n`
      if (lines.length < 65_536) continue
      if (!file.write(lines)) await once(file, 'drain')
      lines = ''
    }
    file.end(lines)
    await once(file, 'finish')
  }
}
