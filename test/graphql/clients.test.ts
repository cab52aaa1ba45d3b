/**
 * What people use with a GraphQL API works with this one: Relay's compiler, GraphQL Code Generator,
 * Apollo Client and urql, and the examples of graphql/queries.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { relayStylePagination } from '@apollo/client/utilities'
import { codegen } from '@graphql-codegen/core'
import * as operations from '@graphql-codegen/typescript-operations'
import { Client, cacheExchange, fetchExchange } from '@urql/core'
import { buildSchema, parse, validate } from 'graphql'
import { filter, firstValueFrom } from 'rxjs'
import t from 'tap'
import ts from 'typescript'
import { rootPath } from '../../src/paths.js'
import { createApp } from '../support/app.js'

const { app, graphql, statements } = await createApp(t)
const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql`
const schemaFile = rootPath('graphql', 'schema.graphql')
const schemaText = fs.readFileSync(schemaFile, 'utf8')
const folder = rootPath('graphql', 'queries')
const examples = fs.readdirSync(folder).map((file) => ({
  file,
  text: fs.readFileSync(path.join(folder, file), 'utf8')
}))
// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
type Answer = any

/** How many rows an answer shows in its lists. */
function rowsIn(value: Answer): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = Array.isArray(value.nodes) ? value.nodes.length : 0
  return Object.values(value).reduce((sum: number, each) => sum + rowsIn(each), own)
}

t.test('every example is explained, valid, and has an answer', async (t) => {
  const schema = buildSchema(schemaText)
  t.ok(examples.length >= 5)
  for (const { file, text } of examples) {
    t.match(text, /^#[^?]*\?/, `${file} says what it answers`)
    t.strictSame(validate(schema, parse(text)), [], file)
    const before = statements.length
    const { body } = await graphql(text)
    t.strictSame(body.errors, undefined, file)
    t.ok(rowsIn(body.data) >= 2, `${file} shows rows`)
    t.equal(statements.length, before + 1)
  }
  const asked = async (file: string, variables = {}) =>
    (await graphql(examples.find((each) => each.file === file)?.text as string, variables)).body
      .data
  const said = await asked('what-departments-said.graphql')
  t.ok(said.claims.nodes.every((claim: Answer) => claim.quotes.length > 0))
  const first = await asked('agencies-of-a-place.graphql')
  const { endCursor: after } = first.agencies.pageInfo
  const second = await asked('agencies-of-a-place.graphql', { after })
  const names = [...first.agencies.nodes, ...second.agencies.nodes].map(({ slug }) => slug)
  t.equal(new Set(names).size, names.length)
})

t.test("Relay's compiler takes the schema, and what it compiles runs", async (t) => {
  const root = t.testdir({
    'app.ts': `
      import { graphql } from 'relay-runtime'
      graphql\`query appQuery($id: ID!) { agency(id: $id) { name ...app_statements } node(id: $id) { __typename id } }\`
      graphql\`fragment app_statements on Agency
        @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" }, filter: { type: "StatementFilter" })
        @refetchable(queryName: "appStatementsPageQuery") {
        statements(first: $count, after: $cursor, filter: $filter) @connection(key: "app_statements") {
          totalCount edges { node { ...app_statement } } } }\`
      graphql\`fragment app_statement on Statement { title channel issuedOn speakers { person { name } } topics { nodes { prefLabel } } }\``,
    'relay.config.json': JSON.stringify({
      src: '.',
      schema: 'schema.graphql',
      language: 'typescript',
      artifactDirectory: 'made',
      noFutureProofEnums: true
    }),
    'schema.graphql': schemaText,
    made: {}
  })
  const compiler = fileURLToPath(import.meta.resolve('relay-compiler/cli.js'))
  const run = spawnSync(process.execPath, [compiler, 'relay.config.json'], {
    cwd: root,
    encoding: 'utf8'
  })
  t.equal(run.status, 0, run.stdout + run.stderr)
  const textOf = (name: string) => {
    const artifact = fs.readFileSync(path.join(root, 'made', `${name}.graphql.ts`), 'utf8')
    return JSON.parse(/"text": ("(?:[^"\\]|\\.)*")/.exec(artifact)?.[1] as string)
  }
  const ask = async (name: string, variables: Record<string, unknown>): Promise<Answer> => {
    const { body } = await graphql(textOf(name), variables)
    t.strictSame(body.errors, undefined, name)
    return body.data
  }
  const { agency, node } = await ask('appQuery', { id: 'minneapolis-pd' })
  t.match(agency.statements.edges, [{ node: { __typename: 'Statement', title: String } }])
  t.equal(node, null, 'node takes ids alone')
  const page = await ask('appStatementsPageQuery', { id: agency.id, count: 2, cursor: null })
  t.match(page.node, { __typename: 'Agency', id: agency.id, statements: { totalCount: Number } })
  const enums = fs.readFileSync(path.join(root, 'made', 'app_statement.graphql.ts'), 'utf8')
  t.match(enums, /export type Channel = "article" \| /)
})

t.test('GraphQL Code Generator makes types of it that hold', async (t) => {
  const made = await codegen({
    schema: parse(schemaText),
    documents: examples.map(({ file, text }) => ({ location: file, document: parse(text) })),
    plugins: [{ operations: {} }],
    pluginMap: { operations },
    config: {
      strictScalars: true,
      scalars: { Date: 'string', DateTime: 'string', EDTF: 'string', JSON: 'unknown' }
    },
    filename: 'made.ts'
  })
  const { body } = await graphql(
    examples.find(({ file }) => file.startsWith('what-'))?.text as string
  )
  const use = `import type { WhatDepartmentsSaidQuery, WhatDepartmentsSaidQueryVariables } from './made.js'
    export const variables: WhatDepartmentsSaidQueryVariables = { topic: 'use-of-force', departments: [] }
    export const answer: WhatDepartmentsSaidQuery = ${JSON.stringify(body.data)}
    // @ts-expect-error no such kind
    export const wrong: WhatDepartmentsSaidQuery['claims']['nodes'][0]['kind'] = 'hearsay'`
  const root = t.testdir({ 'made.ts': made, 'use.ts': use })
  const program = ts.createProgram([path.join(root, 'use.ts')], {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: [],
    skipLibCheck: true
  })
  const messages = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText)
  t.strictSame(messages, [])
})

