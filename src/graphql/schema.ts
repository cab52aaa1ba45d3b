/**
 * The schema, made from the definitions. What reads resources has no resolvers: an operation becomes
 * SQL (plan.ts).
 */
import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLSchema,
  GraphQLString
} from 'graphql'
import { z } from 'zod'
import type { ColumnField, ComputedField, DateField, Field, Resource } from '../resources/define.js'
import { collections, resources } from '../resources/index.js'
import { changes } from './changes.js'
import { compareField } from './compare.js'
import { contextField } from './context.js'
import { evidenceFields, type ResolverContext } from './evidence.js'
import { findingFields, Highlight } from './finding.js'
import { listArguments } from './inputs.js'
import { mutationType } from './mutations.js'
import { revisions } from './revisions.js'
import { asOf, DateScalar, EdtfScalar, isList, listOf, valueType } from './scalars.js'
import { subscriptionType } from './subscriptions.js'

type Fields = GraphQLFieldConfigMap<unknown, unknown>
type FieldConfig = GraphQLFieldConfig<unknown, unknown>
const nonNull = (type: ConstructorParameters<typeof GraphQLNonNull>[0]) =>
  new GraphQLNonNull(type) as GraphQLOutputType

export const Node = new GraphQLInterfaceType({
  name: 'Node',
  description: 'Anything with an id of its own.',
  fields: {
    id: { type: new GraphQLNonNull(GraphQLID), description: 'A UUIDv7 that never changes.' }
  }
})
const PageInfo = new GraphQLObjectType({
  name: 'PageInfo',
  description: 'Where a page lies in its list (Relay Cursor Connections).',
  fields: {
    hasNextPage: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether there are rows after it.'
    },
    hasPreviousPage: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether there are rows before it.'
    },
    startCursor: { type: GraphQLString, description: 'The cursor of its first row.' },
    endCursor: { type: GraphQLString, description: 'The cursor of its last row.' }
  }
})

const objects = new Map<Resource, GraphQLObjectType>()
const connections = new Map<Resource, GraphQLObjectType>()
const members = new Map<string, GraphQLObjectType>()

export function objectType(resource: Resource): GraphQLObjectType {
  return memoized(
    objects,
    resource,
    () =>
      new GraphQLObjectType({
        name: resource.typeName,
        description: resource.about,
        interfaces: [Node],
        fields: () => fieldsOf(resource.fields)
      })
  )
}

function connectionType(resource: Resource): GraphQLNonNull<GraphQLObjectType> {
  const type = memoized(connections, resource, () => {
    const node = new GraphQLNonNull(objectType(resource))
    const edge = new GraphQLObjectType({
      name: `${resource.typeName}Edge`,
      fields: {
        node: { type: node },
        cursor: {
          type: new GraphQLNonNull(GraphQLString),
          description: 'Where the row lies in the list.'
        },
        ...(resource.search && {
          highlights: {
            type: new GraphQLList(new GraphQLNonNull(Highlight)),
            description: 'Where the words of the search `q` stand; null without one.'
          }
        })
      }
    })
    return new GraphQLObjectType({
      name: `${resource.typeName}Connection`,
      description: 'A page of a list (Relay Cursor Connections).',
      fields: {
        edges: { type: listOf(edge), description: 'The rows, each with its cursor.' },
        nodes: { type: listOf(objectType(resource)), description: 'The rows alone.' },
        pageInfo: { type: new GraphQLNonNull(PageInfo) },
        totalCount: {
          type: new GraphQLNonNull(GraphQLInt),
          description: 'How many match: counted when asked.'
        }
      }
    })
  })
  return new GraphQLNonNull(type)
}

const fieldsOf = (fields: Record<string, Field>): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldConfig(field)]))

function fieldConfig(field: Field): FieldConfig {
  switch (field.kind) {
    case 'column':
    case 'date':
    case 'computed':
      return {
        type: columnType(field),
        description: z.globalRegistry.get(field.schema)?.description
      }
    case 'values':
      return { type: listOf(valueType(field.schema)), description: field.about }
    case 'one': {
      const type = objectType(resources[field.to])
      // A link may lead to what a reader may not see: it is null then, so never non-null.
      return { type, description: field.about }
    }
    case 'many':
      return {
        type: connectionType(resources[field.to]),
        args: listArguments(resources[field.to], field.sort),
        description: field.about
      }
    case 'group':
      return { type: nonNull(memberType(field.typeName, field.fields)), description: field.about }
    case 'parts': {
      const type = memberType(field.typeName, field.fields)
      return { type: field.single ? type : listOf(type), description: field.about }
    }
  }
}

function columnType({
  kind,
  schema,
  nullable
}: ColumnField | ComputedField | DateField): GraphQLOutputType {
  const type = kind === 'date' ? EdtfScalar : valueType(schema)
  if (isList(schema)) return listOf(type)
  return nullable ? type : nonNull(type)
}

const memberType = (name: string, fields: Record<string, Field>) =>
  memoized(members, name, () => new GraphQLObjectType({ name, fields: () => fieldsOf(fields) }))

function memoized<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known) return known
  const made = make()
  map.set(key, made)
  return made
}

const on = { type: DateScalar, description: 'The day whose law is asked for; today unless given.' }

function rootFields(resource: Resource): Fields {
  return {
    [resource.singular]: {
      type: objectType(resource),
      description: `${resource.about} By id${resource.slug ? ', slug' : ''} or identifier.`,
      args: { id: { type: new GraphQLNonNull(GraphQLID) }, on, asOf }
    },
    [resource.name]: {
      type: connectionType(resource),
      description: `A list of ${resource.name}.`,
      args: { ...listArguments(resource), on, asOf }
    }
  }
}

/** Fields with resolvers, whose failures are kept as they were thrown. */
const told = (fields: Record<string, GraphQLFieldConfig<unknown, ResolverContext>>): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { resolve, ...field }]) => {
      const noting: typeof resolve = async (source, args, context, info) => {
        try {
          return await resolve?.(source, args, context, info)
        } catch (error) {
          context.failed.error = error
          throw error
        }
      }
      return [name, { ...field, resolve: noting } as FieldConfig]
    })
  )

const Query = new GraphQLObjectType({
  name: 'Query',
  description: 'The public record, to be read.',
  fields: () => ({
    node: {
      type: Node,
      description: 'Anything by its id.',
      // Relay takes no other argument here.
      args: { id: { type: new GraphQLNonNull(GraphQLID) } }
    },
    nodes: {
      type: new GraphQLNonNull(new GraphQLList(Node)),
      description:
        'Several by their ids, at most 200, in the order given; null where there is none.',
      args: {
        ids: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID))) },
        on,
        asOf
      }
    },
    ...Object.assign({}, ...collections.map(rootFields)),
    compare: compareField(objectType),
    claimContext: contextField(objectType),
    ...told({ ...evidenceFields, ...findingFields, revisions, changes })
  })
})

export const schema = new GraphQLSchema({
  description: 'OnRecord: who said what, when, in which exact words, under which law.',
  query: Query,
  mutation: mutationType(objectType),
  subscription: subscriptionType(objectType),
  types: Object.values(resources).map(objectType)
})
