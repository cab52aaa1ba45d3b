/** The REST door to the evidence: captures of a source, what changed between them, quotes checked. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError } from '../errors.js'
import { CitationsToParse, QuoteToVerify } from '../resources/evidence-inputs.js'
import { resources } from '../resources/index.js'
import { findCitations } from '../store/citations.js'
import { diffCaptures, verifyQuote } from '../store/evidence.js'
import { readList, readOne } from '../store/read.js'
import type { View } from '../store/view.js'
import { parseBody } from './body.js'
import { parseAsOf, parseList, parseNone, parseOne, parseResolve } from './parameters.js'
import { representation } from './representation.js'
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
    const only = { name: 'source', operator: 'eq' as const, values: [request.params.id] }
    const parameters = parseList(captures, queryOf(request), cursors, { filters: [only] })
    const source = await sourceOf(request, parameters.request.view ?? {})
    only.values = [source]
    const page = await readList(db, parameters.request)
    return sendList(reply, `/v1/sources/${source}/captures`, page, parameters, options)
  })

  app.get('/v1/sources/:id/captures/:n', async (request: Numbered, reply) => {
    acceptJson(request)
    const { select, view } = parseOne(captures, queryOf(request))
    const source = await sourceOf(request, view)
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
    const view = parseAsOf(queryOf(request))
    const { n, m } = request.params
    const source = await sourceOf(request, view)
    const diff = await diffCaptures(db, source, numberOf(n), numberOf(m), view)
    if (!diff) throw noCapture()
    return send(reply, diff)
  })

  // A whole report may be sent to be read.
  app.post('/v1/citations/parse', { bodyLimit: 8_388_608 }, async (request, reply) => {
    acceptJson(request)
    parseNone(queryOf(request))
    const { text, jurisdiction } = parseBody(CitationsToParse, request.body)
    return send(reply, { citations: await findCitations(db, text, jurisdiction) })
  })

  app.get('/v1/statutes/resolve', async (request, reply) => {
    acceptJson(request)
    const { citation, jurisdiction, view } = parseResolve(queryOf(request))
    const citations = await findCitations(db, citation, jurisdiction, view)
    const statutes = await statutesById(
      citations.flatMap(({ statute }) => statute?.id ?? []),
      view
    )
    const whole = citations.map((each) => ({
      ...each,
      statute: each.statute && (statutes.get(each.statute.id) ?? null)
    }))
    return send(reply, { citations: whole })
  })

  /** The statutes in full, with the version on the day that is asked for. */
  async function statutesById(ids: string[], view: View): Promise<Map<string, object>> {
    if (!ids.length) return new Map()
    const filters = [{ name: 'id', operator: 'eq' as const, values: [...new Set(ids)] }]
    const rows = { filters, sort: [], limit: 200, backward: false }
    const select = representation(resources.statutes, ['versionsOnDay'])
    const { data } = await readList(db, { resource: resources.statutes, rows, select, view })
    return new Map((JSON.parse(`[${data}]`) as { id: string }[]).map((row) => [row.id, row]))
  }

  /** The id of the source that the address names. */
  async function sourceOf({ params: { id } }: Numbered, view: View): Promise<string> {
    const field = sources.fields['id']
    const found =
      field && !id.includes('\0')
        ? await readOne(db, sources, id, [{ as: 'id', field }], view)
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
