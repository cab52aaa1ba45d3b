/**
 * Example answers: openapi/examples/ holds what the service answers on the bundled dataset, as
 * recorded and compared by test/contract/answers.test.ts. Nothing on record is made up.
 */
import fs from 'node:fs'
import { rootPath } from '../paths.js'
import type { Resource } from '../resources/define.js'

interface ListAnswer {
  data: Record<string, unknown>[]
}

/** A page of the collection that holds one row; none for a collection that is yet unrecorded. */
export function listExamples({ path = '' }: Resource): Record<string, ListAnswer> {
  const file = rootPath('openapi', 'examples', `${path}.json`)
  return fs.existsSync(file) ? { [path]: JSON.parse(fs.readFileSync(file, 'utf8')) } : {}
}

export function oneExamples(resource: Resource): Record<string, unknown> {
  const pages = Object.values(listExamples(resource))
  return Object.fromEntries(pages.map(({ data: [row] }) => [resource.singular, row]))
}

/** A capture as it is answered; the bundled dataset holds the text of none. */
export const captureExample = {
  id: '0193c7a0-7000-7000-8000-000000000001',
  externalId: null,
  status: 'published',
  revision: 1,
  createdAt: '2026-01-05T12:00:00Z',
  updatedAt: '2026-01-05T12:00:00Z',
  note: null,
  source: {
    id: '0193c7a0-7000-7000-8000-000000000002',
    label: 'A press release'
  },
  number: 1,
  capturedAt: '2026-01-05T12:00:00Z',
  sha256: '21e4e090eedd4a0251687fabb786bbbedcf150c98df5ad998fc3f1a0054ee86f',
  rawSha256: null,
  mediaType: 'text/plain',
  language: 'en',
  text: 'They will act.',
  restricted: false,
  length: 14,
  httpStatus: 200,
  archiveUrl: null,
  checks: [{ checkedAt: '2026-01-06T12:00:00Z' }]
}
