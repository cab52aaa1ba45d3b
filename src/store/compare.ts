/**
 * Comparing: agencies by topics, in each cell the newest claims. What of it is wanted comes as
 * members, so that either door names them its own way; all of it is one SQL statement.
 */

import { z } from 'zod'
import { computed, type Resource, type SqlScope } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { type Queryable, run } from './database.js'
import { objectOf } from './objects.js'
import { missingKeys } from './query.js'
import { refuseMissing } from './read.js'
import { conditions } from './rows.js'
import type { AppliedFilter, ListRequest, Selection } from './selection.js'
import { Statement } from './sql.js'
import type { View } from './view.js'

export const compared = { agencies: 20, topics: 20, cells: 100, claims: 10, byDefault: 3 }

export interface Comparison {
  /** Ids, slugs or identifiers. */
  agencies: string[]
  topics: string[]
  /** Further filters on the claims. */
  filters: AppliedFilter[]
  /** How many claims a cell shows at most. */
  limit: number
}
/** A member of an answer that is no resource: its name there, and its text. */
export type Member = { as: string; constant: string } | { as: string; json: Json }
/** SQL of the text of a member, given the alias of the object it is of. */
export type Json = (alias: string, sql: Statement) => string

/** The text of an object of these members. */
export function objectOfMembers(members: Member[], alias: string, sql: Statement): string {
  const select = members.map((member): Selection[number] => {
    if ('constant' in member) return member
    const json = (of: string, scope: SqlScope) => member.json(of, scope as Statement)
    return { as: member.as, field: computed(z.unknown(), json) }
  })
  return objectOf(select, alias, sql)
}

type List = Pick<ListRequest, 'resource' | 'rows'>
/** The list of all claims that are compared: its filters are what a missing key is told of. */
export function axes({ agencies, topics, filters, limit }: Comparison): List {
  const axis = (name: string, values: string[]) => ({ name, operator: 'eq' as const, values })
  const all = [axis('agency', agencies), axis('topic', topics), ...filters]
  return { resource: resources.claims, rows: { filters: all, sort: [], limit, backward: false } }
}
/** The comparison as the text of a JSON object, in one statement. */
export async function readComparison(
  db: Queryable,
  comparison: Comparison,
  members: Member[],
  view: View
): Promise<string> {
  const sql = new Statement(view)
  const text = `select ${objectOfComparison(comparison, members, sql)} as data${missingKeys(sql)}`
  const [row] = await run<{ data: string; missing?: boolean[] }>(db, text, sql)
  refuseMissing(sql, row?.missing, [axes(comparison)])
  return (row as { data: string }).data
}

/** What is wrong with the size of a comparison: the argument, and why. */
export function comparisonFault({ agencies, topics }: Comparison): [string, string] | undefined {
  if (!agencies.length) return ['agency', 'It is required.']
  if (!topics.length) return ['topic', 'It is required.']
  if (agencies.length > compared.agencies) return ['agency', `At most ${compared.agencies}.`]
  if (topics.length > compared.topics) return ['topic', `At most ${compared.topics}.`]
  if (agencies.length * topics.length > compared.cells)
    return ['topic', `At most ${compared.cells} cells: agencies times topics.`]
  return undefined
}

/** Rows by their keys in the order given; `ids` of a topic are it and those below it. */
function named(to: Resource, keys: string[], alias: string, sql: Statement): string {
  const lead = resources.claims.filters[to.singular]?.lead
  const rows = keys.map(
    (key, n) => `(${n}, ${sql.key(to.name, key)}, ${lead?.keys([key], sql) ?? 'null'})`
  )
  return `(select r.*, k.n, k.ids from (values ${rows.join(', ')}) k(n, key, ids) join ${to.name} r on r.id = k.key where ${sql.readable('r')}) ${alias}`
}
const inOrder = (object: string, from: string, alias: string) =>
  `(select '[' || coalesce(string_agg(${object}, ',' order by ${alias}.n), '') || ']' from ${from})`

