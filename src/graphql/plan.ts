/**
 * A GraphQL operation -> selections: the same that REST makes, so the same engine answers. Its cost
 * is counted on the way, before any SQL is written.
 */
import {
  __Schema,
  __Type,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  locatedError,
  type OperationDefinitionNode
} from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import type { Edit } from '../editing/edit.js'
import type { Field, Resource } from '../resources/define.js'
import { collections, resources } from '../resources/index.js'
import type { Cursors } from '../store/cursor.js'
import type { HighlightMember } from '../store/search.js'
import type {
  Connection,
  ConnectionMember,
  EdgePart,
  ListRequest,
  PageInfoPart,
  Selection
} from '../store/selection.js'
import type { Statement } from '../store/sql.js'
import type { Sight, View } from '../store/view.js'
import { type LinkOrder, mostRows, rowsOf, viewOf } from './arguments.js'
import { planCompare } from './compare.js'
import { planContext } from './context.js'
import type { Budget } from './cost.js'
import { badInput } from './errors.js'
import { mutations } from './mutations.js'
import { objectType } from './schema.js'

/** What answers one field of the operation's root. */
export type RootPlan = { as: string } & ({ constant: string } | Delegated | ReadingPlan | EditPlan)
/** An edit, and what is asked of the row afterwards. */
export type EditPlan = {
  resource: Resource
  edit: Edit
  select: Selection
  args: { dryRun?: boolean; idempotencyKey?: string | null; reason?: string | null }
}
/** Not of the record: mercurius answers. */
export type Delegated = { as: string; delegated: readonly FieldNode[] }
/** `lists`: all that are within. */
export type ReadingPlan = Reading & { view: View; lists: List[] }
type Reading =
  | { one: Resource; key: string; select: Selection }
  | { list: Resource; connection: Connection }
  | { ids: string[]; single: boolean; select: [Resource, Selection][] }
  | { text: (sql: Statement) => string }
type List = Pick<ListRequest, 'resource' | 'rows'>

export interface Operation {
  schema: GraphQLSchema
  operation: OperationDefinitionNode
  fragments: Record<string, FragmentDefinitionNode>
  variables: Record<string, unknown>
  cursors: Cursors
  budget: Budget
  /** What the key lets its holder see. */
  sees?: Sight | undefined
}
/** What a field with a resolver of its own costs. */
const resolved = 100
type Nodes = readonly FieldNode[]
type Type = GraphQLObjectType | GraphQLInterfaceType
const bySingular = new Map(collections.map((resource) => [resource.singular, resource]))
const byName = new Map(collections.map((resource) => [resource.name as string, resource]))

export function planOf(op: Operation): RootPlan[] {
  const isMutation = op.operation.operation === 'mutation'
  const query = (
    isMutation ? op.schema.getMutationType() : op.schema.getQueryType()
  ) as GraphQLObjectType
  const fields = collectFields(
    op.schema,
    op.fragments,
    op.variables,
    query,
    op.operation.selectionSet
  )
  return [...fields].map(([as, nodes]) => ({ as, ...new Planner(op).root(query, nodes) }))
}

/** What is asked of one row of a resource. */
export function selectionOf(op: Operation, resource: Resource, nodes: Nodes): Selection {
  op.budget.take(1, 1)
  return new Planner(op).select(resource.fields, objectType(resource), nodes, 1, 1)
}

/** Plans one root field. */
class Planner {
  readonly lists: List[] = []
  constructor(readonly op: Operation) {}

  root(query: GraphQLObjectType, nodes: Nodes) {
    const name = nameOf(nodes)
    if (name === '__typename') return { constant: query.name }
    if (this.op.operation.operation === 'mutation') return this.edit(query, name, nodes)
    if (name === '__schema' || name === '__type')
      this.introspection(name === '__schema' ? __Schema : __Type, nodes, 1)
    const field = query.getFields()[name]
    if (field?.resolve) this.op.budget.take(resolved, 1)
    if (!field || field.resolve) return { delegated: nodes }
    const args = this.arguments(field, nodes)
    return {
      ...this.reading(name, field, args, nodes),
      view: { ...viewOf(args), sees: this.op.sees },
      lists: this.lists
    }
  }

  edit(type: GraphQLObjectType, name: string, nodes: Nodes): EditPlan {
    const field = type.getFields()[name] as GraphQLField<unknown, unknown>
    const { resource, edit } = mutations[name] as (typeof mutations)[string]
    this.op.budget.take(resolved, 1)
    const args = this.arguments(field, nodes)
    const select = this.select(resource.fields, objectType(resource), nodes, 1, 1)
    return { resource, edit: edit(args), select, args: args as EditPlan['args'] }
  }

  reading(
    name: string,
    field: GraphQLField<unknown, unknown>,
    args: Record<string, unknown>,
    nodes: Nodes
  ): Reading {
    const list = byName.get(name)
    if (list) return { list, connection: this.connection(list, field, nodes, 1, 1) }
    const one = bySingular.get(name)
    if (one) {
      this.op.budget.take(1, 1)
      const select = this.select(one.fields, objectType(one), nodes, 1, 1)
      return { one, key: args['id'] as string, select }
    }
    if (name === 'compare') {
      const { list, text } = located(nodes, () => planCompare(args, nodes, this))
      this.lists.push(list)
      return { text }
    }
    if (name === 'claimContext') return located(nodes, () => planContext(args, nodes, this))
    const single = name === 'node'
    const ids = single ? [args['id'] as string] : (args['ids'] as string[])
    if (ids.length > mostRows) throw badInput('ids', `At most ${mostRows} at once.`)
    this.op.budget.take(ids.length, 1)
    const select = Object.values(resources).map((each): [Resource, Selection] => [
      each,
      this.select(each.fields, objectType(each), nodes, ids.length, 1)
    ])
    return { ids, single, select }
  }

