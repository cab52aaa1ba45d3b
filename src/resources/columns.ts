/** Columns and fields that every resource has, and those that make up an EDTF date. */
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { boolean, date, integer, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import { edtfFault } from '../evidence/dates.js'
import { type ColumnField, column, type DateField, type Field, group } from './define.js'

export const Status = z.enum(['draft', 'published', 'withdrawn']).meta({
  id: 'Status',
  description: 'Where the row is in its life. Readers see published rows.',
  examples: ['published']
})
const fromYear1 = (value: string) => !value.startsWith('0000')
const year1 = 'Expected a year from 0001 to 9999'
export const Instant = z.iso
  .datetime()
  .refine(fromYear1, year1)
  .meta({ examples: ['2026-01-05T12:00:00Z'] })
/** A moment that has been: the record of one to come is not known. */
export const PastMoment = Instant.refine(
  (value) => Date.parse(value) <= Date.now() + 1000,
  'It is yet to come'
)
export const Day = z.iso
  .date()
  .refine(fromYear1, year1)
  .meta({ examples: ['2020-08-01'] })
export const Edtf = z
  .string()
  .max(100)
  .superRefine((value, context) => {
    const message = edtfFault(value)
    if (message) context.addIssue({ code: 'custom', message })
  })
  .meta({
    id: 'Edtf',
    description:
      'A date in EDTF (ISO 8601-2): it may be uncertain (`2025-12-02?`), partial (`2025-12`, `XXXX-12-02`) or an interval.',
    examples: ['2025-12-02', '2025-12', '2025-12-02?', 'XXXX-12-02']
  })
export const Url = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/\S+$/)
  .meta({ examples: ['https://www.example.org/statement'] })
export const Slug = z
  .string()
  .max(120)
  .regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/)
/** A line of text: a name, a title, a label. */
export const line = (max = 300) => z.string().trim().min(1).max(max)
/** A paragraph or more. */
export const prose = (max = 5000) => z.string().trim().min(1).max(max)
export const names = z.array(line()).max(50)

/** The columns of every resource's table. `visible` is what decides whether a reader sees the row. */
export const rowColumns = () => ({
  id: uuid('id').primaryKey(),
  externalId: text('external_id'),
  status: text('status').notNull().default('draft'),
  visible: boolean('visible').notNull(),
  revision: integer('revision').notNull().default(1),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull().defaultNow(),
  note: text('note')
})
type RowColumns = Record<
  'id' | 'externalId' | 'status' | 'revision' | 'createdAt' | 'updatedAt' | 'note',
  AnyPgColumn
>

/** The fields of every resource; a slug where people name it. */
export function rowFields(table: RowColumns & { slug?: AnyPgColumn }): Record<string, Field> {
  return {
    id: column(
      table.id,
      z.uuid().meta({
        description: 'A UUIDv7 that never changes and is never reused.',
        examples: ['0193c7a0-7000-7000-8000-000000000001']
      }),
      { computed: true }
    ),
    ...(table.slug && {
      slug: column(table.slug, Slug.describe('A readable name that works wherever the id does.'))
    }),
    externalId: column(
      table.externalId,
      line(200).meta({
        description: 'The id in the data set that the row was imported from.',
        examples: ['seed:c13']
      })
    ),
    status: column(table.status, Status),
    revision: column(table.revision, z.int().describe('1, 2, …: grows by one with every change.'), {
      computed: true
    }),
    createdAt: column(table.createdAt, Instant.describe('When the row was first written.'), {
      computed: true
    }),
    updatedAt: column(table.updatedAt, Instant.describe('When the row was last changed.'), {
      computed: true
    }),
    note: column(
      table.note,
      prose().meta({
        description: "The editors' note, public: what a source leaves open stays open here.",
        examples: ['The source states no year.']
      })
    )
  }
}

/** The columns of an EDTF date called `name` in SQL. */
export const dateColumns = <K extends string>(key: K, name: string) =>
  ({
    [key]: text(name),
    [`${key}Earliest`]: date(`${name}_earliest`, { mode: 'string' }),
    [`${key}Latest`]: date(`${name}_latest`, { mode: 'string' }),
    [`${key}Text`]: text(`${name}_text`),
    [`${key}Stated`]: text(`${name}_stated`),
    [`${key}Basis`]: text(`${name}_basis`)
  }) as DateColumns<K>
type TextColumn = ReturnType<typeof text>
type DayColumn = ReturnType<typeof date<string, 'string'>>
type DateColumns<K extends string> = {
  [P in K | `${K}Text` | `${K}Stated` | `${K}Basis`]: TextColumn
} & {
  [P in `${K}Earliest` | `${K}Latest`]: DayColumn
}

type Dated<K extends string> = Record<
  K | `${K}Text` | `${K}Stated` | `${K}Basis` | `${K}Earliest` | `${K}Latest`,
  AnyPgColumn
>
/** Two fields: the EDTF date itself, and how it is known (`…Details`). */
export function dateFields<K extends string>(
  table: Dated<K>,
  key: K,
  about: string
): Record<string, Field> {
  return {
    [key]: edtf(table[key], table[`${key}Earliest`], table[`${key}Latest`], about),
    [`${key}Details`]: group('DateDetails', `How \`${key}\` is known.`, {
      earliest: dayOf(
        table[`${key}Earliest`],
        'The first day it may stand for; null where that is open.'
      ),
      latest: dayOf(
        table[`${key}Latest`],
        'The last day it may stand for; null where that is open.'
      ),
      text: column(
        table[`${key}Text`],
        line().meta({ description: 'The words in the source.', examples: ['December 2nd'] })
      ),
      stated: column(
        table[`${key}Stated`],
        Edtf.describe('What the source alone says, where the date above is inferred: `XXXX-12-02`.')
      ),
      basis: column(
        table[`${key}Basis`],
        line(1000).meta({
          description: 'What an inference rests on.',
          examples: ['The source states no year; other reporting does.']
        })
      )
    })
  }
}
export function edtf(
  value: AnyPgColumn,
  earliest: AnyPgColumn,
  latest: AnyPgColumn,
  about: string
): DateField {
  return { ...column(value, Edtf.describe(about)), kind: 'date', earliest, latest }
}
const dayOf = (of: AnyPgColumn, about: string): ColumnField =>
  column(of, Day.describe(about), { computed: true })
