/**
 * A real PostgreSQL of our own, for when no DATABASE_URL is set. It listens on a Unix socket only,
 * in a folder nobody else may enter. Several processes may use one data folder: the first starts
 * the server, the others join it, and the last to leave stops it. A server that outlived a killed
 * parent is joined like any other.
 */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { Socket } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectRoot, rootPath } from '../paths.js'
import { type Binaries, findBinaries } from './binaries.js'
import { makeCluster } from './cluster.js'
import { newClient, type Seat, takeSeat } from './seat.js'
import {
  canReach,
  makeOwnFolder,
  nameFor,
  privateFolder,
  privatePath,
  runAs,
  type ServerUser,
  serverUser
} from './server-user.js'

export interface EmbeddedOptions {
  /** Where the data lives; by default .onrecord/postgres in the project. */
  dataDir?: string
  /** Server settings over the defaults, such as `{ fsync: 'off' }` for tests. */
  conf?: Record<string, string>
  /** Hears what the server writes to its log, and which folder it uses if not the usual one. */
  log?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** A connection string for one of its databases; `postgres` by default. */
  url: (database?: string) => string
  dataDir: string
  /** As `postgres --version` prints it. */
  version: string
  /** False when the server was already running on this data folder. */
  owned: boolean
  /** Leaves the server, and stops it unless others still use it; `force` stops it anyway. */
  stop: (options?: { force?: boolean }) => Promise<void>
}

/** Where one server keeps its files, and where it listens. */
interface Place {
  cluster: string
  sockets: string
}

const DEFAULT_CONF = {
  max_connections: '60',
  shared_buffers: '128MB',
  unix_socket_permissions: '0700'
}

/** PostgreSQL's limit for a socket's path is 107 bytes on Linux and 103 on macOS. */
const SOCKET_PATH_LIMIT = 103
const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 30_000

export async function startEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedPostgres> {
  if (process.platform === 'win32') {
    throw new Error('the embedded PostgreSQL needs Unix sockets: set DATABASE_URL on Windows')
  }
  const user = serverUser()
  const dataDir = chooseDataDir(options, user)
  const binaries = findBinaries(user)
  const place = { cluster: path.join(dataDir, 'cluster'), sockets: socketFolder(dataDir, user) }
  for (let attempt = 1; ; attempt++) {
    const owned = await ensureRunning(place, binaries, user, options)
    try {
      const stop = leaver(await takeSeat(urlOf(place.sockets)), place, options.log)
      const url = (database?: string) => urlOf(place.sockets, database)
      return { url, dataDir, version: binaries.version, owned, stop }
    } catch (error) {
      // Its last user was just stopping it: start it anew.
      if (attempt === 3) throw error
      await waitForEnd(place)
    }
  }
}

/** Where the data is or would be, and where its server is reached while it runs. Nothing is made or started. */
export function lookAtEmbedded(
  dataDir: string | undefined,
  database: string
): { dataDir: string; url: string | undefined } {
  const user = serverUser()
  const wanted = path.resolve(dataDir ?? rootPath('.onrecord', 'postgres'))
  const elsewhere = path.join(privatePath(user), nameFor(projectRoot), 'postgres')
  const folder = dataDir || canReach(wanted, user) ? wanted : elsewhere
  try {
    const note = fs.readFileSync(path.join(folder, 'cluster', 'postmaster.pid'), 'utf8')
    // PostgreSQL's own note: its fifth line is where its socket is.
    const sockets = note.split('\n')[4]
    return { dataDir: folder, url: sockets ? urlOf(sockets, database) : undefined }
  } catch {
    return { dataDir: folder, url: undefined }
  }
}

/** True when it was this process that started the server. */
async function ensureRunning(
  place: Place,
  binaries: Binaries,
  user: ServerUser,
  options: EmbeddedOptions
): Promise<boolean> {
  if (await answers(place)) return false
  makeOwnFolder(path.dirname(place.cluster), user)
  makeOwnFolder(place.sockets, user)
  await makeCluster(place.cluster, binaries, user, { sync: options.conf?.['fsync'] !== 'off' })
  return launch(place, binaries, user, options)
}

