/** Compare: each cell holds what the list of its claims holds, in both doors, in one statement. */
import t from 'tap'
import { createApp } from '../support/app.js'
import { family, importBundles } from '../support/family.js'

const { get, graphql, pool, statements, url } = await createApp(t)
// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
type Row = any
const agencies = ['minneapolis-pd', 'edina-pd', 'bloomington-pd']
const topics = ['duty-to-intercede', 'immigration-enforcement', 'local-federal-cooperation']
const path = `/v1/compare?agency=${agencies}&topic=${topics}`

t.test('each cell is the beginning of its list, with all that belongs to a claim', async (t) => {
  statements.length = 0
  const { status, body } = await get(`${path}&limit=2`)
  t.equal(status, 200)
  t.equal(statements.length, 1)
  t.strictSame(
    body.data.rows.map((row: Row) => row.agency.slug),
    agencies
  )
  let [filled, empty] = [0, 0]
  for (const [i, row] of body.data.rows.entries())
    for (const [j, cell] of row.cells.entries()) {
      t.strictSame([cell.topic.slug, cell.topic], [topics[j], body.data.topics[j]])
      t.equal(cell.href, `/v1/claims?agency=${agencies[i]}&topic=${topics[j]}`)
      const list = await get(
        `${cell.href}&limit=2&count=exact&include=statement,statuteReferences.lawAtStatement.versions,assessments,relations`
      )
      t.strictSame(cell.claims, list.body.data, cell.href)
      t.equal(cell.count, list.body.meta.count.value)
      t.equal(cell.nothingOnRecord, cell.count === 0)
      if (cell.count) filled++
      else empty++
    }
  t.ok(filled >= 3 && empty >= 1, `${filled} filled, ${empty} empty`)
})

t.test(
  'a cell shows the quote, the date as uncertain as it is, and the law of that day',
  async (t) => {
    const { body } = await get('/v1/compare?agency=minneapolis-pd&topic=duty-to-intercede')
    const [claim] = body.data.rows[0].cells[0].claims
    t.equal(claim.quotes[0].exact, 'Chief O’Hara say his officers had a duty to intervene')
    t.match(claim.statement, { issuedOn: '2025-12-02?', issuedOnDetails: { text: String } })
    await importBundles(t, url, [family({ name: 'c' })])
    const cited = await get('/v1/compare?agency=c-agency&topic=c-topic')
    const { claims } = cited.body.data.rows[0].cells[0]
    const [reference] = claims.flatMap((each: Row) => each.statuteReferences)
    t.match(reference.lawAtStatement, {
      date: '2025-12-02',
      answer: 'version',
      versions: [{ legalForce: String, effectiveFrom: String }]
    })
    t.ok(Array.isArray(claim.assessments) && Array.isArray(claim.relations))
  }
)

t.test('a cell says who assessed, who relates, and what it said at a moment', async (t) => {
  const path = '/v1/compare?agency=minneapolis-pd&topic=immigration-enforcement&limit=10'
  const { claims } = (await get(path)).body.data.rows[0].cells[0]
  const by = (each: Row) => each.person ?? each.publisher ?? each.editors
  const assessments = claims.flatMap((claim: Row) => claim.assessments)
  t.ok(assessments.length && assessments.every(({ author }: Row) => by(author)))
  const relations = claims.flatMap((claim: Row) => claim.relations)
  t.ok(relations.length && relations.every(({ assertedBy }: Row) => by(assertedBy)))
  const moment = (await pool.query('select clock_timestamp() as now')).rows[0].now.toISOString()
  await new Promise((done) => setTimeout(done, 20))
  await pool.query(`update claims set status = 'draft' where id = $1`, [claims[0].id])
  t.not((await get(path)).body.data.rows[0].cells[0].claims[0]?.id, claims[0].id)
  const then = (await get(`${path}&asOf=${moment}`)).body.data.rows[0].cells[0]
  t.strictSame(then.claims, claims)
  await pool.query(`update claims set status = 'published' where id = $1`, [claims[0].id])
})

t.test('filters hold in every cell, count and address', async (t) => {
  const { body } = await get(
    `${path}&kind=commitment,duty&q=${encodeURIComponent('officers or police')}`
  )
  let cells = 0
  for (const row of body.data.rows)
    for (const cell of row.cells) {
      t.ok(cell.claims.every(({ kind }: Row) => kind === 'commitment' || kind === 'duty'))
      const list = await get(`${cell.href}&count=exact`)
      t.equal(list.body.meta.count?.value, cell.count, cell.href)
      cells += cell.count
    }
  t.ok(cells > 0)
})

t.test('what a reader may not see is in no cell', async (t) => {
  const path = '/v1/compare?agency=minneapolis-pd&topic=duty-to-intercede'
  const before = (await get(path)).body.data.rows[0].cells[0]
  const [{ id }] = before.claims
  await pool.query(`update claims set status = 'draft' where id = $1`, [id])
  const after = (await get(path)).body.data.rows[0].cells[0]
  t.equal(after.count, before.count - 1)
  t.notOk(after.claims.some((claim: Row) => claim.id === id))
  await pool.query(`update claims set status = 'published' where id = $1`, [id])
})

t.test('GraphQL compares alike, in one statement, whatever the members are called', async (t) => {
  const query = `query ($agencies: [ID!]!, $topics: [ID!]!) {
    c: compare(agencies: $agencies, topics: $topics, filter: { kind: { notIn: [duty] } }) {
      __typename columns: topics { slug } rows { a: agency { slug } cells { topic { slug } count nothingOnRecord href claims { id statement { issuedOn agencies { agency { slug } } } assessments { nodes { id } } } } }
    } }`
  statements.length = 0
  const { body } = await graphql(query, { agencies, topics })
  t.notOk(body.errors, body.errors)
  t.equal(statements.length, 1)
  const rest = await get(`${path}&kind[not]=duty`)
  t.strictSame(
    body.data.c.rows.map((row: Row) => [
      row.a.slug,
      row.cells.map(({ topic, claims, ...cell }: Row) => [
        topic.slug,
        claims.map(({ id }: Row) => id),
        cell
      ])
    ]),
    rest.body.data.rows.map((row: Row) => [
      row.agency.slug,
      row.cells.map(({ topic, claims, ...cell }: Row) => [
        topic.slug,
        claims.map(({ id }: Row) => id),
        cell
      ])
    ])
  )
  t.strictSame(
    body.data.c.columns.map(({ slug }: Row) => slug),
    topics
  )
  const none = await graphql(
    '{ compare(agencies: ["minneapolis-pd"], topics: ["nope"]) { __typename } }'
  )
  t.match(none.body.errors[0].message, "'nope'")
})

t.test('what is missing, unknown or too much is refused by name', async (t) => {
  const many = Array.from({ length: 11 }, (_, i) => `t${i}`)
  for (const [query, parameter] of [
    ['agency=minneapolis-pd', 'topic'],
    ['topic=duty-to-intercede', 'agency'],
    ['agency=nobody&topic=duty-to-intercede', 'agency'],
    [`agency=${many}&topic=${many}`, 'topic'],
    ['agency=a&topic=b&limit=11', 'limit'],
    ['agency=a&topic=b&sort=kind', 'sort']
  ] as const) {
    const { status, body } = await get(`/v1/compare?${query}`)
    t.strictSame([status, body.errors[0].parameter], [400, parameter], query)
  }
})
