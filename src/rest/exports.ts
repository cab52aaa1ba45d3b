/** GET /v1/{collection}/export: all rows of a list in one file, streamed. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors.js'
import type { Exporter } from '../exports/exporter.js'
import { type FormatName, formatNames, formats } from '../exports/formats.js'
import { bulkUnits, charge } from '../limits/rates.js'
import type { Resource } from '../resources/define.js'
import { collections } from '../resources/index.js'
import type { Cursors } from '../store/cursor.js'
import { type ListParameters, parseList, sightOf } from './parameters.js'
import { invalid, type Parameter, parseQueryString, unknown } from './query-string.js'
import { queryOf } from './routes.js'

/** When all slots are taken, another attempt is worth while after so many seconds. */
const retryAfter = '10'

export function exportRoutes(
  app: FastifyInstance,
  { exporter, cursors }: { exporter: Exporter; cursors: Cursors }
): void {
  for (const resource of collections) {
    const path = `/v1/${resource.path}/export`
    app.get(path, (request, reply) => {
      const parameters = parseQueryString(queryOf(request))
      const given = parameters.find(({ name }) => name === 'format')
      const format = given ? named(given) : accepted(request)
      const others = parameters.filter((each) => each !== given)
      return send(resource, format, others, request, reply)
    })
    app.get<{ Params: { format: string } }>(`${path}.:format`, (request, reply) => {
      const { format } = request.params
      if (!isFormat(format)) throw new ApiError('not_found', 'There is nothing at this address.')
      return send(resource, format, parseQueryString(queryOf(request)), request, reply)
    })
  }

  async function send(
    resource: Resource,
    format: FormatName,
    parameters: Parameter[],
    request: FastifyRequest,
    reply: FastifyReply
  ) {
    const { request: list } = parseExport(resource, parameters, cursors, request)
    const described = () => {
      if (!request.principal) reply.header('cache-control', 'no-store')
      return reply
        .type(formats[format].mediaType)
        .header('content-disposition', `attachment; filename="${resource.path}.${format}"`)
    }
    if (request.method === 'HEAD') return described().send()
    await charge(request, bulkUnits - 1)
    const left = new AbortController()
    reply.raw.once('close', () => left.abort())
    if (exporter.isFull()) {
      reply.header('retry-after', retryAfter)
      throw new ApiError('unavailable', 'As many exports run as may: come back in a while.')
    }
    const { body, written } = await exporter.start({ list, format }, left.signal)
    // HTTP/1.0 has neither chunks nor trailers.
    if (request.raw.httpVersionMinor > 0) {
      reply.trailer('row-count', async () => String((await written).rows))
      reply.trailer('repr-digest', async () => {
        const { sha256 } = await written
        return `sha-256=:${sha256.toString('base64')}:`
      })
    }
    return described().send(body)
  }
}

/** What a list takes, but for pages: an export has all rows. */
const ofPages = ['limit', 'after', 'before', 'count']
function parseExport(
  resource: Resource,
  parameters: Parameter[],
  cursors: Cursors,
  request: FastifyRequest
): ListParameters {
  for (const { name } of parameters)
    if (ofPages.includes(name)) throw unknown(name, 'An export has all rows, and no pages.')
  return parseList(resource, parameters, cursors, { sees: sightOf(request) })
}

const isFormat = (name: string): name is FormatName => Object.hasOwn(formats, name)
function named({ name, value }: Parameter): FormatName {
  if (isFormat(value)) return value
  throw invalid(name, `Expected one of: ${formatNames.join(', ')}.`)
}

function accepted(request: FastifyRequest): FormatName {
  const types = formatNames.map((name) => formats[name].mediaType.split(';', 1)[0] as string)
  const type = request.accepts().type(types)
  if (type) return formatNames[types.indexOf(String(type))] as FormatName
  throw new ApiError('not_acceptable', `This address answers with ${types.join(' or ')}.`)
}
