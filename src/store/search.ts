/**
 * Search: what a reader typed -> the condition that rows match, their rank, and the words found in
 * them. What was typed is reduced to words here, so that nothing in it is an operator but those of
 * the web: "a phrase", -without, or.
 */
import { getTableName } from 'drizzle-orm'
import { citationKey } from '../evidence/citations/canonical.js'
import { parseCitations } from '../evidence/citations/parse.js'
import type { ColumnField, Resource, SqlScope } from '../resources/define.js'
import type { AppliedSort } from './selection.js'
import { concatenated, member, type Piece } from './text.js'

/** Of a search that matches more rows, so many are ranked: those recorded last. */
export const mostRanked = 2000
export const longestSearch = 1000
const mostWords = 64
export const byRelevance: AppliedSort = { name: 'relevance', descending: true }

/** What is written in two ways in names. */
const alike: [short: string, long: string][] = [
  ['st', 'saint'],
  ['dept', 'department'],
  ['co', 'county'],
  ['mt', 'mount'],
  ['ft', 'fort'],
  ['univ', 'university'],
  ['atty', 'attorney']
]
const shorter = new Map(alike.map(([short, long]) => [long, short]))
const longer = new Map(alike)
/** Words that no name is told by. */
const little = new Set(['the', 'of', 'and', 'a', 'an', 'for', 'in', 'at', 'by', 'to'])

interface Parsed {
  /** In the syntax of websearch_to_tsquery: as typed, and with abbreviations changed. */
  queries: string[]
  /** The words of a search without operators, folded; none if it has some. */
  words: string[]
  /** Codes and sections that are cited. */
  cited: string[]
}

/** What is wrong with the text of a search, if anything is. */
export function searchFault(text: string): string | undefined {
  if (text.trim() === '') return 'It is empty.'
  if (text.includes('\0')) return 'It has a NUL character.'
  if ([...text].length > longestSearch) return `At most ${longestSearch} characters.`
  if (wordsOf(text).length > mostWords) return `At most ${mostWords} words.`
  return undefined
}

const wordsOf = (text: string) => text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
export const foldedWords = (text: string) => wordsOf(text).map(folded)
/** How else a word is written in names. */
export const alikeOf = (word: string): string[] =>
  [shorter.get(word), longer.get(word)].filter((other) => other !== undefined)
const folded = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export function parseSearch(text: string): Parsed {
  const terms: string[][] = []
  let plain = true
  for (const [token, minus = '', phrase] of text.matchAll(/(-?)"([^"]*)"|[^\s"]+/gu)) {
    const bare = phrase === undefined
    const not = bare ? /^-[\p{L}\p{N}]/u.test(token) : minus !== ''
    if (bare && token.toLowerCase() === 'or') terms.push(['or'])
    const words = wordsOf(phrase ?? token)
    if (!bare || not || token.toLowerCase() === 'or') plain = false
    if (words.length && !(bare && token.toLowerCase() === 'or'))
      terms.push([not ? '-' : '', bare && words.length === 1 ? '' : '"', ...words])
  }
  const written = (change: (word: string) => string) =>
    terms
      .map(([first = '', quote = '', ...words]) =>
        first === 'or' ? 'or' : `${first}${quote}${words.map(change).join(' ')}${quote}`
      )
      .join(' ')
  const queries = [
    written((word) => word),
    written((word) => longer.get(folded(word)) ?? word),
    written((word) => shorter.get(folded(word)) ?? word)
  ]
  const words = wordsOf(text)
    .map(folded)
    .filter((word) => !little.has(word))
  return { queries: [...new Set(queries)], words: plain ? words : [], cited: citedIn(text) }
}

const citedIn = (text: string) =>
  parseCitations(text).flatMap((citation) => {
    if (citation.reason || !citation.section) return []
    const { code, section } = citationKey(citation)
    return [`${code} ${section?.toLowerCase()}`]
  })

