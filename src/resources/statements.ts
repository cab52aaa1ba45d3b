/** Statements: what an agency or person said, on one occasion (Popolo speech). */
import { date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { dateColumns, dateFields, line, prose, rowColumns, rowFields } from './columns.js'
import { column, defineResource, type Filter, many, one, parts } from './define.js'
import { edited, editsField } from './edits.js'
import {
  anyOf,
  by,
  byDate,
  dated,
  linked,
  linkedThrough,
  matching,
  rowFilters,
  rowSorts
} from './filters.js'
import { assessmentTargets, statementAgencies, statementSpeakers } from './links.js'
import { topicBroader } from './topics.js'

export const Channel = z
  .enum([
    'press_release',
    'press_conference',
    'interview',
    'social_post',
    'policy',
    'testimony',
    'article',
    'letter',
    'other'
  ])
  .meta({ id: 'Channel', description: 'How the statement was made.' })
export const AgencyRole = z
  .enum(['issuer', 'participant', 'subject'])
  .meta({ id: 'AgencyRole', description: 'What part the agency has in the statement.' })

const table = pgTable('statements', {
  ...rowColumns(),
  title: text('title').notNull(),
  summary: text('summary'),
  channel: text('channel'),
  ...dateColumns('issuedOn', 'issued_on'),
  publisherId: uuid('publisher_id'),
  eventId: uuid('event_id'),
  sourceId: uuid('source_id')
})
const statementTopics = pgTable('statement_topics', {
  statementId: uuid('statement_id').notNull(),
  position: integer('position').notNull(),
  topicId: uuid('topic_id').notNull(),
  issuedOnEarliest: date('issued_on_earliest', { mode: 'string' })
})

/** By the place of the agencies, with all that lies below it. */
const jurisdiction: Filter = {
  about: 'By an agency of one of these places or below.',
  to: 'jurisdictions',
  value: z.string().min(1).max(300),
  operators: ['eq', 'not'],
  where(alias, operator, values, sql) {
    const [link, agency] = [sql.alias(), sql.alias()]
    const match = `exists (select from statement_agencies ${link} join agencies ${agency} on ${agency}.id = ${link}.agency_id where ${link}.statement_id = ${alias}.id and ${sql.readable(agency)} and ${sql.filter('agencies', 'jurisdiction', agency, 'eq', values)})`
    return operator === 'not' ? `not ${match}` : match
  }
}

export const statements = defineResource({
  name: 'statements',
  singular: 'statement',
  typeName: 'Statement',
  path: 'statements',
  about: 'What an agency or a person said on one occasion; it holds the claims made in it.',
  table,
  label: [table.title],
  fields: {
    ...rowFields(table),
    title: column(
      table.title,
      line().meta({
        description: 'A title that tells it from others, in neutral words.',
        examples: ['Chief O’Hara at the press conference of December 2nd']
      })
    ),
    summary: column(table.summary, prose().describe('Neutral summary, in our own words.')),
    channel: column(table.channel, Channel),
    ...dateFields(table, 'issuedOn', 'When it was made.'),
    agencies: parts({
      typeName: 'StatementAgency',
      about: 'The agencies that issued it, took part in it or are its subject.',
      table: statementAgencies,
      owner: statementAgencies.statementId,
      position: statementAgencies.position,
      fields: {
        agency: one(statementAgencies.agencyId, 'agencies', 'The agency.'),
        role: column(statementAgencies.role, AgencyRole)
      }
    }),
    speakers: parts({
      typeName: 'Speaker',
      about: 'Who spoke or wrote.',
      table: statementSpeakers,
      owner: statementSpeakers.statementId,
      position: statementSpeakers.position,
      fields: {
        person: one(statementSpeakers.personId, 'people', 'The person.'),
        postTitle: column(
          statementSpeakers.postTitle,
          line().describe('The post held when speaking.')
        )
      }
    }),
    publisher: one(table.publisherId, 'publishers', 'Who published it, for commentary.'),
    event: one(table.eventId, 'events', 'The event it was made at or answers to.'),
    source: one(table.sourceId, 'sources', 'The source that it is known from.'),
    silentlyEdited: editsField('statement_edits', 'statement_id'),
    topics: many(
      'topics',
      {
        table: statementTopics,
        owner: statementTopics.statementId,
        target: statementTopics.topicId,
        position: statementTopics.position
      },
      'What it is about.'
    ),
    statuteReferences: many(
      'statuteReferences',
      { on: (statement, reference) => `${reference}.statement_id = ${statement}.id` },
      'The law that the statement as a whole refers to.'
    ),
    claims: many(
      'claims',
      { on: (statement, claim) => `${claim}.statement_id = ${statement}.id` },
      'The claims made in it, in their order.',
      'asked',
      'position'
    ),
    assessments: many(
      'assessments',
      {
        table: assessmentTargets,
        owner: assessmentTargets.statementId,
        target: assessmentTargets.assessmentId,
        position: assessmentTargets.position,
        reverse: true
      },
      'What has been said of it since, by whom.'
    )
  },
  filters: {
    ...rowFilters(table),
    edited: edited('statement_edits', 'statement_id'),
    title: matching(table.title, 'By title.'),
    channel: anyOf(table.channel, Channel, 'Made in one of these ways.'),
    issuedOn: dated(table.issuedOnEarliest, table.issuedOnLatest, 'When it was made.'),
    agency: linkedThrough(
      {
        table: statementAgencies,
        owner: statementAgencies.statementId,
        value: statementAgencies.agencyId,
        sortedBy: statementAgencies.issuedOnEarliest,
        sort: 'issuedOn'
      },
      'agencies',
      'With one of these agencies, in any role.'
    ),
    topic: linkedThrough(
      {
        table: statementTopics,
        owner: statementTopics.statementId,
        value: statementTopics.topicId,
        sortedBy: statementTopics.issuedOnEarliest,
        sort: 'issuedOn'
      },
      'topics',
      'About one of these topics or a narrower one.',
      topicBroader
    ),
    speaker: linkedThrough(
      {
        table: statementSpeakers,
        owner: statementSpeakers.statementId,
        value: statementSpeakers.personId
      },
      'people',
      'Spoken or written by one of these people.'
    ),
    publisher: linked(table.publisherId, 'publishers', 'Published by one of these.'),
    event: linked(table.eventId, 'events', 'Made at one of these events.'),
    source: linked(table.sourceId, 'sources', 'Known from one of these sources.'),
    jurisdiction
  },
  sorts: {
    ...rowSorts(table),
    issuedOn: byDate(table.issuedOnEarliest, 'By the day it was made.'),
    title: by(table.title, 'By title.')
  },
  defaultSort: '-issuedOn',
  search: { fields: ['title', 'summary', 'note'] }
})
