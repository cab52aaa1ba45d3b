/**
 * What GraphQL promises of any query, held by an executor of our own: connections, fragments,
 * directives, variables, operations, the order of members, nodes, introspection.
 */
import { buildClientSchema, getIntrospectionQuery, printSchema } from 'graphql'
import t, { type Test } from 'tap'
import { schema } from '../../src/graphql/schema.js'
import { collections, resources } from '../../src/resources/index.js'
import { createApp } from '../support/app.js'

const { app, get, graphql, pool } = await createApp(t)
// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
type Answer = any

async function ask(t: Test, query: string, variables?: Record<string, unknown>): Promise<Answer> {
  const { body } = await graphql(query, variables)
  if (body.errors) t.fail(query, { errors: body.errors, variables })
  return body.data
}
/** The error that the query meets, and that it answers nothing else. */
async function refusal(t: Test, query: string, variables?: Record<string, unknown>) {
  const { body } = await graphql(query, variables)
  t.notHas(body, 'data', query)
  return { ...body.errors?.[0], code: body.errors?.[0]?.extensions.code }
}
const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id)

const page = `edges { cursor node { id } } nodes { id } totalCount
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor }`

t.test('a walk forward sees every row once, and so does a walk back', async (t) => {
  const sorts = [
    null,
    [{ field: 'proposition' }],
    [{ field: 'position', direction: 'DESC' }, { field: 'createdAt' }]
  ]
  for (const sort of sorts) {
    const all = await ask(
      t,
      'query ($sort: [ClaimSort!]) { claims(first: 200, sort: $sort) { nodes { id } } }',
      { sort }
    )
    const expected = idsOf(all.claims.nodes)
    t.equal(expected.length, 28)

    const forward =
      'query ($sort: [ClaimSort!], $after: String) { claims(first: 5, after: $after, sort: $sort) { PAGE } }'
    const seen: string[] = []
    for (let after: string | null = null, i = 0; i < 6; i++) {
      const { claims }: Answer = await ask(t, forward.replace('PAGE', page), { sort, after })
      const { edges, nodes, pageInfo, totalCount } = claims
      t.equal(totalCount, 28)
      t.strictSame(idsOf(edges.map((edge: Answer) => edge.node)), idsOf(nodes))
      t.strictSame(pageInfo, {
        hasNextPage: i < 5,
        hasPreviousPage: i > 0,
        startCursor: edges[0].cursor,
        endCursor: edges.at(-1).cursor
      })
      seen.push(...idsOf(nodes))
      after = pageInfo.endCursor
    }
    t.strictSame(seen, expected)

    const backward = forward.replace('first: 5, after: $after', 'last: 5, before: $after')
    const back: string[] = []
    for (let before: string | null = null, i = 0; i < 6; i++) {
      const { claims }: Answer = await ask(t, backward.replace('PAGE', page), {
        sort,
        after: before
      })
      const { nodes, pageInfo } = claims
      t.match(pageInfo, { hasNextPage: i > 0, hasPreviousPage: i < 5 })
      back.unshift(...idsOf(nodes))
      before = pageInfo.startCursor
    }
    t.strictSame(back, expected)
  }
})

t.test('the ends of a list, and a list of nothing, say so', async (t) => {
  const none = { edges: [], nodes: [], totalCount: 0 }
  const nothing = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null }
  const filter = { proposition: { contains: 'no such words' } }
  for (const size of ['first: 3', 'last: 3']) {
    const { claims } = await ask(
      t,
      `query ($filter: ClaimFilter) { claims(${size}, filter: $filter) { ${page} } }`,
      { filter }
    )
    t.strictSame(claims, { ...none, pageInfo: nothing })
  }
  const { claims } = await ask(t, `{ claims(last: 1) { ${page} } }`)
  t.match(claims.pageInfo, { hasNextPage: false, hasPreviousPage: true })
  const beyond = await ask(
    t,
    `query ($after: String) { claims(first: 3, after: $after) { ${page} } }`,
    { after: claims.pageInfo.endCursor }
  )
  t.strictSame(beyond.claims, {
    ...none,
    totalCount: 28,
    pageInfo: { ...nothing, hasPreviousPage: true }
  })
  const exact = await ask(t, '{ claims(first: 28) { pageInfo { hasNextPage } } }')
  t.equal(exact.claims.pageInfo.hasNextPage, false)
})

