/** Arguments of lists: filters and sorts of the definitions as input objects. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLScalarType,
  GraphQLString
} from 'graphql'
import type { Filter, Resource } from '../resources/define.js'
import { valueType } from './scalars.js'

const many = (type: GraphQLScalarType | GraphQLEnumType | GraphQLInputObjectType) =>
  new GraphQLList(new GraphQLNonNull(type))
const SortDirection = new GraphQLEnumType({
  name: 'SortDirection',
  values: { ASC: { value: 'ASC' }, DESC: { value: 'DESC' } }
})

const conditions = new Map<string, GraphQLInputObjectType>()
/** The operators of a filter on values of its type: one input type for all filters alike. */
function conditionType({ value, operators, to }: Filter): GraphQLInputObjectType {
  const type = valueType(value)
  const can = (operator: string) => (operators as readonly string[]).includes(operator)
  const kind = can('contains') ? 'Text' : can('gt') ? 'Range' : can('not') ? '' : 'Equal'
  const name = `${can('exists') ? 'Nullable' : ''}${to ? 'Link' : type.name}${kind}Filter`
  const known = conditions.get(name)
  if (known) return known
  const fields: GraphQLInputFieldConfigMap = {
    eq: { type, description: to ? 'The row of this id, slug or identifier.' : 'Is this.' },
    in: { type: many(type), description: 'Is any of these.' }
  }
  if (can('not')) {
    fields['not'] = { type, description: 'Is not this; rows without a value match.' }
    fields['notIn'] = {
      type: many(type),
      description: 'Is none of these; rows without a value match.'
    }
  }
  const words = {
    gt: 'After or above.',
    gte: 'From here on.',
    lt: 'Before or below.',
    lte: 'Up to here.'
  }
  for (const [operator, description] of Object.entries(words))
    if (can(operator)) fields[operator] = { type, description }
  if (can('contains'))
    fields['contains'] = { type: GraphQLString, description: 'Has this in it, capitals aside.' }
  if (can('exists'))
    fields['exists'] = { type: GraphQLBoolean, description: 'Has a value, or has none.' }
  const made = new GraphQLInputObjectType({
    name,
    fields,
    description: 'All that is given must hold.'
  })
  conditions.set(name, made)
  return made
}

const inputs = new Map<Resource, { filter: GraphQLInputObjectType; sort: GraphQLInputObjectType }>()
function inputTypes(resource: Resource) {
  const known = inputs.get(resource)
  if (known) return known
  const { typeName } = resource
  const filter = new GraphQLInputObjectType({
    name: `${typeName}Filter`,
    description: `Which ${resource.name}: all that is given must hold.`,
    fields: Object.fromEntries(
      Object.entries(resource.filters).map(([name, each]) => [
        name,
        { type: conditionType(each), description: each.about }
      ])
    )
  })
  const field = new GraphQLEnumType({
    name: `${typeName}SortField`,
    values: Object.fromEntries(
      Object.entries(resource.sorts).map(([name, { about }]) => [
        name,
        { value: name, description: about }
      ])
    )
  })
  const sort = new GraphQLInputObjectType({
    name: `${typeName}Sort`,
    fields: {
      field: { type: new GraphQLNonNull(field) },
      direction: { type: new GraphQLNonNull(SortDirection), defaultValue: 'ASC' }
    }
  })
  const made = { filter, sort }
  inputs.set(resource, made)
  return made
}

/** `order`: that of the list unless another is asked for. */
export function listArguments(
  resource: Resource,
  order = resource.defaultSort
): GraphQLFieldConfigArgumentMap {
  const { filter, sort } = inputTypes(resource)
  return {
    first: {
      type: GraphQLInt,
      description: 'The first so many, 1 to 200; 50 at the root, 20 in a link.'
    },
    after: { type: GraphQLString, description: 'A cursor: begin after it.' },
    last: { type: GraphQLInt, description: 'The last so many, 1 to 200.' },
    before: { type: GraphQLString, description: 'A cursor: end before it.' },
    filter: { type: filter },
    ...(resource.search && {
      q: {
        type: GraphQLString,
        description: 'Search the text: words, "a phrase", -without, or. Best first unless sorted.'
      }
    }),
    sort: { type: many(sort), description: `In which order; \`${order}\` unless given.` }
  }
}
