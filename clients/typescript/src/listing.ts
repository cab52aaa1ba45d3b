/** Lists, page by page or row by row, in the order that the service gives. */
import type { Count } from './types.js'

/** What the service answers for a page. */
export interface PageAnswer<T, M> {
  data: T[]
  page: { size: number; next: string | number | null; prev?: string | null }
  meta?: M
}
export interface AppliedMeta {
  /** Every filter, sort and default in force, by parameter. */
  applied: Record<string, string | number | boolean>
  /** How many rows match on all pages, where `count` was asked for. */
  count?: Count
}
export type Turn<T, M> = (cursor: string, direction: 'after' | 'before') => Promise<Page<T, M>>

/** One page. Iterated, it gives its rows and those of all pages after it. */
export class Page<T, M = AppliedMeta> implements AsyncIterable<T> {
  readonly data: T[]
  /** For `after`; null on the last page. */
  readonly next: string | null
  /** For `before`; null on the first page. */
  readonly prev: string | null
  readonly meta: M
  readonly #turn: Turn<T, M>

  constructor({ data, page, meta }: PageAnswer<T, M>, turn: Turn<T, M>) {
    this.data = data
    this.next = page.next === null ? null : String(page.next)
    this.prev = page.prev ?? null
    this.meta = meta as M
    this.#turn = turn
  }

  async nextPage(): Promise<Page<T, M> | undefined> {
    return this.next === null ? undefined : this.#turn(this.next, 'after')
  }
  async previousPage(): Promise<Page<T, M> | undefined> {
    return this.prev === null ? undefined : this.#turn(this.prev, 'before')
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (let page: Page<T, M> | undefined = this; page; page = await page.nextPage())
      yield* page.data
  }
}

/** A list that nothing was asked of yet: awaited, its first page; iterated, all of its rows. */
export class Listing<T, M = AppliedMeta> implements AsyncIterable<T>, PromiseLike<Page<T, M>> {
  readonly #first: () => Promise<Page<T, M>>

  constructor(first: () => Promise<Page<T, M>>) {
    this.#first = first
  }

  // biome-ignore lint/suspicious/noThenProperty: `await client.claims.list()` is a page
  then<A = Page<T, M>, B = never>(
    fulfilled?: ((page: Page<T, M>) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null
  ): Promise<A | B> {
    return this.#first().then(fulfilled, rejected)
  }
  async *pages(): AsyncGenerator<Page<T, M>, void, undefined> {
    let page: Page<T, M> | undefined = await this.#first()
    for (; page; page = await page.nextPage()) yield page
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const page of this.pages()) yield* page.data
  }
  /** All rows at once: for lists that are known to be short. */
  async all(): Promise<T[]> {
    const rows: T[] = []
    for await (const row of this) rows.push(row)
    return rows
  }
}
