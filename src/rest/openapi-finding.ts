/** The operations of finding and comparing: facets of each collection. */
import { z } from 'zod'
import type { oas31, ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import type { Resource } from '../resources/define.js'
import { collections } from '../resources/index.js'
import { facetNames, mostBuckets, mostFacets } from '../store/facets.js'
import { failures, success } from './openapi-answers.js'
import { listQueryParameters } from './openapi-parameters.js'

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

export const findingPaths: ZodOpenApiPathsObject = {
  ...Object.fromEntries(
    collections.map((resource) => [
      `/v1/${resource.path}/facets`,
      { get: facetsOperation(resource) }
    ])
  )
}
