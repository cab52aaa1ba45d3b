/** The REST door to releases: listed, described, their files (whole or in part), and what differs. */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { matches } from '../caching/tags.js'
import { demand } from '../editing/keys.js'
import { ApiError } from '../errors.js'
import { type Difference, differences, diffReleases } from '../releases/diff.js'
import { makeRelease, type ReleaseOptions } from '../releases/make.js'
import { isReleaseId, type Manifest } from '../releases/manifest.js'
import type { ByteRange, ReleaseStore } from '../releases/store.js'
import { wholeOf } from './finding-parameters.js'
import { limits, parseNone } from './parameters.js'
import { among, invalid, parseQueryString, unknown } from './query-string.js'
import { acceptJson, jsonType, queryOf } from './routes.js'

export interface ReleaseRoutes extends ReleaseOptions {
  db: pg.Pool
  store: ReleaseStore
}
type OfRelease = FastifyRequest<{ Params: { id: string } }>

export function releaseRoutes(
  app: FastifyInstance,
  { db, store, license, publicUrl }: ReleaseRoutes
): void {
  const found = async (id: string): Promise<Manifest> => {
    const manifest = await store.manifest(id)
    if (!manifest) throw new ApiError('not_found', 'There is no release with this id.')
    return manifest
  }

  app.get('/v1/releases', { config: { kept: false } }, async (request, reply) => {
    acceptJson(request)
    const { limit, after } = pageOf(request)
    const ids = await store.ids()
    const start = after === undefined ? 0 : ids.indexOf(after) + 1
    if (after !== undefined && !start) throw invalid('after', 'There is no release with this id.')
    const page = ids.slice(start, start + limit)
    const data = (await Promise.all(page.map((id) => found(id)))).map(({ files, ...rest }) => rest)
    const more = start + limit < ids.length
    const next = more ? page.at(-1) : null
    if (next)
      reply.header(
        'link',
        `<${publicUrl ?? ''}/v1/releases?limit=${limit}&after=${next}>; rel="next"`
      )
    return { data, page: { size: data.length, next, more } }
  })

  app.post('/v1/releases', async (request, reply) => {
    demand(request.principal, 'publish')
    acceptJson(request)
    parseNone(queryOf(request))
    if (Object.keys((request.body as object) ?? {}).length)
      throw new ApiError('invalid_body', 'A release takes no members.')
    const manifest = await makeRelease(db, store, { license, publicUrl })
    return reply.code(201).header('location', `/v1/releases/${manifest.id}`).send(manifest)
  })

  app.get('/v1/releases/:id', async (request: OfRelease, reply) => {
    acceptJson(request)
    parseNone(queryOf(request))
    const text = JSON.stringify(await found(request.params.id))
    return lasting(request, reply).type(jsonType).send(text)
  })

  app.get(
    '/v1/releases/:id/files/:name',
    async (request: FastifyRequest<{ Params: { id: string; name: string } }>, reply) => {
      parseNone(queryOf(request))
      const { id, name } = request.params
      const { files } = await found(id)
      const file = files.find((each) => each.name === name)
      if (!file) throw new ApiError('not_found', 'The release has no file of this name.')
      lasting(request, reply).header('accept-ranges', 'bytes')
      const tag = `"${file.sha256}"`
      if (isHeld(request, reply, tag)) return reply.code(304).send()
      const range = rangeOf(request, tag, file.bytes)
      if (range === 'none') {
        reply.header('content-range', `bytes */${file.bytes}`).header('cache-control', 'no-store')
        throw new ApiError('range_not_satisfiable', `The file has ${file.bytes} bytes.`)
      }
      const digest = Buffer.from(file.sha256, 'hex').toString('base64')
      reply
        .type(file.mediaType)
        .header('repr-digest', `sha-256=:${digest}:`)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('content-length', range ? range.end - range.start + 1 : file.bytes)
      if (range)
        reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`)
      // Fastify would tell the length of what is sent.
      if (request.method === 'HEAD') return reply.send(Readable.from([]))
      return reply.send(await store.read(id, name, range))
    }
  )

  app.get(
    '/v1/releases/:id/diff/:other',
    async (request: FastifyRequest<{ Params: { id: string; other: string } }>, reply) => {
      acceptJson(request)
      parseNone(queryOf(request))
      const { id, other } = request.params
      const [from, to] = [await found(id), await found(other)]
      const tag = `"${from.contentSha256.slice(0, 32)}-${to.contentSha256.slice(0, 32)}-${to.id}"`
      if (isHeld(request, lasting(request, reply), tag)) return reply.code(304).send()
      reply.type(jsonType)
      if (request.method === 'HEAD') return reply.send()
      return reply.send(Readable.from(diffText(from, to, diffReleases(store, from, to))))
    }
  )
}

function pageOf(request: FastifyRequest) {
  const parameters = parseQueryString(queryOf(request))
  const names = ['limit', 'after']
  for (const { name } of parameters)
    if (!names.includes(name)) throw unknown(name, among(name, names))
  const own = new Map(parameters.map((each) => [each.name, each]))
  const after = own.get('after')?.value
  if (after !== undefined && !isReleaseId(after))
    throw invalid('after', 'Expected the id of a release.')
  return { limit: wholeOf(own.get('limit'), limits.default, limits.most), after }
}

/** Releases never change. What a key came with is not shared. */
function lasting(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.principal) return reply
  return reply.header('cache-control', 'public, max-age=31536000, immutable')
}
function isHeld(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  reply.header('etag', tag)
  return matches(request.headers['if-none-match'], tag)
}

/**
 * The range that is asked for (RFC 9110, 14.2): one of bytes. Any other, and that of another version
 * than this (`If-Range`), is as if it were not given. `none`: it begins beyond the end.
 */
function rangeOf(
  request: FastifyRequest,
  tag: string,
  size: number
): ByteRange | 'none' | undefined {
  const { range, 'if-range': version } = request.headers
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if ((from === '' && to === '') || (version !== undefined && version !== tag)) return undefined
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined
  const start = from === '' ? Math.max(size - Number(to), 0) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return start <= end ? { start, end } : 'none'
}

/** One JSON object, written as the differences come; how many of each there were ends it. */
async function* diffText(from: Manifest, to: Manifest, found: AsyncGenerator<Difference>) {
  const count = Object.fromEntries(differences.map((change) => [change, 0]))
  yield `{"from":"${from.id}","to":"${to.id}","data":[`
  let before = ''
  for await (const difference of found) {
    count[difference.change] = (count[difference.change] ?? 0) + 1
    yield `${before}\n${JSON.stringify(difference)}`
    before = ','
  }
  yield `\n],"count":${JSON.stringify(count)}}`
}
