/** GraphQL over HTTP: the parameters of a request, and its document. */
import { createHash } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'
import { ApiError } from '../errors.js'
import { Refused, tooComplex } from './errors.js'

export interface GraphQLParameters {
  query?: string | undefined
  operationName?: string | undefined
  variables?: Record<string, unknown> | undefined
  extensions?: Record<string, unknown> | undefined
}
const longestDocument = 20_000

const badRequest = (message: string) => new ApiError('invalid_body', message)

/** Checks the parameters, be they from a body or a query string. */
export function parametersOf(given: unknown): GraphQLParameters {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw badRequest('Expected a JSON object with `query`; batches are not taken.')
  const { query, operationName, variables, extensions } = given as Record<string, unknown>
  if (query != null && typeof query !== 'string') throw badRequest('`query` is a string.')
  if (operationName != null && typeof operationName !== 'string')
    throw badRequest('`operationName` is a string.')
  for (const [name, value] of Object.entries({ variables, extensions }))
    if (value != null && (typeof value !== 'object' || Array.isArray(value)))
      throw badRequest(`\`${name}\` is an object.`)
  return {
    query: query ?? undefined,
    operationName: operationName || undefined,
    variables: (variables ?? undefined) as GraphQLParameters['variables'],
    extensions: (extensions ?? undefined) as GraphQLParameters['extensions']
  }
}

/** The parameters in a query string, of which two are JSON. */
export function parametersOfQuery(query: string): GraphQLParameters {
  const search = new URLSearchParams(query)
  const json = (name: string) => {
    const text = search.get(name)
    if (text === null || text === '') return undefined
    try {
      return JSON.parse(text)
    } catch {
      throw badRequest(`\`${name}\` is not JSON.`)
    }
  }
  return parametersOf({
    query: search.get('query'),
    operationName: search.get('operationName'),
    variables: json('variables'),
    extensions: json('extensions')
  })
}

/** Documents registered by their SHA-256 (automatic persisted queries, Apollo's protocol). */
const persisted = new LRUCache<string, string>({
  maxSize: 5_000_000,
  sizeCalculation: (text) => text.length
})

/** The document of a request, looked up where only its hash is given. */
export function documentOf({ query, extensions }: GraphQLParameters): string {
  if (query && query.length > longestDocument)
    throw tooComplex(`The document is longer than ${longestDocument} characters.`)
  const hash = extensions?.['persistedQuery']
  if (hash != null) return persistedDocument(hash, query)
  if (!query) throw badRequest('Expected `query`.')
  return query
}

function persistedDocument(given: unknown, query: string | undefined): string {
  const { version, sha256Hash } = given as { version?: unknown; sha256Hash?: unknown }
  if (version !== 1 || typeof sha256Hash !== 'string')
    throw badRequest('`persistedQuery` has version 1 and a sha256Hash.')
  if (query) {
    if (createHash('sha256').update(query).digest('hex') !== sha256Hash)
      throw badRequest('`sha256Hash` is not the hash of `query`.')
    persisted.set(sha256Hash, query)
    return query
  }
  const known = persisted.get(sha256Hash)
  if (known) return known
  const missing = new GraphQLError('PersistedQueryNotFound')
  throw new Refused([missing], 'PERSISTED_QUERY_NOT_FOUND', 200)
}
