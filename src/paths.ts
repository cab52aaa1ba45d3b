/**
 * Where the project's own folder is. The code runs from dist/src, while migrations, data and the
 * generated schemas stay beside package.json: find those from here, never from the working folder.
 */
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

function findRoot(from: string): string {
  if (fs.existsSync(path.join(from, 'package.json'))) return from
  const parent = path.dirname(from)
  if (parent === from) throw new Error('no package.json above the running code')
  return findRoot(parent)
}

/** The folder that holds package.json. */
export const projectRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)))

/** An absolute path inside the project, such as `rootPath('migrations')`. */
export const rootPath = (...parts: string[]): string => path.join(projectRoot, ...parts)
