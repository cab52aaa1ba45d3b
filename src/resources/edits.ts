/** Edits: where a later capture of a source holds another text. */
import { integer, pgTable, timestamp, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { Instant } from './columns.js'
import { column, type Filter, one, type PartField, parts } from './define.js'

type View = 'source_edits' | 'statement_edits'
type Owner = 'source_id' | 'statement_id'
const viewOf = (name: View, owner: Owner) =>
  pgTable(name, {
    ownerId: uuid(owner).notNull(),
    position: integer('position').notNull(),
    fromCaptureId: uuid('from_capture_id').notNull(),
    toCaptureId: uuid('to_capture_id').notNull(),
    capturedAt: timestamp('captured_at', { withTimezone: true }),
    claimsTouched: integer('claims_touched').notNull()
  })

/** The edits of a source, or those of the source that a statement is known from. */
export function editsField(name: View, owner: Owner) {
  const view = viewOf(name, owner)
  const fields: Record<string, PartField> = {
    at: column(
      view.capturedAt,
      Instant.describe('When the changed text was captured; it changed at some time before.'),
      { computed: true }
    ),
    from: one(view.fromCaptureId, 'captures', 'The text before.'),
    to: one(view.toCaptureId, 'captures', 'The text after.')
  }
  const claimsTouched = column(
    view.claimsTouched,
    z
      .int()
      .min(0)
      .meta({
        description: 'How many of the statement’s claims no longer find their words there.',
        examples: [1]
      }),
    { computed: true }
  )
  const ofStatement = name === 'statement_edits'
  return parts({
    typeName: ofStatement ? 'StatementEdit' : 'SourceEdit',
    about: ofStatement
      ? 'When the text that the statement is known from was changed, and whether its quotes were touched.'
      : 'When its text was changed: captures that follow one another and differ.',
    readOnly: true,
    table: view,
    owner: view.ownerId,
    position: view.position,
    fields: ofStatement ? { ...fields, claimsTouched } : fields
  })
}

/** Rows with edits, or without. */
export const edited = (view: View, owner: Owner): Filter => ({
  about: 'Whose text was changed, or was not, between two captures.',
  value: z.enum(['true', 'false']),
  operators: ['eq'],
  where(alias, _operator, values) {
    const there = `exists (select from ${view} e where e.${owner} = ${alias}.id)`
    if (values.includes('true') && values.includes('false')) return 'true'
    return values.includes('true') ? there : `not ${there}`
  }
})
