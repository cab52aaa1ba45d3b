/**
 * Makes a release: every file of it from one snapshot of the record, in a folder that becomes visible
 * when all is there. One at a time on one database.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { lastPosition } from '../changes/read.js'
import { poolBeside } from '../db/connect.js'
import { ApiError } from '../errors.js'
import { formats } from '../exports/formats.js'
import { withSnapshot } from '../exports/snapshot.js'
import { writeExport } from '../exports/write.js'
import { rootPath } from '../paths.js'
import { resources } from '../resources/index.js'
import { mergedQuery } from '../store/merged.js'
import { Statement } from '../store/sql.js'
import { fileName, publishedContent, publishedRows, recordContent } from './content.js'
import { dataPackage } from './datapackage.js'
import { dataset, readme } from './describe.js'
import { type Manifest, nextId, type ReleaseFile } from './manifest.js'
import { manifestName, type ReleaseStore } from './store.js'

export interface ReleaseOptions {
  license: string
  publicUrl?: string | undefined
}
/** Any number, as long as all releases take the same lock. */
const lock = 0x6f6e726c
const tables = ['ndjson', 'csv', 'parquet'] as const

/** Throws `conflict` while another is being made. */
export async function makeRelease(
  pool: pg.Pool,
  store: ReleaseStore,
  options: ReleaseOptions
): Promise<Manifest> {
  const own = poolBeside(pool, 1, 'onrecord release')
  try {
    return await withSnapshot(await own.connect(), pool, undefined, async (client) => {
      const { rows } = await client.query('select pg_try_advisory_xact_lock($1) as free', [lock])
      if (!rows[0].free) throw new ApiError('conflict', 'A release is being made just now.')
      return await writeRelease(client, store, options)
    })
  } finally {
    await own.end()
  }
}

async function writeRelease(
  client: pg.PoolClient,
  store: ReleaseStore,
  { license, publicUrl }: ReleaseOptions
): Promise<Manifest> {
  const folder = await store.workFolder()
  try {
    const position = await lastPosition(client)
    const files = [
      await writeRecord(client, folder),
      ...(await writeTables(client, folder)),
      await writeMerged(client, folder)
    ]
    const createdAt = new Date().toISOString()
    const { version } = JSON.parse(await fs.readFile(rootPath('package.json'), 'utf8'))
    const id = nextId(createdAt.slice(0, 10), await store.ids())
    const manifest: Manifest = {
      id,
      createdAt,
      position,
      license,
      generator: `onrecord ${version}`,
      contentSha256: contentHash(files),
      rows: rowCounts(files),
      files
    }
    const describe = async (name: string, mediaType: string, text: string) => {
      await fs.writeFile(path.join(folder, name), text, { flush: true })
      files.push({ ...(await described(folder, name)), mediaType, resource: null, rows: null })
    }
    const pretty = (value: object) => `${JSON.stringify(value, null, 2)}\n`
    await describe('datapackage.json', 'application/json', pretty(dataPackage(manifest)))
    await describe('dataset.jsonld', 'application/ld+json', pretty(dataset(manifest, publicUrl)))
    await describe('README.md', 'text/markdown; charset=utf-8', readme(manifest))
    await describe('SHA256SUMS', 'text/plain; charset=utf-8', sums(files))
    await fs.writeFile(path.join(folder, manifestName), pretty(manifest), { flush: true })
    if (!(await store.publish(folder, manifest)))
      throw new ApiError('conflict', `A release was made meanwhile: ${id}.`)
    return manifest
  } finally {
    await fs.rm(folder, { recursive: true, force: true })
  }
}

const written = (folder: string, name: string, flags = 'w') =>
  createWriteStream(path.join(folder, name), { flags, flush: true } as object)

/** All rows in the form, and in an order, that an import takes. */
async function writeRecord(client: pg.PoolClient, folder: string): Promise<ReleaseFile> {
  const name = 'record.ndjson'
  let rows = 0
  for (const resource of Object.values(resources)) {
    const list = publishedRows(resource, recordContent(resource))
    const part = await writeExport(client, { list, format: 'ndjson' }, written(folder, name, 'a'))
    rows += part.rows
  }
  const { mediaType } = formats.ndjson
  return { ...(await described(folder, name)), mediaType, resource: null, rows }
}

async function writeTables(client: pg.PoolClient, folder: string): Promise<ReleaseFile[]> {
  const files: ReleaseFile[] = []
  for (const resource of Object.values(resources))
    for (const format of tables) {
      const name = `${fileName(resource)}.${format}`
      const list = publishedRows(resource, publishedContent(resource))
      const out = written(folder, name)
      const { rows, bytes, sha256 } = await writeExport(client, { list, format }, out)
      files.push({
        name,
        mediaType: formats[format].mediaType,
        resource: resource.name,
        rows,
        bytes,
        sha256: sha256.toString('hex')
      })
    }
  return files
}

/** Where the ids of rows lead that were merged into others. */
async function writeMerged(client: pg.PoolClient, folder: string): Promise<ReleaseFile> {
  const name = 'merged.csv'
  const query = mergedQuery(new Statement({}, true))
  const copy = client.query(copyTo(`copy (${query}) to stdout (format csv, header true)`))
  await pipeline(copy, written(folder, name))
  const { mediaType } = formats.csv
  return {
    ...(await described(folder, name)),
    mediaType,
    resource: null,
    rows: copy.rowCount
  }
}

async function described(folder: string, name: string) {
  const hash = createHash('sha256')
  const stream = createReadStream(path.join(folder, name))
  for await (const chunk of stream) hash.update(chunk)
  return { name, bytes: stream.bytesRead, sha256: hash.digest('hex') }
}

const sums = (files: ReleaseFile[]) =>
  files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('')
const ofRows = ({ name, resource }: ReleaseFile) => resource !== null || name === 'record.ndjson'
const contentHash = (files: ReleaseFile[]) =>
  createHash('sha256')
    .update(sums(files.filter(ofRows)))
    .digest('hex')
const rowCounts = (files: ReleaseFile[]): Record<string, number> =>
  Object.fromEntries(
    files.flatMap(({ resource, rows }) => (resource ? [[resource, rows ?? 0]] : []))
  )
