/**
 * Begins a migration: its file, numbered after the last, and its entry in the journal. Usage:
 *
 *   node scripts/new-migration.mjs newsroom_url
 */
import fs from 'node:fs'

const [name = ''] = process.argv.slice(2)
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('Say what it does, in small letters: node scripts/new-migration.mjs newsroom_url')
  process.exit(2)
}
const folder = new URL('../migrations/', import.meta.url)
const journalFile = new URL('meta/_journal.json', folder)
const journal = JSON.parse(fs.readFileSync(journalFile, 'utf8'))

const last = journal.entries.at(-1)
const idx = last.idx + 1
const tag = `${String(idx).padStart(4, '0')}_${name}`
journal.entries.push({ ...last, idx, when: last.when + 1, tag })

const file = new URL(`${tag}.sql`, folder)
fs.writeFileSync(file, `-- What ${tag} is for.\n`, { flag: 'wx' })
// An entry a line, so that two branches that add one show in a conflict.
const entries = journal.entries.map((entry) => {
  const members = Object.entries(entry).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`)
  return `    { ${members.join(', ')} }`
})
const head = { version: journal.version, dialect: journal.dialect }
const text = JSON.stringify(head, null, 2).replace(
  /\n}$/,
  `,\n  "entries": [\n${entries.join(',\n')}\n  ]\n}\n`
)
fs.writeFileSync(journalFile, text)
console.log(`migrations/${tag}.sql`)
