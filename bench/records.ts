/**
 * The data set: any of its records can be made from its resource and number alone. Ids are fixed, so
 * that requests can be drawn without asking the database.
 */
import type { ResourceName } from '../src/resources/define.js'
import { Random } from './random.js'
import { prose, title } from './text.js'

/** Raised with every change of the data, so that databases of an earlier one are not used again. */
export const dataVersion = 1

export type Sizes = Record<(typeof generated)[number], number>
/** In an order in which each links only to those before it. */
export const generated = [
  'jurisdictions',
  'publishers',
  'agencies',
  'people',
  'events',
  'sources',
  'topics',
  'statutes',
  'statuteVersions',
  'statements',
  'claims',
  'statuteReferences',
  'assessments'
] as const satisfies ResourceName[]
type Generated = (typeof generated)[number]

/**
 * `scale` multiplies what is said. Who says it, about what and under which law stays the same, so
 * that ten times the claims means ten times the matches of every filter.
 */
export const sizesAt = (scale: number): Sizes => ({
  jurisdictions: 551,
  publishers: 100,
  agencies: 500,
  people: 2000,
  events: 200,
  topics: 40,
  statutes: 200,
  statuteVersions: 200,
  sources: 10_000 * scale,
  statements: 20_000 * scale,
  claims: 100_000 * scale,
  statuteReferences: 150_000 * scale,
  assessments: 30_000 * scale
})

/** So far apart are the instants of two ids. */
export const idStepMs = 40
/** A UUIDv7, made one after the other within its resource. Beyond scale 1 its last digits recur (grow.ts). */
export function idOf(resource: Generated, n: number): string {
  const instant = (1_704_067_200_000 + n * idStepMs).toString(16).padStart(12, '0')
  const kind = generated.indexOf(resource).toString(16).padStart(3, '0')
  const random = new Random(`id ${resource} ${n % sizesAt(1)[resource]}`)
  const tail = Array.from({ length: 15 }, () => random.below(16).toString(16)).join('')
  return `${instant.slice(0, 8)}-${instant.slice(8)}-7${kind}-8${tail.slice(0, 3)}-${tail.slice(3)}`
}

export function recordOf(resource: Generated, n: number, sizes: Sizes): Record<string, unknown> {
  const random = new Random(`${resource} ${n}`)
  const make = makers[resource]
  return { id: idOf(resource, n), externalId: key(resource, n), ...make(n, random, sizes) }
}

const key = (resource: Generated, n: number) => `${resource}-${n}`
const one = (resource: Generated, random: Random, sizes: Sizes) =>
  key(resource, random.below(sizes[resource]))
const several = (resource: Generated, count: number, random: Random, sizes: Sizes) =>
  random.several(count, sizes[resource]).map((n) => key(resource, n))

/** Ten years of days; now and then just the month or the year is known, or not even that. */
function date(random: Random): string | null {
  const day = new Date(Date.UTC(2015, 0, 1 + random.below(3650))).toISOString().slice(0, 10)
  const kind = random.next()
  if (kind < 0.01) return null
  if (kind < 0.02) return day.slice(0, 4)
  return kind < 0.05 ? day.slice(0, 7) : day
}

/** Three to seven claims a statement, five on average. */
const claimsOf = (statement: number) => 3 + (statement % 5)
function placeOf(claim: number): { statement: number; position: number } {
  let statement = Math.floor(claim / 25) * 5
  let position = claim % 25
  while (position >= claimsOf(statement)) position -= claimsOf(statement++)
  return { statement, position }
}
/** No, one, two or three references a claim, one and a half on average. */
const claimCiting = (reference: number) =>
  Math.floor(reference / 6) * 4 + ([1, 2, 2, 3, 3, 3][reference % 6] as number)
const agenciesOf = (statement: number, sizes: Sizes): number[] => {
  const random = new Random(`agencies ${statement}`)
  return random.several(random.chance(0.3) ? 2 : 1, sizes.agencies)
}

