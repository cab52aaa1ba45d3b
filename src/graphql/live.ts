/** Runs a subscription: follows the change feed, and reads of the rows it tells what is asked for. */
import type {
  ExecutionResult,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  OperationDefinitionNode
} from 'graphql'
import { getArgumentValues, getVariableValues } from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import type { ChangeAction } from '../changes/events.js'
import type { ChangeFeed } from '../changes/feed.js'
import { type Change, type ChangesRequest, lastPosition } from '../changes/read.js'
import type { Field, Resource } from '../resources/define.js'
import type { Cursors } from '../store/cursor.js'
import type { Queryable } from '../store/database.js'
import { readList } from '../store/read.js'
import { sortOf } from '../store/rows.js'
import type { AppliedFilter, Selection } from '../store/selection.js'
import { filtersOfAll, mostRows } from './arguments.js'
import { changesOf, positionIn } from './changes.js'
import type { Budget } from './cost.js'
import { Refused } from './errors.js'
import { signed } from './execute.js'
import { selectionOf } from './plan.js'
import { schema } from './schema.js'
import { subscriptions } from './subscriptions.js'

export interface Subscribed {
  operation: OperationDefinitionNode
  fragments: Record<string, FragmentDefinitionNode>
  variables?: Record<string, unknown> | undefined
}
export interface LiveOptions {
  db: Queryable
  cursors: Cursors
  feed: ChangeFeed
  budget: Budget
}

/** A member of a change's object: one of its own, the name of its type, or the row. */
type Member = { as: string } & ({ own: keyof Change } | { constant: string } | { row: true })
type Row = Record<string, unknown>
interface Plan {
  as: string
  request: Omit<ChangesRequest, 'after'>
  after?: number
  /** The members of each change; undefined where the row itself is the answer. */
  members?: Member[]
  /** What is read of the rows, and which. */
  rows?: { resource: Resource; filters: AppliedFilter[]; select: Selection }
}

/** Checks the operation and returns its results, each when it is there. Throws what is wrong with it. */
export async function subscribe(
  given: Subscribed,
  { db, cursors, feed, budget }: LiveOptions,
  signal: AbortSignal
): Promise<AsyncGenerator<ExecutionResult, void, void>> {
  const plan = planOf(given, cursors, budget)
  // From here on, and not from when the first result is asked for.
  const after = plan.after ?? (await lastPosition(db))
  return resultsOf(plan, { ...plan.request, after }, { db, cursors, feed }, signal)
}

async function* resultsOf(
  plan: Plan,
  request: ChangesRequest,
  { db, cursors, feed }: Omit<LiveOptions, 'budget'>,
  signal: AbortSignal
): AsyncGenerator<ExecutionResult, void, void> {
  for await (const page of feed.follow(request, signal)) {
    const changes = page.changes.map((text): Change => JSON.parse(text))
    const { rows: asked } = plan
    const rows = asked && (await feed.whenBack(() => rowsOf(asked, changes, db, cursors), signal))
    if (asked && !rows) return
    for (const change of changes) {
      const row = rows?.get(change.id)
      // Not among those that the filter lets through, or gone again.
      if (rows && (row === undefined || (row === null && !plan.members))) continue
      const value = plan.members ? objectOf(plan.members, change, row) : row
      yield { data: { [plan.as]: value } }
    }
  }
}

const objectOf = (members: Member[], change: Change, row: Row | null | undefined) =>
  Object.fromEntries(
    members.map((member) => {
      if ('constant' in member) return [member.as, member.constant]
      if ('row' in member) return [member.as, row && partOf(row, member.as)]
      const value = change[member.own]
      return [member.as, member.own === 'position' ? String(value) : value]
    })
  )

/** A row may be asked for under several aliases: each member read is named by the alias as well. */
const partOf = (row: Row, alias: string) =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      name.startsWith(`${alias} `) ? [[name.slice(alias.length + 1), value]] : []
    )
  )

