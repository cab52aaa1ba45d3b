/** The signs and words that stand before numbers, and the year that may follow them. */
import type { Draft } from './citation.js'
import type { Reader } from './reader.js'

/** After the name of a code. */
export const MARK =
  /,? ?(?:(§{1,4})|(sections?|secs?\.?|sects?\.?|ss?\.?|articles?|arts?\.?|rules?|r\.|parts?|pts?\.?|numbers?|nos?\.?)) ?(?=[A-Za-z]{0,5} ?\d)/iy

/** Two signs, or a word in the plural: a list or a range follows. */
export const isPlural = (mark: RegExpExecArray | null): boolean =>
  (mark?.[1]?.length ?? 0) > 1 ||
  /^(ss|secs|sections|sects|articles|arts|rules|parts|pts|numbers|nos)\b/i.test(mark?.[2] ?? '')

const YEAR =
  / ?\((?:[A-Z][A-Za-z.&' -]{0,40} )?((?:17|18|19|20)\d\d)(?:,? ed\.)?(?:,? ?&? ?(?:Cum\. )?Supp\.(?: [IVXL\d]{1,5})?)?\)/y

/** Takes in the year of an edition: "(2020)", "(West 2019)", "(2018 & Supp. 2021)". */
export function withYear(reader: Reader, draft: Draft): Draft {
  const year = reader.match(YEAR, draft.end)
  if (!year) return draft
  return { ...draft, end: draft.end + year[0].length, year: Number(year[1]) }
}