t.test('pages are asked for one way at a time, in sizes from 1 to 200', async (t) => {
  const refused = [
    'first: 1, last: 1',
    'after: "a", before: "b"',
    'last: 1, after: "a"',
    'first: 1, before: "a"',
    'first: 0',
    'last: 0',
    'first: -1',
    'first: 201',
    'last: 2147483647',
    'sort: [{ field: position }, { field: position, direction: DESC }]',
    'filter: { kind: { eq: null } }',
    'filter: { kind: { in: [] } }',
    `filter: { id: { in: ["${Array(101).fill(resources.claims.name).join('","')}"] } }`
  ]
  for (const args of refused)
    t.equal(
      (await refusal(t, `{ claims(${args}) { totalCount } }`)).code,
      'invalid_parameter',
      args
    )
  const nulls =
    'first: null, last: null, after: null, before: null, sort: null, filter: { kind: null }'
  t.strictSame(await ask(t, `{ claims(${nulls}) { totalCount } }`), { claims: { totalCount: 28 } })
  const defaults = await ask(t, '{ agencies { nodes { id } } }')
  t.equal(defaults.agencies.nodes.length, 50)
})

t.test('a cursor is opaque, signed, and good for its list alone', async (t) => {
  const { claims, topics } = await ask(
    t,
    '{ claims(first: 2) { pageInfo { endCursor } } topics(first: 2) { nodes { claims(first: 1) { pageInfo { endCursor } } } } }'
  )
  const cursor: string = claims.pageInfo.endCursor
  const inLink: string = topics.nodes.find((each: Answer) => each.claims.pageInfo.endCursor).claims
    .pageInfo.endCursor
  t.match(cursor, /^[\w-]+$/)
  const after = (args: string) =>
    `query ($after: String) { claims(${args}, after: $after) { nodes { id } } }`
  for (const at of [0, 5, Math.floor(cursor.length / 2), cursor.length - 2]) {
    const altered = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1)
    t.equal(
      (await refusal(t, after('first: 2'), { after: altered })).code,
      'invalid_cursor',
      altered
    )
  }
  for (const foreign of ['', 'x', `${cursor}=`, ` ${cursor}`, cursor.slice(0, -4), inLink])
    t.equal(
      (await refusal(t, after('first: 2'), { after: foreign })).code,
      'invalid_cursor',
      foreign
    )
  const others = [
    'first: 2, sort: [{ field: position }]',
    'first: 2, filter: { kind: { eq: duty } }'
  ]
  for (const args of others)
    t.equal((await refusal(t, after(args), { after: cursor })).code, 'invalid_cursor', args)
  const elsewhere = 'query ($after: String) { statements(after: $after) { totalCount } }'
  const refused = await refusal(t, elsewhere, { after: cursor })
  t.match(refused.extensions, { code: 'invalid_cursor', errors: [{ parameter: 'after' }] })
  const place = await refusal(t, '{ topics { nodes { id\n  claims(after: "x") { totalCount } } } }')
  t.match(place, { code: 'invalid_cursor', locations: [{ line: 2, column: 3 }] })
  const rest = await get(`/v1/claims?limit=3&after=${cursor}&fields=id`)
  const ours = await ask(t, after('first: 3'), { after: cursor })
  t.strictSame(idsOf(ours.claims.nodes), idsOf(rest.body.data), 'REST takes it for the same list')
})

t.test('each parent pages its own rows', async (t) => {
  const claims = (args: string) =>
    `claims(first: 2${args}) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount }`
  const { topics } = await ask(
    t,
    `{ topics(first: 40) { nodes { id all: claims(first: 200) { nodes { id } } ${claims('')} } } }`
  )
  const parents = topics.nodes.filter((topic: Answer) => topic.all.nodes.length > 2)
  t.ok(parents.length > 2)
  t.equal(new Set(parents.map((topic: Answer) => topic.claims.pageInfo.endCursor)).size > 1, true)
  for (const { id, all, claims: first } of parents) {
    const seen = idsOf(first.edges.map((edge: Answer) => edge.node))
    let { pageInfo } = first
    t.equal(first.totalCount, all.nodes.length)
    while (pageInfo.hasNextPage) {
      const query = `query ($id: ID!, $after: String) { topic(id: $id) { ${claims(', after: $after')} } }`
      const { topic }: Answer = await ask(t, query, { id, after: pageInfo.endCursor })
      seen.push(...idsOf(topic.claims.edges.map((edge: Answer) => edge.node)))
      pageInfo = topic.claims.pageInfo
      t.equal(pageInfo.hasPreviousPage, true)
    }
    t.strictSame(seen, idsOf(all.nodes))
  }
})

