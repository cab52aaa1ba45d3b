/** Reads JSON: a bundle ({"agencies": […], "claims": […]}) in a stream, or one record a line (NDJSON). */

import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { JSONParser, TokenType } from '@streamparser/json'
import type { ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { failure, ImportError, type ImportRecord } from './records.js'

/** By the name of its list, or by its path: `statuteReferences`, `statute-references`. */
function resourceNamed(name: string): ResourceName | undefined {
  return Object.values(resources).find((each) => each.name === name || each.path === name)?.name
}

export async function* readBundle(input: Readable, file: string): AsyncGenerator<ImportRecord> {
  const refuse = (message: string) => failure(file, line, message)
  let line = 1
  let records: ImportRecord[] = []
  const shape = bundleShape(refuse)
  let starts = 1
  const parser = new JSONParser({ paths: ['$.*.*'], keepStack: false })
  parser.onToken = ({ token, value }) => {
    if (shape.next(token, value)) starts = line
  }
  parser.onValue = ({ value }) => {
    records.push({
      resource: shape.resource(),
      file,
      line: starts,
      value: value as Record<string, unknown>
    })
  }
  parser.onError = (error) => {
    throw error instanceof ImportError ? error : refuse(`Not valid JSON: ${error.message}`)
  }
  for await (const chunk of input) {
    const lines = (chunk as string).split('\n')
    for (const [i, text] of lines.entries()) {
      if (i > 0) line++
      parser.write(i < lines.length - 1 ? `${text}\n` : text)
    }
    yield* records
    records = []
  }
  if (!parser.isEnded) throw refuse('Not valid JSON: it ends too early.')
}

/** Follows the tokens of a bundle and refuses what is not an object of lists of objects. */
function bundleShape(refuse: (message: string) => Error) {
  let depth = 0
  let before: TokenType | undefined
  let resource: ResourceName | undefined
  let list = ''
  const closes = (token: TokenType) =>
    token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET
  /** What is not punctuation inside the list's brackets is the start of a value. */
  const startsValue = (token: TokenType) =>
    !closes(token) && token !== TokenType.COMMA && token !== TokenType.COLON
  return {
    resource: () => resource as ResourceName,
    /** True where a record begins. */
    next(token: TokenType, value: unknown): boolean {
      const isKey = depth === 1 && before !== TokenType.COLON && token === TokenType.STRING
      if (depth === 0 && token !== TokenType.LEFT_BRACE)
        throw refuse('Expected an object of lists: {"agencies": […], "claims": […]}.')
      if (isKey) {
        list = String(value)
        resource = resourceNamed(list)
        const known = Object.keys(resources).join(', ')
        if (!resource) throw refuse(`\`${list}\` is not a resource. There are: ${known}.`)
      } else if (depth === 1 && startsValue(token) && token !== TokenType.LEFT_BRACKET)
        throw refuse(`Expected a list in \`${list}\`.`)
      if (depth === 2 && startsValue(token) && token !== TokenType.LEFT_BRACE)
        throw refuse(`Expected objects in \`${list}\`.`)
      before = token
      if (closes(token)) depth--
      else if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET)
        return ++depth === 3
      return false
    }
  }
}

/** Each line an object, whose `resource` says what it is; or the file's name does: `claims.ndjson`. */
export async function* readNdjson(input: Readable, file: string): AsyncGenerator<ImportRecord> {
  const byName = resourceNamed(
    file
      .replace(/^.*[\\/]/, '')
      .replace(/^\d+-/, '')
      .replace(/\..*$/, '')
  )
  let line = 0
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++
    if (text.trim() === '') continue
    let parsed: unknown
    try {
      parsed = JSON.parse(text)
    } catch (error) {
      throw failure(file, line, `Not valid JSON: ${(error as Error).message}`)
    }
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw failure(file, line, 'Expected an object.')
    const { resource: given, ...value } = parsed as Record<string, unknown>
    const resource = given === undefined ? byName : resourceNamed(String(given))
    if (!resource)
      throw failure(
        file,
        line,
        given === undefined
          ? 'Which resource? Name it in `resource`, or in the name of the file.'
          : `\`${given}\` is not a resource. There are: ${Object.keys(resources).join(', ')}.`
      )
    yield { resource, file, line, value }
  }
}
