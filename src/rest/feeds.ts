/** The REST door to the feeds: what readers see for the first time, newest first. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type FeedPage, type Format, formats } from '../feeds/formats.js'
import { editItem, type Feed, feeds, type Item, type Row } from '../feeds/items.js'
import { computed, type Resource, type Sort } from '../resources/define.js'
import { resources } from '../resources/index.js'
import type { Cursors } from '../store/cursor.js'
import { readEdits } from '../store/edits.js'
import { readList } from '../store/read.js'
import { itemPath } from '../store/references.js'
import type { ListRequest } from '../store/selection.js'
import { listParameters, parseList } from './parameters.js'
import { parseQueryString, unknown } from './query-string.js'
import { representation } from './representation.js'
import { acceptOf, queryOf, type RestOptions } from './routes.js'

/** The order of every feed: by when readers first saw the row (`migrations/0008_feeds.sql`). */
const order: Sort = {
  about: 'When readers first saw it.',
  type: 'timestamptz',
  expression: (alias) => `${alias}.first_visible_at`
}
/** A resource as its feed lists it. */
export const inFeedOrder = (resource: Resource): Resource => ({
  ...resource,
  sorts: { firstVisibleAt: order },
  defaultSort: '-firstVisibleAt'
})
const seen = computed(z.string(), (alias) => `to_json(${alias}.first_visible_at)::text`)

export function feedRoutes(app: FastifyInstance, options: RestOptions): void {
  const { db, cursors } = options
  for (const format of Object.keys(formats) as Format[]) {
    for (const [name, feed] of Object.entries(feeds) as [keyof typeof feeds, Feed][]) {
      const resource = inFeedOrder(resources[name])
      const fields = representation(resource, undefined, feed.fields)
      const select = [...fields, { as: 'firstVisibleAt', field: seen }]
      const path = `${itemPath(resource)}/feed.${format}`
      app.get(path, async (request, reply) => {
        const { list, binding, own } = parseFeed(resource, request, format, cursors)
        const { data, more, last } = await readList(db, { ...list, select })
        const items = (JSON.parse(`[${data}]`) as Row[]).map((row) =>
          dated({ ...feed.item(row), path: `${itemPath(resource)}/${row['id']}` }, row)
        )
        const next = more && last ? cursors.sign(last, binding) : null
        const page = pageOf({ title: feed.title, path, list: itemPath(resource), own, next })
        return send(request, reply, format, { ...page, items }, options)
      })
    }
    const path = `/v1/edits/feed.${format}`
    const statements = inFeedOrder(resources.statements)
    app.get(path, async (request, reply) => {
      const { list, binding: of, own } = parseFeed(statements, request, format, cursors, 'edits')
      const { filters, limit, from } = list.rows
      const asked = { filters, limit, view: list.view ?? {}, ...(from && { from: from.key }) }
      const { rows, more, last } = await readEdits(db, asked)
      const items = (rows as Row[]).map((row) => dated(editItem(row), row))
      const next = more && last ? cursors.sign(last, of) : null
      const page = pageOf({ title: 'Edits', path, list: '/v1/statements', own, next })
      return send(request, reply, format, { ...page, items }, options)
    })
  }
}

const dated = (item: Omit<Item, 'published' | 'updated'>, row: Row): Item => {
  const [published, updated] = [new Date(row['firstVisibleAt']), new Date(row['updatedAt'])]
  return { ...item, published, updated: updated < published ? published : updated }
}

/** What a list takes and a feed does not: its order and its shape are its own. */
const settled: string[] = listParameters.filter(
  (name) => !['limit', 'after', 'asOf'].includes(name)
)
interface FeedParameters {
  list: ListRequest
  binding: string
  /** The query string of the feed's first page. */
  own: string
}
function parseFeed(
  resource: Resource,
  request: FastifyRequest,
  format: Format,
  cursors: Cursors,
  of?: string
): FeedParameters {
  acceptOf(request, [formats[format].type, ...(format === 'json' ? ['application/json'] : [])])
  const query = queryOf(request)
  const parameters = parseQueryString(query)
  for (const { name } of parameters)
    if (settled.includes(name)) throw unknown(name, 'A feed has an order and a shape of its own.')
  // Said here, the order holds for a search too.
  const own = parameters.filter(({ name }) => name !== 'after')
  const pairs = own.map(({ name, value }): [string, string] => [name, value])
  const text = String(new URLSearchParams(pairs))
  const after = parameters.find(({ name }) => name === 'after')
  const first = parseList(resource, `${text}&sort=-firstVisibleAt`, cursors)
  const binding = of ? `${of} ${first.binding}` : first.binding
  const list = first.request
  if (after) list.rows.from = { key: cursors.read(after.value, binding, 'after'), backward: false }
  return { list, binding, own: text }
}

function unsized(query: string): string {
  const parameters = new URLSearchParams(query)
  parameters.delete('limit')
  return String(parameters)
}

function pageOf({
  title,
  path,
  list,
  own,
  next
}: {
  title: string
  path: string
  list: string
  own: string
  next: string | null
}) {
  const at = (of: string, ...more: string[]) => {
    const query = [own, ...more].filter(Boolean).join('&')
    return query ? `${of}?${query}` : of
  }
  return {
    title: `OnRecord: ${title}`,
    // The same for every format and size of page.
    identity: `${path.replace(/\.\w+$/, '')}?${unsized(own)}`,
    first: at(path),
    next: next && at(path, `after=${next}`),
    list: at(list)
  }
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  format: Format,
  page: Omit<FeedPage, 'base' | 'self'>,
  { publicUrl = '' }: RestOptions
) {
  const { type, write } = formats[format]
  const text = await write({ ...page, base: publicUrl, self: request.url })
  const links = [
    `<${publicUrl}${page.first}>; rel="first"`,
    ...(page.next ? [`<${publicUrl}${page.next}>; rel="next"`] : [])
  ]
  reply.header('link', links.join(', '))
  return reply.type(`${type}; charset=utf-8`).send(text)
}