t.test('one field may be asked for several times, with other arguments', async (t) => {
  const data = await ask(
    t,
    `{ a: claims(first: 1) { nodes { id } } b: claims(last: 1) { nodes { id } }
       c: claims(filter: { kind: { eq: duty } }) { x: totalCount y: totalCount rows: nodes { k: kind is: id } }
       topics(first: 30) { nodes { one: claims(first: 1) { nodes { id } } two: claims(first: 2, sort: [{ field: position, direction: DESC }]) { nodes { id } } } } }`
  )
  t.not(data.a.nodes[0].id, data.b.nodes[0].id)
  t.equal(data.c.x, data.c.y)
  t.ok(data.c.rows.length > 0)
  for (const { k } of data.c.rows) t.equal(k, 'duty')
  t.ok(
    data.topics.nodes.some(
      ({ one, two }: Answer) => one.nodes.length === 1 && two.nodes.length === 2
    )
  )
  t.equal(
    (await refusal(t, '{ claims(first: 1) { totalCount } claims(first: 2) { totalCount } }')).code,
    'GRAPHQL_VALIDATION_FAILED'
  )
})

t.test('members come in the order asked for, and fields asked for twice are one', async (t) => {
  const data = await ask(
    t,
    `query Q { z: __typename ...More claims(first: 1) { totalCount nodes { proposition id } }
       claims(first: 1) { nodes { kind id statement { title } } pageInfo { endCursor hasNextPage } }
       a: topics(first: 1) { totalCount } ...More }
     fragment More on Query { claims(first: 1) { nodes { ... on Claim { statement { id title } position } } } __typename }`
  )
  t.strictSame(Object.keys(data), ['z', 'claims', '__typename', 'a'])
  t.strictSame(Object.keys(data.claims), ['nodes', 'totalCount', 'pageInfo'])
  t.strictSame(Object.keys(data.claims.nodes[0]), [
    'statement',
    'position',
    'proposition',
    'id',
    'kind'
  ])
  t.strictSame(Object.keys(data.claims.nodes[0].statement), ['id', 'title'])
  t.strictSame(Object.keys(data.claims.pageInfo), ['endCursor', 'hasNextPage'])
})

t.test('fragments: named, inline, nested, on an interface', async (t) => {
  const data = await ask(
    t,
    `query { claims(first: 3) { ...Page edges { ...Edge ... { node { ...Named } } } } }
     fragment Page on ClaimConnection { pageInfo { ...Info } }
     fragment Info on PageInfo { hasNextPage }
     fragment Edge on ClaimEdge { node { ... on Node { id } ... on Claim { ... on Node { ... on Claim { kind } ... on Agency { name } } } } }
     fragment Named on Claim { statement { ...Titled } claimants { agency { ...Anything } person { ...Anything } } }
     fragment Titled on Statement { title ...Anything }
     fragment Anything on Node { __typename id ... on Agency { name } ... on Person { full: name } ... on Statement { channel } }`
  )
  t.equal(data.claims.pageInfo.hasNextPage, true)
  for (const { node } of data.claims.edges) {
    t.strictSame(Object.keys(node), ['id', 'kind', 'statement', 'claimants'])
    t.strictSame(Object.keys(node.statement), ['title', '__typename', 'id', 'channel'])
    t.equal(node.statement.__typename, 'Statement')
    for (const { agency, person } of node.claimants) {
      if (agency) t.strictSame(Object.keys(agency), ['__typename', 'id', 'name'])
      if (person) t.strictSame(Object.keys(person), ['__typename', 'id', 'full'])
    }
  }
})

