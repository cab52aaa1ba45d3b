/**
 * A record in the API's field names -> a row ready to be written: checked against the definition,
 * its text in NFC, its dates with their bounds, its links as keys still to be looked up.
 */
import { z } from 'zod'
import { edtfBounds } from '../evidence/dates.js'
import type {
  ColumnField,
  DateField,
  Field,
  ManyField,
  PartsField,
  Resource
} from '../resources/define.js'
import { resources } from '../resources/index.js'
import { uuidv7 } from '../store/ids.js'
import { described, extracted } from './captures.js'
import type { ImportRecord, Problem } from './records.js'

/** Values and link keys by column name. A key is null, one name, or candidates of which the first found is taken. */
export interface Cells {
  c: Record<string, unknown>
  l: Record<string, string | string[] | null>
}
export interface Row extends Cells {
  /** The id that the row gets if it is new. */
  id: string
  /** Objects of part tables and links of link tables, by field. */
  p: Record<string, Cells[]>
}
export type Report = (field: string, message: string) => undefined

/** PostgreSQL's. */
const mostInteger = 2 ** 31 - 1

export function normalise(record: ImportRecord, problems: Problem[]): Row | undefined {
  const resource = resources[record.resource]
  const before = problems.length
  const { file, line } = record
  const name = record.value['externalId'] ?? record.value['slug'] ?? record.value['ocdId']
  const report: Report = (field, message) => {
    problems.push({ file, line, row: typeof name === 'string' ? name : undefined, field, message })
    return undefined
  }
  const row: Row = { id: uuidv7(), c: {}, l: {}, p: {} }
  const isCapture = resource.name === 'captures'
  const given = isCapture ? extracted(record.value, report) : record.value
  const tidy = tidied(given, report) as Record<string, unknown>
  const value = isCapture ? described(tidy, report) : tidy
  for (const [name, given] of Object.entries(value)) {
    if (name === 'id') {
      row.id = (check(z.uuid(), given, 'id', report) as string | undefined) ?? row.id
      continue
    }
    const field = own(resource.fields, name)
    if (!field) report(name, `There is no such field. There are: ${writable(resource).join(', ')}.`)
    else writeField(name, field, given, row, report, record.foreign)
  }
  requireName(resource, value, report)
  return problems.length > before ? undefined : row
}

/** A field of that name; not what every object has, such as `constructor`. */
const own = <T>(fields: Record<string, T>, name: string): T | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined
const writable = ({ fields }: Resource) =>
  Object.entries(fields)
    .filter(([, field]) => isWritable(field))
    .map(([name]) => name)
/** A link in a table of its own is written from one side; one that lies in the other row, there. */
export const isWritable = (field: Field): boolean => {
  if (field.kind === 'column' || field.kind === 'date') return !field.computed
  if (field.kind === 'computed' || (field.kind === 'parts' && field.readOnly)) return false
  if (field.kind === 'group') return Object.values(field.fields).some(isWritable)
  return field.kind !== 'many' || ('table' in field.join && !field.join.reverse)
}

function writeField(
  name: string,
  field: Field,
  given: unknown,
  row: Row,
  report: Report,
  foreign = false
): undefined {
  if (!isWritable(field))
    return report(name, 'It is made by the service, or written from the other side.')
  switch (field.kind) {
    case 'column':
    case 'date':
    case 'one':
      return writeCell(name, field, given, row, report, foreign)
    case 'group':
      if (!isObject(given)) return report(name, 'Expected an object.')
      for (const [inner, value] of Object.entries(given)) {
        const member = own(field.fields, inner)
        if (!member || !isWritable(member))
          report(`${name}.${inner}`, 'There is no such field to write.')
        else writeCell(`${name}.${inner}`, member, value, row, report)
      }
      return
    case 'values':
      row.p[name] = listOf(name, given, report).map((value, i) => ({
        c: { [field.value.name]: check(field.schema, value, `${name}.${i}`, report) },
        l: {}
      }))
      return
    case 'many': {
      const { join } = field as ManyField & { join: { target: { name: string } } }
      row.p[name] = listOf(name, given, report).map((key, i) => ({
        c: {},
        l: { [join.target.name]: keyOf(`${name}.${i}`, key ?? '', report) }
      }))
      return
    }
    case 'parts': {
      const list = field.single ? (given === null ? [] : [given]) : listOf(name, given, report)
      row.p[name] = list.map((part, i) =>
        partOf(field.single ? name : `${name}.${i}`, field, part, report)
      )
    }
  }
}

