/**
 * Citations that begin with a sign, a word or a container: "§ 943.1735, Fla. Stat.", "section 242
 * of title 18, United States Code", "Title 18, Section 242", "subdivision (b) of Section 7286 of …".
 */
import { type Code, codes } from './catalogue.js'
import type { Draft } from './citation.js'
import { fits, isInName, isWithin, readCoded } from './coded.js'
import { CHAPTER_NUMBER } from './containers.js'
import { withYear } from './marks.js'
import { matchName, type NameMatch } from './names.js'
import { readLeadingUnit } from './pinpoints.js'
import type { Reader } from './reader.js'
import { type Item, readSections, type Sections } from './sections.js'
import { nameAfter, nameBefore } from './unknown.js'

const MARK = /(§{1,4}) ?|(sections?|secs?\.?|sects?\.?|ss?\.|articles?|arts?\.?) ?/iy
/** These mean a statute only if its code is named. */
const WEAK = /^(?:ss?\.|art)/i
const IN = /,? (?:of|in|under|to) (?:the )?|, | /y
const IN_TITLE = /(?:title|chapter) (\d{1,3}(?:-?[A-Z]{1,2})?)(?:,? of (?:the )?|, )/iy
const YEAR = /,? ((?:19|20)\d\d)(?![A-Za-z0-9]|[-.:]\d)/y
const TITLE = /(title|chapter) (\d{1,4}(?:-?[A-Z]{1,2})?)(?![A-Za-z0-9]|[.-]\d)/iy
const CHAPTER = /(?:chapters?|chs?\.) /iy
const NEXT = /,? (?:of (?:the )?)?/y
/** What has sections and is no law. */
const DOCUMENTS = `agreement application arena article book cemetery city contract document essay
  exhibit form guide guidelines handbook highway letter manual memo memorandum newspaper opinion page
  paper park plan podcast policy questionnaire report request road river settlement specification
  stadium standard study survey theater trail train transcript venue website`
const DOCUMENT = new RegExp(
  `,? of (?:the|this|that|these|our|its|their|your|his|her|an?) (?:[A-Za-z0-9'-]{1,20} ){0,3}` +
    `(?:${DOCUMENTS.split(/\s+/).join('|')})s?\\b`,
  'iy'
)

/** A container that was read before the sections: "Title 18, ". */
export interface Before {
  start: number
  container: string
}

export function readBare(
  reader: Reader,
  at: number,
  floor: number,
  place: string | null,
  before: Before | null = null
): Draft | null {
  const mark = reader.match(MARK, at)
  if (!mark) return null
  const from = at + mark[0].length
  const plural = (mark[1]?.length ?? 0) > 1 || /s\b\.?$|^ss/i.test(mark[2]?.trim() ?? '')
  const sections = readSections(reader, from, { shape: null, marked: true, plural })
  if (!sections || isTitle(reader, sections, place)) return null
  const start = before?.start ?? at
  const found = { start, from, plural, sections, container: before?.container ?? null }
  const named = readNamed(reader, found, place)
  if (named) return named
  if (WEAK.test(mark[2] ?? '')) return null
  const after = nameAfter(reader, sections.end)
  if (after !== null) return draftOf(found, null, sections.items, after, 'unknown-code')
  const name = before ? null : nameBefore(reader, at, floor)
  if (name !== null)
    return withYear(reader, {
      ...draftOf(found, null, sections.items, null, 'unknown-code'),
      start: name
    })
  if (mark[2] && !before && !isStatute(reader, at, floor, sections)) return null
  const code = codeOfPlace(reader, found, place)
  const items = code
    ? (fits(reader, from, sections.end, code, plural)?.items ?? [])
    : sections.items
  return withYear(reader, draftOf(found, code, items, null, code ? null : 'ambiguous-code'))
}

/** "Section 18 U.S.C. 242": the number belongs to what follows. */
function isTitle(reader: Reader, { items, end }: Sections, place: string | null): boolean {
  const title = items.length === 1 ? (items[0]?.section ?? '') : ''
  if (!/^\d{1,3}$/.test(title) || reader.text[end] !== ' ') return false
  return readCoded(reader, end + 1, { start: end + 1, title, place }) !== null
}

interface Found {
  start: number
  /** Where the numbers begin. */
  from: number
  plural: boolean
  sections: Sections
  container: string | null
}

function draftOf(
  { start, sections, container }: Found,
  code: Code | null,
  items: Item[],
  end: number | null,
  reason: Draft['reason'] | null
): Draft {
  const draft = { start, code, container, items, year: null, end: end ?? sections.end }
  return reason ? { ...draft, reason } : draft
}

