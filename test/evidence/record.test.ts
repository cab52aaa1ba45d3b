/** Evidence and law as they are read: captures, quotes through edits, restricted texts, law at a date. */
import path from 'node:path'
import jsonld from 'jsonld'
import t, { type Test } from 'tap'
import { importPaths } from '../../src/imports/import.js'
import { createApp, type TestApp } from '../support/app.js'

/** The types do not know of safe mode yet. */
const safely = { safe: true } as object
type Bundle = Record<string, Record<string, unknown>[]>
async function load(t: Test, { url }: TestApp, bundle: Bundle) {
  const folder = t.testdir({ 'bundle.json': JSON.stringify(bundle) })
  return importPaths(url, [path.join(folder, 'bundle.json')])
}
async function idOf({ get }: TestApp, list: string, externalId: string): Promise<string> {
  const { body } = await get(`/v1/${list}?externalId=${externalId}&fields=id`)
  return body.data[0].id
}
const source = (name: string) => ({ externalId: name, kind: 'press_release', title: name })
const capture = (of: string, n: number, text: string, more = {}) => ({
  externalId: `${of}:${n}`,
  source: of,
  mediaType: 'text/plain',
  capturedAt: `2026-01-0${n}T00:00:00Z`,
  text,
  ...more
})
const claimOn = (of: string, quotes: Record<string, unknown>[]): Bundle => ({
  statements: [{ externalId: `${of}:statement`, title: of, source: of }],
  claims: [
    {
      externalId: `${of}:claim`,
      statement: `${of}:statement`,
      position: 0,
      proposition: `A claim on ${of}.`,
      kind: 'policy',
      attribution: 'verbatim',
      quotes
    }
  ]
})

t.test('a release edited four times: removed, restored, doubled, made plain', async (t) => {
  const api = await createApp(t, { template: 'migrated' })
  const words = 'will intervene'
  const texts = [
    `😀 שלום e\u0301: officers ${words}.`,
    'Officers respect the law.',
    `Officers ${words}.`,
    `Officers ${words}. Truly, they ${words}.`,
    `Officers ${words}! Truly, they ${words}.`
  ]
  await load(t, api, {
    sources: [source('s')],
    captures: texts.map((text, i) => capture('s', i + 1, text)),
    ...claimOn('s', [{ capture: 's:1', exact: words, prefix: 'officers ', suffix: '.' }])
  })
  const { body } = await api.get('/v1/claims?fields=quotes')
  const [quote] = body.data[0].quotes
  const [first = ''] = texts
  t.equal(
    quote.start,
    [...first.normalize('NFC')].join('').indexOf('will') - 1,
    'code points, not UTF-16'
  )
  t.same(
    quote.inLaterCaptures.map((each: { state: string }) => each.state),
    ['orphaned', 'anchored', 'ambiguous', 'ambiguous']
  )
  const s = await idOf(api, 'sources', 's')
  const list = await api.get(`/v1/sources/${s}/captures`)
  t.same(
    list.body.data.map(({ number }: { number: number }) => number),
    [1, 2, 3, 4, 5]
  )
  const edited = await api.get('/v1/sources?edited=true&fields=externalId,edits')
  t.equal(edited.body.data[0].edits.length, 4)
  t.same((await api.get('/v1/sources?edited=false')).body.data, [])
  const statement = await api.get('/v1/statements?edited=true&fields=silentlyEdited')
  t.match(
    statement.body.data[0].silentlyEdited.map(
      (each: { claimsTouched: number }) => each.claimsTouched
    ),
    [1, 0, 1, 1]
  )

  const diff = await api.get(`/v1/sources/${s}/captures/1/diff/2`)
  t.match(diff.body, { identical: false, claims: [{ exact: words, state: 'orphaned' }] })
  t.same((await api.get(`/v1/sources/${s}/captures/2/diff/2`)).body.changes, [])
  for (const wrong of ['9', '0', 'x', '1.5'])
    t.equal((await api.get(`/v1/sources/${s}/captures/${wrong}`)).status, 404, wrong)
  t.equal((await api.get(`/v1/sources/${s}/captures/1/diff/9`)).status, 404)
  t.equal((await api.get(`/v1/sources/nobody/captures`)).status, 404)
  const both = await api.graphql(
    `{ captureDiff(source: "${s}", from: 1, to: 2) { identical claims { state exact } changes { kind } }
       verifyQuote(source: "${s}", exact: "${words}") { captures { capture { number } state matches { start } } } }`
  )
  t.same(both.body.data.captureDiff.claims, [{ state: 'orphaned', exact: words }])
  const verified = await api.app.inject({
    method: 'POST',
    url: '/v1/quotes/verify',
    payload: { source: s, exact: words }
  })
  const rest = verified.json().captures.map((each: { state: string }) => each.state)
  t.same(rest, ['anchored', 'orphaned', 'anchored', 'ambiguous', 'ambiguous'])
  t.same(
    both.body.data.verifyQuote.captures.map((each: { state: string }) => each.state),
    rest
  )
})

