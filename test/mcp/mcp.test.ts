/**
 * onrecord mcp as an assistant's program uses it: started as a process, spoken to over stdio by the official
 * client, in front of the running service with the bundled dataset. What it answers is what REST answers.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import t, { type Test } from 'tap'
import { rootPath } from '../../src/paths.js'
import { createDatabase } from '../support/database.js'
import { freePort } from '../support/ports.js'
import { serve } from '../support/service.js'

interface Row {
  [name: string]: unknown
}
interface Told {
  url: string
  permanentUrl: string
  asOf: string
  nothingOnRecord: boolean
  quotes: { exact: string; isExact: boolean; state: string; meaning: string; of: string }[]
  sources: Row[]
  next: string | null
  answer: Row & { data: Row[] }
}

async function connect(t: Test, origin: string) {
  const client = new Client({ name: 'test', version: '1' })
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [rootPath('bin', 'onrecord.js'), 'mcp'],
    env: { PATH: process.env['PATH'] ?? '', ONRECORD_URL: origin },
    stderr: 'inherit'
  })
  await client.connect(transport)
  t.teardown(() => client.close())
  const call = async (name: string, given: Row = {}) => {
    const { isError, content, structuredContent } = await client.callTool({
      name,
      arguments: given
    })
    const [{ text }] = content as unknown as [{ text: string }]
    return { isError: isError === true, text, told: structuredContent as unknown as Told }
  }
  return { client, call }
}
const get = async (url: string) => (await (await fetch(url)).json()) as Row & { data: Row[] }
/** Each place in an answer that holds words as exact. */
function wordsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsIn)
  if (!value || typeof value !== 'object') return []
  const { exact } = value as Row
  return [...(typeof exact === 'string' ? [exact] : []), ...Object.values(value).flatMap(wordsIn)]
}

