/**
 * One set of definitions behind two doors: whatever GraphQL's schema offers can be selected, and is
 * what REST gives for the same rows; every filter, operator and sort finds the same rows in both.
 */
import {
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  getNamedType,
  getNullableType,
  isLeafType,
  isObjectType
} from 'graphql'
import t, { type Test } from 'tap'
import { z } from 'zod'
import { schema } from '../../src/graphql/schema.js'
import type { Filter, Operator, Resource } from '../../src/resources/define.js'
import { collections, resources } from '../../src/resources/index.js'
import { createApp } from '../support/app.js'

const { get, graphql } = await createApp(t, { env: { GRAPHQL_MAX_COST: '1000000000' } })
// biome-ignore lint/suspicious/noExplicitAny: rows of any resource
type Row = any

async function ask(t: Test, query: string, variables?: Record<string, unknown>): Promise<Row> {
  const { body } = await graphql(query, variables)
  if (body.errors) t.fail(query, { errors: body.errors, variables })
  return body.data
}
async function rest(t: Test, path: string): Promise<Row> {
  const { status, body } = await get(path)
  if (status !== 200) t.fail(path, { status, body })
  return body
}

const resourceOf = new Map(Object.values(resources).map((each) => [each.typeName, each]))
const typeOf = ({ typeName }: Resource) => schema.getType(typeName) as GraphQLObjectType
const isConnection = (type: GraphQLObjectType) => type.name.endsWith('Connection')
/** The resource that a field links to, if it does. */
function linkOf(field: GraphQLField<unknown, unknown>): Resource | undefined {
  const type = getNamedType(field.type)
  return resourceOf.get(type.name.replace(/Connection$/, ''))
}

/**
 * All of a type: every value, parts and groups in full, and as many links deep as asked. `only`: the
 * one link that is followed.
 */
function selectionOf(type: GraphQLObjectType, depth: number, only?: string): string {
  const members = Object.values(type.getFields()).map((field) => {
    const named = getNamedType(field.type)
    if (isLeafType(named)) return field.name
    if (!isObjectType(named)) throw new Error(`${type.name}.${field.name} is neither`)
    const to = linkOf(field)
    if (!to) return `${field.name} { ${selectionOf(named, depth, only)} }`
    if (depth === 0 || (only !== undefined && field.name !== only)) return ''
    const inner = selectionOf(typeOf(to), depth - 1)
    return isConnection(named)
      ? `${field.name}(first: 200) { totalCount nodes { ${inner} } }`
      : `${field.name} { ${inner} }`
  })
  return `__typename ${members.filter(Boolean).join(' ')}`
}

/** The `include` paths that make REST show what the selection above asks for. */
function includesOf(type: GraphQLObjectType, depth: number, only?: string): string[] {
  return Object.values(type.getFields()).flatMap((field) => {
    const named = getNamedType(field.type)
    if (!isObjectType(named)) return []
    const to = linkOf(field)
    const at = (path: string) => `${field.name}.${path}`
    if (!to) return includesOf(named, depth, only).map(at)
    if (depth === 0 || (only !== undefined && field.name !== only) || isPaged(type, field))
      return []
    return [field.name, ...includesOf(typeOf(to), depth - 1).map(at)]
  })
}
function isPaged(owner: GraphQLObjectType, { name }: GraphQLField<unknown, unknown>): boolean {
  const field = resourceOf.get(owner.name)?.fields[name]
  return field?.kind === 'many' && field.shown === 'paged'
}

/** What GraphQL answered is what REST did: all values of an object, then each of its links. */
async function compare(t: Test, type: GraphQLObjectType, ours: Row, theirs: Row, at: string) {
  const { __typename, ...members } = ours
  const [values, links] = [Object.keys(members), [] as string[]]
  for (const name of [...values]) {
    const named = getNamedType(type.getFields()[name]?.type)
    if (isLeafType(named) || members[name] === null) continue
    links.push(...values.splice(values.indexOf(name), 1))
  }
  const picked = (row: Row) => Object.fromEntries(values.map((name) => [name, row[name]]))
  t.strictSame({ __typename, ...picked(ours) }, { __typename: type.name, ...picked(theirs) }, at)
  for (const name of links) {
    const field = type.getFields()[name] as GraphQLField<unknown, unknown>
    const named = getNamedType(field.type) as GraphQLObjectType
    const path = `${at}.${name}`
    const value = members[name]
    if (isPaged(type, field)) await comparePaged(t, type, value, ours.id, named, path)
    else if (isConnection(named)) {
      const byId = new Map<string, Row>(theirs[name].map((row: Row) => [row.id, row]))
      t.strictSame([value.totalCount, value.nodes.length], [byId.size, byId.size], path)
      const target = typeOf(linkOf(field) as Resource)
      for (const node of value.nodes) await compare(t, target, node, byId.get(node.id), path)
    } else if (Array.isArray(value)) {
      t.equal(value.length, theirs[name].length, path)
      for (const [i, each] of value.entries()) await compare(t, named, each, theirs[name][i], path)
    } else await compare(t, named, value, theirs[name], path)
  }
}
/** A link without bound is a filtered list in REST. */
async function comparePaged(
  t: Test,
  owner: GraphQLObjectType,
  connection: Row,
  id: string,
  type: GraphQLObjectType,
  at: string
) {
  const to = resourceOf.get(type.name.replace('Connection', '')) as Resource
  const singular = resourceOf.get(owner.name)?.singular as string
  const by = singular === 'person' && to.name === 'statements' ? 'speaker' : singular
  const list = await rest(t, `/v1/${to.path}?${by}=${id}&limit=200&fields=id`)
  const theirs: string[] = idsOf(list.data)
  const ours: string[] = idsOf(connection.nodes)
  // A list by topic has what is filed under narrower ones too.
  const expected = by === 'topic' ? theirs.filter((each) => ours.includes(each)) : theirs
  t.strictSame(ours, expected, at)
}
const idsOf = (rows: Row[]) => rows.map(({ id }) => id)

