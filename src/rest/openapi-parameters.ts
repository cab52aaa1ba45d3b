/** The query parameters of REST for OpenAPI, from the definitions' filters, sorts and links. */
import { z } from 'zod'
import { Day, Instant } from '../resources/columns.js'
import type { Field, Filter, Operator, Resource } from '../resources/define.js'
import { whole } from '../resources/filters.js'
import { collections, resources } from '../resources/index.js'
import { longestSearch, mostRanked } from '../store/search.js'
import { limits } from './parameters.js'

type Parameters = Record<string, z.ZodType>
/** Values separated by commas. */
const separated = { style: 'form', explode: false } as const
const mostValues = 100

const operatorText: Record<Operator, string> = {
  eq: 'Any of these, separated by commas.',
  not: 'Negated: none of these; rows without a value match as well.',
  gt: 'Greater (later) than this.',
  gte: 'This or greater (later).',
  lt: 'Less (earlier) than this.',
  lte: 'This or less (earlier).',
  exists: '`true`: there is a value. `false`: there is none.',
  contains: 'Contains any of these, capitals aside.'
}
const takesMany: readonly Operator[] = ['eq', 'not', 'contains']

/** How a row may be named: `id, slug or an identifier such as …`. */
export function waysToName({ slug, keys }: Resource): string {
  const ways = ['id', ...(slug ? ['slug'] : [])]
  const identifiers = keys.map((key) => `an identifier such as \`${key.example}\``)
  return [...ways, ...identifiers].join(', ').replace(/, ([^,]*)$/, ' or $1')
}

function filterParameter(filter: Filter, operator: Operator, component = {}): z.ZodType {
  const { to, or } = filter
  const others = or ? `; or one of the ${or} by ${waysToName(resources[or])}` : ''
  const by = to && `Each by its ${waysToName(resources[to])}${others}.`
  const named = by && takesMany.includes(operator) ? [by] : []
  const description = [filter.about, operatorText[operator], ...named].join(' ')
  const value = operator === 'exists' ? z.enum(['true', 'false']) : valueSchema(filter)
  if (!takesMany.includes(operator))
    return value.optional().meta({ param: { description, ...component } })
  const values = z.array(value).min(1).max(mostValues)
  return values.optional().meta({ param: { description, ...separated, ...component } })
}
const valueSchema = ({ value }: Filter) => (value === whole ? z.int() : value)

/** The filters that every collection has, which become components: by name, of the same meaning. */
const [first] = collections as [Resource]
const everywhere = new Set(
  Object.entries(first.filters)
    .filter(([name, { about }]) =>
      collections.every(({ filters }) => filters[name]?.about === about)
    )
    .map(([name]) => name)
)
const shared = new Map<string, z.ZodType>()
/** The parameter as a component of this name, made once. */
function once(id: string, make: (component: { id: string }) => z.ZodType): z.ZodType {
  const known = shared.get(id)
  if (known) return known
  const made = make({ id })
  shared.set(id, made)
  return made
}

function filterParameters({ filters }: Resource): Parameters {
  // A resource's own filters are what a reader looks for first.
  const ownFirst = Object.entries(filters).sort(
    ([a], [b]) => Number(everywhere.has(a)) - Number(everywhere.has(b))
  )
  const parameters = ownFirst.flatMap(([name, filter]) =>
    filter.operators.map((operator) => {
      const parameter = operator === 'eq' ? name : `${name}[${operator}]`
      const make = (component = {}) => filterParameter(filter, operator, component)
      const id = operator === 'eq' ? name : `${name}.${operator}`
      return [parameter, everywhere.has(name) ? once(id, make) : make()]
    })
  )
  return Object.fromEntries(parameters)
}

const q = z
  .string()
  .min(1)
  .max(longestSearch)
  .optional()
  .meta({
    param: {
      id: 'q',
      description: `Search the text: words, "a phrase", -without, or. Accents and endings are folded, names are found misspelt. Rows come best first and have \`highlights\`; of more than ${mostRanked} matches, those recorded last are ranked.`,
      example: 'duty to intercede'
    }
  })

