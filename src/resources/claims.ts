/** Claims: the single assertions made in a statement (schema.org Claim), each anchored in exact words. */
import { date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { line, rowColumns, rowFields } from './columns.js'
import { column, defineResource, many, one, parts } from './define.js'
import {
  anyOf,
  by,
  byDate,
  dated,
  inherited,
  linked,
  linkedThrough,
  matching,
  range,
  rowFilters,
  rowSorts,
  whole
} from './filters.js'
import {
  assessedBy,
  assessments,
  having,
  havingKind,
  legalForceOn,
  quoteStates,
  relationKind
} from './finding-filters.js'
import { assessmentTargets, claimAgencies, claimTopics, quotes } from './links.js'
import { QuoteState, quoteField } from './quotes.js'
import { statements } from './statements.js'
import { statuteReferenceTable } from './statute-references.js'
import { topicBroader } from './topics.js'

export const ClaimKind = z
  .enum([
    'empirical',
    'legal',
    'policy',
    'commitment',
    'duty',
    'authority',
    'expectation',
    'predictive',
    'normative',
    'interpretation',
    'characterization',
    'reported_belief'
  ])
  .meta({ id: 'ClaimKind', description: 'What kind of assertion it is.' })
export const Attribution = z.enum(['verbatim', 'paraphrase', 'as_heard', 'commentary']).meta({
  id: 'Attribution',
  description:
    'How close the source stands to the claimant’s words: their own, a paraphrase, what others heard, or the author’s own commentary.'
})

const table = pgTable('claims', {
  ...rowColumns(),
  statementId: uuid('statement_id').notNull(),
  position: integer('position').notNull(),
  proposition: text('proposition').notNull(),
  kind: text('kind').notNull(),
  attribution: text('attribution').notNull(),
  issuedOnEarliest: date('issued_on_earliest', { mode: 'string' }),
  issuedOnLatest: date('issued_on_latest', { mode: 'string' })
})
const claimants = pgTable('claim_claimants', {
  claimId: uuid('claim_id').notNull(),
  position: integer('position').notNull(),
  agencyId: uuid('agency_id'),
  personId: uuid('person_id'),
  publisherId: uuid('publisher_id'),
  description: text('description')
})
const newest = { sort: 'issuedOn' }
const ofStatement = (name: string) => inherited(table.statementId, statements, name)

export const claims = defineResource({
  name: 'claims',
  singular: 'claim',
  typeName: 'Claim',
  path: 'claims',
  about: 'One assertion made in a statement.',
  table,
  label: [table.proposition],
  fields: {
    ...rowFields(table),
    statement: one(table.statementId, 'statements', 'The statement it was made in.'),
    position: column(
      table.position,
      z.int().min(0).describe('Its place in the statement, from 0.')
    ),
    proposition: column(
      table.proposition,
      line(2000).meta({
        description: 'The assertion in one sentence, in the editors’ neutral words.',
        examples: ['Minneapolis police do not conduct immigration enforcement.']
      })
    ),
    kind: column(table.kind, ClaimKind),
    attribution: column(table.attribution, Attribution),
    claimants: parts({
      typeName: 'Claimant',
      about:
        'Whose assertion it is: an agency, a person or a publisher, or a group only described.',
      table: claimants,
      owner: claimants.claimId,
      position: claimants.position,
      fields: {
        agency: one(claimants.agencyId, 'agencies', 'The agency.'),
        person: one(claimants.personId, 'people', 'The person.'),
        publisher: one(claimants.publisherId, 'publishers', 'The publisher.'),
        description: column(
          claimants.description,
          line(500).meta({
            description: 'The group, as the source describes it.',
            examples: ['people who were there']
          })
        )
      }
    }),
    quotes: quoteField(quotes.claimId, 'The exact words that it rests on.'),
    topics: many(
      'topics',
      {
        table: claimTopics,
        owner: claimTopics.claimId,
        target: claimTopics.topicId,
        position: claimTopics.position
      },
      'What it is about.'
    ),
    statuteReferences: many(
      'statuteReferences',
      { on: (claim, reference) => `${reference}.claim_id = ${claim}.id` },
      'The law that it refers to.'
    ),
    relations: many(
      'relations',
      {
        on: (claim, relation) =>
          `(${relation}.from_claim_id = ${claim}.id or ${relation}.to_claim_id = ${claim}.id)`
      },
      'How it relates to other claims, and who says so; from it and to it.'
    ),
    assessments: many(
      'assessments',
      {
        table: assessmentTargets,
        owner: assessmentTargets.claimId,
        target: assessmentTargets.assessmentId,
        position: assessmentTargets.position,
        reverse: true
      },
      'What has been said of it since, by whom.'
    )
  },
  filters: {
    ...rowFilters(table),
    statement: linked(table.statementId, 'statements', 'Made in one of these statements.'),
    position: range(table.position, whole, 'By its place in the statement.'),
    proposition: matching(table.proposition, 'By proposition.'),
    kind: anyOf(table.kind, ClaimKind, 'Of one of these kinds.'),
    attribution: anyOf(table.attribution, Attribution, 'Attributed in one of these ways.'),
    statute: linkedThrough(
      {
        table: statuteReferenceTable,
        owner: statuteReferenceTable.claimId,
        value: statuteReferenceTable.statuteId,
        sortedBy: statuteReferenceTable.issuedOnEarliest,
        isResource: true,
        ...newest
      },
      'statutes',
      'Referring to one of these statutes.'
    ),
    agency: linkedThrough(
      {
        table: claimAgencies,
        owner: claimAgencies.claimId,
        value: claimAgencies.agencyId,
        sortedBy: claimAgencies.issuedOnEarliest,
        ...newest
      },
      'agencies',
      'In a statement with one of these agencies, in any role.'
    ),
    topic: linkedThrough(
      {
        table: claimTopics,
        owner: claimTopics.claimId,
        value: claimTopics.topicId,
        sortedBy: claimTopics.issuedOnEarliest,
        ...newest
      },
      'topics',
      'About one of these topics or a narrower one.',
      topicBroader
    ),
    claimantAgency: linkedThrough(
      { table: claimants, owner: claimants.claimId, value: claimants.agencyId },
      'agencies',
      'Asserted by one of these agencies.'
    ),
    claimantPerson: linkedThrough(
      { table: claimants, owner: claimants.claimId, value: claimants.personId },
      'people',
      'Asserted by one of these people.'
    ),
    claimantPublisher: linkedThrough(
      { table: claimants, owner: claimants.claimId, value: claimants.publisherId },
      'publishers',
      'Asserted by one of these publishers.'
    ),
    hasAssessment: having(assessments, 'Assessed by somebody, or by nobody.'),
    assessedBy,
    legalForceOn,
    quoteState: havingKind(quoteStates, QuoteState, 'With a quote in one of these states.'),
    relationKind,
    issuedOn: dated(table.issuedOnEarliest, table.issuedOnLatest, 'When the statement was made.'),
    channel: ofStatement('channel'),
    event: ofStatement('event'),
    speaker: ofStatement('speaker'),
    publisher: ofStatement('publisher'),
    source: ofStatement('source'),
    jurisdiction: ofStatement('jurisdiction')
  },
  sorts: {
    ...rowSorts(table),
    issuedOn: byDate(table.issuedOnEarliest, 'By the day the statement was made.'),
    position: by(table.position, 'By its place in the statement.'),
    proposition: by(table.proposition, 'By the first 200 characters of the proposition.', 200)
  },
  defaultSort: '-issuedOn',
  search: { fields: ['proposition', 'note'] }
})
