/** Writing through REST: each verb, its preconditions, and what readers see afterwards. */
import t from 'tap'
import { createEditor } from '../support/editor.js'

t.test('a statement with its claims is written at once, or not at all', async (t) => {
  const { send, get, source, pool } = await createEditor(t)
  const statement = {
    title: 'On masks',
    issuedOn: '2025-12-02?',
    source,
    claims: [
      {
        position: 1,
        proposition: 'Officers show their faces.',
        kind: 'policy',
        attribution: 'paraphrase'
      },
      {
        position: 2,
        proposition: 'Officers wear badges.',
        kind: 'policy',
        attribution: 'paraphrase'
      }
    ]
  }
  const made = await send('POST', '/v1/statements', statement)
  t.equal(made.status, 201, JSON.stringify(made.body))
  t.equal(made.headers['location'], `/v1/statements/${made.body.id}`)
  t.match(made.headers['etag'], /^"1-/)
  t.match(made.body, { status: 'draft', revision: 1, issuedOn: '2025-12-02?' })
  t.equal((await get(`/v1/statements/${made.body.id}`)).status, 404, 'a draft is not there')
  t.same((await get('/v1/claims')).body.data, [])
  const published = await send('POST', `/v1/statements/${made.body.id}/publish`)
  t.match(published.body, { status: 'published', revision: 2 })
  t.equal((await get(`/v1/statements/${made.body.id}`)).status, 200)
  t.same((await get('/v1/claims')).body.data, [], 'its claims are drafts still')

  const bad = await send('POST', '/v1/statements', {
    ...statement,
    claims: [statement.claims[0], { ...statement.claims[1], kind: 'guess' }]
  })
  t.equal(bad.status, 400)
  t.match(bad.body.errors, [{ pointer: '/claims/1/kind', code: 'invalid_body' }])
  const { rows } = await pool.query('select count(*)::int as n from statements')
  t.equal(rows[0].n, 1, 'nothing is half-written')
})

t.test('a change needs the revision that it was made from', async (t) => {
  const { send, source } = await createEditor(t)
  const path = `/v1/sources/${source}`
  const before = await send('GET', path)
  const etag = String(before.headers['etag'])
  t.equal((await send('PATCH', path, { title: 'Another' })).status, 428)
  const changed = await send('PATCH', path, { title: 'Another' }, { 'if-match': etag })
  t.match(changed, { status: 200, body: { title: 'Another', revision: 2, kind: 'press_release' } })
  const stale = await send('PATCH', path, { title: 'A third' }, { 'if-match': etag })
  t.match(stale, { status: 412, body: { code: 'precondition_failed' } })
  const same = await send('PATCH', path, { title: 'Another' }, { 'if-match': '*' })
  t.equal(same.body.revision, 2, 'what changes nothing makes no revision')
  const cleared = await send('PATCH', path, { title: null }, { 'if-match': '*' })
  t.match(cleared.body, { title: null, revision: 3 })
  t.equal(
    (await send('GET', path, undefined, { 'if-none-match': String(cleared.headers['etag']) }))
      .status,
    304
  )
})

t.test('what is wrong is refused by name', async (t) => {
  const { send, source } = await createEditor(t)
  const refused: [object, number, string][] = [
    [{ title: 'x', titel: 'y' }, 400, '/titel'],
    [{ title: 'x', id: source }, 400, '/id'],
    [{ title: 'x', revision: 7 }, 400, '/revision'],
    [{ title: 'x', visible: true }, 400, '/visible'],
    [{ title: 'x', source: 'nothing' }, 400, '/source'],
    [{ title: 'x', issuedOn: 'soon' }, 400, '/issuedOn'],
    [{ title: 'x\u0000' }, 400, '/title'],
    [{ title: 'x', status: 'withdrawn' }, 400, '/status'],
    [{ title: 'x', status: 'published' }, 422, '/']
  ]
  for (const [body, status, pointer] of refused) {
    const answer = await send('POST', '/v1/statements', body)
    t.equal(answer.status, status, JSON.stringify(answer.body))
    t.match(answer.body.errors[0].pointer ?? '/', pointer)
  }
  const proto = await send('POST', '/v1/statements', JSON.parse('{"title": "x", "toString": 1}'))
  t.equal(proto.status, 400)
  const topic = { slug: 'masks', prefLabel: 'Masks', status: 'published' }
  t.equal((await send('POST', '/v1/topics', topic)).status, 201)
  const twice = await send('POST', '/v1/topics', topic)
  t.match(twice, { status: 409, body: { code: 'conflict', errors: [{ pointer: '/slug' }] } })
})

t.test('withdrawing says why, takes claims along, and is undone', async (t) => {
  const { send, get, source } = await createEditor(t)
  const claim = (position: number) => ({
    position,
    proposition: `Claim ${position}.`,
    kind: 'policy',
    attribution: 'paraphrase'
  })
  const { body: statement } = await send('POST', '/v1/statements', {
    title: 'On masks',
    source,
    status: 'published',
    claims: [claim(1), claim(2)]
  })
  const claims = (await get('/v1/claims?sort=position')).body.data
  t.equal(claims.length, 2)
  const [first, second] = claims
  const gone = (path: string, reason?: string) =>
    send('DELETE', `${path}${reason ? `?reason=${reason}` : ''}`, undefined, { 'if-match': '*' })
  t.equal((await gone(`/v1/claims/${first.id}`)).status, 400, 'a reason is needed')
  t.equal((await gone(`/v1/claims/${first.id}`, 'mistaken')).status, 200)
  t.equal((await gone(`/v1/statements/${statement.id}`, 'retracted')).body.status, 'withdrawn')
  const told = await get(`/v1/claims/${second.id}`)
  t.match(told, { status: 410, body: { code: 'withdrawn', detail: /retracted.*It went with/ } })
  t.match((await get(`/v1/claims/${first.id}`)).body.detail, /mistaken/)
  const edit = await send('PATCH', `/v1/claims/${second.id}`, { note: 'x' }, { 'if-match': '*' })
  t.equal(edit.status, 409)
  t.equal((await send('POST', `/v1/statements/${statement.id}/restore`)).status, 200)
  t.equal((await get(`/v1/claims/${second.id}`)).status, 200, 'its claim is back')
  const [restored, withdrawn] = (await get(`/v1/statements/${statement.id}/revisions`)).body.data
  t.same(
    [restored.changes, withdrawn.changes],
    [
      [{ field: 'status', from: 'withdrawn', to: 'published' }],
      [{ field: 'status', from: 'published', to: 'withdrawn' }]
    ]
  )
  t.equal((await get(`/v1/claims/${first.id}`)).status, 410, 'not the one withdrawn before')
})

t.test('a merged row leads to its survivor for ever, in chains too', async (t) => {
  const { send, get } = await createEditor(t)
  const person = async (name: string) =>
    (await send('POST', '/v1/people', { name, slug: name.toLowerCase(), status: 'published' })).body
  const [a, b, c] = [await person('Ann'), await person('Bea'), await person('Cy')]
  const event = await send('POST', '/v1/events', {
    name: 'A hearing',
    kind: 'hearing',
    status: 'published',
    people: ['ann', 'bea']
  })
  const merge = (from: string, into: string) => send('POST', `/v1/people/${from}/merge`, { into })
  t.equal((await merge('ann', 'ann')).status, 422)
  t.match(await merge('ann', 'bea'), { status: 200, body: { id: b.id } })
  t.match((await get(`/v1/events/${event.body.id}`)).body, { revision: 2, people: [{ id: b.id }] })
  t.match(await merge('bea', 'cy'), { status: 200 })
  for (const key of [a.id, b.id, 'ann']) {
    const answer = await get(`/v1/people/${key}?fields=name`)
    t.equal(answer.status, 308)
    t.equal(answer.headers['location'], `/v1/people/${c.id}?fields=name`)
  }
  t.equal((await merge('cy', 'ann')).status, 422, 'no ring: Ann is Cy by now')
  t.equal((await send('POST', '/v1/people/ann/restore')).status, 409)
  const revisions = (await get(`/v1/people/${a.id}/revisions`)).body.data
  t.match(revisions, [{ action: 'merged' }, { action: 'created' }])
})

t.test('an Idempotency-Key gives the same answer again', async (t) => {
  const { send, keyWith, pool } = await createEditor(t)
  const topic = { slug: 'masks', prefLabel: 'Masks' }
  const key = { 'idempotency-key': 'one' }
  const answers = await Promise.all([1, 2, 3].map(() => send('POST', '/v1/topics', topic, key)))
  t.same(
    answers.map(({ status, body }) => [status, body.id]),
    answers.map(() => [201, answers[0]?.body.id])
  )
  t.equal(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true').length, 2)
  const other = await send('POST', '/v1/topics', { ...topic, slug: 'faces' }, key)
  t.match(other, { status: 422, body: { code: 'idempotency_mismatch' } })
  const another = await keyWith('write')
  const elsewhere = await send(
    'POST',
    '/v1/topics',
    { ...topic, slug: 'faces' },
    { ...another, ...key }
  )
  t.equal(elsewhere.status, 201, 'a key of another key')
  const { rows } = await pool.query('select count(*)::int as n from topics')
  t.equal(rows[0].n, 2)
})

t.test('a dry run tells what would be, and writes nothing', async (t) => {
  const { send, get } = await createEditor(t)
  const topic = { slug: 'masks', prefLabel: 'Masks', status: 'published' }
  const dry = await send('POST', '/v1/topics?dryRun=true', topic)
  t.match(dry, { status: 200, body: { prefLabel: 'Masks', status: 'published' } })
  t.equal((await get('/v1/topics/masks')).status, 404)
  t.equal((await send('POST', '/v1/topics?dryRun=yes', topic)).status, 400)
})

t.test('of many writers of one row, one wins', async (t) => {
  const { send, source } = await createEditor(t)
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, i) =>
      send('PATCH', `/v1/sources/${source}`, { title: `Title ${i}` }, { 'if-match': '"1"' })
    )
  )
  const winners = answers.filter(({ status }) => status === 200)
  t.equal(winners.length, 1)
  t.equal(answers.filter(({ status }) => status === 412).length, 29)
  t.match((await send('GET', `/v1/sources/${source}`)).body, {
    title: winners[0]?.body.title,
    revision: 2
  })
})

