/** What the tests of the examples share: the API with a record, the pages served, a browser. */
import type http from 'node:http'
import type { AddressInfo } from 'node:net'
import axe from 'axe-core'
import type { Test } from 'tap'
import { rootPath } from '../../src/paths.js'
import { openBrowser, type Visit } from '../support/browser.js'
import { createEditor, type Editor } from '../support/editor.js'
import { sample } from '../support/sample.js'

export interface Examples {
  editor: Editor
  /** Where the API is, and where the examples are served. */
  api: string
  origin: string
  /** Opens a page of the examples; the API is told to it unless the path names one. */
  open(path: string): Promise<Visit>
  idOf(list: string, externalId: string): Promise<string>
}

export const markup = '<img src=x onerror="document.title=\'run\'"> & <b>bold</b>'

/** The bundled dataset, and a small record with quotes that were checked, a law, and ratings. */
export async function createExamples(t: Test): Promise<Examples> {
  const editor = await createEditor(t, { template: 'bundled' })
  const api = await editor.app.listen({ host: '127.0.0.1', port: 0 })
  const { serveExamples } = (await import(rootPath('examples', 'serve.mjs'))) as {
    serveExamples(): http.Server
  }
  const server = serveExamples()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const bundle of [sample(), more]) {
    const { status, body } = await editor.send('POST', '/v1/imports', bundle)
    if (status !== 200) throw new Error(JSON.stringify(body))
  }
  const visit = await openBrowser(t)
  return {
    editor,
    api,
    origin,
    async open(path) {
      const opened = await visit()
      const url = new URL(path, origin)
      if (!url.searchParams.has('api')) url.searchParams.set('api', api)
      await opened.page.goto(url.href)
      return opened
    },
    async idOf(list, externalId) {
      const { body } = await editor.get(`/v1/${list}?externalId=${externalId}&fields=id`)
      return body.data[0].id
    }
  }
}

const claim = (externalId: string, position: number, proposition: string) => ({
  externalId,
  statement: 's:statement',
  position,
  proposition,
  kind: 'empirical',
  attribution: 'verbatim',
  topics: ['duty']
})
const more = {
  claims: [
    {
      ...claim('s:markup', 2, markup),
      note: markup,
      claimants: [{ description: markup }],
      topics: ['force']
    },
    claim('s:gone', 3, 'It is gone.'),
    claim('s:merged', 4, 'It was recorded twice.')
  ],
  assessments: [
    {
      externalId: 's:second',
      targets: [{ claim: 's:claim' }],
      author: { person: 's:critic' },
      source: 's:release',
      kind: 'rating',
      rating: { label: 'Unclear' },
      body: 'It cannot be told.',
      publishedOn: '2026-01-05~'
    }
  ]
}

/** Nothing is asked of elsewhere, and nothing is complained about but what is expected. */
export function isSelfContained(
  t: Test,
  { requests, complaints }: Visit,
  { api, origin }: Examples,
  expected?: RegExp
) {
  const known = [api, origin].map((each) => `${each}/`)
  const elsewhere = requests.filter(
    (url) => !url.startsWith('data:') && !known.some((each) => url.startsWith(each))
  )
  t.strictSame(elsewhere, [], 'nothing is asked of elsewhere')
  t.strictSame(
    complaints.filter((each) => !expected?.test(each)),
    [],
    'nothing is complained about'
  )
}

/**
 * Light on a desk and dark on a phone, each rule in either: axe finds nothing, and the page does not scroll
 * sideways.
 */
export async function isAccessible(t: Test, { page }: Visit) {
  await page.evaluate(axe.source)
  const looks = [
    { colorScheme: 'light', width: 1280 },
    { colorScheme: 'dark', width: 390 }
  ] as const
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    const found = (await page.evaluate(
      `axe.run(document, {resultTypes: ['violations']}).then(({violations}) => violations.map(({id, nodes}) => id + ': ' + nodes.map(({target}) => target.join(' '))))`
    )) as string[]
    t.strictSame(found, [], `${colorScheme}, ${width} pixels`)
    const wide = await page.evaluate('document.documentElement.scrollWidth')
    t.equal(wide, width, 'nothing sticks out')
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 1280, height: 900 })
}

/** Asks the page until it is so. The page's own policy forbids what waiting within it would take. */
export async function until(page: Visit['page'], condition: string): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await page.evaluate(condition))) {
    if (Date.now() > end) throw new Error(`never so: ${condition}`)
    await page.waitForTimeout(20)
  }
}
