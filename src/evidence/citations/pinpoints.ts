/** What follows a section number: "(a)(1)", "subd. 2, paragraph (b)", "(a) and (c)". */
import type { Reader } from './reader.js'

export interface Pinpoint {
  /** `subd. 2(a)(1)`, `(b)(9)`; a range is `(a)..(c)`. */
  text: string
  start: number
  end: number
}

const GROUP = / ?\(([A-Za-z0-9][A-Za-z0-9.-]{0,6})\)/y
const PIN =
  /^(?:\d{1,3}(?:\.\d{1,2})?[A-Za-z]{0,2}|[A-Za-z]\d{0,2}|[A-Za-z]{1,2}-\d{1,2}(?:\.\d)?|\d{1,2}-[a-z]|([A-Za-z])\1{1,3}|[ivx]{2,6}|[IVX]{2,6}|[a-z]{1,2}\d{1,2})$/
const DEEPEST = 12

const UNITS = `subdivisions? subds? subparagraphs? subpars? subparts? subps? subsections? subsecs? subs?
  paragraphs? paras? pars? subitems? items? subclauses? clauses? cls? divisions? divs?`
const UNIT_WORD = `(sub-§|(?:${UNITS.split(/\s+/).join('|')})\\b)\\.? ?(?=[(A-Za-z0-9])`
const UNIT = new RegExp(`(?:,? |,)${UNIT_WORD}`, 'iy')
const UNIT_FIRST = new RegExp(UNIT_WORD, 'iy')
const VALUE = /(?:\d{1,3}[a-z]?|[A-Za-z]|[ivx]{2,5})(?![A-Za-z0-9])(?!\.\d)/y
const ROMAN = /, ([IVX]{1,5}(?:-[a-z])?)(?![A-Za-z0-9.])/y
const SUBDIVISION = /^sub[dp]\. /
const AND_UNIT = /(?:,? (?:and|or|&) |, )(?=[a-z])/iy
const AND_PINS = /(?:,? (?:and|or|&) |, )(?=\()/y
const TO_PINS = /(?: ?[-–] ?| to | through )(?=\()/y
const AND_VALUES = /(?:,? (?:and|or|&) |, )(?=\d)/y
const TO_VALUES = /(?: ?[-–] ?| to | through )(?=\d)/y

/** The pinpoints right after a section, one for each member of a list; none: an empty array. */
export function readPinpoints(reader: Reader, at: number, romans = false): Pinpoint[] {
  const roman = romans ? reader.match(ROMAN, at) : null
  if (roman?.[1]) {
    const from = at + roman[0].length
    const inner = readGroups(reader, from)
    const end = groupsEnd(reader, from, inner.length)
    return [{ text: roman[1] + inner.join(''), start: at, end }]
  }
  const groups = readGroups(reader, at)
  let pin: Pinpoint = {
    text: groups.join(''),
    start: at,
    end: groupsEnd(reader, at, groups.length)
  }
  for (let depth = 0; depth < 6; depth++) {
    const part = readUnit(reader, pin.end, UNIT)
    // "subd. 2, subd. 3" are two, one beside the other.
    if (!part || (pin.text && SUBDIVISION.test(part.text))) break
    const text = pin.text + part.text
    pin = { text, start: at, end: part.end }
    if (part.plural) return [pin, ...moreValues(reader, pin)]
  }
  return pin.text ? [pin, ...morePins(reader, pin)] : []
}

/** "subdivision (b)" or "paragraph 9", where a citation begins with it. */
export function readLeadingUnit(reader: Reader, at: number): Pinpoint | null {
  const part = readUnit(reader, at, UNIT_FIRST)
  return part && { text: part.text, start: at, end: part.end }
}

function readUnit(reader: Reader, at: number, pattern: RegExp) {
  const unit = reader.match(pattern, at)
  if (!unit) return null
  const word = unit[1]?.toLowerCase() ?? ''
  const from = at + unit[0].length
  const value = reader.match(VALUE, from)?.[0] ?? ''
  const groups = readGroups(reader, from + value.length)
  if (!value && groups.length === 0) return null
  const end = groupsEnd(reader, from + value.length, groups.length)
  return { text: label(word, value) + groups.join(''), end, plural: word.endsWith('s') && !!value }
}

/** Subdivisions and subparts are named; all else is a place in brackets. */
function label(word: string, value: string): string {
  if (!value) return ''
  if (/^\d/.test(value) && /^subd/.test(word)) return `subd. ${value}`
  if (/^\d/.test(value) && /^subp(s?$|art)/.test(word)) return `subp. ${value}`
  return `(${value})`
}

function readGroups(reader: Reader, at: number): string[] {
  const groups: string[] = []
  for (let pos = at; groups.length < DEEPEST; ) {
    const group = reader.match(GROUP, pos)
    if (!group || !PIN.test(group[1] ?? '')) break
    groups.push(`(${group[1]})`)
    pos += group[0].length
  }
  return groups
}

function groupsEnd(reader: Reader, at: number, count: number): number {
  let pos = at
  for (let i = 0; i < count; i++) pos = reader.skip(GROUP, pos)
  return pos
}

/** "(a)(1) and (2)", "(a), (b) and (c)", "(a)-(c)": only what goes on in the same series. */
function morePins(reader: Reader, first: Pinpoint): Pinpoint[] {
  const pins: Pinpoint[] = []
  let last = first
  for (let count = 0; count < 50; count++) {
    const from = last.end
    const to = reader.skip(TO_PINS, from)
    const start = to > from ? to : reader.skip(AND_PINS, from)
    const unit = start > from ? null : nextUnit(reader, last)
    if (unit) {
      pins.push(unit)
      last = unit
      continue
    }
    const groups = start > from ? readGroups(reader, start) : []
    const lead = groups.length > 0 ? sameSeries(last.text, groups[0] ?? '') : null
    if (lead === null) break
    const end = groupsEnd(reader, start, groups.length)
    if (to > from) {
      last.text += `..${groups.join('')}`
      last.end = end
      break
    }
    last = { text: lead + groups.join(''), start, end }
    pins.push(last)
  }
  return pins
}

/** ", and subd. 3", " and paragraph (c)". */
function nextUnit(reader: Reader, last: Pinpoint): Pinpoint | null {
  const start = reader.skip(AND_UNIT, last.end)
  const part = start > last.end ? readUnit(reader, start, UNIT_FIRST) : null
  if (!part) return null
  const lead = SUBDIVISION.test(part.text) ? '' : sameSeries(last.text, part.text)
  return lead === null ? null : { text: lead + part.text, start, end: part.end }
}

/** What stands before the group that this one continues ("(a)(1)", then "(2)": "(a)"), or null. */
function sameSeries(text: string, group: string): string | null {
  const before = text.match(/\([^()]*\)/g) ?? []
  for (let i = before.length - 1; i >= 0; i--)
    if (follows(before[i] ?? '', group))
      return text.slice(0, text.lastIndexOf(before.slice(i).join('')))
  return null
}

function follows(before: string, after: string): boolean {
  const [a, b] = [before.slice(1, -1), after.slice(1, -1)]
  if (kindOf(a) !== kindOf(b)) return false
  return kindOf(a) === 'number' ? Number.parseFloat(b) > Number.parseFloat(a) : b > a
}

const kindOf = (text: string) =>
  /^\d/.test(text) ? 'number' : /^[a-z]/.test(text) ? 'small' : 'capital'

/** After "subds. 1": ", 2 and 3", " to 4". */
function moreValues(reader: Reader, first: Pinpoint): Pinpoint[] {
  const pins: Pinpoint[] = []
  let last = first
  for (let count = 0; count < 50; count++) {
    const to = reader.skip(TO_VALUES, last.end)
    const start = to > last.end ? to : reader.skip(AND_VALUES, last.end)
    const value = start > last.end ? reader.match(VALUE, start)?.[0] : undefined
    if (!value) break
    const groups = readGroups(reader, start + value.length)
    const end = groupsEnd(reader, start + value.length, groups.length)
    if (to > last.end) {
      last.text += `..${value}${groups.join('')}`
      last.end = end
      break
    }
    const named = /^[^\d(]*/.exec(first.text)?.[0] ?? ''
    last = { text: (named ? named + value : `(${value})`) + groups.join(''), start, end }
    pins.push(last)
  }
  return pins
}
