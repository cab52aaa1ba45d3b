/** `include` and `fields`: what of each row is shown, at any depth, and which paths are refused. */
import t from 'tap'
import type { Field, Resource } from '../../src/resources/define.js'
import { collections, resources } from '../../src/resources/index.js'
import { createApp } from '../support/app.js'
import { family, importBundles } from '../support/family.js'
import type { Row } from './meanings.js'

const api = await createApp(t)
const families = [family({ name: 'one', also: ['two'] }), family({ name: 'two', to: 'one' })]
await importBundles(t, api.url, families)
/** The list of the rows that were added. */
function ours(path: string): string {
  const { name = '' } = collections.find((each) => each.path === path) ?? {}
  const ids = families.flatMap((bundle) => bundle[name] ?? []).map((row) => row['externalId'])
  return `/v1/${path}?externalId=${ids.join()}`
}

async function read(path: string): Promise<Row[]> {
  const { status, body } = await api.get(path)
  if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`)
  return body.data
}
const plain: Record<string, Row[]> = {}
for (const { path = '' } of collections) plain[path] = await read(ours(path))
const theClaim = (await read('/v1/claims?externalId=one:claim'))[0] as Row

interface Link {
  path: string
  to: Resource
}
/** Links that can be included, one step away: in the row, or in its parts and groups. */
function linksOf(fields: Record<string, Field>, above = ''): Link[] {
  return Object.entries(fields).flatMap(([name, field]): Link[] => {
    const path = `${above}${name}`
    if (field.kind === 'one' || (field.kind === 'many' && field.shown !== 'paged'))
      return [{ path, to: resources[field.to] }]
    if (field.kind === 'parts' || field.kind === 'group') return linksOf(field.fields, `${path}.`)
    return []
  })
}
/** What stands at a path, through lists; nulls left out. */
function at(row: Row, path: string): unknown[] {
  const step = (found: unknown[], name: string) =>
    found.flatMap((each) => (each as Row)[name]).filter((value) => value != null)
  return path.split('.').reduce(step, [row])
}
const omit = (row: Row, name: string) => {
  const { [name]: _, ...rest } = row
  return rest
}

for (const { path = '', fields } of collections)
  t.test(`each link of ${path} can be embedded: it is what it is by itself`, async (t) => {
    for (const { path: link, to } of linksOf(fields)) {
      const [top = ''] = link.split('.')
      const embedding = await read(`${ours(path)}&include=${link}`)
      t.strictSame(
        embedding.map((row) => omit(row, top)),
        plain[path]?.map((row) => omit(row, top)),
        `${link} changes nothing else`
      )
      const embedded = embedding.flatMap((row) => at(row, link)) as Row[]
      t.ok(embedded.length > 0, `${link} is there`)
      for (const row of embedded) {
        if (to.path)
          t.strictSame(row, (await api.get(`/v1/${to.path}/${row['id']}`)).body, `${link} in full`)
        else t.ok(row['createdAt'], `${link} in full`)
      }
      const references = plain[path]?.flatMap((row) => at(row, link)) as Row[]
      for (const reference of references)
        t.strictSame(Object.keys(reference), ['id', ...(to.slug ? ['slug'] : []), 'label'], link)
    }
  })

t.test('several paths embed side by side, four links deep', async (t) => {
  const [claim = {}] = await read(
    `/v1/claims?externalId=one:claim&include=statement.claims.statement.event,statement.agencies.agency.jurisdiction.parent,quotes,topics`
  )
  const again = claim['statement'].claims[0].statement
  t.equal(again.event.name, 'event')
  t.same(Object.keys(again.source), ['id', 'label'], 'what was not asked for stays a reference')
  const { agency } = claim['statement'].agencies[0]
  t.equal(agency.jurisdiction.parent.classification, 'county')
  t.same(Object.keys(agency.parent), ['id', 'slug', 'label'])
  t.equal(claim['quotes'][0].capture.mediaType, 'text/plain', 'a part as such: all its links')
  t.equal(claim['topics'][0].broader.label, 'field')
  t.equal(claim['topics'].length, 2)
})

t.test('a part as such stands for all of its links, whatever is asked beside it', async (t) => {
  const whole = await read(`${ours('claims')}&include=claimants`)
  const each = 'claimants.agency,claimants.person,claimants.publisher'
  t.strictSame(await read(`${ours('claims')}&include=${each}`), whole)
  const more = await read(`${ours('claims')}&include=claimants.agency.parent,claimants`)
  const { agency } = (more[0] as Row)['claimants'][0]
  t.equal(agency.parent.name, 'bureau')
  t.strictSame(
    more.map((row) => row['claimants'].slice(2)),
    whole.map((row) => row['claimants'].slice(2))
  )
})

for (const { path = '', fields, label } of collections)
  t.test(`fields keep just those of ${path} that are named`, async (t) => {
    const rows = await read(`${ours(path)}&include=${askedOf(fields).join()}`.replace(/=$/, '=id'))
      // A collection without links on demand has nothing to include.
      .catch(() => read(ours(path)))
    const names = Object.keys(rows[0] as Row)
    t.strictSame(
      await read(`${ours(path)}&fields=${[...names].reverse().join()}`),
      await Promise.all(
        rows.map(async (row) =>
          Object.fromEntries(
            [...names]
              .reverse()
              .map((name) => [
                name,
                askedOf(fields).includes(name) ? referred(row[name]) : row[name]
              ])
          )
        )
      ),
      'all of them, in the order that was asked'
    )
    for (const name of names) {
      const found = await read(`${ours(path)}&fields=${name}`)
      const expected = rows.map((row) => ({
        [name]: askedOf(fields).includes(name) ? referred(row[name]) : row[name]
      }))
      t.strictSame(found, expected, name)
      const field = fields[name] as Field
      if (field.kind !== 'parts' && field.kind !== 'group') continue
      for (const inner of Object.keys(field.fields)) {
        const [some] = await read(`${ours(path)}&fields=${name}.${inner}`)
        const of = (part: Row | null) => part && { [inner]: part[inner] }
        const value = rows[0]?.[name]
        t.strictSame(some, { [name]: Array.isArray(value) ? value.map(of) : of(value) }, inner)
      }
    }
    t.ok(label.length)
    const [labelled] = await read(`${ours(path)}&fields=label,id`)
    t.type(labelled?.['label'], 'string')
  })
const askedOf = (fields: Record<string, Field>) =>
  Object.entries(fields)
    .filter(([, field]) => field.kind === 'many' && field.shown === 'asked')
    .map(([name]) => name)
/** Rows as references. */
const referred = (list: Row[]) =>
  list.map((row) => ({
    id: row['id'],
    ...('slug' in row && { slug: row['slug'] }),
    label: row['label'] ?? row['prefLabel'] ?? row['proposition']
  }))

t.test('fields and include meet at any depth', async (t) => {
  const read1 = async (query: string) =>
    (await read(`/v1/claims?externalId=one:claim&${query}`))[0] as Row
  const deep = 'fields=statement.agencies.agency.jurisdiction.name,statement.title'
  t.strictSame(await read1(deep), {
    statement: {
      agencies: [
        { agency: { jurisdiction: { name: 'town' } } },
        { agency: { jurisdiction: { name: 'town' } } }
      ],
      title: 'statement'
    }
  })
  const { statement, quotes } = theClaim
  t.strictSame(await read1('fields=statement'), { statement }, 'a link by itself is a reference')
  t.strictSame(
    await read1('fields=statement,statement.channel'),
    { statement: { ...statement, channel: 'press_release' } },
    'whole and in part: both'
  )
  t.strictSame(await read1('fields=statement.channel,statement'), {
    statement: { ...statement, channel: 'press_release' }
  })
  t.strictSame(await read1('fields=quotes,quotes.exact'), { quotes })
  const included = await read1('include=statement.event&fields=statement,kind')
  t.strictSame(Object.keys(included), ['statement', 'kind'])
  t.equal(included['statement'].event.name, 'event', 'a link in full, as included')
  const narrowed = await read1('include=statement.event&fields=statement.event,statement.title')
  t.strictSame(Object.keys(narrowed['statement']), ['event', 'title'])
  t.equal(narrowed['statement'].event.name, 'event')
  t.strictSame(
    await read1('fields=statement.event.label,label,statement.label,statement.event.slug'),
    {
      statement: { event: { label: 'event', slug: 'one-event' }, label: 'statement' },
      label: 'claim'
    }
  )
  const one = await api.get('/v1/events/one-event?fields=name,partOf.name')
  t.strictSame(one.body, { name: 'event', partOf: { name: 'series' } })
})

t.test('a path that leads nowhere is refused, and named', async (t) => {
  const many = Array.from({ length: 101 }, (_, i) => `f${i}`).join()
  const wrong: Record<'include' | 'fields', [collection: string, path: string, named?: string][]> =
    {
      include: [
        ['claims', 'proposition'],
        ['claims', 'agency'],
        ['claims', 'label'],
        ['claims', 'statement.title'],
        ['claims', 'statement.nothing'],
        ['claims', 'statement..event', 'statement.'],
        ['claims', '.statement', ''],
        ['claims', 'statement.', 'statement.'],
        ['claims', 'claimants.description'],
        ['claims', 'Statement'],
        ['claims', '__proto__'],
        ['claims', 'statement.constructor'],
        ['claims', 'statement.claims.statement.claims.statement'],
        ['claims', 'statement,statement.claims.nothing', 'statement.claims.nothing'],
        ['statements', 'issuedOnDetails'],
        ['agencies', 'identifiers'],
        ['agencies', 'statements'],
        ['agencies', 'otherNames'],
        ['claims', 'statement.event.statements'],
        ['people', 'posts.agency.statements'],
        ['relations', 'assertedBy.editors'],
        ['claims', many, '100']
      ],
      fields: [
        ['claims', 'nothing'],
        ['claims', 'statement.nothing'],
        ['claims', 'proposition.length', 'proposition'],
        ['claims', 'label.length', 'label'],
        ['claims', 'quotes.exact.x', 'quotes.exact'],
        ['claims', 'quotes.nothing'],
        ['claims', '__proto__'],
        ['claims', 'toString'],
        ['claims', 'statement.__proto__.x', 'statement.__proto__'],
        ['statements', 'issuedOnDetails.earliest.x', 'issuedOnDetails.earliest'],
        ['agencies', 'statements'],
        ['agencies', 'otherNames.0', 'otherNames'],
        ['claims', 'statement.event.statements.title', 'statement.event.statements'],
        ['claims', 'statement.claims.statement.claims.statement.id', 'statement.claims.statement'],
        ['claims', many, '100']
      ]
    }
  for (const [parameter, paths] of Object.entries(wrong))
    for (const [collection, path, named = path] of paths) {
      const { status, body } = await api.get(`/v1/${collection}?${parameter}=${path}`)
      const [fault = {}] = body.errors ?? []
      t.strictSame(
        [status, body.code, fault.parameter, fault.message?.includes(named)],
        [400, 'invalid_parameter', parameter, true],
        `${collection}?${parameter}=${path.slice(0, 60)}: ${fault.message}`
      )
      const one = await api.get(`/v1/${collection}/none?${parameter}=${path}`)
      t.strictSame(one.body.errors, body.errors, 'of one as of a list')
    }
  for (const empty of ['include=', 'fields=', 'include=statement,', 'fields=,kind'])
    t.equal((await api.get(`/v1/claims?${empty}`)).status, 400, empty)
})
