/** The types and addresses that the TypeScript client is made of, from the OpenAPI document. */
import type { Filter, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { itemPath } from '../store/references.js'
import { linkPaths } from './openapi-parameters.js'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  description?: string
}
interface Parameter {
  $ref?: string
  name: string
  schema: Schema
}
interface Document {
  paths: Record<string, Record<string, { parameters?: Parameter[] }>>
  components: { schemas: Record<string, Schema>; parameters: Record<string, Parameter> }
}

/** What the client gives or takes beside resources; what these refer to comes with them. */
const roots = [
  'Changes CaptureDiff CaptureList Citations CitationsToParse ClaimContext Comparison Facets',
  'ImportSummary Key NewKey Problem QuoteToVerify QuoteVerification Release ReleaseDiff Releases',
  'ResolvedCitations Revisions SearchResults Suggestions Timeline Usage Webhook WebhookDelivery',
  'WebhookEvent WebhookWithSecret'
].flatMap((names) => names.split(' '))

const opening = `/** Made by \`npm run generate\` from the definitions of the service; never edited by hand. */

declare const embeds: unique symbol
/** A link, in whose place \`include\` puts the resource itself. */
export interface Linked<T> extends Link {
  readonly [embeds]?: T
}
type Many<T> = T | readonly T[]
/** How a list is filtered by one of its filters: by a value, any of several, or by operators. */
export type Filter<T, O extends keyof Operators<T>> =
  | Many<T>
  | (Partial<Pick<Operators<T>, O>> & { eq?: Many<T> })
export interface Operators<T> {
  /** None of these; rows without a value match as well. */
  not: Many<T>
  gt: T
  gte: T
  lt: T
  lte: T
  /** Whether there is a value. */
  exists: boolean
  /** Has any of these in it, capitals aside. */
  contains: Many<T>
}
`

export function clientTypes(given: object): string {
  const document = given as Document
  const { schemas } = document.components
  const all = Object.values(resources)
  const names = reachable(schemas, [
    ...roots,
    ...all.flatMap(({ typeName }) => [typeName, `${typeName}Input`, `${typeName}Revision`])
  ])
  return [
    opening,
    ...names.map((name) => declaration(name, schemas[name] as Schema)),
    ...all.filter(({ path }) => path).map((resource) => filtersOf(resource, document)),
    `/** Every resource: its row, what may be written of it, and what its list takes. */`,
    `export interface Resources {\n${all.map((each) => entryOf(each, document)).join('')}}\n`,
    '/** Where the rows of each resource are. */',
    `export const paths = {\n${all.map((each) => `  ${each.name}: '${itemPath(each)}'`).join(',\n')}\n} as const\n`
  ].join('\n')
}

/** The names of all components that those given refer to, they included, in the document's order. */
function reachable(schemas: Record<string, Schema>, wanted: string[]): string[] {
  const found = new Set<string>()
  const visit = (name: string) => {
    if (found.has(name)) return
    found.add(name)
    for (const [, other] of JSON.stringify(schemas[name]).matchAll(
      /#\/components\/schemas\/(\w+)/g
    ))
      visit(other as string)
  }
  for (const name of wanted) visit(name)
  return Object.keys(schemas).filter((name) => found.has(name))
}

function declaration(name: string, schema: Schema): string {
  const about = comment(schema.description, '')
  if (!schema.properties) return `${about}export type ${name} = ${typeOf(schema)}\n`
  return `${about}export interface ${name} {\n${members(schema, '  ')}}\n`
}

function members({ properties = {}, required = [] }: Schema, indent: string): string {
  return Object.entries(properties)
    .map(([name, schema]) => {
      const mark = required.includes(name) ? '' : '?'
      return `${comment(schema.description, indent)}${indent}${name}${mark}: ${typeOf(schema, indent)}\n`
    })
    .join('')
}

const comment = (text: string | undefined, indent: string) =>
  text ? `${indent}/** ${text.replaceAll('*/', '*\\/').replace(/\s*\n\s*/g, ' ')} */\n` : ''