t.test('every type and field can be selected, and is what REST gives', async (t) => {
  const seen = new Set<string>()
  for (const resource of collections) {
    const type = typeOf(resource)
    const links = Object.values(type.getFields())
      .filter((field) => linkOf(field) || !isLeafType(getNamedType(field.type)))
      .map(({ name }) => name)
    await t.test(resource.name, async (t) => {
      for (const only of ['', ...links]) {
        const selection = selectionOf(type, 2, only)
        const data = await ask(t, `{ ${resource.name}(first: 4) { nodes { ${selection} } } }`)
        const includes = includesOf(type, 2, only)
        const query = includes.length ? `&include=${includes.join(',')}` : ''
        const list = await rest(t, `/v1/${resource.path}?limit=4${query}`)
        const { nodes } = data[resource.name]
        t.equal(nodes.length, list.data.length)
        t.ok(nodes.length > 0, `there are ${resource.name}`)
        for (const [i, node] of nodes.entries())
          await compare(t, type, node, list.data[i], resource.singular)
        for (const [, name] of JSON.stringify(nodes).matchAll(/"__typename":"(\w+)"/g))
          seen.add(name as string)
      }
    })
  }
  const unseen = Object.values(resources).filter(({ typeName }) => !seen.has(typeName))
  t.strictSame(
    unseen.map(({ typeName }) => typeName),
    [],
    'no type of the record was missed'
  )
})

/** A value to filter by: one that a row has, if the filter is named as a field is. */
function valueFor(name: string, { to, value }: Filter, rows: Row[]): string {
  for (const row of rows) {
    const own = row[name] ?? row[`${name}s`]
    const one = Array.isArray(own) ? own[0] : own
    const text = one?.id ?? one
    if (typeof text !== 'object' && text !== undefined && value.safeParse(String(text)).success)
      return String(text)
  }
  if (to) return firstIds.get(to) as string
  if (value instanceof z.ZodEnum) return String(value.options[0])
  const guesses = [
    '2025-12-02',
    '2025-12-02T00:00:00Z',
    rows[0].id,
    'true',
    '1',
    'mn',
    'ori:MN0271100'
  ]
  return guesses.find((guess) => value.safeParse(guess).success) ?? 'a'
}
const firstIds = new Map<string, string>()

interface Asked {
  operator: Operator
  text: string
  /** The members of GraphQL's input object that say the same as REST's operator and value. */
  conditions: Record<string, unknown>[]
}
function askedOf({ operators }: Filter, text: string, type: GraphQLInputObjectType): Asked[] {
  const named = String(getNamedType(inputOf(type, 'eq')))
  const value = { Int: Number(text), Boolean: text === 'true' }[named] ?? text
  return operators.flatMap((operator): Asked[] => {
    if (operator === 'exists')
      return [true, false].map((each) => ({
        operator,
        text: String(each),
        conditions: [{ exists: each }]
      }))
    const listed = { eq: 'in', not: 'notIn' }[operator as string]
    const conditions = [{ [operator]: value }, ...(listed ? [{ [listed]: [value] }] : [])]
    return [{ operator, text, conditions }]
  })
}
const inputOf = (type: GraphQLInputObjectType, name: string) =>
  getNullableType(type.getFields()[name]?.type) as GraphQLInputObjectType

/** Asks both doors for the rows that a filter finds by each of its operators. */
async function filterBoth(t: Test, resource: Resource, name: string, asked: Asked[], type: string) {
  const conditions = asked.flatMap((each) => each.conditions)
  const lists = conditions.map(
    (_, i) =>
      `f${i}: ${resource.name}(first: 200, filter: { ${name}: $f${i} }) { totalCount nodes { id } }`
  )
  const ours = await ask(
    t,
    `query (${conditions.map((_, i) => `$f${i}: ${type}`).join(', ')}) { ${lists.join(' ')} }`,
    Object.fromEntries(conditions.map((condition, i) => [`f${i}`, condition]))
  )
  let [found, at] = [0, 0]
  for (const { operator, text, conditions } of asked) {
    const key = operator === 'eq' ? name : `${name}[${operator}]`
    const query = new URLSearchParams({ [key]: `"${text}"`, count: 'exact' })
    const theirs = await rest(t, `/v1/${resource.path}?${query}&limit=200&fields=id`)
    const expected = { totalCount: theirs.meta.count.value, nodes: theirs.data }
    for (const _ of conditions) t.strictSame(ours[`f${at++}`], expected, `${key}=${text}`)
    if (operator !== 'not') found += theirs.data.length
  }
  return found
}

