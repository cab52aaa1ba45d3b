/** Where releases are kept: a folder or an S3-compatible store. */
import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { LRUCache } from 'lru-cache'
import { rootPath } from '../paths.js'
import { compareIds, isReleaseId, type Manifest } from './manifest.js'

/** The first and the last byte that are wanted. */
export interface ByteRange {
  start: number
  end: number
}
export interface ReleaseStore {
  /** Those that are complete, newest first. */
  ids(): Promise<string[]>
  /** The text of the manifest; undefined where there is no such release. */
  manifest(id: string): Promise<Manifest | undefined>
  /** A file that the manifest names, or a range of it. */
  read(id: string, name: string, range?: ByteRange): Promise<Readable>
  /** A folder on this machine to make a release in. */
  workFolder(): Promise<string>
  /** Makes the release that lies in the folder visible, all of it at once; false if the id is taken. */
  publish(folder: string, id: string): Promise<boolean>
}
export const manifestName = 'manifest.json'

/** What `RELEASES_URL` names; a folder within the project unless it is given. */
export function openReleases(url?: string): ReleaseStore {
  return folderStore(url ? fileURLToPath(url) : rootPath('.onrecord', 'releases'))
}

/** A day after it was begun, nobody works on it any more. */
const leftOverMs = 86_400_000
const making = '.making-'

function folderStore(root: string): ReleaseStore {
  const known = rememberedManifests((id) =>
    fs.readFile(path.join(root, id, manifestName), 'utf8').catch(unlessMissing)
  )
  return {
    async ids() {
      const names = (await fs.readdir(root).catch(unlessMissing)) ?? []
      return names.filter(isReleaseId).sort((a, b) => compareIds(b, a))
    },
    manifest: known,
    async read(id, name, range) {
      const file = await fs.open(path.join(root, id, name))
      return file.createReadStream(range)
    },
    async workFolder() {
      await fs.mkdir(root, { recursive: true })
      for (const name of await fs.readdir(root)) {
        const folder = path.join(root, name)
        if (!name.startsWith(making)) continue
        const { mtimeMs } = await fs.stat(folder)
        if (Date.now() - mtimeMs > leftOverMs) await fs.rm(folder, { recursive: true, force: true })
      }
      const folder = path.join(root, `${making}${randomUUID()}`)
      await fs.mkdir(folder)
      return folder
    },
    async publish(folder, id) {
      try {
        await fs.rename(folder, path.join(root, id))
        return true
      } catch (error) {
        if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) return false
        throw error
      }
    }
  }
}

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

const codeOf = (error: unknown) => (error as { code?: string }).code ?? ''
function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}
