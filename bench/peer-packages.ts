/**
 * The peers' packages: which versions, put into a folder of the bench's own, and started from there as
 * one would in production. They run on the same Node as ours.
 */
import { execFile, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { cpuOf } from './cpu.js'
import { folder } from './database.js'
import type { PostgraphileStart } from './postgraphile-process.js'
import { type Running, running } from './servers.js'

/**
 * The newest PostGraphile and the newest Directus 11, which start and answer on Node 20 although their
 * packages ask for 22 (npm warns of it). The newest that ask for no more than 20 are
 * PostGraphile 5.0.0-rc.1 and Directus 11.3.5.
 */
export const versions = { postgraphile: '5.1.5', directus: '11.17.4' }
export type Peer = keyof typeof versions

const run = promisify(execFile)
const folderOf = (peer: Peer) => path.join(folder, 'peers', peer)
const applicationName = (peer: Peer) => `onrecord bench ${peer}`

/** Installs a peer unless that version is there already, whole. */
export async function install(peer: Peer, say: (line: string) => void): Promise<void> {
  const version = versions[peer]
  const home = folderOf(peer)
  if (installedVersion(peer) === version) return
  say(`installing ${peer} ${version} into ${home}`)
  fs.mkdirSync(home, { recursive: true })
  const description = { private: true, dependencies: { [peer]: version } }
  fs.writeFileSync(path.join(home, 'package.json'), JSON.stringify(description))
  const quietly = ['--no-audit', '--no-fund', '--loglevel=error']
  await run('npm', ['install', ...quietly], { cwd: home, maxBuffer: 2 ** 26 })
}

/** Npm writes this file last. */
function installedVersion(peer: Peer): string | undefined {
  const file = path.join(folderOf(peer), 'node_modules', '.package-lock.json')
  if (!fs.existsSync(file)) return undefined
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages[`node_modules/${peer}`]?.version
}

export async function startPostgraphile(url: string, poolSize: number): Promise<Running> {
  const child = fork(new URL('./postgraphile-process.js', import.meta.url), {
    // Grafast checks and explains more where this is not said.
    env: { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production' }
  })
  const name = applicationName('postgraphile')
  const start: PostgraphileStart = {
    packageFile: path.join(folderOf('postgraphile'), 'package.json'),
    url: named(url, name),
    poolSize
  }
  child.send(start)
  const [port] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('PostGraphile did not start')
    })
  ])
  return running(child, port as number, () => cpuOf(Number(child.pid), url, name))
}

/**
 * Directus has what helps it and nothing that costs: no app, no limits of rate or pressure (the latter
 * answers 503 under load), no telemetry, only errors logged; its caches as they come (those of its
 * schema and permissions on, that of answers off).
 */
function directusEnv(url: string, poolSize: number, port: number): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    SECRET: 'bench',
    DB_CLIENT: 'pg',
    DB_CONNECTION_STRING: named(url, applicationName('directus')),
    DB_POOL__MIN: '0',
    DB_POOL__MAX: String(poolSize),
    SERVE_APP: 'false',
    RATE_LIMITER_ENABLED: 'false',
    RATE_LIMITER_GLOBAL_ENABLED: 'false',
    PRESSURE_LIMITER_ENABLED: 'false',
    TELEMETRY: 'false',
    LOG_LEVEL: 'error'
  }
}
const directusProgram = () => path.join(folderOf('directus'), 'node_modules', 'directus', 'cli.js')

/** Makes Directus' own tables. */
export async function bootstrapDirectus(url: string): Promise<void> {
  const env = directusEnv(url, 2, 0)
  await run(process.execPath, [directusProgram(), 'bootstrap', '--skipAdminInit'], {
    cwd: folderOf('directus'),
    env
  })
}

const longestStartMs = 180_000

export async function startDirectus(url: string, poolSize: number): Promise<Running> {
  const port = await freePort()
  const child = spawn(process.execPath, [directusProgram(), 'start'], {
    cwd: folderOf('directus'),
    env: directusEnv(url, poolSize, port),
    stdio: ['ignore', 'ignore', 'inherit']
  })
  const began = performance.now()
  while (!(await answers(port))) {
    if (child.exitCode !== null || performance.now() - began > longestStartMs) {
      child.kill()
      throw new Error('Directus did not start')
    }
    await sleep(250)
  }
  return running(child, port, () => cpuOf(Number(child.pid), url, applicationName('directus')))
}

const answers = (port: number) =>
  fetch(`http://127.0.0.1:${port}/server/ping`).then(
    ({ ok }) => ok,
    () => false
  )

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** By which name its sessions are found in pg_stat_activity. */
function named(url: string, applicationName: string): string {
  const address = new URL(url)
  address.searchParams.set('application_name', applicationName)
  return address.href
}