/** By id, the rows that pass the filter: null where readers do not see them any more. Two statements. */
async function rowsOf(
  { resource, filters, select }: NonNullable<Plan['rows']>,
  changes: Change[],
  db: Queryable,
  cursors: Cursors
): Promise<Map<string, Row | null>> {
  const ids = [...new Set(changes.map(({ id }) => id))]
  if (!ids.length) return new Map()
  const id = { as: key, field: resource.fields['id'] as Field }
  const list = async (more: AppliedFilter[], select: Selection, sees?: 'all') => {
    const { data } = await readList(db, {
      resource,
      rows: {
        filters: [...more, { name: 'id', operator: 'eq', values: ids }],
        sort: sortOf(resource.defaultSort),
        limit: ids.length,
        backward: false
      },
      select: [id, ...select],
      view: sees ? { sees } : {}
    })
    return JSON.parse(`[${signed(data, cursors)}]`) as Row[]
  }
  // What was withdrawn passes the filter as it did.
  const passing = (await list(filters, [], 'all')).map((row): [string, null] => [
    row[key] as string,
    null
  ])
  const found = new Map<string, Row | null>(passing)
  for (const { [key]: id, ...row } of await list([], select))
    if (found.has(id as string)) found.set(id as string, row)
  return found
}
/** Beside the members that are asked for; no alias can be the same. */
const key = '#id'

function planOf(
  { operation, fragments, variables = {} }: Subscribed,
  cursors: Cursors,
  budget: Budget
): Plan {
  const values = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
    maxErrors: 10
  })
  if (values.errors) throw new Refused(values.errors, 'invalid_parameter')
  const root = schema.getSubscriptionType() as GraphQLObjectType
  const collected = collectFields(schema, fragments, values.coerced, root, operation.selectionSet)
  // A document is valid with one field alone, which may be left out by a directive.
  const [as, nodes] = [...collected][0] ?? []
  if (!as || !nodes) throw new Refused([], 'GRAPHQL_VALIDATION_FAILED')
  const field = root.getFields()[(nodes[0] as FieldNode).name.value] as GraphQLField<
    unknown,
    unknown
  >
  const args = getArgumentValues(field, nodes[0] as FieldNode, values.coerced)
  const after = args['after'] == null ? {} : { after: positionIn(args['after'] as string) }
  const op = { schema, operation, fragments, variables: values.coerced, cursors, budget }
  const membersOf = (type: GraphQLObjectType, row?: string) => {
    const subfields = collectSubfields(schema, fragments, values.coerced, type, nodes)
    const inner: { as: string; nodes: readonly FieldNode[] }[] = []
    const members = [...subfields].map(([as, each]): Member => {
      const name = (each[0] as FieldNode).name.value
      if (name === '__typename') return { as, constant: type.name }
      if (name !== row) return { as, own: name as keyof Change }
      inner.push({ as, nodes: each })
      return { as, row: true }
    })
    return { members, inner }
  }
  const typeNamed = (name: string) => schema.getType(name) as GraphQLObjectType
  const told = subscriptions.get(field.name)
  if (!told) {
    const request = { ...changesOf(args), limit: mostRows }
    return { as, ...after, request, members: membersOf(typeNamed('RecordChange')).members }
  }
  const { resource, tells } = told
  const filters = filtersOfAll(resource, args['filter'] as Parameters<typeof filtersOfAll>[1])
  const request = { resources: [resource.name], limit: mostRows }
  if (tells === 'published') {
    const select = selectionOf(op, resource, nodes)
    const actions: ChangeAction[] = ['published', 'restored']
    return { as, ...after, request: { ...request, actions }, rows: { resource, filters, select } }
  }
  const { members, inner } = membersOf(typeNamed(`${resource.typeName}Change`), resource.singular)
  const select = inner.flatMap(({ as, nodes }) =>
    selectionOf(op, resource, nodes).map((pick) => ({ ...pick, as: `${as} ${pick.as}` }))
  )
  return {
    as,
    ...after,
    request: { ...request, ...changesOf({ actions: args['actions'] }) },
    members,
    rows: { resource, filters, select }
  }
}