function partOf(path: string, field: PartsField, given: unknown, report: Report): Cells {
  const cells: Cells = { c: {}, l: {} }
  if (!isObject(given)) {
    report(path, 'Expected an object.')
    return cells
  }
  for (const [inner, value] of Object.entries(given)) {
    const member = own(field.fields, inner)
    if (!member || !isWritable(member))
      report(`${path}.${inner}`, 'There is no such field to write.')
    else writeCell(`${path}.${inner}`, member, value, cells, report)
  }
  for (const [inner, member] of Object.entries(field.fields))
    if (isWritable(member) && 'nullable' in member && !member.nullable && given[inner] == null)
      report(`${path}.${inner}`, 'It is required.')
  return cells
}

function writeCell(
  path: string,
  field: ColumnField | DateField | Field,
  given: unknown,
  cells: Cells,
  report: Report,
  foreign = false
): undefined {
  if (field.kind === 'one') {
    cells.l[field.column.name] =
      foreign && Array.isArray(given) ? given : keyOf(path, given, report)
    return
  }
  if (field.kind !== 'column' && field.kind !== 'date') return
  if (given === null && !field.nullable) return report(path, 'It cannot be null.')
  const value = given === null ? null : check(field.schema, given, path, report)
  if (value === undefined) return
  if (field.column.getSQLType() === 'integer' && Number(value) > mostInteger)
    return report(path, `Expected ${mostInteger} at most.`)
  cells.c[field.column.name] = value
  if (field.kind === 'date') {
    const { earliest, latest } =
      value === null ? { earliest: null, latest: null } : edtfBounds(value as string)
    cells.c[field.earliest.name] = earliest
    cells.c[field.latest.name] = latest
  }
}

/** A link: an id, slug, identifier or externalId; or an object with one of these, as the API answers it. */
function keyOf(path: string, given: unknown, report: Report): string | null {
  if (given === null) return null
  const { id, slug, externalId } = isObject(given) ? given : {}
  const key = isObject(given) ? (id ?? slug ?? externalId) : given
  if (typeof key === 'string' && key !== '') return key
  report(path, 'Expected the id, slug, identifier or externalId of a row.')
  return null
}

/** What a row can be found again by. */
function requireName(resource: Resource, value: Record<string, unknown>, report: Report): void {
  const { externalId, id, ocdId, identifiers } = value
  const slug = resource.slug && value['slug']
  const isIdentified = Array.isArray(identifiers) && identifiers.length > 0
  if ((externalId ?? id ?? slug ?? ocdId) == null && !isIdentified)
    report('externalId', 'It is required, so that a second import finds the row again.')
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
function listOf(path: string, given: unknown, report: Report): unknown[] {
  if (Array.isArray(given)) return given
  report(path, 'Expected a list.')
  return []
}
/** The value as the schema gives it back (a line is trimmed); undefined where it is not valid. */
function check(schema: z.ZodType, value: unknown, path: string, report: Report): unknown {
  const result = schema.safeParse(value)
  for (const issue of result.error?.issues ?? [])
    report([path, ...issue.path].join('.'), issue.message)
  return result.data
}

/** Text in Unicode NFC with `\n` line ends. What PostgreSQL cannot hold is refused. */
function tidied(value: unknown, report: Report, path = ''): unknown {
  if (typeof value === 'string') {
    if (value.includes('\0')) report(path, 'It has a NUL character.')
    if (/\p{Surrogate}/u.test(value)) report(path, 'It has half of a surrogate pair.')
    return value.replace(/\r\n?/g, '\n').normalize('NFC')
  }
  if (Array.isArray(value)) return value.map((each, i) => tidied(each, report, `${path}.${i}`))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      tidied(each, report, path ? `${path}.${name}` : name)
    ])
  )
}
