/** The examples: they show what the API answers, to everybody, by keyboard, on a phone, when it fails. */
import http from 'node:http'
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createExamples, isAccessible, isSelfContained, markup, until } from './pages.js'

// biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
type Row = any
const examples = await createExamples(t)
const { editor, api, origin, open, idOf } = examples
const { get, send } = editor
const agencies = 'minneapolis-pd,edina-pd,town-pd'
const topics = 'duty-to-intercede,immigration-enforcement,duty'
const compared = `agency=${agencies}&topic=${topics}`
const scale = ({ label, value, best, worst }: Row) =>
  value === null ? `“${label}”` : `“${label}” (${value} on a scale of ${worst} (worst) to ${best})`

t.test('the table holds what /v1/compare answers, cell by cell', async (t) => {
  const visit = await open(`/comparison-table/?${compared}`)
  const { page } = visit
  await page.locator('tbody').waitFor()
  const { data } = (await get(`/v1/compare?${compared}`)).body
  const shown = (await page.evaluate(`
    const texts = (place, of) => [...place.querySelectorAll(of)].map((each) => each.textContent)
    const name = (id) => document.getElementById(id).textContent
    const cells = [...document.querySelectorAll('tbody td')].map((td) => ({
      headers: td.headers.split(' ').map(name),
      quotes: texts(td, 'mark'),
      states: [...td.querySelectorAll('[data-state]')].map((each) => each.dataset.state),
      dates: [...td.querySelectorAll('[data-edtf]')].map((each) => each.dataset.edtf),
      assessments: [...td.querySelectorAll('.onrecord-assessments > li')].map((each) => texts(each, '.onrecord-author')[0]),
      propositions: texts(td, '.proposition'),
      nothing: texts(td, '.nothing'),
      text: td.textContent
    }))
    cells`)) as Row[]
  const cells = data.rows.flatMap((row: Row) =>
    row.cells.map((cell: Row) => ({ ...cell, agency: row.agency.label }))
  )
  t.equal(shown.length, 9)
  const say = 'In the editors’ words: '
  for (const [i, { claims, topic, agency, nothingOnRecord }] of cells.entries()) {
    const { text, ...cell } = shown[i]
    const quotes = claims.flatMap((claim: Row) => claim.quotes)
    t.strictSame(cell, {
      headers: [agency, topic.label],
      quotes: quotes.map(({ exact }: Row) => exact),
      states: quotes.map(({ state }: Row) => state),
      dates: claims.map(({ statement }: Row) => statement.issuedOn ?? ''),
      assessments: claims.flatMap(({ assessments }: Row) =>
        assessments.map(({ author }: Row) => (author.person ?? author.publisher).label)
      ),
      propositions: claims.map(({ proposition }: Row) => say + proposition),
      nothing: nothingOnRecord ? ['Nothing on record.'] : []
    })
    for (const { assessments, statuteReferences } of claims) {
      for (const { rating } of assessments)
        if (rating.label) t.match(text, `Rated ${scale(rating)}`)
      for (const { citedAs, lawAtStatement } of statuteReferences)
        for (const { summary } of lawAtStatement.versions) {
          t.match(text, `referred to as “${citedAs}”`)
          t.match(text, summary)
          t.match(text, 'As it stood that day: in force, from August 1, 2020')
        }
    }
  }
  t.ok(cells.some(({ nothingOnRecord }: Row) => nothingOnRecord))
  t.match(shown[0].text, 'December 2, 2025 (uncertain)')
  t.match(shown[0].text, 'Quote not verified here: the captured text is not held.')
  t.match(shown[8].text, 'Quote verified: these words stand in the captured text.')
  t.match(shown[8].text, 'captured December 3, 2025')
  t.equal(
    await page.getByRole('link', { name: 'A release' }).first().getAttribute('href'),
    'https://pd.example/release'
  )
  await isAccessible(t, visit)
  isSelfContained(t, visit, examples)
})