t.test(
  'an unchanged text is a look, not a new capture, however often it is imported',
  async (t) => {
    const api = await createApp(t, { template: 'migrated' })
    const page = `<html><body><article><p>${'Officers will not do that. '.repeat(8)}</p></article></body></html>`
    const bundle: Bundle = {
      sources: [source('s')],
      captures: [
        { externalId: 's:1', source: 's', html: page, capturedAt: '2026-01-01T00:00:00Z' },
        capture('s', 2, 'Officers will not do that. '.repeat(8).trim()),
        capture('s', 3, 'Other.'),
        capture('s', 4, 'Other.'),
        capture('s', 5, 'Officers will not do that. '.repeat(8).trim())
      ]
    }
    t.match(await load(t, api, bundle), { captures: { created: 3, unchanged: 2 } })
    t.match(await load(t, api, bundle), { captures: { created: 0, updated: 0, unchanged: 5 } })
    const s = await idOf(api, 'sources', 's')
    const { body } = await api.get(
      `/v1/sources/${s}/captures?fields=number,checks,rawSha256,sha256`
    )
    t.match(body.data, [
      { number: 1, rawSha256: /^[0-9a-f]{64}$/, checks: [{ checkedAt: '2026-01-02T00:00:00Z' }] },
      { number: 2, rawSha256: null, checks: [{ checkedAt: '2026-01-04T00:00:00Z' }] },
      { number: 3, checks: [] }
    ])
    t.equal(body.data[0].sha256, body.data[2].sha256)
    await t.rejects(
      load(t, api, { captures: [{ externalId: 'x', source: 's', html: '<p></p>' }] }),
      /no text/
    )
  }
)

t.test('a quote that is ambiguous or missing is refused, and nothing is written', async (t) => {
  const api = await createApp(t, { template: 'migrated' })
  const base = {
    sources: [source('s')],
    captures: [capture('s', 1, 'They will. “They will.” No\u00a0one else.')]
  }
  const refused: [Record<string, unknown>, RegExp][] = [
    [{ exact: 'They will' }, /more than once/],
    [{ exact: '"They will."' }, /does not stand/],
    [{ exact: 'No one' }, /does not stand/],
    [{ exact: 'They will', start: 1, end: 10 }, /does not stand in its capture at 1/]
  ]
  for (const [quote, message] of refused) {
    await t.rejects(
      load(t, api, { ...base, ...claimOn('s', [{ capture: 's:1', ...quote }]) }),
      message
    )
    t.equal((await api.get('/v1/sources?count=exact')).body.meta.count.value, 0)
  }
  await load(t, api, {
    ...base,
    ...claimOn('s', [{ capture: 's:1', exact: 'They will', suffix: '.”' }])
  })
  t.match((await api.get('/v1/claims')).body.data[0].quotes, [
    { start: 12, end: 21, state: 'anchored' }
  ])
  const fold = await api.app.inject({
    method: 'POST',
    url: '/v1/quotes/verify',
    payload: { text: '“They will.” No\u00a0one', exact: '"They will." No one', fold: true }
  })
  t.match(fold.json().captures, [{ state: 'orphaned', matches: [{ folded: true, start: 0 }] }])
})

