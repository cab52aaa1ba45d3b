/**
 * Reads the legal citations in a text. Total (any string has an answer) and linear: the scanner
 * goes over the text once and tries at each place only patterns of bounded length.
 */
import { setImmediate } from 'node:timers/promises'
import { canonicalOf, jurisdictionOf } from './canonical.js'
import type { Citation, Draft } from './citation.js'
import { type Folded, fold } from './fold.js'
import { Reader } from './reader.js'
import { scan } from './scan.js'
import type { Item } from './sections.js'

export type { Citation }

export interface ParseOptions {
  /** Whose law is meant where the text does not say: `us-mn`, or an Open Civic Data id. */
  jurisdiction?: string
  /** Names to report with reason `popular-name`; which statute they mean is for others to say. */
  popularNames?: readonly string[]
}

/**
 * The citations in order, none overlapping another. A list is one entry for each section (and for
 * each pinpoint of one); the first entry's span takes in the code's name before it, the last the
 * name or year after it.
 */
export function parseCitations(text: string, options: ParseOptions = {}): Citation[] {
  return parseCounted(text, options).citations
}

/** The same, with the number of patterns that the scanner tried. */
export function parseCounted(text: string, options: ParseOptions = {}): Counted {
  const parsing = parse(text, options)
  for (;;) {
    const { done, value } = parsing.next()
    if (done) return value
  }
}

/** The same for a text of any length, without holding up what else the process does. */
export async function parseInSlices(text: string, options: ParseOptions = {}): Promise<Citation[]> {
  const parsing = parse(text, options)
  for (;;) {
    const { done, value } = parsing.next()
    if (done) return value.citations
    await setImmediate()
  }
}

interface Counted {
  citations: Citation[]
  steps: number
}

function* parse(
  text: string,
  { jurisdiction, popularNames = [] }: ParseOptions
): Generator<void, Counted> {
  const folded = fold(text)
  yield
  const reader = new Reader(folded.text)
  const place = jurisdiction ? jurisdictionOf(jurisdiction) : null
  const drafts = yield* scan(reader, { place, popularNames: byFirstWord(popularNames) })
  yield
  const spans = new Spans(text, folded)
  const citations = drafts.flatMap((draft) =>
    draft.items.map((item, i) => toCitation(draft, item, i, spans))
  )
  return { citations, steps: reader.steps }
}

function toCitation(draft: Draft, item: Item, i: number, spans: Spans): Citation {
  const { code, reason } = draft
  const from = i === 0 ? draft.start : item.start
  const to = i === draft.items.length - 1 ? draft.end : item.end
  const { start, end, text } = spans.of(from, to)
  const citation: Citation = {
    start,
    end,
    text,
    jurisdiction: code?.place ?? draft.place ?? null,
    code: code?.slug ?? null,
    container: item.container ?? draft.container,
    section: item.section,
    pinpoint: item.pinpoint,
    editionYear: draft.year,
    canonical: null
  }
  citation.canonical = canonicalOf(citation)
  if (reason) citation.reason = reason
  return citation
}

/** From the folded text back to code points of the text given, which it counts once, in order. */
class Spans {
  #unit = 0
  #points = 0

  constructor(
    private readonly text: string,
    private readonly folded: Folded
  ) {}

  of(start: number, end: number): { start: number; end: number; text: string } {
    const { starts } = this.folded
    const from = starts[start] ?? this.text.length
    const last = starts[end - 1] ?? from
    const to = last + ((this.text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1)
    return { start: this.#count(from), end: this.#count(to), text: this.text.slice(from, to) }
  }

  #count(unit: number): number {
    const { text } = this
    let points = this.#points
    let at = this.#unit
    for (; at < unit; points++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    this.#unit = at
    this.#points = points
    return points
  }
}

function byFirstWord(names: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const name of names) {
    const plain = fold(name.trim()).text.toLowerCase()
    const [first] = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}']*/u.exec(plain) ?? []
    if (first) found.set(first, [...(found.get(first) ?? []), plain])
  }
  for (const list of found.values()) list.sort((a, b) => b.length - a.length)
  return found
}
