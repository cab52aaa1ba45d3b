/** Releases in a bucket, against a server of S3's protocol. It knows keys by their id and checks no signature. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import S3rver from 's3rver'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import type { Manifest } from '../../src/releases/manifest.js'
import { openReleases } from '../../src/releases/open.js'

const root = t.testdir({})
const server = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory: path.join(root, 'store'),
  configureBuckets: [{ name: 'releases' }]
})
const { port } = await server.run()
t.teardown(() => server.close())
const keys = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' }
const env = (at: number) => ({
  RELEASES_URL: `s3://releases/of/record?endpoint=http://127.0.0.1:${at}&region=us-east-1`
})
const store = openReleases(loadConfig({ ...env(port), ...keys }))

/** More than is sent in one part. */
const large = Buffer.from('0123456789abcdef'.repeat(2 ** 20))
const manifest = {
  id: '2026-11-24',
  files: [
    { name: 'claims.ndjson', mediaType: 'application/x-ndjson', bytes: large.length },
    { name: 'README.md', mediaType: 'text/markdown', bytes: 5 }
  ]
} as Manifest

async function prepared(id: string): Promise<[string, Manifest]> {
  const folder = await store.workFolder()
  fs.writeFileSync(path.join(folder, 'claims.ndjson'), large)
  fs.writeFileSync(path.join(folder, 'README.md'), '# Re\n')
  fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ ...manifest, id }))
  t.teardown(() => fs.rmSync(folder, { recursive: true }))
  return [folder, { ...manifest, id }]
}
async function read(...args: Parameters<typeof store.read>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of await store.read(...args)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

t.test('what is published is listed, read whole, and read in part', async (t) => {
  t.strictSame(await store.ids(), [])
  t.equal(await store.manifest('2026-11-24'), undefined)
  t.equal(await store.publish(...(await prepared('2026-11-24'))), true)
  t.equal(await store.publish(...(await prepared('2026-11-24'))), false, 'the id is taken')
  t.equal(await store.publish(...(await prepared('2026-11-24.2'))), true)
  t.strictSame(await store.ids(), ['2026-11-24.2', '2026-11-24'])
  t.strictSame(await store.manifest('2026-11-24'), manifest)
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  t.equal(hash(await read('2026-11-24', 'claims.ndjson')), hash(large))
  const range = { start: 17, end: 19 }
  t.equal((await read('2026-11-24', 'claims.ndjson', range)).toString(), '123')
  t.equal((await read('2026-11-24', 'README.md')).toString(), '# Re\n')
})

t.test('a release that was broken off is not listed', async (t) => {
  const [folder, broken] = await prepared('2026-11-25')
  fs.rmSync(path.join(folder, 'README.md'))
  await t.rejects(store.publish(folder, broken), { code: 'unavailable' })
  t.notOk((await store.ids()).includes('2026-11-25'))
  t.equal(await store.manifest('2026-11-25'), undefined)
})

t.test('an unknown key, and a store that is away, are told', async (t) => {
  const other = { ...keys, AWS_ACCESS_KEY_ID: 'nobody' }
  const refused = openReleases(loadConfig({ ...env(port), ...other }))
  await t.rejects(refused.ids(), { code: 'unavailable' })
  const away = openReleases(loadConfig({ ...env(1), ...keys }))
  await t.rejects(away.manifest('2026-11-24'), { code: 'unavailable' })
})
