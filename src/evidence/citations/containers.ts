/** The title, chapter, act or article that a section's number needs, or that is cited whole. */
import type { Form, Shape } from './catalogue.js'
import { MARK } from './marks.js'
import type { Reader } from './reader.js'
import { type Item, readSections } from './sections.js'

export interface Contained {
  container: string | null
  end: number
}

const TITLE = /,? ?(?:titles?|tit\.?|t\.) ?(\d{1,3}(?:-?[A-Z]{1,2})?)(?![A-Za-z0-9]|[.-]\d)/iy
const CHAPTER = /,? ?(?:chapter|chap\.?|ch\.?|c\.) ?(\d{1,4}[A-Z]{0,2})(?![A-Za-z0-9]|[.-]\d)/iy
const PART = /,? pt\. [IVXL\d]{1,6}/y
const ACT = / ?(\d{1,4}) ?\/ ?/y
const APPENDIX = /,? app\./iy
const CHAPTERS = /,? ?(chapters?|chaps?\.?|chs?\.?|c\.) ?(?=\d)/iy
export const CHAPTER_NUMBER =
  /\d{1,4}[A-Z]{0,2}(?:[.-]\d{1,3}[A-Z]?|-[A-Z]{1,2}){0,2}(?![A-Za-z0-9]|[.:-][\dA-Z])/y
const AND = /(?:, (?:and |or )?| and | or )(?=\d)/y
const MOST = 50

/** What stood before the name ("18" of "18 U.S.C."), or stands after it. */
export function readContainer(
  reader: Reader,
  at: number,
  form: Form | 'any',
  title: string | null
): Contained {
  const none = { container: null, end: at }
  if (form === 'act') {
    const act = title === null ? null : reader.match(ACT, at)
    return act ? { container: `${title}/${act[1]}`, end: at + act[0].length } : none
  }
  if (title !== null && form !== 'ch.') {
    const appendix = reader.match(APPENDIX, at)
    if (!appendix) return { container: title, end: at }
    return { container: `${title}-app`, end: at + appendix[0].length }
  }
  const found =
    (form === 'ch.' || form === 'any' ? reader.match(CHAPTER, at) : null) ??
    (form === 'ch.' || isPlain(form) ? null : reader.match(TITLE, at))
  if (!found) return none
  return { container: found[1] ?? null, end: reader.skip(PART, at + found[0].length) }
}

const isPlain = (form: Form | 'any') =>
  form === '' || form === '§' || form === 'art.' || form === 'r.'

/** "ch. 626", "chapters 13 and 626": cited as a whole, under the title if there is one. */
export function readChapters(
  reader: Reader,
  at: number,
  start: number,
  title: string | null
): Item[] | null {
  const mark = reader.match(CHAPTERS, at)
  if (!mark) return null
  const items: Item[] = []
  let from = at + mark[0].length
  while (items.length < MOST) {
    const number = reader.match(CHAPTER_NUMBER, from)
    if (!number) break
    const end = from + number[0].length
    const container = title === null ? number[0] : `${title}/${number[0]}`
    items.push({
      start: items.length ? from : start,
      end,
      container,
      section: null,
      pinpoint: null
    })
    const and = reader.skip(AND, end)
    if (and === end || !/[a-z]s\b/i.test(mark[1] ?? '')) break
    from = and
  }
  return items.length > 0 ? items : null
}

const IN_CODE =
  /,? ?(?:tit(?:le|\.) ?(\d{1,3}))?(?:,? ?(?:chapter|ch\.) ?(\d{1,4}[A-Z]?))?(?![A-Za-z0-9]|[.-]\d)/iy

/** "title 2, chapter 19", "ch. 171, § 171.20", "§ 171.20" of the ordinances of a city. */
export function readCity(reader: Reader, at: number, start: number, shape: Shape | null) {
  const found = reader.match(IN_CODE, at)
  const container = [found?.[1], found?.[2]].filter(Boolean).join('/') || null
  const end = container ? at + (found?.[0].length ?? 0) : at
  const mark = reader.match(MARK, end)
  const options = { shape, marked: true, plural: false }
  const sections = mark && readSections(reader, end + mark[0].length, options)
  if (sections)
    return { container, items: sections.items, end: sections.end, strict: sections.strict }
  if (!container) return null
  return { container, items: [{ start, end, section: null, pinpoint: null }], end, strict: true }
}

const PROVISION =
  /,? ?(?:(art(?:icles?|s?\.)|amend(?:ments?|s?\.)) ?)([IVXL]{1,7}|\d{1,2})(?![A-Za-z0-9])/iy
const AMENDMENT = /^am/i
const ROMAN: Record<string, number> = { I: 1, V: 5, X: 10, L: 50 }

/** "art. I, § 10", "amend. XIV" of a constitution: `art1`, `amend14`. */
export function readProvision(reader: Reader, at: number): Contained | null {
  const found = reader.match(PROVISION, at)
  if (!found) return null
  const [all, unit = '', number = ''] = found
  const kind = AMENDMENT.test(unit) ? 'amend' : 'art'
  return { container: `${kind}${arabic(number.toUpperCase())}`, end: at + all.length }
}

export function arabic(number: string): number {
  if (/^\d/.test(number)) return Number(number)
  const values = [...number].map((letter) => ROMAN[letter] ?? 0)
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0)
}
