/** Filters that look beyond a row and its links: whether it has something, or something of a kind. */
import { z } from 'zod'
import { Day } from './columns.js'
import type { Filter, SqlScope } from './define.js'
import { RelationKind } from './relations.js'

/** The rows that a filter looks for (`from … where …`), given the alias of the row that has them. */
type Rows = (alias: string, sql: SqlScope) => { rows: string; value: string }

/** Rows that have one, or have none. */
export function having(rows: Rows, about: string): Filter {
  return {
    about,
    value: z.enum(['true', 'false']),
    operators: ['eq'],
    where(alias, _operator, values, sql) {
      if (values.includes('true') && values.includes('false')) return 'true'
      const there = `exists (select ${rows(alias, sql).rows})`
      return values.includes('true') ? there : `not ${there}`
    }
  }
}

/** Rows that have one of these kinds. */
export function havingKind(rows: Rows, kind: z.ZodType, about: string): Filter {
  return {
    about,
    value: kind,
    operators: ['eq', 'not'],
    where(alias, operator, values, sql) {
      const of = rows(alias, sql)
      const there = `exists (select ${of.rows} and ${of.value} = any(${sql.param(values, 'text[]')}))`
      return operator === 'not' ? `not ${there}` : there
    }
  }
}

export const assessments: Rows = (alias, sql) => {
  const [target, made] = [sql.alias(), sql.alias()]
  return {
    rows: `from assessment_targets ${target} join assessments ${made} on ${made}.id = ${target}.assessment_id where ${target}.claim_id = ${alias}.id and ${sql.readable(made)}`,
    value: `array[${made}.author_person_id, ${made}.author_publisher_id]`
  }
}
/** Claims with an assessment by one of these people or publishers. */
export const assessedBy: Filter = {
  about: 'Assessed by one of these people or publishers.',
  to: 'people',
  or: 'publishers',
  value: z.string().min(1).max(300),
  operators: ['eq', 'not'],
  where(alias, operator, values, sql) {
    const { rows, value } = assessments(alias, sql)
    const by = values.map((each) => sql.either('people', 'publishers', String(each))).join(' || ')
    const there = `exists (select ${rows} and ${value} && (${by}))`
    return operator === 'not' ? `not ${there}` : there
  }
}
/** Claims whose own references lead to a statute that had a version in force on the day. */
export const legalForceOn: Filter = {
  about: 'Referring to a statute of which a version was in force on one of these days.',
  value: Day,
  operators: ['eq', 'not'],
  where(alias, operator, values, sql) {
    const [reference, statute, version] = [sql.alias(), sql.alias(), sql.alias()]
    const inForce = `select ${version}.statute_id from statute_versions ${version} join statutes ${statute} on ${statute}.id = ${version}.statute_id and ${sql.readable(statute)} where ${version}.legal_force = 'in_force' and daterange(${version}.effective_from, ${version}.effective_to) @> any(${sql.param(values, 'date[]')}) and ${sql.readable(version)}`
    const there = `exists (select from statute_references ${reference} where ${reference}.claim_id = ${alias}.id and ${reference}.statute_id = any(array(${inForce})) and ${sql.readable(reference)})`
    return operator === 'not' ? `not ${there}` : there
  }
}

/** Claims that a relation of one of these kinds leads from or to. */
export const relationKind: Filter = {
  about: 'With a relation of one of these kinds, from it or to it.',
  value: RelationKind,
  operators: ['eq', 'not'],
  where(alias, operator, values, sql) {
    const relation = sql.alias()
    const kinds = sql.param(values, 'text[]')
    const ends = ['from_claim_id', 'to_claim_id'].map(
      (end) =>
        `select ${relation}.${end} from relations ${relation} where ${relation}.kind = any(${kinds}) and ${sql.readable(relation)}`
    )
    return `${alias}.id ${operator === 'not' ? 'not ' : ''}in (${ends.join(' union ')})`
  }
}
export const quoteStates: Rows = (alias, sql) => {
  const quote = sql.alias()
  return {
    rows: `from quotes ${quote} where ${quote}.claim_id = ${alias}.id and ${sql.there('captures', `${quote}.capture_id`)}`,
    value: `${quote}.state`
  }
}
export const statementsOfAgency: Rows = (alias, sql) => {
  const [link, statement] = [sql.alias(), sql.alias()]
  return {
    rows: `from statement_agencies ${link} join statements ${statement} on ${statement}.id = ${link}.statement_id where ${link}.agency_id = ${alias}.id and ${sql.readable(statement)}`,
    value: `${statement}.id`
  }
}

/** In one of these states of the United States, by its two letters, or below. */
export const state: Filter = {
  about: 'In one of these states of the United States, by their two letters.',
  value: z.string().regex(/^[A-Za-z]{2}$/, 'Expected the two letters of a state'),
  operators: ['eq', 'not'],
  where(alias, operator, values, sql) {
    const [down, next] = [sql.alias(), sql.alias()]
    const ids = values.map(
      (value) => `ocd-division/country:us/state:${String(value).toLowerCase()}`
    )
    const within = `array(with recursive ${down}(id) as (select id from jurisdictions where ocd_id = any(${sql.param(ids, 'text[]')}) and ${sql.readable('jurisdictions')}
 union select ${next}.id from jurisdictions ${next} join ${down} on ${next}.parent_id = ${down}.id where ${sql.readable(next)}) select id from ${down})`
    const match = `${alias}.jurisdiction_id = any(${within})`
    return operator === 'not' ? `(${match}) is not true` : match
  }
}

/** In the same place as one of these, in a place that it lies in, or in one that lies in it. */
export const near: Filter = {
  about:
    'In the same place as one of these places or agencies, in one around it or in one within it.',
  to: 'jurisdictions',
  or: 'agencies',
  value: z.string().min(1).max(300),
  operators: ['eq', 'not'],
  where(alias, operator, values, sql) {
    const [up, down, next, agency] = [sql.alias(), sql.alias(), sql.alias(), sql.alias()]
    const named = values.map((each) => sql.either('jurisdictions', 'agencies', String(each)))
    const ids = `any(${named.join(' || ')})`
    const here = `select ${next}.id, ${next}.parent_id from jurisdictions ${next} where (${next}.id = ${ids} or ${next}.id in (select ${agency}.jurisdiction_id from agencies ${agency} where ${agency}.id = ${ids})) and ${sql.readable(next)}`
    const further = (way: string, on: string) =>
      `${way}(id, parent_id) as (${here} union select ${next}.id, ${next}.parent_id from jurisdictions ${next} join ${way} on ${on} where ${sql.readable(next)})`
    const within = `array(with recursive ${further(up, `${next}.id = ${up}.parent_id`)}, ${further(down, `${next}.parent_id = ${down}.id`)} select id from ${up} union select id from ${down})`
    const match = `${alias}.jurisdiction_id = any(${within})`
    return operator === 'not' ? `(${match}) is not true` : match
  }
}
