/** Subscriptions, by the clients that people use: graphql-ws and graphql-sse. */
import type { AddressInfo } from 'node:net'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import t from 'tap'
import WebSocket from 'ws'
import { createEditor } from '../support/editor.js'

const editor = await createEditor(t)
const { app, pool, send, source, graphql } = editor
await app.listen({ port: 0, host: '127.0.0.1' })
const { port } = app.server.address() as AddressInfo
const url = `ws://127.0.0.1:${port}/graphql`
const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 })
const sse = createSseClient({ url: `http://127.0.0.1:${port}/graphql/stream` })
t.teardown(async () => {
  await client.dispose()
  sse.dispose()
  app.server.closeAllConnections()
})
const any = { 'if-match': '*' }
// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
type Data = any

/** What comes of a subscription, one after the other: the data, or `{ errors }`. */
function follow(query: string, over: typeof client | typeof sse = client, variables = {}) {
  const came: Data[] = []
  let wake = () => {}
  const put = (value: Data) => {
    came.push(value)
    wake()
  }
  const stop = over.subscribe<Data>(
    { query, variables },
    {
      next: ({ data, errors }) => put(errors ? { errors } : data),
      error: (errors) => put({ errors }),
      complete: () => {}
    }
  )
  const next = async (): Promise<Data> => {
    while (!came.length) await new Promise<void>((resolve) => (wake = resolve))
    return came.shift()
  }
  return { next, stop }
}
async function position(): Promise<string> {
  const { rows } = await pool.query('select max(position)::text as last from history.changes')
  return rows[0].last
}

for (const [slug, name] of [
  ['mpd', 'Minneapolis Police'],
  ['hcso', 'Hennepin County Sheriff']
])
  await send('POST', '/v1/agencies', {
    slug,
    name,
    classification: 'other',
    status: 'published'
  })
const statement = async (title: string, agency: string, status: string) => {
  const { body, status: answered } = await send('POST', '/v1/statements', {
    title,
    source,
    status,
    agencies: [{ agency, role: 'issuer' }],
    claims: [{ position: 0, proposition: `${title}.`, kind: 'policy', attribution: 'paraphrase' }]
  })
  if (answered !== 201) throw new Error(JSON.stringify(body))
  return body.id
}

t.test('what is published, under the filter of the list, with what is asked of it', async (t) => {
  const query = `subscription ($after: String, $agency: String!) {
    statementPublished(after: $after, filter: { agency: { eq: $agency } }) {
      title first: claims(first: 1) { nodes { proposition } pageInfo { endCursor } } __typename
    } }`
  for (const over of [client, sse]) {
    const results = follow(query, over, { after: await position(), agency: 'mpd' })
    await statement('Of another', 'hcso', 'published')
    const draft = await statement('Published later', 'mpd', 'draft')
    await statement('At once', 'mpd', 'published')
    await send('POST', `/v1/statements/${draft}/publish`)
    const [first, second] = [await results.next(), await results.next()]
    t.match(first.statementPublished, {
      __typename: 'Statement',
      title: 'At once',
      first: { nodes: [{ proposition: 'At once.' }], pageInfo: { endCursor: /^[\w-]{30,}$/ } }
    })
    t.equal(second.statementPublished.title, 'Published later')
    results.stop()
  }
})

t.test('whatever happens to a row, its end too', async (t) => {
  const id = await statement('Watched', 'mpd', 'published')
  const results = follow(
    `subscription ($after: String, $id: ID!) { statementChanged(after: $after, filter: { id: { eq: $id } }) {
       action reason position a: statement { title } b: statement { revision } } }`,
    client,
    { id, after: await position() }
  )
  await send('PATCH', `/v1/statements/${id}`, { title: 'Edited' }, any)
  t.match(await results.next(), {
    statementChanged: { action: 'updated', a: { title: 'Edited' }, b: { revision: 2 } }
  })
  await statement('Not watched', 'mpd', 'published')
  await send('DELETE', `/v1/statements/${id}?reason=mistaken`, undefined, any)
  const { statementChanged: end } = await results.next()
  t.match(end, { action: 'withdrawn', reason: 'mistaken', a: null, b: null })
  const again = follow(
    `subscription { changed(after: "${end.position - 1}") { position type data } }`
  )
  t.match(await again.next(), {
    changed: { position: end.position, type: 'statement.withdrawn', data: null }
  })
  results.stop()
  again.stop()
})

t.test('changes may be read as well', async (t) => {
  const { body } = await graphql(
    '{ changes(resources: [agencies], first: 1) { nodes { position type id data } next more } }'
  )
  t.match(body.data.changes, {
    nodes: [{ type: 'agency.published', data: { slug: 'mpd' } }],
    next: /^\d+$/,
    more: true
  })
  const { nodes, next: after } = body.data.changes
  t.equal(nodes[0].position, after)
  const bad = await graphql('{ changes(after: "x") { next } }')
  t.match(bad.body.errors, [{ extensions: { code: 'invalid_parameter' } }])
})

t.test('what is wrong with a subscription is told, and the connection stays', async (t) => {
  for (const [query, code] of [
    ['subscription { nothing { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ topics { totalCount } }', 'invalid_body'],
    ['subscription { changed(after: "x") { type } }', 'invalid_parameter'],
    [
      `subscription { claimChanged(after: "0", filter: { topic: { eq: "none" } }) { type } }`,
      'unknown_reference'
    ]
  ] as const) {
    const results = follow(query)
    t.match(await results.next(), { errors: [{ extensions: { code } }] }, query)
    if (code === 'unknown_reference') continue
    const { body } = await send(
      'POST',
      '/graphql/stream',
      { query },
      { accept: 'text/event-stream' }
    )
    t.match(body.errors, [{ extensions: { code } }], query)
  }
  const { status, body } = await graphql('subscription { changed { type } }')
  t.match([status, body.errors[0].message], [200, /WebSocket/])
})
