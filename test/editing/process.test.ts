/** A service that is killed while it writes: each request was done whole, or not at all. */
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createEditor } from '../support/editor.js'
import { serve } from '../support/service.js'

const editor = await createEditor(t)
const { pool, source, url } = editor
const key = await editor.keyWith('write', 'publish')
const env = {
  DATABASE_URL: url,
  LOG_LEVEL: 'fatal',
  ONRECORD_BUNDLE: 'false',
  WORKER: 'false'
}
const requests = Array.from({ length: 60 }, (_, n) => ({
  once: `write-${n}`,
  body: {
    title: `Statement ${n}`,
    source,
    status: 'published',
    claims: [0, 1, 2].map((position) => ({
      position,
      proposition: `Claim ${n}.${position}`,
      kind: 'policy',
      attribution: 'paraphrase'
    }))
  }
}))
/** The status; 0 where no answer came. */
async function write(origin: string, { once, body }: (typeof requests)[number]): Promise<number> {
  const headers = { ...key, 'content-type': 'application/json', 'idempotency-key': once }
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  return fetch(`${origin}/v1/statements`, init).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.status
    },
    () => 0
  )
}
/** For each statement that is there, all that has to be there with it. */
const whole = `
  select s.title, (select count(*) from claims c where c.statement_id = s.id)::int as claims,
    (select count(distinct h.row_id) from history.changes h
      where h.row_id = s.id or h.row_id in (select id from claims where statement_id = s.id))::int as told,
    (select count(distinct h.change_set) from history.changes h
      where h.row_id = s.id or h.row_id in (select id from claims where statement_id = s.id))::int as sets,
    (select count(*) from service.idempotent_requests i
      where i.idempotency_key = 'write-' || substr(s.title, 11))::int as answers
  from statements s`

t.test('killed at any moment, and sent again', async (t) => {
  const done = new Set<number>()
  for (const after of [60, 180]) {
    const service = await serve(t, env)
    const answers = requests.map(async (request, n) => {
      if (!done.has(n) && (await write(service.origin, request)) === 201) done.add(n)
    })
    await sleep(after)
    service.child.kill('SIGKILL')
    await Promise.all([service.exited, ...answers])
    const { rows } = await pool.query(whole)
    t.strictSame(
      rows.filter(({ claims, told, sets, answers }) =>
        [claims !== 3, told !== 4, sets !== 1, answers !== 1].includes(true)
      ),
      [],
      `${rows.length} statements after ${after} ms`
    )
    t.ok(rows.length >= done.size, 'what was answered is there')
  }
  const service = await serve(t, env)
  for (const request of requests) t.equal(await write(service.origin, request), 201, request.once)
  const { rows } = await pool.query(
    'select count(*)::int as n, count(distinct title)::int as titles from statements'
  )
  t.strictSame(rows, [{ n: 60, titles: 60 }], 'each once')
})
