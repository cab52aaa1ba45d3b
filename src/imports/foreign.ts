/**
 * Two foreign lists in their own formats: the FBI's agencies (crime-data-api, `ori,agency_type_name,
 * …`) and Open Civic Data's divisions and their aliases (ocd-division-ids).
 */
import { pipeline, type Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { failure, type ImportRecord } from './records.js'

export type CsvFormat = 'fbi' | 'ocd' | 'aliases'
const division = /^ocd-division\/country:/

/** Which list a CSV file is, by how it begins; undefined for none that is known. */
export function csvFormat(beginning: string): CsvFormat | undefined {
  const [line = ''] = beginning.replace(/^\uFEFF/, '').split(/\r?\n/)
  const [first = '', second = ''] = line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1'))
  if (first === 'ori') return 'fbi'
  if (second === 'sameAs') return 'aliases'
  if (first === 'id' || division.test(first)) return division.test(second) ? 'aliases' : 'ocd'
  return undefined
}

type CsvError = Error & { code?: string; lines?: number }
async function* rowsOf(
  input: Readable,
  file: string
): AsyncGenerator<{ cells: string[]; line: number }> {
  const parser = parse({ info: true, relax_column_count: true, skip_empty_lines: true })
  pipeline(input, parser, () => {})
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number }
    }>)
      yield { cells: record, line: info.lines }
  } catch (error) {
    const { code, lines = 0, message } = error as CsvError
    throw code?.startsWith('CSV_') ? failure(file, lines, `Not valid CSV: ${message}`) : error
  }
}

/** Divisions above, the nearest first. */
function above(id: string): string[] {
  const parts = id.split('/')
  return parts.slice(2).map((_, i) => parts.slice(0, parts.length - 1 - i).join('/'))
}

export async function* readDivisions(input: Readable, file: string): AsyncGenerator<ImportRecord> {
  for await (const { cells, line } of rowsOf(input, file)) {
    const [ocdId = '', name = '', geoid = ''] = cells
    if (ocdId === 'id') continue
    if (!division.test(ocdId)) throw failure(file, line, `'${ocdId}' is not a division id.`)
    const kind = ocdId.split('/').at(-1)?.split(':')[0]
    yield {
      resource: 'jurisdictions',
      file,
      line,
      foreign: true,
      value: { ocdId, name, classification: kind, parent: above(ocdId), ...(geoid && { geoid }) }
    }
  }
}

/** Pairs of division ids that mean the same place. */
export async function* readAliases(input: Readable, file: string) {
  for await (const { cells, line } of rowsOf(input, file)) {
    const [alias = '', sameAs = ''] = cells
    if (alias === 'id') continue
    if (!division.test(alias) || !division.test(sameAs))
      throw failure(file, line, 'Expected two division ids.')
    yield { alias, sameAs, line }
  }
}

const classifications: Record<string, string> = {
  City: 'police_department',
  County: 'sheriff',
  'State Police': 'state_police',
  'Other State Agency': 'state_agency',
  'University or College': 'campus_police',
  Tribal: 'tribal_police',
  Federal: 'federal_agency',
  Other: 'other'
}
/** One row of the list has a digit where an ORI has a letter (C0034019E): kept as it stands there. */
const wellFormed = /^[A-Z]{2}[0-9A-Z]{7}$/
/** Where the first two letters of an ORI are not the state's postal code. */
const states: Record<string, string> = { NB: 'ne', GM: 'gu' }

export async function* readFbiAgencies(
  input: Readable,
  file: string
): AsyncGenerator<ImportRecord> {
  const seen = new Set<string>()
  for await (const { cells, line } of rowsOf(input, file)) {
    const [ori = '', type = '', , edited = '', place = ''] = cells.map((cell) => cell.trim())
    if (ori === 'ori') continue
    if (!ori) throw failure(file, line, 'The ORI is missing.')
    if (seen.has(ori)) throw failure(file, line, `The ORI ${ori} stands here twice.`)
    seen.add(ori)
    // One row of the list has no name: its ORI stands in.
    const name = edited || place || `Agency ${ori}`
    const sheriff = type === 'County' && !/sheriff/i.test(name)
    yield {
      resource: 'agencies',
      file,
      line,
      foreign: true,
      value: {
        slug: `${slugOf(name)}-${slugOf(ori)}`,
        name,
        classification: sheriff ? 'other' : (classifications[type] ?? 'unknown'),
        identifiers: [{ scheme: wellFormed.test(ori) ? 'ori' : 'ori_as_listed', identifier: ori }],
        jurisdiction: placesOf(ori, type, place),
        note: 'From the FBI’s list of agencies as of 2018; not checked since. Its place was found by name.'
      }
    }
  }
}

const slugOf = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’.]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 100)
    .replace(/^-|-$/g, '') || 'agency'

/** Where an agency may be: the city or county of its name in the state of its ORI, else the state. */
function placesOf(ori: string, type: string, place: string): string[] {
  const letters = ori.slice(0, 2)
  const code = states[letters] ?? letters.toLowerCase()
  const bases = ['state', 'territory', 'district'].map(
    (kind) => `ocd-division/country:us/${kind}:${code}`
  )
  const name = place
    .toLowerCase()
    .replaceAll('.', '')
    .replaceAll(' ', '_')
    .replace(/[^\p{L}\p{N}_-]/gu, '~')
  const kinds =
    type === 'City'
      ? ['place']
      : type === 'County'
        ? ['county', 'parish', 'borough', 'census_area']
        : []
  return [
    ...bases.flatMap((base) => kinds.map((kind) => `${base}/${kind}:${name}`)),
    ...bases,
    'ocd-division/country:us'
  ]
}
