/** What a release says of itself, and how releases are named. */

export interface ReleaseFile {
  name: string
  mediaType: string
  /** The resource whose rows it holds; null for what describes the release, or holds several. */
  resource: string | null
  rows: number | null
  bytes: number
  /** SHA-256, in hexadecimal. */
  sha256: string
}
export interface Manifest {
  id: string
  createdAt: string
  /** The change feed's position: what happened since is at `/v1/changes?after=` it. */
  position: number
  /** An SPDX identifier, or the address of a licence. */
  license: string
  generator: string
  /** Of the hashes of all rows: releases of the same content have the same. */
  contentSha256: string
  /** By resource. */
  rows: Record<string, number>
  files: ReleaseFile[]
}

const pattern = /^(\d{4}-\d\d-\d\d)(?:\.([1-9]\d{0,5}))?$/
export const isReleaseId = (text: string) => pattern.test(text)

/** In the order in which they were made. */
export function compareIds(a: string, b: string): number {
  const [, dayA = '', nthA = 1] = pattern.exec(a) ?? []
  const [, dayB = '', nthB = 1] = pattern.exec(b) ?? []
  return dayA < dayB ? -1 : dayA > dayB ? 1 : Number(nthA) - Number(nthB)
}

/** The id of a release made on this day (ISO 8601) after those that are there. */
export function nextId(day: string, taken: string[]): string {
  const last = taken
    .filter((id) => id.startsWith(day))
    .sort(compareIds)
    .at(-1)
  if (!last) return day
  return `${day}.${Number(pattern.exec(last)?.[2] ?? 1) + 1}`
}

/** Where a licence is read. */
export const licenseUrl = (license: string) =>
  /^https?:/.test(license) ? license : `https://spdx.org/licenses/${license}.html`
