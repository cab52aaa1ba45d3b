/** Values: zod schemas of the definitions as GraphQL scalars and enums. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLString
} from 'graphql'
import { z } from 'zod'

const scalar = (name: string, description: string, specifiedByURL?: string) =>
  new GraphQLScalarType({
    name,
    description,
    specifiedByURL,
    parseValue: text(name),
    parseLiteral: literal(name)
  })
const text = (name: string) => (value: unknown) => {
  if (typeof value === 'string') return value
  throw new TypeError(`${name} is written as a string.`)
}
const literal = (name: string) => (node: { kind: string; value?: unknown }) => {
  if (node.kind === 'StringValue') return node.value as string
  throw new TypeError(`${name} is written as a string.`)
}

export const DateTime = scalar(
  'DateTime',
  'An instant in UTC: `2026-01-05T12:00:00Z` (RFC 3339).',
  'https://scalars.graphql.org/andimarek/date-time.html'
)
export const DateScalar = scalar('Date', 'A calendar day: `2020-08-01` (RFC 3339, full-date).')
export const EdtfScalar = scalar(
  'EDTF',
  'A date that may be uncertain (`2025-12-02?`), partial (`2025-12`, `XXXX-12-02`) or an interval (ISO 8601-2).',
  'https://www.loc.gov/standards/datetime/'
)

export const Json = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON value.' })

interface JsonSchema {
  $defs?: Record<string, JsonSchema>
  items?: JsonSchema
  type?: string
  format?: string
  enum?: string[]
  description?: string
}
const enums = new Map<string, GraphQLEnumType>()

/** The scalar or enum of one value. A list's is that of its items. */
export function valueType(schema: z.ZodType): GraphQLScalarType | GraphQLEnumType {
  const id = z.globalRegistry.get(schema)?.id
  const made = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output' }) as JsonSchema
  // A schema with an id of its own is described among the definitions.
  const json = (id && made.$defs?.[id]) || made
  const { type, format, enum: values, description } = json.items ?? json
  if (values?.join() === 'true,false') return GraphQLBoolean
  if (values && id) return enumType(id, values, description)
  if (id === 'Edtf') return EdtfScalar
  if (format === 'uuid') return GraphQLID
  if (format === 'date-time') return DateTime
  if (format === 'date') return DateScalar
  if (type === 'integer') return GraphQLInt
  if (type === 'number') return GraphQLFloat
  if (type === 'boolean') return GraphQLBoolean
  return GraphQLString
}

function enumType(name: string, values: string[], description?: string): GraphQLEnumType {
  const known = enums.get(name)
  if (known) return known
  const made = new GraphQLEnumType({
    name,
    description,
    values: Object.fromEntries(values.map((value) => [value, { value }]))
  })
  enums.set(name, made)
  return made
}

export const isList = (schema: z.ZodType) => schema instanceof z.ZodArray
export const listOf = (type: GraphQLOutputType) =>
  new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)))

/** The argument of every field that reads the record. */
export const asOf = {
  type: DateTime,
  description:
    'The moment whose record is asked for: just what was answered then. Now unless given.'
}
