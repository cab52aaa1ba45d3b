/** Timelines and contexts: what was said, edited, judged and enacted, in one order by date. */
import t from 'tap'
import { createApp } from '../support/app.js'
import { importBundles } from '../support/family.js'
import { sample } from '../support/sample.js'

const api = await createApp(t)
const { get, graphql, pool, statements } = api
// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
type Row = any
async function ok(path: string): Promise<Row> {
  const { status, body } = await get(path)
  if (status !== 200) t.fail(path, { status, body })
  return body
}
await importBundles(t, api.url, [sample() as never])
const everything = 'type=statement,claim,edit,assessment,law_begins,law_ends'

t.test('a topic’s timeline holds what its claims lead to, in one statement', async (t) => {
  statements.length = 0
  const { data, meta, page } = await ok('/v1/timeline?topic=duty-to-intercede&limit=200')
  t.equal(statements.length, 1)
  t.equal(page.next, null)
  t.strictSame(meta.applied, {
    topic: 'duty-to-intercede',
    type: 'statement,edit,assessment,law_begins,law_ends',
    sort: 'date',
    limit: 200
  })
  const of = (type: string) => data.filter((entry: Row) => entry.type === type)
  const ids = (list: Row[]) => list.map(({ id }) => id).sort()
  const claims = (await ok('/v1/claims?topic=duty-to-intercede&limit=200')).data
  const tagged = (await ok('/v1/statements?topic=duty-to-intercede&limit=200')).data
  t.strictSame(
    ids(of('statement')),
    [...new Set([...claims.map(({ statement }: Row) => statement.id), ...ids(tagged)])].sort()
  )
  const assessed = claims.flatMap(({ assessments }: Row) => ids(assessments))
  t.ok(assessed.every((id: string) => ids(of('assessment')).includes(id)))
  const statutes = new Set<string>()
  for (const { statuteReferences } of claims)
    for (const { id } of statuteReferences)
      statutes.add((await ok(`/v1/statute-references/${id}`)).statute.id)
  t.ok(statutes.size > 0)
  const versions: Row[] = []
  for (const id of statutes)
    versions.push(...(await ok(`/v1/statutes/${id}?include=versions`)).versions)
  t.strictSame(ids(of('law_begins')), ids(versions.filter(({ effectiveFrom }) => effectiveFrom)))
  t.strictSame(ids(of('law_ends')), ids(versions.filter(({ effectiveTo }) => effectiveTo)))
  for (const { href, id } of data) t.equal((await ok(href)).id, id, href)
})

t.test(
  'dates are placed by their first day, marked where uncertain, last where unknown',
  async (t) => {
    const { data } = await ok(
      `/v1/timeline?event=the-day,operation-metro-surge&${everything}&limit=200`
    )
    const place = ({ earliest, latest }: Row) => earliest ?? latest ?? 'z'
    const places = data.map(place)
    t.strictSame(places, [...places].sort())
    for (const { date, uncertain, earliest, latest } of data) {
      t.equal(uncertain, !/^\d{4}-\d\d-\d\d$/.test(date ?? ''), date)
      if (!uncertain) t.strictSame([earliest, latest], [date, date])
    }
    t.ok(
      data.some(({ uncertain }: Row) => uncertain) && data.some(({ uncertain }: Row) => !uncertain)
    )
    const claims = data.filter(({ type }: Row) => type === 'claim')
    t.ok(claims.length)
    t.ok(claims.every(({ links }: Row) => links[0].rel === 'statement'))
  }
)

t.test('an edit of a source lies between its captures, and leads to what differs', async (t) => {
  await importBundles(t, api.url, [
    {
      captures: [
        {
          externalId: 's:later',
          source: 's:release',
          capturedAt: '2025-12-05T12:00:00Z',
          text: 'It says nothing now.',
          mediaType: 'text/plain'
        }
      ]
    }
  ])
  const [{ id: statement }] = (await ok('/v1/statements?agency=town-pd')).data
  const { data } = await ok(`/v1/timeline?agency=town-pd&type=edit`)
  const edit = data.find(({ links }: Row) => links[0].id === statement)
  t.match(edit, {
    type: 'edit',
    resource: 'captures',
    links: [{ rel: 'statement' }, { rel: 'source' }]
  })
  const { from, to } = (
    await ok(`/v1/statements/${statement}?include=silentlyEdited.from,silentlyEdited.to`)
  ).silentlyEdited[0]
  t.equal(edit.id, to.id)
  t.match([from.capturedAt, to.capturedAt], [/^2025-12-03/, /^2025-12-05/])
  t.match(edit, {
    date: '2025-12-03/2025-12-05',
    earliest: '2025-12-03',
    latest: '2025-12-05',
    uncertain: true,
    label: 'The chief on force'
  })
  t.ok((await ok(edit.href)).changes.length)
})

t.test('a walk meets each entry once, either way, in both doors', async (t) => {
  const path = `/v1/timeline?agency=minneapolis-pd,edina-pd&${everything}`
  for (const sort of ['date', '-date']) {
    const all = (await ok(`${path}&sort=${sort}&limit=200`)).data
    t.ok(all.length > 10, `${all.length}`)
    const seen: Row[] = []
    let after = ''
    do {
      const { data, page } = await ok(`${path}&sort=${sort}&limit=7${after}`)
      seen.push(...data)
      after = page.next && `&after=${page.next}`
    } while (after)
    t.strictSame(seen, all)
    const query = `query ($after: String) { timeline(agency: ["minneapolis-pd", "edina-pd"], types: [statement, claim, edit, assessment, law_begins, law_ends], descending: ${sort === '-date'}, first: 9, after: $after) {
      entries { resource id slug label href type date earliest latest uncertain links { resource id slug label href rel } } next } }`
    const first = (await graphql(query)).body.data.timeline
    const second = (await graphql(query, { after: first.next })).body.data.timeline
    t.strictSame([...first.entries, ...second.entries], all.slice(0, 18))
  }
})

