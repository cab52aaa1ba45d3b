/** The record as of a moment: exactly what was answered then, whatever has happened since. */
import t from 'tap'
import { createEditor, type Editor } from '../support/editor.js'
import { prepareWrites, randomFrom, stepsOf } from '../support/random-writes.js'

/** What a reader may ask that should answer the same for ever. */
const questions = [
  '/v1/statements?count=exact',
  '/v1/claims?include=statement&count=exact',
  '/v1/claims?agency=police&sort=position',
  '/v1/agencies?include=parent',
  '/v1/people?sort=name',
  '/v1/topics?count=exact',
  '/v1/claims?topic=masks&count=exact'
]
const ofGraphql =
  '{ statements%s { totalCount nodes { title agencies { role agency { name } } } } people%s { nodes { id name } } }'

t.test('a random sequence of writes, replayed', async (t) => {
  const editor = await createEditor(t)
  const { pool } = editor
  await prepareWrites(editor)
  const recorded: { at: string; answers: unknown[] }[] = []
  const random = randomFrom(20251202)
  const steps = stepsOf(editor, random)
  for (let i = 0; i < 120; i++) {
    await steps()
    if (i % 4) continue
    const { rows } = await pool.query('select max(made_at) as at from history.change_sets')
    recorded.push({ at: rows[0].at.toISOString(), answers: await answersOf(editor) })
  }
  const { rows } = await pool.query('select count(*)::int as n from history.changes')
  t.ok(rows[0].n > 80, `${rows[0].n} changes`)
  for (const { at, answers } of recorded) t.same(await answersOf(editor, at), answers, at)
})

t.test('what is withdrawn and merged since is there as it was', async (t) => {
  const { send, get, graphql, source } = await createEditor(t)
  const { body: before } = await get(`/v1/sources/${source}`)
  const at = before.updatedAt
  await send('PATCH', `/v1/sources/${source}`, { title: 'Another' }, { 'if-match': '*' })
  await send('DELETE', `/v1/sources/${source}?reason=mistaken`, undefined, { 'if-match': '*' })
  t.equal((await get(`/v1/sources/${source}`)).status, 410)
  t.same((await get(`/v1/sources/${source}?asOf=${at}`)).body, before)
  const earlier = new Date(Date.parse(at) - 1).toISOString()
  t.equal((await get(`/v1/sources/${source}?asOf=${earlier}`)).status, 404, 'not yet')
  const query = 'query ($id: ID!, $at: DateTime) { source(id: $id, asOf: $at) { title revision } }'
  const then = await graphql(query, { id: source, at })
  t.same(then.body.data, { source: { title: before.title, revision: 1 } })
  t.same((await graphql(query, { id: source })).body.data, { source: null })
  const coming = new Date(Date.now() + 60_000).toISOString()
  t.match((await get(`/v1/sources?asOf=${coming}`)).body.errors, [{ parameter: 'asOf' }])
  t.match((await get('/v1/sources?asOf=yesterday')).body.errors, [{ parameter: 'asOf' }])
})

t.test('revisions tell who, when, why, and which fields', async (t) => {
  const { send, get, source } = await createEditor(t)
  const path = `/v1/sources/${source}`
  await send('PATCH', `${path}?reason=typo`, { title: 'B' }, { 'if-match': '*' })
  await send('PATCH', path, { note: 'n', publishedOn: '2025-12' }, { 'if-match': '*' })
  const { body } = await get(`${path}/revisions`)
  t.match(body.data, [
    { revision: 3, action: 'updated', by: 'desk read:drafts write publish' },
    {
      revision: 2,
      reason: 'typo',
      changes: [{ field: 'title', from: 'A press release', to: 'B' }]
    },
    { revision: 1, action: 'created' }
  ])
  t.same(body.data[0].changes.map(({ field }: { field: string }) => field).sort(), [
    'note',
    'publishedOn',
    'publishedOnDetails.earliest',
    'publishedOnDetails.latest'
  ])
  t.match((await get(`${path}/revisions/2`)).body, {
    revision: 2,
    data: { title: 'B', note: null }
  })
  t.equal((await get(`${path}/revisions/9`)).status, 404)
  const page = (await get(`${path}/revisions?limit=1`)).body
  t.match(page, { data: [{ revision: 3 }], page: { size: 1, next: 3 } })
  t.match((await get(`${path}/revisions?limit=1&before=3`)).body.data, [{ revision: 2 }])
})

t.test('history is only added to', async (t) => {
  const { pool, send, source } = await createEditor(t)
  await send('PATCH', `/v1/sources/${source}`, { title: 'B' }, { 'if-match': '*' })
  for (const text of [
    "update history.change_sets set actor = 'nobody'",
    'delete from history.changes',
    "update history.sources set title = 'C'",
    'delete from history.sources',
    'truncate history.sources'
  ])
    await t.rejects(pool.query(text), /only added to/, text)
})

async function answersOf({ get, graphql }: Editor, asOf?: string): Promise<unknown[]> {
  const rest = questions.map(async (path) => {
    const { status, body } = await get(asOf ? `${path}&asOf=${asOf}` : path)
    if (body.meta) delete body.meta.applied
    delete body.requestId
    return { status, body }
  })
  const args = asOf ? `(asOf: "${asOf}")` : ''
  const { body } = await graphql(ofGraphql.replaceAll('%s', args))
  return [...(await Promise.all(rest)), body.data]
}
