/** The operations of releases. */
import { z } from 'zod'
import type { oas31, ZodOpenApiPathsObject } from 'zod-openapi'
import { differences } from '../releases/diff.js'
import { resourceNames } from '../resources/define.js'
import { failures, RequestId, success } from './openapi-answers.js'
import { security, stable } from './openapi-editing.js'
import { limitParameter } from './openapi-parameters.js'

export const releaseTags: oas31.TagObject[] = [
  { name: 'releases', description: 'Dated snapshots of all that is published, which never change.' }
]

const Sha256 = z.string().describe('SHA-256, in hexadecimal.')
const id = z.string().meta({
  description: 'The day it was made on; with a number if it was not the first of the day.',
  examples: ['2026-11-24', '2026-11-24.2']
})
const ReleaseSummary = z
  .object({
    id,
    createdAt: z.iso.datetime(),
    position: z
      .int()
      .min(0)
      .describe('Of the change feed: what happened since is at `/v1/changes?after=` it.'),
    license: z.string().describe('An SPDX identifier, or the address of a license.'),
    generator: z.string(),
    contentSha256: Sha256.describe('Releases of the same content have the same.'),
    rows: z.record(z.string(), z.int().min(0)).describe('How many, by resource.')
  })
  .meta({ id: 'ReleaseSummary' })
const Release = ReleaseSummary.extend({
  files: z.array(
    z.object({
      name: z.string().describe('As in `/v1/releases/{id}/files/{name}`.'),
      mediaType: z.string(),
      resource: z.enum(resourceNames).nullable().describe('Whose rows it holds, if of one alone.'),
      rows: z.int().min(0).nullable(),
      bytes: z.int().min(0),
      sha256: Sha256
    })
  )
}).meta({ id: 'Release' })
const Releases = z
  .object({
    data: z.array(ReleaseSummary),
    page: z.object({
      size: z.int().min(0),
      next: z.string().nullable().describe('As `after`: the page of those before these.'),
      more: z.boolean()
    })
  })
  .meta({ id: 'Releases' })
const ReleaseDiff = z
  .object({
    from: id,
    to: id,
    data: z.array(
      z.object({
        resource: z.enum(resourceNames),
        id: z.uuid(),
        change: z.enum(differences),
        mergedInto: z.uuid().optional().describe('Of what was merged: the row that it is part of.')
      })
    ),
    count: z.object(
      Object.fromEntries(differences.map((change) => [change, z.int().min(0)])) as Record<
        (typeof differences)[number],
        z.ZodInt
      >
    )
  })
  .meta({ id: 'ReleaseDiff', description: 'The rows that one release has otherwise than another.' })

const hash = '21e4e090eedd4a0251687fabb786bbbedcf150c98df5ad998fc3f1a0054ee86f'
const summary = {
  id: '2026-11-24',
  createdAt: '2026-11-24T12:00:00.000Z',
  position: 4711,
  license: 'CC0-1.0',
  generator: 'onrecord 0.1.0',
  contentSha256: hash,
  rows: { claims: 42 }
}
const release: z.infer<typeof Release> = {
  ...summary,
  files: [
    {
      name: 'claims.ndjson',
      mediaType: 'application/x-ndjson',
      resource: 'claims',
      rows: 42,
      bytes: 65_536,
      sha256: hash
    }
  ]
}
const diff: z.infer<typeof ReleaseDiff> = {
  from: '2026-11-24',
  to: '2026-11-25',
  data: [
    { resource: 'claims', id: '0193c7a0-7000-7000-8000-000000000001', change: 'added' },
    {
      resource: 'people',
      id: '0193c7a0-7000-7000-8000-000000000002',
      change: 'merged',
      mergedInto: '0193c7a0-7000-7000-8000-000000000003'
    }
  ],
  count: { added: 1, changed: 0, withdrawn: 0, merged: 1 }
}

const named = (description: string) => z.string().meta({ param: { description } })
const releaseId = named('The id of the release.')
const held = { description: 'It is the one of `If-None-Match`: it never changes.' }
const operation = { ...stable, tags: ['releases'] }
const header = (name: string, description: string) =>
  z.string().meta({ description, header: { id: name } })
