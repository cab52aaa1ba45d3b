/** The main text of a web page: Mozilla's Readability over linkedom, in OnRecord's form of text. */
import { createRequire } from 'node:module'
import { Readability } from '@mozilla/readability'
import { normalised } from './text.js'

/** Loaded with the first page: it takes 17 MB. */
const load = createRequire(import.meta.url)
const linkedom = () => load('linkedom') as typeof import('linkedom')

/** Blocks stand on lines of their own; runs of white space inside one are a space, as a browser has it. */
const blocks =
  'p,div,section,article,header,footer,h1,h2,h3,h4,h5,h6,li,ul,ol,blockquote,pre,table,tr,br,hr,dd,dt,figcaption'

/** What we use of a page's DOM: linkedom's types take it for the browser's, which Node does not have. */
interface Page {
  document: {
    body: { innerHTML: string; textContent: string | null } | null
    querySelectorAll(selector: string): Iterable<{
      remove(): void
      before(text: string): void
      after(text: string): void
    }>
  }
}
const pageOf = (html: string) => linkedom().parseHTML(html) as unknown as Page

/** Marks the end of a line until white space is settled; it occurs in no page's text. */
const lineEnd = '\u0001'

/** Throws an Error where the page has no text to be found. */
export function textOfHtml(html: string): string {
  const { document } = pageOf(html)
  for (const element of document.querySelectorAll('script,style,noscript,template'))
    element.remove()
  const body = document.body?.innerHTML ?? html
  const article = new Readability(document as never, { charThreshold: 0 }).parse()
  const { document: main } = pageOf(
    `<!doctype html><html><body>${article?.content ?? body}</body></html>`
  )
  for (const element of main.querySelectorAll(blocks)) {
    element.before(lineEnd)
    element.after(lineEnd)
  }
  const lines: string[] = (main.body?.textContent ?? '').split(lineEnd)
  const kept = lines.map((line) => line.replace(/[ \t\n\r\f\v]+/g, ' ').trim()).filter(Boolean)
  const text = normalised(kept.join('\n'))
  if (text === '') throw new Error('The page has no text.')
  return text
}
