/** The service as a process: its first start, its second, its end, and what is wrong with a setting. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import t, { type Test } from 'tap'
import { rootPath } from '../../src/paths.js'
import { createDatabase } from '../support/database.js'

interface Service {
  child: ChildProcess
  origin: string
  output: () => string
}
function run(t: Test, env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [rootPath('dist/src/main.js')], {
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  t.teardown(() => child.kill('SIGKILL'))
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += data))
  return { child, output: () => text }
}
/** Waits until the addresses are printed. */
async function serve(t: Test, env: NodeJS.ProcessEnv): Promise<Service> {
  const { child, output } = run(t, env)
  for (;;) {
    const [, origin] = /REST +(http:\/\/\S+)\//.exec(output()) ?? []
    if (origin) return { child, origin, output }
    if (child.exitCode !== null) throw new Error(output())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
const count = async (origin: string) => {
  const answer = await fetch(`${origin}/v1/claims?count=exact&limit=1`)
  return ((await answer.json()) as { meta: { count: { value: number } } }).meta.count.value
}
async function end({ child }: Service, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(child, 'exit')
  child.kill(signal)
  return (await exited)[0]
}

t.test('the first start loads the dataset, the second finds it', async (t) => {
  const { url } = await createDatabase(t)
  const first = await serve(t, { DATABASE_URL: url })
  t.match(first.output(), /the bundled dataset is loaded/)
  t.match(first.output(), /docs\n.*GraphiQL.*graphiql/s)
  t.equal(await count(first.origin), 28)
  for (const path of ['/healthz', '/readyz', '/docs', '/graphiql', '/openapi.json'])
    t.equal((await fetch(first.origin + path)).status, 200, path)
  t.equal(await end(first, 'SIGINT'), 0)
  const second = await serve(t, { DATABASE_URL: url })
  t.notMatch(second.output(), /the bundled dataset is loaded/)
  t.equal(await count(second.origin), 28)
  t.equal(await end(second, 'SIGTERM'), 0)
})

t.test('it can start without the dataset', async (t) => {
  const { url } = await createDatabase(t)
  const service = await serve(t, { DATABASE_URL: url, ONRECORD_BUNDLE: 'false' })
  t.equal(await count(service.origin), 0)
  t.equal(await end(service, 'SIGTERM'), 0)
})

t.test('a signal ends it in time, whoever keeps a connection open', async (t) => {
  const { url } = await createDatabase(t)
  const service = await serve(t, { DATABASE_URL: url, ONRECORD_BUNDLE: 'false' })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 5 })
  t.teardown(() => agent.destroy())
  const get = () =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = http.get(`${service.origin}/v1/claims`, { agent }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode))
      })
      request.on('error', reject)
    })
  t.same(await Promise.all([get(), get(), get()]), [200, 200, 200])
  const started = performance.now()
  t.equal(await end(service, 'SIGTERM'), 0)
  t.ok(performance.now() - started < 12_000)
})

t.test('a database that is down is said, and not where it is', async (t) => {
  const service = await serve(t, { DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' })
  t.equal((await fetch(`${service.origin}/healthz`)).status, 200)
  for (const path of ['/readyz', '/v1/claims']) {
    const answer = await fetch(service.origin + path)
    t.equal(answer.status, 503, path)
    t.ok(answer.headers.get('retry-after'))
    t.notMatch(await answer.text(), /secret|127\.0\.0\.1:1|ECONN/)
  }
  t.equal(await end(service, 'SIGTERM'), 0)
})

t.test('a wrong setting ends the start and is named', async (t) => {
  const { child, output } = run(t, { PORT: 'eighty' })
  t.equal((await once(child, 'exit'))[0], 2)
  t.match(output(), /PORT: expected an integer/)
})
