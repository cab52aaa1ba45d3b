/** People: those who speak, write and assess (Popolo person, with memberships as posts). */
import { date, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { edtf, line, names, rowColumns, rowFields } from './columns.js'
import { column, defineResource, many, one, parts } from './define.js'
import { anyOf, by, linkedThrough, listed, matching, rowFilters, rowSorts } from './filters.js'
import { identifierField, identifierFilter, identifierKey } from './identifiers.js'
import { assessmentTargets, statementSpeakers } from './links.js'

const table = pgTable('people', {
  ...rowColumns(),
  slug: text('slug'),
  name: text('name').notNull(),
  otherNames: text('other_names').array().notNull().default([])
})
const identifiers = pgTable('person_identifiers', {
  personId: uuid('person_id').notNull(),
  position: integer('position').notNull(),
  scheme: text('scheme').notNull(),
  identifier: text('identifier').notNull()
})
const posts = pgTable('posts', {
  personId: uuid('person_id').notNull(),
  position: integer('position').notNull(),
  agencyId: uuid('agency_id').notNull(),
  title: text('title').notNull(),
  startsOn: text('starts_on'),
  startsOnEarliest: date('starts_on_earliest', { mode: 'string' }),
  startsOnLatest: date('starts_on_latest', { mode: 'string' }),
  endsOn: text('ends_on'),
  endsOnEarliest: date('ends_on_earliest', { mode: 'string' }),
  endsOnLatest: date('ends_on_latest', { mode: 'string' }),
  sourceId: uuid('source_id').notNull()
})

export const people = defineResource({
  name: 'people',
  singular: 'person',
  typeName: 'Person',
  path: 'people',
  about: 'A person who speaks for an agency, writes, or assesses what others said.',
  table,
  slug: table.slug,
  label: [table.name],
  fields: {
    ...rowFields(table),
    name: column(
      table.name,
      line().meta({ description: 'The name as the sources give it.', examples: ['Booker Hodges'] })
    ),
    otherNames: column(table.otherNames, names.describe('Other names.')),
    identifiers: identifierField(identifiers, identifiers.personId, 'PersonIdentifier'),
    posts: parts({
      typeName: 'Post',
      about: 'The posts held, each with the source that says so.',
      table: posts,
      owner: posts.personId,
      position: posts.position,
      fields: {
        agency: one(posts.agencyId, 'agencies', 'Where.'),
        title: column(
          posts.title,
          line().meta({ description: 'As what.', examples: ['Chief of Police'] })
        ),
        startsOn: edtf(posts.startsOn, posts.startsOnEarliest, posts.startsOnLatest, 'From when.'),
        endsOn: edtf(posts.endsOn, posts.endsOnEarliest, posts.endsOnLatest, 'Until when.'),
        source: one(posts.sourceId, 'sources', 'The source that says so.')
      }
    }),
    statements: many(
      'statements',
      {
        table: statementSpeakers,
        owner: statementSpeakers.personId,
        target: statementSpeakers.statementId,
        position: statementSpeakers.position,
        reverse: true
      },
      'The statements in which the person speaks.',
      'paged'
    ),
    assessments: many(
      'assessments',
      {
        table: assessmentTargets,
        owner: assessmentTargets.personId,
        target: assessmentTargets.assessmentId,
        position: assessmentTargets.position,
        reverse: true
      },
      'What has been said of the person’s statements, by whom.',
      'paged'
    )
  },
  keys: [
    identifierKey(
      identifiers,
      identifiers.personId,
      'ocd_person:c0ad68a3-8a0f-43d0-b377-4d097ff283f1'
    )
  ],
  filters: {
    ...rowFilters(table),
    slug: anyOf(table.slug, z.string().min(1).max(120), 'By slug.'),
    name: matching(table.name, 'By name.'),
    otherName: listed(table.otherNames, 'With one of these other names.'),
    identifier: identifierFilter(identifiers, identifiers.personId),
    agency: linkedThrough(
      { table: posts, owner: posts.personId, value: posts.agencyId },
      'agencies',
      'With a post at one of these agencies.'
    )
  },
  sorts: { ...rowSorts(table), name: by(table.name, 'By name.') },
  defaultSort: 'name',
  search: { fields: ['name', 'otherNames', 'note'], names: ['name', 'otherNames'] }
})
