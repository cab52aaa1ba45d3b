/** The service with a PostgreSQL of its own: its first start and its second, others beside it, its end. */
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { onrecord } from '../support/command.js'
import { sample } from '../support/sample.js'
import { claims, end, newDataDir, runs, serve, start, status, timed } from '../support/service.js'

t.test('it brings a server of its own, with the dataset, and keeps what is written', async (t) => {
  const env = { ONRECORD_DATA_DIR: newDataDir(t) }
  const first = await timed(t, 'the first start', () => serve(t, env), 60)
  t.match(
    first.output(),
    /OnRecord is listening:\n {2}REST .*\n {2}Docs .*\/docs\n {2}GraphiQL .*\/graphiql\n/
  )
  t.match(
    first.output(),
    /no DATABASE_URL: postgres \(PostgreSQL\) \d+.*, our own, with its data in/
  )
  t.match(first.output(), /the bundled dataset is loaded: \d{4} rows/)
  t.equal(await claims(first), 28)
  for (const page of ['/', '/docs', '/graphiql', '/healthz', '/readyz', '/openapi.json'])
    t.equal(await status(first.origin + page), 200, page)

  const more = path.join(t.testdir({ 'more.json': JSON.stringify(sample()) }), 'more.json')
  const imported = await onrecord(['import', more], { ...env, DATABASE_URL: '' }).ended
  t.equal(imported.code, 0, imported.stderr)
  t.equal(await claims(first), 30, 'imported beside the running service')
  await end(t, first, 'SIGINT')
  t.notOk(runs(env.ONRECORD_DATA_DIR), 'its server has stopped')

  const second = await timed(t, 'the second start', () => serve(t, env), 15)
  t.notMatch(second.output(), /the bundled dataset is loaded/)
  t.equal(await claims(second), 30)
  await end(t, second, 'SIGTERM')
  t.notOk(runs(env.ONRECORD_DATA_DIR))

  const again = await onrecord(['import', more], { ...env, DATABASE_URL: '' }).ended
  t.match(again, { code: 0, stdout: /Nothing changed/ }, 'the command starts the server itself')
  t.notOk(runs(env.ONRECORD_DATA_DIR), 'and stops it')
})

t.test('two instances share a data folder, and the last to end stops the server', async (t) => {
  const env = { ONRECORD_DATA_DIR: newDataDir(t) }
  const two = await Promise.all([serve(t, env), serve(t, env)])
  for (const service of two) t.equal(await claims(service), 28)
  const loaded = two.filter(({ output }) => /the bundled dataset is loaded/.test(output()))
  t.equal(loaded.length, 1, 'one of them loaded the dataset')
  await end(t, two[0])
  t.equal(await claims(two[1]), 28)
  await end(t, two[1])
  t.notOk(runs(env.ONRECORD_DATA_DIR))
})

t.test('a signal while it starts ends it as well, and leaves no server behind', async (t) => {
  const dataDir = newDataDir(t)
  const env = { ONRECORD_DATA_DIR: dataDir }
  const moments: [what: string, isNow: (output: string) => boolean][] = [
    ['while its cluster is made', () => fs.existsSync(dataDir)],
    ['while the dataset is loaded', (output) => output.includes('our own')]
  ]
  for (const [what, isNow] of moments) {
    const service = start(t, env)
    while (!isNow(service.output())) {
      if (service.child.exitCode !== null) throw new Error(service.output())
      await sleep(5)
    }
    await end(t, service, 'SIGINT')
    t.notOk(runs(dataDir), what)
  }
  const service = await serve(t, env)
  t.equal(await claims(service), 28, 'the next start finds all in order')
  await end(t, service)
})

t.test('an address that is not free is told, with exit code 1, and nothing is left', async (t) => {
  const env = { ONRECORD_DATA_DIR: newDataDir(t), ONRECORD_BUNDLE: 'false' }
  const other = net.createServer().listen(0, '127.0.0.1')
  t.teardown(() => other.close())
  await once(other, 'listening')
  const port = String((other.address() as net.AddressInfo).port)
  for (const [setting, message] of [
    [{ PORT: port }, `address already in use 127.0.0.1:${port}`],
    [{ HOST: '192.0.2.1' }, 'address not available 192.0.2.1']
  ] as const) {
    const { exited, output } = start(t, { ...env, ...setting })
    t.equal(await exited, 1)
    t.match(output(), message)
    t.notMatch(output(), /\n\s+at |OnRecord is listening/)
    t.notOk(runs(env.ONRECORD_DATA_DIR), 'its server has stopped')
  }
})