t.test('every filter with every operator finds the same rows', async (t) => {
  for (const { name, path } of collections) {
    const list = await rest(t, `/v1/${path}?limit=1&fields=id`)
    firstIds.set(name, list.data[0].id)
  }
  for (const resource of collections) {
    const { data: rows } = await rest(t, `/v1/${resource.path}?limit=50`)
    const filters = schema.getType(`${resource.typeName}Filter`) as GraphQLInputObjectType
    t.strictSame(Object.keys(filters.getFields()), Object.keys(resource.filters))
    let found = 0
    for (const [name, filter] of Object.entries(resource.filters)) {
      const type = inputOf(filters, name)
      const asked = askedOf(filter, valueFor(name, filter, rows), type)
      const operators = asked.flatMap(({ conditions }) => conditions.flatMap(Object.keys))
      t.strictSame(new Set(operators), new Set(Object.keys(type.getFields())), type.name)
      found += await filterBoth(t, resource, name, asked, type.name)
    }
    t.ok(found > 0, `filters find ${resource.name}`)
  }
})

t.test('every sort gives the same order, both ways and with another', async (t) => {
  for (const resource of collections) {
    const names = Object.keys(resource.sorts)
    const type = schema.getType(`${resource.typeName}SortField`)
    t.match(type?.toConfig(), { values: Object.fromEntries(names.map((name) => [name, {}])) })
    const orders = names.flatMap((name) => [
      name,
      `-${name}`,
      `-${name},createdAt`,
      `${name},-updatedAt`
    ])
    for (const order of orders) {
      const terms = order.split(',').map((term) => ({
        field: term.replace('-', ''),
        direction: term.startsWith('-') ? 'DESC' : 'ASC'
      }))
      if (terms[0]?.field === terms[1]?.field) continue
      const query = `query ($sort: [${resource.typeName}Sort!]) { ${resource.name}(first: 40, sort: $sort) { nodes { id } } }`
      const ours = await ask(t, query, { sort: terms })
      const theirs = await rest(t, `/v1/${resource.path}?limit=40&fields=id&sort=${order}`)
      t.strictSame(
        idsOf(ours[resource.name].nodes),
        idsOf(theirs.data),
        `${resource.name} ${order}`
      )
    }
  }
})

t.test('the law of a day is the same by either door', async (t) => {
  const { data: statutes } = await rest(t, '/v1/statutes?limit=200')
  for (const on of ['2019-01-01', '2020-09-01', '2025-12-02'])
    for (const { id } of statutes) {
      const query =
        'query ($id: ID!, $on: Date) { statute(id: $id, on: $on) { versionsOnDay { nodes { id } } } }'
      const ours = await ask(t, query, { id, on })
      const theirs = await rest(t, `/v1/statutes/${id}?on=${on}`)
      t.strictSame(
        idsOf(ours.statute.versionsOnDay.nodes),
        idsOf(theirs.versionsOnDay),
        `${id} on ${on}`
      )
    }
  const { body } = await graphql('{ statutes(on: "2020-13-01") { totalCount } }')
  t.match(body.errors[0].extensions, { code: 'invalid_parameter', errors: [{ parameter: 'on' }] })
})

t.test('a value that one door refuses the other refuses', async (t) => {
  const refused: [list: string, name: string, operator: Operator, value: string, code: string][] = [
    ['claims', 'id', 'eq', 'no-uuid', 'invalid_parameter'],
    ['claims', 'createdAt', 'gt', 'yesterday', 'invalid_parameter'],
    ['claims', 'issuedOn', 'gte', '2025-13', 'invalid_parameter'],
    ['claims', 'proposition', 'contains', 'x'.repeat(201), 'invalid_parameter'],
    ['agencies', 'identifier', 'eq', 'no-scheme', 'invalid_parameter'],
    ['claims', 'topic', 'not', 'no-topic', 'unknown_reference'],
    ['claims', 'jurisdiction', 'eq', 'ocd-division/country:xx', 'unknown_reference']
  ]
  for (const [list, name, operator, value, code] of refused) {
    const { path, typeName } = resources[list as Resource['name']]
    const key = operator === 'eq' ? name : `${name}[${operator}]`
    const theirs = await get(`/v1/${path}?${new URLSearchParams({ [key]: value })}`)
    t.match(theirs, { status: 400, body: { code } }, `${key}=${value}`)
    const query = `query ($filter: ${typeName}Filter) { ${list}(filter: $filter) { totalCount } }`
    const ours = await graphql(query, { filter: { [name]: { [operator]: value } } })
    t.match(ours.body.errors[0].extensions, { code }, `${key}=${value}`)
    t.notHas(ours.body, 'data')
  }
})
