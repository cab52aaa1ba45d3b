/** Keys: what they allow, and what becomes of them. */
import t from 'tap'
import { isKey } from '../../src/editing/keys.js'
import { createEditor } from '../support/editor.js'

t.test('a key allows what its scopes say, and is checked before anything else', async (t) => {
  const { send, get, keyWith, pool } = await createEditor(t)
  const writer = await keyWith('write')
  const topic = { slug: 'masks', prefLabel: 'Masks' }
  const wrong = { authorization: `Bearer onr_${'0'.repeat(38)}` }
  t.match(await get('/v1/topics', wrong), { status: 401, body: { code: 'unauthorized' } })
  t.match((await get('/v1/topics', wrong)).headers, { 'www-authenticate': /^Bearer/ })
  t.equal((await get('/v1/topics', { authorization: 'Basic eDp5' })).status, 401)
  const anonymous = await get('/v1/keys')
  t.equal(anonymous.status, 401)
  const lacking = await send('POST', '/v1/topics/masks/publish', { nonsense: 1 }, writer)
  t.match(lacking, { status: 403, body: { detail: /`publish`/ } })
  const hasty = await send('POST', '/v1/topics', { ...topic, status: 'published' }, writer)
  t.equal(hasty.status, 403)
  t.equal((await send('POST', '/v1/topics', topic, writer)).status, 201)
  t.equal((await get('/v1/topics/masks', writer)).status, 404, 'it may not read drafts')
  const { rows } = await pool.query('select sha256, last_used_at from service.api_keys')
  t.ok(rows.some(({ last_used_at }) => last_used_at !== null))
})

t.test('keys are made, listed, rotated and revoked', async (t) => {
  const { send, get, keyWith } = await createEditor(t)
  const admin = await keyWith('admin')
  const made = await send('POST', '/v1/keys', { name: 'city desk', scopes: ['write'] }, admin)
  t.equal(made.status, 201)
  t.ok(isKey(made.body.key))
  t.notOk(isKey(made.body.key.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'))))
  const old = { authorization: `Bearer ${made.body.key}` }
  const listed = await get('/v1/keys', admin)
  t.ok(listed.body.data.some(({ name }: { name: string }) => name === 'city desk'))
  t.notMatch(JSON.stringify(listed.body), made.body.key)
  const rotated = await send('POST', `/v1/keys/${made.body.id}/rotate`, {}, admin)
  const fresh = { authorization: `Bearer ${rotated.body.key}` }
  for (const key of [old, fresh])
    t.equal((await get('/v1/topics', key)).status, 200, 'both are valid')
  t.equal((await send('DELETE', `/v1/keys/${made.body.id}`, undefined, admin)).status, 200)
  t.equal((await get('/v1/topics', old)).status, 401)
  t.equal((await get('/v1/topics', fresh)).status, 200)
  const bad = await send('POST', '/v1/keys', { name: '', scopes: ['all'] }, admin)
  t.same(
    bad.body.errors.map(({ pointer }: { pointer: string }) => pointer),
    ['/name', '/scopes/0']
  )
})

t.test('an import over HTTP is all or nothing', async (t) => {
  const { app, keyWith, get } = await createEditor(t)
  const key = await keyWith('write', 'publish')
  const lines = (n: number, more = '') =>
    Array.from({ length: n }, (_, i) =>
      JSON.stringify({ resource: 'topics', externalId: `t${i}`, prefLabel: `Topic ${i}` })
    ).join('\n') + more
  const post = async (payload: string, query = '', type = 'application/x-ndjson') => {
    const answer = await app.inject({
      method: 'POST',
      url: `/v1/imports${query}`,
      headers: { ...key, 'content-type': type },
      payload
    })
    return { status: answer.statusCode, body: answer.json() }
  }
  const bad = await post(lines(3, '\n{"resource": "topics", "externalId": "x", "label": "y"}'))
  t.match(bad, { status: 422, body: { errors: [{ line: 4, pointer: '/label' }] } })
  t.match(await post(lines(3), '?dryRun=true'), { status: 200, body: { dryRun: true } })
  t.same((await get('/v1/topics')).body.data, [])
  t.match(await post(lines(3)), { status: 200, body: { summary: { topics: { created: 3 } } } })
  t.match(await post(lines(3)), { body: { summary: { topics: { created: 0, unchanged: 3 } } } })
  t.equal((await post('a,b', '', 'text/csv')).status, 415)
  const { body } = await get('/v1/topics?limit=1')
  const [{ revision, id }] = body.data
  t.equal(revision, 1)
  t.match((await get(`/v1/topics/${id}/revisions`)).body.data, [{ by: 'desk write publish' }])
})
