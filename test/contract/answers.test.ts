/**
 * What the service answers on the bundled dataset is what its OpenAPI document says: each answer
 * holds every field that is described, and none that is not.
 *
 *   RECORD_EXAMPLES=1 npm test -- test/contract/answers.test.ts && npm run generate
 *
 * writes openapi/examples/ anew, after a field or the dataset has changed.
 */
import fs from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createKey } from '../../src/editing/keys.js'
import { rootPath } from '../../src/paths.js'
import { collections } from '../../src/resources/index.js'
import { buildOpenApi } from '../../src/rest/openapi.js'
import { payloadOf } from '../../src/webhooks/payload.js'
import { createDatabase } from '../support/database.js'

interface Json {
  [key: string]: unknown
}
const { pool } = await createDatabase(t, { template: 'bundled' })
const app = await buildApp({ pool, config: loadConfig({}) })
t.teardown(() => app.close())

const document = JSON.parse(JSON.stringify(buildOpenApi())) as Json & { paths: Json }
close(document['components'])
const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema(document, 'openapi')

/** In the document, objects are open to what v1 may add later. Here, nothing may be added unseen. */
function close(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return
  const object = schema as Json
  if (object['type'] === 'object' && object['properties']) object['additionalProperties'] ??= false
  for (const inner of Object.values(object)) close(inner)
}

function conforms(t: Test, name: string, answer: unknown, message: string) {
  const validate = ajv.getSchema(`openapi#/components/schemas/${name}`)
  t.ok(validate?.(answer), `${message} is a ${name}: ${ajv.errorsText(validate?.errors)}`)
}

/** The links that the description of `include` names. */
function linksOf(path: string): string[] {
  const { parameters } = (document.paths[path] as { get: { parameters: Json[] } }).get
  const include = parameters.find(({ name }) => name === 'include')
  const [, links = ''] = /From here: (.*)\.$/.exec(String(include?.['description'])) ?? []
  return [...links.matchAll(/`(.+?)`/g)].map(([, link]) => link as string)
}

for (const { path, typeName } of collections)
  t.test(`${path} are as described`, async (t) => {
    const list = `/v1/${path}`
    const plain = await app.inject(`${list}?limit=200&count=exact`)
    conforms(t, `${typeName}List`, plain.json(), list)
    const [first] = plain.json().data
    conforms(t, typeName, (await app.inject(`${list}/${first.id}`)).json(), 'one')
    const links = linksOf(list).join(',')
    if (!links) return
    const embedded = await app.inject(`${list}?include=${links}&limit=50`)
    t.equal(embedded.statusCode, 200, embedded.body)
    conforms(t, `${typeName}List`, embedded.json(), 'with every link embedded, a list')
  })

t.test('timelines, contexts and feeds are as described', async (t) => {
  const timeline = await app.inject('/v1/timeline?agency=minneapolis-pd&limit=200')
  conforms(t, 'Timeline', timeline.json(), 'a timeline')
  const [first] = (await app.inject('/v1/claims?externalId=seed:c09')).json().data
  const context = await app.inject(`/v1/claims/${first.id}/context`)
  conforms(t, 'ClaimContext', context.json(), 'a context')
  for (const name of ['statements', 'claims', 'assessments', 'edits']) {
    const feed = await app.inject(`/v1/${name}/feed.json?limit=200`)
    conforms(t, 'JsonFeed', feed.json(), `the feed of ${name}`)
  }
})

t.test('failures are as described', async (t) => {
  const failures: [number, string, Record<string, string>?][] = [
    [400, '/v1/claims?isuedOn=2025'],
    [400, '/v1/claims?limit=0'],
    [400, '/v1/claims?after=altered'],
    [400, '/v1/claims?agency=nobody'],
    [404, '/v1/claims/0193c7a0-7000-7000-8000-0000000000ff'],
    [404, '/nowhere'],
    [406, '/v1/claims', { accept: 'image/png' }],
    [414, `/v1/claims/${'x'.repeat(2000)}`]
  ]
  for (const [status, url, headers = {}] of failures) {
    const answer = await app.inject({ url, headers })
    t.equal(answer.statusCode, status, url)
    t.match(answer.headers, {
      'content-type': /^application\/problem\+json/,
      'x-request-id': answer.json().requestId
    })
    conforms(t, 'Problem', answer.json(), url)
  }
})

t.test('GraphQL answers are as described', async (t) => {
  const queries: [number, string][] = [
    [200, '{ topics(first: 1) { nodes { slug } } }'],
    [400, '{ topicz }'],
    [400, '{'],
    [405, 'mutation { publishTopic(id: "1") { id } }']
  ]
  for (const [status, query] of queries) {
    const answer = await app.inject({
      url: '/graphql',
      query: { query },
      headers: { accept: 'application/graphql-response+json' }
    })
    t.equal(answer.statusCode, status, query)
    conforms(t, 'GraphqlResponse', answer.json(), query)
  }
})

