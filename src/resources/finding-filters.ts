/** Filters that look beyond a row and its links: whether it has something, or something of a kind. */
import { z } from 'zod'
import type { Filter, ResourceName, SqlScope } from './define.js'
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

/** Rows that have one by these. */
export function havingBy(rows: Rows, to: ResourceName, about: string): Filter {
  return {
    about,
    to,
    value: z.string().min(1).max(300),
    operators: ['eq', 'not'],
    where(alias, operator, values, sql) {
      const of = rows(alias, sql)
      const keys = values.map((value) => sql.key(to, String(value))).join(', ')
      const there = `exists (select ${of.rows} and ${of.value} = any(array[${keys}]::uuid[]))`
      return operator === 'not' ? `not ${there}` : there
    }
  }
}

const assessed =
  (column: string): Rows =>
  (alias, sql) => {
    const [target, made] = [sql.alias(), sql.alias()]
    return {
      rows: `from assessment_targets ${target} join assessments ${made} on ${made}.id = ${target}.assessment_id where ${target}.claim_id = ${alias}.id and ${sql.readable(made)}`,
      value: `${made}.${column}`
    }
  }
export const assessments = assessed('id')
export const assessmentsByPerson = assessed('author_person_id')
export const assessmentsByPublisher = assessed('author_publisher_id')

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
