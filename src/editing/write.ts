/**
 * Records written one at a time, by the way that imports take: checked against the definition, links
 * looked up, written with their parts. What goes out is read back by the engine.
 */
import { getTableName } from 'drizzle-orm'
import type pg from 'pg'
import { ApiError, type Fault } from '../errors.js'
import { findQuote } from '../evidence/quotes.js'
import { normalised } from '../evidence/text.js'
import { normalise } from '../imports/normalise.js'
import { ImportError, type ImportRecord, type Problem } from '../imports/records.js'
import { createStage, stageWriter } from '../imports/stage.js'
import { writeResources } from '../imports/write.js'
import type { Field, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { uuidv7 } from '../store/ids.js'
import { Statement } from '../store/sql.js'

type Given = Record<string, unknown>

/** A row that is about to be written, as it stands. */
export interface Standing {
  id: string
  revision: number
  status: 'draft' | 'published' | 'withdrawn'
  mergedInto: string | null
}

/** Creates a row, with the rows nested in it; returns its id. */
export async function createRow(
  client: pg.ClientBase,
  resource: Resource,
  body: unknown,
  { publish }: { publish: boolean }
): Promise<string> {
  const value = objectOf(body)
  if ('id' in value) throw fault('/id', 'The id is made by the service.')
  const status = publish ? 'published' : 'draft'
  if ('status' in value && value['status'] !== status)
    throw fault('/status', 'Expected `draft`, or `published` from a key that may publish.')
  const id = uuidv7()
  const records = flattened(resource, { ...value, status, id }, '')
  await refuseKnown(client, records)
  await write(client, records)
  return resource.name === 'captures' ? captureOf(client, id, value['source']) : id
}

/** A text that is the same as the last one of its source is no capture, but a check of that one. */
async function captureOf(client: pg.ClientBase, id: string, source: unknown): Promise<string> {
  const sql = new Statement({ sees: 'all' })
  const text = `select id from captures where id = ${sql.param(id, 'uuid')} or source_id = (${sql.lookup('sources', String(source))}) order by id = ${sql.param(id, 'uuid')} desc, number desc limit 1`
  const { rows } = await client.query(text, sql.values)
  return rows[0].id
}

/** Changes what the body gives: a value sets, null clears, what is absent stays (RFC 7396). */
export async function patchRow(
  client: pg.ClientBase,
  resource: Resource,
  standing: Standing,
  body: unknown
): Promise<void> {
  const value = objectOf(body)
  if ('id' in value) throw fault('/id', 'The id never changes.')
  if ('status' in value)
    throw fault('/status', 'It is changed by publish, by DELETE (withdraw) and by restore.')
  if (standing.status === 'withdrawn')
    throw new ApiError('conflict', `It is withdrawn: restore the ${resource.singular} first.`)
  await write(client, [
    { resource: resource.name, file: '', line: 0, value: { ...value, id: standing.id } }
  ])
}

/** The row by any of its names, locked. Throws `not_found`. */
export async function standingOf(
  client: pg.ClientBase,
  resource: Resource,
  key: string
): Promise<Standing> {
  const sql = new Statement({ sees: 'all' })
  const text = `select id, revision, status, merged_into as "mergedInto" from ${getTableName(resource.table)} where id = (${sql.lookup(resource.name, key)}) for update`
  const { rows } = await client.query(text, sql.values)
  if (!rows[0]) throw new ApiError('not_found', `There is no ${resource.singular} with this id.`)
  return rows[0] as Standing
}

async function write(client: pg.ClientBase, records: ImportRecord[]): Promise<void> {
  const problems: Problem[] = []
  try {
    await createStage(client)
    const writer = stageWriter(client)
    try {
      for (const record of records) {
        const row = normalise(record, problems)
        if (row) await writer.add(record, row)
      }
    } finally {
      await writer.end()
    }
    if (problems.length) throw new ImportError(problems)
    const written = new Set(records.map(({ resource }) => resource))
    const inOrder = Object.values(resources).filter(({ name }) => written.has(name))
    await writeResources(client, inOrder, () => {})
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    const refused = refusal(error)
    if (error.problems.some(({ constraint }) => constraint === 'quotes_anchor'))
      await addCandidates(client, records, refused)
    throw refused
  }
}

/** Tells of each quote that does not stand once in its capture where its words do stand. */
async function addCandidates(
  client: pg.ClientBase,
  records: ImportRecord[],
  { faults }: ApiError
): Promise<void> {
  for (const { value, file } of records)
    for (const [field, given] of Object.entries({ quotes: value['quotes'], quote: value['quote'] }))
      for (const [i, quote] of [given].flat().entries()) {
        const { capture, exact, prefix, suffix } = (quote ?? {}) as Record<string, string>
        if (typeof capture !== 'string' || typeof exact !== 'string') continue
        const sql = new Statement({ sees: 'all' })
        const { rows } = await client.query(
          `select text from captures where id = (${sql.lookup('captures', capture)}) and not restricted`,
          sql.values
        )
        const candidates = findQuote(rows[0]?.text ?? '', {
          exact: normalised(exact),
          prefix: prefix && normalised(prefix),
          suffix: suffix && normalised(suffix)
        })
        if (rows[0] && candidates.length !== 1)
          faults.push({
            pointer: `${file}/${field}${field === 'quotes' ? `/${i}` : ''}`,
            code: candidates.length ? 'ambiguous_quote' : 'quote_not_found',
            message: candidates.length
              ? 'The words stand at each of these places: say which by prefix and suffix.'
              : 'The words do not stand there.',
            candidates
          })
      }
}

/** What an import would have told by file and line, by JSON pointers into the body. */
function refusal({ problems }: ImportError): ApiError {
  const faults: Fault[] = problems.map(({ file, field = '', kind = 'invalid_body', message }) => ({
    pointer: `${file}${field === '' ? '' : `/${field.replaceAll('.', '/')}`}`,
    code: kind,
    message
  }))
  const kinds = new Set(faults.map(({ code }) => code))
  const code = kinds.has('invalid_body')
    ? 'invalid_body'
    : kinds.has('conflict')
      ? 'conflict'
      : 'unprocessable'
  const detail = faults
    .map(({ pointer, message }) => `${pointer || 'the body'}: ${message}`)
    .join(' ')
  return new ApiError(code, detail, faults)
}
const fault = (pointer: string, message: string) =>
  new ApiError('invalid_body', `${pointer}: ${message}`, [
    { pointer, code: 'invalid_body', message }
  ])

function objectOf(body: unknown): Given {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Given
  throw fault('', 'Expected an object.')
}

/** The record and those nested in it, each a record of its own that links to the one around it. */
function flattened(resource: Resource, value: Given, pointer: string): ImportRecord[] {
  const own: Given = {}
  const nested: ImportRecord[] = []
  for (const [name, given] of Object.entries(value)) {
    const field = Object.hasOwn(resource.fields, name) ? resource.fields[name] : undefined
    const child = field && childOf(resource, field)
    if (!child) {
      own[name] = given
      continue
    }
    if (!Array.isArray(given)) throw fault(`${pointer}/${name}`, 'Expected a list.')
    for (const [i, each] of given.entries()) {
      const at = `${pointer}/${name}/${i}`
      if (typeof each !== 'object' || each === null || Array.isArray(each))
        throw fault(at, 'Expected an object.')
      if ('id' in each) throw fault(`${at}/id`, 'The id is made by the service.')
      if (resource.singular in each)
        throw fault(`${at}/${resource.singular}`, 'It is the one around it.')
      const of = { ...each, [resource.singular]: value['id'], status: value['status'] }
      nested.push(...flattened(child, { ...of, id: uuidv7() }, at))
    }
  }
  return [{ resource: resource.name, file: pointer, line: 0, value: own }, ...nested]
}

/** The resource whose rows may be written inside another's: each names that other as its owner. */
export function childOf(resource: Resource, field: Field): Resource | undefined {
  if (field.kind !== 'many' || !('on' in field.join)) return undefined
  const child = resources[field.to]
  const back = Object.hasOwn(child.fields, resource.singular)
    ? child.fields[resource.singular]
    : undefined
  return back?.kind === 'one' && back.to === resource.name ? child : undefined
}

/** An import would update a row that it finds by a name; POST creates. */
async function refuseKnown(client: pg.ClientBase, records: ImportRecord[]): Promise<void> {
  for (const { resource: name, value, file } of records) {
    const resource = resources[name]
    const names = [
      ['externalId', 'external_id'],
      ...(resource.slug ? [['slug', 'slug']] : []),
      ...(name === 'jurisdictions' ? [['ocdId', 'ocd_id']] : [])
    ] as [string, string][]
    for (const [field, column] of names) {
      if (typeof value[field] !== 'string') continue
      const { rows } = await client.query(
        `select id from ${getTableName(resource.table)} where ${column} = $1`,
        [value[field]]
      )
      if (!rows[0]) continue
      const message = `Another of the ${name} has it: ${rows[0].id}.`
      throw new ApiError('conflict', `${file}/${field}: ${message}`, [
        { pointer: `${file}/${field}`, code: 'conflict', message }
      ])
    }
  }
}
