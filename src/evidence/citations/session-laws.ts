/** Acts by year and number: "2020 Minn. Laws ch. 1, § 23", "2Sp2020 c 1 s 23", "P.A. 101-652". */
import { type Code, codes, sessions } from './catalogue.js'
import type { Draft } from './citation.js'
import type { Context } from './coded.js'
import { arabic } from './containers.js'
import type { Reader } from './reader.js'
import { type Item, readSections } from './sections.js'

const YEAR = /,? (?:(?:of|for) )?((?:18|19|20)\d\d)(?![A-Za-z0-9]|-\d)/iy
const ORDINAL = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth']
const SPECIAL =
  /,? ?\(?(?:(\d{1,2}) ?(?:st|nd|rd|th|d)?|(first|second|third|fourth|fifth|sixth|seventh|eighth))? ?(?:spec(?:ial|\.)?|sp\.|extraordinary|extra\.|ex\.|e\.)[ -]?(?:sess(?:ion\b|\.)?|s\.)\)?/iy
const REGULAR = /,? ?\(?(?:reg(?:ular|\.)|r\.) ?(?:sess(?:ion\b|\.)|s\.)\)?/iy
const UNIT =
  /,? ?(?:(chapters?|chaps?\.?|chs?\.?|c\.?)|(?:acts?|P\.A\.|PA|Pub\. Acts?|Public Acts?) ?(?:Nos?\.)?|Nos?\.|(L\.?B\.?)) ?(\d{1,4}(?:-\d{1,4})?[A-Z]?)(?![A-Za-z0-9]|[.-]\d)/iy
const PAGE = /,? (\d{1,5})(?![A-Za-z0-9%]|[.,:/-]\d)/y
const ARTICLE = /,? ?art(?:icles?|s?\.)? ?(\d{1,3}|[IVXL]{1,7})(?![A-Za-z0-9])/iy
const SECTION = /,? ?(?:(§{1,3})|(sections?|secs?\.?|ss?\.?)) ?(?=\d)/iy
const PLURAL = /^(sections|secs|ss)/i
const NUMBER = /\d{1,3}[a-z]{0,2}(?:\.\d{1,2})?(?![A-Za-z0-9%]|[.:/]\d)/y

/** After the name of session laws: the year, unless it stood before, the act, its sections. */
export function readSession(
  reader: Reader,
  nameEnd: number,
  code: Code | null,
  { start, title }: Context
): Draft | null {
  const before = title !== null && /^(1[789]|20)\d\d$/.test(title) ? title : null
  const year = before === null && title === null ? reader.match(YEAR, nameEnd) : null
  const volume = before ?? year?.[1] ?? (code?.form === 'before' ? title : null)
  if (volume === null) return null
  const at = nameEnd + (year?.[0].length ?? 0)
  return readAct(reader, { start, at, volume, code, pages: before !== null || !year })
}

interface Act {
  start: number
  at: number
  /** The year, or the volume where a place counts those. */
  volume: string
  code: Code | null
  /** Whether a number alone is a page: "1999 Minn. Laws 123". */
  pages: boolean
}

function readAct(reader: Reader, { start, at, volume, code, pages }: Act): Draft | null {
  const special = reader.match(SPECIAL, at)
  let pos = at + (special?.[0].length ?? 0)
  if (!special) pos = reader.skip(REGULAR, pos)
  const session = special ? `-${ordinal(special)}s` : ''
  const unit = reader.match(UNIT, pos)
  const page = unit || !pages || !code ? null : reader.match(PAGE, pos)
  if (!unit && !page) return null
  pos += (unit ?? page)?.[0].length ?? 0
  const number = unit ? `${unit[1] ? 'ch' : unit[2] ? 'lb' : 'act'}${unit[3]}` : `p${page?.[1]}`
  const year = /^\d{4}$/.test(volume) ? Number(volume) : null
  return withSections(reader, pos, {
    start,
    code,
    container: `${volume}${session}-${number}`,
    year,
    ...(code ? {} : { reason: 'ambiguous-code' as const })
  })
}

