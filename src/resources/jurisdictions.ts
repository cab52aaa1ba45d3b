/** Jurisdictions: the places that laws and agencies belong to, by their Open Civic Data division ids. */
import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { line, rowColumns, rowFields } from './columns.js'
import { column, defineResource, one } from './define.js'
import { anyOf, by, linked, matching, rowFilters, rowSorts } from './filters.js'

export const OcdId = z
  .string()
  .max(300)
  .regex(/^ocd-division\/country:[a-z]{2}(\/[a-z_]+:[^/\sA-Z]+)*$/)
  .meta({
    description: 'Open Civic Data division id.',
    examples: ['ocd-division/country:us/state:mn/place:edina']
  })

const table = pgTable('jurisdictions', {
  ...rowColumns(),
  ocdId: text('ocd_id').notNull(),
  name: text('name').notNull(),
  classification: text('classification').notNull(),
  parentId: uuid('parent_id'),
  geoid: text('geoid')
})
const aliases = pgTable('jurisdiction_aliases', {
  alias: text('alias').primaryKey(),
  jurisdictionId: uuid('jurisdiction_id').notNull(),
  position: integer('position').notNull()
})
/** The link upward, for filters that take what lies below as well. */
export const jurisdictionParent = table.parentId

export const jurisdictions = defineResource({
  name: 'jurisdictions',
  singular: 'jurisdiction',
  typeName: 'Jurisdiction',
  path: 'jurisdictions',
  about: 'A country, state, county, city or district.',
  table,
  label: [table.name],
  fields: {
    ...rowFields(table),
    ocdId: column(table.ocdId, OcdId),
    name: column(
      table.name,
      line().meta({
        description: 'Its name, as the Census or Open Civic Data gives it.',
        examples: ['Edina city']
      })
    ),
    classification: column(
      table.classification,
      z
        .string()
        .max(60)
        .regex(/^[a-z_]+$/)
        .meta({
          description: 'The kind of division, as its id names it: country, state, county, place, …',
          examples: ['place']
        })
    ),
    parent: one(table.parentId, 'jurisdictions', 'The division that it lies in.'),
    geoid: column(
      table.geoid,
      line(60).describe('The U.S. Census GEOID with its kind: `place-2718188`.')
    ),
    aliases: {
      kind: 'values',
      table: aliases,
      owner: aliases.jurisdictionId,
      position: aliases.position,
      value: aliases.alias,
      schema: OcdId,
      about: 'Other division ids of the same place; each works wherever the id does.'
    }
  },
  keys: [
    {
      about: 'Open Civic Data division id, or an alias of it',
      example: 'ocd-division/country:us/state:mn/place:edina',
      matches: /^ocd-division\//,
      ids: (key) =>
        `select id from jurisdictions where ocd_id = ${key} union all select jurisdiction_id from jurisdiction_aliases where alias = ${key}`
    }
  ],
  filters: {
    ...rowFilters(table),
    ocdId: anyOf(table.ocdId, OcdId, 'By Open Civic Data division id.'),
    name: matching(table.name, 'By name.'),
    classification: anyOf(
      table.classification,
      z.string().min(1).max(60),
      'Of one of these kinds.'
    ),
    geoid: anyOf(table.geoid, z.string().min(1).max(60), 'By Census GEOID.'),
    parent: linked(table.parentId, 'jurisdictions', 'Directly below one of these.'),
    jurisdiction: linked(
      table.id,
      'jurisdictions',
      'One of these, or anywhere below.',
      table.parentId
    )
  },
  sorts: {
    ...rowSorts(table),
    name: by(table.name, 'By name.'),
    ocdId: by(table.ocdId, 'By division id.')
  },
  defaultSort: 'ocdId'
})
