/**
 * A claim's context: what it repeats, qualifies or disputes and what does so to it, its law, who
 * assessed it, and what else its agencies have said on its topics.
 */
import { z } from 'zod'
import { computed, type Field } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { newest } from './compare.js'
import { type Queryable, run } from './database.js'
import { objectOf } from './objects.js'
import { bounded } from './query.js'
import type { Selection } from './selection.js'
import { Statement } from './sql.js'
import { orNull } from './text.js'
import type { View } from './view.js'

/** How many of the agencies' other claims are shown. */
export const otherClaims = { most: 50, byDefault: 10 }

/** The alias of the claim whose context it is. */
const subject = 'subject'
/** A query for the context of the claim of this id, with these members; no row where there is no such claim. */
export const contextQuery = (key: string, members: Selection, sql: Statement): string =>
  `select ${objectOf(members, subject, sql)} as data from claims ${subject} where ${subject}.id = (${sql.lookup('claims', key)})`

/** The context as the text of a JSON object, in one statement; undefined where there is no such claim. */
export async function readContext(
  db: Queryable,
  key: string,
  members: Selection,
  view: View
): Promise<string | undefined> {
  const sql = new Statement(view)
  const [row] = await run<{ data: string }>(db, bounded(contextQuery(key, members, sql)), sql)
  return row?.data
}

const json = (write: (alias: string, sql: Statement) => string): Field =>
  computed(z.unknown(), (alias, sql) => write(alias, sql as Statement))
const linkOf = (name: string) => resources.claims.fields[name] as Field

/** What the members of a context are made of, as fields of the claim. */
export const context = {
  /** A row itself, as a member of what is told of it. */
  whole: (select: Selection) => json((alias, sql) => objectOf(select, alias, sql)),
  relations: linkOf('relations'),
  law: linkOf('statuteReferences'),
  assessments: linkOf('assessments'),
  /** Of a relation: whether it leads from the claim or to it. */
  direction: json(
    (relation) =>
      `case when ${relation}.from_claim_id = ${subject}.id then '"from"' else '"to"' end`
  ),
  /** Of a relation: the claim at its other end. */
  other: (select: Selection) =>
    json((relation, sql) => {
      const other = sql.alias()
      return `(select ${objectOf(select, other, sql)} from claims ${other} where ${other}.id = case when ${relation}.from_claim_id = ${subject}.id then ${relation}.to_claim_id else ${relation}.from_claim_id end)`
    }),
  /** What else the claim's agencies have said on its topics; members get the claim. */
  others: (select: Selection) => json((claim, sql) => objectOf(select, claim, sql)),
  claims: (select: Selection, limit: number) =>
    json((claim, sql) => {
      const other = sql.alias()
      const found = `select ${other}.* ${othersOf(claim, other, sql)} order by ${newest(other)} limit ${limit}`
      return `(select '[' || coalesce(string_agg(${objectOf(select, other, sql)}, ',' order by ${newest(other)}), '') || ']' from (${found}) ${other})`
    }),
  count: json((claim, sql) => `(select count(*)::text ${othersOf(claim, sql.alias(), sql)})`),
  /** The address of the list that holds all of them; null where no agency or no topic is on record. */
  href: json((claim, sql) => {
    const names = (from: string) =>
      `(select string_agg(coalesce(n.slug, n.id::text), ',' order by n.id) ${from})`
    return orNull(
      `to_json('/v1/claims?agency=' || ${names(agenciesOf(claim, sql))} || '&topic=' || ${names(topicsOf(claim, sql))} || '&id[not]=' || ${claim}.id)::text`
    )
  })
}

const agenciesOf = (claim: string, sql: Statement) =>
  `from agencies n where n.id in (select agency_id from claim_agencies where claim_id = ${claim}.id) and ${sql.readable('n')}`
const topicsOf = (claim: string, sql: Statement) =>
  `from topics n where n.id in (select topic_id from claim_topics where claim_id = ${claim}.id) and ${sql.readable('n')}`

/** `from` and `where` of the other claims, as the filters of the list find them: narrower topics as well. */
function othersOf(claim: string, other: string, sql: Statement): string {
  const topics = `array(with recursive d(id) as (select n.id ${topicsOf(claim, sql)} union select n.id from topics n join d on n.broader_id = d.id where ${sql.readable('n')}) select id from d)`
  return `from claims ${other} where ${sql.readable(other)} and ${other}.id <> ${claim}.id and ${other}.id in (select claim_id from claim_agencies where agency_id in (select n.id ${agenciesOf(claim, sql)})) and exists (select from claim_topics where claim_id = ${other}.id and topic_id = any(${topics}))`
}