t.test('Apollo Client pages, keeps rows by their id, and tells errors by their code', async (t) => {
  const requests: string[] = []
  const counted: typeof fetch = (input, init) => {
    requests.push(`${init?.method} ${new URL(String(input)).search}`)
    return fetch(input, init)
  }
  const persisted = new PersistedQueryLink({
    sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
    useGETForHashedQueries: true
  })
  const cache = new InMemoryCache({
    typePolicies: { Query: { fields: { claims: relayStylePagination(['filter', 'sort']) } } }
  })
  const client = new ApolloClient({
    cache,
    link: persisted.concat(new HttpLink({ uri: url, fetch: counted }))
  })
  t.teardown(() => client.stop())
  const query = gql`query Claims($after: String) {
    claims(first: 10, after: $after, sort: [{ field: proposition }]) {
      totalCount edges { cursor node { id proposition statement { id title } } } pageInfo { hasNextPage endCursor } } }`
  const list = client.watchQuery<Answer>({ query })
  /** The watched list, once it has this many rows at least. */
  const grown = (size: number) =>
    firstValueFrom(list.pipe(filter(({ data }) => data?.claims?.edges.length >= size)))
  const { claims: first } = (await grown(10)).data
  for (let { pageInfo } = first; pageInfo.hasNextPage; ) {
    const { data } = await list.fetchMore({ variables: { after: pageInfo.endCursor } })
    pageInfo = (data as Answer).claims.pageInfo
  }
  const { claims } = (await grown(first.totalCount)).data
  t.equal(claims.edges.length, claims.totalCount)
  t.equal(requests.length, 4, 'the hash, the document, and two more pages by the hash')
  t.match(requests, [/^GET \?.*sha256Hash/, /^POST $/, /^GET /, /^GET /])

  const [{ node }] = claims.edges
  const rows = Object.keys(cache.extract())
  t.equal(rows.filter((key) => key.startsWith('Claim:')).length, claims.totalCount)
  t.ok(rows.filter((key) => key.startsWith('Statement:')).length < 10, 'each statement once')
  const fragment = gql`fragment Title on Statement { title }`
  t.strictSame(cache.readFragment({ id: `Statement:${node.statement.id}`, fragment }), {
    __typename: 'Statement',
    title: node.statement.title
  })

  for (const [wrong, code] of [
    ['{ claims(after: "x") { totalCount } }', 'invalid_cursor'],
    ['{ claims(first: 200) { nodes { topics(first: 200) { totalCount } } } }', 'query_too_complex'],
    ['{ claimz { totalCount } }', 'GRAPHQL_VALIDATION_FAILED']
  ] as const) {
    const error = await client.query({ query: gql(wrong) }).catch((error: unknown) => error)
    t.ok(CombinedGraphQLErrors.is(error), wrong)
    t.match(error, { errors: [{ extensions: { code } }] }, wrong)
  }
})

t.test('urql pages and tells errors by their code', async (t) => {
  for (const preferGetMethod of [false, true]) {
    const client = new Client({ url, exchanges: [cacheExchange, fetchExchange], preferGetMethod })
    const query = `query Topics($after: String) { topics(first: 5, after: $after) {
      totalCount nodes { id slug claims(first: 1) { nodes { id } } } pageInfo { hasNextPage endCursor } } }`
    const seen: string[] = []
    for (let after: string | null = null; ; ) {
      const { data, error }: Answer = await client.query(query, { after }).toPromise()
      t.equal(error, undefined)
      seen.push(...data.topics.nodes.map(({ id }: Answer) => id))
      after = data.topics.pageInfo.endCursor
      if (!data.topics.pageInfo.hasNextPage) {
        t.equal(seen.length, data.topics.totalCount)
        break
      }
    }
    const before = statements.length
    await client.query(query, { after: null }).toPromise()
    t.equal(statements.length, before, 'from its cache')
    const { data, error }: Answer = await client.query(query, { after: 'x' }).toPromise()
    t.equal(data, undefined)
    t.match(error.graphQLErrors, [{ extensions: { code: 'invalid_cursor' } }])
  }
})
