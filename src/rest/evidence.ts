/** The REST door to the evidence: captures of a source, what changed between them, quotes checked. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors.js'
import { QuoteToVerify } from '../resources/evidence-inputs.js'
import { resources } from '../resources/index.js'
import { diffCaptures, verifyQuote } from '../store/evidence.js'
import { readList, readOne } from '../store/read.js'
import { parseBody } from './body.js'
import { parseList, parseNone, parseOne } from './parameters.js'
import { acceptJson, queryOf, type RestOptions, sendList } from './routes.js'

const jsonType = 'application/json; charset=utf-8'
type Numbered = FastifyRequest<{ Params: { id: string; n: string; m: string } }>

export function evidenceRoutes(app: FastifyInstance, options: RestOptions): void {
  const { db, cursors } = options
  const { captures, sources } = resources

  app.post('/v1/quotes/verify', async (request, reply) => {
    acceptJson(request)
    parseNone(queryOf(request))
    const { source, capture, text, ...selector } = parseBody(QuoteToVerify, request.body)
    const answer = await verifyQuote(db, selector, { source, capture, text } as { text: string })
    if (!answer) {
      const pointer = source === undefined ? '/capture' : '/source'
      throw new ApiError('unknown_reference', `${pointer}: there is no such row.`, [
        { pointer, code: 'unknown_reference', message: 'There is no such row.' }
      ])
    }
    return send(reply, answer)
  })

  app.get('/v1/sources/:id/captures', async (request: Numbered, reply) => {
    acceptJson(request)
    const source = await sourceOf(request)
    const only = { name: 'source', operator: 'eq' as const, values: [source] }
    const parameters = parseList(captures, queryOf(request), cursors, { filters: [only] })
    const page = await readList(db, parameters.request)
    return sendList(reply, `/v1/sources/${source}/captures`, page, parameters, options)
  })

  app.get('/v1/sources/:id/captures/:n', async (request: Numbered, reply) => {
    acceptJson(request)
    const { select, view } = parseOne(captures, queryOf(request))
    const source = await sourceOf(request)
    const filters = [
      { name: 'source', operator: 'eq' as const, values: [source] },
      { name: 'number', operator: 'eq' as const, values: [numberOf(request.params.n)] }
    ]
    const sort = [{ name: 'number', descending: false }]
    const rows = { filters, sort, limit: 1, backward: false }
    const { data } = await readList(db, { resource: captures, rows, select, view })
    if (!data) throw noCapture()
    return reply.type(jsonType).send(data)
  })

  app.get('/v1/sources/:id/captures/:n/diff/:m', async (request: Numbered, reply) => {
    acceptJson(request)
    parseNone(queryOf(request))
    const { n, m } = request.params
    const diff = await diffCaptures(db, await sourceOf(request), numberOf(n), numberOf(m))
    if (!diff) throw noCapture()
    return send(reply, diff)
  })

  /** The id of the source that the address names. */
  async function sourceOf({ params: { id } }: Numbered): Promise<string> {
    const field = sources.fields['id']
    const found =
      field && !id.includes('\0')
        ? await readOne(db, sources, id, [{ as: 'id', field }], {})
        : undefined
    if (!found) throw new ApiError('not_found', 'There is no source with this id.')
    return (JSON.parse(found) as { id: string }).id
  }
}

const noCapture = () => new ApiError('not_found', 'The source has no capture of this number.')
function numberOf(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw noCapture()
  return Number(text)
}
const send = (reply: FastifyReply, answer: object) =>
  reply.type(jsonType).send(JSON.stringify(answer))
