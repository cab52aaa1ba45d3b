/** A Redis of a test's own, in a process that ends with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { accepts, freePort } from './ports.js'

export interface Redis {
  url: string
  stop(): Promise<void>
  /** Again, at the same address, and empty. */
  start(): Promise<void>
}

/** Without the program this throws: a test that needs it fails, and is never skipped. */
export async function startRedis(t: Test): Promise<Redis> {
  const port = await freePort()
  let stop = async () => {}
  async function start() {
    const child = spawn(
      process.env['REDIS_SERVER'] ?? 'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      { stdio: 'ignore', cwd: t.testdir() }
    )
    const ended = once(child, 'exit')
    stop = async () => {
      child.kill('SIGKILL')
      await ended
    }
    await once(child, 'spawn')
    while (!(await accepts(port))) await sleep(20)
  }
  await start()
  t.teardown(() => stop())
  return { url: `redis://127.0.0.1:${port}`, stop: () => stop(), start }
}
