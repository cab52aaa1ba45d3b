/** The change feed: whoever follows it holds what readers see, whatever is written meanwhile. */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import t from 'tap'
import { contentOf } from '../../src/changes/read.js'
import { rootPath } from '../../src/paths.js'
import type { Resource, ResourceName } from '../../src/resources/define.js'
import { collections, resources } from '../../src/resources/index.js'
import type { Selection } from '../../src/store/selection.js'
import { createEditor, type Editor } from '../support/editor.js'
import { prepareWrites, randomFrom, stepsOf } from '../support/random-writes.js'

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
type Row = any
type Mirror = Map<string, Row>
const any = { 'if-match': '*' }
/** Of each of four writers. */
const writesEach = Number(process.env['WRITES'] ?? 120) / 4

t.test(
  'a mirror that follows the feed is a fresh copy, after random concurrent writes',
  async (t) => {
    const editor = await createEditor(t)
    await prepareWrites(editor)
    const early: Mirror = new Map()
    let at = await follow(editor, early, '0', 7)
    let writing = true
    const writers = [1, 2, 3, 4].map(async (seed) => {
      const step = stepsOf(editor, randomFrom(seed))
      for (let i = 0; i < writesEach; i++) await step()
    })
    const reader = (async () => {
      while (writing) at = await follow(editor, early, at, 7)
    })()
    await Promise.all(writers)
    writing = false
    await reader
    await follow(editor, early, at, 200)
    const fresh: Mirror = new Map()
    await follow(editor, fresh, '0', 200)
    t.ok(fresh.size > 30, `${fresh.size} rows`)
    const quoting = [...fresh.values()].filter((row) => row.quotes?.[0]?.inLaterCaptures.length)
    t.ok(quoting.length, 'some with quotes that later captures were looked through for')
    t.same(sorted(early), sorted(fresh))
    t.same(sorted(early, collections), await listed(editor))
  }
)

t.test('a change that commits late is not skipped', async (t) => {
  const { pool, get, source } = await createEditor(t)
  const { body: start } = await get('/v1/changes?after=now')
  const [late, next] = [await pool.connect(), await pool.connect()]
  t.teardown(() => [late, next].map((client) => client.release()))
  const rename = `update sources set title = $1, revision = revision + 1 where id = '${source}'`
  await late.query('begin')
  await late.query(rename, ['first'])
  const waiting = next.query(rename, ['second'])
  const { body: meanwhile } = await get(`/v1/changes?after=${start.page.next}`)
  t.same([meanwhile.data, meanwhile.page.next], [[], start.page.next])
  await late.query('commit')
  await waiting
  const { body } = await get(`/v1/changes?after=${meanwhile.page.next}`)
  t.same(
    body.data.map(({ revision, data }: Row) => [revision, data.title]),
    [
      [2, 'second'],
      [3, 'second']
    ],
    'each with the row as it is now'
  )
})

t.test('it tells what happened to a row, why, and by whom', async (t) => {
  const { send, get } = await createEditor(t)
  const agency = async (slug: string, status: string) =>
    (await send('POST', '/v1/agencies', { slug, name: slug, classification: 'other', status })).body
      .id
  const draft = await agency('canary', 'draft')
  const [a, b] = [await agency('a', 'published'), await agency('b', 'published')]
  await send('PATCH', '/v1/agencies/canary', { name: 'Canary' }, any)
  const { body } = await get('/v1/changes?resource=agencies')
  t.notMatch(JSON.stringify(body), /canary/i)
  t.notMatch(JSON.stringify(body), new RegExp(draft))
  const event = await send('POST', '/v1/events', {
    slug: 'e',
    name: 'E',
    kind: 'hearing',
    agencies: [draft, a],
    status: 'published'
  })
  const seen = async (query = '') =>
    (await get(`/v1/changes?resource=agencies,events&after=${body.page.next}${query}`)).body
  const events = async (query = '') =>
    (await seen(query)).data.map(({ type, id }: Row) => [type, id])
  t.same(
    (await seen()).data[0].data.agencies,
    [{ id: a }],
    'without the link to what readers do not see'
  )
  await send('POST', '/v1/agencies/canary/publish')
  await send('DELETE', '/v1/agencies/a?reason=entered+twice', undefined, any)
  await send('POST', '/v1/agencies/a/restore')
  await send('POST', '/v1/agencies/a/merge', { into: 'b' })
  const id = event.body.id
  t.same(await events(), [
    ['event.published', id],
    ['agency.published', draft],
    ['event.updated', id],
    ['agency.withdrawn', a],
    ['event.updated', id],
    ['agency.restored', a],
    ['event.updated', id],
    ['event.updated', id],
    ['agency.merged', a]
  ])
  t.same(await events(`&action=withdrawn,merged&id=${a}`), [
    ['agency.withdrawn', a],
    ['agency.merged', a]
  ])
  const all = (await seen()).data
  t.match(all[3], {
    action: 'withdrawn',
    reason: 'entered twice',
    by: 'desk read:drafts write publish',
    href: `/v1/agencies/${a}`,
    mergedInto: b,
    data: null
  })
  t.same(all[0].data, all.at(-2).data, 'the row as it is now')
  const { body: one } = await get(`/v1/events/${id}`)
  t.same(reduced(contentOf(resources.events), one), all[0].data)
  t.same(
    new Set(all[0].data.agencies.map((each: Row) => each.id)),
    new Set([draft, b]),
    'with the survivor'
  )
})