t.test('webhooks, their log and what they send are as described', async (t) => {
  const { key } = await createKey(pool, { name: 'desk', scopes: ['admin'] })
  const headers = { authorization: `Bearer ${key}` }
  const payload = { url: 'https://[2606:4700::1111]/', events: ['*'] }
  const made = await app.inject({ method: 'POST', url: '/v1/webhooks', headers, payload })
  conforms(t, 'WebhookWithSecret', made.json(), 'a new one')
  const at = String(made.headers['location'])
  conforms(t, 'Webhook', (await app.inject({ url: at, headers })).json(), 'one')
  const ping = await app.inject({ method: 'POST', url: `${at}/ping`, headers })
  conforms(t, 'WebhookDelivery', ping.json(), 'a ping')
  const log = await app.inject({ url: `${at}/deliveries`, headers })
  conforms(t, 'WebhookDeliveries', log.json(), 'the log')
  for (const { path, name } of collections) {
    const [{ id }] = (await app.inject(`/v1/${path}?limit=1`)).json().data
    const told = { type: 'claim.updated', occurredAt: new Date(), webhookId: id, revision: 1 }
    const event = await payloadOf(pool, { ...told, resource: name, rowId: id })
    conforms(t, 'WebhookEvent', JSON.parse(event), `an event of ${path}`)
    t.equal(JSON.parse(event).data.row.id, id)
  }
})

t.test('the entry points are as described, and each is there', async (t) => {
  const { resources, templates, ...entries } = (await app.inject('/')).json()
  conforms(t, 'EntryPoints', { resources, templates, ...entries }, '/')
  for (const template of Object.values<string>(templates))
    t.ok(
      Object.keys(document.paths).includes(template.replace(/{(collection|feed)}/, 'claims')),
      template
    )
  const addresses = Object.values<string>({ ...entries, ...resources }).filter((value) =>
    value.startsWith('/')
  )
  for (const address of addresses) t.not((await app.inject(address)).statusCode, 404, address)
})

t.test('every address is described, and every described address is there', async (t) => {
  const pages = /^\/(docs|graphiql)\b/
  const served = addressesOf(app.printRoutes({ commonPrefix: false }))
  t.strictSame(
    served.filter((path) => !pages.test(path)).sort(),
    Object.keys(document.paths).sort()
  )
})

/** The paths in the tree that Fastify prints, as OpenAPI writes them. */
function addressesOf(tree: string): string[] {
  const parents: string[] = []
  const paths: string[] = []
  for (const line of tree.split('\n')) {
    const [, indent = '', segment = '', methods] =
      /^(.*?)[├└]── (\S+)(?: \((.*)\))?/.exec(line) ?? []
    if (!segment) continue
    const depth = indent.length / 4
    const path = `${parents.slice(0, depth).join('')}${segment}`
    parents[depth] = segment
    if (methods?.includes('GET')) paths.push(path.replace(/:(\w+)/g, '{$1}'))
  }
  return paths
}

/** A telling row of each collection, by a filter that finds it alone. */
const examples: Record<string, string> = {
  jurisdictions: 'ocdId=ocd-division/country:us/state:mn/place:minneapolis',
  agencies: 'slug=minneapolis-pd',
  people: 'slug=brian-ohara',
  publishers: 'slug=unknown-publisher',
  events: 'slug=operation-metro-surge',
  sources: 'externalId=seed:article',
  topics: 'slug=duty-to-intercede',
  statutes: 'slug=us-mn-stat-626.8475',
  statements: 'externalId=seed:statement-ohara-december-2',
  claims: 'externalId=seed:c13',
  'statute-references': 'externalId=seed:reference-c13',
  relations: 'externalId=seed:c09-qualifies-c08',
  assessments: 'externalId=seed:as05'
}

t.test('the examples in openapi/examples are what is answered', async (t) => {
  const ids = new Map<string, string>()
  for (const { path = '' } of collections) {
    const answer = await app.inject(`/v1/${path}?${examples[path]}`)
    t.equal(answer.json().data?.length, 1, path)
    const text = `${JSON.stringify(JSON.parse(settled(answer.body, ids)), null, 2)}\n`
    const file = rootPath('openapi', 'examples', `${path}.json`)
    if (process.env['RECORD_EXAMPLES']) fs.writeFileSync(file, text)
    else t.equal(text, fs.readFileSync(file, 'utf8'), path)
  }
})

/** With ids and instants, which each loading makes anew, that are always the same. */
function settled(body: string, ids: Map<string, string>): string {
  return (
    body
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
        const number = String(ids.size + 1).padStart(12, '0')
        if (!ids.has(id)) ids.set(id, `0193c7a0-7000-7000-8000-${number}`)
        return ids.get(id) as string
      })
      .replace(/(?<="(created|updated)At":")[^"]+/g, '2026-01-05T12:00:00Z')
      // Unless another is asked for, today.
      .replace(/(?<="lawOnDay":\{"date":")[^"]+/g, '2026-11-24')
  )
}
