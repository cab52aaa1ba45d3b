/** The bundled dataset as readers get it, held against what its sources yield, claim by claim. */
import fs from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { supplyCaptureText } from '../../src/imports/capture-text.js'
import { rootPath } from '../../src/paths.js'
import { createApp } from '../support/app.js'

const bundle = (name: string) => JSON.parse(fs.readFileSync(rootPath('data/record', name), 'utf8'))
const seed = bundle('40-seed.json')
const api = await createApp(t)
const all = async (list: string, query = '') =>
  (await api.get(`/v1/${list}?limit=200${query}`)).body.data

t.test('it holds what a careful reading of its source yields', async (t) => {
  const counts: [string, number][] = [
    ['claims', 28],
    ['assessments', 12],
    ['relations', 17],
    ['topics', 12],
    ['statements', 4],
    ['events', 2],
    ['people', 5],
    ['statutes', 41],
    ['statute-references', 3]
  ]
  for (const [list, count] of counts) {
    const { body } = await api.get(`/v1/${list}?count=exact`)
    t.equal(body.meta.count.value, count, list)
  }
  const agencies = ['bloomington-pd', 'edina-pd', 'minneapolis-pd', 'ice', 'dhs']
  for (const slug of agencies) t.equal((await api.get(`/v1/agencies/${slug}`)).status, 200, slug)
  const listed = await api.get('/v1/agencies?identifier[exists]=true&count=exact')
  t.equal(listed.body.meta.count.value, 442, 'the agencies of Minnesota')
})

t.test('each claim is read as it was written, by both doors', async (t) => {
  const claims = await all('claims', '&include=claimants')
  const { body } = await api.graphql(
    '{ claims(first: 200) { nodes { externalId proposition kind attribution quotes { exact start end } } } }'
  )
  for (const written of seed.claims) {
    const rest = claims.find(
      (each: { externalId: string }) => each.externalId === written.externalId
    )
    const { externalId, proposition, kind, attribution } = written
    t.match(rest, { proposition, kind, attribution, position: written.position }, externalId)
    const quotes = written.quotes.map(({ exact, start, end }: Record<string, unknown>) => ({
      exact,
      start,
      end
    }))
    t.match(rest.quotes, quotes, `${externalId}: its words`)
    t.same(
      rest.topics.map(({ slug }: { slug: string }) => slug),
      written.topics
    )
    t.equal(rest.claimants.length, written.claimants.length)
    const node = body.data.claims.nodes.find(
      (each: { externalId: string }) => each.externalId === externalId
    )
    t.same(node, { externalId, proposition, kind, attribution, quotes })
  }
})

t.test('judgements and relations have their authors, and nobody rates', async (t) => {
  const assessments = await all('assessments', '&include=author')
  t.ok(
    assessments.every((each: { author: { person: { slug: string } } }) =>
      each.author.person.slug.startsWith('unnamed')
    )
  )
  t.ok(
    assessments.every((each: { rating: object }) =>
      Object.values(each.rating).every((value) => value === null)
    )
  )
  const relations = await all('relations')
  for (const { assertedBy } of relations)
    t.equal(
      [assertedBy.person, assertedBy.publisher, assertedBy.editors || null].filter(Boolean).length,
      1
    )
  t.equal(
    relations.filter((each: { assertedBy: { editors: boolean } }) => each.assertedBy.editors)
      .length,
    4
  )
})

t.test('what the source leaves open stays open', async (t) => {
  const [conference] = await all('events', '&kind=press_conference')
  t.match(conference, {
    startsOn: '2025-12-02?',
    startsOnDetails: { text: 'December 2nd', stated: 'XXXX-12-02' }
  })
  t.ok(conference.startsOnDetails.basis)
  const [operation] = await all('events', '&slug=operation-metro-surge')
  t.match(operation, { startsOn: null, startsOnDetails: { text: /recent weeks/i } })
  const [capture] = (await all('sources', '&externalId=seed:article&include=captures'))[0].captures
  t.match(capture, { text: null, length: 4096, sha256: /^21e4e090/ })
  const claims = await all('claims', '&fields=quotes.state')
  t.ok(
    claims.every((each: { quotes: { state: string }[] }) =>
      each.quotes.every(({ state }) => state === 'unverified')
    )
  )
  const stPaul = await api.get('/v1/agencies?name[contains]=St. Paul Police&fields=id,slug')
  for (const { id } of stPaul.body.data)
    t.same((await api.get(`/v1/statements?agency=${id}`)).body.data, [])
})

t.test('the law and the places are as their sources have them', async (t) => {
  const saintPaul = await api.get(
    `/v1/jurisdictions/${encodeURIComponent('ocd-division/country:us/state:mn/place:saint_paul')}`
  )
  t.equal(saintPaul.body.ocdId, 'ocd-division/country:us/state:mn/place:st_paul')
  const old = await api.get('/v1/statutes/us-nv-nrs-193.355?fields=renumberedTo.citation')
  t.equal(old.body.renumberedTo.citation, 'NRS 193.308')
  const deadlyForce = await api.get('/v1/statutes/us-mn-stat-609.066?include=versions')
  t.equal(deadlyForce.body.versions.length, 4)
  const inMinnesota = await api.get(
    '/v1/claims?jurisdiction=ocd-division/country:us/state:mn&count=exact'
  )
  t.ok(inMinnesota.body.meta.count.value > 0)
})

const article = path.resolve('../shared/data/seed_article.txt')
t.test('with its text supplied, every quote stands where it is said to', async (t) => {
  if (!fs.existsSync(article))
    return t.pass('the text is not here: a text of our own is tried elsewhere')
  const { url, get } = await createApp(t)
  const [supplied] = await supplyCaptureText(url, article)
  t.ok((supplied?.quotes ?? 0) >= 28)
  const { body } = await get('/v1/claims?limit=200&fields=quotes.state')
  t.ok(
    body.data.every((each: { quotes: { state: string }[] }) =>
      each.quotes.every(({ state }) => state === 'anchored')
    )
  )
})