t.test('a restricted text is served by no door, but for its published quotes', async (t) => {
  const api = await createApp(t, { template: 'migrated' })
  const secret = 'CANARYWORD'
  const text = `The ${secret} said: officers will not assist. ${secret} again.`
  await load(t, api, {
    sources: [source('s')],
    captures: [
      capture('s', 1, text, { restricted: true }),
      capture('s', 2, `${text} More ${secret}.`, { restricted: true })
    ],
    ...claimOn('s', [{ capture: 's:1', exact: 'officers will not assist' }])
  })
  const s = await idOf(api, 'sources', 's')
  const { body } = await api.get(`/v1/sources/${s}/captures`)
  const [first] = body.data
  const doors = [
    `/v1/sources/${s}?include=captures`,
    `/v1/sources/${s}/captures`,
    `/v1/sources/${s}/captures/1?fields=text`,
    `/v1/sources/${s}/captures/1/diff/2`,
    '/v1/claims?include=quotes.capture.source.captures',
    '/v1/claims?fields=quotes.capture.text,quotes.inLaterCaptures.capture.text',
    '/v1/statements?include=silentlyEdited.from,silentlyEdited.to,source.captures'
  ]
  for (const door of doors) {
    const answer = await api.get(door)
    t.equal(answer.status, 200, door)
    t.notMatch(JSON.stringify(answer.body), secret, door)
  }
  const verify = (payload: object) =>
    api.app.inject({ method: 'POST', url: '/v1/quotes/verify', payload })
  for (const exact of [secret, 'T', ' ', 'said: officers will not assist', `The ${secret} said`]) {
    const answer = (await verify({ capture: first.id, exact })).json()
    t.same(
      answer.captures.map((each: { state: string; matches: [] }) => [each.state, each.matches]),
      [['unverified', []]]
    )
  }
  const published = (await verify({ capture: first.id, exact: 'officers will not assist' })).json()
  t.match(published.captures, [{ state: 'anchored', matches: [{ prefix: '', suffix: '' }] }])
  const graph = await api.graphql(
    `{ sources { nodes { captures { nodes { text restricted } } } }
       node(id: "${first.id}") { ... on Capture { text sha256 } }
       captureDiff(source: "${s}", from: 1, to: 2) { changes { from { text } to { text } } } }`
  )
  t.notMatch(JSON.stringify(graph.body), secret)
  t.equal(graph.body.data.node.text, null)
})

t.test('what is wrong with a body is named by a pointer', async (t) => {
  const api = await createApp(t, { template: 'migrated' })
  const cases: [string, object, string, number][] = [
    ['/v1/quotes/verify', { exact: 'x' }, '', 400],
    ['/v1/quotes/verify', { exact: '', text: 'x' }, '/exact', 400],
    ['/v1/quotes/verify', { exact: 'x', text: 'x', capture: 'y' }, '', 400],
    ['/v1/quotes/verify', { exact: 'x', source: 'nobody' }, '/source', 400],
    ['/v1/quotes/verify', { exact: 5, text: 'x' }, '/exact', 400],
    ['/v1/citations/parse', {}, '/text', 400],
    ['/v1/citations/parse', { text: 'x', jurisdiction: 'Minnesota' }, '/jurisdiction', 400]
  ]
  for (const [url, payload, pointer, status] of cases) {
    const answer = await api.app.inject({ method: 'POST', url, payload })
    t.equal(answer.statusCode, status, JSON.stringify(payload))
    t.match(answer.json().errors[0], { pointer })
  }
  t.equal((await api.get('/v1/statutes/resolve?citation=x&when=2020')).status, 400)
  t.equal((await api.get('/v1/statutes/resolve')).body.errors[0].parameter, 'citation')
  t.equal((await api.get('/v1/statutes?on=2020-13-01')).body.errors[0].parameter, 'on')
})

t.test('the law on the day before, the day of and the day after each boundary', async (t) => {
  const api = await createApp(t)
  const on = async (day: string) => {
    const { body } = await api.get(
      `/v1/statutes/us-mn-stat-609.066?on=${day}&fields=versionsOnDay.legalForce,versionsOnDay.effectiveFrom`
    )
    const { data } = (
      await api.graphql(
        `{ statute(id: "us-mn-stat-609.066", on: "${day}") { versionsOnDay { nodes { legalForce effectiveFrom } } } }`
      )
    ).body
    t.same(data.statute.versionsOnDay.nodes, body.versionsOnDay, 'both doors agree')
    return body.versionsOnDay[0]?.effectiveFrom
  }
  t.equal(await on('2021-02-28'), null)
  t.equal(await on('2021-03-01'), '2021-03-01')
  t.equal(await on('2021-09-12'), '2021-03-01')
  t.equal(await on('2021-09-13'), '2021-09-13')
  t.equal(await on('2021-12-16'), '2021-09-13')
  t.equal(await on('2021-12-17'), '2021-12-17')
  const { body } = await api.get(
    '/v1/statutes/us-mn-stat-626.8475?on=2020-07-31&fields=versionsOnDay'
  )
  t.same(body.versionsOnDay, [])
})

