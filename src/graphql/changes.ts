/** The change feed as a field of the root, and what of a change is shown. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString
} from 'graphql'
import { changeActions } from '../changes/events.js'
import { type ChangesRequest, positionOf, readChanges } from '../changes/read.js'
import { resourceNames } from '../resources/define.js'
import { isUuid } from '../store/sql.js'
import { mostRows } from './arguments.js'
import { badInput } from './errors.js'
import type { ResolverContext } from './evidence.js'
import { DateTime, Json, listOf } from './scalars.js'

const enumOf = (name: string, values: readonly string[], description: string) =>
  new GraphQLEnumType({
    name,
    description,
    values: Object.fromEntries(values.map((value) => [value, { value }]))
  })
export const ChangeAction = enumOf(
  'ChangeAction',
  changeActions,
  'What happened to a row, for those who see published rows alone.'
)
const ResourceName = enumOf('ResourceName', resourceNames, 'A resource.')
const string = new GraphQLNonNull(GraphQLString)

/** What every change tells. */
export const changeFields: GraphQLFieldConfigMap<unknown, unknown> = {
  position: { type: string, description: 'Its place in the feed: `after` goes on from there.' },
  type: { type: string, description: '`claim.published`' },
  action: { type: new GraphQLNonNull(ChangeAction) },
  id: { type: new GraphQLNonNull(GraphQLID) },
  revision: { type: new GraphQLNonNull(GraphQLInt), description: 'The row’s revision then.' },
  at: { type: new GraphQLNonNull(DateTime), description: 'When it was committed.' },
  by: { type: string, description: 'The name of the key, or the program that wrote it.' },
  reason: { type: GraphQLString },
  href: { type: string, description: 'Where the row is in REST.' },
  mergedInto: { type: GraphQLID, description: 'The row that it is part of by now.' }
}
export const Change = new GraphQLObjectType({
  name: 'RecordChange',
  description: 'What happened to a row that readers see.',
  fields: {
    ...changeFields,
    resource: { type: new GraphQLNonNull(ResourceName) },
    data: {
      type: Json,
      description: 'The row’s content as it is now; null where readers do not see it.'
    }
  }
})
const ChangePage = new GraphQLObjectType({
  name: 'ChangePage',
  fields: {
    nodes: { type: listOf(Change) },
    next: { type: string, description: 'Where to go on: as `after`.' },
    more: {
      type: new GraphQLNonNull(GraphQLBoolean),
      description: 'Whether there is more already.'
    }
  }
})

const some = (type: GraphQLEnumType | typeof GraphQLID) => ({
  type: new GraphQLList(new GraphQLNonNull(type))
})
export const changeArguments = {
  after: {
    type: GraphQLString,
    description: 'A position; see the field for what is meant without.'
  },
  resources: some(ResourceName),
  actions: some(ChangeAction),
  ids: some(GraphQLID)
}

/** Which changes the arguments ask for, but for where to begin. */
export function changesOf(args: Record<string, unknown>): Omit<ChangesRequest, 'after' | 'limit'> {
  const { resources, actions, ids } = args as Record<string, string[] | null | undefined>
  if (ids && (ids.length > 100 || !ids.every(isUuid)))
    throw badInput('ids', 'Expected at most 100 ids.')
  return {
    ...(resources && { resources: resources as NonNullable<ChangesRequest['resources']> }),
    ...(actions && { actions: actions as NonNullable<ChangesRequest['actions']> }),
    ...(ids && { ids })
  }
}

export function positionIn(after: string): number {
  const position = positionOf(after)
  if (position === undefined) throw badInput('after', 'Expected the position of a change.')
  return position
}

export const changes: GraphQLFieldConfig<unknown, ResolverContext> = {
  type: new GraphQLNonNull(ChangePage),
  description: 'What happened to the rows that readers see, in the order of commits.',
  args: {
    ...changeArguments,
    after: { type: GraphQLString, description: 'A position; the beginning unless given.' },
    first: { type: GraphQLInt, description: `1 to ${mostRows}; 50 unless given.` }
  },
  async resolve(_, args, { db }) {
    const limit = args.first ?? 50
    if (limit < 1 || limit > mostRows)
      throw badInput('first', `Expected a whole number from 1 to ${mostRows}.`)
    const after = positionIn(args.after ?? '0')
    const page = await readChanges(db, { ...changesOf(args), after, limit })
    const nodes = page.changes.map((text) => JSON.parse(text))
    return { nodes, next: String(page.next), more: page.more }
  }
}
