/** The documentation in a browser: searched by keyboard, read on a phone, in the dark, and without a script. */
import t, { type Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { openPool } from '../../src/db/connect.js'
import { listPages } from '../../src/docs/pages.js'
import { openBrowser, type Visit } from '../support/browser.js'

const pool = openPool({ url: 'postgres://127.0.0.1:9/none', applicationName: 'docs' })
const app = await buildApp({ pool, config: loadConfig({}), isReady: () => false })
t.teardown(async () => {
  await app.close()
  await pool.end()
})
const origin = await app.listen({ host: '127.0.0.1', port: 0 })
const open = await openBrowser(t)

function isSelfContained(t: Test, { requests, complaints }: Visit) {
  const elsewhere = requests.filter((url) => !url.startsWith(origin) && !url.startsWith('data:'))
  t.strictSame(elsewhere, [], 'nothing is asked of elsewhere')
  t.strictSame(complaints, [], 'nothing is complained about')
}

t.test('the search is used by keyboard alone', async (t) => {
  const visit = await open()
  const { page } = visit
  await page.goto(`${origin}/docs/how-to/exporting`)
  t.notOk(
    visit.requests.some((url) => /search\.json|minisearch/.test(url)),
    'what the search needs is not loaded before it is used'
  )
  const links = page.locator('#found a')
  await page.keyboard.press('/')
  t.equal(await page.evaluate('document.activeElement.name'), 'q')
  await page.keyboard.type('rate_limited')
  await links.first().waitFor()
  t.match(await page.locator('#found [role="status"]').innerText(), /^\d+ sections? found/)
  t.match(await links.first().innerText(), /^rate_limited\nReference · Error codes\n/)
  t.equal(await links.first().locator('mark').first().innerText(), 'rate')

  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  const focused = () => page.evaluate('document.activeElement.getAttribute("href")')
  t.equal(await focused(), await links.nth(1).getAttribute('href'))
  await page.keyboard.press('ArrowUp')
  t.equal(await focused(), '/docs/errors#rate_limited')
  await page.keyboard.press('Escape')
  t.equal(await links.count(), 0, 'Escape closes it')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${origin}/docs/errors#rate_limited`)
  isSelfContained(t, visit)
})

t.test('a word misspelt is found, what is nowhere is said to be, and HTML is text', async (t) => {
  const visit = await open()
  const { page } = visit
  await page.goto(`${origin}/docs`)
  const input = page.getByRole('searchbox')
  const status = page.locator('#found [role="status"]')
  await input.fill('webhoks')
  await page.locator('#found a').first().waitFor()
  t.match(await page.locator('#found a').first().innerText(), /webhooks/i)
  await input.fill('<img src=x onerror=alert(1)> zzzz')
  await page.getByText('Nothing found for').waitFor()
  t.match(await status.innerText(), '<img src=x')
  t.equal(await page.locator('#found img').count(), 0)
  isSelfContained(t, visit)
})

t.test('no page is wider than a phone, and its menus open by their buttons', async (t) => {
  const visit = await open()
  const { page } = visit
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${origin}/docs`)
  // Each page's text in the same frame and style: opening all of them takes long.
  const paths = JSON.stringify(listPages().map(({ path }) => path))
  const wide = await page.evaluate(`(async () => {
    const wide = []
    for (const path of ${paths}) {
      const html = await (await fetch(path)).text()
      const main = new DOMParser().parseFromString(html, 'text/html').querySelector('main')
      document.querySelector('main').replaceWith(main)
      if (document.documentElement.scrollWidth !== 390) wide.push(path)
    }
    return wide
  })()`)
  t.strictSame(wide, [], 'no page scrolls sideways')
  await page.goto(`${origin}/docs/reference/limits`)
  const menu = page.getByRole('navigation', { name: 'Pages', exact: true })
  t.notOk(await menu.isVisible())
  await page.getByRole('button', { name: 'On this page' }).click()
  await page.getByRole('link', { name: 'How slowly', exact: true }).click()
  t.notOk(await page.getByRole('navigation', { name: 'On this page' }).isVisible())
  await page.getByRole('button', { name: 'All pages' }).click()
  await menu.getByRole('link', { name: 'Webhooks' }).click()
  await page.waitForURL(`${origin}/docs/how-to/webhooks`)
  isSelfContained(t, visit)
})

t.test('it is dark where the reader wants it dark, and legible either way', async (t) => {
  const visit = await open()
  const { page } = visit
  const colours = `(() => {
    const of = (name) => {
      const shown = getComputedStyle(document.querySelector(name))
      return [shown.color, shown.backgroundColor].map((c) => c.match(/\\d+/g).slice(0, 3).map(Number))
    }
    const light = ([r, g, b]) => {
      const [R, G, B] = [r, g, b].map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      return 0.2126 * R + 0.7152 * G + 0.0722 * B
    }
    const [ink, paper] = of('body').map(light)
    const [link] = of('article a').map(light)
    const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    return { paper, ink: contrast(ink, paper), link: contrast(link, paper) }
  })()`
  for (const [colorScheme, isDark] of [
    ['light', false],
    ['dark', true]
  ] as const) {
    await page.emulateMedia({ colorScheme })
    await page.goto(`${origin}/docs`)
    const { paper, ink, link } = (await page.evaluate(colours)) as Record<string, number>
    t.equal((paper as number) < 0.1, isDark, colorScheme)
    // WCAG 2.2, 1.4.6 for the text and 1.4.3 for links.
    t.ok((ink as number) >= 7 && (link as number) >= 4.5, `contrast ${ink}, ${link}`)
  }
  isSelfContained(t, visit)
})

t.test('without a script everything is there but the search', async (t) => {
  const visit = await open()
  const { page } = visit
  await page.route('**/*.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: '' })
  )
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${origin}/docs`)
  t.notOk(await page.getByRole('searchbox').isVisible())
  await page.getByRole('button', { name: 'All pages' }).click()
  await page
    .getByRole('navigation', { name: 'Pages', exact: true })
    .getByRole('link', { name: 'Limits' })
    .click()
  await page.waitForURL(`${origin}/docs/reference/limits`)
  t.match(await page.getByRole('main').innerText(), /RATE_LIMIT_ANONYMOUS/)

  await page.setViewportSize({ width: 1280, height: 900 })
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the text')
  t.ok(await page.getByRole('navigation', { name: 'Pages', exact: true }).isVisible())
  t.ok(await page.getByRole('navigation', { name: 'On this page' }).isVisible())
  isSelfContained(t, visit)
})