t.test('as of a moment, and never a draft', async (t) => {
  const path = '/v1/timeline?agency=minneapolis-pd&limit=200'
  const before = await ok(path)
  const moment = (await pool.query('select clock_timestamp() as now')).rows[0].now.toISOString()
  await new Promise((done) => setTimeout(done, 20))
  const [{ id }] = before.data.filter(({ type }: Row) => type === 'statement')
  await pool.query(`update statements set status = 'draft' where id = $1`, [id])
  const after = await ok(path)
  t.notOk(JSON.stringify(after).includes(id))
  t.ok(after.data.length < before.data.length)
  t.strictSame((await ok(`${path}&asOf=${moment}`)).data, before.data)
  await pool.query(`update statements set status = 'published' where id = $1`, [id])
})

t.test(
  'a claim’s context: both ends of each relation, law, assessments, other claims',
  async (t) => {
    const relations = (await ok('/v1/relations?limit=200')).data
    const [{ from, to }] = relations.filter(({ kind }: Row) => kind === 'qualifies')
    for (const [{ id }, way] of [
      [from, 'from'],
      [to, 'to']
    ] as const) {
      statements.length = 0
      const answer = await ok(`/v1/claims/${id}/context`)
      t.equal(statements.length, 1)
      const whole = await ok(
        `/v1/claims/${id}?include=statement,statuteReferences.statute,statuteReferences.lawAtStatement.versions,assessments.source,relations.source`
      )
      t.strictSame([answer.law, answer.assessments], [whole.statuteReferences, whole.assessments])
      t.strictSame(answer.claim, await ok(`/v1/claims/${id}?include=statement`))
      t.strictSame(
        answer.relations.map((each: Row) => each.relation),
        whole.relations
      )
      t.ok(answer.relations.some((each: Row) => each.direction === way))
      for (const { direction, relation, claim } of answer.relations) {
        t.equal(relation[direction].id, id)
        t.equal(claim.id, relation[direction === 'from' ? 'to' : 'from'].id)
        t.ok(claim.statement.title)
      }
      const { claims, count, href } = answer.sameAgencies
      const list = await ok(`${href}&count=exact&limit=10&include=statement`)
      t.strictSame([claims, count], [list.data, list.meta.count.value])
      const query = `query ($id: ID!) { c: claimContext(id: $id, limit: 3) { __typename claim { id }
      relations { direction relation { id kind } claim { id statement { title } } } law { id statute { slug } } assessments { id author { person { id } } }
      sameAgencies { claims { id } count href } } }`
      const ours = (await graphql(query, { id })).body.data.c
      t.strictSame(ours.claim.id, id)
      t.strictSame(
        ours.relations.map((each: Row) => [each.direction, each.relation.id, each.claim.id]),
        answer.relations.map((each: Row) => [each.direction, each.relation.id, each.claim.id])
      )
      t.strictSame(
        [ours.law, ours.assessments].map((list) => list.map((each: Row) => each.id)),
        [answer.law, answer.assessments].map((list) => list.map((each: Row) => each.id))
      )
      t.strictSame(ours.sameAgencies, {
        claims: claims.slice(0, 3).map((each: Row) => ({ id: each.id })),
        count,
        href
      })
    }
    const other = to.id
    await pool.query(`update claims set status = 'draft' where id = $1`, [other])
    t.notOk(JSON.stringify(await ok(`/v1/claims/${from.id}/context`)).includes(other))
    t.equal((await get(`/v1/claims/${other}/context`)).status, 404)
    const none = await graphql(`{ claimContext(id: "${other}") { claim { id } } }`)
    t.equal(none.body.data.claimContext, null)
    const many = await get(`/v1/claims/${from.id}/context?limit=51`)
    t.equal(many.body.errors[0].parameter, 'limit')
    await pool.query(`update claims set status = 'published' where id = $1`, [other])
  }
)

t.test('what is missing or unknown is refused by name', async (t) => {
  for (const [query, parameter] of [
    ['', 'event'],
    ['limit=3', 'event'],
    ['agency=nobody', 'agency'],
    ['agency=edina-pd&topic=nothing', 'topic'],
    ['agency[not]=edina-pd', 'agency[not]'],
    ['agency=edina-pd&type=law', 'type'],
    ['agency=edina-pd&sort=name', 'sort'],
    ['agency=edina-pd&limit=201', 'limit'],
    ['agency=edina-pd&after=x', 'after']
  ] as const) {
    const { status, body } = await get(`/v1/timeline?${query}`)
    t.strictSame([status, body.errors?.[0].parameter], [400, parameter], query)
  }
  const none = await graphql('{ timeline { next } }')
  t.match(none.body.errors[0].message, '`event`')
  const nobody = await graphql('{ timeline(agency: ["nobody"]) { next } }')
  t.match(nobody.body.errors[0].message, "'nobody'")
})