function typeOf(schema: Schema, indent = ''): string {
  if (schema.$ref) return referred(schema)
  if (schema.const !== undefined) return literal(schema.const)
  if (schema.enum) return unique(schema.enum.map(literal))
  if (schema.anyOf) return unionOf(schema.anyOf, indent)
  if (!schema.type) return 'unknown'
  return unique([schema.type].flat().map((type) => typeNamed(type, schema, indent)))
}
const referred = ({ $ref = '' }: Schema) => $ref.slice($ref.lastIndexOf('/') + 1)
const unique = (types: string[]) => [...new Set(types)].join(' | ')
const literal = (value: unknown) =>
  typeof value === 'string' ? `'${value.replaceAll("'", "\\'")}'` : String(value)

/** A link's two forms are one type, of which the client's types know which form is asked for. */
function unionOf(schemas: Schema[], indent: string): string {
  const [first, second, ...others] = schemas.map((each) => typeOf(each, indent))
  if (first === 'Link' && second) return unique([`Linked<${second}>`, ...others])
  return unique([first ?? 'unknown', ...(second ? [second] : []), ...others])
}

function typeNamed(type: string, schema: Schema, indent: string): string {
  switch (type) {
    case 'integer':
      return 'number'
    case 'array': {
      const item = typeOf(schema.items ?? {}, indent)
      return item.includes(' | ') ? `(${item})[]` : `${item}[]`
    }
    case 'object': {
      if (schema.properties) return `{\n${members(schema, `${indent}  `)}${indent}}`
      const of = schema.additionalProperties
      return `Record<string, ${typeof of === 'object' ? typeOf(of, indent) : 'unknown'}>`
    }
    default:
      return type
  }
}

/** The schema of each parameter of an operation, by its name. */
function parametersOf(path: string, { paths, components }: Document): Map<string, Schema> {
  const given = paths[path]?.['get']?.parameters ?? []
  return new Map(
    given.map((each) => {
      const { name, schema } = each.$ref
        ? (components.parameters[referred({ $ref: each.$ref })] as Parameter)
        : each
      return [name, schema]
    })
  )
}

function filtersOf({ typeName, path, filters }: Resource, document: Document): string {
  const parameters = parametersOf(`/v1/${path}`, document)
  const lines = Object.entries(filters).map(([name, filter]) => {
    const schema = parameters.get(name) ?? {}
    return `${comment(filter.about, '  ')}  ${name}?: ${filterType(filter, schema.items ?? schema)}\n`
  })
  return `export interface ${typeName}Filters {\n${lines.join('')}}\n`
}

function filterType({ operators }: Filter, schema: Schema): string {
  const others = operators.filter((each) => each !== 'eq').map((each) => `'${each}'`)
  const isBoolean = schema.enum?.length === 2 && schema.enum.includes('true')
  const type = isBoolean ? 'boolean' : typeOf(schema)
  return `Filter<${type}, ${others.join(' | ') || 'never'}>`
}

function entryOf(resource: Resource, document: Document): string {
  const { name, typeName, path, sorts, search, fields } = resource
  const sort = Object.keys(sorts).flatMap((each) => [each, `-${each}`])
  const words = (values: string[]) => values.map((value) => `'${value}'`).join(' | ') || 'never'
  const lines = [
    `row: ${typeName}`,
    `input: ${typeName}Input`,
    `revision: ${typeName}Revision`,
    `links: ${words(linkPaths(fields))}`,
    `sort: ${words([...sort, ...(search ? ['relevance'] : [])])}`,
    `filters: ${path ? `${typeName}Filters` : 'never'}`,
    `facets: ${words(path ? facetsOf(path, document) : [])}`,
    `q: ${search ? 'string' : 'never'}`
  ]
  return `  ${name}: {\n${lines.map((line) => `    ${line}\n`).join('')}  }\n`
}
const facetsOf = (path: string, document: Document) =>
  (parametersOf(`/v1/${path}/facets`, document).get('by')?.items?.enum ?? []) as string[]
