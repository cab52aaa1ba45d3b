/** Section numbers after a code or a sign: one, a list, a range, each with its pinpoint. */
import { type Shape, WHOLE } from './catalogue.js'
import { readPinpoints } from './pinpoints.js'
import type { Reader } from './reader.js'

export interface Item {
  start: number
  end: number
  /** A range is `626.84..626.863`; null if a chapter or an act is cited as a whole. */
  section: string | null
  pinpoint: string | null
  /** Its own title, chapter or act ("5/7-5, 6/2"), else that of the citation. */
  container?: string
}
interface Numbered extends Item {
  section: string
}
export interface Sections {
  items: Numbered[]
  end: number
  /** Every number has the shape of this code. */
  strict: boolean
}
export interface Options {
  shape: Shape | null
  /** A sign or word stands before: "§", "section". */
  marked: boolean
  plural: boolean
  /** Items are written "5/7-16": the act stands before each. */
  acts?: boolean
  /** Paragraphs have Roman numbers: "RSA 627:5, II(a)". */
  romans?: boolean
  /** Whether another citation starts at a place, so that a number before it is its title. */
  startsCitation?: (at: number) => boolean
}

/** Of any code: "7286", "18-8-802", "15A-401", "52:17B-4.14", "R13-4-105". */
const ANY = new RegExp(
  `[A-Z]{0,2}\\d{1,6}[A-Za-z]{0,4}(?:(?:-\\.|[.:/–-])(?:\\d{1,6}[A-Za-z]{0,3}|[A-Za-z]{1,2})){0,6}${WHOLE}(?!-[A-Za-z0-9])`,
  'y'
)
const ACT = /(\d{1,4}) ?\/ ?(?=\d)/y
const RANGE_WORD = /,? (?:to|thru|through) (?:and including )?(?:§{1,2} ?|sections? )?(?=[\d.:-])/iy
const RANGE_DASH = / ?[–-] ?(?:§{1,2} ?)?(?=[\d.:-])/y
const SHORT_END = new RegExp(`([.:-]?)(\\d{1,5}[A-Za-z]{0,3}(?:\\.\\d{1,4})?)${WHOLE}(?!-\\d)`, 'y')
const COMMA = / ?[,;] ?(?:and |or |& ?)?(?=[\d§.sS-])| (?:and|or|&) (?=[\d§.sS-])/y
const AGAIN = /§{1,2} ?(?=\d)|(?:sections?|secs?\.|ss?\.) (?=\d)/iy
const SMALL_WORD = / (?!(?:and|or|to|through|of|et|is|as)\b)[a-z]/y
const ABBREVIATION = / [A-Z][A-Za-z]{0,5}\./y
const MOST = 100_000

export function readSections(reader: Reader, at: number, options: Options): Sections | null {
  const first = readItem(reader, at, options)
  if (!first) return null
  const items: Numbered[] = []
  let strict = first.strict
  let next: typeof first | null = first
  while (next && items.length < MOST) {
    items.push(...withPinpoints(reader, next.item, options))
    strict &&= next.strict
    next = readNext(reader, items.at(-1) as Numbered, options)
  }
  return { items, end: items.at(-1)?.end ?? at, strict }
}

function withPinpoints(reader: Reader, item: Numbered, { romans }: Options): Numbered[] {
  if (item.section.includes('..')) return [item]
  const [first, ...more] = readPinpoints(reader, item.end, romans)
  if (!first) return [item]
  return [
    { ...item, end: first.end, pinpoint: first.text },
    ...more.map(({ text, start, end }) => ({ ...item, start, end, pinpoint: text }))
  ]
}

function readItem(reader: Reader, at: number, options: Options) {
  const act = options.acts ? reader.match(ACT, at) : null
  const from = at + (act?.[0].length ?? 0)
  const one = readOne(reader, from, options)
  if (!one) return null
  const item: Numbered = { start: at, end: one.end, section: one.section, pinpoint: null }
  if (act?.[1]) item.container = act[1]
  const range = readRange(reader, one, options)
  if (!range) return { item, strict: one.strict }
  return { item: { ...item, ...range }, strict: one.strict }
}

/** A whole section number: of the code's shape, or else of any. */
function readOne(reader: Reader, at: number, options: Options) {
  const { shape, marked, plural } = options
  for (const own of shape ? ownNumbers(reader, at, shape, plural) : [])
    if (!goesOn(reader, at + own.length, own, options))
      return { section: plain(own), end: at + own.length, strict: true }
  const any = reader.match(ANY, at)
  if (!any || (shape && !marked)) return null
  if (shape) return { section: plain(any[0]), end: at + any[0].length, strict: false }
  const section = firstOf(any[0], plural)
  return { section, end: at + section.length, strict: true }
}

function* ownNumbers(reader: Reader, at: number, shape: Shape, plural: boolean): Generator<string> {
  const own = readOwn(reader, at, shape, plural)
  if (own) yield own
  const dashed = reader.match(shape.dashed, at)
  if (dashed) yield dashed[0]
}

/** In "§§ 732-733" the hyphen parts two sections, though one might be numbered so. */
function readOwn(reader: Reader, at: number, shape: Shape, plural: boolean): string | null {
  const own = reader.match(shape.plain, at)?.[0] ?? null
  const [, first = '', second = ''] = /^(\d+[A-Za-z]?)-(\d+[A-Za-z]?)$/.exec(own ?? '') ?? []
  const isTwo = plural && first.length === second.length && isGreater(second, first)
  shape.plain.lastIndex = 0
  return isTwo && shape.plain.exec(first) ? first : own
}

