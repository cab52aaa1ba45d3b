/** Writing through GraphQL: the same edits, with typed errors. */
import t from 'tap'
import { createEditor } from '../support/editor.js'

t.test('mutations mirror the writes of REST', async (t) => {
  const { send, get, graphql, keyWith } = await createEditor(t)
  const ask = async (query: string, variables = {}, headers = {}) =>
    (await send('POST', '/graphql', { query, variables }, headers)).body
  const made = await ask(
    'mutation ($input: PersonInput!) { createPerson(input: $input) { id name status revision otherNames } }',
    { input: { name: 'Ann', otherNames: ['A.'], slug: 'ann' } }
  )
  const { id } = made.data.createPerson
  t.same(made.data.createPerson, {
    id,
    name: 'Ann',
    status: 'draft',
    revision: 1,
    otherNames: ['A.']
  })
  t.equal((await get('/v1/people/ann')).status, 404)
  t.same((await graphql('{ person(id: "ann") { id } }')).body.data, { person: null })
  t.same((await ask('{ person(id: "ann") { id } }')).data, { person: { id } }, 'with read:drafts')
  const changed = await ask(
    'mutation ($id: ID!) { updatePerson(id: $id, revision: 1, input: { note: "x" }) { revision note name } publishPerson(id: $id) { status revision } }',
    { id }
  )
  t.same(changed.data, {
    updatePerson: { revision: 2, note: 'x', name: 'Ann' },
    publishPerson: { status: 'published', revision: 3 }
  })
  t.equal((await get('/v1/people/ann')).status, 200)
  const stale = await ask(
    'mutation ($id: ID!) { a: updatePerson(id: $id, revision: 1, input: { note: "y" }) { id } b: updatePerson(id: $id, revision: 3, input: { note: "z" }) { note } }',
    { id }
  )
  t.match(stale, {
    data: { a: null, b: { note: 'z' } },
    errors: [{ path: ['a'], extensions: { code: 'precondition_failed' } }]
  })
  const unkeyed = await graphql('mutation { publishPerson(id: "ann") { id } }')
  t.match(unkeyed.body.errors, [{ extensions: { code: 'unauthorized' } }])
  const reader = await keyWith('read:drafts')
  const lacking = await ask('mutation { publishPerson(id: "ann") { id } }', {}, reader)
  t.match(lacking.errors, [{ extensions: { code: 'forbidden' } }])
  const dry = await ask(
    'mutation { createTopic(input: { prefLabel: "T" }, dryRun: true) { prefLabel } }'
  )
  t.same(dry.data, { createTopic: { prefLabel: 'T' } })
  t.same((await ask('{ topics { totalCount } }')).data, { topics: { totalCount: 0 } })
  const gone = await ask(
    'mutation ($id: ID!) { withdrawPerson(id: $id, revision: 4, reason: "mistaken") { status } }',
    { id }
  )
  t.same(gone.data, { withdrawPerson: { status: 'withdrawn' } })
  t.equal((await get('/v1/people/ann')).status, 410)
  const { data } = await ask(
    'query ($id: ID!) { revisions(id: $id) { revision action reason by changes { field from to } } }',
    { id }
  )
  t.match(data.revisions, [
    { revision: 5, action: 'withdrawn', reason: 'mistaken' },
    { revision: 4, changes: [{ field: 'note', from: 'x', to: 'z' }] },
    { revision: 3, action: 'published' },
    { revision: 2 },
    { revision: 1, action: 'created' }
  ])
  const drafts = await graphql('query ($id: ID!) { revisions(id: $id) { revision } }', { id })
  t.same(
    drafts.body.data.revisions.map(({ revision }: { revision: number }) => revision),
    [5, 4, 3],
    'readers see no draft'
  )
})
