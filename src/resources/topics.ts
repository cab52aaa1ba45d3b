/** Topics: a small thesaurus that statements and claims are filed under (SKOS). */
import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { line, names, prose, rowColumns, rowFields, Url } from './columns.js'
import { column, defineResource, many, one } from './define.js'
import { anyOf, by, linked, listed, matching, rowFilters, rowSorts } from './filters.js'
import { claimTopics } from './links.js'

const table = pgTable('topics', {
  ...rowColumns(),
  slug: text('slug'),
  prefLabel: text('pref_label').notNull(),
  altLabels: text('alt_labels').array().notNull().default([]),
  definition: text('definition'),
  broaderId: uuid('broader_id'),
  exactMatch: text('exact_match').array().notNull().default([])
})
/** The link upward, for filters that take narrower topics as well. */
export const topicBroader = table.broaderId

export const topics = defineResource({
  name: 'topics',
  singular: 'topic',
  typeName: 'Topic',
  path: 'topics',
  about: 'What a statement or claim is about.',
  table,
  slug: table.slug,
  label: [table.prefLabel],
  fields: {
    ...rowFields(table),
    prefLabel: column(
      table.prefLabel,
      line().meta({ description: 'The preferred label.', examples: ['Duty to intercede'] })
    ),
    altLabels: column(table.altLabels, names.describe('Other labels.')),
    definition: column(table.definition, prose().describe('What falls under it.')),
    broader: one(table.broaderId, 'topics', 'The broader topic.'),
    exactMatch: column(
      table.exactMatch,
      z
        .array(Url)
        .max(20)
        .meta({
          description: 'The same concept in other vocabularies.',
          examples: [['https://www.example.org/topics/duty-to-intercede']]
        })
    ),
    narrower: many(
      'topics',
      { on: (topic, narrower) => `${narrower}.broader_id = ${topic}.id` },
      'The topics directly below.',
      'asked'
    ),
    claims: many(
      'claims',
      {
        table: claimTopics,
        owner: claimTopics.topicId,
        target: claimTopics.claimId,
        position: claimTopics.position,
        reverse: true
      },
      'The claims filed under it.',
      'paged'
    )
  },
  filters: {
    ...rowFilters(table),
    slug: anyOf(table.slug, z.string().min(1).max(120), 'By slug.'),
    prefLabel: matching(table.prefLabel, 'By preferred label.'),
    altLabel: listed(table.altLabels, 'With one of these other labels.'),
    broader: linked(table.broaderId, 'topics', 'Directly below one of these.'),
    topic: linked(table.id, 'topics', 'One of these, or any narrower one.', table.broaderId)
  },
  sorts: { ...rowSorts(table), prefLabel: by(table.prefLabel, 'By preferred label.') },
  defaultSort: 'prefLabel',
  search: {
    fields: ['prefLabel', 'altLabels', 'definition', 'note'],
    names: ['prefLabel', 'altLabels']
  }
})
