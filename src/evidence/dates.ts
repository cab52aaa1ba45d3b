/** EDTF dates (ISO 8601-2): read by the `edtf` library, bounded here to the days they may stand for. */
import edtf from 'edtf'

export interface Bounds {
  /** The first and last day (ISO 8601) that the date may stand for; null where open or unknown. */
  earliest: string | null
  latest: string | null
}

/** Why a text is not an EDTF date of days, months, years or intervals of them; undefined if it is. */
export function edtfFault(value: string): string | undefined {
  try {
    edtfBounds(value)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

const expected = 'Expected an EDTF date such as 2025-12-02, 2025-12, 2025-12-02? or XXXX-12-02'
const isDay = (text: string) => {
  const instant = new Date(`${text}T00:00Z`)
  return !Number.isNaN(+instant) && instant.toISOString().startsWith(text)
}
/** Throws an Error that says why the text is not a date. */
export function edtfBounds(value: string): Bounds {
  if (value.includes('T')) throw new Error('Expected a date without a time of day')
  // What the library takes for milliseconds; sets and seasons, to which it gives days of its own.
  if (/^\d{5}|[[\]{}]|(^|\/)[\dX]{4}-(2[1-9]|[34]\d)/.test(value)) throw new Error(expected)
  for (const [text] of value.matchAll(/\d{4}-\d\d-\d\d/g))
    if (!isDay(text)) throw new Error(`There is no day ${text}`)
  let date: ReturnType<typeof edtf>
  try {
    date = edtf(value)
  } catch {
    throw new Error(expected)
  }
  // A year that is wholly unknown says nothing about when.
  if (/^X{4}[^/]*$/.test(value)) return { earliest: null, latest: null }
  const bounds = { earliest: day(date.min), latest: day(date.max) }
  for (const each of [bounds.earliest, bounds.latest])
    if (each !== null && !/^(?!0000)\d{4}-/.test(each))
      throw new Error('Expected a year from 0001 to 9999')
  return bounds
}

function day(instant: number | null): string | null {
  if (instant === null || !Number.isFinite(instant)) return null
  return new Date(instant).toISOString().replace(/T.*/, '')
}
