/** Mutations: the writes of every resource, with input types made from the definitions. */
import {
  GraphQLBoolean,
  type GraphQLFieldConfigArgumentMap,
  GraphQLID,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString
} from 'graphql'
import type { Edit } from '../editing/edit.js'
import { childOf } from '../editing/write.js'
import { isWritable } from '../imports/normalise.js'
import type { Field, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { badInput } from './errors.js'
import { EdtfScalar, isList, valueType } from './scalars.js'

const many = (type: GraphQLInputType) => new GraphQLList(new GraphQLNonNull(type))
const types = new Map<string, GraphQLInputObjectType>()
function inputType(name: string, fields: () => GraphQLInputFieldConfigMap, description?: string) {
  const made = types.get(name) ?? new GraphQLInputObjectType({ name, fields, description })
  types.set(name, made)
  return made
}

function typeOf(field: Field): GraphQLInputType {
  switch (field.kind) {
    case 'one':
      return GraphQLID
    case 'many':
      return many(GraphQLID)
    case 'values':
      return many(valueType(field.schema))
    case 'parts': {
      const part = inputType(`${field.typeName}Input`, () => membersOf(field.fields))
      return field.single ? part : many(part)
    }
    case 'group':
      return inputType(`${field.typeName}Input`, () => membersOf(field.fields))
    case 'date':
      return EdtfScalar
    default: {
      const type = valueType(field.schema)
      return isList(field.schema) ? many(type) : type
    }
  }
}
const membersOf = (fields: Record<string, Field>): GraphQLInputFieldConfigMap =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, field]) => isWritable(field))
      .map(([name, field]) => [name, { type: typeOf(field) }])
  )

function inputOf(resource: Resource): GraphQLInputObjectType {
  const nested = Object.entries(resource.fields).flatMap(([name, field]) => {
    const child = childOf(resource, field)
    return child ? [[name, child] as const] : []
  })
  return inputType(
    `${resource.typeName}Input`,
    () => ({
      ...membersOf(resource.fields),
      ...Object.fromEntries(nested.map(([name, child]) => [name, { type: many(inputOf(child)) }]))
    }),
    `What may be written of a ${resource.singular}: links by id, slug, identifier or externalId. What is inside it, on creation only.`
  )
}

const common: GraphQLFieldConfigArgumentMap = {
  dryRun: { type: GraphQLBoolean, description: 'Check everything, and write nothing.' },
  idempotencyKey: {
    type: GraphQLString,
    description: 'The same edit with the same key gets the same answer, for a day.'
  }
}
const id = { type: new GraphQLNonNull(GraphQLID) }
const reason = { type: GraphQLString, description: 'Why: the revision tells it.' }
const revision = {
  type: new GraphQLNonNull(GraphQLInt),
  description: 'The revision that was read: if it is another by now, nothing is changed.'
}

interface Mutation {
  resource: Resource
  description: string
  args: GraphQLFieldConfigArgumentMap
  edit(args: Record<string, unknown>): Edit
}
function mutationsOf(resource: Resource): Record<string, Mutation> {
  const { typeName, singular } = resource
  const input = { type: new GraphQLNonNull(inputOf(resource)) }
  const known = (args: Record<string, unknown>) =>
    args['revision'] == null ? ('any' as const) : [args['revision'] as number]
  const key = (args: Record<string, unknown>) => args['id'] as string
  const mutation = (
    description: string,
    args: GraphQLFieldConfigArgumentMap,
    edit: Mutation['edit']
  ): Mutation => ({ resource, description, args: { ...args, ...common }, edit })
  return {
    [`create${typeName}`]: mutation(
      `Creates a ${singular}: a draft, unless its status says otherwise.`,
      { input, reason },
      ({ input }) => ({ verb: 'create', body: plain(input) })
    ),
    [`update${typeName}`]: mutation(
      'A value sets, null clears, what is absent stays; a list is replaced.',
      { id, revision, input, reason },
      (args) => ({ verb: 'patch', key: key(args), known: known(args), body: plain(args['input']) })
    ),
    [`withdraw${typeName}`]: mutation(
      'Nothing is erased: readers are told when and why.',
      { id, revision, reason: { type: new GraphQLNonNull(GraphQLString) } },
      (args) => {
        const reason = String(args['reason']).trim()
        if (!reason || reason.length > 1000)
          throw badInput('reason', 'Expected 1 to 1000 characters.')
        return { verb: 'withdraw', key: key(args), known: known(args), reason }
      }
    ),
    [`publish${typeName}`]: mutation('Readers see it from now on.', { id, reason }, (args) => ({
      verb: 'publish',
      key: key(args),
      known: 'any'
    })),
    [`restore${typeName}`]: mutation('As it was before.', { id, reason }, (args) => ({
      verb: 'restore',
      key: key(args),
      known: 'any'
    })),
    [`merge${typeName}`]: mutation(
      'What linked to it links to the other; answers with that one.',
      { id, into: id, reason },
      (args) => ({ verb: 'merge', key: key(args), into: args['into'] as string, known: 'any' })
    )
  }
}
/** GraphQL's input objects have no prototype; the writer takes what JSON gives. */
const plain = (input: unknown): unknown => JSON.parse(JSON.stringify(input))

export const mutations: Record<string, Mutation> = Object.assign(
  {},
  ...Object.values(resources).map(mutationsOf)
)
export function mutationType(typeOf: (resource: Resource) => GraphQLObjectType): GraphQLObjectType {
  return new GraphQLObjectType({
    name: 'Mutation',
    description: 'Edits of the record, for keys that may write.',
    fields: () =>
      Object.fromEntries(
        Object.entries(mutations).map(([name, { resource, description, args }]) => [
          name,
          { type: typeOf(resource), description, args }
        ])
      )
  })
}
