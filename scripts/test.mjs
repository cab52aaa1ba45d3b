/**
 * Runs the tests: builds, provides one PostgreSQL for all of them, runs tap, and ends with a line
 * that counts what passed. Usage:
 *
 *   npm test                                   every test, on a temporary PostgreSQL of our own
 *   npm run test:topology                      a proxy, a pooler and a replica, as processes
 *   npm run test:faults                        those of test/faults, which kill and restart things
 *   npm test -- test/config.test.ts            these files only
 *   npm test -- --coverage                     and report which lines were never run
 *   DATABASE_URL=postgres://… npm test         on that server (TEST_DATABASE_URL goes first): it
 *                                              needs a role that may create databases
 */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import readline from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
const tapPackage = require.resolve('tap/package.json')
const tapCommand = path.join(path.dirname(tapPackage), 'dist/esm/run.mjs')
const ofTap = createRequire(tapPackage).resolve
const { values: flags, positionals } = parseArgs({
  options: {
    coverage: { type: 'boolean', default: false },
    faults: { type: 'boolean', default: false }
  },
  allowPositionals: true
})

/** Nothing here has to survive a crash. */
const THROWAWAY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '100',
  io_method: 'sync'
}

/** These run pg_dump, which our own PostgreSQL comes without: .ci/run has it. */
const needsPrograms = ['test/operating/backup.test.ts']
/** What starts processes and servers of its own, the slowest first. */
const longest = [
  'start/',
  'imports/command',
  'pages/',
  'docs/',
  'examples/',
  'clients/',
  'cli/',
  'imports/',
  'rest/walk',
  'db/',
  'rest/drafts'
]

const totals = { pass: 0, fail: 0, skip: 0, todo: 0 }
let stopServer = async () => {}
let tap

process.chdir(root)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => (tap ? tap.kill(signal) : finish(1)))
}
try {
  build()
  if (flags.coverage) buildTap()
  const server = await startServer()
  finish(await runTap(testFiles(), server))
} catch (error) {
  console.error(error.message)
  finish(1)
}

function build() {
  const compiler = require.resolve('typescript/bin/tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-b'], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the build failed: no test was run')
}

/**
 * tap as installed has a plugin that reads every module through TypeScript's compiler: seconds a file,
 * for tests that are compiled already. It leaves the plugin out once it is built without (package.json),
 * which it would do too late, after the first run.
 */
function buildTap() {
  const plugins = path.join(path.dirname(ofTap('@tapjs/test/package.json')), 'test-built')
  const built = fs.readFileSync(path.join(plugins, 'dist/esm/index.js'), 'utf8')
  if (!built.includes('@tapjs/typescript')) return
  const { status } = spawnSync(process.execPath, [tapCommand, 'build'], { stdio: 'ignore' })
  if (status !== 0) throw new Error('tap could not be built: no test was run')
}

/** The compiled files. From the sources, for dist may hold tests that were since removed. */
function testFiles() {
  const sources = positionals.length > 0 ? positionals : everyTest()
  return sources.map((file) => {
    const compiled = path.join('dist', path.relative(root, path.resolve(file)))
    return compiled.replace(/\.ts$/, '.js')
  })
}

function everyTest() {
  const files = fs.readdirSync('test', { recursive: true })
  const tests = files
    .filter((file) => file.endsWith('.test.ts') && !file.startsWith('topology'))
    .filter((file) => (path.dirname(file) === 'faults') === flags.faults)
    .sort()
  // Whoever takes longest goes first, so that no core is idle at the end.
  const rank = (file) => longest.findIndex((each) => file.startsWith(each)) >>> 0
  return tests
    .sort((a, b) => rank(a) - rank(b))
    .map((file) => path.join('test', file))
    .filter((file) => givenServer() || !needsPrograms.includes(file))
}

function givenServer() {
  return process.env.TEST_DATABASE_URL || process.env.DATABASE_URL
}

async function startServer() {
  const { startEmbedded } = await import('../dist/src/db/embedded.js')
  const { dropDatabases, ensureTemplate } = await import('../dist/test/support/templates.js')
  const prefix = `onrecord_test_${randomBytes(4).toString('hex')}`
  const given = givenServer()
  const server = { adminUrl: given, prefix }
  if (given) {
    stopServer = () => dropDatabases(server)
  } else {
    const dataDir = path.join(os.tmpdir(), prefix)
    const embedded = await startEmbedded({ dataDir, conf: THROWAWAY })
    server.adminUrl = embedded.url()
    stopServer = async () => {
      await embedded.stop({ force: true })
      fs.rmSync(dataDir, { recursive: true, force: true })
    }
  }
  await ensureTemplate(server, 'migrated')
  return server
}

function runTap(files, server) {
  const runner = flags.coverage ? [tapCommand, 'run', '--reporter=tap'] : ['scripts/run-files.mjs']
  const { DATABASE_URL, TEST_DATABASE_URL, ...env } = process.env
  tap = spawn(process.execPath, [...runner, ...files], {
    env: { ...env, ONRECORD_TEST_SERVER: server.adminUrl, ONRECORD_TEST_PREFIX: server.prefix },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const lines = readline.createInterface({ input: tap.stdout })
  lines.on('line', report())
  return new Promise((resolve) => {
    tap.once('close', (code) => resolve(code ?? 1))
  })
}

/** Shows a line for each test file, all about each failure, and keeps tap's own totals. */
function report() {
  let inFailure = false
  let inDetails = false
  return (line) => {
    const summary = /^# \{ (total: .*) \}$/.exec(line)
    if (summary) return readTotals(summary[1])
    const text = line.trimStart()
    if (inFailure && text === '---') inDetails = true
    const isResult = !inDetails && /^(not )?ok\b/.test(text)
    if (isResult) inFailure = text.startsWith('not ok')
    const isNews = isResult && (inFailure || text.includes('# SKIP') || text.includes('# TODO'))
    const isTopLevel = line === text && /^(ok|Bail out|#(?! Subtest| No coverage))/.test(line)
    const isCoverage = flags.coverage && /[ -]\|/.test(line)
    if (inDetails || isNews || isTopLevel || isCoverage) console.log(line)
    if (text === '...') inDetails = false
  }
}

function readTotals(summary) {
  for (const [, name, count] of summary.matchAll(/(\w+): (\d+)/g)) totals[name] = Number(count)
}

/** The last line is always the totals, and the exit code is never zero when nothing was tested. */
async function finish(code) {
  await stopServer().catch((error) => console.error(error.message))
  const ok = code === 0 && totals.pass > 0 && totals.fail === 0
  console.log(`${totals.pass} passed, ${totals.fail} failed, ${totals.skip + totals.todo} skipped`)
  process.exit(ok ? 0 : code || 1)
}
