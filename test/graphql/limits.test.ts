/**
 * What one request may ask of the server: too much is refused early, with a code, without a
 * statement run and without a word of the inside; what is allowed takes one statement a root field.
 */
import { once } from 'node:events'
import net from 'node:net'
import pg from 'pg'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { openPool } from '../../src/db/connect.js'
import { createApp } from '../support/app.js'
import { createDatabase } from '../support/database.js'

const { app, graphql, pool, statements } = await createApp(t)
// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
type Answer = any
const repeat = (count: number, each: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => each(i)).join(' ')
const nested = (depth: number, open: string, inner: string, close = '}') =>
  open.repeat(depth) + inner + close.repeat(depth)

/** Refused in less than half a second (the best of three: the machine may be busy), and nothing runs. */
async function refused(t: Test, name: string, query: string, code: string, variables?: object) {
  const before = statements.length
  const times: number[] = []
  for (let i = 0; i < 3; i++) {
    const start = performance.now()
    const { body } = await graphql(query, variables as Record<string, unknown>)
    times.push(performance.now() - start)
    t.equal(body.errors?.[0].extensions.code, code, name)
    t.notHas(body, 'data')
    t.match(body.extensions.cost, { requested: Number, limit: 10_000 })
    const text = JSON.stringify(body.errors.map((error: Answer) => error.message))
    t.notMatch(
      text,
      /Cannot read|Maximum call|RangeError|TypeError|\bat \S+:\d+|node_modules|select /
    )
    t.ok(text.length < 15_000, `${name}: ${text.length} characters`)
  }
  t.ok(Math.min(...times) < 500, `${name}: ${Math.min(...times).toFixed()} ms`)
  t.equal(statements.length, before, `${name}: no SQL`)
}

