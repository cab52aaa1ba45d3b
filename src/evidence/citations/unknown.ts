/** Names of laws that we do not know, told by their capitals and their last word. */
import type { Reader } from './reader.js'

const either = (words: string) => new RegExp(`^(?:${words.split(/\s+/).join('|')})$`)

/** What a name of a law ends in. */
const LAST =
  either(`Codes? Stats?\\.? Statutes? Laws? L\\. Acts? Ords?\\. Ordinances? Rules? R\\. Regs?\\.?
  Regulations? Rev\\. Ann\\. Annotated Const\\. Constitution Proc\\. Procedure Evid\\. Evidence P\\.
  Charter Handbook Manual Directive Policy`)
const INITIALS = /^(?:(?:[A-Z]\.){2,6}|[A-Z]{2,6})$/
const CAPITAL = /^[A-Z][A-Za-z'’.-]*$/
const JOINING = /^(?:&|of|and|the|for|on)$/
/** Capitals that only begin a sentence or a reference, and names of publishers. */
const NO_NAME =
  either(`The This That These Those See Under In By Per And Or Of Also Cf\\. E\\.g\\. But Both
  If As At To For From With While When Where Since Violat(?:es|ing|ed) Pursuant Compare Accord Id\\.
  Our Its His Her Their Your Section Sec\\. Title Chapter Ch\\. Art\\. Article Part No\\. Subd\\.
  (?:McKinney|Vernon|West|Michie|Purdon|Deering|Baldwin|Page)[’']s`)
const MOST_WORDS = 8
const MOST_CHARACTERS = 100

/** Where the capitalised words begin that lead up to here, or `at` if there are none. */
export function leadingName(reader: Reader, at: number, floor: number): number {
  reader.steps++
  const from = Math.max(floor, at - MOST_CHARACTERS)
  const before = reader.text.slice(from, at)
  if (!before.endsWith(' ')) return at
  const words = before.trimEnd().split(' ')
  // The first may be cut in two.
  const first = from > floor ? 1 : 0
  let start = at
  let pos = from + before.trimEnd().length
  for (let i = words.length - 1; i >= first && words.length - i <= MOST_WORDS; i--) {
    const word = (words[i] ?? '').replace(/^[("“‘'[]+/, '')
    pos -= word.length
    if (CAPITAL.test(word) && !NO_NAME.test(word) && !endsSentence(word)) start = pos
    else if (!JOINING.test(word) || start === at) break
    if (word !== words[i]) break
    pos--
  }
  return start
}

/** A point ends a sentence unless the word is short, as an abbreviation is. */
const endsSentence = (word: string) => word.endsWith('.') && word.replaceAll('.', '').length > 6

/** Where a name of a law begins that ends right before a sign, or null. */
export function nameBefore(reader: Reader, at: number, floor: number): number | null {
  const end = reader.text[at - 1] === ',' ? at - 1 : at
  const start = leadingName(reader, end, floor)
  if (start === end) return null
  const words = reader.text.slice(start, end).trim().replace(/,$/, '').split(' ')
  const last = words.at(-1) ?? ''
  if (INITIALS.test(last)) return end - last.length - 1
  return LAST.test(last) ? start : null
}

const OF = /,? of (?:the )?/y
const WORD = /(?:[A-Z][A-Za-z'.-]{0,24}|&|of|and|the|for|on)(?![A-Za-z])/y

/** Where a name ends that follows: "of the Foo Revised Code", or null. */
export function nameAfter(reader: Reader, at: number): number | null {
  let pos = reader.skip(OF, at)
  if (pos === at) return null
  let end: number | null = null
  for (let count = 0; count < MOST_WORDS; count++) {
    const word = reader.match(WORD, pos)?.[0]
    if (!word || (count === 0 && !/^[A-Z]/.test(word))) break
    const isLast = LAST.test(word) || LAST.test(word.replace(/\.$/, ''))
    if (isLast || (count === 0 && INITIALS.test(word)))
      end = pos + (LAST.test(word) || INITIALS.test(word) ? word.length : word.length - 1)
    pos += word.length
    if (reader.text[pos] !== ' ') break
    pos++
  }
  return end
}
