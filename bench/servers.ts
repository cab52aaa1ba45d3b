/** Starts the contenders, each as a process of its own on a port of its own. */
import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rootPath } from '../src/paths.js'
import { type Cpu, cpuOf } from './cpu.js'
import type { Contender, Draw } from './workloads.js'

export interface Running {
  port: number
  /** Resident memory in MiB, just now. */
  memory: () => number
  cpu: () => Promise<Cpu>
  stop: () => Promise<void>
}

/**
 * Our API as `npm start` runs it, but that it keeps no answers: what is measured is how they are made.
 * `flags` are Node's, `env` settings.
 */
export async function startApi(
  url: string,
  flags: string[] = [],
  env: NodeJS.ProcessEnv = {}
): Promise<Running> {
  const child = spawn(process.execPath, [...flags, rootPath('dist', 'src', 'main.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: url,
      PORT: '0',
      // All the load comes from one address.
      RATE_LIMIT_ANONYMOUS: '0',
      LOG_LEVEL: 'warn',
      ONRECORD_BUNDLE: 'false',
      ANSWER_CACHE_BYTES: '0',
      ...env
    }
  })
  let output = ''
  const port = await new Promise<number>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the API did not start\n${output}`)))
    child.stdout.on('data', (chunk) => {
      output += chunk
      const port = /REST\s+http:\/\/[^:]+:(\d+)/.exec(output)?.[1]
      if (port) resolve(Number(port))
    })
  })
  return running(child, port, () => cpuOf(Number(child.pid), url, 'onrecord'))
}

export async function startFloor(
  contender: Contender,
  url: string,
  poolSize: number,
  samples: Record<string, Draw>
): Promise<Running> {
  const child = fork(new URL('./floor-process.js', import.meta.url))
  child.send({ contender, url, poolSize, samples })
  const [port] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`${contender} did not start`)
    })
  ])
  const name = `onrecord bench ${contender}`
  return running(child, port as number, () => cpuOf(Number(child.pid), url, name))
}

export function running(child: ChildProcess, port: number, cpu: Running['cpu']): Running {
  const memory = () =>
    Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1024
  const stop = async () => {
    if (child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  return { port, memory, cpu, stop }
}
