/**
 * Shows what agencies have said on topics, side by side in the terminal:
 *
 *     npm install PATH-TO-ONRECORD/clients/typescript
 *     node compare-table.mjs http://127.0.0.1:3000 minneapolis-pd,edina-pd duty-to-intercede,use-of-force
 */
import { OnRecord } from '@onrecord/client'

const [baseUrl, agencies, topics] = process.argv.slice(2)
const client = new OnRecord({ baseUrl })
const { rows, topics: columns } = await client.compare({
  agency: agencies.split(','),
  topic: topics.split(','),
  limit: 1
})

const summary = ({ count, claims: [newest], nothingOnRecord }) =>
  nothingOnRecord
    ? 'nothing on record'
    : `${count}, newest ${newest.statement?.issuedOn ?? 'without a date'}`
const table = [
  ['', ...columns.map(({ label }) => label)],
  ...rows.map(({ agency, cells }) => [agency.label, ...cells.map(summary)])
]
const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)))
for (const row of table)
  console.log(
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd()
  )

for (const { agency, cells } of rows)
  for (const { topic, claims } of cells)
    for (const { proposition, quotes } of claims) {
      console.log(`\n${agency.label}, ${topic.label}: ${proposition}`)
      for (const { exact, state } of quotes) console.log(`  “${exact}” (${state})`)
    }
