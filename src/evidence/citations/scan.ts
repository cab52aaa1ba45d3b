/** One pass over the folded text: where a word, number or sign may begin a citation, read on. */
import { readBare, readContained, readLed } from './bare.js'
import type { Draft } from './citation.js'
import { readCoded } from './coded.js'
import { matchPlace, mayStartName } from './names.js'
import { readOrder } from './orders.js'
import type { Reader } from './reader.js'
import { readNamedAct, readNumberedAct } from './session-laws.js'
import { leadingName } from './unknown.js'

const TOKEN = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’]*|§+/gu
const ADDRESS = /(?:https?|ftp):\/\/|www\./iy
const ADDRESS_END = /[^ \n]{0,2000}/y
const TITLE = /(\d{1,4}(?:-?[A-Z]{1,2}(?![A-Za-z]))?|\d{1,4}-\d{1,4}(?:-\d{1,4})?),? (?=[A-Za-z])/y
/** "$18 U.S.C.", "2.18", "12-18": no title of a code. */
const PART_OF_NUMBER = /[$€£#\d][-–/:.,]?$|[$€£#]$/

const MARKS = new Set(
  'section sections sec secs sect sects s ss article articles art arts'.split(' ')
)
const CONTAINERS = new Set('title chapter chapters ch chs'.split(' '))
const UNITS = new Set(
  `subdivision subdivisions subd subds subsection subsections subsec subparagraph paragraph
  paragraphs para par clause subpart subp`.split(/\s+/)
)
const ORDERS = new Set('exec executive emergency presidential e eo eos'.split(' '))
const ACTS = new Set('pub public p pl pa s'.split(' '))
const ADDRESSES = new Set('http https ftp www'.split(' '))
/** "Ex1971 c 27 s 2", as Minnesota's revisor writes an extra session. */
const EXTRA_SESSION = /^ex\d{4}$/
const KEYWORDS = new Set(
  [MARKS, CONTAINERS, UNITS, ORDERS, ACTS, ADDRESSES].flatMap((set) => [...set])
)

export interface ScanOptions {
  place: string | null
  /** In small letters, by their first word. */
  popularNames: Map<string, string[]>
}

/** Patterns tried before a pause: some milliseconds of work. */
const slice = 10_000

/** Pauses now and then: whoever runs it may let others have their turn. */
export function* scan(
  reader: Reader,
  { place, popularNames }: ScanOptions
): Generator<void, Draft[]> {
  const drafts: Draft[] = []
  const { text } = reader
  let floor = 0
  let pause = slice
  let from = 0
  for (;;) {
    if (reader.steps > pause) {
      pause = reader.steps + slice
      yield
    }
    // The pattern is shared: another text may have been read during the pause.
    TOKEN.lastIndex = from
    const token = TOKEN.exec(text)
    if (!token) return drafts
    from = TOKEN.lastIndex
    reader.steps++
    const at = token.index
    const word = token[0].toLowerCase()
    if (!mayStart(word, token[0], place, popularNames)) continue
    const found =
      readPopular(reader, at, popularNames.get(word)) ?? readAt(reader, at, word, floor, place)
    // What a reader has passed over is never read again: that keeps the work in line with the text.
    if (found) {
      if (found.items) drafts.push(found)
      floor = found.end
      from = Math.max(found.end, from)
    }
  }
}

/** Most words start nothing, and cost no more than this. */
function mayStart(
  word: string,
  written: string,
  place: string | null,
  popularNames: ReadonlyMap<string, string[]>
): boolean {
  if (KEYWORDS.has(word) || word < 'a' || EXTRA_SESSION.test(word) || word.startsWith('§'))
    return true
  return mayStartName(word, place !== null || word !== written) || popularNames.has(word)
}

function readAt(
  reader: Reader,
  at: number,
  word: string,
  floor: number,
  place: string | null
): Draft | { end: number; items?: undefined } | null {
  const { text } = reader
  if (word.startsWith('§')) return readBare(reader, at, floor, place)
  if (/^\d/.test(word) || EXTRA_SESSION.test(word)) return readNumber(reader, at, place)
  if (ADDRESSES.has(word) && reader.match(ADDRESS, at)) return { end: reader.skip(ADDRESS_END, at) }
  if (/[@/\\_]$|(?:^|[^A-Za-z])[A-Za-z]\.$/.test(text.slice(Math.max(0, at - 3), at))) return null
  return readWordly(reader, at, word, floor, place)
}

function readWordly(
  reader: Reader,
  at: number,
  word: string,
  floor: number,
  place: string | null
): Draft | null {
  if (ORDERS.has(word)) {
    const order = readOrder(reader, at, at, null, place)
    if (order) return order
  }
  if (ACTS.has(word)) {
    const act = readNamedAct(reader, at, place)
    if (act) return act
  }
  if (UNITS.has(word)) {
    const next = (from: number) => readFrom(reader, from, floor, place)
    return readLed(reader, at, next)
  }
  if (CONTAINERS.has(word)) return readContained(reader, at, floor, place)
  const coded = readCoded(reader, at, { start: at, title: null, place })
  if (coded) return withLeading(reader, coded, floor)
  if (MARKS.has(word)) return readBare(reader, at, floor, place)
  const owner = matchPlace(reader, at)
  return owner && readOrder(reader, owner.next, at, owner.id, place)
}

/** A citation right here, of whatever kind. */
function readFrom(reader: Reader, at: number, floor: number, place: string | null): Draft | null {
  return (
    readBare(reader, at, floor, place) ??
    readNumber(reader, at, place) ??
    readCoded(reader, at, { start: at, title: null, place })
  )
}

/** "18 U.S.C. § 242", "2020 Minn. Laws ch. 1", "2Sp2020 c 1 s 23". */
function readNumber(reader: Reader, at: number, place: string | null): Draft | null {
  if (PART_OF_NUMBER.test(reader.text.slice(Math.max(0, at - 2), at))) return null
  const act = readNumberedAct(reader, at, place)
  if (act) return act
  const title = reader.match(TITLE, at)
  if (!title) return null
  return readCoded(reader, at + title[0].length, { start: at, title: title[1] ?? '', place })
}

/** "Foo Rev. Code § 12": a name that only ends like one of ours is not ours. */
function withLeading(reader: Reader, draft: Draft, floor: number): Draft {
  if (!draft.bare) return draft
  const start = leadingName(reader, draft.start, floor)
  if (start === draft.start) return draft
  const { place: _, ...rest } = draft
  return { ...rest, start, code: null, reason: 'unknown-code' }
}

function readPopular(reader: Reader, at: number, names: string[] | undefined) {
  const name = names?.find((each) => {
    const next = reader.text[at + each.length] ?? ''
    return (
      reader.text.slice(at, at + each.length).toLowerCase() === each && !/[\p{L}\p{N}]/u.test(next)
    )
  })
  if (!name) return null
  const end = at + name.length
  const items = [{ start: at, end, section: null, pinpoint: null }]
  const reason = 'popular-name' as const
  return { start: at, end, code: null, container: null, items, year: null, reason }
}
