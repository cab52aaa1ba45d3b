/** The service as an object: its resources, and what is asked across them. */
import { ChangeFeed, type ChangesQuery, follow } from './changes.js'
import { Collection, listing, type Narrowing, Parts } from './collection.js'
import { GraphqlError, type GraphqlFault } from './errors.js'
import { Export } from './exports.js'
import { type Asked, type Options, type Repeat, Transport } from './http.js'
import type { Listing } from './listing.js'
import type { CollectionName, Including } from './shapes.js'
import type * as api from './types.js'

type Several<T> = T | readonly T[]
interface AsOf {
  asOf?: string | Date
}
export interface SearchQuery extends AsOf {
  q: string
  resource?: Several<api.SearchResult['resource']>
  limit?: number
  after?: string
}
export interface SuggestQuery extends AsOf {
  resource?: Several<api.Suggestion['resource']>
  limit?: number
}
export type CompareQuery = Omit<Narrowing<'claims'>, 'agency' | 'topic'> &
  AsOf & { agency: Several<string>; topic: Several<string>; limit?: number; on?: string }
export interface TimelineQuery extends AsOf {
  event?: Several<string>
  topic?: Several<string>
  agency?: Several<string>
  type?: Several<api.TimelineEntry['type']>
  sort?: 'date' | '-date'
  limit?: number
  after?: string
}
type ClaimInCell = Including<
  api.Claim,
  'statement' | 'statuteReferences.lawAtStatement.versions' | 'assessments' | 'relations'
>
/** Agencies by topics: in each cell its newest claims. */
export interface ComparisonTable {
  topics: api.RowReference[]
  rows: { agency: api.RowReference; cells: ComparisonCell[] }[]
}
export interface ComparisonCell {
  topic: api.RowReference
  claims: ClaimInCell[]
  count: number
  nothingOnRecord: boolean
  href: string
}
type CaptureMeta = { applied: Record<string, string | number> }

export class OnRecord {
  readonly #transport: Transport
  readonly jurisdictions: Collection<'jurisdictions'>
  readonly publishers: Collection<'publishers'>
  readonly agencies: Collection<'agencies'>
  readonly people: Collection<'people'>
  readonly events: Collection<'events'>
  readonly sources: Collection<'sources'>
  readonly topics: Collection<'topics'>
  readonly statutes: Collection<'statutes'>
  readonly statements: Collection<'statements'>
  readonly claims: Collection<'claims'>
  readonly statuteReferences: Collection<'statuteReferences'>
  readonly relations: Collection<'relations'>
  readonly assessments: Collection<'assessments'>
  readonly captures: Parts<'captures'>
  readonly statuteVersions: Parts<'statuteVersions'>
  readonly releases: Releases

  constructor(options: Options) {
    const transport = new Transport(options)
    const of = <N extends CollectionName>(name: N) => new Collection(transport, name)
    const below = (path: string, part: string) => (owner: string) =>
      `${path}/${encodeURIComponent(owner)}/${part}`
    this.#transport = transport
    this.jurisdictions = of('jurisdictions')
    this.publishers = of('publishers')
    this.agencies = of('agencies')
    this.people = of('people')
    this.events = of('events')
    this.sources = of('sources')
    this.topics = of('topics')
    this.statutes = of('statutes')
    this.statements = of('statements')
    this.claims = of('claims')
    this.statuteReferences = of('statuteReferences')
    this.relations = of('relations')
    this.assessments = of('assessments')
    this.captures = new Parts(transport, 'captures', below('/v1/sources', 'captures'))
    this.statuteVersions = new Parts(
      transport,
      'statuteVersions',
      below('/v1/statutes', 'versions')
    )
    this.releases = new Releases(transport)
  }

