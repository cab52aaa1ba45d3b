/**
 * A page of Markdown as HTML: headings that can be linked to, links as they are on the site, tables
 * and code that scroll by themselves where a screen is narrow. Style stands in the style sheet alone,
 * since the pages' Content-Security-Policy takes none from elsewhere.
 */
import path from 'node:path'
import markdownIt, { type Token } from 'markdown-it'

export interface Heading {
  level: number
  text: string
  id: string
}
/** What the search finds: a heading, and the text up to the next one. */
export interface Section extends Heading {
  body: string
}
export interface Rendered {
  html: string
  sections: Section[]
}

/** Where a file is served; undefined for one that is not. */
export type Resolve = (file: string) => string | undefined

// The files are our own: what little HTML they hold (line breaks in tables) is meant.
const markdown = markdownIt({ html: true })
const { rules } = markdown.renderer
rules['table_open'] = () =>
  '<div class="table" role="region" aria-label="Table" tabindex="0"><table>\n'
rules['table_close'] = () => '</table></div>\n'
rules['fence'] = (tokens, index) => codeBlock(tokens[index])
rules['code_block'] = (tokens, index) => codeBlock(tokens[index])
for (const cell of ['th_open', 'td_open'])
  rules[cell] = (tokens, index, options, _env, self) => {
    const token = tokens[index] as Token
    const style = token.attrGet('style')
    if (style) token.attrs = [['class', String(style).replace('text-align:', '')]]
    return self.renderToken(tokens, index, options)
  }

function codeBlock(token: Token | undefined): string {
  const language = token?.info.trim().split(/\s+/)[0]
  const name = language ? ` class="language-${escapeHtml(language)}"` : ''
  return `<pre tabindex="0"><code${name}>${escapeHtml(token?.content ?? '')}</code></pre>\n`
}

export const { escapeHtml } = markdown.utils

/** `file` is where the text stands, from which its links lead. */
export function render(text: string, file: string, resolve: Resolve): Rendered {
  const tokens = markdown.parse(text, {})
  const sections = toSections(tokens)
  for (const { children } of tokens) if (children) link(children, file, resolve)
  return { html: markdown.renderer.render(tokens, markdown.options, {}), sections }
}

/** Names each heading, and collects what stands under it. */
function toSections(tokens: Token[]): Section[] {
  const sections: Section[] = []
  const taken = new Map<string, number>()
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const inline = tokens[index + 1] as Token
      const text = plain(inline)
      const id = unique(slug(text), taken)
      token.attrSet('id', id)
      const level = Number(token.tag.slice(1))
      if (level > 1) inline.children?.push(...anchor(id))
      sections.push({ level, text, id, body: '' })
      continue
    }
    const isHeading = tokens[index - 1]?.type === 'heading_open'
    const section = sections.at(-1)
    if (section && !isHeading && /^(inline|fence|code_block)$/.test(token.type))
      section.body += `${plain(token)} `
  }
  return sections
}

/** As GitHub names headings, so that a link to one leads there in either place. */
const slug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-')

function unique(id: string, taken: Map<string, number>): string {
  const before = taken.get(id)
  taken.set(id, (before ?? 0) + 1)
  return before ? `${id}-${before}` : id
}

const plain = (token: Token): string =>
  token.children
    ? token.children
        .map(({ type, content }) =>
          type === 'softbreak' ? ' ' : type === 'html_inline' ? ' ' : content
        )
        .join('')
    : token.content

function anchor(id: string): Token[] {
  const [open, text, close] = markdown.parseInline(`[#](#${id})`, {})[0]?.children ?? []
  if (!open || !text || !close) return []
  open.attrSet('class', 'anchor')
  open.attrSet('aria-label', 'Link to this section')
  return [open, text, close]
}

/** A link to a file of ours leads to its page; to one that is not served, it is text. */
function link(children: Token[], file: string, resolve: Resolve): void {
  let isText = false
  for (const token of children) {
    if (token.type === 'link_open') {
      const href = String(token.attrGet('href') ?? '')
      const to = target(href, file, resolve)
      isText = to === undefined
      if (to !== undefined) token.attrSet('href', to)
    }
    if (isText && /^link_(open|close)$/.test(token.type)) {
      isText = token.type === 'link_open'
      token.type = 'text'
      token.content = ''
    }
  }
}

function target(href: string, file: string, resolve: Resolve): string | undefined {
  if (/^([a-z]+:|[/#])/i.test(href)) return href
  const [relative = '', fragment] = decodeURI(href).split('#')
  const to = resolve(path.posix.join(path.posix.dirname(file), relative).replace(/\/$/, ''))
  return to && (fragment ? `${to}#${fragment}` : to)
}
