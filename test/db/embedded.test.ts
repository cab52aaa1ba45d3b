import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import t, { type Test } from 'tap'
import { startEmbedded } from '../../src/db/embedded.js'
import { canReach } from '../../src/db/server-user.js'
import { projectRoot } from '../../src/paths.js'
import { startModule } from '../support/processes.js'

const conf = { fsync: 'off' }
const isRoot = process.getuid?.() === 0

/** Not under t.testdir(): the user that root hands PostgreSQL to may be kept out of there. */
function newDataDir(t: Test): string {
  const dataDir = path.join(os.tmpdir(), `onrecord-embedded-${randomBytes(4).toString('hex')}`)
  t.teardown(() => fs.rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

/** The first column of each row. */
async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.map(([value]) => value)
  } finally {
    await client.end()
  }
}

/** Whether anything runs on the data folder. */
const runs = (dataDir: string): boolean =>
  fs.existsSync(path.join(dataDir, 'cluster', 'postmaster.pid'))

const serverPid = (dataDir: string): number =>
  Number.parseInt(fs.readFileSync(path.join(dataDir, 'cluster', 'postmaster.pid'), 'utf8'), 10)

t.test('it starts on an empty folder, and a restart keeps the data', async (t) => {
  const dataDir = newDataDir(t)
  const first = await startEmbedded({ dataDir, conf })
  t.match(first, { owned: true, dataDir, version: /^postgres \(PostgreSQL\) \d+/ })
  await ask(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer')
  await first.stop()
  t.notOk(runs(dataDir))

  const second = await startEmbedded({ dataDir, conf })
  t.strictSame(await ask(second.url(), 'SELECT answer FROM kept'), [42])
  await second.stop()
  t.notOk(runs(dataDir))
})

t.test('a running server', async (t) => {
  const dataDir = newDataDir(t)
  const server = await startEmbedded({ dataDir })
  t.after(() => server.stop())

  t.test('has what it acknowledges on disk, unless a test asks otherwise', async (t) => {
    const settings = `SELECT setting FROM pg_settings
                      WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')`
    t.strictSame(await ask(server.url(), settings), ['on', 'on', 'on'])
  })

  t.test('listens on no network port, and no other user can enter its folder', async (t) => {
    t.strictSame(await ask(server.url(), 'SHOW listen_addresses'), [''])
    t.equal(fs.statSync(dataDir).mode & 0o777, 0o700)
  })

  t.test('knows curly quotes from letters, and cases beyond ASCII', async (t) => {
    const words = `SELECT unnest(tsvector_to_array(to_tsvector('simple', '“Word”—he ‘SAID’ ÉTÉ…')))`
    t.strictSame(await ask(server.url(), words), ['he', 'said', 'word', 'été'])
  })

  t.test('is not run by root', async (t) => {
    const pid = String(serverPid(dataDir))
    t.not(execFileSync('ps', ['-o', 'uid=', '-p', pid], { encoding: 'utf8' }).trim(), '0')
  })
})

t.test('a second process joins the running server, and the last to leave stops it', async (t) => {
  const dataDir = newDataDir(t)
  const { child, message, exited } = await startModule('serving-process', [dataDir])
  t.match(message, { owned: true })
  const second = await startEmbedded({ dataDir, conf })
  t.equal(second.owned, false)
  child.send('stop')
  t.equal(await exited, 0)
  t.strictSame(await ask(second.url(), 'SELECT 1'), [1], 'the first leaves it to the second')
  await second.stop()
  t.notOk(runs(dataDir))
})

t.test('a server whose parent was killed is joined, and stopped in the end', async (t) => {
  const dataDir = newDataDir(t)
  const { child, exited } = await startModule('serving-process', [dataDir])
  const pid = serverPid(dataDir)
  child.kill('SIGKILL')
  await exited
  const server = await startEmbedded({ dataDir, conf })
  t.equal(server.owned, false)
  t.equal(serverPid(dataDir), pid, 'it is the same server')
  await server.stop()
  t.notOk(runs(dataDir))
})

t.test('a server that was killed with its parent recovers, with what it had written', async (t) => {
  const dataDir = newDataDir(t)
  const first = await startEmbedded({ dataDir })
  await ask(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer')
  process.kill(serverPid(dataDir), 'SIGQUIT')
  const second = await untilStarted(dataDir)
  t.strictSame(await ask(second.url(), 'SELECT answer FROM kept'), [42])
  await second.stop()
})

/** The killed server may still answer for a moment. */
async function untilStarted(dataDir: string) {
  while (fs.existsSync(path.join(dataDir, '.s.PGSQL.5432'))) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return startEmbedded({ dataDir })
}

t.test('three processes that start at once share one server', async (t) => {
  const dataDir = newDataDir(t)
  const three = await Promise.all(
    Array.from({ length: 3 }, () => startModule('serving-process', [dataDir]))
  )
  const owners = three.filter(({ message }) => (message as { owned: boolean }).owned)
  t.equal(owners.length, 1)
  for (const { child } of three) child.send('stop')
  t.strictSame(await Promise.all(three.map(({ exited }) => exited)), [0, 0, 0])
  t.notOk(runs(dataDir), 'though all left at once')
})

t.test('an interrupted first start does not spoil the next', async (t) => {
  const dataDir = newDataDir(t)
  fs.mkdirSync(path.join(dataDir, 'cluster.99999', 'base'), { recursive: true })
  const server = await startEmbedded({ dataDir, conf })
  t.strictSame(await ask(server.url(), 'SELECT 1'), [1])
  await server.stop()
})

t.test('data of another major version is refused in words', async (t) => {
  const dataDir = newDataDir(t)
  fs.mkdirSync(path.join(dataDir, 'cluster'), { recursive: true })
  fs.writeFileSync(path.join(dataDir, 'cluster', 'PG_VERSION'), '9\n')
  await t.rejects(startEmbedded({ dataDir }), { message: /is of PostgreSQL 9, but/ })
})

t.test('a path too long for a socket gets its socket elsewhere', async (t) => {
  const dataDir = path.join(newDataDir(t), 'deep'.repeat(25), 'data')
  const server = await startEmbedded({ dataDir, conf })
  t.strictSame(await ask(server.url(), 'SELECT 1'), [1])
  await server.stop()
})

t.test('root is told of a data folder that this user cannot reach', async (t) => {
  if (!isRoot) return t.pass('the present user runs the server and reaches what it reaches')
  const closed = newDataDir(t)
  fs.mkdirSync(closed, { mode: 0o700 })
  await t.rejects(startEmbedded({ dataDir: path.join(closed, 'data') }), {
    message: /can't enter the folders above .*choose another ONRECORD_DATA_DIR/
  })
})

t.test('an ordinary user needs no help of root', async (t) => {
  const nobody = { uid: 65534, gid: 65534 }
  // Without root the other tests have shown it; and nobody may not be able to read the code.
  if (!isRoot || !canReach(path.join(projectRoot, 'dist'), nobody)) return t.pass('not tried')
  const dataDir = newDataDir(t)
  fs.mkdirSync(dataDir)
  fs.chownSync(dataDir, nobody.uid, nobody.gid)
  // tap makes every process write its notes, and this one may not write where the others do.
  const env = { ...process.env, _TAPJS_PROCESSINFO_CWD_: dataDir }
  const options = { ...nobody, env }
  const { child, message, exited } = await startModule('serving-process', [dataDir], options)
  t.match(message, { owned: true })
  t.equal(fs.statSync(path.join(dataDir, 'cluster')).uid, nobody.uid)
  child.send('stop')
  t.equal(await exited, 0)
})
