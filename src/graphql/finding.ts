/** Fields of the root that find and compare: facets, search, suggestions. They have resolvers. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString
} from 'graphql'
import type { Resource, ResourceName } from '../resources/define.js'
import { collections } from '../resources/index.js'
import { facetNames, facetOf, mostBuckets, mostFacets, readFacets } from '../store/facets.js'
import {
  mostSuggested,
  readSearch,
  readSuggestions,
  type SearchRequest,
  searchBinding,
  searchedNames,
  suggestedNames
} from '../store/find.js'
import { filtersOfAll, mostRows, searchOf, viewOf } from './arguments.js'
import { badInput } from './errors.js'
import { type ResolverContext, RowReference } from './evidence.js'
import { listArguments } from './inputs.js'
import { asOf, DateScalar, listOf } from './scalars.js'
import { timeline } from './timeline.js'

type Root = GraphQLFieldConfig<unknown, ResolverContext>
const int = new GraphQLNonNull(GraphQLInt)
const string = new GraphQLNonNull(GraphQLString)

export const Highlight = new GraphQLObjectType({
  name: 'Highlight',
  description: 'A word found in a field: Unicode code points from 0, the end excluded.',
  fields: {
    field: {
      type: new GraphQLNonNull(GraphQLString),
      description: '`title`, or in a list of names `otherNames.0`.'
    },
    start: { type: new GraphQLNonNull(GraphQLInt) },
    end: { type: new GraphQLNonNull(GraphQLInt) }
  }
})

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

function wholeOf(name: string, value: number | null | undefined, otherwise: number, most: number) {
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
      on: { type: DateScalar },
      asOf
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

const resourceEnum = (name: string, names: ResourceName[]) =>
  new GraphQLEnumType({
    name,
    values: Object.fromEntries(names.map((each) => [each, { value: each }]))
  })
const SearchedResource = resourceEnum('SearchedResource', searchedNames)
const NamedResource = resourceEnum('NamedResource', suggestedNames)
const id = new GraphQLNonNull(GraphQLID)
const found = {
  id: { type: id },
  slug: { type: GraphQLString },
  label: { type: GraphQLString },
  href: { type: string, description: 'Where it is in REST.' }
}
const SearchResult = new GraphQLObjectType({
  name: 'SearchResult',
  description: 'A row that was found; `node(id:)` has all of it.',
  fields: {
    resource: { type: new GraphQLNonNull(SearchedResource) },
    ...found,
    relevance: { type: new GraphQLNonNull(GraphQLFloat) },
    highlights: { type: listOf(Highlight) }
  }
})
const TypeCount = new GraphQLObjectType({
  name: 'SearchTypeCount',
  fields: {
    resource: { type: new GraphQLNonNull(SearchedResource) },
    count: { type: int },
    exact: { type: new GraphQLNonNull(GraphQLBoolean), description: 'False: there are more.' }
  }
})
const SearchPage = new GraphQLObjectType({
  name: 'SearchPage',
  fields: {
    results: { type: listOf(SearchResult), description: 'Best first.' },
    types: { type: listOf(TypeCount), description: 'How many of each resource match.' },
    next: { type: GraphQLString, description: 'For `after`; null on the last page.' }
  }
})
const Suggestion = new GraphQLObjectType({
  name: 'Suggestion',
  fields: { resource: { type: new GraphQLNonNull(NamedResource) }, ...found }
})

const search: Root = {
  type: new GraphQLNonNull(SearchPage),
  description: 'Search everything that has a text: words, "a phrase", -without, or.',
  args: {
    q: { type: string },
    resources: { type: new GraphQLList(new GraphQLNonNull(SearchedResource)) },
    first: { type: GraphQLInt, description: '1 to 200; 20 unless given.' },
    after: { type: GraphQLString, description: 'A cursor, `next` of the page before.' },
    asOf
  },
  async resolve(_, { q, resources, first, after, ...args }, { db, cursors }) {
    searchOf(q)
    const names: ResourceName[] = resources?.length
      ? [...new Set<ResourceName>(resources)]
      : searchedNames
    const limit = wholeOf('first', first, 20, mostRows)
    const request: SearchRequest = { text: q, names, limit, view: viewOf(args) }
    if (after != null) request.from = cursors.read(after, searchBinding(request), 'after')
    const { data, more, last, types } = await readSearch(db, request)
    const next = more && last ? cursors.sign(last, searchBinding(request)) : null
    return { results: JSON.parse(`[${data}]`), types, next }
  }
}
const suggest: Root = {
  type: listOf(Suggestion),
  description: 'Names with words that begin as those typed.',
  args: {
    q: { type: string },
    resources: { type: new GraphQLList(new GraphQLNonNull(NamedResource)) },
    first: { type: GraphQLInt, description: `1 to ${mostSuggested}.` },
    asOf
  },
  async resolve(_, { q, resources, first, ...args }, { db }) {
    searchOf(q)
    const names: ResourceName[] = resources?.length ? resources : suggestedNames
    const limit = wholeOf('first', first, mostSuggested, mostSuggested)
    return JSON.parse(await readSuggestions(db, { text: q, names, limit, view: viewOf(args) }))
  }
}

export const findingFields: Record<string, Root> = {
  search,
  suggest,
  timeline,
  ...Object.fromEntries(
    collections.map((resource) => [`${resource.singular}Facets`, facetsField(resource)])
  )
}
