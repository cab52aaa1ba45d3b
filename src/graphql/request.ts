/** GraphQL over HTTP: the parameters of a request, and the media type of its answer. */
import { createHash } from 'node:crypto'
import { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'

export interface GraphQLParameters {
  query?: string | undefined
  operationName?: string | undefined
  variables?: Record<string, unknown> | undefined
  extensions?: Record<string, unknown> | undefined
}
export const longestDocument = 20_000

export function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'invalid_body', http: 400 } })
}

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
    operationName: operationName ?? undefined,
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
    operationName: search.get('operationName') || null,
    variables: json('variables'),
    extensions: json('extensions')
  })
}

/** Documents registered by their SHA-256 (automatic persisted queries, Apollo's protocol). */
const persisted = new LRUCache<string, string>({ max: 1000 })

/** The document of a request, looked up where only its hash is given. */
export function documentOf({ query, extensions }: GraphQLParameters): string {
  const apq = extensions?.['persistedQuery'] as
    | { version?: unknown; sha256Hash?: unknown }
    | undefined
  if (apq) {
    const { version, sha256Hash } = apq
    if (version !== 1 || typeof sha256Hash !== 'string')
      throw badRequest('`persistedQuery` has version 1 and a sha256Hash.')
    if (query === undefined) {
      const known = persisted.get(sha256Hash)
      if (known) return known
      throw new GraphQLError('PersistedQueryNotFound', {
        extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: 200 }
      })
    }
    if (query.length <= longestDocument) {
      if (createHash('sha256').update(query).digest('hex') !== sha256Hash)
        throw badRequest('`sha256Hash` is not the hash of `query`.')
      persisted.set(sha256Hash, query)
    }
  }
  if (!query) throw badRequest('Expected `query`.')
  if (query.length > longestDocument)
    throw new GraphQLError(`The document is longer than ${longestDocument} characters.`, {
      extensions: { code: 'query_too_complex', http: 400 }
    })
  return query
}