t.test('headers stay in sight; on a phone each agency is a card that keeps them', async (t) => {
  const { page } = await open(`/comparison-table/?${compared}`)
  const header = page.getByRole('columnheader', { name: 'Duty to intercede' })
  await header.waitFor()
  const scroller = page.getByRole('region', { name: 'The comparison' })
  // By keyboard alone: to the region, down in it, and a detail opened.
  const isThere = () => page.evaluate('document.activeElement.matches(".scroller")')
  for (let tabs = 0; tabs < 9 && !(await isThere()); tabs++) await page.keyboard.press('Tab')
  t.ok(await isThere(), 'the region that scrolls can be focused')
  await page.keyboard.press('PageDown')
  await until(page, 'document.querySelector(".scroller").scrollTop > 100')
  const top = async (place: typeof header) => Math.round((await place.boundingBox())?.y ?? -1)
  t.ok(Math.abs((await top(header)) - (await top(scroller))) < 8, 'the header is on top')
  await page.keyboard.press('Tab')
  const open1 = 'document.activeElement.parentElement.open'
  while (!(await page.evaluate('document.activeElement.matches("td summary")')))
    await page.keyboard.press('Tab')
  t.equal(await page.evaluate(open1), false)
  await page.keyboard.press('Enter')
  t.equal(await page.evaluate(open1), true)

  const label = page.locator('td .topic').first()
  t.notOk(await label.isVisible())
  await page.setViewportSize({ width: 390, height: 844 })
  t.ok(await label.isVisible())
  t.equal(await page.getByRole('columnheader').count(), 4)
  t.equal(await page.getByRole('rowheader').count(), 3)
  t.equal(await page.getByRole('cell').count(), 9)

  await page.emulateMedia({ media: 'print' })
  await page.evaluate('dispatchEvent(new Event("beforeprint"))')
  t.equal(await page.locator('#comparison details:not([open])').count(), 0, 'paper shows all')
  t.equal(
    await page.evaluate('getComputedStyle(document.querySelector(".scroller")).overflow'),
    'visible'
  )
})

