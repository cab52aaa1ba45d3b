/** Captures: a source's text at a moment, hashed and never changed (EDGI web-monitoring version). */
import { boolean, integer, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { Instant, line, rowColumns, rowFields, Url } from './columns.js'
import { column, defineResource, one, parts } from './define.js'
import { anyOf, by, linked, range, rowFilters, rowSorts, whole } from './filters.js'

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({
    description: 'SHA-256 of the text’s UTF-8 bytes (the text in Unicode NFC with \\n line ends).',
    examples: ['21e4e090eedd4a0251687fabb786bbbedcf150c98df5ad998fc3f1a0054ee86f']
  })

const table = pgTable('captures', {
  ...rowColumns(),
  sourceId: uuid('source_id').notNull(),
  capturedAt: timestamp('captured_at', { withTimezone: true }),
  sha256: text('sha256').notNull(),
  mediaType: text('media_type').notNull(),
  language: text('language'),
  text: text('text'),
  length: integer('length'),
  httpStatus: integer('http_status'),
  archiveUrl: text('archive_url'),
  number: integer('number').notNull(),
  rawSha256: text('raw_sha256'),
  restricted: boolean('restricted').notNull().default(false)
})
const checks = pgTable('capture_checks', {
  captureId: uuid('capture_id').notNull(),
  position: integer('position').notNull(),
  checkedAt: timestamp('checked_at', { withTimezone: true })
})

export const captures = defineResource({
  name: 'captures',
  singular: 'capture',
  typeName: 'Capture',
  about: 'The text of a source as it was at a moment. Immutable.',
  table,
  label: [table.sha256],
  fields: {
    ...rowFields(table),
    source: one(table.sourceId, 'sources', 'The source it is the text of.'),
    number: column(
      table.number,
      z.int().min(1).describe('1, 2, …: the nth text of its source that was recorded.'),
      { computed: true }
    ),
    capturedAt: column(
      table.capturedAt,
      Instant.describe('When it was captured; null if not recorded.')
    ),
    sha256: column(table.sha256, Sha256),
    rawSha256: column(
      table.rawSha256,
      z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .meta({
          description: 'SHA-256 of the bytes as they came, where the text was extracted from them.',
          examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855']
        })
    ),
    mediaType: column(
      table.mediaType,
      line(100).meta({
        description: 'Of the document that the text was taken from.',
        examples: ['text/plain']
      })
    ),
    language: column(
      table.language,
      line(35).meta({ description: 'BCP 47 tag.', examples: ['en'] })
    ),
    text: column(
      table.text,
      z
        .string()
        .max(20_000_000)
        .describe('The text; null where it is not held, or held for checking only (`restricted`).'),
      { served: (alias) => `case when not ${alias}.restricted then ${alias}.text end` }
    ),
    restricted: column(
      table.restricted,
      z.boolean().describe('Whether the text is held for checking only, and never served.')
    ),
    length: column(table.length, z.int().min(0).describe('Its length in Unicode code points.')),
    httpStatus: column(
      table.httpStatus,
      z
        .int()
        .min(100)
        .max(599)
        .meta({
          description: 'The status that the source’s address answered with.',
          examples: [200]
        })
    ),
    archiveUrl: column(table.archiveUrl, Url.describe('The same text in a public web archive.')),
    checks: parts({
      typeName: 'CaptureCheck',
      about: 'When the source was looked at again and its text was still the same.',
      readOnly: true,
      table: checks,
      owner: checks.captureId,
      position: checks.position,
      fields: {
        checkedAt: column(checks.checkedAt, Instant.describe('When.'), { computed: true })
      }
    })
  },
  filters: {
    ...rowFilters(table),
    source: linked(table.sourceId, 'sources', 'Of one of these sources.'),
    number: range(table.number, whole, 'By its number.'),
    sha256: anyOf(table.sha256, Sha256, 'With this hash.')
  },
  sorts: { ...rowSorts(table), number: by(table.number, 'By its number.') },
  defaultSort: 'number'
})
