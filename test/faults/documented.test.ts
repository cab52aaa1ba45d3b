/** docs/reference/faults.md names tests that there are. */
import fs from 'node:fs'
import t from 'tap'
import { rootPath } from '../../src/paths.js'

const read = (file: string) => fs.readFileSync(rootPath(...file.split('/')), 'utf8')
const rows = read('docs/reference/faults.md')
  .split('\n')
  .map((line) => /^\| (\d+) \| .+ \| (.+) \|$/.exec(line))
  .filter((row) => row !== null)

t.test('every promise has its row, and every test that a row names exists', async (t) => {
  t.strictSame(
    rows.map(([, number]) => Number(number)),
    Array.from({ length: 82 }, (_, i) => i + 1)
  )
  for (const [, number, cell = ''] of rows) {
    const named = cell.includes('.test.ts`') ? cell.split('<br>') : []
    for (const each of named) {
      const [, file = '', title = ''] = /^`(test\/[\w/-]+\.test\.ts)`: (.+)$/.exec(each) ?? []
      t.ok(file, `row ${number}: ${each}`)
      const source = file && read(file)
      t.ok(
        ["'", '`'].some((quote) => source.includes(`${quote}${title}${quote}`)),
        title
      )
    }
  }
})