t.test('in front of the bundled dataset', async (t) => {
  const { url } = await createDatabase(t, { template: 'bundled' })
  const { origin } = await serve(t, { DATABASE_URL: url })
  const { client, call } = await connect(t, origin)
  const ofMinneapolis = { agency: 'minneapolis-pd', topic: 'duty-to-intercede' }
  const [claim] = (await get(`${origin}/v1/claims?agency=minneapolis-pd&topic=duty-to-intercede`))
    .data as [Row & { statement: { id: string } }]

  t.test('it tells its rules and its tools, all of which only read', async (t) => {
    t.match(client.getInstructions(), /Quote only words that stand in "quotes"/)
    t.match(client.getInstructions(), /nothing on record/)
    const { tools } = await client.listTools()
    const names = tools.map(({ name }) => name)
    for (const name of ['search', 'list_claims', 'get_claim', 'compare', 'resolve_citation'])
      t.ok(names.includes(name), name)
    for (const { name, annotations, inputSchema, outputSchema, description } of tools) {
      t.equal(annotations?.readOnlyHint, true, name)
      t.equal(inputSchema.type, 'object', name)
      t.ok(outputSchema && description, name)
    }
  })

  t.test('every tool answers with what REST answers at the address it names', async (t) => {
    const calls: [string, Row][] = [
      ['search', { q: 'intercede', limit: 3 }],
      ['list_claims', { ...ofMinneapolis, from: '2025-12', to: '2025-12-31' }],
      ['compare', { agency: 'minneapolis-pd,edina-pd', topic: 'duty-to-intercede' }],
      ['resolve_citation', { citation: 'Minn. Stat. 626.8475', on: '2025-12-02' }],
      ['timeline', { topic: 'duty-to-intercede' }],
      ['list_agencies', { q: 'minneapolis', limit: 2 }],
      ['list_topics', {}]
    ]
    for (const [name, given] of calls) {
      const { isError, text, told } = await call(name, given)
      t.notOk(isError, `${name}: ${text}`)
      t.strictSame(JSON.parse(text), told, `${name}: text and content are one`)
      t.strictSame(told.answer, await get(told.url), `${name}: ${told.url}`)
      t.equal(told.nothingOnRecord, false, name)
      const permanent = await get(told.permanentUrl)
      t.strictSame(
        permanent.data ?? permanent['citations'],
        told.answer.data ?? told.answer['citations'],
        `${name}: as of that moment`
      )
      const words = told.quotes.map(({ exact }) => exact)
      t.strictSame(new Set(words), new Set(wordsIn(told.answer)), `${name}: all quotes, no others`)
    }
  })

  t.test('a claim comes with words, source, assessments and a lasting address', async (t) => {
    const { told } = await call('get_claim', { id: claim['id'] })
    const { answer } = told
    const include = 'statement.source,quotes.capture'
    t.strictSame(
      answer['claim'],
      await get(`${origin}/v1/claims/${claim['id']}?include=${include}`)
    )
    const context = await get(`${origin}/v1/claims/${claim['id']}/context?limit=5`)
    t.strictSame(answer['assessments'], context['assessments'])
    t.strictSame(answer['relations'], context['relations'])
    t.match(told.quotes[0], {
      exact: 'Chief O’Hara say his officers had a duty to intervene',
      isExact: true,
      state: 'unverified',
      meaning: /could not be checked/,
      of: `/v1/claims/${claim['id']}`
    })
    t.ok(
      told.sources.some(
        ({ kind, apiUrl }) => kind === 'opinion' && String(apiUrl).startsWith(origin)
      )
    )
    t.match(await get(String(answer['revisionUrl'])), { revision: claim['revision'] })
    t.strictSame(
      (await get(told.permanentUrl))['id'],
      claim['id'],
      'as of the moment of the answer'
    )
    const { contents } = await client.readResource({ uri: `onrecord://claims/${claim['id']}` })
    const [{ text }] = contents as unknown as [{ text: string }]
    t.strictSame(JSON.parse(text).answer, answer, 'the resource is the same')
  })

  t.test('a statement comes with its claims, and tells whether it was changed', async (t) => {
    const id = claim.statement.id
    const { told } = await call('get_statement', { id })
    const claims = await get(`${origin}/v1/claims?statement=${id}&fields=id&sort=position`)
    t.strictSame(
      (told.answer['claims'] as Row[]).map(({ id }) => ({ id })),
      claims.data
    )
    const changes = (await call('statement_changes', { id })).told
    t.match(changes.answer, { textEditedAtThePublisher: false, entryChangedSinceItWasMade: false })
    t.strictSame(
      changes.answer['revisions'],
      (await get(`${origin}/v1/statements/${id}/revisions`)).data
    )
  })

  t.test('pages follow one another', async (t) => {
    const first = (await call('list_claims', { limit: 2 })).told
    const second = (await call('list_claims', { limit: 2, after: first.next })).told
    const ids = [first, second].flatMap(({ answer }) => answer.data.map(({ id }) => id))
    t.equal(new Set(ids).size, 4)
  })

  t.test(
    'where nothing is on record it says so; what is wrong is told in the API’s words',
    async (t) => {
      const none = await call('list_claims', { q: 'zzyzx' })
      t.match(none.told, { nothingOnRecord: true, quotes: [], sources: [] })
      t.equal(
        (await call('compare', { agency: 'edina-pd', topic: 'officer-assistance' })).told
          .nothingOnRecord,
        true
      )
      t.equal(
        (await call('resolve_citation', { citation: 'no law at all' })).told.nothingOnRecord,
        true
      )
      t.match(await call('list_claims', { agency: 'nonesuch' }), {
        isError: true,
        text: /unknown_reference\): There is no such row among the agencies: 'nonesuch'/
      })
      t.match(await call('get_claim', { id: '01a20f85-0000-7000-8000-000000000000' }), {
        isError: true,
        text: /not_found\)/
      })
      t.match(await call('list_claims', { limit: 1000 }), { isError: true, text: /limit/ })
      t.match(await call('search', { q: 'x', unknown: 1 }), { isError: true, text: /unknown/ })
    }
  )
})

t.test('a limit is waited for; a service that is down, or is none, is told', async (t) => {
  let asked = 0
  const answers: [number, http.OutgoingHttpHeaders, string][] = [
    [429, { 'retry-after': '1' }, '{}'],
    [200, {}, '{"data":[],"page":{"next":null}}'],
    [200, {}, '<html>'],
    [429, { 'retry-after': '900' }, '{"title":"Too much","code":"rate_limited","detail":"Wait."}'],
    [200, {}, `"${'x'.repeat(1_100_000)}"`]
  ]
  const server = http.createServer((_request, response) => {
    const [status, headers, body] = answers[asked++] as (typeof answers)[0]
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { call } = await connect(t, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const began = performance.now()
  t.equal((await call('list_topics')).told.nothingOnRecord, true)
  t.ok(performance.now() - began >= 1000, 'it waits as long as it is told to')
  t.equal(asked, 2)
  t.match(await call('list_topics'), { isError: true, text: /is not OnRecord/ })
  t.match(await call('list_topics'), {
    isError: true,
    text: /rate_limited\): Wait\. Try again in 900 s/
  })
  t.match(await call('list_topics'), { isError: true, text: /fewer rows/ })
  t.equal(asked, 5, 'nothing is asked again that would not help')

  const down = await connect(t, `http://127.0.0.1:${await freePort()}`)
  t.match(await down.call('list_topics'), { isError: true, text: /cannot be reached/ })
})
