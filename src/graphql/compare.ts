/** The field `compare`: agencies by topics. It has no resolver: it becomes one statement. */
import {
  type FieldNode,
  GraphQLBoolean,
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString
} from 'graphql'
import type { Resource, ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import {
  axes,
  type Comparison,
  cell,
  cellsOf,
  compared,
  comparisonFault,
  type Json,
  type Member,
  objectOfComparison,
  rowsOf,
  topicsOf
} from '../store/compare.js'
import { objectOf } from '../store/objects.js'
import type { Selection } from '../store/selection.js'
import type { Statement } from '../store/sql.js'
import { filtersOfAll, searchOf } from './arguments.js'
import { badInput } from './errors.js'
import { listArguments } from './inputs.js'
import { asOf, DateScalar, listOf } from './scalars.js'

export type Nodes = readonly FieldNode[]
type ObjectType = (resource: Resource) => GraphQLObjectType

export function compareField(objectType: ObjectType): GraphQLFieldConfig<unknown, unknown> {
  const type = (name: ResourceName) => objectType(resources[name])
  const CompareCell = new GraphQLObjectType({
    name: 'CompareCell',
    description: 'What an agency has said on a topic or a narrower one.',
    fields: () => ({
      topic: { type: new GraphQLNonNull(type('topics')) },
      claims: { type: listOf(type('claims')), description: 'The newest.' },
      count: { type: new GraphQLNonNull(GraphQLInt), description: 'How many there are in all.' },
      nothingOnRecord: { type: new GraphQLNonNull(GraphQLBoolean) },
      href: {
        type: new GraphQLNonNull(GraphQLString),
        description: 'The list of all of them, in REST.'
      }
    })
  })
  const CompareRow = new GraphQLObjectType({
    name: 'CompareRow',
    description: 'An agency, and a cell for each topic.',
    fields: () => ({
      agency: { type: new GraphQLNonNull(type('agencies')) },
      cells: { type: listOf(CompareCell) }
    })
  })
  const Compared = new GraphQLObjectType({
    name: 'Comparison',
    fields: () => ({ topics: { type: listOf(type('topics')) }, rows: { type: listOf(CompareRow) } })
  })
  const { filter, q } = listArguments(resources.claims)
  const keys = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID)))
  return {
    type: new GraphQLNonNull(Compared),
    description: 'What agencies have said on topics, side by side, the newest first.',
    args: {
      agencies: { type: keys },
      topics: { type: keys },
      ...(filter && { filter }),
      ...(q && { q: { type: q.type } }),
      limit: {
        type: GraphQLInt,
        description: `Claims in a cell, 1 to ${compared.claims}; ${compared.byDefault} unless given.`
      },
      on: { type: DateScalar },
      asOf
    }
  }
}

/** What of the planner (plan.ts) this needs. */
export interface Planning {
  subfields(type: GraphQLObjectType, nodes: Nodes): [string, Nodes][]
  select(
    fields: Resource['fields'],
    type: GraphQLObjectType,
    nodes: Nodes,
    times: number,
    depth: number
  ): Selection
  take(objects: number, depth: number): void
  typeNamed(name: string): GraphQLObjectType
}

export function planCompare(args: Record<string, unknown>, nodes: Nodes, planning: Planning) {
  const comparison = comparisonOf(args)
  const { agencies, topics, limit } = comparison
  const cells = agencies.length * topics.length
  const selected = (name: ResourceName, inner: Nodes, times: number, depth: number) => {
    planning.take(times, depth)
    const { fields, typeName } = resources[name]
    return planning.select(fields, planning.typeNamed(typeName), inner, times, depth)
  }
  const linked = (name: ResourceName, inner: Nodes, times: number): Json => {
    const select = selected(name, inner, times, 2)
    return (alias, sql) => objectOf(select, alias, sql)
  }
  /** The members of a type that are asked for, each as the function of its name makes it. */
  const members = (typeName: string, inner: Nodes, make: Record<string, (nodes: Nodes) => Json>) =>
    planning.subfields(planning.typeNamed(typeName), inner).map(([as, deeper]): Member => {
      const name = (deeper[0] as FieldNode).name.value
      if (name === '__typename') return { as, constant: typeName }
      return { as, json: (make[name] as (nodes: Nodes) => Json)(deeper) }
    })
  /** Planned before any agency has an alias, for the cost is counted now. */
  const cellMembers = (inner: Nodes) => {
    let agency = ''
    const made = members('CompareCell', inner, {
      topic: (deeper) => linked('topics', deeper, cells),
      claims: (deeper) => {
        const select = selected('claims', deeper, cells * limit, 2)
        return (topic, sql) => cell.claims(comparison, agency, select)(topic, sql)
      },
      count: () => (topic, sql) => cell.count(comparison, agency)(topic, sql),
      nothingOnRecord: () => (topic, sql) => cell.nothingOnRecord(comparison, agency)(topic, sql),
      href: () => (topic, sql) => cell.href(comparison, agency)(topic, sql)
    })
    return (of: string) => {
      agency = of
      return made
    }
  }
  const all = members('Comparison', nodes, {
    topics: (inner) => topicsOf(comparison, selected('topics', inner, topics.length, 1)),
    rows: (inner) =>
      rowsOf(
        comparison,
        members('CompareRow', inner, {
          agency: (deeper) => linked('agencies', deeper, agencies.length),
          cells: (deeper) => cellsOf(comparison, cellMembers(deeper))
        })
      )
  })
  return {
    list: axes(comparison),
    text: (sql: Statement) => objectOfComparison(comparison, all, sql)
  }
}

function comparisonOf(args: Record<string, unknown>): Comparison {
  const keys = (name: string) => {
    const values = [...new Set(args[name] as string[])]
    if (values.some((value) => value === '' || value.length > 300 || value.includes('\0')))
      throw badInput(name, 'Expected ids or slugs.')
    return values
  }
  const limit = (args['limit'] as number | null | undefined) ?? compared.byDefault
  if (limit < 1 || limit > compared.claims)
    throw badInput('limit', `Expected a whole number from 1 to ${compared.claims}.`)
  const filters = [
    ...filtersOfAll(resources.claims, args['filter'] as Parameters<typeof filtersOfAll>[1]),
    ...searchOf(args['q'] as string | null | undefined)
  ]
  const comparison = { agencies: keys('agencies'), topics: keys('topics'), filters, limit }
  const fault = comparisonFault(comparison)
  if (fault) throw badInput(fault[0] === 'agency' ? 'agencies' : 'topics', fault[1])
  return comparison
}
