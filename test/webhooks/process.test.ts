/** The worker as a process: what it was sending when it was killed is sent again, in order. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { rootPath } from '../../src/paths.js'
import { createEditor } from '../support/editor.js'
import { createReceiver, status, verify } from '../support/receiver.js'
import { end, serve } from '../support/service.js'

t.test('a worker that is killed between sending and noting it loses nothing', async (t) => {
  const { url, pool, send, keyWith } = await createEditor(t, {
    env: { WEBHOOKS_ALLOW_PRIVATE: 'true' }
  })
  const admin = await keyWith('admin')
  const post = async (path: string, body?: object) =>
    (await send('POST', `/v1/${path}`, body, admin)).body as { id: string; secret: string }
  const receiver = await createReceiver(t)
  const env = {
    DATABASE_URL: url,
    WEBHOOKS_ALLOW_PRIVATE: 'true',
    LOG_LEVEL: 'warn',
    ONRECORD_BUNDLE: 'false'
  }
  const options = { PATH: process.env['PATH'], ...env }
  const worker = spawn(process.execPath, [rootPath('bin/onrecord.js'), 'worker'], {
    env: options,
    stdio: 'inherit'
  })
  t.teardown(() => worker.kill('SIGKILL'))
  const { id, secret } = await post('webhooks', { url: receiver.url, events: ['*.published'] })
  const publish = (n: number) =>
    post('topics', { slug: `t${n}`, prefLabel: `Topic ${n}`, status: 'published' })
  const topics = [(await publish(1)).id]
  await receiver.got(1)
  receiver.answer(() => {})
  for (const n of [2, 3]) topics.push((await publish(n)).id)
  await receiver.got(2)
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  topics.push((await publish(4)).id)

  // The lease of the worker that is gone runs out.
  await pool.query('update service.webhooks set leased_until = now() where id = $1', [id])
  receiver.answer(status(204))
  const next = await serve(t, env)
  await receiver.got(5)
  const sent = receiver.received.map(({ event }) => event.data.id)
  t.strictSame(sent, [topics[0], topics[1], ...topics.slice(1)])
  const [, lost, again] = receiver.received.map(({ headers }) => headers['webhook-id'])
  t.equal(again, lost, 'under the same id')
  for (const each of receiver.received) t.ok(verify(secret, each))

  receiver.answer(() => {})
  await post(`webhooks/${id}/ping`)
  await receiver.got(6)
  // It ends in time, though the receiver hangs.
  await end(t, next)
})
