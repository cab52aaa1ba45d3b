/** Relations: how one claim stands to another, always as somebody's assertion. */
import { boolean, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { rowColumns, rowFields } from './columns.js'
import { column, defineResource, group, one } from './define.js'
import { anyOf, linked, rowFilters, rowSorts } from './filters.js'
import { quotes } from './links.js'
import { quoteField } from './quotes.js'

export const RelationKind = z
  .enum([
    'repeats',
    'same_position_as',
    'restates',
    'elaborates',
    'qualifies',
    'narrows',
    'broadens',
    'contradicts',
    'disputes',
    'supersedes',
    'grounded_in',
    'names',
    'contrasted_with',
    'listed_with',
    'predicted_effect_of',
    'about'
  ])
  .meta({
    id: 'RelationKind',
    description: 'What the asserter says the first claim does to the second.'
  })

const table = pgTable('relations', {
  ...rowColumns(),
  fromClaimId: uuid('from_claim_id').notNull(),
  toClaimId: uuid('to_claim_id').notNull(),
  kind: text('kind').notNull(),
  assertedByPersonId: uuid('asserted_by_person_id'),
  assertedByPublisherId: uuid('asserted_by_publisher_id'),
  assertedByEditors: boolean('asserted_by_editors').notNull().default(false),
  sourceId: uuid('source_id')
})

export const relations = defineResource({
  name: 'relations',
  singular: 'relation',
  typeName: 'Relation',
  path: 'relations',
  about: 'How one claim stands to another, and who says so.',
  table,
  label: [table.kind],
  fields: {
    ...rowFields(table),
    from: one(table.fromClaimId, 'claims', 'The claim that it starts from.'),
    to: one(table.toClaimId, 'claims', 'The claim that it points at.'),
    kind: column(table.kind, RelationKind),
    assertedBy: group('Asserter', 'Who says so: a person, a publisher or the editors.', {
      person: one(table.assertedByPersonId, 'people', 'The person.'),
      publisher: one(table.assertedByPublisherId, 'publishers', 'The publisher.'),
      editors: column(
        table.assertedByEditors,
        z.boolean().describe('Whether it is the editors of this record.')
      )
    }),
    source: one(table.sourceId, 'sources', 'Where it is said.'),
    quote: quoteField(quotes.relationId, 'The words that say so.', true)
  },
  filters: {
    ...rowFilters(table),
    from: linked(table.fromClaimId, 'claims', 'From one of these claims.'),
    to: linked(table.toClaimId, 'claims', 'To one of these claims.'),
    claim: {
      about: 'From or to one of these claims.',
      to: 'claims',
      value: z.uuid(),
      operators: ['eq', 'not'],
      where(alias, operator, values, sql) {
        const ids = `array[${values.map((id) => sql.key('claims', String(id))).join(', ')}]`
        const match = `(${alias}.from_claim_id = any(${ids}) or ${alias}.to_claim_id = any(${ids}))`
        return operator === 'not' ? `not ${match}` : match
      }
    },
    kind: anyOf(table.kind, RelationKind, 'Of one of these kinds.'),
    assertedByPerson: linked(
      table.assertedByPersonId,
      'people',
      'Asserted by one of these people.'
    ),
    assertedByPublisher: linked(
      table.assertedByPublisherId,
      'publishers',
      'Asserted by one of these publishers.'
    ),
    assertedByEditors: anyOf(
      table.assertedByEditors,
      z.enum(['true', 'false']),
      'Asserted by the editors of this record, or by somebody else.'
    ),
    source: linked(table.sourceId, 'sources', 'Said in one of these sources.')
  },
  sorts: rowSorts(table),
  defaultSort: 'createdAt'
})
