/** Starts the service as a process, as `npm start` does, and ends it by a signal. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { rootPath } from '../../src/paths.js'

export interface Service {
  child: ChildProcess
  /** Where it listens: known once it has said so. */
  origin: string
  output: () => string
  exited: Promise<number | null>
}

export function start(t: Test, env: NodeJS.ProcessEnv): Service {
  const child = spawn(process.execPath, [rootPath('dist', 'src', 'main.js')], {
    env: { PATH: process.env['PATH'], PORT: '0', RATE_LIMIT_ANONYMOUS: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk
    })
  const exited = once(child, 'close').then(([code]) => code as number | null)
  t.teardown(() => child.kill('SIGKILL'))
  return { child, origin: '', output: () => text, exited }
}

/** Waits until the addresses are printed. */
export async function serve(t: Test, env: NodeJS.ProcessEnv): Promise<Service> {
  const service = start(t, env)
  for (;;) {
    const origin = /^ {2}REST +(http:\/\/\S+)\/$/m.exec(service.output())?.[1]
    if (origin) return { ...service, origin }
    if (service.child.exitCode !== null) throw new Error(service.output())
    await sleep(20)
  }
}

/** Ends it by a signal. It has to end with exit code 0, and in time. */
export async function end(t: Test, { child, exited }: Service, signal: NodeJS.Signals = 'SIGTERM') {
  const began = performance.now()
  child.kill(signal)
  t.equal(await exited, 0, `${signal}: exit code 0`)
  t.ok(performance.now() - began < 12_000, `after ${(performance.now() - began).toFixed(0)} ms`)
}

export const status = async (url: string) => (await fetch(url)).status
export async function claims({ origin }: Service): Promise<number> {
  const { meta } = (await (await fetch(`${origin}/v1/claims?count=exact&limit=1`)).json()) as {
    meta: { count: { value: number } }
  }
  return meta.count.value
}
/** Not under t.testdir(): the user that root hands PostgreSQL to may be kept out of there. */
export function newDataDir(t: Test): string {
  const dataDir = path.join(os.tmpdir(), `onrecord-start-${randomBytes(4).toString('hex')}`)
  t.teardown(() => fs.rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}
/** Whether a server runs on the data folder. */
export const runs = (dataDir: string) =>
  fs.existsSync(path.join(dataDir, 'cluster', 'postmaster.pid'))
export async function timed<T>(
  t: Test,
  what: string,
  work: () => Promise<T>,
  most: number
): Promise<T> {
  const began = performance.now()
  const result = await work()
  const seconds = (performance.now() - began) / 1000
  t.comment(`${what}: ${seconds.toFixed(1)} s`)
  t.ok(seconds < most, `${what} in less than ${most} s`)
  return result
}
