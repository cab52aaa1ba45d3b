/**
 * Text made plain for the scanner: one unit for each code point, one space for each run of white
 * space, one kind of apostrophe, hyphen and dash, and for every unit the place it stands for.
 */

export interface Folded {
  /** What is scanned. A blank line is `\n`; whatever is outside the BMP is one U+FFFC. */
  text: string
  /** For each unit of `text`, where it starts in the original, in UTF-16 units. */
  starts: Uint32Array
}

const SPACE = 0x20
const NEWLINE = 0x0a
const APOSTROPHES = new Set([0x60, 0xb4, 0x2018, 0x2019, 0x2bb, 0x2bc, 0x2032, 0xff07])
const HYPHENS = new Set([0x2010, 0x2011, 0x2212, 0xfe63])
const DASHES = new Set([0x2012, 0x2013, 0x2014, 0x2015, 0xfe58])
const PARAGRAPHS = new Set([NEWLINE, 0x0b, 0x0c, 0x85, 0x2028, 0x2029])
const SPACES = new Set([SPACE, 0x09, 0x0d, 0xa0, 0x1680, 0x202f, 0x205f, 0x3000])
/** Soft hyphens, zero-width characters and marks of direction: not seen, so not read. */
const UNSEEN = new Set([0xad, 0x61c, 0x180e, 0xfeff])

const isUnseen = (unit: number) =>
  UNSEEN.has(unit) ||
  (unit >= 0x200b && unit <= 0x200f) ||
  (unit >= 0x202a && unit <= 0x202e) ||
  (unit >= 0x2060 && unit <= 0x2069)

/** The numbers of footnotes, set high, part words as a space does. */
const isNoteNumber = (unit: number) =>
  unit === 0xb9 ||
  unit === 0xb2 ||
  unit === 0xb3 ||
  unit === 0x2070 ||
  (unit >= 0x2074 && unit <= 0x2079)

const isSpace = (unit: number) =>
  SPACES.has(unit) || (unit >= 0x2000 && unit <= 0x200a) || isNoteNumber(unit)

/** What one unit above ASCII is read as. */
function plain(unit: number): number {
  if (APOSTROPHES.has(unit)) return 0x27
  if (HYPHENS.has(unit)) return 0x2d
  if (DASHES.has(unit)) return 0x2013
  if (unit >= 0xff01 && unit <= 0xff5e) return unit - 0xfee0
  return unit
}

export function fold(text: string): Folded {
  const units = new Uint16Array(text.length)
  const starts = new Uint32Array(text.length)
  let count = 0
  let lines = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const start = i
    let read = unit
    if (unit <= SPACE || unit > 0x7e || unit === 0x60) {
      if (isUnseen(unit)) continue
      if (isSpace(unit) || PARAGRAPHS.has(unit)) {
        const before = units[count - 1]
        const goesOn = count > 0 && (before === SPACE || before === NEWLINE)
        lines = (goesOn ? lines : 0) + (PARAGRAPHS.has(unit) ? 1 : 0)
        if (goesOn) units[count - 1] = lines > 1 ? NEWLINE : SPACE
        if (goesOn) continue
        read = SPACE
      } else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(i + 1))) {
        read = 0xfffc
        i++
      } else read = plain(unit)
    }
    units[count] = read
    starts[count++] = start
  }
  const decoder = new TextDecoder('utf-16le', { ignoreBOM: true })
  return { text: decoder.decode(units.subarray(0, count)), starts: starts.subarray(0, count) }
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff
