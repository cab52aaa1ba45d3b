/** Text as OnRecord keeps it: Unicode NFC with `\n` line ends, measured in Unicode code points. */
import { createHash } from 'node:crypto'

/** NFC, and `\n` for CRLF and CR. */
export const normalised = (text: string): string => text.replace(/\r\n?/g, '\n').normalize('NFC')

/** SHA-256 of the UTF-8 bytes, in hexadecimal. */
export const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

/**
 * Turns offsets in UTF-16 units, as JavaScript counts, into offsets in code points, as OnRecord and
 * the W3C's TextPositionSelector count. Offsets have to be asked for in ascending order: the text is
 * passed over once, however many are asked for.
 */
export function codePointCounter(text: string): (utf16: number) => number {
  let at = 0
  let points = 0
  return (utf16) => {
    if (utf16 < at) throw new RangeError('Offsets are asked for in ascending order.')
    for (; at < utf16; points++) at += isPair(text, at) ? 2 : 1
    return points
  }
}
const isPair = (text: string, at: number) =>
  (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00

export function codePointLength(text: string): number {
  return codePointCounter(text)(text.length)
}