const ordinal = ([, digits, word]: RegExpExecArray) =>
  digits ?? (word ? ORDINAL.indexOf(word.toLowerCase()) + 1 : '')

/** ", art. 2, §§ 3 and 4", if there are any. */
function withSections(
  reader: Reader,
  at: number,
  found: Omit<Draft, 'end' | 'items'> & { container: string }
): Draft {
  const article = reader.match(ARTICLE, at)
  const container =
    found.container + (article ? `-art${arabic((article[1] ?? '').toUpperCase())}` : '')
  const end = at + (article?.[0].length ?? 0)
  const mark = reader.match(SECTION, end)
  const plural = (mark?.[1]?.length ?? 0) > 1 || PLURAL.test(mark?.[2] ?? '')
  // "§ 10-116.7" is one section of an act; "§§ 1-5" are five.
  const options = { shape: plural ? { plain: NUMBER, dashed: NUMBER } : null, marked: true, plural }
  const sections = mark && readSections(reader, end + mark[0].length, options)
  if (sections) return { ...found, container, items: sections.items, end: sections.end }
  const item: Item = { start: found.start, end, section: null, pinpoint: null }
  return { ...found, container, items: [item], end }
}

const REVISOR = /(?:(\d)Sp|Ex)((?:18|19|20)\d\d),? c(?:h\.?)? ?(\d{1,4})(?![A-Za-z0-9])/iy
const HISTORY =
  /((?:18|19|20)\d\d)(?: (\d)(?:st|nd|rd|th|d)? (?:sp\.|ex\.) ?s\.)? c (\d{1,4})(?=,? (?:art|s|§))/y
const BY_ARTICLE = / art(?:\.|icle)? /y
const MICHIGAN = /((?:19|20)\d\d) PA (\d{1,4})(?![A-Za-z0-9-])/y
const AT_LARGE = /(\d{1,3}) Stat\. (\d{1,4})(?![A-Za-z0-9]|[-.]\d)/y

/** Acts that begin with a year: "2Sp2020 c 1 s 23", "2020 c 83 art 1 s 2", "2018 PA 338". */
export function readNumberedAct(reader: Reader, at: number, place: string | null): Draft | null {
  const revisor = reader.match(REVISOR, at)
  if (revisor) {
    const [all, session, year, chapter] = revisor
    const container = `${year}-${session ?? ''}s-ch${chapter}`
    const code = codes.get('minn-laws') ?? null
    return withSections(reader, at + all.length, { start: at, code, container, year: Number(year) })
  }
  return history(reader, at, place) ?? michigan(reader, at) ?? atLarge(reader, at)
}

/** As revisors write an act in a section's history. Only Minnesota's have articles. */
function history(reader: Reader, at: number, place: string | null): Draft | null {
  const found = reader.match(HISTORY, at)
  if (!found) return null
  const [all, year, session, chapter] = found
  const end = at + all.length
  const state = place?.split('/')[0] ?? ''
  const isMinnesota = reader.match(BY_ARTICLE, end) !== null
  const known = state === 'us-mn' || state === 'us-wa' ? sessions.get(state) : undefined
  const code = (isMinnesota ? sessions.get('us-mn') : known) ?? null
  return withSections(reader, end, {
    start: at,
    code,
    container: `${year}${session ? `-${session}s` : ''}-ch${chapter}`,
    year: Number(year),
    ...(code ? {} : { reason: 'ambiguous-code' as const })
  })
}

function michigan(reader: Reader, at: number): Draft | null {
  const found = reader.match(MICHIGAN, at)
  if (!found) return null
  return whole(
    at,
    at + found[0].length,
    'mich-pub-acts',
    `${found[1]}-act${found[2]}`,
    Number(found[1])
  )
}

function atLarge(reader: Reader, at: number): Draft | null {
  const found = reader.match(AT_LARGE, at)
  if (!found) return null
  const end = at + found[0].length
  const items = [{ start: at, end, section: found[2] ?? null, pinpoint: null }]
  return {
    start: at,
    end,
    code: codes.get('stat') ?? null,
    container: found[1] ?? null,
    items,
    year: null
  }
}

