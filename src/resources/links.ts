/** Tables that link two resources and are read from both of them. */
import { date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'

const link = { position: integer('position').notNull() }
/** A copy of the owner's sort key: the table can lead a list, newest first. */
const dated = { issuedOnEarliest: date('issued_on_earliest', { mode: 'string' }) }

export const statementAgencies = pgTable('statement_agencies', {
  ...link,
  ...dated,
  statementId: uuid('statement_id').notNull(),
  agencyId: uuid('agency_id').notNull(),
  role: text('role').notNull()
})
export const statementSpeakers = pgTable('statement_speakers', {
  ...link,
  statementId: uuid('statement_id').notNull(),
  personId: uuid('person_id').notNull(),
  postTitle: text('post_title')
})
export const claimTopics = pgTable('claim_topics', {
  ...link,
  ...dated,
  claimId: uuid('claim_id').notNull(),
  topicId: uuid('topic_id').notNull()
})
export const claimAgencies = pgTable('claim_agencies', {
  ...dated,
  claimId: uuid('claim_id').notNull(),
  agencyId: uuid('agency_id').notNull()
})
export const assessmentTargets = pgTable('assessment_targets', {
  ...link,
  assessmentId: uuid('assessment_id').notNull(),
  statementId: uuid('statement_id'),
  claimId: uuid('claim_id'),
  personId: uuid('person_id'),
  description: text('description')
})
export const quotes = pgTable('quotes', {
  ...link,
  id: uuid('id').primaryKey(),
  claimId: uuid('claim_id'),
  assessmentId: uuid('assessment_id'),
  relationId: uuid('relation_id'),
  captureId: uuid('capture_id').notNull(),
  exact: text('exact').notNull(),
  prefix: text('prefix'),
  suffix: text('suffix'),
  startAt: integer('start_at'),
  endAt: integer('end_at'),
  state: text('state').notNull()
})
/** What became of a quote in later captures of its source; kept by the database. */
export const quoteStates = pgTable('quote_states', {
  ...link,
  quoteId: uuid('quote_id').notNull(),
  captureId: uuid('capture_id').notNull(),
  state: text('state').notNull(),
  startAt: integer('start_at'),
  endAt: integer('end_at')
})
