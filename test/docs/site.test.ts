/** The documentation as it is served: every page has its place, and every link leads somewhere. */
import fs from 'node:fs'
import path from 'node:path'
import { parseHTML } from 'linkedom'
import markdownIt from 'markdown-it'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { openPool } from '../../src/db/connect.js'
import { kinds, listPages } from '../../src/docs/pages.js'
import { rootPath } from '../../src/paths.js'

// There is no database: whoever wants to know why still finds the documentation.
const pool = openPool({ url: 'postgres://127.0.0.1:9/none', applicationName: 'docs' })
const app = await buildApp({ pool, config: loadConfig({}), isReady: () => false })
t.teardown(async () => {
  await app.close()
  await pool.end()
})

const markdownFiles = fs
  .readdirSync(rootPath('docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file.split(path.sep).join('/')}`)
const pages = listPages()

/** Of an element what is looked at here; TypeScript's own names for it are those of browsers. */
interface Element {
  id: string
  tagName: string
  textContent: string
  getAttribute(name: string): string | null
  closest(selector: string): Element | null
  previousElementSibling: Element | null
  nextElementSibling: Element | null
}
interface Html {
  querySelector(selector: string): Element | null
  querySelectorAll(selector: string): Iterable<Element>
  getElementById(id: string): Element | null
}
interface Served {
  document: Html
  ids: Set<string>
}
const served = new Map<string, Served>()
/** The page at an address, fetched once; undefined unless it answers 200. */
async function fetched(url: string): Promise<Served | undefined> {
  const known = served.get(url)
  if (known) return known
  const answer = await app.inject(url)
  if (answer.statusCode !== 200) return undefined
  const { document } = parseHTML(answer.body) as unknown as { document: Html }
  const ids = new Set([...document.querySelectorAll('[id]')].map(({ id }) => id))
  const page = { document, ids }
  served.set(url, page)
  return page
}

t.test(
  'from the first page on, every link within leads to a page and to a place on it',
  async (t) => {
    const faults: string[] = []
    const open = ['/docs']
    const seen = new Set(open)
    for (let url = open.shift(); url; url = open.shift()) {
      const page = await fetched(url)
      if (!page) faults.push(`${url} does not answer 200`)
      if (!page || !url.startsWith('/docs')) continue
      for (const anchor of page.document.querySelectorAll('a[href]')) {
        const href = anchor.getAttribute('href') ?? ''
        const to = new URL(href, `http://here${url}`)
        if (to.host !== 'here') {
          t.match(to.protocol, /^https?:$/, `${url}: ${href}`)
          continue
        }
        // The schema is told by the record's door, which waits for the database.
        if (to.pathname.startsWith('/graphql/')) continue
        if (!seen.has(to.pathname)) open.push(to.pathname)
        seen.add(to.pathname)
        if (!to.hash) continue
        const there = await fetched(to.pathname)
        if (!there?.ids.has(decodeURIComponent(to.hash.slice(1))))
          faults.push(`${url}: ${href} has no such place`)
      }
    }
    for (const file of markdownFiles) {
      const page = pages.find((each) => each.file === file)
      t.ok(page && seen.has(page.path), `${file} is found from /docs`)
    }
  }
)

t.test('every page is in the navigation, under one of the four kinds', async (t) => {
  for (const { file, path: url, title, kind } of pages) {
    const page = await fetched(url)
    if (!page) return t.fail(url)
    const main = page.document.querySelector('main h1')?.textContent ?? ''
    if (file !== 'README.md') t.equal(main.replaceAll('#', ''), title, file)
    if (file === 'docs/README.md') continue
    t.ok(kind, `${file} is of a kind`)
    const [current, ...more] = page.document.querySelectorAll('#pages a[aria-current="page"]')
    t.equal(current?.getAttribute('href'), url, `${file} is in the navigation`)
    t.equal(more.length, 0)
    let group = current?.closest('ul')?.previousElementSibling
    t.equal(group?.textContent, kind && kinds[kind])
    group = page.document.querySelector('a[rel="prev"]')
    t.ok(group, `${file} follows a page`)
  }
  t.same(
    Object.keys(kinds)
      .slice(0, 4)
      .filter((kind) => !pages.some((page) => page.kind === kind)),
    [],
    'none of the kinds is empty'
  )
})

t.test('headings are in order, ids are unique, and every page has its landmarks', async (t) => {
  for (const { path: url } of pages) {
    const page = await fetched(url)
    if (!page) return t.fail(url)
    const { document } = page
    const levels = [...document.querySelectorAll('article :is(h1,h2,h3,h4,h5,h6)')].map(
      ({ tagName }) => Number(tagName.slice(1))
    )
    t.equal(levels[0], 1, url)
    t.notOk(
      levels.some((level, i) => level > (levels[i - 1] ?? 0) + 1),
      `${url}: headings leave out no level`
    )
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
    t.equal(new Set(ids).size, ids.length, `${url}: ids are unique`)
    for (const landmark of ['header', 'main', 'footer', 'nav#pages', 'a.skip[href="#text"]'])
      t.equal(
        [...document.querySelectorAll(`body > ${landmark}, .columns > ${landmark}`)].length,
        1,
        url
      )
    t.equal([...document.querySelectorAll('[style], style, script:not([src])')].length, 0, url)
  }
})

t.test('in the repository too every link of a page leads to a file', async (t) => {
  const markdown = markdownIt()
  const faults: string[] = []
  for (const { file } of pages) {
    const tokens = markdown.parse(fs.readFileSync(rootPath(file), 'utf8'), {})
    const links = tokens.flatMap(({ children }) => children ?? [])
    for (const token of links) {
      if (token.type !== 'link_open') continue
      const href = decodeURI(String(token.attrGet('href')))
      if (/^([a-z]+:|#)/i.test(href)) continue
      const to = path.join(path.dirname(file), href.replace(/#.*/, ''))
      if (href.startsWith('/') || !fs.existsSync(rootPath(to))) faults.push(`${file}: ${href}`)
    }
  }
  t.strictSame(faults, [])
})

t.test('what problems point at is on the page of codes', async (t) => {
  const { type } = (await app.inject('/v1/%zz')).json()
  const [url = '', code = ''] = type.split('#')
  const page = await fetched(url)
  const heading = page?.document.getElementById(code)
  t.equal(heading?.tagName, 'H2')
  t.match(heading?.nextElementSibling?.textContent, /^400 · /)
  t.match(heading?.nextElementSibling?.nextElementSibling?.textContent, /Cause: .+\n?.*Cure: .+/)
})

t.test(
  'pages are tagged, compressed and kept like others, and say what they may load',
  async (t) => {
    for (const url of ['/docs', '/docs/search.json']) {
      const first = await app.inject({ url, headers: { 'accept-encoding': 'br' } })
      t.match(first.headers, {
        etag: /^"/,
        'content-encoding': 'br',
        'cache-control': 'public, max-age=300'
      })
      const headers = { 'accept-encoding': 'br', 'if-none-match': String(first.headers.etag) }
      t.equal((await app.inject({ url, headers })).statusCode, 304, url)
    }
    const { headers } = await app.inject('/docs')
    t.match(headers['content-security-policy'], "script-src 'self'; style-src 'self';")
    t.equal((await app.inject('/docs/how-to/nothing')).statusCode, 404)
    t.equal((await app.inject('/docs/how-to/exporting.md')).statusCode, 404)
  }
)

t.test('the image holds the files of every page', async (t) => {
  const copied = fs
    .readFileSync(rootPath('Dockerfile'), 'utf8')
    .split('\n')
    .filter((line) => /^COPY (?!--from)/.test(line))
    .slice(2)
    .flatMap((line) => line.split(' ').slice(1, -1))
  const ignored = fs.readFileSync(rootPath('.dockerignore'), 'utf8').split('\n')
  const holds = (names: string[], file: string) =>
    names.some((name) => file === name || file.startsWith(`${name}/`))
  for (const { file } of pages) {
    t.ok(holds(copied, file), `${file} is copied`)
    t.notOk(holds(ignored, file), `${file} is not ignored`)
  }
})
