/** The law at a date: which versions of a statute a day, or a date that may be several days, falls in. */
import { z } from 'zod'
import { Edtf } from './columns.js'
import { computed, group, many, type SqlScope } from './define.js'

export const LawAnswer = z.enum(['version', 'versions', 'none', 'date_unknown']).meta({
  id: 'LawAnswer',
  description:
    'version: one version covers the date. versions: the date is too uncertain to tell which of several. none: no version is on record for it. date_unknown: the date is not known.'
})

/** SQL of the days that a date may stand for, as a daterange (null: not known), and of its text. */
interface When {
  days(reference: string, sql: SqlScope): string
  text(reference: string, sql: SqlScope): string
}

export function lawAt(about: string, { days, text }: When) {
  const covers = (reference: string, version: string, sql: SqlScope) =>
    `${version}.statute_id = ${reference}.statute_id and daterange(${version}.effective_from, ${version}.effective_to) && ${days(reference, sql)}`
  return group('LawAtDate', about, {
    date: computed(Edtf, (reference, sql) => `to_json(${text(reference, sql)})::text`, {
      nullable: true
    }),
    answer: computed(LawAnswer, (reference, sql) => {
      const version = sql.alias()
      const count = `(select count(*) from statute_versions ${version} where ${covers(reference, version, sql)} and ${sql.readable(version)})`
      return `case when ${days(reference, sql)} is null then '"date_unknown"' else case ${count} when 0 then '"none"' when 1 then '"version"' else '"versions"' end end`
    }),
    versions: many(
      'statuteVersions',
      { on: covers },
      'The versions that the date falls in; several where it is too uncertain to tell which.'
    )
  })
}

/** The statement that a reference belongs to, by its claim or as a whole. */
const statementOf = (reference: string) =>
  `coalesce(${reference}.statement_id, (select statement_id from claims where id = ${reference}.claim_id))`
const known = (first: string, last: string) =>
  `case when num_nonnulls(${first}, ${last}) > 0 then daterange(${first}, ${last}, '[]') end`

export const atStatement: When = {
  days: (reference) =>
    `(select ${known('s.issued_on_earliest', 's.issued_on_latest')} from statements s where s.id = ${statementOf(reference)})`,
  text: (reference) =>
    `(select s.issued_on from statements s where s.id = ${statementOf(reference)})`
}
const eventOf = (reference: string, sql: SqlScope) =>
  `from statements s join events e on e.id = s.event_id and ${sql.readable('e')} where s.id = ${statementOf(reference)}`
export const atEvent: When = {
  days: (reference, sql) =>
    `(select ${known('e.starts_on_earliest', 'coalesce(e.ends_on_latest, e.starts_on_latest)')} ${eventOf(reference, sql)})`,
  text: (reference, sql) =>
    `(select case when e.ends_on is null then e.starts_on else e.starts_on || '/' || e.ends_on end ${eventOf(reference, sql)})`
}
export const onDay: When = {
  days: (_, sql) => `daterange(${sql.day()}, ${sql.day()}, '[]')`,
  text: (_, sql) => `(${sql.day()})::text`
}
