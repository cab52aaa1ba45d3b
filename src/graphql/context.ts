/** The field `claimContext`. It has no resolver: it becomes one statement. */
import {
  GraphQLEnumType,
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString
} from 'graphql'
import type { Field, Resource, ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { context, contextQuery, otherClaims } from '../store/context.js'
import type { Selection } from '../store/selection.js'
import type { Statement } from '../store/sql.js'
import type { Nodes, Planning } from './compare.js'
import { badInput } from './errors.js'
import { asOf, listOf } from './scalars.js'

export function contextField(
  objectType: (resource: Resource) => GraphQLObjectType
): GraphQLFieldConfig<unknown, unknown> {
  const type = (name: ResourceName) => objectType(resources[name])
  const direction = new GraphQLEnumType({
    name: 'RelationDirection',
    description: 'Whether a relation leads from the claim or to it.',
    values: { from: {}, to: {} }
  })
  const ContextRelation = new GraphQLObjectType({
    name: 'ContextRelation',
    description: 'A relation of the claim, and the claim at its other end.',
    fields: () => ({
      direction: { type: new GraphQLNonNull(direction) },
      relation: { type: new GraphQLNonNull(type('relations')) },
      claim: { type: new GraphQLNonNull(type('claims')) }
    })
  })
  const OtherClaims = new GraphQLObjectType({
    name: 'OtherClaims',
    description: 'What else the claim’s agencies have said on its topics or narrower ones.',
    fields: () => ({
      claims: { type: listOf(type('claims')), description: 'The newest.' },
      count: { type: new GraphQLNonNull(GraphQLInt), description: 'How many there are in all.' },
      href: { type: GraphQLString, description: 'The list of all of them, in REST.' }
    })
  })
  const ClaimContext = new GraphQLObjectType({
    name: 'ClaimContext',
    fields: () => ({
      claim: { type: new GraphQLNonNull(type('claims')) },
      relations: { type: listOf(ContextRelation) },
      law: { type: listOf(type('statuteReferences')) },
      assessments: { type: listOf(type('assessments')) },
      sameAgencies: { type: new GraphQLNonNull(OtherClaims) }
    })
  })
  return {
    type: ClaimContext,
    description:
      'A claim with its relations and who asserts them, its law, its assessments, and its agencies’ other claims on its topics.',
    args: {
      id: { type: new GraphQLNonNull(GraphQLID) },
      limit: {
        type: GraphQLInt,
        description: `Other claims, 1 to ${otherClaims.most}; ${otherClaims.byDefault} unless given.`
      },
      asOf
    }
  }
}

/** How many relations, references and assessments a claim is taken to have, for the cost. */
const several = 10

export function planContext(args: Record<string, unknown>, nodes: Nodes, planning: Planning) {
  const limit = (args['limit'] as number | null | undefined) ?? otherClaims.byDefault
  if (limit < 1 || limit > otherClaims.most)
    throw badInput('limit', `Expected a whole number from 1 to ${otherClaims.most}.`)
  const rows = (name: ResourceName, inner: Nodes, times: number, depth: number) => {
    planning.take(times, depth)
    const { fields, typeName } = resources[name]
    return planning.select(fields, planning.typeNamed(typeName), inner, times, depth)
  }
  type Make = (inner: Nodes) => { field: Field; select?: Selection }
  const members = (typeName: string, inner: Nodes, make: Record<string, Make>): Selection =>
    planning.subfields(planning.typeNamed(typeName), inner).map(([as, deeper]) => {
      const name = deeper[0]?.name.value ?? ''
      if (name === '__typename') return { as, constant: typeName }
      return { as, ...(make[name] as Make)(deeper) }
    })
  const all = members('ClaimContext', nodes, {
    claim: (inner) => ({ field: context.whole(rows('claims', inner, 1, 1)) }),
    relations: (inner) => ({
      field: context.relations,
      select: members('ContextRelation', inner, {
        direction: () => ({ field: context.direction }),
        relation: (deeper) => ({ field: context.whole(rows('relations', deeper, several, 2)) }),
        claim: (deeper) => ({ field: context.other(rows('claims', deeper, several, 2)) })
      })
    }),
    law: (inner) => ({ field: context.law, select: rows('statuteReferences', inner, several, 2) }),
    assessments: (inner) => ({
      field: context.assessments,
      select: rows('assessments', inner, several, 2)
    }),
    sameAgencies: (inner) => ({
      field: context.others(
        members('OtherClaims', inner, {
          claims: (deeper) => ({
            field: context.claims(rows('claims', deeper, limit, 2), limit)
          }),
          count: () => ({ field: context.count }),
          href: () => ({ field: context.href })
        })
      )
    })
  })
  return { text: (sql: Statement) => contextQuery(args['id'] as string, all, sql) }
}
