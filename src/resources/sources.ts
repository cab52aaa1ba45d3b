/** Sources: the documents that everything on record rests on (PROV-O primary source). */
import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { dateColumns, dateFields, line, rowColumns, rowFields, Url } from './columns.js'
import { column, defineResource, many, one } from './define.js'
import { edited, editsField } from './edits.js'
import {
  anyOf,
  byDate,
  dated,
  linked,
  linkedThrough,
  matching,
  rowFilters,
  rowSorts
} from './filters.js'

export const SourceKind = z
  .enum([
    'press_release',
    'article',
    'opinion',
    'video',
    'social_post',
    'policy',
    'statute_text',
    'session_law',
    'transcript',
    'dataset',
    'other'
  ])
  .meta({ id: 'SourceKind', description: 'The kind of document.' })

const table = pgTable('sources', {
  ...rowColumns(),
  kind: text('kind').notNull(),
  title: text('title'),
  url: text('url'),
  archiveUrl: text('archive_url'),
  publisherId: uuid('publisher_id'),
  ...dateColumns('publishedOn', 'published_on')
})
const authors = pgTable('source_authors', {
  sourceId: uuid('source_id').notNull(),
  position: integer('position').notNull(),
  personId: uuid('person_id').notNull()
})

export const sources = defineResource({
  name: 'sources',
  singular: 'source',
  typeName: 'Source',
  path: 'sources',
  about: 'A press release, article, video, policy or other document that a record rests on.',
  table,
  label: [table.title, table.url, table.kind],
  fields: {
    ...rowFields(table),
    kind: column(table.kind, SourceKind),
    title: column(
      table.title,
      line(500).meta({
        description: 'Its title, or a description in brackets where it has none.',
        examples: ['Minnesota Reformer on Minn. Stat. § 609.066']
      })
    ),
    url: column(table.url, Url.describe('Where it was published.')),
    archiveUrl: column(table.archiveUrl, Url.describe('A copy in a public web archive.')),
    publisher: one(table.publisherId, 'publishers', 'Who published it.'),
    authors: many(
      'people',
      {
        table: authors,
        owner: authors.sourceId,
        target: authors.personId,
        position: authors.position
      },
      'Who wrote it.'
    ),
    ...dateFields(table, 'publishedOn', 'When it was published.'),
    captures: many(
      'captures',
      { on: (source, capture) => `${capture}.source_id = ${source}.id` },
      'Its texts as captured, each with its hash.'
    ),
    edits: editsField('source_edits', 'source_id')
  },
  filters: {
    ...rowFilters(table),
    edited: edited('source_edits', 'source_id'),
    kind: anyOf(table.kind, SourceKind, 'Of one of these kinds.'),
    title: matching(table.title, 'By title.'),
    url: matching(table.url, 'By address.'),
    publisher: linked(table.publisherId, 'publishers', 'From one of these publishers.'),
    author: linkedThrough(
      { table: authors, owner: authors.sourceId, value: authors.personId },
      'people',
      'Written by one of these people.'
    ),
    publishedOn: dated(table.publishedOnEarliest, table.publishedOnLatest, 'When it was published.')
  },
  sorts: {
    ...rowSorts(table),
    publishedOn: byDate(table.publishedOnEarliest, 'By the day of publication.')
  },
  defaultSort: '-publishedOn',
  search: { fields: ['title', 'note'] }
})
