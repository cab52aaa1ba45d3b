/** What the rows of a selection hold, with types: what formats that have columns are made from. */
import { z } from 'zod'
import type { Field } from '../resources/define.js'
import type { Selection } from '../store/selection.js'

export type Shape =
  | { kind: 'value'; type: ValueType; nullable: boolean }
  | { kind: 'object'; members: Members; nullable: boolean }
  | { kind: 'list'; of: Shape; nullable: boolean }
/** `json`: whatever has no type of its own. */
export type ValueType = 'text' | 'integer' | 'number' | 'boolean' | 'day' | 'moment' | 'json'
export type Members = [name: string, Shape][]

export function membersOf(select: Selection): Members {
  return select.map((pick) => {
    if ('constant' in pick) return [pick.as, text]
    if ('label' in pick) return [pick.as, { ...text, nullable: true }]
    return [pick.as, shapeOf(pick.field, pick.select ?? [])]
  })
}
const text: Shape = { kind: 'value', type: 'text', nullable: false }

function shapeOf(field: Field, select: Selection): Shape {
  switch (field.kind) {
    case 'column':
    case 'date':
    case 'computed':
      return ofSchema(field.schema, field.nullable)
    case 'values':
      return listOf(ofSchema(field.schema, false))
    case 'group':
      return { kind: 'object', members: membersOf(select), nullable: false }
    case 'one':
      // What it leads to may be hidden from the reader.
      return { kind: 'object', members: membersOf(select), nullable: true }
    case 'many':
      return listOf({ kind: 'object', members: membersOf(select), nullable: false })
    case 'parts': {
      const object = { kind: 'object' as const, members: membersOf(select) }
      if (field.single) return { ...object, nullable: true }
      return listOf({ ...object, nullable: false })
    }
  }
}

const listOf = (of: Shape): Shape => ({ kind: 'list', of, nullable: false })

interface JsonSchema {
  type?: string
  format?: string
  items?: JsonSchema
  /** Of a schema with a name, which then stands in `$defs`. */
  $ref?: string
  $defs?: Record<string, JsonSchema>
}
const types: Record<string, ValueType> = {
  'string date': 'day',
  'string date-time': 'moment',
  string: 'text',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean'
}
const known = new WeakMap<z.ZodType, JsonSchema>()

function ofSchema(schema: z.ZodType, nullable: boolean): Shape {
  const json = known.get(schema) ?? jsonSchemaOf(schema)
  known.set(schema, json)
  return ofJsonSchema(json, nullable)
}
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const json = z.toJSONSchema(schema, { unrepresentable: 'any' }) as JsonSchema
  const name = json.$ref?.replace('#/$defs/', '')
  return (name && json.$defs?.[name]) || json
}
function ofJsonSchema({ type, format, items }: JsonSchema, nullable: boolean): Shape {
  if (type === 'array' && items) return { kind: 'list', of: ofJsonSchema(items, false), nullable }
  const value = types[`${type} ${format}`] ?? types[type ?? ''] ?? 'json'
  return { kind: 'value', type: value, nullable }
}
