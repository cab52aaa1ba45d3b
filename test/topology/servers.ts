/** The programs of a topology, each a process on the loopback: PostgreSQL and its replica, PgBouncer, HAProxy. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
/** What ends with its owner. */
export interface Owner {
  teardown(work: () => unknown): void
}

import { makeOwnFolder, runAs, serverUser } from '../../src/db/server-user.js'
import { accepts, freePort } from '../support/ports.js'

const programs = process.env['PG15_BIN'] ?? '/usr/lib/postgresql/15/bin'
const pgbouncer = process.env['PGBOUNCER'] ?? '/usr/sbin/pgbouncer'
const haproxy = process.env['HAPROXY'] ?? '/usr/sbin/haproxy'
/** PostgreSQL and PgBouncer do not run as root. */
const user = serverUser()

export interface Server {
  port: number
  folder: string
  start(): Promise<void>
  /** At once, as if the machine were gone. */
  kill(): Promise<void>
}

/** Without the programs this throws: the test fails, and is never skipped. */
export async function makePrimary(t: Owner): Promise<Server> {
  const folder = newFolder(t)
  const data = path.join(folder, 'data')
  run('initdb', [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
    '-N'
  ])
  return postgres(t, folder)
}

/** A copy of a server that runs, which follows it. */
export async function makeReplica(t: Owner, { port }: Server): Promise<Server> {
  const folder = newFolder(t)
  const from = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres']
  run('pg_basebackup', [...from, '-D', path.join(folder, 'data'), '-R', '-c', 'fast', '--no-sync'])
  return postgres(t, folder)
}

async function postgres(t: Owner, folder: string): Promise<Server> {
  const port = await freePort()
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    fsync: 'off',
    wal_retrieve_retry_interval: '200ms',
    max_connections: 100
  }
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const args = ['-D', path.join(folder, 'data'), ...given]
  const server = program(t, path.join(programs, 'postgres'), args, port, { signal: 'SIGQUIT' })
  const start = async () => {
    await server.start()
    while (!isReady(port)) await sleep(50)
  }
  await start()
  return { port, folder, start, kill: server.kill }
}

/** Its sessions are shared by all, for a transaction at a time. */
export async function startPooler(t: Owner, server: Server): Promise<number> {
  const folder = newFolder(t)
  const port = await freePort()
  const file = path.join(folder, 'pgbouncer.ini')
  const options = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'any',
    pool_mode: 'transaction',
    default_pool_size: 4,
    max_client_conn: 100,
    ignore_startup_parameters: 'options',
    server_login_retry: 1,
    query_wait_timeout: 3
  }
  const lines = Object.entries(options).map(([name, value]) => `${name} = ${value}`)
  const database = `* = host=127.0.0.1 port=${server.port} user=postgres`
  fs.writeFileSync(file, ['[databases]', database, '[pgbouncer]', ...lines, ''].join('\n'))
  fs.chmodSync(file, 0o644)
  await program(t, pgbouncer, ['-q', file], port, { signal: 'SIGKILL' }).start()
  return port
}

/** One request to this, the next to that: to whichever of them live. */
export async function startProxy(t: Owner, origins: string[]): Promise<string> {
  const folder = newFolder(t)
  const port = await freePort()
  const file = path.join(folder, 'haproxy.cfg')
  const servers = origins.map(
    (origin, i) => `  server api${i} ${new URL(origin).host} check inter 500ms`
  )
  fs.writeFileSync(
    file,
    `defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
listen api
  bind 127.0.0.1:${port}
  balance roundrobin
  option httpchk GET /healthz
${servers.join('\n')}
`
  )
  fs.chmodSync(file, 0o644)
  await program(t, haproxy, ['-db', '-f', file], port, { signal: 'SIGKILL' }).start()
  return `http://127.0.0.1:${port}`
}

function program(
  t: Owner,
  file: string,
  args: string[],
  port: number,
  { signal }: { signal: NodeJS.Signals }
) {
  let child: ChildProcess | undefined
  let ended: Promise<unknown> = Promise.resolve()
  const kill = async () => {
    child?.kill(signal)
    await ended
  }
  t.teardown(kill)
  return {
    async start() {
      let said = ''
      child = spawn(file, args, { ...runAs(user), stdio: ['ignore', 'ignore', 'pipe'] })
      child.stderr?.on('data', (chunk) => {
        said = `${said}${chunk}`.slice(-2000)
      })
      ended = once(child, 'exit')
      await once(child, 'spawn')
      while (!(await accepts(port))) {
        if (child.exitCode !== null) throw new Error(`${file} has ended: ${said}`)
        await sleep(50)
      }
    },
    kill
  }
}

function run(name: string, args: string[]): void {
  execFileSync(path.join(programs, name), args, { ...runAs(user), stdio: 'pipe' })
}

/** Whether it is past its recovery. */
const isReady = (port: number) =>
  spawnSync(path.join(programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)])
    .status === 0

/** Not under t.testdir(): the user that root hands the servers to may be kept out of there. */
function newFolder(t: Owner): string {
  const folder = path.join(os.tmpdir(), `onrecord-topology-${randomBytes(4).toString('hex')}`)
  makeOwnFolder(folder, user)
  t.teardown(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}