t.test(
  'what became of a quote is told of who quotes, and of the statement known from there',
  async (t) => {
    const { send, get, source } = await createEditor(t)
    const capture = (text: string) =>
      send('POST', `/v1/sources/${source}/captures`, {
        text,
        mediaType: 'text/plain',
        status: 'published'
      })
    const { body: first } = await capture('Officers do not ask.')
    const { status, body: statement } = await send('POST', '/v1/statements', {
      title: 'S',
      source,
      status: 'published',
      claims: [
        {
          position: 0,
          proposition: 'P',
          kind: 'policy',
          attribution: 'verbatim',
          quotes: [{ capture: first.id, exact: 'do not ask' }]
        }
      ]
    })
    t.equal(status, 201, JSON.stringify(statement))
    const { body: before } = await get('/v1/changes?after=now')
    await capture('Officers may ask.')
    const { body } = await get(`/v1/changes?after=${before.page.next}`)
    const told = new Map(body.data.map((each: Row) => [each.type, each]))
    t.strictSame([...told.keys()].sort(), [
      'capture.published',
      'claim.updated',
      'source.updated',
      'statement.updated'
    ])
    t.equal((told.get('statement.updated') as Row).id, statement.id)
    t.match((told.get('claim.updated') as Row).data.quotes[0].inLaterCaptures, [
      { state: 'orphaned' }
    ])
    const claim = (told.get('claim.updated') as Row).id
    const { body: revisions } = await get(`/v1/claims/${claim}/revisions`)
    t.equal(revisions.data.length, 1, 'the claim itself was not written')
  }
)

t.test('the recipe mirrors the record into a file, and keeps it up to date', async (t) => {
  const editor = await createEditor(t)
  const { app, send } = editor
  await prepareWrites(editor)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.server.closeAllConnections())
  const file = path.join(t.testdir(), 'mirror.duckdb')
  const mirror = async () => {
    await promisify(execFile)(process.execPath, [rootPath('examples', 'mirror.mjs'), url, file])
    const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
    const db = await instance.connect()
    const read = await db.runAndReadAll('select resource, id::text, data from rows')
    db.closeSync()
    instance.closeSync()
    return new Map(
      read.getRows().map(([resource, id, data]) => [`${resource} ${id}`, JSON.parse(String(data))])
    )
  }
  const held = async () => {
    const rows: Mirror = new Map()
    await follow(editor, rows, '0', 200)
    return rows
  }
  t.same(sorted(await mirror()), sorted(await held()))
  await send('DELETE', '/v1/topics/masks?reason=r', undefined, any)
  await send('PATCH', '/v1/agencies/police', { name: 'Renamed' }, any)
  const after = await mirror()
  t.same(sorted(after), sorted(await held()))
  t.ok([...after.values()].some(({ name }) => name === 'Renamed'))
})

t.test('parameters', async (t) => {
  const { get } = await createEditor(t)
  for (const [query, parameter] of [
    ['after=x', 'after'],
    ['after=-1', 'after'],
    ['after=99999999999999999', 'after'],
    ['resource=claim', 'resource'],
    ['action=deleted', 'action'],
    ['id=1', 'id'],
    ['wait=31', 'wait'],
    ['wait=0', 'wait'],
    ['limit=201', 'limit'],
    ['status=draft', 'status']
  ] as const) {
    const { status, body } = await get(`/v1/changes?${query}`)
    t.match([status, body], [400, { errors: [{ parameter }] }], query)
  }
  t.match((await get('/v1/changes/stream?wait=3')).body, { code: 'unknown_parameter' })
  t.match((await get('/v1/changes/stream', { accept: 'text/html' })).body, {
    code: 'not_acceptable'
  })
  const beyond = (await get('/v1/changes?after=1000000')).body
  t.match(beyond, { data: [], page: { size: 0, next: '1000000', more: false } })
})

/** Reads on from a position to the end, as a mirror would: returns how far it came. */
async function follow({ get }: Editor, mirror: Mirror, from: string, limit: number) {
  let after = from
  for (;;) {
    const { body } = await get(`/v1/changes?after=${after}&limit=${limit}`)
    for (const { resource, id, data } of body.data)
      if (data) mirror.set(`${resource} ${id}`, data)
      else mirror.delete(`${resource} ${id}`)
    after = body.page.next
    if (!body.page.more) return after
  }
}

const sorted = (mirror: Mirror, of: Resource[] = Object.values(resources)) => {
  const names = of.map(({ name }) => name)
  return [...mirror]
    .filter(([key]) => names.includes(key.split(' ')[0] as ResourceName))
    .sort(byKey)
}
const byKey = ([a]: [string, Row], [b]: [string, Row]) => (a < b ? -1 : 1)

/** What the lists hold, as far as it is the rows' own content. */
async function listed({ get }: Editor): Promise<[string, Row][]> {
  const rows: [string, Row][] = []
  for (const resource of collections) {
    let url = `/v1/${resource.path}?limit=200`
    for (;;) {
      const { body } = await get(url)
      for (const row of body.data)
        rows.push([`${resource.name} ${row.id}`, reduced(contentOf(resource), row)])
      if (!body.page.next) break
      url = `/v1/${resource.path}?limit=200&after=${body.page.next}`
    }
  }
  return rows.sort(byKey)
}
function reduced(select: Selection, row: Row): Row {
  if (row === null || typeof row !== 'object') return row
  if (Array.isArray(row)) return row.map((each) => reduced(select, each))
  return Object.fromEntries(
    select.map((pick) => {
      const inner = ('select' in pick && pick.select) || undefined
      return [pick.as, inner ? reduced(inner, row[pick.as]) : row[pick.as]]
    })
  )
}
