/** Releases: what is in one, whether it is whole, and whether it comes out of an import the same. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { Ajv } from 'ajv'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import { importPaths } from '../../src/imports/import.js'
import { rootPath } from '../../src/paths.js'
import { makeRelease } from '../../src/releases/make.js'
import type { Manifest } from '../../src/releases/manifest.js'
import { openReleases } from '../../src/releases/open.js'
import { onrecord } from '../support/command.js'
import { createDatabase } from '../support/database.js'

const root = t.testdir({})
const open = (folder: string) =>
  openReleases(loadConfig({ RELEASES_URL: pathToFileURL(path.join(root, folder)).href }))
const store = open('first')
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
  const copy = await makeRelease(other.pool, open('second'), options)
  t.equal(copy.contentSha256, release.contentSha256)
  const own = ['datapackage.json', 'dataset.jsonld', 'README.md', 'SHA256SUMS']
  const rest = (manifest: Manifest) =>
    Object.entries(hashes(manifest)).filter(([name]) => !own.includes(name))
  t.strictSame(rest(copy), rest(release))
})

t.test('datapackage.json is valid by the profiles of the standard', (t) => {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true })
  const profile = (name: string) => {
    const file = rootPath('test', 'releases', 'profiles', `${name}.json`)
    // Both are in JSON Schema draft 4, of which they use nothing that has changed since.
    const { $schema, ...schema } = JSON.parse(fs.readFileSync(file, 'utf8'))
    return ajv.compile(schema)
  }
  const [isPackage, isTable] = [profile('data-package'), profile('tabular-data-resource')]
  const described = JSON.parse(fs.readFileSync(path.join(folder, 'datapackage.json'), 'utf8'))
  t.ok(isPackage(described), JSON.stringify(isPackage.errors))
  for (const { schema, ...resource } of described.resources) {
    // Version 1 names a table that links to itself by an empty text, version 2 leaves it out.
    const foreignKeys = schema.foreignKeys?.map(
      ({ fields, reference }: { fields: string[]; reference: object }) => ({
        fields,
        reference: { resource: '', ...reference }
      })
    )
    const table = {
      ...resource,
      profile: 'tabular-data-resource',
      schema: { ...schema, ...(foreignKeys && { foreignKeys }) }
    }
    t.ok(isTable(table), `${resource.name} ${JSON.stringify(isTable.errors)}`.slice(0, 1000))
  }
  t.notOk(isTable({ ...described.resources[0], profile: 'tabular-data-resource', path: '/etc/x' }))
  t.end()
})

t.test('the tables are as the Data Package describes them', async (t) => {
  const { resources } = JSON.parse(fs.readFileSync(path.join(folder, 'datapackage.json'), 'utf8'))
  const duck = await (await DuckDBInstance.create()).connect()
  const rows = async (sql: string) => (await duck.runAndReadAll(sql)).getRowObjectsJson()
  const types: Record<string, string> = {
    string: 'VARCHAR',
    integer: 'BIGINT',
    number: 'DOUBLE',
    boolean: 'BOOLEAN',
    date: 'DATE',
    datetime: 'TIMESTAMP'
  }
  for (const { name, path: file, schema } of resources) {
    const columns = schema.fields.map(
      ({ name, type }: { name: string; type: string }) => `'${name}': '${types[type]}'`
    )
    const at = `'${path.join(folder, file)}', header = true, columns = {${columns.join(', ')}}`
    await rows(`create table "${name}" as from read_csv(${at}, delim = ',', quote = '"')`)
    const [{ n } = {}] = await rows(`select count(*) as n from "${name}"`)
    const told = release.files.find((each) => each.name === file)
    t.equal(Number(n), told?.rows, file)
    if (!told?.resource) continue
    const parquet = path.join(folder, file.replace('.csv', '.parquet'))
    const [{ n: same } = {}] = await rows(
      `select count(*) as n from '${parquet}' p join "${name}" c on c.id = p.id`
    )
    t.equal(same, n, parquet)
  }
  const keys = resources.flatMap(({ name, schema }: { name: string; schema: Schema }) =>
    (schema.foreignKeys ?? []).map((key) => [name, key.fields[0], key.reference.resource ?? name])
  )
  t.ok(keys.length > 15)
  for (const [from, field, to] of keys) {
    const [lost] = await rows(
      `select count(*) as n from "${from}" f where "${field}" is not null and "${field}" not in (select id from "${to}")`
    )
    t.equal(Number(lost?.n), 0, `${from} ${field} leads to ${to}`)
  }
})
interface Schema {
  foreignKeys?: { fields: string[]; reference: { resource?: string } }[]
}

t.test('it is told to catalogues of data and to people', async (t) => {
  const read = (name: string) => fs.readFileSync(path.join(folder, name), 'utf8')
  t.match(JSON.parse(read('dataset.jsonld')), {
    '@type': 'Dataset',
    license: 'https://spdx.org/licenses/CC0-1.0.html',
    distribution: release.files
      .slice(0, 3)
      .map(({ name, sha256 }) => ({ contentUrl: name, sha256 }))
  })
  t.match(read('README.md'), `| claims | ${release.rows['claims']} |`)
  t.match(read('SHA256SUMS'), `${hashes(release)['claims.csv']}  claims.csv\n`)
})

t.test('the command makes the next of the day, and nothing else is left', async (t) => {
  fs.mkdirSync(path.join(root, 'first', '.making-broken-off'))
  const { ended } = onrecord(['release'], {
    DATABASE_URL: database.url,
    RELEASES_URL: pathToFileURL(path.join(root, 'first')).href,
    RELEASE_LICENSE: 'ODbL-1.0'
  })
  const { code, stdout, stderr } = await ended
  t.equal(code, 0, stderr)
  const [newest] = await store.ids()
  t.match(stdout, `Release ${newest} was made in`)
  t.match(await store.manifest(String(newest)), {
    license: 'ODbL-1.0',
    contentSha256: release.contentSha256
  })
  t.strictSame(await store.ids(), [newest, release.id])
  t.equal(fs.readdirSync(path.join(root, 'first')).length, 3)
})
