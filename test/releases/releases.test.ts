/** Releases: what is in one, whether it is whole, and whether it comes out of an import the same. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { importPaths } from '../../src/imports/import.js'
import { makeRelease } from '../../src/releases/make.js'
import type { Manifest } from '../../src/releases/manifest.js'
import { openReleases } from '../../src/releases/store.js'
import { createDatabase } from '../support/database.js'

const root = t.testdir({})
const store = openReleases(pathToFileURL(path.join(root, 'first')).href)
const database = await createDatabase(t, { template: 'bundled' })
const options = { license: 'CC0-1.0' }
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const hashes = ({ files }: Manifest) =>
  Object.fromEntries(files.map(({ name, sha256 }) => [name, sha256]))

const release = await makeRelease(database.pool, store, options)
const folder = path.join(root, 'first', release.id)

t.test('it holds every published row, and the hash of each file', async (t) => {
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8'))
  t.strictSame(manifest, release)
  for (const { name, bytes, sha256: told } of release.files) {
    const file = fs.readFileSync(path.join(folder, name))
    t.equal(file.length, bytes, name)
    t.equal(sha256(file), told, name)
  }
  t.strictSame(
    fs.readdirSync(folder).sort(),
    ['manifest.json', ...release.files.map(({ name }) => name)].sort()
  )
  const { rows } = await database.pool.query('select count(*)::int as n from claims where visible')
  t.equal(release.rows['claims'], rows[0].n)
})

t.test('imported into an empty database it yields the same release', async (t) => {
  const other = await createDatabase(t)
  await importPaths(other.url, [path.join(folder, 'record.ndjson')])
  const again = openReleases(pathToFileURL(path.join(root, 'second')).href)
  const copy = await makeRelease(other.pool, again, options)
  t.equal(copy.contentSha256, release.contentSha256)
  const own = ['datapackage.json', 'dataset.jsonld', 'README.md', 'SHA256SUMS']
  const rest = (manifest: Manifest) =>
    Object.entries(hashes(manifest)).filter(([name]) => !own.includes(name))
  t.strictSame(rest(copy), rest(release))
})
