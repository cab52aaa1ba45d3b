/**
 * GraphQL over HTTP: which requests are taken, in which words and with which status they are
 * answered, and what is turned away before anything runs.
 */
import { createHash } from 'node:crypto'
import v8 from 'node:v8'
import vm from 'node:vm'
import { parse } from 'graphql'
import { serverAudits } from 'graphql-http'
import t, { type Test } from 'tap'
import { createApp } from '../support/app.js'

const { app, statements } = await createApp(t)
const graphqlJson = 'application/graphql-response+json'
const plainJson = 'application/json'

async function post(body: unknown, headers: Record<string, string> = {}) {
  const payload = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': plainJson, ...headers },
    payload
  })
  return read(answer)
}
async function get(parameters: Record<string, string>, headers: Record<string, string> = {}) {
  const url = `/graphql?${new URLSearchParams(parameters)}`
  return read(await app.inject({ url, headers }))
}
function read(answer: Awaited<ReturnType<typeof app.inject>>) {
  const body = answer.json()
  const type = String(answer.headers['content-type'])
  return {
    status: answer.statusCode,
    type: type.split(';')[0],
    headers: answer.headers,
    body,
    code: body.errors?.[0]?.extensions?.code ?? body.code
  }
}
/** What `work` answers, and that no statement ran for it. */
async function unread<T>(t: Test, work: () => Promise<T>): Promise<T> {
  const before = statements.length
  const answer = await work()
  t.equal(statements.length, before, 'no SQL runs')
  return answer
}

