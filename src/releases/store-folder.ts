/** Releases in a folder, each a folder of its own under its id. */
import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { compareIds, isReleaseId } from './manifest.js'
import { manifestName, type ReleaseStore, rememberedManifests } from './store.js'

/** A day after it was begun, nobody works on it any more. */
const leftOverMs = 86_400_000
const making = '.making-'

export function folderStore(root: string): ReleaseStore {
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
    async publish(folder, { id }) {
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

const codeOf = (error: unknown) => (error as { code?: string }).code ?? ''
function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error
}
