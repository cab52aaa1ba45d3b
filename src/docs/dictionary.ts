/** The data dictionary: every resource with its fields, filters and sorts, from the definitions. */
import { z } from 'zod'
import { isWritable } from '../imports/normalise.js'
import { Edtf } from '../resources/columns.js'
import type { Field, Filter, Resource } from '../resources/define.js'
import { collections, resources } from '../resources/index.js'
import {
  fieldStandards,
  firstVersion,
  type Standard,
  since,
  standards,
  typeStandards
} from '../resources/standards.js'
import { captureExample, oneExamples } from '../rest/openapi-examples.js'

type Fields = Record<string, Field>
const all = Object.values(resources)
const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')
const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')
const code = (text: string) => `\`${text}\``

/** Whether it is one of those that every resource has, which stand in a table of their own. */
const [first] = collections as [Resource]
const isCommon = <T extends { about?: string }>(of: (resource: Resource) => Record<string, T>) => {
  const names = Object.keys(of(first)).filter((name) => all.every((each) => name in of(each)))
  return (name: string) => names.includes(name)
}
const commonField = isCommon(({ fields }) => fields as Record<string, Field & { about?: string }>)
const commonFilter = isCommon(({ filters }) => filters)
const commonSort = isCommon(({ sorts }) => sorts)

/** Objects that stand in more than one place have a heading of their own. */
type SharedType = Extract<Field, { kind: 'parts' | 'group' }>
const sharedTypes = new Map<string, SharedType>()
function findShared(fields: Fields, seen: Set<string>): void {
  for (const field of Object.values(fields)) {
    if (field.kind !== 'parts' && field.kind !== 'group') continue
    if (seen.has(field.typeName)) sharedTypes.set(field.typeName, field)
    seen.add(field.typeName)
    findShared(field.fields, seen)
  }
}
const seenTypes = new Set<string>()
for (const { fields } of all) findShared(fields, seenTypes)

interface Json {
  type?: string | string[]
  enum?: unknown[]
  format?: string
  items?: Json
  maxLength?: number
  $ref?: string
  $defs?: Record<string, Json>
}
function jsonOf(schema: z.ZodType): Json {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' }) as Json
  // A schema with an id stands among the definitions.
  return json.$ref ? (json.$defs?.[json.$ref.replace('#/$defs/', '')] ?? json) : json
}

function typeName({ type, enum: values, format, items, maxLength }: Json): string {
  if (values) return `one of ${values.map((value) => code(String(value))).join(', ')}`
  if (items) return `list of: ${typeName(items)}`
  if (format === 'date-time') return 'moment'
  if (format === 'date') return 'day'
  if (format === 'uuid') return 'UUID'
  if (type === 'string') return maxLength ? `text, at most ${maxLength}` : 'text'
  return type === 'integer' ? 'whole number' : String(type ?? 'value')
}
const linkTo = ({ name }: Resource) => `[${name}](#${name.toLowerCase()})`

function typeOf(field: Field): string {
  switch (field.kind) {
    case 'date':
      return 'EDTF date'
    case 'column':
    case 'computed':
      return field.schema === Edtf ? 'EDTF date' : typeName(jsonOf(field.schema))
    case 'values':
      return `list of: ${typeName(jsonOf(field.schema))}`
    case 'one':
      return `link to one of ${linkTo(resources[field.to])}`
    case 'many':
      return `links to ${linkTo(resources[field.to])}`
    default: {
      const isShared = sharedTypes.has(field.typeName)
      const name = isShared ? `[${field.typeName}](#${field.typeName.toLowerCase()})` : 'object'
      return field.kind === 'parts' && !field.single ? `list of: ${name}` : name
    }
  }
}

const metaOf = (field: Field) =>
  'schema' in field ? (z.globalRegistry.get(field.schema) ?? {}) : {}
const aboutOf = (field: Field): string =>
  ('about' in field ? field.about : metaOf(field).description) ?? ''

/** The first value at a path of an example: of lists the first element that has it. */
function valueAt(value: unknown, [name, ...rest]: string[]): unknown {
  if (Array.isArray(value)) {
    for (const each of value) {
      const found = valueAt(
        each,
        [name as string, ...rest].filter((part) => part !== undefined)
      )
      if (found !== undefined && found !== null) return found
    }
    return undefined
  }
  if (name === undefined || value === null || typeof value !== 'object') return value
  return valueAt((value as Record<string, unknown>)[name], rest)
}
const recorded = (resource: Resource): unknown[] =>
  resource.name === 'captures' ? [captureExample] : Object.values(oneExamples(resource))

const longest = 100
function exampleOf(field: Field, path: string[], of: Resource[]): string {
  if (field.kind === 'parts' || field.kind === 'group') return ''
  const [given] = (metaOf(field).examples as unknown[] | undefined) ?? []
  const isLink = field.kind === 'one' || field.kind === 'many'
  const at = isLink ? [...path, 'label'] : path
  const found = of
    .flatMap((resource) => recorded(resource).map((row) => valueAt(row, at)))
    .find((value) => value !== undefined && value !== null && typeof value !== 'object')
  const value = given ?? found ?? ('schema' in field ? jsonOf(field.schema).enum?.[0] : undefined)
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text
  return isLink ? `“${short}”` : code(short.replaceAll('`', '’'))
}