/** SQL expressions of one search, its parameters bound once in a statement. */
class Bound {
  readonly parsed: Parsed
  readonly query: string
  #known = new Map<string, string>()
  constructor(
    text: string,
    readonly sql: SqlScope
  ) {
    this.parsed = parseSearch(text)
    const queries = this.parsed.queries.map(
      (each) => `websearch_to_tsquery('onrecord', ${sql.param(each, 'text')})`
    )
    this.query = queries.length > 1 ? `(${queries.join(' || ')})` : (queries[0] as string)
  }
  /** The words that were found by, as PostgreSQL stems them. */
  get found(): string {
    return `array(select f.m[1] from regexp_matches(querytree(${this.query}), '''([^'']+)''', 'g') f(m))`
  }
  get typed(): string {
    return this.once(this.parsed.words, 'text[]')
  }
  get near(): string {
    return this.once(this.parsed.words.flatMap(oneAway), 'text[]')
  }
  get whole(): string {
    return this.once(this.parsed.words.join(' '), 'text')
  }
  /** A parameter, bound when it is first asked for: PostgreSQL takes none that stands nowhere. */
  once(value: string | string[], type: string): string {
    const name = JSON.stringify([value, type])
    const known = this.#known.get(name) ?? this.sql.param(value, type)
    this.#known.set(name, known)
    return known
  }
}
const bound = new WeakMap<SqlScope, Map<string, Bound>>()
function bind(text: string, sql: SqlScope): Bound {
  const known = bound.get(sql) ?? new Map<string, Bound>()
  bound.set(sql, known)
  const found = known.get(text)
  if (found) return found
  const made = new Bound(text, sql)
  known.set(text, made)
  return made
}

/** A condition: the row of this alias is found by the text. */
export function matchOf(resource: Resource, alias: string, text: string, sql: SqlScope): string {
  const { parsed, query } = bind(text, sql)
  const ways = [`${alias}.search @@ ${query}`]
  const { names, citations } = resource.search ?? {}
  if (names && parsed.words.length)
    ways.push(`(${parsed.words.map((word) => nearly(word, alias, bind(text, sql))).join(' and ')})`)
  if (citations) ways.push(...citedBy(alias, text, sql))
  return ways.length === 1 ? (ways[0] as string) : `(${ways.join(' or ')})`
}

/** A name has a word like this: by its trigrams, or where they are too few, one letter away. */
function nearly(word: string, alias: string, search: Bound): string {
  const near = [`${alias}.search_names %> ${search.once(word, 'text')}`]
  const other = shorter.get(word) ?? longer.get(word)
  if (other) near.push(`${alias}.search_names like ${search.once(`% ${other} %`, 'text')}`)
  if (oneAway(word).length)
    near.push(`${alias}.search_names like any(${search.once(oneAway(word), 'text[]')})`)
  return near.length === 1 ? (near[0] as string) : `(${near.join(' or ')})`
}
/**
 * A word of 4 to 7 letters with one of them changed, left out or put in, or two turned round, as
 * patterns: so short a word has too few trigrams to be told by them.
 */
function oneAway(word: string): string[] {
  const letters = [...word]
  if (letters.length < 4 || letters.length > 7) return []
  const at = (i: number, left: number, ...put: string[]) =>
    `% ${letters.toSpliced(i, left, ...put).join('')} %`
  return [
    ...letters.map((_, i) => at(i, 1, '_')),
    ...letters.map((_, i) => at(i, 1)),
    ...letters.slice(1).map((_, i) => at(i + 1, 0, '_')),
    ...letters.slice(1).map((letter, i) => at(i, 2, letter, letters[i] as string))
  ]
}

function citedBy(alias: string, text: string, sql: SqlScope): string[] {
  const { cited } = bind(text, sql).parsed
  const [name, source] = [sql.alias(), sql.alias()]
  const called = `exists (select from statute_names ${name} join sources ${source} on ${source}.id = ${name}.source_id and ${sql.readable(source)} where ${name}.statute_id = ${alias}.id and to_tsvector('onrecord', search_words(${name}.name)) @@ ${bind(text, sql).query})`
  if (!cited.length) return [called]
  const codes = `${alias}.code || ' ' || lower(${alias}.section) = any(${bind(text, sql).once(cited, 'text[]')})`
  return [codes, called]
}