t.test('a query that may return too much is refused', async (t) => {
  const tooComplex = 'query_too_complex'
  const lists: [name: string, query: string, variables?: object][] = [
    [
      'nested lists',
      '{ agencies(first: 100) { nodes { statements(first: 100) { nodes { id } } } } }'
    ],
    [
      'their defaults',
      '{ agencies { nodes { statements { nodes { claims { nodes { id } } } } } } }'
    ],
    [
      'a size in a variable',
      'query ($n: Int!) { claims(first: $n) { nodes { topics(first: $n) { nodes { id } } } } }',
      { n: 100 }
    ],
    [
      'a size by default',
      'query ($n: Int = 150) { claims(first: $n) { nodes { topics(first: $n) { nodes { id } } } } }'
    ],
    [
      'edges and nodes alike',
      '{ claims(first: 60) { nodes { topics(first: 100) { totalCount } } edges { node { topics(first: 100) { totalCount } } } } }'
    ],
    ['backward', '{ claims(last: 200) { nodes { topics(last: 200) { nodes { id } } } } }'],
    ['many lists', `{ ${repeat(60, (i) => `a${i}: claims(first: 200) { totalCount }`)} }`],
    [
      'many in a fragment',
      `{ ${repeat(60, (i) => `a${i}: claims(first: 199) { ...F }`)} } fragment F on ClaimConnection { totalCount }`
    ],
    [
      'links of nodes',
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Topic { claims(first: 100) { nodes { id } } } } }`,
      { ids: Array(200).fill('x') }
    ],
    [
      'parts',
      '{ claims(first: 200) { nodes { topics(first: 20) { nodes { claims(first: 20) { nodes { quotes { exact } } } } } } } }'
    ]
  ]
  for (const [name, query, variables] of lists) await refused(t, name, query, tooComplex, variables)
  const deep = `{ agency(id: "x") ${nested(13, '{ parent', '{ id }')} }`
  await refused(t, 'depth', deep, tooComplex)
  await refused(
    t,
    'depth in a fragment',
    `{ agency(id: "x") { ...F } } fragment F on Agency ${nested(13, '{ parent', '{ id }')}`,
    tooComplex
  )
  await refused(t, 'aliases', `{ ${repeat(101, (i) => `a${i}: __typename`)} }`, tooComplex)
  await refused(
    t,
    'aliases of a fragment',
    `{ topics { nodes { ...F } } } fragment F on Topic { ${repeat(101, (i) => `a${i}: id`)} }`,
    tooComplex
  )
  const three = 'statement { id } quotes { start } claimants { description }'
  const links = `{ ${repeat(90, (i) => `a${i}: claim(id: "x") { ${three} }`)} }`
  await refused(t, 'links', links, tooComplex)
  const spread = `{ claim(id: "x") { ${repeat(20, (i) => `a${i}: statement { ...F }`)} } }`
  const fields = `${spread} fragment F on Statement { ${'id '.repeat(300)} }`
  await refused(t, 'fields', fields, tooComplex)
})
const statementFields =
  'id externalId status revision createdAt updatedAt note title summary channel issuedOn issuedOnDetails { earliest latest text stated basis } agencies { role } speakers { postTitle }'

t.test('a query up to the bounds is taken', async (t) => {
  const taken: [query: string, cost: number][] = [
    ['{ __typename }', 0],
    ['{ claim(id: "x") { id } }', 1],
    ['{ claims(first: 200) { nodes { statement { id } } } }', 400],
    [
      '{ claims(first: 3) { nodes { topics(first: 4) { nodes { id } } claimants { agency { id } } } } }',
      3 + 12 + 3 + 3
    ],
    ['{ topics { totalCount } }', 50],
    ['{ nodes(ids: ["a", "b"]) { id } }', 2],
    [`{ ${repeat(100, (i) => `a${i}: topics(first: 1) { totalCount }`)} }`, 100],
    [`{ agency(id: "x") ${nested(11, '{ parent', '{ id }')} }`, 12],
    ['{ claims(first: 100) { nodes { topics(first: 99) { nodes { id } } } } }', 10_000]
  ]
  for (const [query, cost] of taken) {
    const { body } = await graphql(query)
    t.strictSame(body.errors, undefined, query)
    t.strictSame(body.extensions, { cost: { requested: cost, limit: 10_000 } }, query)
  }
})

t.test('what is built to exhaust the parser or the validation is refused', async (t) => {
  const parsing = 'GRAPHQL_PARSE_FAILED'
  const validation = 'GRAPHQL_VALIDATION_FAILED'
  const tooComplex = 'query_too_complex'
  await refused(t, 'tokens', `{ ${'id '.repeat(5000)} }`, parsing)
  await refused(t, 'tokens in a list', `{ nodes(ids: [${'1 '.repeat(9000)}]) { id } }`, parsing)
  await refused(
    t,
    'operations',
    repeat(2000, (i) => `query a${i}{b}`),
    tooComplex
  )
  await refused(
    t,
    'operations',
    repeat(800, (i) => `query a${i}{__typename}`),
    validation
  )
  await refused(t, 'length', `{ __typename } #${' '.repeat(20_000)}`, tooComplex)
  await refused(
    t,
    'a cycle',
    '{ claims { ...A } } fragment A on ClaimConnection { totalCount ...B } fragment B on ClaimConnection { ...A }',
    validation
  )
  await refused(t, 'a cycle of one', '{ ...A } fragment A on Query { __typename ...A }', validation)
  await refused(
    t,
    'fields that repeat',
    `{ topics { nodes { ${'id slug '.repeat(2000)} } } }`,
    validation
  )
  await refused(t, 'errors', `{ ${'no '.repeat(4000)} }`, validation)
  await refused(
    t,
    'errors in a value',
    `{ claims(first: ${'"x'.repeat(1)}${'x'.repeat(15_000)}") { totalCount } }`,
    validation
  )
  for (const depth of [100, 1000, 1500, 2000, 2450]) {
    const list = `{ claims(filter: ${nested(depth, '[', '', ']')}) { totalCount } }`
    await oneOf(t, `${depth} lists`, list, [validation, tooComplex])
    await oneOf(t, `${depth} open lists`, `{ claims(filter: ${'['.repeat(depth)}`, [
      parsing,
      tooComplex
    ])
    await oneOf(
      t,
      `${depth} objects`,
      `{ claims(filter: ${nested(depth, '{a:', '1')}) { totalCount } }`,
      [validation, parsing, tooComplex]
    )
    await oneOf(t, `${depth} selections`, `${nested(depth, '{a', '')}`, [
      validation,
      parsing,
      tooComplex
    ])
    await oneOf(t, `${depth} links`, `{ agency(id: "x") ${nested(depth, '{parent', '{id}')} }`, [
      parsing,
      tooComplex
    ])
    await oneOf(
      t,
      `${depth} types`,
      `query ($a: ${nested(depth, '[', 'Int', ']')}) { __typename }`,
      [validation, tooComplex]
    )
  }
})
/** Where the stack ends differs from machine to machine; that it ends well must not. */
async function oneOf(t: Test, name: string, query: string, codes: string[]) {
  const { body } = await graphql(query)
  const code = body.errors?.[0].extensions.code
  t.ok(codes.includes(code), `${name}: ${code}`)
  await refused(t, name, query, code)
}

