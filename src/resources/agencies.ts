/** Agencies: police departments, sheriffs, federal agencies, city governments (Popolo organization). */
import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { dateColumns, dateFields, line, names, rowColumns, rowFields, Url } from './columns.js'
import { column, defineResource, many, one } from './define.js'
import {
  anyOf,
  by,
  byDate,
  dated,
  linked,
  linkedThrough,
  listed,
  matching,
  rowFilters,
  rowSorts
} from './filters.js'
import { having, near, state, statementsOfAgency } from './finding-filters.js'
import { identifierField, identifierFilter, identifierKey } from './identifiers.js'
import { jurisdictionParent } from './jurisdictions.js'
import { statementAgencies } from './links.js'

export const AgencyClassification = z
  .enum([
    'police_department',
    'sheriff',
    'state_police',
    'federal_agency',
    'campus_police',
    'tribal_police',
    'prosecutor',
    'city_government',
    'county_government',
    'state_government',
    'state_agency',
    'special_police',
    'other',
    'unknown'
  ])
  .meta({ id: 'AgencyClassification', description: 'The kind of agency.' })

const table = pgTable('agencies', {
  ...rowColumns(),
  slug: text('slug'),
  name: text('name').notNull(),
  otherNames: text('other_names').array().notNull().default([]),
  classification: text('classification').notNull(),
  jurisdictionId: uuid('jurisdiction_id'),
  parentId: uuid('parent_id'),
  website: text('website'),
  ...dateColumns('foundedOn', 'founded_on'),
  ...dateColumns('dissolvedOn', 'dissolved_on')
})
const identifiers = pgTable('agency_identifiers', {
  agencyId: uuid('agency_id').notNull(),
  position: integer('position').notNull(),
  scheme: text('scheme').notNull(),
  identifier: text('identifier').notNull()
})
const successors = pgTable('agency_successors', {
  agencyId: uuid('agency_id').notNull(),
  position: integer('position').notNull(),
  successorId: uuid('successor_id').notNull()
})

export const agencies = defineResource({
  name: 'agencies',
  singular: 'agency',
  typeName: 'Agency',
  path: 'agencies',
  about: 'A law enforcement agency or another public body whose statements are on record.',
  table,
  slug: table.slug,
  label: [table.name],
  fields: {
    ...rowFields(table),
    name: column(
      table.name,
      line().meta({
        description: 'The name it goes by.',
        examples: ['Minneapolis Police Department']
      })
    ),
    otherNames: column(
      table.otherNames,
      names.meta({ description: 'Other names it goes by.', examples: [['MPD']] })
    ),
    classification: column(table.classification, AgencyClassification),
    jurisdiction: one(table.jurisdictionId, 'jurisdictions', 'The place it serves.'),
    parent: one(table.parentId, 'agencies', 'The agency it belongs to.'),
    successors: many(
      'agencies',
      {
        table: successors,
        owner: successors.agencyId,
        target: successors.successorId,
        position: successors.position
      },
      'The agencies that took over from it.'
    ),
    identifiers: identifierField(identifiers, identifiers.agencyId, 'AgencyIdentifier'),
    website: column(table.website, Url.describe('Its own site.')),
    ...dateFields(table, 'foundedOn', 'When it was founded.'),
    ...dateFields(table, 'dissolvedOn', 'When it was dissolved.'),
    statements: many(
      'statements',
      {
        table: statementAgencies,
        owner: statementAgencies.agencyId,
        target: statementAgencies.statementId,
        position: statementAgencies.position,
        reverse: true
      },
      'The statements it issued, took part in or is the subject of.',
      'paged'
    )
  },
  keys: [identifierKey(identifiers, identifiers.agencyId, 'ori:MN0271100')],
  filters: {
    ...rowFilters(table),
    slug: anyOf(table.slug, z.string().min(1).max(120), 'By slug.'),
    name: matching(table.name, 'By name.'),
    otherName: listed(table.otherNames, 'With one of these other names.'),
    classification: anyOf(table.classification, AgencyClassification, 'Of one of these kinds.'),
    identifier: identifierFilter(identifiers, identifiers.agencyId),
    jurisdiction: linked(
      table.jurisdictionId,
      'jurisdictions',
      'In one of these places or below.',
      jurisdictionParent
    ),
    state,
    near,
    hasStatement: having(statementsOfAgency, 'With a statement on record, or with none.'),
    parent: linked(table.parentId, 'agencies', 'Directly below one of these agencies.'),
    successor: linkedThrough(
      { table: successors, owner: successors.agencyId, value: successors.successorId },
      'agencies',
      'Followed by one of these agencies.'
    ),
    foundedOn: dated(table.foundedOnEarliest, table.foundedOnLatest, 'When it was founded.'),
    dissolvedOn: dated(table.dissolvedOnEarliest, table.dissolvedOnLatest, 'When it was dissolved.')
  },
  sorts: {
    ...rowSorts(table),
    name: by(table.name, 'By name.'),
    foundedOn: byDate(table.foundedOnEarliest, 'By the day it was founded.')
  },
  defaultSort: 'name',
  search: { fields: ['name', 'otherNames', 'note'], names: ['name', 'otherNames'] }
})
