/** What may be written, as schemas, from the definitions: one component for each resource and part. */
import { z } from 'zod'
import { childOf } from '../editing/write.js'
import { isWritable } from '../imports/normalise.js'
import type { Field, Resource } from '../resources/define.js'

const inputs = new Map<string, z.ZodType>()
/** A schema made once, under its component's name. */
export function component(name: string, make: () => z.ZodType, description?: string): z.ZodType {
  const made = inputs.get(name) ?? make().meta({ id: name, ...(description && { description }) })
  inputs.set(name, made)
  return made
}
export const LinkInput = component(
  'LinkInput',
  () => z.string().max(300),
  'A row by its id, slug, identifier or externalId.'
)

function inputOf(field: Field): z.ZodType {
  switch (field.kind) {
    case 'one':
      return LinkInput.nullable().optional().describe(field.about)
    case 'many':
      return z.array(LinkInput).optional().describe(field.about)
    case 'values':
      return z.array(field.schema).optional().describe(field.about)
    case 'parts': {
      const part = component(`${field.typeName}Input`, () => membersOf(field.fields))
      return (field.single ? part.nullable() : z.array(part)).optional().describe(field.about)
    }
    case 'group':
      return z
        .lazy(() => component(`${field.typeName}Input`, () => membersOf(field.fields)))
        .optional()
        .describe(field.about)
    default: {
      const { description } = z.globalRegistry.get(field.schema) ?? {}
      const schema = (field.nullable ? field.schema.nullable() : field.schema).optional()
      return description ? schema.describe(description) : schema
    }
  }
}
const membersOf = (fields: Record<string, Field>) =>
  z.object(
    Object.fromEntries(
      Object.entries(fields)
        .filter(([, field]) => isWritable(field))
        .map(([name, field]) => [name, inputOf(field)])
    )
  )

/** What POST takes: every field that is not made by the service, and rows nested in it. */
export function inputSchema(resource: Resource): z.ZodType {
  return component(
    `${resource.typeName}Input`,
    () => {
      const nested = Object.entries(resource.fields).flatMap(([name, field]) => {
        const child = childOf(resource, field)
        return child
          ? [[name, z.lazy(() => z.array(inputSchema(child)).optional())] as [string, z.ZodType]]
          : []
      })
      return (membersOf(resource.fields) as z.ZodObject).extend(Object.fromEntries(nested))
    },
    `What may be written of a ${resource.singular}. Links are named; dates have their bounds found.`
  )
}
