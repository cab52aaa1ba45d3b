/** Citations that begin with the name of a code, or with a title and that name. */
import { type Code, sessions } from './catalogue.js'
import type { Draft } from './citation.js'
import { readChapters, readCity, readContainer, readProvision } from './containers.js'
import { baseYears } from './forms.js'
import { isPlural, MARK, withYear } from './marks.js'
import { matchName, type NameMatch } from './names.js'
import type { Reader } from './reader.js'
import { type Item, readSections, type Sections } from './sections.js'
import { readSession } from './session-laws.js'

const ANNOTATED =
  /,? (?:\([A-Z][A-Za-z.]{1,9}\)(?= )|Ann(?:\.|otated\b)|Unannotated|Art(?:icle|\.)(?=,? ?(?:§|sec)))/iy
const YEAR_AFTER =
  /,? ?(?:of )?((?:18|19|20)\d\d)(?: Supp\.)?,?(?= ?(?:§|ann|sec|ch|c\.|art|tit|part|subd|s\.|\d{1,2}-))/iy
const IN_CHAPTER = /,? ?ch(?:apter|\.) \d{1,4}[A-Z]?(?=, ?(?:§|sec))/iy
const SPACE = / ?/y

interface Body {
  draft: Draft
  /** Container and sections are as in this code. */
  strict: boolean
}
/** Where the citation starts, the title before the name, and the place whose law is meant. */
export interface Context {
  start: number
  title: string | null
  place: string | null
}

/** A code's name and what follows it, or null. */
export function readCoded(reader: Reader, at: number, context: Context): Draft | null {
  const name = matchName(reader, at)
  if (!name) return null
  const draft = readActs(reader, name, context) ?? readStatute(reader, name, context)
  return draft && name.bare ? { ...draft, bare: true } : draft
}

function readStatute(reader: Reader, name: NameMatch, context: Context): Draft | null {
  if (name.codes.length === 0) return null
  const bodies = tried(name, context.place)
    .map((code) => readBody(reader, name.end, code, context))
    .filter((body) => body !== null)
    .filter((body) => !name.small || isSure(reader, name.end, body, context.title))
  if (!name.bare && name.codes.length === 1) return bodies[0]?.draft ?? null
  const told = tell(name, bodies, context.place)
  return told ?? (name.bare && name.small ? null : readAmbiguous(reader, name, context))
}

/** A name in small letters is one only before a sign, after a title, or before "10.93.190". */
const isSure = (reader: Reader, at: number, { draft, strict }: Body, title: string | null) =>
  reader.match(MARK, at) !== null ||
  (strict &&
    draft.items.every(({ section }) => section && (title !== null || /[.:-]/.test(section))))

function readActs(reader: Reader, name: NameMatch, context: Context): Draft | null {
  const [law] = name.laws
  if (!law || name.small) return null
  const here = sessions.get(context.place?.split('/')[0] ?? '')
  const code = name.bare ? (name.laws.find((each) => each === here) ?? null) : law
  return readSession(reader, name.end, code, context)
}

/** What is tried one by one; of the many codes that a bare "Code" may be, none. */
function tried({ codes, bare }: NameMatch, place: string | null): Code[] {
  const here = place === null ? [] : codes.filter((code) => isWithin(place, code.place))
  if (here.length > 0) return here.length > 4 ? [] : here
  return bare || codes.length > 4 ? [] : codes
}

/** The law of a place holds in what lies within it. */
export const isWithin = (place: string | null, of: string): boolean =>
  place !== null && (place === of || place.startsWith(`${of}/`))

/** Of several, the only one of the given place, or the only one whose numbers look like this. */
function tell({ bare }: NameMatch, bodies: Body[], place: string | null): Draft | null {
  const furthest = Math.max(...bodies.map(({ draft, strict }) => (strict ? draft.end : 0)))
  const fitting = bodies.filter(({ draft, strict }) => strict && draft.end === furthest)
  const here = fitting.filter(({ draft }) => isWithin(place, draft.code?.place ?? ''))
  if (here.length === 1) return here[0]?.draft ?? null
  return fitting.length === 1 && !bare ? (fitting[0]?.draft ?? null) : null
}

/** A name that several codes have: the sections are read, the code is left open. */
function readAmbiguous(reader: Reader, name: NameMatch, { start, title }: Context): Draft | null {
  const contained = readContainer(reader, reader.skip(ANNOTATED, name.end), 'any', title)
  const mark = reader.match(MARK, contained.end)
  const from = mark ? contained.end + mark[0].length : reader.skip(SPACE, contained.end)
  const options = { shape: null, marked: true, plural: isPlural(mark) }
  const sections = readSections(reader, from, options)
  if (!sections) return null
  const structured = sections.items.every(({ section }) => /[.:-]|\d{2}[a-z]$/.test(section))
  if (!mark && (name.small || !structured)) return null
  const owners = new Set(name.codes.map(({ place }) => place))
  return withYear(reader, {
    start,
    end: sections.end,
    code: null,
    place: !name.bare && owners.size === 1 ? ([...owners][0] ?? null) : null,
    container: contained.container,
    items: sections.items,
    year: null,
    reason: 'ambiguous-code'
  })
}

/** What follows the name, if it is a citation of this code. */
function readBody(reader: Reader, nameEnd: number, code: Code, context: Context): Body | null {
  let at = reader.skip(ANNOTATED, nameEnd)
  const year = reader.match(YEAR_AFTER, at)
  if (year) at = reader.skip(ANNOTATED, at + year[0].length)
  const edition = year && !isInName(code, Number(year[1])) ? Number(year[1]) : null
  const found = readParts(reader, at, code, context)
  if (!found) return null
  const { container, items, end, strict } = found
  const lacks = code.contained && container === null && items.every((item) => !item.container)
  const draft: Draft = { start: context.start, end, code, container, items, year: edition }
  if (lacks) draft.reason = 'missing-container'
  return { strict: strict && !lacks, draft: withYear(reader, draft) }
}