  /** `times`: how many such objects there may be in the answer; `depth`: how many links deep they lie. */
  select(
    fields: Record<string, Field>,
    type: Type,
    nodes: Nodes,
    times: number,
    depth: number
  ): Selection {
    return this.subfields(type, nodes).map(([as, inner]): Selection[number] => {
      const name = nameOf(inner)
      if (name === '__typename') return { as, constant: type.name }
      const field = fields[name] as Field
      const definition = (type as GraphQLObjectType).getFields()[name] as GraphQLField<
        unknown,
        unknown
      >
      switch (field.kind) {
        case 'one': {
          this.op.budget.take(times, depth + 1)
          const to = resources[field.to]
          return {
            as,
            field,
            select: this.select(to.fields, objectType(to), inner, times, depth + 1)
          }
        }
        case 'many': {
          const link = { name: `${type.name}.${name}`, sort: field.sort }
          const to = resources[field.to]
          const connection = this.connection(to, definition, inner, times, depth + 1, link)
          return { as, field, connection }
        }
        case 'parts':
        case 'group': {
          const member = this.op.schema.getType(field.typeName) as GraphQLObjectType
          this.op.budget.take(times, depth + 1)
          return { as, field, select: this.select(field.fields, member, inner, times, depth) }
        }
        default:
          return { as, field }
      }
    })
  }

  connection(
    resource: Resource,
    definition: GraphQLField<unknown, unknown>,
    nodes: Nodes,
    times: number,
    depth: number,
    link?: LinkOrder
  ): Connection {
    const args = this.arguments(definition, nodes)
    const { rows, binding } = located(nodes, () => rowsOf(resource, args, this.op.cursors, link))
    this.lists.push({ resource, rows })
    const total = times * rows.limit
    this.op.budget.take(total, depth)
    const type = this.op.schema.getType(`${resource.typeName}Connection`) as GraphQLObjectType
    const edge = this.op.schema.getType(`${resource.typeName}Edge`) as GraphQLObjectType
    const object = (inner: Nodes) =>
      this.select(resource.fields, objectType(resource), inner, total, depth)
    const members = this.subfields(type, nodes).map(([as, inner]): ConnectionMember => {
      const member = nameOf(inner)
      if (member === '__typename') return { as, constant: type.name }
      if (member === 'nodes') return { as, member, select: object(inner) }
      if (member === 'pageInfo') return { as, member, parts: this.pageInfo(inner) }
      if (member !== 'edges') return { as, member: 'totalCount' }
      const parts = this.subfields(edge, inner).map(([as, deeper]): EdgePart => {
        const part = nameOf(deeper)
        if (part === '__typename') return { as, constant: edge.name }
        if (part === 'highlights') return { as, part, members: this.highlights(deeper) }
        return part === 'node' ? { as, part, select: object(deeper) } : { as, part: 'cursor' }
      })
      return { as, member, parts }
    })
    return { rows, members, binding }
  }

  take(objects: number, depth: number): void {
    this.op.budget.take(objects, depth)
  }
  typeNamed(name: string): GraphQLObjectType {
    return this.op.schema.getType(name) as GraphQLObjectType
  }

  highlights(nodes: Nodes): HighlightMember[] {
    const type = this.op.schema.getType('Highlight') as GraphQLObjectType
    return this.subfields(type, nodes).map(([as, inner]) => {
      const member = nameOf(inner)
      if (member === '__typename') return { as, constant: type.name }
      return { as, member } as HighlightMember
    })
  }

  pageInfo(nodes: Nodes): PageInfoPart[] {
    const type = this.op.schema.getType('PageInfo') as GraphQLObjectType
    return this.subfields(type, nodes).map(([as, inner]) => {
      const part = nameOf(inner)
      return part === '__typename' ? { as, constant: type.name } : ({ as, part } as PageInfoPart)
    })
  }

  /** Counts what a query of the schema may return: each of its lists is taken to hold ten. */
  introspection(type: GraphQLObjectType, nodes: Nodes, times: number): void {
    this.op.budget.introspect(times)
    for (const [, inner] of this.subfields(type, nodes)) {
      const field = type.getFields()[nameOf(inner)]
      const named = field && getNamedType(field.type)
      if (!isObjectType(named)) continue
      const isList = isListType(getNullableType(field?.type))
      this.introspection(named, inner, isList ? times * 10 : times)
    }
  }

  subfields(type: Type, nodes: Nodes): [string, Nodes][] {
    const { schema, fragments, variables } = this.op
    const fields = [
      ...collectSubfields(schema, fragments, variables, type as GraphQLObjectType, nodes)
    ]
    this.op.budget.select(fields.flatMap(([, each]) => each).length)
    return fields
  }

  arguments(definition: GraphQLField<unknown, unknown>, nodes: Nodes): Record<string, unknown> {
    return getArgumentValues(definition, nodes[0] as FieldNode, this.op.variables)
  }
}

/** What is wrong with a field's arguments is told with the place of the field. */
function located<T>(nodes: Nodes, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw locatedError(error, nodes)
  }
}
const nameOf = (nodes: Nodes) => (nodes[0] as FieldNode).name.value
