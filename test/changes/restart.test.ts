/**
 * The database restarted under the service, once in good order and once as if it had crashed: who
 * listens misses nothing, an export under way is seen to be cut, and the process goes on.
 */
import { execFile } from 'node:child_process'
import http from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import t from 'tap'
import WebSocket from 'ws'
import { findBinaries } from '../../src/db/binaries.js'
import { openPool } from '../../src/db/connect.js'
import { startEmbedded } from '../../src/db/embedded.js'
import { runAs, serverUser } from '../../src/db/server-user.js'
import { createKey } from '../../src/editing/keys.js'
import { newDataDir, serve } from '../support/service.js'

const run = promisify(execFile)
const server = await startEmbedded({
  dataDir: newDataDir(t),
  // What was committed has to outlive a crash of PostgreSQL, though not one of the machine.
  conf: { fsync: 'off', full_page_writes: 'off' }
})
t.teardown(() => server.stop({ force: true }))
const url = server.url()
const service = await serve(t, { DATABASE_URL: url, ONRECORD_BUNDLE: 'false', LOG_LEVEL: 'warn' })
const pool = openPool({ url })
t.teardown(() => pool.end())
const { key } = await createKey(pool, { name: 'desk', scopes: ['write', 'publish'] })
// More than sockets hold on their way.
await pool.query(
  `insert into publishers (id, name, kind, status, note)
   select gen_random_uuid(), 'publisher ' || i, 'unknown', 'published', repeat('word ', 8000) from generate_series(1, 1000) i`
)

async function restart(mode: 'fast' | 'immediate') {
  const user = serverUser()
  const cluster = path.join(server.dataDir, 'cluster')
  const command = [
    'restart',
    '-D',
    cluster,
    '-m',
    mode,
    '-w',
    '-s',
    '-l',
    `${cluster}/restarted.log`
  ]
  await run(path.join(findBinaries(user).folder, 'pg_ctl'), command, { ...runAs(user), cwd: '/' })
}
/** Writes, again where the database was away, until it is said to be written. */
async function write(title: string): Promise<string[]> {
  const refused: string[] = []
  for (;;) {
    const { status, body } = await send('POST', '/v1/sources', {
      kind: 'article',
      title,
      status: 'published'
    })
    if (status === 201) return refused
    refused.push(`${status} ${body.code}`)
    await sleep(50)
  }
}
async function send(method: string, path: string, body?: object) {
  const answer = await fetch(`${service.origin}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body && { 'content-type': 'application/json' })
    },
    ...(body && { body: JSON.stringify(body) })
  })
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
  return { status: answer.status, body: (await answer.json()) as any }
}

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
const heard: Record<string, any[]> = { sse: [], changed: [], sourceChanged: [], overSse: [] }
async function listen() {
  const leaving = new AbortController()
  const { body } = await fetch(`${service.origin}/v1/changes/stream?resource=sources`, {
    signal: leaving.signal
  })
  const reading = (async () => {
    let rest = ''
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      const lines = (rest + Buffer.from(chunk)).split('\n')
      rest = lines.pop() as string
      for (const line of lines)
        if (line.startsWith('data: ')) heard['sse']?.push(JSON.parse(line.slice(6)).data.title)
    }
    heard['sse']?.push('ended')
  })()
  reading.catch(() => {})
  const socket = createClient({
    url: `${service.origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0
  })
  const events = createSseClient({ url: `${service.origin}/graphql/stream`, retryAttempts: 0 })
  const changed = 'subscription { changed(resources: [sources]) { data } }'
  const rows = 'subscription { sourceChanged { source { title } } }'
  for (const [name, client, query] of [
    ['changed', socket, changed],
    ['sourceChanged', socket, rows],
    ['overSse', events, rows]
  ] as const)
    client.subscribe<{ changed?: never; sourceChanged?: never }>(
      { query },
      {
        next: ({ data, errors }) => {
          const { changed, sourceChanged } = (data ?? {}) as Record<
            string,
            Record<string, { title: string }>
          >
          const row = changed?.['data'] ?? sourceChanged?.['source']
          heard[name]?.push(row?.title ?? errors)
        },
        error: (error) => heard[name]?.push(error),
        complete: () => heard[name]?.push('ended')
      }
    )
  t.teardown(async () => {
    leaving.abort()
    events.dispose()
    await socket.dispose()
  })
  await sleep(300)
}

/** An export whose reader has read the first piece and takes no more until it is asked for the rest. */
async function startExport() {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http
      .get(`${service.origin}/v1/publishers/export`, { agent: false }, resolve)
      .on('error', reject)
  })
  let text = ''
  response.on('error', () => {})
  const closed = new Promise<void>((resolve) => response.on('close', resolve))
  await new Promise<void>((resolve) =>
    response.on('data', (chunk) => {
      text += chunk
      response.pause()
      resolve()
    })
  )
  return async () => {
    response.removeAllListeners('data').on('data', (chunk) => {
      text += chunk
    })
    response.resume()
    await closed
    return {
      rows: text.split('\n').length - 1,
      complete: response.complete,
      trailers: response.trailers
    }
  }
}

await listen()
for (const mode of ['fast', 'immediate'] as const)
  t.test(`restart -m ${mode}`, async (t) => {
    for (const list of Object.values(heard)) list.length = 0
    const { body: start } = await send('GET', '/v1/changes?after=now')
    const rest = await startExport()
    await write('before')
    const restarting = restart(mode)
    const meanwhile: string[] = []
    const writing = (async () => {
      for (let i = 0; i < 20; i++) meanwhile.push(...(await write(`meanwhile ${i}`)))
    })()
    await restarting
    await writing
    await write('after')
    t.comment(`refused: ${meanwhile.join(', ') || 'none'}`)
    t.same(
      meanwhile.filter((each) => each !== '503 unavailable'),
      [],
      'who writes meanwhile is told to come back'
    )
    const { rows, complete, trailers } = await rest()
    t.notOk(complete, 'the export is seen to be cut')
    t.ok(rows < 1000)
    t.same(trailers, {})

    const { body: all } = await send('GET', `/v1/changes?after=${start.page.next}&limit=200`)
    const titles = all.data.map(({ data }: { data: { title: string } }) => data.title)
    t.equal(new Set(titles).size, 22, 'everything is on record')
    for (
      let i = 0;
      Object.values(heard).some(({ length }) => length < titles.length) && i < 400;
      i++
    )
      await sleep(20)
    for (const [name, list] of Object.entries(heard))
      t.same(list, titles, `${name} heard all of it`)
    const again = await fetch(`${service.origin}/v1/publishers/export?fields=name`)
    t.equal((await again.text()).split('\n').length - 1, 1000, 'exports are whole again')
    t.equal(service.child.exitCode, null)
  })
