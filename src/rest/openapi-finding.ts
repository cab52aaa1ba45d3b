/** The operations of finding and comparing: facets of each collection, agencies side by side. */
import { z } from 'zod'
import type { oas31, ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import type { Resource } from '../resources/define.js'
import { collections, resources } from '../resources/index.js'
import { compared } from '../store/compare.js'
import { facetNames, mostBuckets, mostFacets } from '../store/facets.js'
import { mostSuggested, searchedNames, suggestedNames } from '../store/find.js'
import { longestSearch, mostRanked } from '../store/search.js'
import { failures, success } from './openapi-answers.js'
import { asOf, listQueryParameters } from './openapi-parameters.js'
import { Highlight, resourceSchema } from './openapi-schemas.js'
import { limits } from './parameters.js'

export const findingTags: oas31.TagObject[] = [
  { name: 'finding', description: 'Counting, comparing and searching across the record.' }
]
const stable = { 'x-stability': 'stable' } as const
const reading = [400, 406, 408, 431, 500, 503]
const separated = { style: 'form', explode: false } as const
const count = z.int().min(0)

const RowReference = z
  .object({ id: z.uuid(), slug: z.string().nullable().optional(), label: z.string().nullable() })
  .meta({ id: 'RowReference', description: 'A row of the record: enough to name and to find it.' })
const Facet = z
  .object({
    by: z.string(),
    buckets: z
      .array(
        z.object({
          value: z.string().describe('As the filter takes it: a slug or id, a date in EDTF.'),
          link: RowReference.nullable().describe('The row, where the facet is a link.'),
          count
        })
      )
      .describe('The most frequent first; of dates, the newest.'),
    other: z
      .object({ values: count.describe('How many buckets.'), count: count.describe('Their sum.') })
      .describe('The buckets beyond the limit.'),
    uncertain: count.describe('Rows whose date may fall in several buckets.'),
    missing: count.describe('Rows without a value that a reader may see.'),
    total: count.describe('The rows counted.')
  })
  .meta({
    id: 'Facet',
    description:
      'How many rows have each value. Where a row has one value at most, all counts sum to `total`.'
  })
const applied = z.record(z.string(), z.union([z.string(), z.int(), z.boolean()]))
const Facets = z
  .object({ data: z.array(Facet), meta: z.object({ applied }) })
  .meta({ id: 'Facets' })
const facets: z.infer<typeof Facets> = {
  data: [
    {
      by: 'issuedOn:month',
      buckets: [{ value: '2025-12', link: null, count: 12 }],
      other: { values: 0, count: 0 },
      uncertain: 1,
      missing: 2,
      total: 15
    }
  ],
  meta: { applied: { by: 'issuedOn:month', limit: mostBuckets, excludeOwn: false } }
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)

function facetsOperation(resource: Resource): ZodOpenApiOperationObject {
  const { name, path = '' } = resource
  const { limit, after, before, sort, include, fields, count, ...filters } =
    listQueryParameters(resource).shape
  const names = facetNames(resource) as [string, ...string[]]
  const query = z.object({
    by: z
      .array(z.enum(names))
      .min(1)
      .max(mostFacets)
      .meta({ param: { description: 'What to count by.', ...separated } }),
    limit: z
      .int()
      .min(1)
      .max(mostBuckets)
      .default(mostBuckets)
      .meta({ param: { description: 'How many buckets of each at most; the rest is `other`.' } }),
    excludeOwn: z
      .enum(['true', 'false'])
      .optional()
      .meta({
        param: {
          description: 'Count each without the filters on itself, as a choice of several needs it.'
        }
      }),
    ...filters
  })
  return {
    operationId: `count${capitalised(name)}`,
    tags: [path],
    summary: `Count ${path.replaceAll('-', ' ')} by their values`,
    description: 'Facets of the list, under all of its filters, counted exactly.',
    ...stable,
    requestParams: { query },
    responses: {
      200: success({ description: 'The facets.', schema: Facets, examples: { facets } }),
      ...failures(...reading)
    }
  }
}

const Comparison = z
  .object({
    data: z.object({
      topics: z.array(RowReference),
      rows: z.array(
        z.object({
          agency: RowReference,
          cells: z.array(
            z.object({
              topic: RowReference,
              claims: z
                .array(z.lazy(() => resourceSchema(resources.claims)))
                .describe('The newest, with statement, law, assessments and relations in full.'),
              count: count.describe('How many claims there are in all.'),
              nothingOnRecord: z.boolean().describe('Whether there is no claim on record.'),
              href: z.string().describe('The list of all of the cell’s claims.')
            })
          )
        })
      )
    }),
    meta: z.object({ applied })
  })
  .meta({ id: 'Comparison', description: 'One row an agency, one cell a topic.' })
const nothing = {
  topic: { id: '0193c7a0-7000-7000-8000-000000000003', slug: 'masks', label: 'Masks' },
  claims: [],
  count: 0,
  nothingOnRecord: true,
  href: '/v1/claims?agency=edina-pd&topic=masks'
}
const edina = {
  id: '0193c7a0-7000-7000-8000-000000000004',
  slug: 'edina-pd',
  label: 'Edina Police'
}
const comparison = {
  data: { topics: [nothing.topic], rows: [{ agency: edina, cells: [nothing] }] },
  meta: { applied: { agency: 'edina-pd', topic: 'masks', limit: compared.byDefault } }
}

function compareOperation(): ZodOpenApiOperationObject {
  const { limit, after, before, sort, include, fields, count, agency, topic, ...filters } =
    listQueryParameters(resources.claims).shape
  const keys = (most: number, description: string, example: string[]) =>
    z
      .array(z.string().min(1).max(300))
      .min(1)
      .max(most)
      .meta({ param: { description, example, ...separated } })
  const query = z.object({
    agency: keys(compared.agencies, 'The rows, by id, slug or identifier.', ['minneapolis-pd']),
    topic: keys(
      compared.topics,
      `The columns, by id or slug; narrower topics count with them. At most ${compared.cells} cells in all.`,
      ['duty-to-intercede']
    ),
    limit: z
      .int()
      .min(1)
      .max(compared.claims)
      .default(compared.byDefault)
      .meta({ param: { description: 'How many claims a cell shows at most.' } }),
    ...filters
  })
  return {
    operationId: 'compare',
    tags: ['finding'],
    summary: 'Compare agencies by topics',
    description:
      'What each agency has said on each topic, the newest claims first, under the filters of claims. A cell without claims says that nothing is on record.',
    ...stable,
    requestParams: { query },
    responses: {
      200: success({
        description: 'The comparison.',
        schema: Comparison,
        examples: { nothingOnRecord: comparison }
      }),
      ...failures(...reading)
    }
  }
}

const found = {
  id: z.uuid(),
  slug: z.string().nullable(),
  label: z.string().nullable(),
  href: z.string().describe('Where it is.')
}
const SearchedName = z.enum(searchedNames as [string, ...string[]])
const NamedName = z.enum(suggestedNames as [string, ...string[]])
const SearchResults = z
  .object({
    data: z.array(
      z
        .object({
          resource: SearchedName,
          ...found,
          relevance: z.number(),
          highlights: z.array(Highlight).describe('Where the words stand in the row’s fields.')
        })
        .meta({ id: 'SearchResult' })
    ),
    page: z.object({ size: count, next: z.string().nullable() }),
    meta: z.object({
      applied,
      types: z
        .array(
          z.object({
            resource: SearchedName,
            count,
            exact: z.boolean().describe('False: there are more than are ranked.')
          })
        )
        .describe('How many of each resource match, whichever are asked for.')
    })
  })
  .meta({ id: 'SearchResults' })
const Suggestions = z
  .object({
    data: z.array(z.object({ resource: NamedName, ...found }).meta({ id: 'Suggestion' })),
    meta: z.object({ applied })
  })
  .meta({ id: 'Suggestions' })
const foundEdina = { ...edina, href: `/v1/agencies/${edina.id}` }
const results = {
  data: [
    {
      resource: 'agencies',
      ...foundEdina,
      relevance: 0.7,
      highlights: [{ field: 'name', start: 0, end: 5 }]
    }
  ],
  page: { size: 1, next: null },
  meta: {
    applied: { q: 'edina', limit: 20 },
    types: [{ resource: 'agencies', count: 1, exact: true }]
  }
}
const suggestions = {
  data: [{ resource: 'agencies', ...foundEdina }],
  meta: { applied: { q: 'edi', limit: mostSuggested } }
}

const textParameter = (description: string, example: string) =>
  z.string().min(1).max(longestSearch).meta({ param: { description, example } })
const resourceParameter = (name: z.ZodType) =>
  z
    .array(name)
    .min(1)
    .optional()
    .meta({ param: { description: 'Only these resources.', ...separated } })
const limitParameter = (most: number, otherwise: number) =>
  z
    .int()
    .min(1)
    .max(most)
    .default(otherwise)
    .meta({ param: { description: 'How many rows at most.' } })

const searchOperation: ZodOpenApiOperationObject = {
  operationId: 'search',
  tags: ['finding'],
  summary: 'Search across all resources',
  description: `Rows of every resource that has a text, best first. Of a resource with more than ${mostRanked} matches, those recorded last are ranked.`,
  ...stable,
  requestParams: {
    query: z.object({
      q: textParameter('Words, "a phrase", -without, or.', 'duty to intercede'),
      resource: resourceParameter(SearchedName),
      limit: limitParameter(limits.most, 20),
      after: z
        .string()
        .optional()
        .meta({ param: { description: 'A cursor, `page.next` of the page before.' } }),
      asOf
    })
  },
  responses: {
    200: success({ description: 'What was found.', schema: SearchResults, examples: { results } }),
    ...failures(...reading)
  }
}
const suggestOperation: ZodOpenApiOperationObject = {
  operationId: 'suggest',
  tags: ['finding'],
  summary: 'Suggest names as they are typed',
  description: 'Rows whose names have words that begin as those typed, accents aside.',
  ...stable,
  requestParams: {
    query: z.object({
      q: textParameter('What is typed so far.', 'minn'),
      resource: resourceParameter(NamedName),
      limit: limitParameter(mostSuggested, mostSuggested),
      asOf
    })
  },
  responses: {
    200: success({ description: 'The names.', schema: Suggestions, examples: { suggestions } }),
    ...failures(...reading)
  }
}

export const findingPaths: ZodOpenApiPathsObject = {
  '/v1/search': { get: searchOperation },
  '/v1/suggest': { get: suggestOperation },
  '/v1/compare': { get: compareOperation() },
  ...Object.fromEntries(
    collections.map((resource) => [
      `/v1/${resource.path}/facets`,
      { get: facetsOperation(resource) }
    ])
  )
}
