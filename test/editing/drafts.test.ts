/** A draft of every resource, and what a reader may reach of it: nothing. */
import t from 'tap'
import { resources } from '../../src/resources/index.js'
import { createEditor } from '../support/editor.js'

const canary = 'a canary sings'

t.test('a reader cannot tell a draft from what never existed', async (t) => {
  const { send, get, graphql, source, pool } = await createEditor(t)
  const bodies: [string, Record<string, unknown>][] = [
    [
      'jurisdictions',
      { ocdId: 'ocd-division/country:us', name: canary, classification: 'country' }
    ],
    ['publishers', { name: canary, kind: 'newsroom' }],
    ['agencies', { name: canary, classification: 'other', slug: 'canary' }],
    ['people', { name: canary }],
    ['events', { name: canary, kind: 'hearing' }],
    ['sources', { kind: 'article', title: canary }],
    [`sources/${source}/captures`, { text: canary, mediaType: 'text/plain' }],
    ['topics', { prefLabel: canary, slug: 'canary' }],
    [
      'statements',
      {
        title: canary,
        source,
        topics: ['canary'],
        agencies: [{ agency: 'canary', role: 'issuer' }]
      }
    ]
  ]
  const paths: string[] = []
  const ids: string[] = []
  for (const [path, body] of bodies) {
    const { status, headers, body: made } = await send('POST', `/v1/${path}`, body)
    t.equal(status, 201, `${path} ${JSON.stringify(made)}`)
    paths.push(String(headers['location']))
    ids.push(made.id)
  }
  const { rows } = await pool.query('select max(made_at) as at from history.change_sets')
  const asOf = rows[0].at.toISOString()
  const never = '01990000-0000-7000-8000-000000000000'
  const anonymous = (body: { detail?: string }) => {
    const { requestId: _, instance: __, ...rest } = body as Record<string, unknown>
    return rest
  }
  for (const path of paths) {
    const missing = path.replace(/[^/]*$/, never)
    for (const suffix of ['', `?asOf=${asOf}`, '/revisions', '/revisions/1', '.jsonld']) {
      const [draft, none] = [await get(path + suffix), await get(missing + suffix)]
      t.equal(draft.status, 404, path + suffix)
      t.same(anonymous(draft.body), anonymous(none.body), 'told in the same words')
      t.same(Object.keys(draft.headers), Object.keys(none.headers))
    }
  }
  for (const { path } of Object.values(resources)) {
    if (!path) continue
    for (const query of ['', `&asOf=${asOf}`]) {
      const { body } = await get(`/v1/${path}?count=exact${query}`)
      t.notMatch(JSON.stringify(body), canary)
      t.equal(body.meta.count.value, path === 'sources' ? 1 : 0, path)
    }
  }
  const nodes = await graphql(`{ nodes(ids: ${JSON.stringify(ids)}) { id } }`)
  t.same(
    nodes.body.data.nodes,
    ids.map(() => null)
  )
  for (const id of ids) {
    const { body } = await graphql(`{ revisions(id: "${id}") { revision } }`)
    t.same(body.data.revisions, [])
  }
  const unknown = await get('/v1/statements?agency=canary')
  t.match(unknown, { status: 400, body: { code: 'unknown_reference' } })
  t.notMatch(JSON.stringify((await get(`/v1/sources/${source}?include=captures`)).body), canary)
})
