/** What can be asked of a resource: one, a list, counts, a file of all; and its edits. */
import { Export } from './exports.js'
import type { Asked, Transport } from './http.js'
import { type AppliedMeta, Listing, Page, type PageAnswer } from './listing.js'
import type { CollectionName, FieldPath, IncludePath, ResourceName, Row } from './shapes.js'
import { type Facet, paths, type Resources, type Revision } from './types.js'

type Several<T> = T | readonly T[]
interface Moment {
  /** The moment whose record is asked for: just what was answered then. */
  asOf?: string | Date
  /** The day whose law is asked for. */
  on?: string
}
interface Shape<I, F> {
  /** Links to embed whole, up to four deep: `statement.agencies`. */
  include?: I | readonly I[]
  /** The only paths to keep: `proposition`, `statement.title`. */
  fields?: F | readonly F[]
}
interface Abortable {
  signal?: AbortSignal
}
export type GetQuery<I, F> = Shape<I, F> & Moment & Abortable & { merged?: 'follow' | 'error' }
/** Filters, and what `q` searches for. */
export type Narrowing<N extends ResourceName> = Resources[N]['filters'] & { q?: Resources[N]['q'] }
export type ListQuery<N extends ResourceName, I, F> = Narrowing<N> &
  Shape<I, F> &
  Moment &
  Abortable & {
    sort?: Several<Resources[N]['sort']>
    /** Rows a page, at most 200. */
    limit?: number
    after?: string
    before?: string
    /** Also count what matches on all pages: told by the page that is asked for, not those after it. */
    count?: 'exact' | 'estimate'
  }
export type FacetsQuery<N extends ResourceName> = Narrowing<N> &
  Moment &
  Abortable & {
    by: Several<Resources[N]['facets']>
    /** Buckets a facet, at most 100. */
    limit?: number
    /** Count each facet without the filters on itself. */
    excludeOwn?: boolean
  }
export type ExportFormat = 'ndjson' | 'json' | 'csv' | 'parquet'
export type ExportQuery<N extends ResourceName, I, F> = Narrowing<N> &
  Shape<I, F> &
  Moment &
  Abortable & { sort?: Several<Resources[N]['sort']>; format?: ExportFormat }

export interface WriteOptions extends Abortable {
  /** Why; the revision tells it. */
  reason?: string
  /** Check everything, answer what would be, and write nothing. */
  dryRun?: boolean
}
export interface CreateOptions extends WriteOptions {
  /** Under which the same request is answered once; made unless given. */
  idempotencyKey?: string
}
/** What was read: an `ETag`, a revision's number, or `*` for whatever it is now. */
export interface Known {
  ifMatch: string | number
}
export interface Read {
  id: string
  revision: number
}

/** The rows of a resource, one by one. */
export class Rows<N extends ResourceName> {
  protected readonly path: string

  constructor(
    protected readonly transport: Transport,
    name: N
  ) {
    this.path = paths[name]
  }

  /** By id, slug or identifier. What was merged is followed unless `merged` is `error`. */
  get<const I extends IncludePath<N> = never, const F extends FieldPath<N> = never>(
    id: string,
    { signal, merged = 'follow', ...query }: GetQuery<I, F> = {}
  ): Promise<Row<N, I, F>> {
    const redirect = merged === 'follow' ? 'follow' : 'manual'
    return this.transport.json({ path: this.at(id), query, redirect, signal })
  }

  /** Who changed what, when and why: the newest first. */
  revisions(id: string, query: { limit?: number; before?: number; asOf?: string | Date } = {}) {
    const path = `${this.at(id)}/revisions`
    return listing<Revision, undefined>(this.transport, path, query, 'before')
  }
  /** One revision, with the row as it was. */
  revision(id: string, n: number): Promise<Resources[N]['revision']> {
    return this.transport.json({ path: `${this.at(id)}/revisions/${n}` })
  }

  /** A JSON Merge Patch: a value sets, null clears, what is absent stays, a list is replaced. */
  patch(row: Read, changes: Resources[N]['input'], options?: WriteOptions): Promise<Row<N>>
  patch(id: string, changes: Resources[N]['input'], options: WriteOptions & Known): Promise<Row<N>>
  patch(row: Read | string, body: object, options: WriteOptions & Partial<Known> = {}) {
    return this.#guarded('PATCH', row, options, body)
  }
  /** Withdraws it: readers are told when and why, and nothing is erased. */
  withdraw(row: Read, options: WriteOptions & { reason: string }): Promise<Row<N>>
  withdraw(id: string, options: WriteOptions & Known & { reason: string }): Promise<Row<N>>
  withdraw(row: Read | string, options: WriteOptions & Partial<Known>) {
    return this.#guarded('DELETE', row, options)
  }
  publish(row: { id: string } | string, options?: CreateOptions): Promise<Row<N>> {
    return this.post(`${this.at(row)}/publish`, undefined, options)
  }
  restore(row: { id: string } | string, options?: CreateOptions): Promise<Row<N>> {
    return this.post(`${this.at(row)}/restore`, undefined, options)
  }
  /** Makes it part of another: its address leads there for ever. Returns that other. */
  merge(
    row: { id: string } | string,
    into: { id: string } | string,
    options?: CreateOptions
  ): Promise<Row<N>> {
    const body = { into: typeof into === 'string' ? into : into.id }
    return this.post(`${this.at(row)}/merge`, body, options)
  }