t.test(
  'a reference tells the law at the statement, the event and today, as sure as the dates are',
  async (t) => {
    const api = await createApp(t)
    const dates: [string, string | null, string, number][] = [
      ['day', '2021-10-01', 'version', 1],
      ['month', '2021-09', 'versions', 2],
      ['open', '2021-12-17/..', 'version', 1],
      ['long', '2021', 'versions', 4],
      ['unknown', null, 'date_unknown', 0],
      ['yearless', 'XXXX-12-02', 'date_unknown', 0]
    ]
    await load(t, api, {
      sources: [source('s')],
      events: [
        {
          externalId: 'e',
          name: 'E',
          kind: 'hearing',
          startsOn: '2021-09-12',
          endsOn: '2021-09-14'
        }
      ],
      statements: dates.map(([name, issuedOn]) => ({
        externalId: name,
        title: name,
        source: 's',
        event: 'e',
        issuedOn
      })),
      statuteReferences: dates.map(([name]) => ({
        externalId: `r:${name}`,
        statement: name,
        statute: 'us-mn-stat-609.066',
        citedAs: 'section 609.066',
        relation: 'names',
        resolution: 'stated'
      }))
    })
    for (const [name, date, answer, versions] of dates) {
      const { body } = await api.get(`/v1/statute-references?externalId=r:${name}&on=2020-01-01`)
      const [reference] = body.data
      t.match(reference.lawAtStatement, { date, answer }, name)
      t.equal(reference.lawAtStatement.versions.length, versions, name)
      t.match(reference.lawAtEvent, { date: '2021-09-12/2021-09-14', answer: 'versions' })
      t.match(reference.lawOnDay, { date: '2020-01-01', answer: 'version' })
    }
    const before = await api.get(
      `/v1/statute-references?statute=Minn.+Stat.+§+626.8475&on=2019-01-01&fields=lawOnDay.answer`.replace(
        '§',
        '%C2%A7'
      )
    )
    t.ok(before.body.data.length > 0)
    t.ok(
      before.body.data.every(
        (each: { lawOnDay: { answer: string } }) => each.lawOnDay.answer === 'none'
      )
    )
  }
)

t.test(
  'a citation finds its statute, by path, filter and resolution, and is flagged where it cannot',
  async (t) => {
    const api = await createApp(t)
    const resolve = async (citation: string, more = '') =>
      (await api.get(`/v1/statutes/resolve?citation=${encodeURIComponent(citation)}${more}`)).body
        .citations
    t.match(await resolve('Minn. Stat. § 626.8475', '&on=2020-07-31'), [
      { statute: { slug: 'us-mn-stat-626.8475', versionsOnDay: [] } }
    ])
    t.match(await resolve('Minnesota Statutes, section 626.8475(a)(1)'), [
      { pinpointKnown: true, pinpoint: '(a)(1)' }
    ])
    t.match(await resolve('Minn. Stat. § 626.8475(z)'), [{ pinpointKnown: false }])
    t.match(await resolve('Nev. Rev. Stat. § 193.355'), [
      { statute: { renumberedTo: { slug: 'us-nv-nrs-193.308' } } }
    ])
    t.match(await resolve('Duty to Intercede'), [
      { popularName: { name: 'duty to intercede' }, statute: { slug: 'us-mn-stat-626.8475' } }
    ])
    t.match(await resolve('section 626.8475'), [{ statute: null, reason: 'ambiguous-code' }])
    t.match(await resolve('section 626.8475', '&jurisdiction=us-mn'), [
      { statute: { slug: 'us-mn-stat-626.8475' } }
    ])
    t.match(await resolve('Minn. Stat. § 999.999'), [{ statute: null, reason: 'not-on-record' }])
    t.same(await resolve('hello'), [])
    const byFilter = await api.get(
      `/v1/claims?statute=${encodeURIComponent('Minn. Stat. § 626.8475')}&fields=id`
    )
    t.same(
      byFilter.body.data,
      (await api.get('/v1/claims?statute=us-mn-stat-626.8475&fields=id')).body.data
    )
    t.ok(byFilter.body.data.length)
    t.equal(
      (await api.get(`/v1/statutes/${encodeURIComponent('RCW 10.93.190')}`)).body.slug,
      'us-wa-rcw-10.93.190'
    )
    t.equal(
      (await api.get(`/v1/claims?statute=${encodeURIComponent('Minn. Stat. § 9.9')}`)).body.code,
      'unknown_reference'
    )
    const text = '😀 8 U.S.C. §§ 1373, 1644 and RCW 10.93.190.'
    const parsed = await api.app.inject({
      method: 'POST',
      url: '/v1/citations/parse',
      payload: { text }
    })
    for (const { start, end, text: words } of parsed.json().citations)
      t.equal([...text].slice(start, end).join(''), words)
    api.statements.length = 0
    await api.app.inject({
      method: 'POST',
      url: '/v1/citations/parse',
      payload: { text: 'RCW 10.93.190 '.repeat(500) }
    })
    t.equal(api.statements.length, 2, 'two statements, whatever the text holds')
    const graph = await api.graphql(
      '{ resolveCitation(citation: "RCW 10.93.190") { canonical statute { slug } } parseCitations(text: "x") { text } }'
    )
    t.match(graph.body.data, {
      resolveCitation: { statute: { slug: 'us-wa-rcw-10.93.190' } },
      parseCitations: []
    })
  }
)

