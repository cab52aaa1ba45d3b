/** Where releases are kept: what a folder and an S3-compatible store have to do alike. */
import type { Readable } from 'node:stream'
import { LRUCache } from 'lru-cache'
import { isReleaseId, type Manifest } from './manifest.js'

/** The first and the last byte that are wanted. */
export interface ByteRange {
  start: number
  end: number
}
export interface ReleaseStore {
  /** Those that are complete, newest first. */
  ids(): Promise<string[]>
  /** The manifest; undefined where there is no such release. */
  manifest(id: string): Promise<Manifest | undefined>
  /** A file that the manifest names, or a range of it. */
  read(id: string, name: string, range?: ByteRange): Promise<Readable>
  /** A folder on this machine to make a release in. */
  workFolder(): Promise<string>
  /** Makes the release that lies in the folder visible, all of it at once; false if the id is taken. */
  publish(folder: string, manifest: Manifest): Promise<boolean>
}
export const manifestName = 'manifest.json'

/** Releases never change: what was read once is right for ever. */
export function rememberedManifests(read: (id: string) => Promise<string | undefined>) {
  const known = new LRUCache<string, Manifest>({ max: 1000 })
  return async (id: string): Promise<Manifest | undefined> => {
    if (!isReleaseId(id)) return undefined
    const text = known.has(id) ? undefined : await read(id)
    if (text !== undefined) known.set(id, JSON.parse(text))
    return known.get(id)
  }
}