t.test('agencies and topics are chosen by keyboard; the address holds them', async (t) => {
  const { page } = await open('/comparison-table/')
  await page.getByRole('checkbox', { name: 'Edina Police Department' }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('checkbox', { name: 'Agent masking' }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await page.waitForURL(/agency=edina-pd&topic=agent-masking/)
  await page.locator('tbody mark').first().waitFor()
  t.equal(await page.getByRole('cell').count(), 1)
})

t.test('dates are told as they are known', async (t) => {
  const { page } = await open('/')
  const dates: Record<string, string> = {
    '2025-12-02': 'December 2, 2025',
    '2025-12-02?': 'December 2, 2025 (uncertain)',
    '2025-12-02~': 'about December 2, 2025',
    '2025-12%': 'about December 2025 (uncertain)',
    '2025-12': 'December 2025',
    '2025-12-XX': 'December 2025, day not known',
    '2025-XX-XX': '2025, month not known',
    'XXXX-12-02': 'December 2, year not known',
    '202X': 'in 2020–2029',
    '2025': '2025',
    '2025-12-02/2026-01': 'from December 2, 2025 to January 2026',
    '2025-12-02/..': 'since December 2, 2025',
    '2025-12-02/': 'from December 2, 2025, end not known',
    '../2025': 'until 2025, beginning not known',
    Y20000: 'Y20000 (EDTF)',
    '': 'date not on record'
  }
  const told = await page.evaluate(`import('/shared/onrecord.js').then(({ tellDate }) =>
    ${JSON.stringify(Object.keys(dates))}.map((date) => tellDate(date)))`)
  t.strictSame(told, Object.values(dates))
})

t.test('the API away, a question it refuses, and one too many, are told', async (t) => {
  const { detail } = (await get('/v1/compare?agency=nobody&topic=duty')).body
  const refused = await open('/comparison-table/?agency=nobody&topic=duty')
  const alert = refused.page.getByRole('alert')
  t.match(await alert.innerText(), detail)
  t.equal(await alert.getByRole('button').count(), 0, 'asking again would not help')
  isSelfContained(t, refused, examples, /400/)

  // One that is away, then comes up, and answers one request a minute.
  const port = await freePort()
  const path = `/comparison-table/?${compared}&api=http://127.0.0.1:${port}`
  const { page, requests } = await open(path)
  t.match(await page.getByRole('alert').innerText(), 'The API cannot be reached')
  const config = loadConfig({ RATE_LIMIT_ANONYMOUS: '1' })
  const strict = await buildApp({ pool: editor.pool, config })
  t.teardown(() => strict.close())
  await strict.listen({ host: '127.0.0.1', port })
  await page.clock.install()
  await page.getByRole('button', { name: 'Try again' }).focus()
  await page.keyboard.press('Enter')
  const tooMany = page.getByRole('alert').filter({ hasText: '429' })
  const [, seconds] = /in (\d+) second/.exec(await tooMany.innerText()) ?? []
  t.ok(Number(seconds) > 0 && Number(seconds) <= 60, 'it tells how long')
  const asked = requests.length
  await page.clock.runFor((Number(seconds) - 1) * 1000)
  t.equal(requests.length, asked, 'it is patient')
  const again = page.waitForRequest(/compare/)
  await page.clock.runFor(2000)
  await again
})
const freePort = () =>
  new Promise<number>((resolve) => {
    const server = http.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

t.test('what the record holds is shown as text, whatever it looks like', async (t) => {
  const id = await idOf('claims', 's:markup')
  for (const path of [
    '/comparison-table/?agency=town-pd&topic=force&limit=10',
    `/claim-card/card.html?claim=${id}`
  ]) {
    const visit = await open(path)
    await visit.page.getByText(markup).first().waitFor()
    t.not(await visit.page.title(), 'run')
    t.equal(await visit.page.locator('main :is(img, b)').count(), 0)
    isSelfContained(t, visit, examples)
  }
})

t.test('the dashboard counts what the facets count, in plots and in tables', async (t) => {
  const visit = await open('/dashboard/')
  const { page } = visit
  await page.locator('.plot .ct-bar').first().waitFor({ state: 'attached' })
  const facets: Row[] = [
    ...(await get('/v1/statements/facets?by=issuedOn:month')).body.data,
    ...(await get('/v1/claims/facets?by=agency,topic,kind')).body.data,
    ...(await get('/v1/assessments/facets?by=authorPublisher,authorPerson')).body.data
  ]
  await until(page, `document.querySelectorAll('.plot svg').length === ${facets.length}`)
  const shown =
    (await page.evaluate(`[...document.querySelectorAll('#plots > section')].map((section) => ({
    rows: [...section.querySelectorAll('tbody td')].map((each) => Number(each.textContent)),
    total: Number(section.querySelector('tfoot td').textContent),
    bars: [...section.querySelectorAll('.ct-bar')]
      .map((bar, i) => [bar.getBoundingClientRect(), section.querySelectorAll('.count')[i].textContent])
      .sort(([a], [b]) => a.top - b.top || a.left - b.left)
      .map(([{ width, height }, count]) => [Math.max(width, height), Number(count)]),
    notes: section.querySelector('.onrecord-quiet').textContent
  }))`)) as Row[]
  for (const [i, { by, buckets, missing, total }] of facets.entries()) {
    const { rows, bars, notes } = shown[i]
    t.strictSame(rows, [...buckets.map(({ count }: Row) => count), missing], by)
    t.equal(shown[i].total, total)
    t.match(notes, new RegExp(`counted, ${missing} of ${total} `))
    t.strictSame([...bars.map(([, count]: number[]) => count)].sort(), [...rows].sort())
    // A bar is as long as its count is great.
    const [longest, most] = bars.reduce((a: number[], b: number[]) =>
      (b[1] as number) > (a[1] as number) ? b : a
    )
    for (const [length, count] of bars)
      t.ok(Math.abs(length / longest - count / most) < 0.15 || !count, `${by}: ${count}`)
  }
  t.ok(facets[0].missing > 0, 'some have no date')
  await isAccessible(t, visit)
  isSelfContained(t, visit, examples)
})

t.test(
  'filters are set by keyboard, held in the address, and told where they do not hold',
  async (t) => {
    const { page } = await open('/dashboard/?kind=duty')
    const agency = page.getByLabel('Agency', { exact: true })
    await agency.focus()
    await page.keyboard.type('Minneapolis')
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'Count' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/agency=minneapolis-pd&kind=duty&api=/)
    const applied = page.locator('#applied[role=status]')
    await applied.getByText('agency: minneapolis-pd; kind of claim: duty').waitFor()
    const { data } = (await get('/v1/claims/facets?by=topic&agency=minneapolis-pd&kind=duty')).body
    const section = (name: string) => page.getByRole('region', { name })
    const topic = section('Claims by topic')
    await topic.locator('tbody').waitFor()
    t.strictSame(await topic.locator('tbody th').allInnerTexts(), [
      ...data[0].buckets.map(({ link }: Row) => link.label),
      'No topic'
    ])
    const told = 'Not narrowed by kind of claim: duty: the API has no such filter here.'
    await section('Statements by month').getByText(told).waitFor()
    // A name in a table leads to what it counts.
    await topic.getByRole('link').first().focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`topic=${data[0].buckets[0].value}`))
  }
)

t.test('the server of the examples gives their files and nothing else', async (t) => {
  const types: Record<string, RegExp> = {
    '/': /^text\/html/,
    '/shared/page.css': /^text\/css/,
    '/claim-card/onrecord-claim.js': /^text\/javascript/,
    '/dashboard/chartist.js': /^text\/javascript/
  }
  for (const [path, type] of Object.entries(types)) {
    const answer = await fetch(origin + path)
    t.equal(answer.status, 200)
    t.match(answer.headers.get('content-type'), type)
  }
  const status = (path: string, method = 'GET') =>
    new Promise((resolve) => {
      const { port } = new URL(origin)
      http
        .request({ port, path, method }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
        .end()
    })
  for (const path of [
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpublic%2fpage.css',
    '/shared/..%2f..%2fpublic%2fdocs.html',
    '/mirror.mjs',
    '/shared',
    '/%00',
    '/%'
  ])
    t.equal(await status(path), 404, path)
  t.equal(await status('/', 'POST'), 405)
  t.equal(await status('/', 'HEAD'), 200)
})

t.test('a card shows the claim in its context, and says what changes after', async (t) => {
  const id = await idOf('claims', 's:claim')
  const visit = await open(`/claim-card/card.html?claim=${id}`)
  const { page } = visit
  await page.locator('blockquote').first().waitFor()
  const { claim, law, assessments } = (await get(`/v1/claims/${id}/context`)).body
  const text = await page.locator('article').innerText()
  t.strictSame(
    await page.locator('mark').allInnerTexts(),
    claim.quotes.map(({ exact }: Row) => exact)
  )
  const held = await get(`/v1/sources/${claim.statement.source.id}/captures/1`)
  t.match(
    await page.locator('blockquote').first().innerText(),
    new RegExp(`The chief 👮🏽 said: “${claim.quotes[0].exact}.” He said it twice`),
    'with what stands around it in the captured text'
  )
  t.match(held.body.text, claim.quotes[0].exact)
  t.equal(await page.getByRole('heading', { level: 2 }).innerText(), claim.proposition)
  for (const { author, rating, body } of assessments) {
    const card = page.getByRole('listitem').filter({ hasText: body })
    t.match(await card.innerText(), (author.person ?? author.publisher).label)
    t.match(await card.innerText(), scale(rating))
  }
  t.match(text, law[0].statute.citation)
  await page.getByText('As it stood that day').click()
  t.ok(await page.getByText(law[0].lawAtStatement.versions[0].summary, { exact: true }).isVisible())
  const cited = new URL(
    (await page.getByRole('link', { name: '?asOf=' }).getAttribute('href')) ?? ''
  )
  t.equal((await get(cited.pathname + cited.search)).body.revision, claim.revision)
  t.match(text, `claim ${id}, revision ${claim.revision}, as of `)
  await isAccessible(t, visit)
  isSelfContained(t, visit, examples)

  // Nothing has changed at first; then a word of the record, and the text of the source.
  const moment = new Date(Date.now() + 2).toISOString()
  const fresh = await open(`/claim-card/card.html?claim=${id}&as-of=${moment}`)
  // Answers may be half a minute old; here each has to be new.
  const devtools = await fresh.page.context().newCDPSession(fresh.page)
  await devtools.send('Network.enable')
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true })
  const since = async () => {
    await fresh.page.reload()
    await fresh.page.locator('footer').waitFor()
    return fresh.page.locator('article')
  }
  t.match(await (await since()).innerText(), 'Unchanged since it was embedded')
  const { headers } = await get(`/v1/claims/${id}`)
  const proposition = 'The officers will intervene.'
  const ifMatch = { 'if-match': String(headers['etag']) }
  const edit = await send('PATCH', `/v1/claims/${id}?reason=Plainer`, { proposition }, ifMatch)
  t.equal(edit.status, 200)
  const text2 = 'The chief said: “Officers may intervene.”\n'
  const capture = { text: text2, mediaType: 'text/plain', capturedAt: '2025-12-09T08:00:00Z' }
  const captured = await send('POST', `/v1/sources/${claim.statement.source.id}/captures`, {
    ...capture,
    status: 'published'
  })
  t.equal(captured.status, 201)
  const changed = await since()
  t.match(await changed.innerText(), /Edited since it was embedded .*\s+2 changes/)
  await changed.getByText('2 changes').click()
  t.match(
    await changed.getByText('The claim, revision 2').innerText(),
    /updated – proposition.* – Plainer/
  )
  t.match(await changed.innerText(), /text is another in capture 2 \(December 9, 2025/)
  t.match(await changed.innerText(), 'these words no longer stand there')
  t.equal(await changed.getByRole('heading', { level: 2 }).innerText(), proposition)
})

t.test('a claim that was withdrawn, merged, or never was, says so', async (t) => {
  const [gone, merged, survivor] = [
    await idOf('claims', 's:gone'),
    await idOf('claims', 's:merged'),
    await idOf('claims', 's:claim')
  ]
  const etag = String((await get(`/v1/claims/${gone}`)).headers['etag'])
  const why = 'It was never said'
  await send('DELETE', `/v1/claims/${gone}?reason=${encodeURIComponent(why)}`, undefined, {
    'if-match': etag
  })
  await send('POST', `/v1/claims/${merged}/merge`, { into: survivor })

  const withdrawn = await open(`/claim-card/card.html?claim=${gone}`)
  await withdrawn.page.getByRole('heading', { name: 'This claim was withdrawn' }).waitFor()
  const { at } = (await get(`/v1/claims/${gone}/revisions`)).body.data[0]
  const day = new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' })
  const text = await withdrawn.page.locator('article').innerText()
  t.match(text, why)
  t.match(text, day.format(new Date(at)))
  await isAccessible(t, withdrawn)
  isSelfContained(t, withdrawn, examples, /410/)

  const followed = await open(`/claim-card/card.html?claim=${merged}`)
  await followed.page.getByText('was merged into this one').waitFor()
  t.match(await followed.page.locator('footer').innerText(), survivor)
  isSelfContained(t, followed, examples)

  const never = await open('/claim-card/card.html?claim=01900000-0000-7000-8000-000000000000')
  t.match(await never.page.getByRole('alert').innerText(), '404')
  const odd = await open(`/claim-card/card.html?claim=${survivor}&as-of=yesterday`)
  t.match(await odd.page.getByRole('alert').innerText(), 'yesterday')
})

t.test(
  'in an iframe the card tells how tall it is; another claim replaces the first',
  async (t) => {
    const [first, second] = (await get('/v1/claims?fields=id,proposition&limit=2')).body.data
    const { page } = await open(`/claim-card/?claim=${first.id}`)
    await page.getByRole('heading', { name: first.proposition }).waitFor()
    const height = await page.evaluate(`new Promise((resolve) => {
    addEventListener('message', ({ data }) => data.height > 200 && resolve(data.height))
    const frame = document.createElement('iframe')
    frame.src = 'card.html?claim=${first.id}&api=${api}'
    document.body.append(frame)
  })`)
    t.ok(Number(height) > 200)
    await page.getByLabel('Claim on record').selectOption(second.id)
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('heading', { name: second.proposition }).waitFor()
    t.equal(await page.locator('onrecord-claim').getByRole('heading', { level: 2 }).count(), 1)
  }
)
