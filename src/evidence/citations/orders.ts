/** Executive orders: "Exec. Order No. 14074, § 2(a)", "Minn. Exec. Order No. 20-64". */
import { codes, orderSlug } from './catalogue.js'
import type { Draft } from './citation.js'
import { readPinpoints } from './pinpoints.js'
import type { Reader } from './reader.js'
import type { Item } from './sections.js'

const ORDER =
  /(?:(?:(?:Emergency|Presidential) )?(?:Exec(?:\.|utive) Orders?|EXECUTIVE ORDERS?|executive orders?)(?: \((?:EO|E\.O\.)\))?|E\. ?O\.|EOs?\b),? ?(?:(?:Nos?\.?|Numbers?|numbers?) ?|# ?)?(?=[A-Z]{0,3}[- ]?\d)/y
const NUMBER =
  /(?:\d{1,2},\d{3}|\d{1,5}(?:-\d{1,4})?|[A-Z]{1,3}-?\d{1,4}(?:-\d{1,4})?|[A-Z]{1,3} \d{4}-\d{1,4}|\d{3}\.\d{1,2})(?![A-Za-z0-9%]|[.,:/-]\d)/y
const AND = /(?:, (?:and )?| and | & )(?:(?:Nos?\.|No) )?(?=\d)/y
const SECTION = /,? (?:§|sec(?:tion|\.)) ?(\d{1,2})(?![A-Za-z0-9]|[.-]\d)/iy
const MOST = 50

/** `owner` is the place that stood before the words. */
export function readOrder(
  reader: Reader,
  at: number,
  start: number,
  owner: string | null,
  place: string | null
): Draft | null {
  const words = reader.match(ORDER, at)
  if (!words) return null
  const items: Item[] = []
  let from = at + words[0].length
  while (items.length < MOST) {
    const item = readNumber(reader, from, items.length > 0 ? from : start)
    if (!item || (items.length > 0 && !isFederal(item.section ?? ''))) break
    items.push(item)
    from = reader.skip(AND, item.end)
    if (from === item.end) break
  }
  const [first] = items
  if (!first) return null
  const code = issuer(first.section ?? '', owner, place)
  const draft = { start, code, container: null, items, year: null, end: items.at(-1)?.end ?? from }
  return code ? draft : { ...draft, reason: 'ambiguous-code' }
}

function readNumber(reader: Reader, at: number, start: number): Item | null {
  const number = reader.match(NUMBER, at)
  if (!number) return null
  const end = at + number[0].length
  const item = { start, end, section: number[0].replace(',', ''), pinpoint: null }
  const section = reader.match(SECTION, end)
  if (!section) return item
  const after = end + section[0].length
  const [pin] = readPinpoints(reader, after)
  return { ...item, end: pin?.end ?? after, pinpoint: `§ ${section[1]}${pin?.text ?? ''}` }
}

/** Presidents' orders run to five digits; those of governors are few a year, or carry the year. */
const isFederal = (number: string) => /^\d{4,5}$/.test(number)

function issuer(number: string, owner: string | null, place: string | null) {
  if (isFederal(number) && (owner ?? 'us') === 'us') return codes.get('eo') ?? null
  const state = owner ?? place?.split('/')[0]
  return (state && state !== 'us' && codes.get(orderSlug(state))) || null
}
