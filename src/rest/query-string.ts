/** The query string of a URL, read strictly: every parameter once, every escape well-formed. */
import { ApiError, type Fault } from '../errors.js'

export interface Parameter {
  /** As it stands in the URL: `issuedOn[gte]`. */
  name: string
  /** `issuedOn` */
  base: string
  /** `gte`, or undefined without brackets. */
  operator?: string | undefined
  value: string
}

export function parseQueryString(query: string): Parameter[] {
  const parameters = new Map<string, Parameter>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals))
    const value = decoded(equals < 0 ? '' : pair.slice(equals + 1))
    if (parameters.has(name))
      throw invalid(name, 'It is given twice; separate several values with commas.')
    const bracket = /^([^[\]]*)\[([^[\]]*)\]$/.exec(name)
    parameters.set(name, { name, base: bracket?.[1] ?? name, operator: bracket?.[2], value })
  }
  return [...parameters.values()]
}

function decoded(text: string): string {
  let value: string
  try {
    value = decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new ApiError(
      'malformed_request',
      'The query string has an escape that is not UTF-8 in percent-encoding.'
    )
  }
  if (value.includes('\0'))
    throw new ApiError('malformed_request', 'The query string has a NUL character.')
  return value
}

/** `a,b,"c,d"`: commas separate, double quotes keep a comma in a value. */
export function splitValues({ name, value }: Pick<Parameter, 'name' | 'value'>): string[] {
  const values: string[] = []
  const item = /("((?:[^"]|"")*)"|([^",]*))(,|$)/y
  while (item.lastIndex <= value.length) {
    const match = item.exec(value)
    if (!match) throw invalid(name, 'A quote is not closed, or stands inside a value.')
    values.push(match[2] === undefined ? (match[3] as string) : match[2].replaceAll('""', '"'))
    if (match[4] === '') break
  }
  if (values.some((each) => each === '')) throw invalid(name, 'A value is empty.')
  return values
}

export function invalid(parameter: string, message: string): ApiError {
  return refusal('invalid_parameter', [{ parameter, code: 'invalid_parameter', message }])
}
export function unknown(parameter: string, message: string): ApiError {
  return refusal('unknown_parameter', [{ parameter, code: 'unknown_parameter', message }])
}
function refusal(code: 'invalid_parameter' | 'unknown_parameter', faults: Fault[]): ApiError {
  const detail = faults.map(({ parameter, message }) => `\`${parameter}\`: ${message}`).join(' ')
  return new ApiError(code, detail, faults)
}

/** `Did you mean …?` or the list of what there is. */
export function among(given: string, known: string[]): string {
  const close = known.filter((name) => distance(name.toLowerCase(), given.toLowerCase()) <= 2)
  return close.length
    ? `Did you mean ${close.map((name) => `\`${name}\``).join(' or ')}?`
    : `There are: ${known.join(', ')}.`
}

/** Edits between two words (Levenshtein). */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(
        (next[j - 1] as number) + 1,
        (row[j] as number) + 1,
        (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      )
    row = next
  }
  return row[b.length] as number
}
