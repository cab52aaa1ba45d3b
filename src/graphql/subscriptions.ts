/** Subscriptions: the change feed as it grows, as it is and by resource, with the filters of the lists. */
import {
  type GraphQLFieldConfig,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString
} from 'graphql'
import type { Resource } from '../resources/define.js'
import { collections } from '../resources/index.js'
import { Change, ChangeAction, changeArguments, changeFields } from './changes.js'
import { listArguments } from './inputs.js'

type Field = GraphQLFieldConfig<unknown, unknown>
const after = {
  type: GraphQLString,
  description: 'Begin after this position; now unless given.'
}

/** What a field of the subscription root tells of: every change, or one resource's. */
export const subscriptions = new Map<
  string,
  { resource: Resource; tells: 'changed' | 'published' }
>(
  collections.flatMap((resource) => [
    [`${resource.singular}Published`, { resource, tells: 'published' as const }],
    [`${resource.singular}Changed`, { resource, tells: 'changed' as const }]
  ])
)

export const subscriptionType = (objectType: (resource: Resource) => GraphQLObjectType) =>
  new GraphQLObjectType({
    name: 'Subscription',
    description: 'What changes, as it is committed.',
    fields: () => ({
      changed: {
        type: new GraphQLNonNull(Change),
        description: 'Any change.',
        args: { ...changeArguments, after }
      },
      ...Object.fromEntries(collections.flatMap((resource) => fieldsOf(resource, objectType)))
    })
  })

function fieldsOf(
  resource: Resource,
  objectType: (resource: Resource) => GraphQLObjectType
): [string, Field][] {
  const { singular, typeName, name } = resource
  const { filter } = listArguments(resource)
  const args = { ...(filter && { filter }), after }
  const type = objectType(resource)
  const changed = new GraphQLObjectType({
    name: `${typeName}Change`,
    fields: {
      ...changeFields,
      [singular]: { type, description: 'The row as it is now; null where readers do not see it.' }
    }
  })
  return [
    [
      `${singular}Published`,
      {
        type: new GraphQLNonNull(type),
        description: `Of the ${name}, each that readers begin to see.`,
        args
      }
    ],
    [
      `${singular}Changed`,
      {
        type: new GraphQLNonNull(changed),
        description: `Whatever happens to the ${name}.`,
        args: { ...args, actions: { type: new GraphQLList(new GraphQLNonNull(ChangeAction)) } }
      }
    ]
  ]
}
