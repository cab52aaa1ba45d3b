/** Statute versions: a statute's text while it was in force (schema.org Legislation). */
import { date, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { Day, line, prose, rowColumns, rowFields } from './columns.js'
import { column, defineResource, one } from './define.js'
import { anyOf, byDate, linked, rowFilters, rowSorts } from './filters.js'

export const LegalForce = z
  .enum(['in_force', 'suspended', 'repealed', 'expired', 'pending', 'unknown'])
  .meta({ id: 'LegalForce', description: 'Whether the version had the force of law in its time.' })

const table = pgTable('statute_versions', {
  ...rowColumns(),
  statuteId: uuid('statute_id').notNull(),
  effectiveFrom: date('effective_from', { mode: 'string' }),
  effectiveTo: date('effective_to', { mode: 'string' }),
  legalForce: text('legal_force').notNull(),
  summary: text('summary').notNull(),
  text: text('text'),
  sourceAct: text('source_act'),
  pinpoints: text('pinpoints').array(),
  sourceId: uuid('source_id')
})

export const statuteVersions = defineResource({
  name: 'statuteVersions',
  singular: 'statuteVersion',
  typeName: 'StatuteVersion',
  about: 'A statute as it stood from one day to another.',
  table,
  label: [table.summary],
  fields: {
    ...rowFields(table),
    statute: one(table.statuteId, 'statutes', 'The statute it is a version of.'),
    effectiveFrom: column(
      table.effectiveFrom,
      Day.describe('Its first day; null where that is not known.')
    ),
    effectiveTo: column(
      table.effectiveTo,
      Day.describe('The day after its last; null while it lasts.')
    ),
    legalForce: column(table.legalForce, LegalForce),
    summary: column(
      table.summary,
      prose().meta({
        description: 'What it says, in our own words.',
        examples: ['Officers must act to stop unauthorised force in their presence.']
      })
    ),
    text: column(
      table.text,
      z
        .string()
        .max(1_000_000)
        .meta({ description: 'The text, where freely reusable.', examples: ['Subdivision 1. …'] })
    ),
    sourceAct: column(
      table.sourceAct,
      line(500).meta({
        description: 'The act that made this version.',
        examples: ['2020 Minn. Laws 2d Spec. Sess. ch. 1, § 23']
      })
    ),
    pinpoints: column(
      table.pinpoints,
      z
        .array(line(100))
        .max(500)
        .meta({
          description: 'The parts it is known to have, as they are cited; null where not recorded.',
          examples: [['(a)', '(a)(1)', '(b)']]
        })
    ),
    source: one(table.sourceId, 'sources', 'The source that says so.')
  },
  filters: {
    ...rowFilters(table),
    statute: linked(table.statuteId, 'statutes', 'Of one of these statutes.'),
    legalForce: anyOf(table.legalForce, LegalForce, 'With this legal force.')
  },
  sorts: { ...rowSorts(table), effectiveFrom: byDate(table.effectiveFrom, 'By its first day.') },
  defaultSort: '-effectiveFrom'
})
