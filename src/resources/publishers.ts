/** Publishers: who puts a source or an assessment before the public (schema.org Organization). */
import { pgTable, text } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { line, rowColumns, rowFields, Url } from './columns.js'
import { column, defineResource } from './define.js'
import { anyOf, by, matching, rowFilters, rowSorts } from './filters.js'

export const PublisherKind = z
  .enum(['newsroom', 'fact_checker', 'advocacy', 'government', 'individual', 'unknown'])
  .meta({ id: 'PublisherKind', description: 'The kind of publisher.' })

const table = pgTable('publishers', {
  ...rowColumns(),
  slug: text('slug'),
  name: text('name').notNull(),
  kind: text('kind').notNull(),
  url: text('url')
})

export const publishers = defineResource({
  name: 'publishers',
  singular: 'publisher',
  typeName: 'Publisher',
  path: 'publishers',
  about: 'A newsroom, fact checker, advocacy group, government or individual that publishes.',
  table,
  slug: table.slug,
  label: [table.name],
  fields: {
    ...rowFields(table),
    name: column(
      table.name,
      line().meta({ description: 'The name it publishes under.', examples: ['Minnesota Reformer'] })
    ),
    kind: column(table.kind, PublisherKind),
    url: column(table.url, Url.describe('Its own site.'))
  },
  filters: {
    ...rowFilters(table),
    slug: anyOf(table.slug, z.string().min(1).max(120), 'By slug.'),
    name: matching(table.name, 'By name.'),
    kind: anyOf(table.kind, PublisherKind, 'Of one of these kinds.')
  },
  sorts: { ...rowSorts(table), name: by(table.name, 'By name.') },
  defaultSort: 'name'
})
