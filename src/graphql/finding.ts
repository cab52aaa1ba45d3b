/** Fields of the root that find and compare: facets of each collection. They have resolvers. */
import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString
} from 'graphql'
import type { Resource } from '../resources/define.js'
import { collections } from '../resources/index.js'
import { facetNames, facetOf, mostBuckets, mostFacets, readFacets } from '../store/facets.js'
import { filtersOfAll, searchOf, viewOf } from './arguments.js'
import { badInput } from './errors.js'
import { type ResolverContext, RowReference } from './evidence.js'
import { listArguments } from './inputs.js'
import { DateScalar, listOf } from './scalars.js'

type Root = GraphQLFieldConfig<unknown, ResolverContext>
const int = new GraphQLNonNull(GraphQLInt)
const string = new GraphQLNonNull(GraphQLString)

const FacetBucket = new GraphQLObjectType({
  name: 'FacetBucket',
  fields: {
    value: { type: string, description: 'As the filter takes it.' },
    link: { type: RowReference, description: 'The row, where the facet is a link.' },
    count: { type: int }
  }
})
const FacetRest = new GraphQLObjectType({
  name: 'FacetRest',
  description: 'The buckets beyond the limit.',
  fields: {
    values: { type: int, description: 'How many buckets.' },
    count: { type: int, description: 'The sum of their counts.' }
  }
})
const Facet = new GraphQLObjectType({
  name: 'Facet',
  description:
    'How many rows have each value. Where a row has one at most, all counts sum to `total`.',
  fields: {
    by: { type: string },
    buckets: {
      type: listOf(FacetBucket),
      description: 'The most frequent first; of dates, the newest.'
    },
    other: { type: new GraphQLNonNull(FacetRest) },
    uncertain: { type: int, description: 'Rows whose date may fall in several buckets.' },
    missing: { type: int, description: 'Rows without a value.' },
    total: { type: int, description: 'The rows counted.' }
  }
})

export function wholeOf(
  name: string,
  value: number | null | undefined,
  otherwise: number,
  most: number
) {
  const whole = value ?? otherwise
  if (whole < 1 || whole > most) throw badInput(name, `Expected a whole number from 1 to ${most}.`)
  return whole
}

function facetsField(resource: Resource): Root {
  const { filter, q } = listArguments(resource)
  return {
    type: listOf(Facet),
    description: `How many ${resource.name} have each value: by ${facetNames(resource).join(', ')}.`,
    args: {
      by: { type: new GraphQLNonNull(new GraphQLList(string)) },
      ...(filter && { filter }),
      ...(q && { q: { type: q.type } }),
      limit: {
        type: GraphQLInt,
        description: `At most so many buckets each, 1 to ${mostBuckets}.`
      },
      excludeOwn: {
        type: GraphQLBoolean,
        description: 'Count each without the filters on itself.'
      },
      on: { type: DateScalar }
    },
    async resolve(_, args, { db }) {
      const { by, filter, q, limit, excludeOwn } = args
      if (!by.length || by.length > mostFacets) throw badInput('by', `1 to ${mostFacets} facets.`)
      const facets = (by as string[]).map((text) => {
        const facet = facetOf(resource, text)
        if (facet) return facet
        throw badInput(
          'by',
          `\`${text}\` is not a facet. There are: ${facetNames(resource).join(', ')}.`
        )
      })
      const filters = [...filtersOfAll(resource, filter), ...searchOf(q)]
      return JSON.parse(
        await readFacets(db, {
          resource,
          facets,
          filters,
          limit: wholeOf('limit', limit, mostBuckets, mostBuckets),
          excludeOwn: excludeOwn ?? false,
          view: viewOf(args)
        })
      )
    }
  }
}

export const findingFields: Record<string, Root> = Object.fromEntries(
  collections.map((resource) => [`${resource.singular}Facets`, facetsField(resource)])
)