t.test('a quote is refused with every place that it may mean', async (t) => {
  const { send, source } = await createEditor(t)
  const capture = await send('POST', `/v1/sources/${source}/captures`, {
    text: '🚓 They will act. They will stay.',
    mediaType: 'text/plain',
    status: 'published'
  })
  t.equal(capture.status, 201, JSON.stringify(capture.body))
  const again = await send('POST', `/v1/sources/${source}/captures`, {
    text: '🚓 They will act. They will stay.',
    mediaType: 'text/plain',
    capturedAt: '2026-01-06T12:00:00Z'
  })
  t.match(again, {
    status: 201,
    body: { id: capture.body.id, checks: [{ checkedAt: /^2026-01-06/ }] }
  })
  const { body: statement } = await send('POST', '/v1/statements', { title: 'x', source })
  const claim = (exact: string, more = {}) =>
    send('POST', '/v1/claims', {
      statement: statement.id,
      position: 1,
      proposition: 'They act.',
      kind: 'policy',
      attribution: 'verbatim',
      quotes: [{ capture: capture.body.id, exact, ...more }]
    })
  const twice = await claim('They will')
  t.equal(twice.status, 422)
  const [told] = twice.body.errors.filter((each: { candidates?: unknown }) => each.candidates)
  t.match(told, { pointer: '/quotes/0', candidates: [{ start: 2 }, { start: 17 }] })
  t.equal((await claim('They never')).status, 422)
  const made = await claim('They will', { suffix: ' stay' })
  t.match(made, { status: 201, body: { quotes: [{ start: 17, end: 26, state: 'anchored' }] } })
})
