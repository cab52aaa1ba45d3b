/**
 * Which user the embedded PostgreSQL runs as, and which folders that user can use. PostgreSQL
 * refuses to run as root, so root hands over to `postgres` or `nobody`, who may not be able to
 * enter the folders root can.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Nothing when the server runs as the present user. */
export type ServerUser = { uid: number; gid: number } | undefined

const ROOT_FOLDER = '/var/lib/onrecord'

export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return undefined
  const users = new Map<string, { uid: number; gid: number }>()
  for (const line of fs.readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && uid && gid) users.set(name, { uid: Number(uid), gid: Number(gid) })
  }
  return users.get('postgres') ?? users.get('nobody') ?? { uid: 65534, gid: 65534 }
}

/** Spawn options for a PostgreSQL program: its user, and an environment without PG* surprises. */
export const runAs = (user: ServerUser) => ({
  ...user,
  cwd: '/',
  env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
})

/** Makes a folder that only the server's user may enter. */
export function makeOwnFolder(folder: string, user: ServerUser): void {
  makeOpenFolders(path.dirname(folder))
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { mode: 0o700 })
  requireRealFolder(folder)
  if (user) fs.chownSync(folder, user.uid, user.gid)
  fs.chmodSync(folder, 0o700)
}

/** Parents must let the server's user through, whatever root's umask says. */
function makeOpenFolders(folder: string): void {
  if (fs.existsSync(folder)) return
  makeOpenFolders(path.dirname(folder))
  fs.mkdirSync(folder, { recursive: true })
  fs.chmodSync(folder, 0o755)
}

/** Whether the server's user can enter every folder above this one that already exists. */
export function canReach(folder: string, user: ServerUser): boolean {
  const parent = path.dirname(folder)
  if (!user || parent === folder) return true
  return canReach(parent, user) && canEnter(parent, user)
}

function canEnter(folder: string, user: { uid: number; gid: number }): boolean {
  if (!fs.existsSync(folder)) return true
  const { mode, uid, gid } = fs.statSync(folder)
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
  return (mode & bit) !== 0
}

/**
 * A folder of ours outside the project. In a shared place such as /tmp anyone could have made it
 * before us, with programs or a socket of their own inside: refuse one that is not ours.
 */
export function privateFolder(user: ServerUser): string {
  const mine = idOf(user)
  const folder = privatePath(user)
  makeOpenFolders(folder)
  requireRealFolder(folder)
  const { uid, mode } = fs.statSync(folder)
  if (process.platform !== 'win32' && (uid !== mine || (mode & 0o022) !== 0)) {
    throw new Error(`${folder} belongs to another user or others may write to it: remove it`)
  }
  return folder
}

const idOf = (user: ServerUser) => (user ? 0 : (process.getuid?.() ?? 0))

/** Where it is, or would be: nothing is made. */
export const privatePath = (user: ServerUser): string =>
  user ? ROOT_FOLDER : path.join(os.tmpdir(), `onrecord-${idOf(user)}`)

function requireRealFolder(folder: string): void {
  if (!fs.lstatSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`)
}

/** A stable name for what belongs to one path. */
export const nameFor = (location: string): string =>
  createHash('sha256').update(location).digest('hex').slice(0, 10)