  /** Rows of all resources that have the words, best first; awaited, a page of them. */
  search(query: SearchQuery): Listing<api.SearchResult, api.SearchResults['meta']> {
    return listing(this.#transport, '/v1/search', query)
  }
  /** Names that have words beginning as those typed. */
  async suggest(q: string, query: SuggestQuery = {}): Promise<api.Suggestion[]> {
    return (await this.#get<api.Suggestions>('/v1/suggest', { q, ...query })).data
  }
  /** Agencies by topics, side by side. */
  async compare(query: CompareQuery): Promise<ComparisonTable> {
    return (await this.#get<{ data: ComparisonTable }>('/v1/compare', query)).data
  }
  /** What happened on an event, a topic or an agency, in one order by date. */
  timeline(query: TimelineQuery): Listing<api.TimelineEntry, api.Timeline['meta']> {
    return listing(this.#transport, '/v1/timeline', query)
  }
  /** A claim with its relations, law, assessments, and others on its topics. */
  context(claim: string, query: AsOf & { limit?: number } = {}): Promise<api.ClaimContext> {
    return this.#get(`/v1/claims/${encodeURIComponent(claim)}/context`, query)
  }

  /** The statute that a citation means, as of a day. */
  async resolveCitation(
    citation: string,
    query: AsOf & { jurisdiction?: string; on?: string } = {}
  ): Promise<api.ResolvedCitations['citations']> {
    const path = '/v1/statutes/resolve'
    return (await this.#get<api.ResolvedCitations>(path, { citation, ...query })).citations
  }
  /** The citations in a text, with the statutes on record. */
  async parseCitations(
    text: string,
    { jurisdiction }: { jurisdiction?: string } = {}
  ): Promise<api.Citations['citations']> {
    const body: api.CitationsToParse = { text, ...(jurisdiction && { jurisdiction }) }
    return (await this.#ask<api.Citations>('/v1/citations/parse', body)).citations
  }
  /** Where words stand: in a source's captures, in one capture, or in a text. */
  async verifyQuote(quote: api.QuoteToVerify): Promise<api.QuoteVerification['captures']> {
    return (await this.#ask<api.QuoteVerification>('/v1/quotes/verify', quote)).captures
  }
  /** The captures of a source, by their numbers. */
  capturesOf(source: string, query: object = {}): Listing<api.Capture, CaptureMeta> {
    return listing(this.#transport, `/v1/sources/${encodeURIComponent(source)}/captures`, query)
  }
  /** What differs between two captures of a source, and which claims rest on it. */
  diffCaptures(source: string, from: number, to: number): Promise<api.CaptureDiff> {
    return this.#get(`/v1/sources/${encodeURIComponent(source)}/captures/${from}/diff/${to}`)
  }

  /** What happened since a place in the feed, until there is no more. */
  changes(query: ChangesQuery = {}): ChangeFeed {
    return new ChangeFeed(this.#transport, query)
  }
  /** What happens, as it happens: from now on, or after a place in the feed, until the signal. */
  follow(query: ChangesQuery = {}, { signal }: { signal?: AbortSignal } = {}) {
    return follow(this.#transport, query, signal)
  }

  /** What may still be asked under the rate limit. */
  usage(): Promise<api.Usage> {
    return this.#get('/v1/usage')
  }

  /** The data of a GraphQL operation. Throws `GraphqlError` if any field failed. */
  async graphql<T = unknown>(query: string, variables?: object): Promise<T> {
    // A word in a string or comment may be taken for it: then it is sent once, no more.
    const repeat: Repeat = /\bmutation\b/.test(query) ? 'refused' : 'lost'
    const body = { query, ...(variables && { variables }) }
    const asked: Asked = { method: 'POST', path: '/graphql', body, repeat }
    const { data, errors } = await this.#transport.json<{ data: T; errors?: GraphqlFault[] }>(asked)
    if (!errors?.length) return data
    const [first] = errors as [GraphqlFault]
    const code = first.extensions?.code ?? 'graphql_error'
    const failure = { status: 200, code, title: 'GraphQL', detail: first.message }
    throw new GraphqlError(failure, errors, data)
  }

  /** Anything else that the service takes: keys, webhooks, imports. The answer in JSON. */
  request<T = unknown>(
    method: NonNullable<Asked['method']>,
    path: string,
    options: Pick<Asked, 'query' | 'body' | 'headers' | 'signal' | 'repeat'> = {}
  ): Promise<T> {
    return this.#transport.json({ ...options, method, path })
  }

  #get<T>(path: string, query?: object): Promise<T> {
    return this.#transport.json({ path, query })
  }
  /** A question that is too long for an address: nothing is written. */
  #ask<T>(path: string, body: unknown): Promise<T> {
    return this.#transport.json({ method: 'POST', path, body, repeat: 'lost' })
  }
}

/** Dated snapshots of all that is published. */
class Releases {
  constructor(private readonly transport: Transport) {}

  /** The newest first. */
  list(query: { limit?: number; after?: string } = {}): Listing<api.ReleaseSummary, undefined> {
    return listing(this.transport, '/v1/releases', query)
  }
  get(id: string): Promise<api.Release> {
    return this.transport.json({ path: `/v1/releases/${encodeURIComponent(id)}` })
  }
  /** A file of a release, as it comes. */
  async file<T = unknown>(id: string, name: string): Promise<Export<T>> {
    const path = `/v1/releases/${encodeURIComponent(id)}/files/${encodeURIComponent(name)}`
    return new Export(await this.transport.stream({ path, headers: { accept: '*/*' } }))
  }
  diff(from: string, to: string): Promise<api.ReleaseDiff> {
    const path = `/v1/releases/${encodeURIComponent(from)}/diff/${encodeURIComponent(to)}`
    return this.transport.json({ path })
  }
  /** Makes one. It takes no Idempotency-Key: after a lost answer, look at the list. */
  create(): Promise<api.Release> {
    return this.transport.json({ method: 'POST', path: '/v1/releases' })
  }
}
