/**
 * Releases in a bucket of an S3-compatible store. The files of a release lie under `<id>/`; what makes
 * it visible is its manifest, `manifests/<id>.json`, which is written last.
 */
import { createReadStream } from 'node:fs'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import type { S3mini } from 's3mini'
import { ApiError } from '../errors.js'
import { compareIds, isReleaseId } from './manifest.js'
import { type ReleaseStore, rememberedManifests } from './store.js'

export interface S3Keys {
  accessKeyId: string
  secretAccessKey: string
}
/** A larger file is sent in parts of this size, each held in memory as it is sent. */
const partBytes = 8 * 1024 * 1024

/** `s3://bucket/prefix?endpoint=https://…&region=…` */
export function s3Store(address: string, keys: S3Keys): ReleaseStore {
  const { hostname: bucket, pathname, searchParams } = new URL(address)
  const region = searchParams.get('region') ?? 'us-east-1'
  const endpoint = searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`
  const prefix = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '')
  const key = (...parts: string[]) => [prefix, ...parts].filter(Boolean).join('/')
  const manifestKey = (id: string) => key('manifests', `${id}.json`)

  let opened: Promise<S3mini> | undefined
  /** The library is loaded by those alone who have a bucket. */
  const bucketClient = () => {
    opened ??= import('s3mini').then(
      ({ S3mini }) =>
        new S3mini({
          ...keys,
          endpoint: `${endpoint.replace(/\/+$/, '')}/${bucket}`,
          region,
          minPartSize: partBytes
        })
    )
    return opened
  }
  async function ask<T>(work: (client: S3mini) => Promise<T>): Promise<T> {
    try {
      return await work(await bucketClient())
    } catch (cause) {
      throw new ApiError('unavailable', 'The store of releases does not answer as it should.', [], {
        cause
      })
    }
  }
  const put = (name: string, file: string, bytes: number, type: string) =>
    ask(async (client) => {
      const body =
        bytes > partBytes
          ? (Readable.toWeb(createReadStream(file)) as ReadableStream)
          : await fs.readFile(file)
      await client.putAnyObject(name, body, type)
    })
  const manifest = rememberedManifests(
    async (id) => (await ask((client) => client.getObject(manifestKey(id)))) ?? undefined
  )

  return {
    async ids() {
      const objects = await ask((client) => client.listObjects('/', key('manifests/')))
      return (objects ?? [])
        .map(({ Key }) => path.posix.basename(Key, '.json'))
        .filter(isReleaseId)
        .sort((a, b) => compareIds(b, a))
    },
    manifest,
    async read(id, name, range) {
      const { start = 0, end = 0 } = range ?? {}
      const answer = await ask((client) =>
        client.getObjectRaw(key(id, name), range === undefined, start, end + 1)
      )
      return Readable.fromWeb(answer.body as WebStream)
    },
    workFolder: () => fs.mkdtemp(path.join(os.tmpdir(), 'onrecord-release-')),
    async publish(folder, { id, files }) {
      if (await manifest(id)) return false
      for (const { name, bytes, mediaType } of files)
        await put(key(id, name), path.join(folder, name), bytes, mediaType)
      const file = path.join(folder, 'manifest.json')
      await put(manifestKey(id), file, 0, 'application/json')
      return true
    }
  }
}
