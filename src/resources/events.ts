/** Events: what statements answer to (Popolo event). */
import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { dateColumns, dateFields, line, rowColumns, rowFields } from './columns.js'
import { column, defineResource, many, one } from './define.js'
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
import { jurisdictionParent } from './jurisdictions.js'

export const EventKind = z
  .enum(['operation', 'press_conference', 'hearing', 'incident', 'meeting', 'protest', 'other'])
  .meta({ id: 'EventKind', description: 'The kind of event.' })

const table = pgTable('events', {
  ...rowColumns(),
  slug: text('slug'),
  name: text('name').notNull(),
  kind: text('kind').notNull(),
  ...dateColumns('startsOn', 'starts_on'),
  ...dateColumns('endsOn', 'ends_on'),
  partOfId: uuid('part_of_id'),
  jurisdictionId: uuid('jurisdiction_id')
})
const eventAgencies = pgTable('event_agencies', {
  eventId: uuid('event_id').notNull(),
  position: integer('position').notNull(),
  agencyId: uuid('agency_id').notNull()
})
const eventPeople = pgTable('event_people', {
  eventId: uuid('event_id').notNull(),
  position: integer('position').notNull(),
  personId: uuid('person_id').notNull()
})

export const events = defineResource({
  name: 'events',
  singular: 'event',
  typeName: 'Event',
  path: 'events',
  about: 'An operation, press conference, hearing or incident.',
  table,
  slug: table.slug,
  label: [table.name],
  fields: {
    ...rowFields(table),
    name: column(
      table.name,
      line().meta({ description: 'What it is called.', examples: ['Operation Metro Surge'] })
    ),
    kind: column(table.kind, EventKind),
    ...dateFields(table, 'startsOn', 'When it began.'),
    ...dateFields(table, 'endsOn', 'When it ended.'),
    partOf: one(table.partOfId, 'events', 'The larger event it belongs to.'),
    agencies: many(
      'agencies',
      {
        table: eventAgencies,
        owner: eventAgencies.eventId,
        target: eventAgencies.agencyId,
        position: eventAgencies.position
      },
      'The agencies that conducted it or took part.'
    ),
    people: many(
      'people',
      {
        table: eventPeople,
        owner: eventPeople.eventId,
        target: eventPeople.personId,
        position: eventPeople.position
      },
      'The people who took part.'
    ),
    jurisdiction: one(table.jurisdictionId, 'jurisdictions', 'Where it took place.'),
    statements: many(
      'statements',
      { on: (event, statement) => `${statement}.event_id = ${event}.id` },
      'The statements made at it.',
      'paged'
    )
  },
  filters: {
    ...rowFilters(table),
    slug: anyOf(table.slug, z.string().min(1).max(120), 'By slug.'),
    name: matching(table.name, 'By name.'),
    kind: anyOf(table.kind, EventKind, 'Of one of these kinds.'),
    startsOn: dated(table.startsOnEarliest, table.startsOnLatest, 'When it began.'),
    endsOn: dated(table.endsOnEarliest, table.endsOnLatest, 'When it ended.'),
    partOf: linked(
      table.partOfId,
      'events',
      'Part of one of these events, or of a part of it.',
      table.partOfId
    ),
    agency: linkedThrough(
      { table: eventAgencies, owner: eventAgencies.eventId, value: eventAgencies.agencyId },
      'agencies',
      'With one of these agencies.'
    ),
    person: linkedThrough(
      { table: eventPeople, owner: eventPeople.eventId, value: eventPeople.personId },
      'people',
      'With one of these people.'
    ),
    jurisdiction: linked(
      table.jurisdictionId,
      'jurisdictions',
      'In one of these places or below.',
      jurisdictionParent
    )
  },
  sorts: {
    ...rowSorts(table),
    name: by(table.name, 'By name.'),
    startsOn: byDate(table.startsOnEarliest, 'By the day it began.')
  },
  defaultSort: '-startsOn'
})