/** The code is named after the sections. */
function readNamed(reader: Reader, found: Found, place: string | null): Draft | null {
  const { sections, from, plural } = found
  const gap = reader.match(IN, sections.end)
  if (!gap) return null
  let at = sections.end + gap[0].length
  const title = found.container === null ? reader.match(IN_TITLE, at) : null
  at += title?.[0].length ?? 0
  const name = matchName(reader, at)
  const gapOf = gap[0].includes(' of ') || gap[0].includes(' in ')
  if (!name || (name.small && !gapOf && name.bare)) return null
  // The name of a citation of its own: "§ 5, Minn. Stat. § 626.8475".
  if (readCoded(reader, at, { start: at, title: null, place })) return null
  const container = title?.[1] ?? found.container
  const fitting = named(name, container, place).flatMap((code) => {
    const items = fits(reader, from, sections.end, code, plural)?.items
    return items ? [{ code, items }] : []
  })
  const here = fitting.filter(({ code }) => isWithin(place, code.place))
  const [one, more] = name.bare || fitting.length > 1 ? here : fitting
  if (!one || more) {
    if (name.codes.length === 0) return null
    const draft = draftOf({ ...found, container }, null, sections.items, name.end, 'ambiguous-code')
    return withYear(reader, draft)
  }
  const draft = draftOf({ ...found, container }, one.code, one.items, name.end, null)
  const year = reader.match(YEAR, name.end)
  if (year) {
    draft.end += year[0].length
    if (!isInName(one.code, Number(year[1]))) draft.year = Number(year[1])
  }
  if (one.code.contained && container === null) draft.reason = 'missing-container'
  return withYear(reader, draft)
}

function named({ codes: all }: NameMatch, container: string | null, place: string | null): Code[] {
  const able = container === null ? all : all.filter(({ contained }) => contained)
  const here = place === null ? [] : able.filter((code) => isWithin(place, code.place))
  const tried = here.length > 0 ? here : able
  return tried.length > 4 ? [] : tried
}

/** A number that the word "section" makes one of a law: "626.8475", "1373", "12(b)"; not "8". */
function isStatute(reader: Reader, at: number, floor: number, { items, end }: Sections): boolean {
  if (reader.match(DOCUMENT, end)) return false
  // "9.58 sec. 100"
  if (/\d ?$/.test(reader.text.slice(Math.max(floor, at - 2), at))) return false
  return items.some(({ section, pinpoint }) => /[.:-]|\d{3}/.test(section) || pinpoint)
}

/** The one code of the place whose sections look like these. */
function codeOfPlace(reader: Reader, found: Found, place: string | null): Code | null {
  if (place === null) return null
  const { from, sections, plural, container } = found
  const fitting = [...codes.values()].filter(
    (code) =>
      isWithin(place, code.place) &&
      code.contained === (container !== null) &&
      code.kind !== 'session' &&
      code.shape !== null &&
      code.form !== 'const' &&
      fits(reader, from, sections.end, code, plural)?.strict
  )
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}

/** "Title 18, United States Code, Section 242", "chapter 626 of Minnesota Statutes". */
export function readContained(
  reader: Reader,
  at: number,
  floor: number,
  place: string | null
): Draft | null {
  const found = reader.match(TITLE, at)
  const title = found?.[2]
  const end = at + (found?.[0].length ?? 0)
  const next = title ? reader.skip(NEXT, end) : end
  if (title && next > end) {
    const isTitle = /^t/i.test(found[1] ?? '')
    const coded = isTitle ? readCoded(reader, next, { start: at, title, place }) : null
    if (coded) return coded
    const bare = readBare(reader, next, floor, place, { start: at, container: title })
    if (bare && (isTitle || bare.code)) return bare
  }
  return readChapter(reader, at, place)
}

/** "chapter 626 of the Minnesota Statutes", "chapter 10.93 RCW". */
function readChapter(reader: Reader, at: number, place: string | null): Draft | null {
  const mark = reader.match(CHAPTER, at)
  const number = mark && reader.match(CHAPTER_NUMBER, at + mark[0].length)
  if (!number) return null
  const end = number.index + number[0].length
  const next = reader.skip(NEXT, end)
  const name = next > end ? matchName(reader, next) : null
  if (!name || name.small || readCoded(reader, next, { start: next, title: null, place }))
    return null
  const statutes = name.codes.filter(({ form }) => form !== 'city')
  const here = statutes.filter((code) => isWithin(place, code.place))
  const [one, more] = name.bare || statutes.length > 1 ? here : statutes
  const item = { start: at, end: name.end, section: null, pinpoint: null }
  const draft = { start: at, end: name.end, container: number[0], items: [item], year: null }
  if (statutes.length === 0) return null
  return one && !more
    ? withYear(reader, { ...draft, code: one })
    : withYear(reader, { ...draft, code: null, reason: 'ambiguous-code' })
}

const OF = /,? of (?:the )?/y
const DEEPEST = 5

/** "paragraph (9) of subdivision (b) of Section 7286 …": the pinpoint stands first. */
export function readLed(
  reader: Reader,
  at: number,
  readNext: (at: number) => Draft | null
): Draft | null {
  let pinpoint = ''
  let pos = at
  for (let depth = 0; depth < DEEPEST; depth++) {
    const unit = readLeadingUnit(reader, pos)
    if (!unit) break
    pinpoint = unit.text + pinpoint
    pos = reader.skip(OF, unit.end)
    if (pos === unit.end) return null
  }
  const draft = pinpoint ? readNext(pos) : null
  const [item, more] = draft?.items ?? []
  if (!draft || !item || more || item.section === null || item.section.includes('..')) return null
  const whole = { ...item, start: at, pinpoint: pinpoint + (item.pinpoint ?? '') }
  return { ...draft, start: at, items: [whole] }
}