t.test('every audit of graphql-http passes', async (t) => {
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`
  const audits = serverAudits({ url })
  t.equal(audits.length, 61)
  for (const audit of audits) {
    const result = await audit.fn()
    t.equal(result.status, 'ok', `${audit.id} ${audit.name}`)
  }
})

t.test(
  'plain JSON tells the errors of a well-formed request with 200, its own type with 4xx',
  async (t) => {
    const refused: [code: string, query: string, variables?: object][] = [
      ['GRAPHQL_PARSE_FAILED', '{'],
      ['GRAPHQL_VALIDATION_FAILED', '{ claimz { totalCount } }'],
      ['GRAPHQL_VALIDATION_FAILED', 'query A { __typename } query B { __typename }'],
      ['GRAPHQL_VALIDATION_FAILED', 'subscription { __typename }'],
      ['GRAPHQL_VALIDATION_FAILED', 'subscription { __typename }'],
      ['invalid_parameter', 'query ($n: Int!) { claims(first: $n) { totalCount } }', { n: 'x' }],
      ['invalid_parameter', '{ claims(first: 0) { totalCount } }'],
      [
        'invalid_parameter',
        'query ($if: Boolean = true) { __typename @skip(if: $if) }',
        { if: null }
      ],
      ['invalid_cursor', '{ claims(after: "x") { totalCount } }'],
      [
        'query_too_complex',
        '{ claims(first: 200) { nodes { topics(first: 200) { totalCount } } } }'
      ],
      ['unknown_reference', '{ claims(filter: { agency: { eq: "nobody" } }) { totalCount } }']
    ]
    for (const [code, query, variables] of refused)
      for (const accept of [plainJson, graphqlJson]) {
        const answer = await post({ query, variables }, { accept })
        const status = accept === plainJson ? 200 : 400
        t.match(answer, { status, type: accept, code }, `${query} as ${accept}`)
        t.notHas(answer.body, 'data')
        t.match(answer.body.errors[0].message, /\w/)
        t.match(answer.body.extensions.cost, { requested: Number, limit: 10_000 })
      }
  }
)

t.test('the media type is the one that is asked for', async (t) => {
  const accepted: [string, string][] = [
    ['*/*', plainJson],
    ['application/*', plainJson],
    [`${graphqlJson}, ${plainJson};q=0.9`, graphqlJson],
    [`${graphqlJson};q=0.1, ${plainJson}`, plainJson],
    ['text/html, */*;q=0.1', plainJson]
  ]
  for (const [accept, type] of accepted)
    t.match(await post({ query: '{ __typename }' }, { accept }), { status: 200, type }, accept)
  const refused = await post({ query: '{ __typename }' }, { accept: 'text/html' })
  t.match(refused, { status: 406, type: 'application/problem+json', code: 'not_acceptable' })
})

t.test('what is no GraphQL request is a 400 in either type', async (t) => {
  const query = '{ topics { totalCount } }'
  const bodies: unknown[] = [
    [{ query }],
    [{ query }, { query }],
    [],
    7,
    null,
    'query',
    { query: 7 },
    { query: parse(query) },
    { query: null },
    { query: '' },
    { query, variables: [] },
    { query, operationName: {} },
    { query, extensions: 'x' },
    { query, extensions: { persistedQuery: true } },
    '{"query":'
  ]
  for (const body of bodies)
    for (const accept of [plainJson, graphqlJson]) {
      const answer = await unread(t, () => post(JSON.stringify(body), { accept }))
      t.match(answer, { status: 400, type: accept, code: 'invalid_body' }, JSON.stringify(body))
      t.notHas(answer.body, 'data')
    }
  const broken = await unread(t, () => post('{"query":', { accept: graphqlJson }))
  t.match(broken, { status: 400, type: graphqlJson, code: 'invalid_body' })
  for (const variables of ['{', '[]', '7', '"x"'])
    t.match(await get({ query, variables }), { status: 400, code: 'invalid_body' }, variables)
})

t.test('a syntax tree in JSON is text that does not parse', async (t) => {
  for (const query of [
    JSON.stringify(parse('{ topics { totalCount } }')),
    '5',
    'null',
    '{"kind":1}'
  ]) {
    const answer = await unread(t, () => post({ query }))
    t.match(answer, { status: 200, code: 'GRAPHQL_PARSE_FAILED' }, query)
    t.notMatch(JSON.stringify(answer.body), /Cannot read|undefined|\bat .*:\d+/)
  }
})

t.test('a query may come with GET, and nothing else may', async (t) => {
  const query = 'query A($n: Int) { topics(first: $n) { nodes { slug } } } query B { __typename }'
  const asked = { query, operationName: 'A', variables: '{"n":1}', extensions: '{}' }
  const answer = await get(asked)
  t.match(answer, { status: 200, body: { data: { topics: { nodes: [{ slug: String }] } } } })
  t.match(await get({ query: '{ __typename }', variables: '', operationName: '' }), { status: 200 })
  const unknown = await get({ ...asked, operationName: 'C' })
  t.match(unknown, { status: 200, code: 'GRAPHQL_VALIDATION_FAILED' })
  t.match(unknown.body.errors[0].message, 'There is no operation `C`.')
  for (const accept of [plainJson, graphqlJson]) {
    const refused = await unread(t, () => get({ query: 'mutation { __typename }' }, { accept }))
    t.match(refused, { status: 405, type: accept, code: 'method_not_allowed' })
    t.equal(refused.headers.allow, 'POST')
  }
  for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
    const refused = await app.inject({ method, url: '/graphql', payload: { query } })
    t.match(refused.json(), { status: 405, code: 'method_not_allowed' })
  }
})

t.test(
  'a page of another site cannot post to it: its forms and plain text are refused',
  async (t) => {
    const query = '{ topics { totalCount } }'
    const posts: [type: string | undefined, payload: string][] = [
      ['text/plain', JSON.stringify({ query })],
      ['text/plain; charset=application/json', JSON.stringify({ query })],
      ['application/x-www-form-urlencoded', String(new URLSearchParams({ query }))],
      [
        'multipart/form-data; boundary=x',
        `--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n${query}\r\n--x--`
      ],
      ['application/jsonp', JSON.stringify({ query })],
      ['application/graphql', query],
      [undefined, JSON.stringify({ query })]
    ]
    for (const [type, payload] of posts) {
      const headers = type ? { 'content-type': type } : {}
      const answer = await unread(t, async () =>
        app.inject({ method: 'POST', url: '/graphql', headers, payload })
      )
      t.match(answer.json(), { status: 415, code: 'unsupported_media_type' }, type ?? 'no type')
    }
  }
)

t.test('a document is at most 20,000 characters long', async (t) => {
  const padded = (length: number) => '{ topics { totalCount } }'.padEnd(length, '#')
  t.match(await post({ query: padded(20_000) }), { status: 200, body: { data: { topics: {} } } })
  const refused = await unread(t, () => post({ query: padded(20_001) }))
  t.match(refused, { status: 400, code: 'query_too_complex' })
  const large = await unread(t, () => post({ query: padded(1_100_000) }))
  t.match(large, { status: 413, code: 'payload_too_large' })
})

t.test('documents that differ do not pile up in memory', async (t) => {
  // As a tree, each takes half a megabyte or more.
  const valid = (i: number) => `{ nodes(ids: [${'"no" '.repeat(1000)}]) { id } } # ${i}`
  const wrong = (i: number) => `{ topics { ${'no '.repeat(1000)} } } # ${i}`
  t.match(await post({ query: valid(0) }), { code: 'invalid_parameter' })
  for (const document of [valid, wrong]) {
    for (let i = 0; i < 40; i++) await post({ query: document(i) })
    const before = heapUsed()
    for (let i = 100; i < 200; i++) await post({ query: document(i) })
    const grown = (heapUsed() - before) / 1e6
    t.ok(grown < 10, `100 documents leave ${grown.toFixed(1)} MB`)
  }
})
function heapUsed(): number {
  v8.setFlagsFromString('--expose-gc')
  vm.runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

t.test('a document may be registered and then named by its hash', async (t) => {
  const query = '{ topics(first: 1) { nodes { prefLabel } } } # persisted'
  const sha256Hash = createHash('sha256').update(query).digest('hex')
  const persisted = (hash: string) => ({ persistedQuery: { version: 1, sha256Hash: hash } })
  const extensions = persisted(sha256Hash)
  const data = { topics: { nodes: [{ prefLabel: String }] } }

  for (const accept of [plainJson, graphqlJson]) {
    const unknown = await unread(t, () => post({ extensions }, { accept }))
    t.match(unknown, { status: 200, type: accept, code: 'PERSISTED_QUERY_NOT_FOUND' })
    t.equal(unknown.body.errors[0].message, 'PersistedQueryNotFound')
    t.notHas(unknown.body, 'data')
  }
  const wrong = await unread(t, () => post({ query, extensions: persisted('0'.repeat(64)) }))
  t.match(wrong, { status: 400, code: 'invalid_body' })
  t.match(await post({ extensions: persisted('0'.repeat(64)) }), {
    code: 'PERSISTED_QUERY_NOT_FOUND'
  })

  t.match(await post({ query, extensions }), { status: 200, body: { data } })
  t.match(await post({ extensions }), { status: 200, body: { data } })
  t.match(await get({ extensions: JSON.stringify(extensions) }), { status: 200, body: { data } })
  for (const bad of [{ version: 2, sha256Hash }, { version: 1 }, 7])
    t.match(await post({ extensions: { persistedQuery: bad } }), {
      status: 400,
      code: 'invalid_body'
    })
})

t.test('no character in a document or a variable is our failure', async (t) => {
  const query =
    'query ($id: ID!, $text: String!) { claim(id: $id) { id } claims(filter: { proposition: { contains: $text } }) { totalCount } }'
  for (const text of [
    '\0',
    'a\0b',
    '\ud800',
    '\udfff\ud800',
    "'",
    '%',
    '\\',
    '\u202e',
    'é'.repeat(150)
  ]) {
    const { status, body, code } = await post({ query, variables: { id: text, text } })
    t.equal(status, 200)
    if (text.includes('\0')) t.match(code, 'invalid_parameter')
    else
      t.match(body, { data: { claim: null, claims: { totalCount: Number } } }, JSON.stringify(text))
  }
  t.match(await post({ query: '{ claim(id: "a\\u0000") { id } }' }), {
    body: { data: { claim: null } }
  })
  t.match(await post({ query: '{ \0 }' }), { code: 'GRAPHQL_PARSE_FAILED' })
  const invalid = await app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': plainJson },
    payload: Buffer.from([
      ...Buffer.from('{"query":"{ claim(id: \\"'),
      0xff,
      0xc0,
      0x80,
      ...Buffer.from('\\") { id } }"}')
    ])
  })
  t.match(invalid.json(), { data: { claim: null } })
})

t.test('the schema is served as text', async (t) => {
  const answer = await app.inject('/graphql/schema.graphql')
  t.match(answer.headers['content-type'], /^text\/plain/)
  t.match(answer.body, /^type Claim implements Node \{$/m)
})
