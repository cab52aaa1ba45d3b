/** Follows a list from page to page. */
import type { Pages } from './workloads.js'

interface Page {
  rows: number
  next: string | null
}
async function* pagesOf(port: number, query: string): AsyncGenerator<Page> {
  let after = ''
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/v1/claims?limit=200${query}${after}`)
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    const tail = text.slice(text.lastIndexOf('"page":'))
    const next = /"next":"([^"]+)"/.exec(tail)?.[1] ?? null
    yield { rows: Number(/"size":(\d+)/.exec(tail)?.[1]), next }
    if (!next) return
    after = `&after=${next}`
  }
}

/** Cursors about page 1,000 and page 2,000 of fifty. */
export async function findPages(port: number): Promise<Pages> {
  const pages: Pages = { thousandth: [], twoThousandth: [] }
  let rows = 0
  for await (const page of pagesOf(port, '&fields=id')) {
    rows += page.rows
    if (!page.next || rows > 100_500) break
    if (Math.abs(rows - 50_000) <= 1000) pages.thousandth.push(page.next)
    // The last pages of a list of 100,000.
    if (rows >= 97_000 && rows <= 99_800) pages.twoThousandth.push(page.next)
  }
  return pages
}

export interface Walk {
  rows: number
  seconds: number
}
/** Reads the whole list, all members of each claim. */
export async function walkAll(port: number): Promise<Walk> {
  const began = performance.now()
  let rows = 0
  for await (const page of pagesOf(port, '')) rows += page.rows
  return { rows, seconds: (performance.now() - began) / 1000 }
}
