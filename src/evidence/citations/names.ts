/** Finds the name of a body of law at a place in the text, by the words it is made of. */
import { type Code, names, type Place, places } from './catalogue.js'
import type { Reader } from './reader.js'
import { normal, notePoints, readWord, spellings, type Word, wordsOf } from './words.js'

export interface NameMatch {
  /** What it may be. More than one, or one that is only `bare`, is told by its place or shape. */
  codes: Code[]
  /** Of these, apart: session laws, which are cited by year and act. */
  laws: Code[]
  end: number
  /** No place is part of the name ("Gen. Stat."), or it is used in one place only ("G.S."). */
  bare: boolean
  /** In small letters, so a sign or a whole section number has to follow. */
  small: boolean
}

interface Node<Value> {
  next: Map<string, Node<Value>>
  values: Value[]
}
interface Step<Value> {
  values: Value[]
  end: number
  next: number
  small: boolean
}

/** Words that make no difference within a name. */
const UNHEEDED = new Set(['ann', 'of'])

const node = <Value>(): Node<Value> => ({ next: new Map(), values: [] })

const placeNames = node<Place>()
/** Names without their place ("Gen. Stat."), for all places together. */
const rests = node<Code>()
/** Names that stand by themselves ("RCW", "U.S.C.", "Minneapolis Code of Ordinances"). */
const whole = node<{ code: Code; local: boolean }>()

function add<Value>(root: Node<Value>, words: string[], value: Value): void {
  let at = root
  for (const word of words.filter((each) => !UNHEEDED.has(each))) {
    const next = at.next.get(word) ?? node<Value>()
    at.next.set(word, next)
    at = next
  }
  if (at !== root && !at.values.includes(value)) at.values.push(value)
}

/** Every stretch of words from here that is a name, the longest last. */
function* walk<Value>(root: Node<Value>, reader: Reader, from: number): Generator<Step<Value>> {
  let at = root
  let small = false
  for (let pos = from; pos >= 0; ) {
    const word: Word | null = readWord(reader, pos)
    if (!word) return
    const next = at.next.get(word.word)
    if (!next && !(at !== root && UNHEEDED.has(word.word))) return
    if (next) {
      if (at === root && !isMarked(word)) return
      small ||= word.small
      at = next
      if (at.values.length > 0) yield { values: at.values, end: word.end, next: word.next, small }
    }
    pos = word.next
  }
}

/** Two letters are an abbreviation only as "Pa." or "PA". */
const isMarked = ({ letters, pointed, capitals }: Word) => letters > 2 || pointed || capitals

function placeWords(): void {
  const postal = /^us-(?!(as|hi|in|me|oh|ok|or|navajo)$)(..)$/
  for (const place of places) {
    for (const name of [place.name, place.abbreviation]) {
      notePoints(name)
      add(placeNames, wordsOf(name), place)
      add(placeNames, wordsOf(joined(name)), place)
    }
    const code = postal.exec(place.id)?.[2]
    if (code) add(placeNames, [code], place)
  }
}

/** "N.C." -> "NC", "W. Va." -> "WVa". */
const joined = (name: string) => name.replaceAll('.', '').replace(/\b([A-Z]) (?=[A-Z])/g, '$1')

/** What of the name is left when its place is taken away: "Gen. Stat.". */
function restOf(name: string, place: string): string | null {
  const owner = places.find(({ id }) => id === place)
  if (!owner) return null
  for (const prefix of [`${owner.name} `, `${owner.abbreviation} `])
    if (name.startsWith(prefix)) return name.slice(prefix.length)
  const whole = name.replace(/ Annotated$/, '')
  if (!whole.endsWith(` of ${owner.name}`)) return null
  return whole.slice(0, -` of ${owner.name}`.length).replace(/ of the (State|Commonwealth)$/, '')
}

function codeNames(): void {
  for (const { name, code, local } of names) {
    notePoints(name)
    const rest = restOf(name, code.place)
    if (rest) {
      add(rests, wordsOf(rest), code)
      if (/^([A-Z]\.)+$/.test(rest)) add(rests, wordsOf(joined(rest)), code)
    } else if (code.place.includes('/') || !/ of /.test(name) || code.place === 'us') {
      const entry = { code, local }
      add(whole, wordsOf(name), entry)
      if (!name.includes(' ')) add(whole, wordsOf(joined(name)), entry)
    }
  }
}

