/** Makes the files of a new PostgreSQL cluster, with the collation that search and sorting need. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Binaries, moveUnlessThere } from './binaries.js'
import { makeOwnFolder, runAs, type ServerUser } from './server-user.js'

const run = promisify(execFile)

/** Sorts by code point, and knows upper and lower case of every script. */
const BUILTIN_COLLATION = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']

/**
 * Full-text search asks the C library what a letter is. Under plain `C` it takes curly quotes and
 * dashes for letters, and “word” would not be found as word: so `C` comes last.
 */
const CHARACTER_TYPES = ['C.UTF-8', 'en_US.UTF-8', 'C']

/**
 * Does nothing when the cluster exists. It is made aside and moved into place whole, so that an
 * interrupted or a second start never leaves or meets half a cluster.
 */
export async function makeCluster(
  cluster: string,
  binaries: Binaries,
  user: ServerUser,
  { sync }: { sync: boolean }
): Promise<void> {
  const versionFile = path.join(cluster, 'PG_VERSION')
  if (fs.existsSync(versionFile)) return requireVersion(versionFile, binaries)
  const unfinished = `${cluster}.${randomBytes(4).toString('hex')}`
  for (const ctype of CHARACTER_TYPES) {
    makeOwnFolder(unfinished, user)
    try {
      const args = initdbArguments(unfinished, binaries.major, ctype, sync)
      await run(path.join(binaries.folder, 'initdb'), args, runAs(user))
      break
    } catch (error) {
      fs.rmSync(unfinished, { recursive: true, force: true })
      const { stderr } = error as { stderr?: string }
      if (!/invalid locale/i.test(stderr ?? '') || ctype === CHARACTER_TYPES.at(-1)) throw error
    }
  }
  moveUnlessThere(unfinished, cluster)
}

function requireVersion(versionFile: string, { folder, major }: Binaries): void {
  const made = fs.readFileSync(versionFile, 'utf8').trim()
  if (made === String(major)) return
  throw new Error(
    `the data in ${path.dirname(versionFile)} is of PostgreSQL ${made}, but ${folder} is ` +
      `${major}: set DATABASE_URL to a server with the data, or choose another ONRECORD_DATA_DIR`
  )
}

function initdbArguments(folder: string, major: number, ctype: string, sync: boolean): string[] {
  return [
    ...['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-instructions'],
    ...['--locale=C', `--lc-ctype=${ctype}`],
    ...(major >= 17 ? BUILTIN_COLLATION : []),
    ...(sync ? [] : ['--no-sync'])
  ]
}