function standardOf(type: string, name: string, field: Field): string {
  const isDate = field.kind === 'date' || ('schema' in field && field.schema === Edtf)
  const format = 'schema' in field ? jsonOf(field.schema).format : undefined
  const key: Standard | undefined =
    fieldStandards[`${type}.${name}`] ??
    fieldStandards[`*.${name}`] ??
    (isDate ? 'edtf' : undefined) ??
    (format === 'date' || format === 'date-time' ? 'date' : undefined) ??
    ('typeName' in field ? typeStandards[field.typeName] : undefined)
  return key ? linked(key) : ''
}
const linked = (key: Standard) => `[${standards[key][0]}](${standards[key][1]})`

const byService = 'the service'
function writtenBy(field: Field): string {
  if (field.kind === 'many' && !isWritable(field)) return 'the other side'
  if (!isWritable(field)) return byService
  return 'found' in field && field.found ? 'you, or found' : 'you'
}

/** A row for each field, and for those within it that stand nowhere else. */
function fieldRows(
  fields: Fields,
  type: string,
  of: Resource[],
  path: string[] = [],
  isRead = false
): string[][] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const whole = [...path, name]
    const [resource] = of
    const asked = path.length || !resource ? '' : usesOf(resource, name)
    const came = since[`${type}.${name}`]
    const example = exampleOf(field, whole, of)
    const standard = standardOf(type, name, field)
    const meaning = [
      aboutOf(field),
      example && `Example: ${example}.`,
      standard && `Follows ${standard}.`,
      came && `Since ${came}.`
    ]
    const row = [
      code(whole.join('.')),
      typeOf(field),
      meaning.filter(Boolean).join(' '),
      isRead ? byService : writtenBy(field),
      asked
    ]
    if (field.kind !== 'parts' && field.kind !== 'group') return [row]
    if (sharedTypes.has(field.typeName)) return [row]
    const within = isRead || (field.kind === 'parts' && field.readOnly === true)
    return [row, ...fieldRows(field.fields, field.typeName, of, whole, within)]
  })
}
const usesOf = ({ filters, sorts, search }: Resource, name: string): string =>
  [name in filters && 'filter', name in sorts && 'sort', search?.fields.includes(name) && 'search']
    .filter(Boolean)
    .join(', ')
const fieldHead = ['field', 'type', 'meaning', 'written by', 'asked by']

const takes = ({ to, or, value }: Filter): string =>
  to
    ? `${to}${or ? ` or ${or}` : ''} by id, slug or identifier`
    : value === Edtf
      ? 'EDTF date'
      : typeName(jsonOf(value))
const filterRows = (filters: [string, Filter][]) =>
  filters.map(([name, filter]) => [
    code(name),
    filter.about,
    filter.operators
      .map((operator) => (operator === 'eq' ? '`=`' : code(`[${operator}]`)))
      .join(' '),
    takes(filter),
    filter.facet ? 'yes' : ''
  ])
const filterHead = ['filter', 'finds rows', 'operators', 'value', 'facet']

function section(resource: Resource): string {
  const { name, typeName: type, path, about, fields, filters, sorts, defaultSort } = resource
  const own = <T>(from: Record<string, T>, common: (name: string) => boolean) =>
    Object.entries(from).filter(([each]) => !common(each))
  const standard = typeStandards[type]
  const where = path ? `\`/v1/${path}\`` : 'read with what it belongs to'
  const ownSorts = own(sorts, commonSort).map(([each, { about }]) => [code(each), about])
  const parts = [
    `## ${name}`,
    `${about} ${where}; GraphQL \`${type}\`.${standard ? ` Follows ${linked(standard)}.` : ''}`,
    table(fieldHead, fieldRows(Object.fromEntries(own(fields, commonField)), type, [resource])),
    `### Filters of ${name}`,
    table(filterHead, filterRows(own(filters, commonFilter))),
    `### Sorts of ${name}`,
    `By default \`${defaultSort}\`.`,
    ownSorts.length ? table(['sort', 'order'], ownSorts) : ''
  ]
  return parts.filter(Boolean).join('\n\n')
}

const common = <T>(from: Record<string, T>, isOne: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => isOne(name)))
function sharedSection([name, field]: [string, SharedType]): string {
  const isRead = field.kind === 'parts' && field.readOnly === true
  return `### ${name}\n\n${table(fieldHead, fieldRows(field.fields, name, [], [], isRead))}`
}

export const dictionaryPage = () => `# Data dictionary

Every resource: its fields, what may be asked of it, and the standard that it follows. REST, GraphQL,
exports, releases and imports use the same names. All fields have been there since ${firstVersion}, unless one says
another version.

- **type**: a *link* is answered as \`{"id", "slug"?, "label"}\`, and written as an id, slug or identifier;
  its example is the label. An *EDTF date* may be uncertain. Any field may be null unless it has to be there.
- **meaning**: with an example, from the bundled dataset where it has one, and the standard it follows.
- **written by**: *you*, with a key; *the service*; or *the other side*, where the link is written in the row
  that it leads to.
- **asked by**: whether a filter, a sort or the search (\`q\`) goes by the field itself. Filters take the
  operators named (\`kind[not]=duty\`; [Reading](reading.md#filters)); those with a *facet* can be counted by
  ([Finding](finding.md)).

## Every resource

What all of them have.

${table(fieldHead, fieldRows(common(first.fields, commonField), '*', [first, ...all]))}

### Filters of every resource

${table(filterHead, filterRows(Object.entries(common(first.filters, commonFilter))))}

### Sorts of every resource

${table(
  ['sort', 'order'],
  Object.entries(common(first.sorts, commonSort)).map(([name, { about }]) => [code(name), about])
)}

${all.map(section).join('\n\n')}

## Objects in several places

${[...sharedTypes].map(sharedSection).join('\n\n')}
`