  protected at(row: { id: string } | string): string {
    return `${this.path}/${encodeURIComponent(typeof row === 'string' ? row : row.id)}`
  }
  /** All attempts of a request have one key, so that it is carried out once. */
  protected post<T>(path: string, body: unknown, options: CreateOptions = {}): Promise<T> {
    const { signal, idempotencyKey = crypto.randomUUID(), ...query } = options
    const headers = { 'idempotency-key': idempotencyKey }
    return this.transport.json({
      method: 'POST',
      path,
      query,
      body,
      headers,
      repeat: 'lost',
      signal
    })
  }

  #guarded(
    method: 'PATCH' | 'DELETE',
    row: Read | string,
    { signal, ifMatch, ...query }: WriteOptions & Partial<Known>,
    body?: object
  ): Promise<Row<N>> {
    const known = ifMatch ?? (typeof row === 'string' ? undefined : row.revision)
    const tag = typeof known === 'number' ? `"${known}"` : known
    const headers: Record<string, string> = tag === undefined ? {} : { 'if-match': tag }
    const asked: Asked = { method, path: this.at(row), query, body, headers, signal }
    return this.transport.json({ ...asked, repeat: 'guarded' })
  }
}

/** A resource that has a list. */
export class Collection<N extends CollectionName> extends Rows<N> {
  /** Awaited, a page; iterated, all rows. */
  list<const I extends IncludePath<N> = never, const F extends FieldPath<N> = never>(
    query?: ListQuery<N, I, F>
  ): Listing<Row<N, I, F>> {
    return listing<Row<N, I, F>>(this.transport, this.path, query)
  }

  /** How many rows of the list have each value. */
  async facets(query: FacetsQuery<N>): Promise<Facet[]> {
    const { signal, ...others } = query as FacetsQuery<N> & Abortable
    const path = `${this.path}/facets`
    return (await this.transport.json<{ data: Facet[] }>({ path, query: others, signal })).data
  }

  /** All rows of the list in one file, of one moment. */
  async export<const I extends IncludePath<N> = never, const F extends FieldPath<N> = never>(
    query: ExportQuery<N, I, F> = {} as ExportQuery<N, I, F>
  ): Promise<Export<Row<N, I, F>>> {
    const { signal, ...others } = { format: 'ndjson', ...(query as Abortable) }
    const path = `${this.path}/export`
    const headers = { accept: '*/*' }
    return new Export(await this.transport.stream({ path, query: others, headers, signal }))
  }

  /** A draft, unless `status` is `published`. */
  create(input: Resources[N]['input'], options?: CreateOptions): Promise<Row<N>> {
    return this.post(this.path, input, options)
  }
}

/** Rows of a resource that stand under those of another: captures of a source, versions of a statute. */
export class Parts<N extends 'captures' | 'statuteVersions'> extends Rows<N> {
  constructor(
    transport: Transport,
    name: N,
    private readonly below: (owner: string) => string
  ) {
    super(transport, name)
  }
  create(
    owner: { id: string } | string,
    input: Resources[N]['input'],
    options?: CreateOptions
  ): Promise<Row<N>> {
    return this.post(this.below(typeof owner === 'string' ? owner : owner.id), input, options)
  }
}

/** The pages of anything that has pages; `next` is the parameter that asks for the one that follows. */
export function listing<T, M = AppliedMeta>(
  transport: Transport,
  path: string,
  given: object = {},
  next: 'after' | 'before' = 'after'
): Listing<T, M> {
  const { signal, ...query } = given as Abortable
  // Counted once, not again with each page.
  const {
    after: _after,
    before: _before,
    count: _count,
    ...others
  } = query as Record<string, unknown>
  const read = async (query: object): Promise<Page<T, M>> => {
    const answer = await transport.json<PageAnswer<T, M>>({ path, query, signal })
    return new Page(answer, (cursor, direction) =>
      read({ ...others, [direction === 'after' ? next : direction]: cursor })
    )
  }
  return new Listing(() => read(query))
}
