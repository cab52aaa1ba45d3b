/** Documents parsed and validated once, and kept for those that come again. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  parse,
  recommendedRules,
  specifiedRules,
  validate,
  visit
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { Refused, tooComplex } from './errors.js'
import { schema } from './schema.js'

/** Bounded by their length together: a tree takes up to a hundred times the memory of its text. */
const known = new LRUCache<string, DocumentNode>({
  maxSize: 300_000,
  sizeCalculation: (_, text) => text.length
})
const rules = [...specifiedRules, ...recommendedRules]

/** Throws what is wrong with it. */
export function validDocument(text: string, maxAliases: number): DocumentNode {
  const hit = known.get(text)
  if (hit) return hit
  const document = parsed(text)
  if (aliasesIn(document) > maxAliases) throw tooComplex(`It has more than ${maxAliases} aliases.`)
  const errors = validate(schema, document, rules, { maxErrors: 20 })
  if (errors.length) throw new Refused(errors, 'GRAPHQL_VALIDATION_FAILED')
  known.set(text, document)
  return document
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: 5000 })
  } catch (error) {
    if (error instanceof GraphQLError) throw new Refused([error], 'GRAPHQL_PARSE_FAILED')
    throw error
  }
}

function aliasesIn(document: DocumentNode): number {
  let aliases = 0
  visit(document, {
    Field: ({ alias }) => {
      if (alias) aliases++
    }
  })
  return aliases
}

export const fragmentsOf = ({ definitions }: DocumentNode) =>
  Object.fromEntries(
    definitions
      .filter((each): each is FragmentDefinitionNode => each.kind === Kind.FRAGMENT_DEFINITION)
      .map((each) => [each.name.value, each])
  )