type Maker = (n: number, random: Random, sizes: Sizes) => Record<string, unknown>
const makers: Record<Generated, Maker> = {
  jurisdictions(n) {
    const country = 'ocd-division/country:us'
    if (n === 0) return { ocdId: country, name: 'United States', classification: 'country' }
    const state = (of: number) => `${country}/state:s${of}`
    if (n <= 50)
      return { ocdId: state(n), name: `State ${n}`, classification: 'state', parent: country }
    const parent = state(1 + (n % 50))
    const ocdId = `${parent}/place:p${n}`
    return { ocdId, name: `Place ${n}`, classification: 'place', parent }
  },
  publishers: (n) => ({
    slug: `publisher-${n}`,
    name: `Publisher ${n}`,
    kind: 'newsroom',
    url: `https://publisher-${n}.example.org`
  }),
  agencies: (n, random) => ({
    slug: `agency-${n}`,
    name: `${title(random, 2)} Department ${n}`,
    otherNames: [`AD ${n}`],
    classification: random.pick(['police_department', 'sheriff', 'federal_agency']),
    jurisdiction: key('jurisdictions', 51 + n),
    identifiers: [{ scheme: 'ori', identifier: `MN${String(n).padStart(7, '0')}` }],
    website: `https://agency-${n}.example.org`,
    foundedOn: String(1850 + random.below(150))
  }),
  people: (n, random) => ({ slug: `person-${n}`, name: `${title(random, 2)} ${n}` }),
  events: (n, random, sizes) => ({
    slug: `event-${n}`,
    name: `${title(random, 3)} ${n}`,
    kind: random.pick(['operation', 'press_conference', 'hearing', 'incident']),
    startsOn: date(random),
    jurisdiction: one('jurisdictions', random, sizes),
    agencies: several('agencies', 2, random, sizes),
    people: several('people', 2, random, sizes)
  }),
  sources: (n, random, sizes) => ({
    kind: random.pick(['press_release', 'article', 'video', 'social_post']),
    title: title(random, 6),
    url: `https://www.example.org/sources/${n}`,
    publisher: one('publishers', random, sizes),
    authors: random.chance(0.5) ? [one('people', random, sizes)] : [],
    publishedOn: date(random)
  }),
  // Eight broad topics, four narrower ones below each.
  topics: (n, random) => ({
    slug: `topic-${n}`,
    prefLabel: `${title(random, 2)} ${n}`,
    definition: prose(random, 100),
    ...(n >= 8 && { broader: key('topics', n % 8) })
  }),
  statutes: (n, random) => ({
    slug: `statute-${n}`,
    jurisdiction: key('jurisdictions', 1 + (n % 50)),
    code: `code-${n % 50}`,
    section: `${100 + n}.01`,
    citation: `Code ${n % 50} § ${100 + n}.01`,
    heading: title(random, 5),
    kind: 'statute',
    verification: 'official'
  }),
  statuteVersions: (n, random, sizes) => ({
    statute: key('statutes', n),
    effectiveFrom: `${1990 + (n % 30)}-08-01`,
    legalForce: 'in_force',
    summary: prose(random, 400),
    source: one('sources', random, sizes)
  }),
  statements: (n, random, sizes) => ({
    title: `${title(random, 6)} ${n}`,
    summary: prose(random, 790),
    channel: random.pick(['press_release', 'press_conference', 'interview', 'social_post']),
    issuedOn: date(random),
    agencies: agenciesOf(n, sizes).map((agency, i) => ({
      agency: key('agencies', agency),
      role: i ? 'participant' : 'issuer'
    })),
    speakers: several('people', random.below(3), random, sizes).map((person) => ({
      person,
      postTitle: 'Chief of Police'
    })),
    ...(random.chance(0.1) && { event: one('events', random, sizes) }),
    source: key('sources', Math.floor(n / 2)),
    topics: several('topics', 1 + random.below(2), random, sizes)
  }),
  claims(n, random, sizes) {
    const { statement, position } = placeOf(n)
    const [agency] = agenciesOf(statement, sizes) as [number]
    const claimant = random.chance(0.7)
      ? { agency: key('agencies', agency) }
      : { person: one('people', random, sizes) }
    return {
      statement: key('statements', statement),
      position,
      proposition: prose(random, 195),
      kind: random.pick(['empirical', 'legal', 'policy', 'commitment', 'duty']),
      attribution: random.pick(['verbatim', 'paraphrase']),
      claimants: [claimant],
      topics: several('topics', random.chance(0.3) ? 2 : 1, random, sizes)
    }
  },
  statuteReferences(n, random, sizes) {
    const claim = claimCiting(n)
    const nth = [0, 0, 1, 0, 1, 2][n % 6] as number
    const statute = new Random(`statutes ${claim}`).several(3, sizes.statutes)[nth] as number
    const found = random.chance(0.2)
    return {
      claim: key('claims', claim),
      statute: key('statutes', statute),
      citedAs: title(random, 4),
      ...(random.chance(0.5) && { pinpoint: `subd. ${1 + random.below(9)}` }),
      relation: random.pick(['names', 'describes', 'quotes', 'relies_on']),
      resolution: found ? 'editor' : 'stated',
      ...(found && { basis: prose(random, 80) })
    }
  },
  assessments(n, random, sizes) {
    const kind = random.next()
    const of = kind < 0.7 ? 'claims' : kind < 0.95 ? 'statements' : 'people'
    const member = { claims: 'claim', statements: 'statement', people: 'person' }[of]
    const author = random.chance(0.5) ? 'publisher' : 'person'
    const from = author === 'person' ? 'people' : 'publishers'
    return {
      targets: [{ [member]: one(of, random, sizes) }],
      author: { [author]: one(from, random, sizes) },
      source: one('sources', random, sizes),
      kind: n % 3 ? 'commentary' : 'rating',
      ...(n % 3 === 0 && { rating: { label: 'Mostly true', value: 4, best: 5, worst: 1 } }),
      body: prose(random, 295),
      publishedOn: date(random)
    }
  }
}