/** How well the row matches: titles over bodies over notes, names by their likeness, citations first. */
export function rankOf(resource: Resource, alias: string, text: string, sql: SqlScope): string {
  const search = bind(text, sql)
  const { parsed, query } = search
  const parts = [`ts_rank('{0.1,0.2,0.4,1}', ${alias}.search, ${query}, 1)`]
  const { names, citations } = resource.search ?? {}
  if (names && parsed.words.length)
    parts.push(`word_similarity(${search.whole}, ${alias}.search_names) / 2`)
  if (citations && parsed.cited.length)
    parts.push(
      `(${alias}.code || ' ' || lower(${alias}.section) = any(${search.once(parsed.cited, 'text[]')}))::integer`
    )
  return `(${parts.join(' + ')})::real`
}

/** A member of a highlight, under its name in the answer. */
export type HighlightMember =
  | { as: string; member: 'field' | 'start' | 'end' }
  | { as: string; constant: string }
const allMembers = (['field', 'start', 'end'] as const).map((member) => ({ as: member, member }))

/** The words found in the row, as the text of a JSON array; positions in code points. */
export function highlightsOf(
  resource: Resource,
  alias: string,
  text: string,
  sql: SqlScope,
  members: HighlightMember[] = allMembers
): string {
  const search = bind(text, sql)
  const { fields = [], names = [] } = resource.search ?? {}
  const spans = fields.map((name, n) => {
    const { column } = resource.fields[name] as ColumnField
    const isName = names.includes(name) && search.parsed.words.length > 0
    const words = `${search.found}${isName ? `, ${search.typed}, ${search.near}` : ''}`
    const value = `${alias}.${column.name}`
    if (!column.columnType.includes('Array'))
      return `select ${n} as n, s.* from search_spans('${name}', ${value}, ${words}) s`
    return `select ${n}, s.* from unnest(${value}) with ordinality v(value, i), search_spans('${name}.' || (v.i - 1), v.value, ${words}) s`
  })
  const pieces = members.flatMap((each, i): Piece[] => [
    { text: `${i ? ',' : '{'}${member(each.as)}` },
    'constant' in each
      ? { text: JSON.stringify(each.constant) }
      : { sql: each.member === 'field' ? `to_json(h.field)::text` : `h."${each.member}"::text` }
  ])
  const span = concatenated([...pieces, { text: '}' }])
  return `(select '[' || coalesce(string_agg(${span}, ',' order by h.n, h.field, h.start), '') || ']' from (${spans.join(' union all ')}) h)`
}

/** The rows that rank best, with their rank and the first id among those ranked, after a key or from the start. */
export function rankedRows(
  resource: Resource,
  inner: { alias: string; from: string; where: string },
  text: string,
  { key, backward, most }: { key: string[] | undefined; backward: boolean; most: number | 'all' },
  sql: SqlScope
): string {
  const [ranked, row] = [sql.alias(), sql.alias()]
  const { alias, from, where } = inner
  // Later pages rank what the first one did, whatever was recorded since.
  const floor = key
    ? sql.param(key[2], 'uuid')
    : `first_value(${alias}.id) over (order by ${alias}.id)`
  const since = key ? ` and ${alias}.id >= ${floor}` : ''
  const matching = `select ${alias}.* from ${from} where ${where}${since} order by ${alias}.id desc limit ${key ? 2 * mostRanked : mostRanked}`
  const ranks = `select ${alias}.id, ${rankOf(resource, alias, text, sql)} as relevance, ${floor} as floor from (${matching}) ${alias}`
  const beyond = key
    ? ` where (${ranked}.relevance, ${ranked}.id) ${backward ? '>' : '<'} (${sql.param(key[0], 'real')}, ${sql.param(key[1], 'uuid')})`
    : ''
  const order = backward ? '' : ' desc'
  return `select ${row}.*, ${ranked}.relevance, ${ranked}.floor from (${ranks}) ${ranked} join ${getTableName(resource.table)} ${row} on ${row}.id = ${ranked}.id${beyond} order by ${ranked}.relevance${order}, ${ranked}.id${order} limit ${most}`
}
