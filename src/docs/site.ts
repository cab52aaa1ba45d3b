/** The documentation as a site: every page made once, when it is first asked for, and what its search finds. */

import { escapeHtml, type Rendered, render } from './markdown.js'
import { kinds, listPages, type Page, readText } from './pages.js'

/** What the search of the pages looks through (public/site.js). */
export interface Found {
  id: number
  url: string
  kind: string
  page: string
  heading: string
  text: string
}

export class Site {
  readonly #pages: Page[]
  readonly #byFile: Map<string, string>
  readonly #rendered = new Map<Page, Rendered>()

  constructor(pages: Page[] = listPages()) {
    this.#pages = pages
    // A link to a folder leads to the page of its README.
    this.#byFile = new Map(
      pages.flatMap(
        ({ file, path }) =>
          [
            [file, path],
            ...(file.endsWith('/README.md')
              ? [[file.replace('/README.md', ''), path] as const]
              : [])
          ] as [string, string][]
      )
    )
  }

  #render(page: Page): Rendered {
    const known = this.#rendered.get(page)
    if (known) return known
    const made = render(readText(page.file), page.file, (file) => this.#byFile.get(file))
    this.#rendered.set(page, made)
    return made
  }

  /** The page in a template that has {{places}} for its parts. */
  html(page: Page, template: string): string {
    const { html, sections } = this.#render(page)
    const places: Record<string, string> = {
      title:
        page.path === '/docs' ? 'OnRecord documentation' : `${escapeHtml(page.title)} · OnRecord`,
      kind: page.kind ? `<p class="kind">${kinds[page.kind]}</p>` : '',
      pages: this.#navigation(page),
      contents: contents(sections),
      text: html,
      neighbours: this.#neighbours(page)
    }
    return template.replace(/\{\{(\w+)\}\}/g, (place, name: string) => places[name] ?? place)
  }

  /** Every page under its kind. Those in a folder of their own show while one is among them. */
  #navigation(current: Page): string {
    const folder = (page: Page) => page.path.slice(0, page.path.lastIndexOf('/'))
    const isShown = (page: Page) =>
      !page.isBelow || page === current || [current.path, folder(current)].includes(folder(page))
    return Object.entries(kinds)
      .map(([kind, name]) => {
        const pages = this.#pages.filter((page) => page.kind === kind && isShown(page))
        if (pages.length === 0) return ''
        const items = pages.map((page) => item(page, page === current)).join('\n')
        return `<h2>${name}</h2>\n<ul>\n${items}\n</ul>`
      })
      .join('\n')
  }

  #neighbours(current: Page): string {
    const at = this.#pages.indexOf(current)
    const to = (page: Page | undefined, rel: string, word: string) =>
      page
        ? `<a rel="${rel}" href="${page.path}"><span>${word}</span> ${escapeHtml(page.title)}</a>`
        : ''
    return to(this.#pages[at - 1], 'prev', 'Previous') + to(this.#pages[at + 1], 'next', 'Next')
  }

  searched(): Found[] {
    const sections = this.#pages.flatMap((page) =>
      this.#render(page).sections.map(({ level, id, text, body }) => ({
        url: level === 1 ? page.path : `${page.path}#${id}`,
        kind: page.kind ? kinds[page.kind] : '',
        page: page.title,
        heading: text,
        text: body.replace(/\s+/g, ' ').trim()
      }))
    )
    return sections.map((section, id) => ({ id, ...section }))
  }
}

const item = (page: Page, isCurrent: boolean) =>
  `<li${page.isBelow ? ' class="below"' : ''}><a href="${page.path}"${isCurrent ? ' aria-current="page"' : ''}>${escapeHtml(page.title)}</a></li>`

/** The headings of a page, two levels of them. */
function contents(sections: Rendered['sections']): string {
  const shown = sections.filter(({ level }) => level === 2 || level === 3)
  if (shown.length < 2) return ''
  const items = shown.map(
    ({ level, id, text }) =>
      `<li${level === 3 ? ' class="below"' : ''}><a href="#${encodeURIComponent(id)}">${escapeHtml(text)}</a></li>`
  )
  return `<nav id="contents" popover aria-label="On this page">\n<h2>On this page</h2>\n<ul>\n${items.join('\n')}\n</ul>\n</nav>`
}
