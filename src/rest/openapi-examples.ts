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