t.test('fragments that multiply are bounded, and those that do not are taken', async (t) => {
  const links = (i: number) =>
    `fragment F${i} on Statement { claims(first: 1) { nodes { a: statement { ...F${i + 1} } b: statement { ...F${i + 1} } } } }`
  const bomb = `{ statements(first: 1) { nodes { ...F0 } } } ${repeat(30, links)} fragment F30 on Statement { id }`
  await refused(t, 'objects twice as many at each step', bomb, 'query_too_complex')
  const spreads = (i: number) =>
    `fragment F${i} on Statement { ...F${i + 1} ... on Statement { ...F${i + 1} } }`
  const many = `{ statements(first: 1) { nodes { ...F0 } } } ${repeat(60, spreads)} fragment F60 on Statement { id }`
  const start = performance.now()
  const { body } = await graphql(many)
  t.match(body.data.statements.nodes, [{ id: String }])
  t.ok(performance.now() - start < 1000)
  const types = (i: number) =>
    `fragment F${i} on __Type { a: ofType { ...F${i + 1} } b: ofType { ...F${i + 1} } }`
  await refused(
    t,
    'of types',
    `{ __schema { types { ...F0 } } } ${repeat(30, types)} fragment F30 on __Type { name }`,
    'query_too_complex'
  )
})

/** How many statements the query runs. */
async function countOf(t: Test, query: string, variables?: Record<string, unknown>) {
  const before = statements.length
  const { body } = await graphql(query, variables)
  if (body.errors) t.fail(query, body)
  return { count: statements.length - before, data: body.data }
}

t.test('a root field is one statement, whatever its nesting and rows', async (t) => {
  const nesting = `nodes { id statement { title agencies { agency { name jurisdiction { name parent { name } } } } speakers { person { name statements(first: 2) { totalCount nodes { id } } } } }
    topics(first: 5) { edges { cursor node { prefLabel broader { prefLabel } } } pageInfo { endCursor } } quotes { exact capture { sha256 source { url } } }
    statuteReferences(first: 5) { nodes { citedAs statute { citation } } } assessments(first: 5) { totalCount nodes { id } } }`
  const queries: [count: number, query: string][] = [
    [0, '{ __typename __schema { queryType { name } } }'],
    [1, '{ claim(id: "x") { id } }'],
    [
      1,
      '{ node(id: "0193c7a0-7000-7000-8000-000000000001") { id ... on Claim { topics { nodes { id } } } } }'
    ],
    [1, '{ nodes(ids: ["a", "b", "c"]) { id } }'],
    [
      1,
      '{ agency(id: "minneapolis-pd") { statements(filter: { topic: { in: ["duty-to-intercede", "immigration-enforcement"] } }) { totalCount nodes { id } } } }'
    ],
    [1, `{ claims(first: 1) { totalCount ${nesting} } }`],
    [1, `{ claims(first: 15) { totalCount ${nesting} } }`],
    [
      3,
      '{ claims(first: 2) { nodes { id } } topics(first: 2) { nodes { id } } a: agency(id: "minneapolis-pd") { name } __typename }'
    ],
    [
      2,
      'query { ...A claims(first: 2) { totalCount } } fragment A on Query { claims(first: 2) { nodes { id } } topics { totalCount } }'
    ]
  ]
  for (const [count, query] of queries) t.equal((await countOf(t, query)).count, count, query)
})

t.test('long statements are not kept prepared in the database', async (t) => {
  const long = `{ claims(first: 1) { nodes { ${repeat(50, (i) => `a${i}: statement { ${statementFields} }`)} } } }`
  for (let i = 0; i < 4; i++) {
    const { count } = await countOf(t, long)
    t.equal(count, 1)
  }
  t.ok((statements.at(-1)?.length ?? 0) > 20_000)
  const prepared =
    'select coalesce(max(length(statement)), 0) as longest from pg_prepared_statements'
  for (const { longest } of (await pool.query(prepared)).rows) t.ok(longest <= 20_000)
})

