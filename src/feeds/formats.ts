/** Items -> JSON Feed 1.1 or Atom (RFC 4287), in pages as RFC 5005 has them. */
import { createHash } from 'node:crypto'
import type { Item } from './items.js'

/** A page of a feed. Addresses are absolute where the service's own is configured. */
export interface FeedPage {
  title: string
  /** What the feed is of, whichever page and format: its id is made of it. */
  identity: string
  items: Item[]
  /** The start of every address: '' where it is not configured. */
  base: string
  /** Paths: this page, the feed's first, the one after it, and the list that it is of. */
  self: string
  first: string
  next: string | null
  list: string
}
/** Loaded when the first feed is asked for. */
const library = () => import('feedsmith')

export const formats = {
  json: { type: 'application/feed+json', write: jsonFeed },
  atom: { type: 'application/atom+xml', write: atomFeed }
} as const
export type Format = keyof typeof formats

/** Nobody is made an author: what names none says so. */
const nobody = 'Not named'
const iri = (id: string) => `urn:uuid:${id}`
/** An item has a content, be it its title alone. */
const contentOf = ({ content, title }: Item) => content || title
const authorsOf = ({ authors }: Item) =>
  (authors.length ? authors : [nobody]).map((name) => ({ name }))

async function jsonFeed({ title, base, self, next, list, items }: FeedPage): Promise<string> {
  const { generateJsonFeed } = await library()
  const feed = generateJsonFeed({
    title,
    home_page_url: base + list,
    feed_url: base + self,
    ...(next && { next_url: base + next }),
    items: items.map((item) => ({
      id: iri(item.id),
      url: base + item.path,
      ...(item.source && { external_url: item.source }),
      title: item.title,
      ...(item.summary && { summary: item.summary }),
      content_text: contentOf(item),
      date_published: item.published,
      date_modified: item.updated,
      authors: authorsOf(item),
      ...(item.tags.length && { tags: item.tags })
    }))
  })
  // The library leaves out what is empty; a feed without items has none all the same.
  return JSON.stringify({ ...(feed as object), ...(!items.length && { items: [] }) })
}

async function atomFeed(page: FeedPage): Promise<string> {
  const { title, identity, base, self, first, next, list, items } = page
  const { generateAtomFeed } = await library()
  const updated = new Date(Math.max(0, ...items.map((item) => +item.updated)))
  const link = (rel: string, path: string) => ({ rel, href: base + path, type: formats.atom.type })
  return generateAtomFeed({
    id: iri(uuidOf(identity)),
    title: plain(title),
    updated,
    links: [
      link('self', self),
      link('first', first),
      ...(next ? [link('next', next)] : []),
      { rel: 'alternate', href: base + list, type: 'application/json' }
    ],
    entries: items.map((item) => ({
      id: iri(item.id),
      title: plain(item.title),
      updated: item.updated,
      published: item.published,
      authors: authorsOf(item).map(({ name }) => ({ name: valid(name) })),
      categories: item.tags.map((term) => ({ term: valid(term) })),
      links: [
        { rel: 'alternate', href: base + item.path, type: 'application/json' },
        ...(item.source ? [{ rel: 'related', href: valid(item.source) }] : [])
      ],
      ...(item.summary && { summary: plain(item.summary) }),
      content: plain(contentOf(item))
    }))
  })
}

const plain = (value: string) => ({ type: 'text', value: valid(value) })
/** Without what no XML 1.0 document may hold. */
const valid = (text: string) =>
  text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')

/** A UUID (version 8, RFC 9562) that always stands for this text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
