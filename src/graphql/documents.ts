/** Documents parsed and validated once, and kept for those that come again. */
import {
  type DocumentNode,
  GraphQLError,
  parse,
  recommendedRules,
  specifiedRules,
  validate,
  visit
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { tooComplex } from './cost.js'
import { schema } from './schema.js'

/** Kept by size: each document costs about its own length in memory, and its tree ten times that. */
const known = new LRUCache<string, DocumentNode>({
  maxSize: 2_000_000,
  sizeCalculation: (_, text) => text.length
})

/** Throws GraphQLError: a syntax error, or the first of the validation's with the others in `errors`. */
export function validDocument(text: string, maxAliases: number): DocumentNode {
  const hit = known.get(text)
  if (hit) return hit
  const document = parsed(text)
  if (aliasesIn(document) > maxAliases) throw tooComplex(`It has more than ${maxAliases} aliases.`)
  const errors = validate(schema, document, [...specifiedRules, ...recommendedRules], {
    maxErrors: 20
  })
  if (errors.length) throw new InvalidDocument(errors)
  known.set(text, document)
  return document
}

export class InvalidDocument extends Error {
  readonly errors: GraphQLError[]
  constructor(errors: readonly GraphQLError[]) {
    super('The document is not valid.')
    this.errors = errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'))
  }
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: 5000 })
  } catch (error) {
    // Deeply nested lists exhaust the stack of the parser.
    if (!(error instanceof GraphQLError)) throw tooComplex('It is nested too deeply to be read.')
    throw new InvalidDocument([withCode(error, 'GRAPHQL_PARSE_FAILED')])
  }
}

const withCode = (error: GraphQLError, code: string) =>
  new GraphQLError(error.message, {
    ...error,
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    extensions: { code, ...error.extensions }
  })

function aliasesIn(document: DocumentNode): number {
  let aliases = 0
  visit(document, {
    Field: ({ alias }) => {
      if (alias) aliases++
    }
  })
  return aliases
}