/** A hyphen or dash follows that does not lead to the end of a range: the number is not whole. */
function goesOn(reader: Reader, end: number, own: string, { shape, plural }: Options): boolean {
  if (!shape || !/^[-–][\dA-Za-z]/.test(reader.text.slice(end, end + 2))) return false
  return !isRange(reader, own, end, shape, plural)
}

const plain = (section: string) => section.replaceAll('–', '-')

/** Whether what follows a hyphen is the end of a range. */
function isRange(
  reader: Reader,
  start: string,
  at: number,
  shape: Shape,
  plural: boolean
): boolean {
  const from = reader.skip(RANGE_DASH, at)
  if (from === at) return reader.text[at] === '–'
  const other = reader.match(shape.plain, from)
  if (other && isGreater(plain(other[0]), plain(start))) return true
  return plural && reader.match(SHORT_END, from) !== null
}

/** Two numbers of no known shape are parted by a dash, or if more than one is announced by a hyphen. */
function firstOf(number: string, plural: boolean): string {
  const [dashed = ''] = number.split('–')
  const [, first, second] =
    /^([\dA-Za-z]+[.:][\dA-Za-z.:]+)-([\dA-Za-z]+[.:][\dA-Za-z.:]+)$/.exec(number) ?? []
  return plural && first && second && isGreater(second, first) ? first : dashed
}

const isWhole = (section: string) => /^\d+$/.test(section)

function readRange(
  reader: Reader,
  one: { section: string; end: number; strict: boolean },
  { shape, plural, acts }: Options
): { section: string; end: number } | null {
  const dash = reader.skip(RANGE_DASH, one.end)
  const next = dash > one.end ? dash : reader.skip(RANGE_WORD, one.end)
  if (next === one.end) return null
  const from = acts ? reader.skip(ACT, next) : next
  const range = (section: string, length: number) => ({
    section: `${one.section}..${section}`,
    end: from + length
  })
  const own = reader.match(shape?.plain ?? ANY, from)
  if (own && isAfter(plain(own[0]), one.section, plural, reader, from + own[0].length))
    return range(plain(own[0]), own[0].length)
  const short = reader.match(SHORT_END, from)
  if (!short || !(plural || short[1] || (dash > one.end && !isWhole(one.section)))) return null
  const end = expand(one.section, short[1] ?? '', short[2] ?? '')
  return end ? range(end, short[0].length) : null
}

/** A bare number ends a range only if it is the greater, and counts nothing ("242 to 12 officers"). */
function isAfter(end: string, start: string, plural: boolean, reader: Reader, at: number): boolean {
  if (!isGreater(end, start) || isWhole(end) !== isWhole(start)) return false
  return plural || !isWhole(end) || !reader.match(SMALL_WORD, at)
}

/** By their parts: numbers as numbers, letters as letters. */
function isGreater(a: string, b: string): boolean {
  const [as, bs] = [a, b].map((section) => section.match(/\d+|[A-Za-z]+/g) ?? [])
  for (const [i, part] of (as ?? []).entries()) {
    const other = bs?.[i]
    if (other === undefined) return true
    if (part === other) continue
    const [x, y] = [Number(part), Number(other)]
    return Number.isNaN(x) || Number.isNaN(y) ? part > other : x > y
  }
  return false
}

/** "626.84", ".863" -> "626.863"; "18-8-802", "-804" -> "18-8-804"; "2510", "22" -> "2522". */
function expand(start: string, sign: string, end: string): string | null {
  if (sign) {
    const cut = start.lastIndexOf(sign)
    return cut < 0 ? null : start.slice(0, cut) + sign + end
  }
  const last = /[.:-][^.:-]*$/.exec(start)
  if (last) return start.slice(0, last.index + 1) + end
  const full = start.slice(0, Math.max(0, start.length - end.length)) + end
  return isWhole(full) && Number(full) > Number(start) ? full : null
}

function readNext(reader: Reader, last: Numbered, options: Options) {
  const comma = reader.skip(COMMA, last.end)
  if (comma === last.end) return null
  const from = reader.skip(AGAIN, comma)
  const again = from > comma
  const next = readItem(reader, from, { ...options, marked: again || options.marked })
  if (!next) return readShort(reader, last, from)
  const { item, strict } = next
  if (last.container) item.container ??= last.container
  item.start = from
  if (!strict || !belongs(reader, last, item, again, options)) return null
  return next
}

/** ", .066" after "609.06". */
function readShort(reader: Reader, last: Numbered, at: number) {
  const short = reader.match(SHORT_END, at)
  const section = short?.[1] ? expand(last.section, short[1], short[2] ?? '') : null
  if (!short || !section) return null
  return {
    item: { ...last, start: at, end: at + short[0].length, section, pinpoint: null },
    strict: true
  }
}

/** Whether a further number is a section of the list, and neither a count, a year nor a title. */
function belongs(
  reader: Reader,
  last: Numbered,
  { section, end }: Numbered,
  again: boolean,
  { plural, startsCitation }: Options
): boolean {
  const bare = isWhole(section)
  if (bare && startsCitation?.(reader.skip(/ /y, end))) return false
  if (again) return !reader.match(/,? (?:of|in) (?!this)/y, end) || plural
  if (bare && !plural) return false
  const [before, after] = [Number.parseFloat(last.section), Number.parseFloat(section)]
  const goesOn = bare ? after > before : digits(after) === digits(before)
  if (goesOn) return !bare || !reader.match(ABBREVIATION, end)
  return !reader.match(SMALL_WORD, end) && !reader.match(ABBREVIATION, end)
}

const digits = (number: number) => String(Math.trunc(number)).length
