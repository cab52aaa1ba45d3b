/** POST /v1/imports: a JSON bundle or NDJSON, all of it or nothing. It goes by way of a file, not of memory. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { openChange } from '../editing/change.js'
import { demand } from '../editing/keys.js'
import { ApiError } from '../errors.js'
import { importFiles } from '../imports/import.js'
import { ImportError } from '../imports/records.js'
import { bulkUnits, charge } from '../limits/rates.js'
import { parseImport } from './parameters.js'
import { acceptJson, queryOf } from './routes.js'

const formats = { 'application/json': 'bundle', 'application/x-ndjson': 'ndjson' } as const

export async function importRoutes(
  app: FastifyInstance,
  { db, mostBytes }: { db: pg.Pool; mostBytes: number }
): Promise<void> {
  await app.register(async (imports) => {
    imports.removeAllContentTypeParsers()
    imports.addContentTypeParser(Object.keys(formats), (_request, body, done) => done(null, body))
    imports.post('/v1/imports', { bodyLimit: mostBytes }, async (request, reply) => {
      const principal = demand(request.principal, 'write')
      demand(principal, 'publish')
      acceptJson(request)
      const { dryRun, reason } = parseImport(queryOf(request))
      const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
      const format = formats[type as keyof typeof formats]
      if (!format)
        throw new ApiError(
          'unsupported_media_type',
          'Send application/json or application/x-ndjson.'
        )
      await charge(request, bulkUnits - 1)
      const folder = await fs.promises.mkdtemp(path.join(os.tmpdir(), 'onrecord-import-'))
      try {
        const file = path.join(folder, format === 'bundle' ? 'body.json' : 'body.ndjson')
        const bytes = await received(request.body as Readable, file, mostBytes)
        const client = await db.connect()
        let lost: Error | undefined
        try {
          const summary = await importFiles(client, [{ path: file, format, bytes }], {
            dryRun,
            opened: (client) => openChange(client, { principal, requestId: request.id, reason })
          })
          return reply.send({ dryRun, summary })
        } catch (error) {
          if (!(error instanceof ImportError)) lost = error as Error
          if (error instanceof RangeError)
            throw new ApiError('invalid_body', 'It is nested too deeply.', [], { cause: error })
          throw error instanceof ImportError ? refused(error) : error
        } finally {
          client.release(lost)
        }
      } finally {
        await fs.promises.rm(folder, { recursive: true, force: true })
      }
    })
  })
}

/** Writes what is sent to a file; refuses more than `most` bytes. Returns how many there were. */
async function received(body: Readable, file: string, most: number): Promise<number> {
  let bytes = 0
  await pipeline(
    body,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length
        if (bytes > most)
          throw new ApiError('payload_too_large', `At most ${most} bytes are taken.`)
        yield chunk
      }
    },
    fs.createWriteStream(file)
  )
  return bytes
}

/** Every problem with its line: nothing was written. */
function refused({ problems }: ImportError): ApiError {
  const faults = problems.map(({ line, row, field, message, kind }) => ({
    ...(field && { pointer: `/${field.replaceAll('.', '/')}` }),
    line,
    code: kind ?? 'invalid_body',
    message: [row, message].filter(Boolean).join(': ')
  }))
  const detail = `${problems.length} of the records cannot be imported; nothing was written.`
  return new ApiError('unprocessable', detail, faults)
}