t.test('@skip and @include leave out fields, spreads and fragments', async (t) => {
  const query = `query ($yes: Boolean!, $no: Boolean = false) {
    a: __typename @skip(if: $yes) b: __typename @include(if: $yes)
    c: __typename @skip(if: $no) @include(if: $no) d: __typename @skip(if: true) @include(if: true)
    ...Kinds @include(if: $no) ... on Query @skip(if: $yes) { e: __typename }
    claims(first: 1) { totalCount @include(if: $no) nodes { id @include(if: $yes) kind @skip(if: $yes) } pageInfo @skip(if: $yes) { endCursor } edges { node @include(if: $no) { id } } }
  } fragment Kinds on Query { f: __typename }`
  const yes = await ask(t, query, { yes: true })
  t.strictSame(Object.keys(yes), ['b', 'claims'])
  t.match(yes.claims, { nodes: [{ id: String }], edges: [{}] })
  t.strictSame(Object.keys(yes.claims.nodes[0]), ['id'])
  t.strictSame(Object.keys(yes.claims.edges[0]), [])
  const no = await ask(t, query, { yes: false, no: true })
  t.strictSame(Object.keys(no), ['a', 'f', 'e', 'claims'])
  t.strictSame(Object.keys(no.claims.nodes[0]), ['kind'])
})

t.test('__typename names the type of every object', async (t) => {
  const data = await ask(
    t,
    `{ __typename relations(first: 5) { __typename pageInfo { __typename }
       edges { __typename node { __typename from { __typename statement { __typename issuedOnDetails { __typename } } } assertedBy { __typename person { __typename } } quote { __typename } } } } }`
  )
  t.match(data, {
    __typename: 'Query',
    relations: {
      __typename: 'RelationConnection',
      pageInfo: { __typename: 'PageInfo' },
      edges: [
        {
          __typename: 'RelationEdge',
          node: {
            __typename: 'Relation',
            from: {
              __typename: 'Claim',
              statement: { __typename: 'Statement', issuedOnDetails: { __typename: 'DateDetails' } }
            },
            assertedBy: { __typename: 'Asserter' }
          }
        }
      ]
    }
  })
})

t.test('of several operations the named one runs', async (t) => {
  const query =
    'query A { topics { totalCount } } query B { claims { totalCount } } query C($n: Int!) { agencies(first: $n) { nodes { id } } }'
  const run = async (operationName?: string, variables?: object) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query, operationName, variables }
    })
    return answer.json()
  }
  for (let i = 0; i < 3; i++) {
    t.strictSame(Object.keys((await run('A')).data), ['topics'])
    t.strictSame(Object.keys((await run('B')).data), ['claims'])
    t.equal((await run('C', { n: 2 })).data.agencies.nodes.length, 2)
  }
  for (const name of [undefined, '', 'D', 'a'])
    t.match(await run(name), { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] })
})

