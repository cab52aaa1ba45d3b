/**
 * Cuts the bundled place and agency tables out of the full public files (data/PROVENANCE.md says which):
 *   node scripts/dataset/subset.mjs us_census_places.csv states.csv aliases.csv state-mn-local_gov.csv fbi_agencies.csv
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'

const minnesota = /^ocd-division\/country:us\/state:mn[/,]/
/** By file name: where the rows go and which of them; all of them where nothing is said. */
const subsets = {
  'us_census_places.csv': {
    to: 'opencivicdata/minnesota.csv',
    header: true,
    keep: (row) => minnesota.test(row)
  },
  'states.csv': { to: 'opencivicdata/states.csv' },
  'aliases.csv': {
    to: 'opencivicdata/aliases.csv',
    header: true,
    keep: (row) => minnesota.test(row.split(',')[1] ?? '') || row.includes('/state:dc,')
  },
  'state-mn-local_gov.csv': { to: 'opencivicdata/state-mn-local_gov.csv' },
  'fbi_agencies.csv': { to: 'fbi/minnesota.csv', header: true, keep: (row) => row.startsWith('MN') }
}

for (const file of process.argv.slice(2)) {
  const subset = subsets[basename(file)]
  if (!subset) throw new Error(`No subset is defined for ${file}`)
  const lines = readFileSync(file, 'utf8').split(/(?<=\n)/)
  const kept = lines.filter(
    (line, i) => (subset.header && i === 0) || (subset.keep?.(line) ?? true)
  )
  writeFileSync(new URL(`../../data/${subset.to}`, import.meta.url), kept.join(''))
  console.log(`${subset.to}: ${kept.length} of ${lines.length} lines`)
}
