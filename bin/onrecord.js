#!/usr/bin/env node
/** Starts the command line tool. In a fresh checkout it first builds it. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = new URL('../dist/src/cli/main.js', import.meta.url)

function build() {
  try {
    const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc')
    // What the compiler has to say must not mix with what a command prints.
    const { status } = spawnSync(process.execPath, [compiler, '-b'], {
      cwd: root,
      stdio: ['ignore', 2, 2]
    })
    return status === 0
  } catch {
    return false
  }
}

if (!existsSync(program) && !build()) {
  console.error(`onrecord is not built: run \`npm ci && npm run build\` in ${root}`)
  process.exit(1)
}
await import(program.href)