t.test('variables: defaults, null, one value for a list, enums, input objects', async (t) => {
  const first = 'query ($n: Int = 2) { claims(first: $n) { nodes { id } } }'
  t.equal((await ask(t, first)).claims.nodes.length, 2)
  t.equal((await ask(t, first, { n: 3 })).claims.nodes.length, 3)
  t.equal((await ask(t, first, { n: null })).claims.nodes.length, 28, 'null is as if not given')
  const kinds =
    'query ($kinds: [ClaimKind!]) { claims(filter: { kind: { in: $kinds } }) { nodes { kind } } }'
  const kindsOf = ({ claims }: Answer) => new Set(claims.nodes.map((node: Answer) => node.kind))
  t.strictSame(kindsOf(await ask(t, kinds, { kinds: 'duty' })), new Set(['duty']))
  t.strictSame(
    kindsOf(await ask(t, kinds, { kinds: ['duty', 'policy'] })),
    new Set(['duty', 'policy'])
  )
  t.equal((await ask(t, kinds)).claims.nodes.length, 28, 'an absent variable leaves its field out')
  t.equal((await refusal(t, kinds, { kinds: null })).code, 'invalid_parameter')
  const whole =
    'query ($filter: ClaimFilter, $sort: [ClaimSort!] = [{ field: position }]) { claims(filter: $filter, sort: $sort, first: 3) { nodes { position } } }'
  t.strictSame((await ask(t, whole)).claims.nodes, [
    { position: 0 },
    { position: 0 },
    { position: 0 }
  ])
  const sort = { field: 'position', direction: 'DESC' }
  const highest = await ask(t, whole, { filter: { position: { gt: 1 } }, sort })
  t.ok(highest.claims.nodes[0].position > 1)
  const wrong: [query: string, variables: Record<string, unknown>, message: RegExp][] = [
    [first, { n: 'x' }, /\$n.*Int cannot represent/],
    [first, { n: 1.5 }, /\$n.*Int cannot represent/],
    [first, { n: 2 ** 31 }, /\$n.*32-bit/],
    [kinds, { kinds: ['duties'] }, /"duties" does not exist in "ClaimKind"/],
    [kinds, { kinds: [null] }, /non-nullable/],
    [whole, { filter: { nothing: 1 } }, /"nothing" is not defined/],
    [whole, { filter: { issuedOn: { eq: 2025 } } }, /EDTF is written as a string/],
    [whole, { sort: { direction: 'ASC' } }, /"field" of required type/],
    ['query ($id: ID!) { claim(id: $id) { id } }', {}, /\$id.*was not provided/]
  ]
  for (const [query, variables, message] of wrong) {
    const refused = await refusal(t, query, variables)
    t.match(refused, { code: 'invalid_parameter', message, locations: [{ line: 1 }] })
  }
})

t.test('node and nodes find a row of any type by its id', async (t) => {
  const fields = collections.map(({ name }) => `${name}(first: 1) { nodes { __typename id } }`)
  const row = '{ nodes { __typename id } }'
  const data = await ask(
    t,
    `{ ${fields.join(' ')} withCaptures: sources(first: 50) { nodes { rows: captures(first: 1) ${row} } }
       withVersions: statutes(first: 50) { nodes { rows: versions(first: 1) ${row} } } }`
  )
  const rows: Answer[] = collections.map(({ name }) => data[name].nodes[0])
  for (const { nodes } of [data.withCaptures, data.withVersions])
    rows.push(nodes.find((owner: Answer) => owner.rows.nodes.length > 0).rows.nodes[0])
  t.equal(new Set(rows.map((row) => row.__typename)).size, Object.keys(resources).length)
  for (const { __typename, id } of rows) {
    const query = `query ($id: ID!) { node(id: $id) { __typename id ... on ${__typename} { status } } }`
    t.strictSame((await ask(t, query, { id })).node, { __typename, id, status: 'published' })
  }
  const unknown = '0193c7a0-7000-7000-8000-000000000001'
  const ids = [...rows.map((row) => row.id), unknown, 'no id', '', 'minneapolis-pd', rows[0].id]
  const { nodes } = await ask(t, 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
    ids: ids.reverse()
  })
  const known = new Map(rows.map(({ __typename, id }) => [id, { __typename, id }]))
  t.strictSame(
    nodes,
    ids.map((id) => known.get(id) ?? null)
  )
  t.strictSame((await ask(t, '{ nodes(ids: []) { id } }')).nodes, [])
  t.equal(
    (await refusal(t, `{ nodes(ids: [${'"x" '.repeat(201)}]) { id } }`)).code,
    'invalid_parameter'
  )
})

t.test('one is found by id, slug or identifier, and is null where there is none', async (t) => {
  const data = await ask(
    t,
    `{ slug: agency(id: "minneapolis-pd") { id } ori: agency(id: "ori:MN0271100") { id }
       no: agency(id: "no-such-agency") { id } nil: agency(id: "") { id } other: claim(id: "minneapolis-pd") { id } }`
  )
  t.match(data, {
    slug: { id: String },
    ori: { id: data.slug.id },
    no: null,
    nil: null,
    other: null
  })
})

