/** The parameters of a list and of one, from the definitions: what is not known or not valid is refused. */
import { z } from 'zod'
import { has, type Principal } from '../editing/keys.js'
import { Day, PastMoment, prose } from '../resources/columns.js'
import {
  computed,
  type Filter,
  type Operator,
  type Resource,
  type SqlScope
} from '../resources/define.js'
import { JurisdictionCode } from '../resources/evidence-inputs.js'
import { bindingOf, type Cursors } from '../store/cursor.js'
import { sortOf as parsedSort } from '../store/rows.js'
import { byRelevance, highlightsOf, searchFault } from '../store/search.js'
import type {
  AppliedFilter,
  AppliedSort,
  ListRequest,
  Rows,
  Selection
} from '../store/selection.js'
import type { Sight, View } from '../store/view.js'
import {
  among,
  invalid,
  type Parameter,
  parseQueryString,
  splitValues,
  unknown
} from './query-string.js'
import { representation } from './representation.js'

export const listParameters = [
  'limit',
  'after',
  'before',
  'sort',
  'include',
  'fields',
  'count',
  'on',
  'asOf'
] as const
const oneParameters = ['include', 'fields', 'on', 'asOf']
export const limits = { default: 50, most: 200 }
const maxValues = 100

export interface ListParameters {
  request: ListRequest
  binding: string
  /** Every filter, sort and default in force, as `meta.applied` tells them. */
  applied: Record<string, string | number>
  /** The query string of the list's other pages, but for the cursor. */
  query: string
}

/** What the address, or the media type asked for, settles: then no parameter may. */
export interface Settled {
  filters?: AppliedFilter[]
  include?: string[] | undefined
  sees?: Sight | undefined
}
export function parseList(
  resource: Resource,
  query: string | Parameter[],
  cursors: Cursors,
  settled: Settled = {}
): ListParameters {
  const parameters = typeof query === 'string' ? parseQueryString(query) : query
  const isOwn = ({ name }: Parameter) => namesOf(resource).includes(name)
  const own = new Map(parameters.filter(isOwn).map((each) => [each.name, each]))
  const asked = parameters.filter((each) => !isOwn(each)).map((each) => filterOf(resource, each))
  const text = (name: string) => own.get(name)?.value
  const search = searchOf(text('q'))
  const filters = [...(settled.filters ?? []), ...asked, ...search]
  const sort = sortOf(resource, own.get('sort'), search.length > 0)
  const rows: Rows = { filters, sort, limit: limitOf(text('limit')), backward: own.has('before') }
  const view = { ...viewOf(own), sees: settled.sees }
  const binding = bindingOf({ resource, rows, view })
  if (own.has('after') && own.has('before'))
    throw invalid('before', 'It cannot be given together with `after`.')
  const cursor = own.get('after') ?? own.get('before')
  if (cursor)
    rows.from = { key: cursors.read(cursor.value, binding, cursor.name), backward: rows.backward }
  const count = text('count')
  if (count !== undefined && count !== 'exact' && count !== 'estimate')
    throw invalid('count', 'Expected `exact` or `estimate`.')
  const applied = {
    ...Object.fromEntries(parameters.map(({ name, value }) => [name, value])),
    sort: sort
      .map((each) =>
        each === byRelevance ? each.name : `${each.descending ? '-' : ''}${each.name}`
      )
      .join(','),
    limit: rows.limit
  }
  const shown = shape(resource, own, settled)
  const searched = text('q') !== undefined && !settled.include
  const select = searched ? [...shown, highlights(resource, text('q') as string)] : shown
  const others = Object.entries(applied).filter(([name]) => name !== 'after' && name !== 'before')
  return {
    request: { resource, rows, select, view, count },
    binding,
    applied,
    query: String(
      new URLSearchParams(others.map(([name, value]): [string, string] => [name, String(value)]))
    )
  }
}

export interface OneParameters {
  select: Selection
  view: View
}
export function parseOne(resource: Resource, query: string, settled: Settled = {}): OneParameters {
  const own = knownParameters(query, oneParameters)
  return { select: shape(resource, own, settled), view: { ...viewOf(own), sees: settled.sees } }
}

