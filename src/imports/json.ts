/** Reads JSON: a bundle ({"agencies": […], "claims": […]}) in a stream, or one record a line (NDJSON). */
import fs from 'node:fs'
import readline from 'node:readline'
import { JSONParser, TokenType } from '@streamparser/json'
import type { ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { ImportError, type ImportRecord } from './records.js'

/** By the name of its list, or by its path: `statuteReferences`, `statute-references`. */
export function resourceNamed(name: string): ResourceName | undefined {
  return Object.values(resources).find((each) => each.name === name || each.path === name)?.name
}

export async function* readBundle(path: string, file: string): AsyncGenerator<ImportRecord> {
  let line = 1
  let depth = 0
  let starts = 1
  let records: ImportRecord[] = []
  const parser = new JSONParser({ paths: ['$.*.*'], keepStack: false })
  parser.onToken = ({ token }) => {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) {
      if (++depth === 3) starts = line
    } else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth--
  }
  parser.onValue = ({ value, stack }) => {
    const list = String(stack.at(-1)?.key ?? '')
    const resource = resourceNamed(list)
    if (!resource)
      throw failure(
        file,
        line,
        `\`${list}\` is not a resource. There are: ${Object.keys(resources).join(', ')}.`
      )
    if (!isObject(value)) throw failure(file, line, `Expected objects in \`${list}\`.`)
    records.push({ resource, file, line: starts, value })
  }
  parser.onError = (error) => {
    throw error instanceof ImportError
      ? error
      : failure(file, line, `Not valid JSON: ${error.message}`)
  }
  for await (const chunk of fs.createReadStream(path, 'utf8')) {
    const lines = (chunk as string).split('\n')
    for (const [i, text] of lines.entries()) {
      if (i > 0) line++
      parser.write(i < lines.length - 1 ? `${text}\n` : text)
    }
    yield* records
    records = []
  }
  if (!parser.isEnded) throw failure(file, line, 'Not valid JSON: it ends too early.')
}

/** Each line an object, whose `resource` says what it is; or the file's name does: `claims.ndjson`. */
export async function* readNdjson(path: string, file: string): AsyncGenerator<ImportRecord> {
  const byName = resourceNamed(file.replace(/^.*\//, '').replace(/^\d+-/, '').replace(/\..*$/, ''))
  let line = 0
  for await (const text of readline.createInterface({
    input: fs.createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY
  })) {
    line++
    if (text.trim() === '') continue
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch (error) {
      throw failure(file, line, `Not valid JSON: ${(error as Error).message}`)
    }
    if (!isObject(parsed)) throw failure(file, line, 'Expected an object.')
    const { resource: given, ...value } = parsed
    const resource = given === undefined ? byName : resourceNamed(String(given))
    if (!resource)
      throw failure(
        file,
        line,
        'Which resource? Name it in `resource`, or in the name of the file.'
      )
    yield { resource, file, line, value }
  }
}

export const failure = (file: string, line: number, message: string) =>
  new ImportError([{ file, line, message }])
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
