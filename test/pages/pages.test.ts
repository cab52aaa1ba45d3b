/** The pages for people: they work, and load nothing from elsewhere. */
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { openBrowser, type Visit } from '../support/browser.js'
import { createDatabase } from '../support/database.js'

const { pool } = await createDatabase(t, { template: 'bundled' })
const app = await buildApp({ pool, config: loadConfig({}) })
t.teardown(() => app.close())
const origin = await app.listen({ host: '127.0.0.1', port: 0 })
const open = await openBrowser(t)

/** No request left our origin, and nothing went wrong. */
function isSelfContained(t: Test, { requests, complaints }: Visit) {
  const elsewhere = requests.filter((url) => !url.startsWith(origin) && !/^(data|blob):/.test(url))
  t.strictSame(elsewhere, [], 'nothing is asked of elsewhere')
  t.strictSame(complaints, [], 'nothing is complained about')
}

t.test('the API reference lists every operation, and tries one out', async (t) => {
  const visit = await open()
  const { page } = visit
  await page.goto(`${origin}/docs/api`)
  await page.locator('.opblock').first().waitFor()
  const { paths, webhooks } = (await app.inject('/openapi.json')).json()
  const described = Object.values<object>({ ...paths, ...webhooks }).flatMap((path) =>
    Object.keys(path)
  )
  // Of a long document, Swagger UI holds what is scrolled to.
  const seen = new Set<string>()
  let y = 0
  for (let height = 1; y < height; y += 500) {
    await page.evaluate(`window.scrollTo(0, ${y})`)
    await page.waitForTimeout(150)
    for (const block of await page.locator('.opblock').all())
      seen.add(String(await block.getAttribute('id')))
    height = Number(await page.evaluate('document.body.scrollHeight'))
  }
  const shown = seen.size
  await page.evaluate('window.scrollTo(0, 0)')
  t.equal(shown, described.length, 'every operation is shown')
  t.equal(await page.title(), 'OnRecord API reference')
  t.equal(await page.locator('html').getAttribute('lang'), 'en')

  // By keyboard alone.
  const operation = page.locator('#operations-jurisdictions-listJurisdictions')
  await operation.getByRole('button', { name: '/v1/jurisdictions' }).first().focus()
  await page.keyboard.press('Enter')
  await operation.getByRole('button', { name: 'Execute' }).focus()
  await page.keyboard.press('Enter')
  const status = operation.locator('.live-responses-table .response-col_status', { hasText: '200' })
  await status.waitFor()
  isSelfContained(t, visit)
})

t.test('GraphiQL knows the schema and runs a query', async (t) => {
  const visit = await open()
  const { page } = visit
  await page.goto(`${origin}/graphiql`)
  const run = page.getByRole('button', { name: /execute query/i })
  await run.waitFor()
  t.equal(await page.locator('html').getAttribute('lang'), 'en')
  await run.click()
  const answer = page.locator('.result-window')
  await answer.getByText('"proposition"').first().waitFor()
  t.notMatch(await answer.innerText(), /"errors"/, 'the example is a valid query')

  await page.getByRole('button', { name: /show documentation explorer/i }).click()
  await page.getByRole('link', { name: 'Query' }).click()
  await page.getByText('statuteReferences').first().waitFor()
  isSelfContained(t, visit)
})

t.test('what pages load is named by its content, and kept for a year', async (t) => {
  const page = await app.inject('/docs/api')
  t.match(page.headers, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': /default-src 'none'; script-src 'self';/
  })
  const urls = page.body.match(/(?<=(?:src|href)=")\/docs\/[^"]+\.\w+/g) ?? []
  t.ok(urls.length >= 4)
  for (const url of urls) {
    t.match(url, /\.[0-9a-f]{10}\.(js|css|svg)$/)
    const { statusCode, headers } = await app.inject(url)
    t.equal(statusCode, 200, url)
    t.match(headers, {
      'content-type': /^(text\/javascript|text\/css|image\/svg\+xml)/,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff'
    })
  }
})

t.test('nothing else of the packages is served', async (t) => {
  for (const path of [
    '/docs/package.json',
    '/docs/../package.json',
    '/docs/logo.svg',
    '/graphiql/LICENSE'
  ])
    t.equal((await app.inject(path)).statusCode, 404, path)
})
