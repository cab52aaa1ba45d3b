/** The operations of the feeds. Their documents are described by RFC 4287 and JSON Feed, not here anew. */
import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import { type Format, formats } from '../feeds/formats.js'
import type { feeds } from '../feeds/items.js'
import { resources } from '../resources/index.js'
import { failures, success } from './openapi-answers.js'
import { listQueryParameters } from './openapi-parameters.js'

const stable = { 'x-stability': 'stable' } as const
const JsonFeed = z
  .object({
    version: z.literal('https://jsonfeed.org/version/1.1'),
    title: z.string(),
    home_page_url: z.string(),
    feed_url: z.string(),
    next_url: z.string().optional().describe('The page after this one.'),
    items: z.array(
      z.object({
        id: z.string().describe('`urn:uuid:` and the id of the row: it never changes.'),
        url: z.string(),
        external_url: z.string().optional().describe('Where it was said.'),
        title: z.string(),
        summary: z.string().optional(),
        content_text: z.string(),
        date_published: z.iso.datetime().describe('When readers first saw it.'),
        date_modified: z.iso.datetime(),
        authors: z.array(z.object({ name: z.string() })),
        tags: z.array(z.string()).optional()
      })
    )
  })
  .meta({ id: 'JsonFeed', description: 'JSON Feed 1.1.' })
const AtomFeed = z.string().meta({ id: 'AtomFeed', description: 'An Atom document (RFC 4287).' })
const empty: z.infer<typeof JsonFeed> = {
  version: 'https://jsonfeed.org/version/1.1',
  title: 'OnRecord: Statements',
  home_page_url: '/v1/statements',
  feed_url: '/v1/statements/feed.json',
  items: []
}
const schemas = {
  json: { schema: JsonFeed, examples: { empty } },
  atom: {
    schema: AtomFeed,
    examples: { beginning: '<?xml version="1.0" encoding="utf-8"?>\n<feed …>…</feed>' }
  }
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
function operation(name: 'edits' | keyof typeof feeds, format: Format): ZodOpenApiOperationObject {
  const resource = resources[name === 'edits' ? 'statements' : name]
  const { before, sort, include, fields, count, on, ...query } = listQueryParameters(resource).shape
  const about =
    name === 'edits' ? 'edits of the texts that statements are known from' : (resource.path ?? '')
  return {
    operationId: `feed${capitalised(name)}As${capitalised(format)}`,
    tags: [resource.path ?? ''],
    summary: `Follow ${name} in a feed reader`,
    description: `A feed of ${about}, those that readers saw last first, under the filters of ${resource.path}. Answers 304 to the \`ETag\` of a document that is the same.`,
    ...stable,
    requestParams: { query: z.object(query) },
    responses: {
      200: success({
        description: 'A page of the feed.',
        linked: true,
        types: [formats[format].type],
        ...schemas[format]
      }),
      304: { description: 'It is the same as that of `If-None-Match`.' },
      ...failures(400, 401, 406, 408, 431, 500, 503)
    }
  }
}

export const feedPaths: ZodOpenApiPathsObject = Object.fromEntries(
  (['statements', 'claims', 'assessments', 'edits'] as const).flatMap((name) =>
    (['json', 'atom'] as const).map((format) => [
      `/v1/${name}/feed.${format}`,
      { get: operation(name, format) }
    ])
  )
)