/** The text of the answer. Every agency and topic is looked up, whatever is asked of them. */
export function objectOfComparison(
  { agencies, topics }: Comparison,
  members: Member[],
  sql: Statement
): string {
  for (const key of agencies) sql.key('agencies', key)
  for (const key of topics) sql.key('topics', key)
  return objectOfMembers(members, '', sql)
}

/** The topics, as a JSON array of these members of each. */
export const topicsOf =
  (comparison: Comparison, select: Selection): Json =>
  (_, sql) => {
    const topic = sql.alias()
    const from = named(resources.topics, comparison.topics, topic, sql)
    return inOrder(objectOf(select, topic, sql), from, topic)
  }
/** The agencies, as a JSON array of these members of each; a member gets the agency's alias. */
export const rowsOf =
  (comparison: Comparison, members: Member[]): Json =>
  (_, sql) => {
    const agency = sql.alias()
    const from = named(resources.agencies, comparison.agencies, agency, sql)
    return inOrder(objectOfMembers(members, agency, sql), from, agency)
  }
/** An agency's cells, one a topic; members get the topic's alias, and are made for the agency's. */
export const cellsOf =
  (comparison: Comparison, membersFor: (agency: string) => Member[]): Json =>
  (agency, sql) => {
    const topic = sql.alias()
    const from = named(resources.topics, comparison.topics, topic, sql)
    return inOrder(objectOfMembers(membersFor(agency), topic, sql), from, topic)
  }

/** `from` and `where` of the claims of an agency on a topic, as the list itself finds them. */
function claimsIn(
  { filters }: Comparison,
  [agency, topic]: [string, string],
  claim: string,
  sql: Statement
): string {
  const [by, about] = [sql.alias(), sql.alias()]
  const where = conditions(resources.claims, filters, claim, sql).join(' and ')
  return `from claim_agencies ${by} join claims ${claim} on ${claim}.id = ${by}.claim_id where ${by}.agency_id = ${agency}.id and exists (select from claim_topics ${about} where ${about}.claim_id = ${claim}.id and ${about}.topic_id = any(${topic}.ids)) and ${where}`
}
/** The order of the newest first. */
export const newest = (claim: string) =>
  `coalesce(${claim}.issued_on_earliest, '-infinity'::date) desc, ${claim}.id desc`

export const cell = {
  claims:
    (comparison: Comparison, agency: string, select: Selection): Json =>
    (topic, sql) => {
      const claim = sql.alias()
      const found = `select ${claim}.* ${claimsIn(comparison, [agency, topic], claim, sql)} order by ${newest(claim)} limit ${comparison.limit}`
      return `(select '[' || coalesce(string_agg(${objectOf(select, claim, sql)}, ',' order by ${newest(claim)}), '') || ']' from (${found}) ${claim})`
    },
  count:
    (comparison: Comparison, agency: string): Json =>
    (topic, sql) =>
      `(select count(*)::text ${claimsIn(comparison, [agency, topic], sql.alias(), sql)})`,
  nothingOnRecord:
    (comparison: Comparison, agency: string): Json =>
    (topic, sql) =>
      `(not exists (select ${claimsIn(comparison, [agency, topic], sql.alias(), sql)}))::text`,
  /** The address of the list that holds all of the cell's claims. */
  href:
    ({ filters }: Comparison, agency: string): Json =>
    (topic, sql) => {
      const name = (alias: string) => `coalesce(${alias}.slug, ${alias}.id::text)`
      const others = sql.param(filters.map(parameterOf).join(''), 'text')
      return `to_json('/v1/claims?agency=' || ${name(agency)} || '&topic=' || ${name(topic)} || ${others})::text`
    }
}
/** A filter as the query string writes it. */
function parameterOf({ name, operator, values }: AppliedFilter): string {
  const parameter = operator === 'eq' ? name : `${name}[${operator}]`
  const text = values.map((value) =>
    /[,"]/.test(String(value)) && name !== 'q' ? `"${String(value).replaceAll('"', '""')}"` : value
  )
  return `&${parameter}=${encodeURIComponent(text.join(','))}`
}
