/** Statute references: where a claim or a statement refers to a law, in which words, to which part of it. */
import { date, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { line, rowColumns, rowFields } from './columns.js'
import { column, computed, defineResource, one } from './define.js'
import { anyOf, byDate, linked, matching, rowFilters, rowSorts } from './filters.js'
import { atEvent, atStatement, lawAt, onDay } from './law-at-date.js'

export const ReferenceRelation = z
  .enum(['names', 'describes', 'quotes', 'relies_on'])
  .meta({ id: 'ReferenceRelation', description: 'What the words do with the law.' })
export const Resolution = z.enum(['stated', 'editor']).meta({
  id: 'Resolution',
  description:
    'Whether the source itself names the section, or an editor found it and says on what basis.'
})

export const statuteReferenceTable = pgTable('statute_references', {
  ...rowColumns(),
  claimId: uuid('claim_id'),
  statementId: uuid('statement_id'),
  statuteId: uuid('statute_id').notNull(),
  citedAs: text('cited_as').notNull(),
  pinpoint: text('pinpoint'),
  relation: text('relation').notNull(),
  resolution: text('resolution').notNull(),
  basis: text('basis'),
  issuedOnEarliest: date('issued_on_earliest', { mode: 'string' })
})
const table = statuteReferenceTable

export const statuteReferences = defineResource({
  name: 'statuteReferences',
  singular: 'statuteReference',
  typeName: 'StatuteReference',
  path: 'statute-references',
  about: 'A claim’s or statement’s reference to a law.',
  table,
  label: [table.citedAs],
  fields: {
    ...rowFields(table),
    claim: one(table.claimId, 'claims', 'The claim that refers to it, …'),
    statement: one(table.statementId, 'statements', '… or the statement as a whole.'),
    statute: one(table.statuteId, 'statutes', 'The law referred to.'),
    citedAs: column(
      table.citedAs,
      line(1000).meta({
        description: 'The words that refer to it, as written.',
        examples: ['a state statute that requires every officer']
      })
    ),
    pinpoint: column(
      table.pinpoint,
      line(100).meta({
        description: 'The part of the section that is cited.',
        examples: ['subd. 2(a)(1)']
      })
    ),
    relation: column(table.relation, ReferenceRelation),
    resolution: column(table.resolution, Resolution),
    pinpointKnown: computed(
      z.boolean().meta({
        description: 'Whether a version is known to have the pinpoint; null where not recorded.',
        examples: [true]
      }),
      (reference, sql) => {
        const version = sql.alias()
        return `(select bool_or(${reference}.pinpoint = any(${version}.pinpoints))::text from statute_versions ${version} where ${version}.statute_id = ${reference}.statute_id and ${reference}.pinpoint is not null and ${version}.pinpoints is not null and ${sql.readable(version)})`
      },
      { nullable: true }
    ),
    lawAtStatement: lawAt('The law when the statement was made.', atStatement),
    lawAtEvent: lawAt('The law at the event that the statement answers to.', atEvent),
    lawOnDay: lawAt('The law on the day `on`, today unless given.', onDay),
    basis: column(table.basis, line(2000).describe('What an editor’s resolution rests on.'))
  },
  filters: {
    ...rowFilters(table),
    claim: linked(table.claimId, 'claims', 'By one of these claims.'),
    statement: linked(table.statementId, 'statements', 'By one of these statements as a whole.'),
    statute: linked(table.statuteId, 'statutes', 'To one of these statutes.'),
    citedAs: matching(table.citedAs, 'By the words that refer to it.'),
    relation: anyOf(table.relation, ReferenceRelation, 'With one of these relations.'),
    resolution: anyOf(table.resolution, Resolution, 'Resolved in one of these ways.')
  },
  sorts: {
    ...rowSorts(table),
    issuedOn: byDate(table.issuedOnEarliest, 'By the day the statement was made.')
  },
  defaultSort: 'createdAt'
})
