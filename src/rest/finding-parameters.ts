/** The parameters of finding and comparing: what is not known or not valid is refused. */
import type { Resource, ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { type Comparison, compared, comparisonFault } from '../store/compare.js'
import { otherClaims } from '../store/context.js'
import type { Cursors } from '../store/cursor.js'
import { type FacetRequest, facetNames, facetOf, mostBuckets, mostFacets } from '../store/facets.js'
import { type SearchRequest, searchBinding } from '../store/find.js'
import type { AppliedFilter } from '../store/selection.js'
import {
  type EntryType,
  entryTypes,
  selectors,
  type TimelineRequest,
  timelineBinding,
  typesByDefault
} from '../store/timeline.js'
import type { View } from '../store/view.js'
import { filterOf, limits, searchOf, sightOf, viewOf } from './parameters.js'
import {
  among,
  invalid,
  type Parameter,
  parseQueryString,
  splitValues,
  unknown
} from './query-string.js'

/** A whole number in these bounds, or what stands for one not given. */
export function wholeOf(parameter: Parameter | undefined, otherwise: number, most: number): number {
  if (!parameter) return otherwise
  const number = /^\d{1,4}$/.test(parameter.value) ? Number(parameter.value) : 0
  if (number < 1 || number > most)
    throw invalid(parameter.name, `Expected a whole number from 1 to ${most}.`)
  return number
}

export interface FacetParameters {
  request: FacetRequest
  applied: Record<string, string | number | boolean>
}
export function parseFacets(resource: Resource, query: string): FacetParameters {
  const names = ['by', 'limit', 'excludeOwn', 'on', 'asOf', ...(resource.search ? ['q'] : [])]
  const parameters = parseQueryString(query)
  const own = new Map(
    parameters.filter(({ name }) => names.includes(name)).map((each) => [each.name, each])
  )
  const filters = parameters
    .filter(({ name }) => !names.includes(name))
    .map((each) => filterOf(resource, each, names))
  const by = own.get('by')
  if (!by) throw invalid('by', `It is required. There are: ${facetNames(resource).join(', ')}.`)
  const asked = splitValues(by)
  if (asked.length > mostFacets) throw invalid('by', `At most ${mostFacets} facets.`)
  if (new Set(asked).size < asked.length) throw invalid('by', 'A facet is given twice.')
  const facets = asked.map((text) => {
    const facet = facetOf(resource, text)
    if (facet) return facet
    throw invalid('by', `\`${text}\` is not a facet. ${among(text, facetNames(resource))}`)
  })
  const limit = wholeOf(own.get('limit'), mostBuckets, mostBuckets)
  const exclude = own.get('excludeOwn')?.value ?? 'false'
  if (exclude !== 'true' && exclude !== 'false')
    throw invalid('excludeOwn', 'Expected `true` or `false`.')
  const excludeOwn = exclude === 'true'
  const given = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
  return {
    request: {
      resource,
      facets,
      filters: [...filters, ...searchOf(own.get('q')?.value)],
      limit,
      excludeOwn,
      view: viewOf(own)
    },
    applied: { ...given, limit, excludeOwn }
  }
}

export interface CompareParameters {
  comparison: Comparison
  view: View
  applied: Record<string, string | number>
}
export function parseCompare(query: string): CompareParameters {
  const parameters = parseQueryString(query)
  const names = ['limit', 'on', 'asOf', 'q']
  const own = new Map(
    parameters.filter(({ name }) => names.includes(name)).map((each) => [each.name, each])
  )
  const all = parameters
    .filter(({ name }) => !names.includes(name))
    .map((each) => filterOf(resources.claims, each, names))
  const isAxis = ({ name, operator }: AppliedFilter) =>
    (name === 'agency' || name === 'topic') && operator === 'eq'
  const keys = (name: string) => [
    ...new Set(
      all
        .filter((each) => isAxis(each) && each.name === name)
        .flatMap(({ values }) => values.map(String))
    )
  ]
  const limit = wholeOf(own.get('limit'), compared.byDefault, compared.claims)
  const filters = [...all.filter((each) => !isAxis(each)), ...searchOf(own.get('q')?.value)]
  const comparison = { agencies: keys('agency'), topics: keys('topic'), filters, limit }
  const fault = comparisonFault(comparison)
  if (fault) throw invalid(...fault)
  const given = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
  return { comparison, view: viewOf(own), applied: { ...given, limit } }
}

export interface TimelineParameters {
  request: TimelineRequest
  applied: Record<string, string | number>
}
/** The parameters of a timeline: what selects, what is shown, and from where on. */
export function parseTimeline(query: string, cursors: Cursors): TimelineParameters {
  const names = [...selectors, 'type', 'sort', 'limit', 'after', 'asOf']
  const parameters = parseQueryString(query)
  for (const { name } of parameters)
    if (!names.includes(name)) throw unknown(name, among(name, names))
  const own = new Map(parameters.map((each) => [each.name, each]))
  const filters = selectors.flatMap((name) => {
    const given = own.get(name)
    return given ? [filterOf(resources.claims, given)] : []
  })
  if (!filters.length)
    throw invalid(
      selectors[0],
      `One of ${selectors.map((name) => `\`${name}\``).join(', ')} is required.`
    )
  const type = own.get('type')
  const types = type ? [...new Set(splitValues(type))] : [...typesByDefault]
  for (const each of types)
    if (!(entryTypes as readonly string[]).includes(each))
      throw invalid('type', `\`${each}\` is not one. ${among(each, [...entryTypes])}`)
  const sort = own.get('sort')?.value ?? 'date'
  if (sort !== 'date' && sort !== '-date') throw invalid('sort', 'Expected `date` or `-date`.')
  const limit = wholeOf(own.get('limit'), limits.default, limits.most)
  const request: TimelineRequest = {
    filters,
    types: types as EntryType[],
    descending: sort === '-date',
    limit,
    view: viewOf(own)
  }
  const after = own.get('after')?.value
  if (after !== undefined) request.from = cursors.read(after, timelineBinding(request), 'after')
  const given = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
  return { request, applied: { ...given, type: types.join(','), sort, limit } }
}