t.test('names of JavaScript are names like others', async (t) => {
  const raw = async (payload: string) =>
    (
      await app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json' },
        payload
      })
    ).json()
  const query =
    'query ($filter: TopicFilter, $id: ID = "x") { topics(filter: $filter) { totalCount } claim(id: $id) { id } }'
  const polluting = [
    '{"__proto__": {"polluted": 1}}',
    '{"filter": {"__proto__": {"polluted": 1}}}',
    '{"filter": {"constructor": {"prototype": {"polluted": 1}}}}',
    '{"constructor": {"prototype": {"polluted": 1}}, "toString": 1}'
  ]
  for (const variables of polluting) {
    const posted = await raw(`{"query": ${JSON.stringify(query)}, "variables": ${variables}}`)
    const url = `/graphql?${new URLSearchParams({ query, variables })}`
    const got = (await app.inject(url)).json()
    for (const body of [posted, got]) {
      if (body.errors)
        t.match(body.errors[0].extensions.code, /^invalid_(body|parameter)$/, variables)
      else t.match(body.data, { topics: { totalCount: Number }, claim: null }, variables)
    }
  }
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
  for (const name of names) {
    const document = `query ${name} ($${name}: ID!) { ${name}: claim(id: $${name}) { ${name}: id } ...${name} } fragment ${name} on Query { topics { ${name}: totalCount } }`
    const answer = await raw(
      `{"query": ${JSON.stringify(document)}, "operationName": "${name}", "variables": {"${name === '__proto__' ? 'x' : name}": "x"}}`
    )
    if (name === '__proto__') t.match(answer.errors[0].extensions.code, 'invalid_parameter')
    else {
      t.equal(answer.data[name], null)
      t.match(answer.data.topics[name], Number)
    }
    t.match(await raw(`{"query": "{ ${name} }"}`), {
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]
    })
    const typed = await raw(
      `{"query": "{ __type(name: \\"${name}\\") { name } ${name}: __typename }"}`
    )
    t.equal(typed.data.__type, null)
    t.ok(Object.hasOwn(typed.data, name))
  }
  t.notOk('polluted' in {})
})

t.test('without its database it says so, and comes back with it', async (t) => {
  const { url } = await createDatabase(t, { template: 'bundled' })
  const { host, port } = new pg.Client({ connectionString: url })
  const target = host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }
  const sockets = new Set<net.Socket>()
  const proxy = net.createServer((socket) => {
    const server = net.connect(target as net.NetConnectOpts)
    for (const each of [socket, server]) {
      sockets.add(each)
      each.on('error', () => {}).on('close', () => [socket, server].map((end) => end.destroy()))
    }
    socket.pipe(server).pipe(socket)
  })
  const listen = async (at: number) => {
    await once(proxy.listen(at, '127.0.0.1'), 'listening')
    return (proxy.address() as net.AddressInfo).port
  }
  const cut = async () => {
    const closed = once(proxy, 'close')
    proxy.close()
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    await closed
  }
  const at = await listen(0)
  const through = new URL(url.replace(/^(\w+:\/\/[^/]*@)[^/]*/, `$1127.0.0.1:${at}`))
  through.searchParams.delete('host')
  const pool = openPool({ url: String(through), applicationName: 'onrecord tests' })
  const own = await buildApp({ pool, config: loadConfig({}) })
  t.teardown(async () => {
    await own.close()
    await pool.end()
    await cut().catch(() => {})
  })
  const ask = (accept: string) =>
    own.inject({
      method: 'POST',
      url: '/graphql',
      headers: { accept },
      payload: { query: '{ topics { totalCount } }' }
    })
  const down = async (when: string) => {
    for (const type of ['application/json', 'application/graphql-response+json']) {
      const answer = await ask(type)
      t.equal(answer.statusCode, 503, when)
      t.match(answer.headers, {
        'retry-after': '2',
        'content-type': new RegExp(type.replace('+', '\\+'))
      })
      t.match(answer.json(), {
        errors: [{ extensions: { code: 'unavailable', requestId: String } }]
      })
      t.notHas(answer.json(), 'data')
      t.notMatch(answer.body, /ECONN|127\.0\.0\.1|terminated|pg|stack/)
    }
  }
  await cut()
  await down('before the first request')
  await listen(at)
  t.match((await ask('*/*')).json(), { data: { topics: { totalCount: Number } } })
  await cut()
  await down('between requests')
  await listen(at)
  t.match((await ask('*/*')).json(), { data: { topics: { totalCount: Number } } })
})