t.test('a draft is null, like what never existed', async (t) => {
  const { rows } = await pool.query(
    'select id, statement_id from claims where visible order by id limit 1'
  )
  const { id, statement_id: statement } = rows[0]
  const query = `query ($id: ID!, $ids: [ID!]!, $statement: ID!) {
    node(id: $id) { id } nodes(ids: $ids) { id } claim(id: $id) { id proposition }
    claims(first: 200) { totalCount nodes { id } }
    statement(id: $statement) { claims(first: 200) { totalCount nodes { id } } }
    relations(first: 200) { nodes { from { id } to { id } } } }`
  const variables = { id, ids: [id], statement }
  const before = await ask(t, query, variables)
  t.match(before, { node: { id }, claim: { id }, claims: { totalCount: 28 } })
  await pool.query("update claims set status = 'draft' where id = $1", [id])
  const draft = await ask(t, query, variables)
  t.match(draft, { node: null, nodes: [null], claim: null, claims: { totalCount: 27 } })
  t.equal(draft.statement.claims.totalCount, before.statement.claims.totalCount - 1)
  t.notMatch(JSON.stringify(draft), id)
  const never = '0193c7a0-7000-7000-8000-000000000001'
  const absent = await ask(t, query, { ...variables, id: never, ids: [never] })
  t.strictSame({ ...draft, cost: 0 }, { ...absent, cost: 0 })
  const filtered = (by: string) =>
    refusal(t, 'query ($by: String!) { relations(filter: { from: { eq: $by } }) { totalCount } }', {
      by
    })
  const [ofDraft, ofNever] = [await filtered(id), await filtered(never)]
  t.equal(ofDraft.message.replace(id, ''), ofNever.message.replace(never, ''))
  await pool.query("update claims set status = 'published' where id = $1", [id])
})

t.test('a filter that names nothing is refused, however deep it lies', async (t) => {
  const list = 'claims(filter: { topic: { eq: "no-topic" } }) { totalCount }'
  const nested = list.replace('claims', 'statements')
  const queries = [
    `{ ${list} }`,
    `{ agency(id: "minneapolis-pd") { ${nested} } }`,
    `{ agencies(first: 2) { nodes { ${nested} } } }`,
    `query ($id: ID!) { node(id: $id) { ... on Agency { ${nested} } } }`
  ]
  const { agency } = await ask(t, '{ agency(id: "minneapolis-pd") { id } }')
  for (const query of queries) {
    const refused = await refusal(t, query, query.includes('$id') ? { id: agency.id } : {})
    t.match(
      refused.extensions,
      { code: 'unknown_reference', errors: [{ parameter: 'topic' }] },
      query
    )
  }
})

t.test(
  'introspection: the standard query, beside data, under aliases, within bounds',
  async (t) => {
    for (const options of [
      {},
      {
        inputValueDeprecation: true,
        specifiedByUrl: true,
        oneOf: true,
        schemaDescription: true,
        directiveIsRepeatable: true
      }
    ]) {
      const data = await ask(t, getIntrospectionQuery(options))
      const told = printSchema(buildClientSchema(data))
      if ('oneOf' in options) t.equal(told, printSchema(schema), 'it tells the whole schema')
    }
    const mixed = await ask(
      t,
      `query ($id: ID!, $name: String!, $deep: Boolean!) {
       claim(id: $id) { id } s: __schema { queryType { ...Named } } one: __type(name: $name) { ...Named }
       two: __type(name: "Agency") { ...Named fields @include(if: $deep) { name } } none: __type(name: "Nothing") { name } }
     fragment Named on __Type { __typename kind called: name }`,
      { id: 'x', name: 'Claim', deep: false }
    )
    const named = (called: string) => ({ __typename: '__Type', kind: 'OBJECT', called })
    t.strictSame(mixed, {
      claim: null,
      s: { queryType: named('Query') },
      one: named('Claim'),
      two: named('Agency'),
      none: null
    })
    const deep =
      '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }'
    t.equal((await refusal(t, deep)).code, 'GRAPHQL_VALIDATION_FAILED')
    const all = 'types { fields { args { name type { name ofType { name ofType { name } } } } } }'
    const wide = Array.from({ length: 90 }, (_, i) => `a${i}: ${all}`).join(' ')
    t.equal((await refusal(t, `{ __schema { ${wide} } }`)).code, 'query_too_complex')
    const many = Array.from({ length: 90 }, (_, i) => `a${i}: __schema { ${all} }`).join(' ')
    t.equal((await refusal(t, `{ ${many} }`)).code, 'query_too_complex')
  }
)
