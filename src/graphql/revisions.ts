/** The revisions of any row, as a field of the root with a resolver of its own. */

import { getTableName } from 'drizzle-orm'
import {
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString
} from 'graphql'
import type pg from 'pg'
import { type Revision, revisionsOf } from '../editing/revisions.js'
import type { Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import type { Selection } from '../store/selection.js'
import { isUuid } from '../store/sql.js'
import { viewOf } from './arguments.js'
import { badInput } from './errors.js'
import type { ResolverContext } from './evidence.js'
import { asOf, DateTime, Json, listOf } from './scalars.js'

const string = new GraphQLNonNull(GraphQLString)
const FieldChange = new GraphQLObjectType({
  name: 'FieldChange',
  description: 'A field that differs from the revision before.',
  fields: { field: { type: string }, from: { type: Json }, to: { type: Json } }
})
const RevisionType = new GraphQLObjectType({
  name: 'Revision',
  description: 'One change of a row: who made it, when, why, and in which fields.',
  fields: {
    revision: { type: new GraphQLNonNull(GraphQLInt) },
    action: { type: string, description: 'created, updated, published, withdrawn and so on.' },
    at: { type: new GraphQLNonNull(DateTime) },
    by: { type: string, description: 'The name of the key, or the program that wrote it.' },
    reason: { type: GraphQLString },
    changes: { type: listOf(FieldChange) }
  }
})

export const revisions: GraphQLFieldConfig<unknown, ResolverContext> = {
  type: listOf(RevisionType),
  description: 'The revisions of a row by its id, newest first; none where there is no such row.',
  args: {
    id: { type: new GraphQLNonNull(GraphQLID) },
    first: { type: GraphQLInt, description: 'How many, 1 to 50; 20 unless given.' },
    before: { type: GraphQLInt, description: 'Those before this number.' },
    asOf
  },
  async resolve(_, { id, first, before, ...args }, { db, sees }): Promise<Revision[]> {
    const limit = first ?? 20
    if (limit < 1 || limit > 50) throw badInput('first', 'Expected a whole number from 1 to 50.')
    const pool = db as pg.Pool
    const view = { ...viewOf(args), sees }
    const { rows } = await pool.query(
      'select resource from history.changes where row_id = $1 limit 1',
      [isUuid(id) ? id : null]
    )
    const resource = Object.values(resources).find(
      ({ table }) => getTableName(table) === rows[0]?.resource
    )
    if (!resource) return []
    const select = shallow(resource)
    return (await revisionsOf(pool, resource, id, select, view, { limit, before })).revisions
  }
}

/** The row's own columns and groups of them; links as ids. */
function shallow(resource: Resource): Selection {
  const fields = (of: Resource['fields']): Selection =>
    Object.entries(of).flatMap(([as, field]): Selection => {
      if (field.kind === 'computed') return []
      if (field.kind === 'one' || field.kind === 'many') {
        if (field.kind === 'many' && field.shown !== 'always') return []
        const to = resources[field.to]
        return [{ as, field, select: [{ as: 'id', field: to.fields['id'] as never }] }]
      }
      if (field.kind === 'parts' || field.kind === 'group')
        return [{ as, field, select: fields(field.fields) }]
      return [{ as, field }]
    })
  return fields(resource.fields)
}