/** The parameters of resolving a citation. */
export function parseResolve(query: string): {
  citation: string
  jurisdiction: string | undefined
  view: View
} {
  const own = knownParameters(query, ['citation', 'jurisdiction', 'on', 'asOf'])
  const citation = own.get('citation')?.value
  if (!citation) throw invalid('citation', 'It is required.')
  if (citation.length > 1000) throw invalid('citation', 'At most 1000 characters.')
  const jurisdiction = own.get('jurisdiction')?.value
  if (jurisdiction !== undefined) checked(JurisdictionCode, jurisdiction, 'jurisdiction')
  return { citation, jurisdiction, view: viewOf(own) }
}

/** `on`: the day whose law is asked for; `asOf`: the moment whose record is. */
export function viewOf(own: Map<string, Parameter>): View {
  const [on, asOf] = [own.get('on')?.value, own.get('asOf')?.value]
  return {
    ...(on !== undefined && { on: checked(Day, on, 'on') as string }),
    ...(asOf !== undefined && { asOf: checked(PastMoment, asOf, 'asOf') as string })
  }
}

/** For addresses that take nothing but the moment whose record is asked for. */
export function parseAsOf(query: string): View {
  return viewOf(knownParameters(query, ['asOf']))
}

/** The parameters of a write: the shape of its answer, why it is made, and whether it is made at all. */
export function parseWrite(
  resource: Resource,
  query: string
): { select: Selection; dryRun: boolean; reason: string | undefined } {
  const own = knownParameters(query, ['include', 'fields', 'dryRun', 'reason'])
  return { select: shape(resource, own, {}), ...dryRunOf(own) }
}

/** The parameters of an import. */
export function parseImport(query: string): { dryRun: boolean; reason: string | undefined } {
  return dryRunOf(knownParameters(query, ['dryRun', 'reason']))
}
function dryRunOf(own: Map<string, Parameter>) {
  const dryRun = own.get('dryRun')?.value ?? 'false'
  if (dryRun !== 'true' && dryRun !== 'false')
    throw invalid('dryRun', 'Expected `true` or `false`.')
  const reason = own.get('reason')?.value
  return {
    dryRun: dryRun === 'true',
    reason: reason === undefined ? undefined : (checked(prose(1000), reason, 'reason') as string)
  }
}

/** The parameters of a row's revisions. */
export function parseRevisions(query: string, { principal }: Reader) {
  const own = knownParameters(query, ['limit', 'before', 'asOf'])
  const limit = own.get('limit')?.value ?? '20'
  if (!/^([1-9]|[1-4]\d|50)$/.test(limit))
    throw invalid('limit', 'Expected a whole number from 1 to 50.')
  const before = own.get('before')?.value
  if (before !== undefined && !/^[1-9]\d{0,8}$/.test(before))
    throw invalid('before', 'Expected the number of a revision.')
  return {
    view: { ...viewOf(own), sees: sightOf({ principal }) },
    limit: Number(limit),
    before: before === undefined ? undefined : Number(before)
  }
}

interface Reader {
  principal?: Principal | undefined
}
/** What a key lets its holder see beyond what readers see. */
export const sightOf = ({ principal }: Reader): Sight | undefined =>
  has(principal, 'read:drafts') ? 'drafts' : undefined

export function knownParameters(query: string, known: string[]): Map<string, Parameter> {
  const parameters = parseQueryString(query)
  for (const { name } of parameters)
    if (!known.includes(name)) throw unknown(name, among(name, known))
  return new Map(parameters.map((each) => [each.name, each]))
}

/** For addresses that take no parameter. */
export function parseNone(query: string): void {
  for (const { name } of parseQueryString(query))
    throw unknown(name, 'There are no parameters here.')
}

/** The parameters of a resource's list that are no filters. */
const namesOf = ({ search }: Resource): string[] => [...listParameters, ...(search ? ['q'] : [])]

