/**
 * Example answers, from the examples that stand in the definitions. What has none is null, or else
 * the simplest value of its type.
 */
import { z } from 'zod'
import { edtfBounds } from '../evidence/dates.js'
import type { ColumnField, DateField, Field, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'

type Json = Record<string, unknown>

export function exampleOf(resource: Resource): Json {
  const { id, label, ...named } = link(resource)
  return { ...membersOf(resource.fields), id, ...named }
}

export function exampleListOf(resource: Resource): Json {
  return {
    data: [exampleOf(resource)],
    page: { size: 1, next: null, prev: null },
    meta: { applied: { sort: resource.defaultSort, limit: 50 } }
  }
}

function membersOf(fields: Record<string, Field>): Json {
  const members: Json = {}
  for (const [name, field] of Object.entries(fields))
    if (field.kind !== 'many' || field.shown === 'always') members[name] = exampleFor(name, field)
  for (const [name, field] of Object.entries(fields)) {
    const details = members[`${name}Details`]
    if (field.kind === 'date' && details)
      Object.assign(details, edtfBounds(String(members[name])), { stated: null })
  }
  return members
}

/** The members of a part. Where it may link to one thing or another, it links to the first. */
function partOf(fields: Record<string, Field>): Json {
  const [, ...others] = Object.entries(fields).filter(
    ([, field]) => field.kind === 'one' && field.nullable
  )
  return { ...membersOf(fields), ...Object.fromEntries(others.map(([name]) => [name, null])) }
}

function exampleFor(name: string, field: Field): unknown {
  switch (field.kind) {
    case 'column':
    case 'date':
      return plain(name, field)
    case 'one':
      return link(resources[field.to])
    case 'many':
      return [link(resources[field.to])]
    case 'parts':
      return field.single ? partOf(field.fields) : [partOf(field.fields)]
    case 'group':
      return partOf(field.fields)
    case 'values':
      return []
  }
}

/** One id for each resource, so that examples which link to one another agree. */
function link(to: Resource): Json {
  const label = Object.entries(to.fields)
    .map(([name, field]) =>
      field.kind === 'column' && to.label.includes(field.column) ? plain(name, field) : null
    )
    .find((each) => each !== null)
  const slug = String(label)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  const number = Object.values(resources).indexOf(to) + 1
  return {
    id: `0193c7a0-7000-7000-8000-${String(number).padStart(12, '0')}`,
    ...(to.slug && { slug }),
    label
  }
}

function plain(name: string, { schema, nullable }: ColumnField | DateField): unknown {
  const whole = z.toJSONSchema(schema, { io: 'input' })
  // A schema that is named, such as an EDTF date, is a reference to its definition.
  const json = { ...Object.values(whole.$defs ?? {})[0], ...whole }
  const [example] = json.examples ?? json.enum ?? []
  if (example !== undefined) return example
  if (nullable) return null
  if (json.type === 'integer' || json.type === 'number') return leastOf(json.minimum)
  if (json.type === 'boolean') return false
  if (json.type === 'array') return []
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Without a minimum of its own, zod gives that of the safe integers. */
const leastOf = (minimum = 1) => (minimum === Number.MIN_SAFE_INTEGER ? 1 : minimum)