function whole(
  start: number,
  end: number,
  slug: string | null,
  container: string,
  year: number | null = null
): Draft {
  const code = (slug && codes.get(slug)) || null
  const draft: Draft = {
    start,
    end,
    code,
    container,
    items: [{ start, end, section: null, pinpoint: null }],
    year
  }
  return code ? draft : { ...draft, reason: 'ambiguous-code' }
}

const PUBLIC_LAW =
  /(?:Pub(?:lic|\.) ?L(?:aws?\b|\.)|P\. ?L\.|PL) ?(?:(?:Nos?\.|Number) ?)?(\d{1,3})[-–](\d{1,4})(?![A-Za-z0-9]|[-–.]\d)/y
const PUBLIC_ACT =
  /(?:P\. ?A\.|PA|Pub(?:lic|\.) Acts?) ?(?:(?:Nos?\.|Number) ?)?(\d{2,3})[-–](\d{1,4})(?![A-Za-z0-9]|[-–.]\d)/y
const ACT_OF_YEAR = /(?:P\. ?A\.|PA|Pub(?:lic|\.) Act) (?:No\. )?(\d{1,4}) of ((?:19|20)\d\d)/y
const CAROLINA = /S\. ?L\. ((?:19|20)\d\d)[-–](\d{1,4})(?![A-Za-z0-9]|[-–.]\d)/y
const YEAR_LAW = /P\. ?L\. ?((?:19|20)\d\d)(?=,? ?c)/y

/** Acts that begin with a word: "Pub. L. No. 116-283", "P.A. 101-652", "S.L. 2021-137". */
export function readNamedAct(reader: Reader, at: number, place: string | null): Draft | null {
  const law = reader.match(PUBLIC_LAW, at)
  if (law) return publicLaw(reader, at, law, place)
  const act = reader.match(PUBLIC_ACT, at)
  if (act) return publicAct(reader, at, act, place)
  const ofYear = reader.match(ACT_OF_YEAR, at)
  if (ofYear) {
    const [all, number, year] = ofYear
    return whole(at, at + all.length, 'mich-pub-acts', `${year}-act${number}`, Number(year))
  }
  const carolina = reader.match(CAROLINA, at)
  if (carolina) {
    const [all, year, number] = carolina
    const container = `${year}-act${number}`
    const code = codes.get('nc-sess-laws') ?? null
    return withSections(reader, at + all.length, { start: at, code, container, year: Number(year) })
  }
  const ofState = reader.match(YEAR_LAW, at)
  if (!ofState) return null
  const code = (place && sessions.get(place.split('/')[0] ?? '')) || null
  const from = at + ofState[0].length
  return readAct(reader, { start: at, at: from, volume: ofState[1] ?? '', code, pages: false })
}

/** The 57th Congress was the first whose laws are numbered so; Indiana's are "P.L. 5-2021". */
function publicLaw(reader: Reader, at: number, law: RegExpExecArray, place: string | null): Draft {
  const [all, congress = '', number = ''] = law
  const federal = Number(congress) >= 57 && Number(number) < 1900
  const code = federal ? codes.get('pub-l') : place ? sessions.get(place) : undefined
  return withSections(reader, at + all.length, {
    start: at,
    code: code ?? null,
    container: `${congress}-${number}`,
    year: null,
    ...(code ? {} : { reason: 'ambiguous-code' as const })
  })
}

/** Illinois counts by general assembly and to thousands, Connecticut by year and to hundreds. */
function publicAct(
  reader: Reader,
  at: number,
  act: RegExpExecArray,
  place: string | null
): Draft | null {
  const [all, first = '', number = ''] = act
  const isIllinois = first.length === 3 || number.length === 4
  if (all.startsWith('PA') && !isIllinois) return null
  const state = isIllinois ? 'us-il' : place?.split('/')[0]
  const slug = { 'us-il': 'ill-pub-act', 'us-ct': 'conn-pub-acts' }[state ?? '']
  const code = (slug && codes.get(slug)) || null
  return withSections(reader, at + all.length, {
    start: at,
    code,
    container: `${first}-${String(Number(number))}`,
    year: null,
    ...(code ? {} : { reason: 'ambiguous-code' as const })
  })
}