const fileHeaders = z.object({
  'X-Request-Id': RequestId,
  'Repr-Digest': header('Repr-Digest', 'The SHA-256 of the whole file (RFC 9530).')
})
const partHeaders = fileHeaders.extend({
  'Content-Range': header('Content-Range', 'Which bytes, and of how many (RFC 9110).')
})
const bytes = {
  'application/octet-stream': {
    schema: z.string().describe('The bytes, under the media type of the file.'),
    examples: { beginning: { value: '{"id":"0193c7a0-7000-7000-8000-000000000001"}\n' } }
  }
}

export const releasePaths: ZodOpenApiPathsObject = {
  '/v1/releases': {
    get: {
      ...operation,
      operationId: 'listReleases',
      summary: 'List releases',
      description: 'The newest first, without their files.',
      requestParams: {
        query: z.object({
          limit: limitParameter({ description: 'How many at most.' }),
          after: z
            .string()
            .optional()
            .meta({ param: { description: 'The `next` of the page before.' } })
        })
      },
      responses: {
        200: success({
          description: 'A page of them.',
          linked: true,
          schema: Releases,
          examples: { page: { data: [summary], page: { size: 1, next: null, more: false } } }
        }),
        ...failures(400, 401, 406, 408, 431, 500, 503)
      }
    },
    post: {
      ...operation,
      security,
      operationId: 'createRelease',
      summary: 'Make a release',
      description:
        'Of all that is published now. It is answered when the release is there, which takes as long as several exports of everything. One at a time: 409 meanwhile. Needs the scope `publish`.',
      responses: {
        201: success({
          description: 'The release, at the address of `Location`.',
          schema: Release,
          examples: { release }
        }),
        ...failures(400, 401, 403, 406, 408, 409, 413, 415, 431, 500, 503)
      }
    }
  },
  '/v1/releases/{id}': {
    get: {
      ...operation,
      operationId: 'getRelease',
      summary: 'Get a release',
      description: 'What is in it: the files with their hashes, and how many rows.',
      requestParams: { path: z.object({ id: releaseId }) },
      responses: {
        200: success({ description: 'The release.', schema: Release, examples: { release } }),
        304: held,
        ...failures(400, 401, 404, 406, 408, 414, 431, 500, 503)
      }
    }
  },
  '/v1/releases/{id}/files/{name}': {
    get: {
      ...operation,
      operationId: 'getReleaseFile',
      summary: 'Get a file of a release',
      description:
        'All of it, or with `Range` one range of its bytes. `ETag` is its SHA-256; it may be kept for ever.',
      requestParams: {
        path: z.object({ id: releaseId, name: named('The name of the file.') }),
        header: z.object({
          Range: z
            .string()
            .optional()
            .meta({ param: { description: 'One range: `bytes=0-1023`, `bytes=-1024`.' } }),
          'If-Range': z
            .string()
            .optional()
            .meta({ param: { description: 'An `ETag`: the range only of this file.' } })
        })
      },
      responses: {
        200: { description: 'The file.', headers: fileHeaders, content: bytes },
        206: { description: 'The range.', headers: partHeaders, content: bytes },
        304: held,
        ...failures(400, 401, 404, 408, 414, 416, 431, 500, 503)
      }
    }
  },
  '/v1/releases/{id}/diff/{other}': {
    get: {
      ...operation,
      operationId: 'diffReleases',
      summary: 'Compare two releases',
      description:
        'The rows that the other release has and the first has not, has otherwise, or has no longer. Streamed; `count` comes last, so that an answer without it is not whole.',
      requestParams: {
        path: z.object({ id: releaseId, other: named('The id of the other, later release.') })
      },
      responses: {
        200: success({
          description: 'What differs.',
          schema: ReleaseDiff,
          examples: { diff }
        }),
        304: held,
        ...failures(400, 401, 404, 406, 408, 414, 431, 500, 503)
      }
    }
  }
}
