/**
 * Quotes: where exact words stand in a text (W3C Web Annotation, TextQuoteSelector and
 * TextPositionSelector). Words are found as they are; look-alikes only when asked for.
 */
import { codePointCounter } from './text.js'

export interface QuoteSelector {
  exact: string
  /** What has to stand right before and after the words. */
  prefix?: string | undefined
  suffix?: string | undefined
  /** Takes straight and curly quotation marks, and the kinds of space, for one another. */
  fold?: boolean | undefined
}
export interface QuoteMatch {
  /** Unicode code points from 0, the end excluded. */
  start: number
  end: number
  /** The words as they stand in the text. */
  exact: string
  /** Up to 32 code points on either side. */
  prefix: string
  suffix: string
  /** Whether the words differ from those asked for in what `fold` lets pass. */
  folded: boolean
}
export type QuoteState = 'anchored' | 'orphaned' | 'ambiguous' | 'unverified'

/** Each character that `fold` lets pass becomes another of the same length, so that offsets hold. */
const folds: [RegExp, string][] = [
  [/[‘’‚‛′]/g, "'"],
  [/[“”„‟″]/g, '"'],
  [/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ']
]
const folded = (text: string) => folds.reduce((at, [from, to]) => at.replace(from, to), text)
const context = 32

/** Every place where the words stand, in order, overlapping ones too; at most `most`. */
export function findQuote(
  text: string,
  { exact, prefix = '', suffix = '', fold = false }: QuoteSelector,
  most = 1000
): QuoteMatch[] {
  if (exact === '') return []
  const [haystack, before, words, after] = fold
    ? [folded(text), folded(prefix), folded(exact), folded(suffix)]
    : [text, prefix, exact, suffix]
  const needle = before + words + after
  const points = codePointCounter(text)
  const matches: QuoteMatch[] = []
  for (
    let at = haystack.indexOf(needle);
    at >= 0 && matches.length < most;
    at = haystack.indexOf(needle, at + 1)
  ) {
    const [start, end] = [at + before.length, at + before.length + words.length]
    if (splitsCharacter(text, start) || splitsCharacter(text, end)) continue
    const found = text.slice(start, end)
    const first = points(start)
    matches.push({
      start: first,
      end: first + codePoints(found),
      exact: found,
      prefix: lastPoints(text.slice(Math.max(0, start - 2 * context), start)),
      suffix: firstPoints(text.slice(end, end + 2 * context)),
      folded: found !== exact
    })
  }
  return matches
}

/** What a quote's words are in a text: there once, not there, or there more than once. */
export function stateOf(text: string | null, selector: QuoteSelector): QuoteState {
  if (text === null) return 'unverified'
  const alone = findQuote(text, { exact: selector.exact }, 2)
  if (alone.length < 2) return alone.length ? 'anchored' : 'orphaned'
  return findQuote(text, selector, 2).length === 1 ? 'anchored' : 'ambiguous'
}

/** Whether an offset lies inside a surrogate pair. */
const splitsCharacter = (text: string, at: number) =>
  at > 0 &&
  (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 &&
  (text.charCodeAt(at) & 0xfc00) === 0xdc00
const codePoints = (text: string) => codePointCounter(text)(text.length)
const lastPoints = (text: string) =>
  [...text]
    .slice(-context)
    .join('')
    .replace(/^[\udc00-\udfff]/, '')
const firstPoints = (text: string) =>
  [...text]
    .slice(0, context)
    .join('')
    .replace(/[\ud800-\udbff]$/, '')
