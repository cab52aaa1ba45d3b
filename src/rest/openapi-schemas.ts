/** The answers of REST as schemas, from the definitions: one component for each resource and part. */
import { z } from 'zod'
import type { Field, Resource, ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'

const descriptionOf = (schema: z.ZodType) => z.globalRegistry.get(schema)?.description

/** The schema or null, described as the schema itself is. */
function orNull(schema: z.ZodType): z.ZodType {
  const description = descriptionOf(schema)
  return description ? schema.nullable().describe(description) : schema.nullable()
}

/** A schema that is made once and kept under its component's name. */
const components = new Map<string, z.ZodType>()
function component(name: string, make: () => z.ZodType, description?: string): z.ZodType {
  const known = components.get(name)
  if (known) return known
  const made = make().meta({ id: name, ...(description && { description }) })
  components.set(name, made)
  return made
}

const Link = component(
  'Link',
  () =>
    z.object({
      id: z.uuid(),
      slug: z.string().nullable().optional().describe('Where such resources have slugs.'),
      label: z.string().nullable().describe('What to show a person.')
    }),
  'A link to another resource, unless `include` embeds the resource itself.'
)

/** A link's two forms: the reference, or the resource that `include` puts in its place. */
const linkTo = (to: ResourceName) => [Link, z.lazy(() => resourceSchema(resources[to]))] as const

function fieldSchema(field: Field): z.ZodType {
  switch (field.kind) {
    case 'column':
    case 'date':
    case 'computed':
      return field.nullable ? orNull(field.schema) : field.schema
    case 'one':
      // A link may lead to what a reader may not see: it is null then, whatever the column says.
      return z.union([...linkTo(field.to), z.null()]).describe(field.about)
    case 'many': {
      const schema = z.array(z.union(linkTo(field.to)))
      if (field.shown === 'always') return schema.describe(field.about)
      return schema.optional().describe(`${field.about} Only with \`include\`.`)
    }
    case 'parts': {
      const part = component(field.typeName, () => membersOf(field.fields), field.about)
      if (!field.single) return z.array(part).describe(field.about)
      return part.nullable().describe(field.about)
    }
    case 'group':
      // The same type may stand under several names, each with a description of its own.
      return z
        .lazy(() => component(field.typeName, () => membersOf(field.fields)))
        .describe(field.about)
    case 'values':
      return z.array(field.schema).describe(field.about)
  }
}

/** Every field that REST shows; those that may be without bound are lists of their own. */
function membersOf(fields: Record<string, Field>): z.ZodObject {
  const shown = Object.entries(fields).filter(
    ([, field]) => field.kind !== 'many' || field.shown !== 'paged'
  )
  return z.object(Object.fromEntries(shown.map(([name, field]) => [name, fieldSchema(field)])))
}

export const Highlight = component('Highlight', () =>
  z.object({
    field: z.string().describe('`title`, or in a list of names `otherNames.0`.'),
    start: z.int().min(0).describe('In code points of the field, from 0.'),
    end: z.int().min(0).describe('Excluded.')
  })
)
const highlights = z
  .array(Highlight)
  .optional()
  .describe('Where the words of the search stand. Only with `q`.')

/** The resource with all of its fields: what is answered by default. */
export function resourceSchema(resource: Resource): z.ZodType {
  return component(
    resource.typeName,
    () => membersOf(resource.fields).extend(resource.search ? { highlights } : {}),
    resource.about
  )
}

const Cursor = z
  .string()
  .nullable()
  .meta({ description: 'A cursor, or null where there are no more rows.' })
const Page = component('Page', () =>
  z.object({
    size: z.int().min(0).describe('How many rows this page holds.'),
    next: Cursor.describe('For `after`: the page that follows; null on the last.'),
    prev: Cursor.describe('For `before`: the page that precedes; null on the first.')
  })
)
const Count = component('Count', () =>
  z.object({
    value: z.int().min(0).describe('How many rows match, on all pages.'),
    exact: z.boolean().describe('Whether they were counted, not estimated.')
  })
)
const ListMeta = component('ListMeta', () =>
  z.object({
    applied: z.record(z.string(), z.union([z.string(), z.int()])).meta({
      description: 'Every filter, sort and default in force, by parameter.',
      examples: [{ agency: 'minneapolis-pd', sort: '-issuedOn', limit: 50 }]
    }),
    count: Count.optional().describe('Only with the parameter `count`.')
  })
)

/** A page of a collection. */
export function listSchema(resource: Resource): z.ZodType {
  return component(
    `${resource.typeName}List`,
    () => z.object({ data: z.array(resourceSchema(resource)), page: Page, meta: ListMeta }),
    `A page of ${resource.path}.`
  )
}
