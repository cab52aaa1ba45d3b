/** Statutes, regulations and policies: the work, of which each version is a dated expression (ELI, USLM). */
import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { citationKey } from '../evidence/citations/canonical.js'
import { parseCitations } from '../evidence/citations/parse.js'
import { line, rowColumns, rowFields, Url } from './columns.js'
import { column, defineResource, many, one, parts } from './define.js'
import { anyOf, by, linked, matching, rowFilters, rowSorts } from './filters.js'
import { jurisdictionParent } from './jurisdictions.js'

/** `minn-stat 626.8475` of a text that is one whole citation. */
function codeAndSection(value: string): string | undefined {
  const [citation, ...others] = parseCitations(value)
  if (!citation?.section || !citation.code || others.length) return undefined
  const { code, section } = citationKey(citation)
  return `${code} ${section?.toLowerCase()}`
}

export const StatuteKind = z
  .enum(['statute', 'session_law', 'regulation', 'policy', 'executive_order'])
  .meta({ id: 'StatuteKind', description: 'The kind of law or policy.' })
export const Verification = z.enum(['official', 'secondary', 'lead']).meta({
  id: 'Verification',
  description:
    'How far it was checked: against an official text, against a secondary source, or not yet (a lead to follow).'
})

const table = pgTable('statutes', {
  ...rowColumns(),
  slug: text('slug'),
  jurisdictionId: uuid('jurisdiction_id').notNull(),
  code: text('code').notNull(),
  section: text('section').notNull(),
  citation: text('citation').notNull(),
  heading: text('heading'),
  kind: text('kind').notNull(),
  url: text('url'),
  verification: text('verification').notNull(),
  renumberedToId: uuid('renumbered_to_id')
})
const popularNames = pgTable('statute_names', {
  statuteId: uuid('statute_id').notNull(),
  position: integer('position').notNull(),
  name: text('name').notNull(),
  sourceId: uuid('source_id').notNull()
})

export const statutes = defineResource({
  name: 'statutes',
  singular: 'statute',
  typeName: 'Statute',
  path: 'statutes',
  about: 'A section of a code, a session law, a regulation or a policy.',
  table,
  slug: table.slug,
  label: [table.citation],
  fields: {
    ...rowFields(table),
    jurisdiction: one(table.jurisdictionId, 'jurisdictions', 'Whose law it is.'),
    code: column(
      table.code,
      line(60).meta({ description: 'The code it stands in.', examples: ['minn-stat'] })
    ),
    section: column(
      table.section,
      line(120).meta({ description: 'Its number in the code.', examples: ['626.8475'] })
    ),
    citation: column(
      table.citation,
      line().meta({
        description: 'The citation in its usual form.',
        examples: ['Minn. Stat. § 626.8475']
      })
    ),
    heading: column(table.heading, line(500).describe('Its heading in the code.')),
    kind: column(table.kind, StatuteKind),
    url: column(table.url, Url.describe('An official or public text of it.')),
    verification: column(table.verification, Verification),
    popularNames: parts({
      typeName: 'PopularName',
      about: 'Names that people use for it, each with a source that does.',
      table: popularNames,
      owner: popularNames.statuteId,
      position: popularNames.position,
      fields: {
        name: column(
          popularNames.name,
          line().meta({ description: 'The name.', examples: ['duty to intercede'] })
        ),
        source: one(popularNames.sourceId, 'sources', 'Where it is called so.')
      }
    }),
    renumberedTo: one(table.renumberedToId, 'statutes', 'The section that carries it on.'),
    versions: many(
      'statuteVersions',
      { on: (statute, version) => `${version}.statute_id = ${statute}.id` },
      'Its texts by date; no two overlap.'
    ),
    versionsOnDay: many(
      'statuteVersions',
      {
        on: (statute, version, sql) =>
          `${version}.statute_id = ${statute}.id and daterange(${version}.effective_from, ${version}.effective_to) @> ${sql.day()}`
      },
      'The version on the day `on`, today unless given; none where the list is empty.'
    ),
    references: many(
      'statuteReferences',
      { on: (statute, reference) => `${reference}.statute_id = ${statute}.id` },
      'Where claims and statements refer to it.',
      'paged'
    )
  },
  keys: [
    {
      about: 'The citation, as `citation:…`',
      example: 'citation:Minn. Stat. § 626.8475',
      matches: /^citation:./,
      ids: (key) => `select id from statutes where 'citation:' || citation = ${key}`
    },
    {
      about: 'A citation in any usual form',
      example: 'Minn. Stat. § 626.8475',
      matches: /[^a-z0-9.-]/,
      read: codeAndSection,
      ids: (key) => `select id from statutes where code || ' ' || lower(section) = ${key}`
    }
  ],
  filters: {
    ...rowFilters(table),
    slug: anyOf(table.slug, z.string().min(1).max(120), 'By slug.'),
    jurisdiction: linked(
      table.jurisdictionId,
      'jurisdictions',
      'Of one of these places or below.',
      jurisdictionParent
    ),
    code: anyOf(table.code, z.string().min(1).max(60), 'In one of these codes.'),
    section: anyOf(table.section, z.string().min(1).max(120), 'With this section number.'),
    citation: matching(table.citation, 'By citation.'),
    heading: matching(table.heading, 'By heading.'),
    kind: anyOf(table.kind, StatuteKind, 'Of one of these kinds.'),
    verification: anyOf(table.verification, Verification, 'Checked this far.'),
    renumberedTo: linked(table.renumberedToId, 'statutes', 'Carried on by one of these.')
  },
  sorts: { ...rowSorts(table), citation: by(table.citation, 'By citation.') },
  defaultSort: 'citation',
  search: { fields: ['citation', 'heading', 'note'], citations: true }
})