function sortParameter({ sorts, defaultSort, search }: Resource): z.ZodType {
  const names = Object.keys(sorts).flatMap((name) => [name, `-${name}`])
  if (search) names.push('relevance')
  const order = `The order: names separated by commas, each with \`-\` before it to turn it round. Rows without a value come last. By default \`${defaultSort}\`.`
  const meanings = Object.entries(sorts).map(([name, { about }]) => `- \`${name}\`: ${about}`)
  if (search) meanings.push('- `relevance`: Best first; with `q`, alone, where it is the default.')
  return z
    .array(z.enum(names as [string, ...string[]]))
    .min(1)
    .optional()
    .meta({ param: { description: [order, '', ...meanings].join('\n'), ...separated } })
}

const isLink = (field: Field) =>
  field.kind === 'one' || (field.kind === 'many' && field.shown !== 'paged')
/** The links of a resource, one step away: `statement`, `agencies.agency`. */
export function linkPaths(fields: Record<string, Field>): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    if (isLink(field)) return [name]
    if (field.kind !== 'parts' && field.kind !== 'group') return []
    return linkPaths(field.fields).map((inner) => `${name}.${inner}`)
  })
}

const path = z.string().regex(/^[A-Za-z]+(\.[A-Za-z]+)*$/)
const paths = z.array(path).min(1).max(mostValues).optional()

function shapeParameters({ fields }: Resource): Parameters {
  const links = linkPaths(fields).map((each) => `\`${each}\``)
  const description = `Links to embed whole instead of as references: paths separated by commas, up to 4 links deep. From here: ${links.join(', ')}.`
  const include = paths.meta({ param: { description, ...separated } })
  return {
    ...(links.length > 0 && { include }),
    fields: once('fields', (component) =>
      paths.meta({
        param: {
          description:
            'Keep only these: paths separated by commas, such as `id,statement.title`. What else a schema requires is then left out.',
          ...separated,
          ...component
        }
      })
    )
  }
}

export const asOf = once('asOf', (component) =>
  Instant.optional().meta({
    param: {
      description:
        'The moment whose record is asked for: just what was answered then. Now unless given.',
      ...component
    }
  })
)
const on = once('on', (component) =>
  Day.optional().meta({
    param: {
      description:
        'The day whose law is asked for (`versionsOnDay`, `lawOnDay`); today unless given.',
      ...component
    }
  })
)

/** How many of a list: the bounds are the same everywhere. */
export const limitParameter = (param: { id?: string; description: string }) =>
  z.int().min(1).max(limits.most).default(limits.default).meta({ param })

const pageParameters = {
  limit: limitParameter({ id: 'limit', description: 'How many rows a page holds at most.' }),
  after: z
    .string()
    .optional()
    .meta({
      param: {
        id: 'after',
        description:
          'A cursor, `page.next` of a page of the same list: the page after it. Never made or altered by hand.'
      }
    }),
  before: z
    .string()
    .optional()
    .meta({
      param: {
        id: 'before',
        description: 'A cursor, `page.prev` of a page of the same list: the page before it.'
      }
    }),
  count: z
    .enum(['exact', 'estimate'])
    .optional()
    .meta({
      param: {
        id: 'count',
        description:
          'Also count the rows that match on all pages: `exact`, or `estimate` at less cost.'
      }
    })
}

export function listQueryParameters(resource: Resource): z.ZodObject {
  const { count, ...page } = pageParameters
  return z.object({
    ...page,
    ...(resource.search && { q }),
    sort: sortParameter(resource),
    ...shapeParameters(resource),
    count,
    on,
    asOf,
    ...filterParameters(resource)
  })
}

export function oneQueryParameters(resource: Resource): z.ZodObject {
  return z.object({ ...shapeParameters(resource), on, asOf })
}

/** What stands for `{id}` in the path. */
export function idParameter(resource: Resource): z.ZodObject {
  const example = resource.keys[0]?.example ?? '0193c7a0-7000-7000-8000-000000000001'
  const description = `Which one, by ${waysToName(resource)}. Percent-encoded where it holds \`/\`.`
  return z.object({ id: z.string().min(1).meta({ param: { description, example } }) })
}