t.test('JSON-LD is sound, and a ClaimReview only where a named author rates a claim', async (t) => {
  const api = await createApp(t)
  await load(t, api, {
    sources: [source('s')],
    assessments: [
      {
        externalId: 'rated',
        author: { person: 'jacob-frey' },
        source: 's',
        kind: 'rating',
        targets: [{ claim: 'seed:c08' }],
        rating: { label: 'Mostly so', value: 4, best: 5, worst: 1 }
      }
    ]
  })
  for (const list of ['claims', 'statements', 'statutes', 'assessments']) {
    const { headers, body } = await api.get(`/v1/${list}?limit=200`, {
      accept: 'application/ld+json'
    })
    t.match(headers, { 'content-type': /^application\/ld\+json/, vary: /Accept/ })
    const expanded = await jsonld.expand(body, safely)
    t.equal(expanded.length, body['@graph'].length, `${list} expand in safe mode`)
    t.notMatch(JSON.stringify(body), /"author":\{[^}]*OnRecord/)
    const { body: plain } = await api.get(`/v1/${list}?limit=1&fields=id`)
    const one = await api.get(`/v1/${list}/${plain.data[0].id}.jsonld`)
    t.equal(one.status, 200)
    t.equal(one.body['@id'], `urn:uuid:${plain.data[0].id}`)
  }
  const { body } = await api.get('/v1/assessments?limit=200', { accept: 'application/ld+json' })
  const reviews = body['@graph'].filter(
    (each: { '@type': string }) => each['@type'] === 'ClaimReview'
  )
  t.match(reviews, [
    {
      author: { '@type': 'Person', name: /Frey/ },
      reviewRating: { ratingValue: 4, alternateName: 'Mostly so' },
      claimReviewed: /Minneapolis/
    }
  ])
  t.equal(reviews.length, 1)
  t.equal((await api.get('/v1/topics', { accept: 'application/ld+json' })).status, 406)
  t.equal((await api.get('/v1/claims?fields=id', { accept: 'application/ld+json' })).status, 400)
})

t.test('every reference of the dataset is read, and every quote has its state', async (t) => {
  const api = await createApp(t)
  const { body } = await api.get('/v1/statutes?limit=200&fields=citation,slug')
  for (const { citation, slug } of body.data) {
    const [found, ...others] = (
      await api.get(`/v1/statutes/resolve?citation=${encodeURIComponent(citation)}`)
    ).body.citations
    if (found?.statute) t.equal(found.statute.slug, slug, citation)
    else
      t.match(slug, /policy|directive|statement|uof|dhs|doj|ag/, `${citation} is no code section`)
    t.ok(others.length < 2)
  }
  const claims = await api.get('/v1/claims?limit=200&fields=quotes.state')
  const states = claims.body.data.flatMap((claim: { quotes: { state: string }[] }) =>
    claim.quotes.map((each) => each.state)
  )
  t.ok(states.length >= 28 && states.every((state: string) => state === 'unverified'))
})