export function searchOf(q: string | undefined): AppliedFilter[] {
  if (q === undefined) return []
  const fault = searchFault(q)
  if (fault) throw invalid('q', fault)
  return [{ name: 'q', operator: 'eq', values: [q] }]
}
/** The member of each row that says where the words of a search stand. */
function highlights(resource: Resource, text: string): Selection[number] {
  const json = (alias: string, sql: SqlScope) => highlightsOf(resource, alias, text, sql)
  return { as: 'highlights', field: computed(z.unknown(), json) }
}

function shape(resource: Resource, own: Map<string, Parameter>, settled: Settled): Selection {
  if (settled.include) {
    const given = own.get('include') ?? own.get('fields')
    if (given) throw invalid(given.name, 'JSON-LD has a shape of its own.')
    return representation(resource, settled.include)
  }
  const paths = (name: string) => {
    const parameter = own.get(name)
    return parameter && splitValues(parameter).map((path) => path.trim())
  }
  return representation(resource, paths('include'), paths('fields'))
}

export function limitOf(value: string | undefined): number {
  if (value === undefined) return limits.default
  const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0
  if (limit < 1 || limit > limits.most)
    throw invalid('limit', `Expected a whole number from 1 to ${limits.most}.`)
  return limit
}

function sortOf(
  resource: Resource,
  parameter: Parameter | undefined,
  isSearch: boolean
): AppliedSort[] {
  if (!parameter) return isSearch ? [byRelevance] : parsedSort(resource.defaultSort)
  if (resource.search && parameter.value === byRelevance.name) {
    if (isSearch) return [byRelevance]
    throw invalid('sort', '`relevance` goes with `q`.')
  }
  const sort = splitValues(parameter).map((term) => {
    const name = term.replace(/^-/, '')
    if (!Object.hasOwn(resource.sorts, name))
      throw invalid(
        'sort',
        `\`${name}\` is not a sort. ${among(name, Object.keys(resource.sorts))}`
      )
    return { name, descending: term.startsWith('-') }
  })
  if (new Set(sort.map(({ name }) => name)).size < sort.length)
    throw invalid('sort', 'A name is given twice.')
  return sort
}

export function filterOf(
  resource: Resource,
  parameter: Parameter,
  others = namesOf(resource)
): AppliedFilter {
  const { base, name, operator = 'eq' } = parameter
  if (!Object.hasOwn(resource.filters, base))
    throw unknown(name, among(base, [...Object.keys(resource.filters), ...others]))
  const filter = resource.filters[base] as Filter
  if (parameter.operator === 'eq' || !(filter.operators as readonly string[]).includes(operator))
    throw invalid(
      name,
      `\`${base}\` has no operator \`[${parameter.operator}]\`. ${operatorsOf(base, filter)}`
    )
  return {
    name: base,
    operator: operator as Operator,
    values: valuesOf(parameter, filter, operator)
  }
}
const operatorsOf = (name: string, { operators }: Filter) =>
  `There are: ${operators.map((each) => (each === 'eq' ? name : `${name}[${each}]`)).join(', ')}.`

const single = new Set(['gt', 'gte', 'lt', 'lte', 'exists'])
function valuesOf(parameter: Parameter, filter: Filter, operator: string): unknown[] {
  const values = splitValues(parameter)
  if (single.has(operator) && values.length > 1)
    throw invalid(parameter.name, 'It takes one value.')
  if (values.length > maxValues) throw invalid(parameter.name, `At most ${maxValues} values.`)
  return values.map((value) => {
    if (operator === 'exists') {
      if (value === 'true' || value === 'false') return value === 'true'
      throw invalid(parameter.name, 'Expected `true` or `false`.')
    }
    return checked(filter.value, value, parameter.name)
  })
}

/** The value as the filter reads it. Throws `invalid_parameter` in the schema's words. */
function checked(schema: z.ZodType, value: string, name: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw invalid(name, `'${value}' is not valid. ${result.error.issues[0]?.message ?? ''}`.trim())
}