/** "NMSA 1978": the year is part of the code's name. */
export const isInName = (code: Code, year: number): boolean =>
  baseYears[code.place]?.includes(year) ?? false

interface Parts {
  container: string | null
  items: Item[]
  end: number
  strict: boolean
}

function readParts(reader: Reader, at: number, code: Code, context: Context): Parts | null {
  const { start, title } = context
  if (code.form === 'city') return readCity(reader, at, start, code.shape)
  if (code.form === 'const') return readConstitution(reader, at, code, start)
  if (title !== null && !takesTitle(code, title)) return null
  const contained = readContainer(reader, at, code.form, title)
  const numbers = readNumbers(reader, contained.end, code, contained.container, context.place)
  if (numbers) return { ...numbers, container: contained.container }
  const inChapter = readInChapter(reader, contained.end, code, contained.container, context.place)
  if (inChapter) return { ...inChapter, container: contained.container }
  const chapters = readChapters(reader, contained.end, start, contained.container)
  if (chapters && !(code.contained && contained.container === null))
    return { container: null, items: chapters, end: chapters.at(-1)?.end ?? at, strict: true }
  const whole =
    code.form === 'act' || ((code.form === 'ch.' || code.form === 'tit.') && title === null)
  if (!whole || contained.container === null) return null
  const item = { start, end: contained.end, section: null, pinpoint: null }
  return { container: contained.container, items: [item], end: contained.end, strict: true }
}

/** "ch. 626, § 626.8475": the number of the section holds that of the chapter. */
function readInChapter(
  reader: Reader,
  at: number,
  code: Code,
  container: string | null,
  place: string | null
) {
  const end = reader.skip(IN_CHAPTER, at)
  const numbers = end > at ? readNumbers(reader, end, code, container, place) : null
  return numbers?.strict ? numbers : null
}

/** "18" before "U.S.C.", but no number before a code that needs none. */
function takesTitle(code: Code, title: string): boolean {
  if (code.slug === 'usc') return Number.parseInt(title, 10) <= 54
  if (code.slug === 'cfr') return Number.parseInt(title, 10) <= 50
  return (code.contained && code.form !== 'ch.') || code.slug === 'ri-gen-laws'
}

/** The sections. Without a sign they must have this code's shape, or stand under a title. */
function readNumbers(
  reader: Reader,
  at: number,
  code: Code,
  container: string | null,
  place: string | null
) {
  if (code.form === 'act' && container === null) return null
  const mark = reader.match(MARK, at)
  const from = mark ? at + mark[0].length : reader.skip(SPACE, at)
  const sections = readSections(reader, from, {
    shape: code.shape,
    // A number alone is a part of the federal rules: "8 CFR 287".
    marked: mark !== null || code.slug === 'cfr',
    plural: isPlural(mark),
    acts: code.form === 'act',
    romans: code.slug === 'nh-rsa',
    startsCitation: (pos) => startsTitled(reader, pos)
  })
  if (!sections) return null
  if (!mark && !isTold(sections, code, container, place)) return null
  const items: Item[] = sections.items
  for (const item of items)
    if (item.container) item.container = `${container?.split('/')[0]}/${item.container}`
  return { items, end: sections.end, strict: sections.strict && code.shape !== null }
}

/** Without a sign: by its points or hyphens, its title, or as one that the code can have. */
function isTold(
  { items, strict }: Sections,
  code: Code,
  container: string | null,
  place: string | null
) {
  if (items.every(({ section }) => /[.:-]/.test(section))) return true
  if (container !== null) return strict || code.slug === 'cfr'
  const known = code.form === '' || code.kind === 'statute' || isWithin(place, code.place)
  return known && strict && code.shape !== null && isNoYear(items)
}

/** "Penal Code 835a", "California Penal Code 69", and not "the Penal Code 2020". */
const isNoYear = (items: Item[]) =>
  items.every(
    ({ section }) => /^\d{2}/.test(section ?? '') && !/^(?:1[89]|20)\d\d$/.test(section ?? '')
  )

function startsTitled(reader: Reader, at: number): boolean {
  const name = matchName(reader, at)
  return name !== null && (name.laws.length > 0 || name.codes.some(({ contained }) => contained))
}

/** "art. I, § 8, cl. 3". */
const withClause = (reader: Reader) => (item: Item) => {
  const clause = / cl(?:ause|\.) (\d{1,2})$/i.exec(reader.text.slice(item.start, item.end))
  return clause ? { ...item, pinpoint: `cl. ${clause[1]}` } : item
}

function readConstitution(reader: Reader, at: number, code: Code, start: number): Parts | null {
  const provision = readProvision(reader, at)
  if (!provision) return null
  const { container, end } = provision
  const mark = reader.match(MARK, end)
  const options = { shape: code.shape, marked: true, plural: isPlural(mark) }
  const sections = mark && readSections(reader, end + mark[0].length, options)
  if (sections) return { container, ...sections, items: sections.items.map(withClause(reader)) }
  return { container, items: [{ start, end, section: null, pinpoint: null }], end, strict: true }
}

/** The citation of one code that is named after its sections: "§ 943.1735, Fla. Stat." */
export function fits(reader: Reader, from: number, end: number, code: Code, plural: boolean) {
  const sections = readSections(reader, from, { shape: code.shape, marked: true, plural })
  return sections?.end === end ? sections : null
}