/** The parameters of a claim's context. */
export function parseContext(query: string, reader: Parameters<typeof sightOf>[0]) {
  const names = ['limit', 'asOf']
  const parameters = parseQueryString(query)
  for (const { name } of parameters)
    if (!names.includes(name)) throw unknown(name, among(name, names))
  const own = new Map(parameters.map((each) => [each.name, each]))
  const limit = wholeOf(own.get('limit'), otherClaims.byDefault, otherClaims.most)
  return { limit, view: { ...viewOf(own), sees: sightOf(reader) } }
}

/** The parameters of a search across resources, or of suggestions. */
export function parseFind(
  query: string,
  known: ResourceName[],
  { most, otherwise }: { most: number; otherwise: number },
  cursors?: Cursors
) {
  const names = ['q', 'resource', 'limit', 'asOf', ...(cursors ? ['after'] : [])]
  const parameters = parseQueryString(query)
  for (const { name } of parameters)
    if (!names.includes(name)) throw unknown(name, among(name, names))
  const own = new Map(parameters.map((each) => [each.name, each]))
  const text = own.get('q')?.value
  if (text === undefined) throw invalid('q', 'It is required.')
  searchOf(text)
  const resource = own.get('resource')
  const chosen = resource ? [...new Set(splitValues(resource))] : known
  for (const name of chosen)
    if (!(known as string[]).includes(name))
      throw invalid('resource', `\`${name}\` is not one. ${among(name, known)}`)
  const limit = wholeOf(own.get('limit'), otherwise, most)
  const request: SearchRequest = { text, names: chosen as ResourceName[], limit, view: viewOf(own) }
  const after = own.get('after')?.value
  if (after !== undefined && cursors)
    request.from = cursors.read(after, searchBinding(request), 'after')
  const given = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
  return { request, applied: { ...given, limit } }
}
