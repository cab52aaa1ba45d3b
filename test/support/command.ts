/** Runs the command line tool as a user does: bin/onrecord.js in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { rootPath } from '../../src/paths.js'

export interface Ended {
  /** The exit code; null where a signal ended it. */
  code: number | null
  stdout: string
  stderr: string
}

export function onrecord(
  args: string[],
  env: NodeJS.ProcessEnv = {}
): { child: ChildProcess; ended: Promise<Ended> } {
  return runNode([rootPath('bin', 'onrecord.js'), ...args], env)
}

export function runNode(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, args, {
    // Not as the tests run: they load more into each process.
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    const output = { stdout: '', stderr: '' }
    child.stdout?.on('data', (chunk) => {
      output.stdout += chunk
    })
    child.stderr?.on('data', (chunk) => {
      output.stderr += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...output }))
  })
  return { child, ended }
}