/** The given folder, or the project's, or one outside it when the server could not get there. */
function chooseDataDir({ dataDir, log }: EmbeddedOptions, user: ServerUser): string {
  const wanted = path.resolve(dataDir ?? rootPath('.onrecord', 'postgres'))
  if (canReach(wanted, user)) return wanted
  if (dataDir) {
    throw new Error(
      `PostgreSQL can't run as root, and the user it runs as (uid ${user?.uid}) can't enter the ` +
        `folders above ${wanted}: choose another ONRECORD_DATA_DIR or set DATABASE_URL`
    )
  }
  const elsewhere = path.join(privateFolder(user), nameFor(projectRoot), 'postgres')
  log?.(`${wanted} is closed to the user PostgreSQL runs as: the data is in ${elsewhere}`)
  return elsewhere
}

/** The data folder itself is private already, but its path may be too long for a socket. */
function socketFolder(dataDir: string, user: ServerUser): string {
  if (Buffer.byteLength(path.join(dataDir, '.s.PGSQL.5432')) < SOCKET_PATH_LIMIT) return dataDir
  return path.join(privateFolder(user), `socket-${nameFor(dataDir)}`)
}

const urlOf = (sockets: string, database = 'postgres'): string =>
  `postgres://postgres@localhost/${database}?host=${encodeURIComponent(sockets)}`

/** Starts the server and waits until it answers. False if another process started it first. */
async function launch(
  place: Place,
  { folder }: Binaries,
  user: ServerUser,
  { conf, log }: EmbeddedOptions
): Promise<boolean> {
  const settings = Object.entries({ ...DEFAULT_CONF, ...conf })
  const flags = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(
    path.join(folder, 'postgres'),
    ['-D', place.cluster, '-k', place.sockets, '-h', '', '-p', '5432', ...flags],
    // Detached, so that Ctrl-C reaches us and not the server, which we stop when we are done.
    { ...runAs(user), stdio: ['ignore', 'ignore', 'pipe'], detached: true }
  )
  let tail = ''
  let ended = false
  server.stderr.on('data', (chunk: Buffer) => {
    tail = (tail + chunk).slice(-4000)
    log?.(String(chunk).trimEnd())
  })
  server.once('exit', () => {
    ended = true
  })
  server.once('error', (error) => {
    ended = true
    tail += error.message
  })
  // The server may outlive us while others use it: nothing of it keeps this process alive.
  server.unref()
  if (server.stderr instanceof Socket) server.stderr.unref()

  const deadline = Date.now() + START_TIMEOUT_MS
  while (!(await answers(place))) {
    const lostRace = tail.includes('postmaster.pid')
    if (ended && !lostRace) throw new Error(`PostgreSQL did not start\n${tail}`)
    if (Date.now() > deadline) throw new Error(`PostgreSQL did not get ready\n${tail}`)
    await sleep(50)
  }
  return runningPid(place) === server.pid
}

/** The process that runs on the data folder: PostgreSQL's own note of it. */
const runningPid = ({ cluster }: Place): number =>
  Number.parseInt(fs.readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8'), 10)

/** Whether a server of this very data folder takes connections. */
async function answers({ cluster, sockets }: Place): Promise<boolean> {
  if (!fs.existsSync(path.join(cluster, 'postmaster.pid'))) return false
  const client = newClient(urlOf(sockets))
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
    return rows[0]?.data_directory === cluster
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function leaver(seat: Seat, place: Place, log: EmbeddedOptions['log']) {
  let left: Promise<void> | undefined
  const leave = async (force: boolean): Promise<void> => {
    const last = await seat.leave()
    if (last || force) await shutDown(place)
    else log?.('PostgreSQL is left running: another process uses it')
  }
  return ({ force = false } = {}): Promise<void> => {
    left ??= leave(force)
    return left
  }
}

/** A fast shutdown: open transactions are rolled back, a checkpoint is written. */
async function shutDown({ cluster, sockets }: Place): Promise<void> {
  const pidFile = path.join(cluster, 'postmaster.pid')
  try {
    const pid = Number.parseInt(fs.readFileSync(pidFile, 'utf8'), 10)
    process.kill(pid, 'SIGINT')
    await waitForEnd({ cluster, sockets })
  } catch (error) {
    // No file or no such process: it has stopped already.
    if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  if (sockets !== path.dirname(cluster)) fs.rmSync(sockets, { recursive: true, force: true })
}

async function waitForEnd({ cluster }: Place): Promise<void> {
  const deadline = Date.now() + STOP_TIMEOUT_MS
  const pidFile = path.join(cluster, 'postmaster.pid')
  while (fs.existsSync(pidFile) && Date.now() < deadline) await sleep(20)
}
