/** The feed as it grows: waited for, streamed, taken up again, and heard by every instance. */
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createEditor } from '../support/editor.js'

const editor = await createEditor(t)
const { app, pool, send, get, source } = editor
const other = await buildApp({ pool, config: loadConfig({}) })
// Clients keep their connections open for a while.
t.teardown(() => app.server.closeAllConnections())
const [here, there] = await Promise.all(
  [app, other].map((each) => each.listen({ port: 0, host: '127.0.0.1' }))
)
const rename = (title: string) =>
  send('PATCH', `/v1/sources/${source}`, { title }, { 'if-match': '*' })

interface Event {
  id?: string
  event?: string
  data?: string
}
/** The events of a stream as they come, those without data too. */
async function open(path: string, headers: Record<string, string> = {}) {
  const leaving = new AbortController()
  const answer = await fetch(path, { headers, signal: leaving.signal })
  t.match(answer.headers.get('content-type'), /^text\/event-stream/)
  const events: Event[] = []
  const reading = (async () => {
    let rest = ''
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (rest + new TextDecoder().decode(chunk)).split('\n\n')
      rest = blocks.pop() as string
      for (const block of blocks)
        events.push(Object.fromEntries(block.split('\n').map((line) => line.split(/: (.*)/s, 2))))
    }
  })().catch(() => {})
  const told = () => events.filter(({ data }) => data)
  return {
    events,
    told,
    leave: () => leaving.abort(),
    ended: reading,
    async until(n: number) {
      for (let i = 0; told().length < n && i < 500; i++) await sleep(20)
      return told()
    }
  }
}

t.test('a page is waited for, and comes when something is committed', async (t) => {
  const { body: now } = await get('/v1/changes?after=now')
  const began = Date.now()
  const waiting = get(`/v1/changes?after=${now.page.next}&wait=20&resource=sources`)
  const other = get(`/v1/changes?after=${now.page.next}&wait=1&resource=people`)
  const fromNow = get('/v1/changes?after=now&wait=20&resource=sources')
  await sleep(300)
  await rename('Waited for')
  const { body } = await waiting
  t.match(body.data, [{ type: 'source.updated', data: { title: 'Waited for' } }])
  t.same((await fromNow).body.data, body.data, 'waited for from now on as well')
  t.ok(Date.now() - began < 15_000)
  const { body: none } = await other
  t.same([none.data, none.page.next], [[], body.page.next], 'told how far it looked')
})

t.test('a stream at one instance hears what is written at another', async (t) => {
  const stream = await open(`${there}/v1/changes/stream?resource=sources`)
  t.teardown(stream.leave)
  const delays: number[] = []
  for (let i = 1; i <= 11; i++) {
    await rename(`Streamed ${i}`)
    const committed = performance.now()
    await stream.until(i)
    delays.push(performance.now() - committed)
  }
  const events = stream.told()
  t.same(
    events.map(({ event, id, data = '' }) => {
      const change = JSON.parse(data)
      return [event, id === String(change.position), change.revision]
    }),
    Array.from({ length: 11 }, (_, i) => ['source.updated', true, i + 3])
  )
  t.comment(`median ${Math.round(delays.sort((a, b) => a - b)[5] as number)} ms after the answer`)
})

t.test('a client that comes back gets what it missed', async (t) => {
  const first = await open(`${here}/v1/changes/stream`)
  await rename('Before')
  const [{ id = '' } = {}] = await first.until(1)
  first.leave()
  await rename('Missed')
  const again = await open(`${here}/v1/changes/stream?after=0`, { 'last-event-id': id })
  t.teardown(again.leave)
  const [event] = await again.until(1)
  t.equal(JSON.parse(event?.data ?? '').data.title, 'Missed')
})

t.test('a listener outlives its connections to the database', async (t) => {
  const stream = await open(`${there}/v1/changes/stream`)
  t.teardown(stream.leave)
  await rename('With the connection')
  await stream.until(1)
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'onrecord changes'`
  )
  t.equal(rowCount, 2, 'one connection an instance')
  await rename('Without')
  const events = await stream.until(2)
  t.equal(JSON.parse(events[1]?.data ?? '').data.title, 'Without')
})

t.test('HEAD opens no stream, and closing ends those that are open', async (t) => {
  const head = await fetch(`${there}/v1/changes/stream`, { method: 'HEAD' })
  t.equal(head.status, 200)
  const stream = await open(`${there}/v1/changes/stream`)
  const closed = other.close()
  await stream.ended
  other.server.closeAllConnections()
  await closed
  t.pass('it ended')
})