placeWords()
codeNames()

/**
 * Whether a name may start with this word (in small letters, apostrophes as `'`). A name without its
 * place has to begin with a capital, unless the place is given.
 */
export function mayStartName(word: string, capital: boolean): boolean {
  const first = word.includes("'") || word.includes('’') ? normal(word.replaceAll('’', "'")) : word
  return starters.has(first) || (capital && capitalStarters.has(first))
}

const starters = new Set([...placeNames.next.keys(), ...whole.next.keys()].flatMap(spellings))
const capitalStarters = new Set([...rests.next.keys()].flatMap(spellings))

/** "Minn." or "Minnesota", and where the next word starts. */
export function matchPlace(reader: Reader, at: number): { id: string; next: number } | null {
  const found = [...walk(placeNames, reader, at)].at(-1)
  const id = found?.values[0]?.id
  return found && id && found.next >= 0 ? { id, next: found.next } : null
}

const OF_PLACE = /,? of (?:the (?:(?:State|Commonwealth) of )?)?/y
/** Of the words of a bare name, those that make it one of a body of law. */
const LAW_WORD = /\b(Codes?|Stats?|Statutes?|Laws?|Consol|Const)\b/i

/** The best name that starts here: one with its place before one without, the longer first. */
export function matchName(reader: Reader, at: number): NameMatch | null {
  return placed(reader, at) ?? alone(reader, at) ?? inverted(reader, at)
}

/** "Minnesota State Statute", "Mass. Ann. Laws". */
const BETWEEN = /(?:[Ss]tate (?=[Ss]tat)|Ann\. |Annotated )/y
/** A headline's "OR LAWS", not Oregon's "OR Rev Stat". */
const SHOUTED = /^(?:OR|ME) [^a-z]*$/

function placed(reader: Reader, at: number): NameMatch | null {
  let best: NameMatch | null = null
  for (const place of walk(placeNames, reader, at)) {
    if (place.next < 0) continue
    for (const rest of walk(rests, reader, reader.skip(BETWEEN, place.next))) {
      const codes = ofPlaces(rest.values, place.values)
      const shouted = SHOUTED.test(reader.text.slice(at, rest.end))
      if (codes.length > 0 && !shouted && rest.end > (best?.end ?? 0))
        best = { ...parted(codes), end: rest.end, bare: false, small: place.small || rest.small }
    }
  }
  return best
}

type Parted = Pick<NameMatch, 'codes' | 'laws'>

const parted = (values: Code[]): Parted => ({
  codes: values.filter(({ kind }) => kind !== 'session'),
  laws: values.filter(({ kind }) => kind === 'session')
})

/** As `values` of a name are, which never change: "Code" alone is some seventy. */
const partings = new Map<unknown, Parted>()

function partedOnce<Value>(values: Value[], codeOf: (value: Value) => Code): Parted {
  const known = partings.get(values)
  if (known) return known
  const made = parted([...new Set(values.map(codeOf))])
  partings.set(values, made)
  return made
}

const ofPlaces = (codes: Code[], owners: Place[]) =>
  codes.filter(({ place }) => owners.some(({ id }) => id === place))

function alone(reader: Reader, at: number): NameMatch | null {
  let best: NameMatch | null = null
  for (const { values, end, small } of walk(whole, reader, at))
    best = {
      ...partedOnce(values, ({ code }) => code),
      end,
      bare: values.every(({ local }) => local),
      small
    }
  return best
}

/** "Revised Code of Washington", or only "Revised Code". */
function inverted(reader: Reader, at: number): NameMatch | null {
  let best: NameMatch | null = null
  for (const { values, end, small } of walk(rests, reader, at)) {
    const of = reader.match(OF_PLACE, end)
    const owner = of && [...walk(placeNames, reader, end + of[0].length)].at(-1)
    const codes = owner ? ofPlaces(values, owner.values) : []
    if (owner && codes.length > 0) best = { ...parted(codes), end: owner.end, bare: false, small }
    else if (LAW_WORD.test(reader.text.slice(at, end)))
      best = { ...partedOnce(values, (code) => code), end, bare: true, small }
  }
  return best
}
