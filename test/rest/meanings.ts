/**
 * What each filter and sort means, said a second time: in JavaScript, over rows as the API answers
 * them. Tests hold the answers of the database against it.
 */
import type { Operator } from '../../src/resources/define.js'

// biome-ignore lint/suspicious/noExplicitAny: rows as they come, checked by what they hold
export type Row = Record<string, any>
/** All rows of every collection: by its name, then by id. */
export type Rows = Record<string, Map<string, Row>>
export interface Bounds {
  earliest: string | null
  latest: string | null
}

export interface FilterMeaning {
  kind: 'value' | 'text' | 'number' | 'instant' | 'date' | 'link'
  /** What the row has for the filter: values, ids of linked rows, or the bounds of a date. */
  of(row: Row, rows: Rows): unknown[]
  /** Of a link that takes all below: the collection and the field that leads up in it. */
  up?: [collection: string, field: string]
}

/** The values at a path, through lists, without nulls. */
const at =
  (...paths: string[]) =>
  (row: Row): unknown[] =>
    paths.flatMap((path) =>
      path
        .split('.')
        .reduce<unknown[]>((found, name) => found.flatMap((each) => (each as Row)?.[name]), [row])
        .filter((value) => value !== null && value !== undefined)
    )
type Made = (...paths: string[]) => FilterMeaning
const value: Made = (...paths) => ({ kind: 'value', of: at(...paths) })
const text: Made = (...paths) => ({ kind: 'text', of: at(...paths) })
const instant: Made = (...paths) => ({ kind: 'instant', of: at(...paths) })
const link: Made = (...paths) => ({ kind: 'link', of: at(...paths) })
const date = (name: string): FilterMeaning => ({ kind: 'date', of: at(`${name}Details`) })
const below = (meaning: FilterMeaning, ...up: [string, string]) => ({ ...meaning, up })
const places = (meaning: FilterMeaning) => below(meaning, 'jurisdictions', 'parent')

const identifiers: FilterMeaning = {
  kind: 'value',
  of: ({ identifiers }) =>
    identifiers.map(({ scheme, identifier }: Row) => `${scheme}:${identifier}`)
}
const everywhere = {
  id: value('id'),
  externalId: value('externalId'),
  createdAt: instant('createdAt'),
  updatedAt: instant('updatedAt')
}
/** From the ids of linked rows on. */
const beyond = (ids: string, collection: string, further: FilterMeaning): FilterMeaning => ({
  ...further,
  of: (row, rows) =>
    at(ids)(row).flatMap((id) => further.of(rows[collection]?.get(id as string) ?? {}, rows))
})

const edited = (edits: string): FilterMeaning => ({
  kind: 'value',
  of: (row) => [String(row[edits].length > 0)]
})
const statements: Record<string, FilterMeaning> = {
  ...everywhere,
  edited: edited('silentlyEdited'),
  title: text('title'),
  channel: value('channel'),
  issuedOn: date('issuedOn'),
  agency: link('agencies.agency.id'),
  topic: below(link('topics.id'), 'topics', 'broader'),
  speaker: link('speakers.person.id'),
  publisher: link('publisher.id'),
  event: link('event.id'),
  source: link('source.id'),
  jurisdiction: places(beyond('agencies.agency.id', 'agencies', link('jurisdiction.id')))
}
const inherited = (name: string) =>
  beyond('statement.id', 'statements', statements[name] as FilterMeaning)

export const filterMeanings: Record<string, Record<string, FilterMeaning>> = {
  jurisdictions: {
    ...everywhere,
    ocdId: value('ocdId'),
    name: text('name'),
    classification: value('classification'),
    geoid: value('geoid'),
    parent: link('parent.id'),
    jurisdiction: places(link('id'))
  },
  publishers: { ...everywhere, slug: value('slug'), name: text('name'), kind: value('kind') },
  agencies: {
    ...everywhere,
    slug: value('slug'),
    name: text('name'),
    otherName: value('otherNames'),
    classification: value('classification'),
    identifier: identifiers,
    jurisdiction: places(link('jurisdiction.id')),
    state: {
      kind: 'value',
      of: (row, rows) =>
        at('jurisdiction.id')(row)
          .flatMap((id) => upward(id as string, ['jurisdictions', 'parent'], rows))
          .flatMap((id) => {
            const ocdId: string = rows['jurisdictions']?.get(id)?.['ocdId'] ?? ''
            return /^ocd-division\/country:us\/state:(..)$/.exec(ocdId)?.[1] ?? []
          })
    },
    near: {
      kind: 'link',
      of: (row, rows) => {
        const own = row['jurisdiction']?.id
        const around = own ? upward(own, ['jurisdictions', 'parent'], rows) : []
        const within = [...(rows['jurisdictions']?.keys() ?? [])].filter((id) =>
          upward(id, ['jurisdictions', 'parent'], rows).includes(own)
        )
        const places = new Set([...around, ...within])
        const agencies = [...(rows['agencies']?.values() ?? [])].filter((each) =>
          places.has(each['jurisdiction']?.id)
        )
        return [...places, ...agencies.map(({ id }) => id)]
      }
    },
    hasStatement: {
      kind: 'value',
      of: ({ id }, rows) => [
        String(
          [...(rows['statements']?.values() ?? [])].some((each) =>
            at('agencies.agency.id')(each).includes(id)
          )
        )
      ]
    },
    parent: link('parent.id'),
    successor: link('successors.id'),
    foundedOn: date('foundedOn'),
    dissolvedOn: date('dissolvedOn')
  },
  people: {
    ...everywhere,
    slug: value('slug'),
    name: text('name'),
    otherName: value('otherNames'),
    identifier: identifiers,
    agency: link('posts.agency.id')
  },
  events: {
    ...everywhere,
    slug: value('slug'),
    name: text('name'),
    kind: value('kind'),
    startsOn: date('startsOn'),
    endsOn: date('endsOn'),
    partOf: below(link('partOf.id'), 'events', 'partOf'),
    agency: link('agencies.id'),
    person: link('people.id'),
    jurisdiction: places(link('jurisdiction.id'))
  },
  sources: {
    ...everywhere,
    edited: edited('edits'),
    kind: value('kind'),
    title: text('title'),
    url: text('url'),
    publisher: link('publisher.id'),
    author: link('authors.id'),
    publishedOn: date('publishedOn')
  },
  topics: {
    ...everywhere,
    slug: value('slug'),
    prefLabel: text('prefLabel'),
    altLabel: value('altLabels'),
    broader: link('broader.id'),
    topic: below(link('id'), 'topics', 'broader')
  },
  statutes: {
    ...everywhere,
    slug: value('slug'),
    jurisdiction: places(link('jurisdiction.id')),
    code: value('code'),
    section: value('section'),
    citation: text('citation'),
    heading: text('heading'),
    kind: value('kind'),
    verification: value('verification'),
    renumberedTo: link('renumberedTo.id')
  },
  statements,
  claims: {
    ...everywhere,
    statement: link('statement.id'),
    position: { kind: 'number', of: at('position') },
    proposition: text('proposition'),
    kind: value('kind'),
    attribution: value('attribution'),
    statute: beyond('statuteReferences.id', 'statuteReferences', link('statute.id')),
    topic: below(link('topics.id'), 'topics', 'broader'),
    claimantAgency: link('claimants.agency.id'),
    claimantPerson: link('claimants.person.id'),
    claimantPublisher: link('claimants.publisher.id'),
    hasAssessment: {
      kind: 'value',
      of: (row) => [String(at('assessments.id')(row).length > 0)]
    },
    assessedBy: beyond(
      'assessments.id',
      'assessments',
      link('author.person.id', 'author.publisher.id')
    ),
    legalForceOn: {
      kind: 'value',
      of: (row, rows) => {
        const references = at('statuteReferences.id')(row) as string[]
        const statutes = references.map((id) => rows['statuteReferences']?.get(id)?.['statute'].id)
        const versions = [...(rows['statuteVersions']?.values() ?? [])].filter(
          ({ statute, legalForce }) => statutes.includes(statute.id) && legalForce === 'in_force'
        )
        return ['2010-05-31', '2020-07-31', '2020-08-01', '2025-12-02'].filter((day) =>
          versions.some(
            ({ effectiveFrom, effectiveTo }) =>
              (effectiveFrom ?? day) <= day && (effectiveTo === null || effectiveTo > day)
          )
        )
      }
    },
    quoteState: value('quotes.state'),
    relationKind: beyond('relations.id', 'relations', value('kind')),
    agency: inherited('agency'),
    issuedOn: inherited('issuedOn'),
    channel: inherited('channel'),
    event: inherited('event'),
    speaker: inherited('speaker'),
    publisher: inherited('publisher'),
    source: inherited('source'),
    jurisdiction: inherited('jurisdiction')
  },
  statuteReferences: {
    ...everywhere,
    claim: link('claim.id'),
    statement: link('statement.id'),
    statute: link('statute.id'),
    citedAs: text('citedAs'),
    relation: value('relation'),
    resolution: value('resolution')
  },
  relations: {
    ...everywhere,
    from: link('from.id'),
    to: link('to.id'),
    claim: link('from.id', 'to.id'),
    kind: value('kind'),
    assertedByPerson: link('assertedBy.person.id'),
    assertedByPublisher: link('assertedBy.publisher.id'),
    assertedByEditors: { kind: 'value', of: (row) => [String(row['assertedBy'].editors)] },
    source: link('source.id')
  },
  assessments: {
    ...everywhere,
    statement: link('targets.statement.id'),
    claim: link('targets.claim.id'),
    person: link('targets.person.id'),
    authorPerson: link('author.person.id'),
    authorPublisher: link('author.publisher.id'),
    source: link('source.id'),
    kind: value('kind'),
    state: value('state'),
    aspect: text('aspect'),
    ratingLabel: text('rating.label'),
    publishedOn: date('publishedOn')
  }
}

/** The days that these EDTF values stand for, by their definition and not by our code. */
export const edtfDays: Record<string, Bounds> = {
  '2025-12-02': { earliest: '2025-12-02', latest: '2025-12-02' },
  '2025-12-02?': { earliest: '2025-12-02', latest: '2025-12-02' },
  '2025-12': { earliest: '2025-12-01', latest: '2025-12-31' },
  '2024': { earliest: '2024-01-01', latest: '2024-12-31' },
  '2024-02': { earliest: '2024-02-01', latest: '2024-02-29' },
  '201X': { earliest: '2010-01-01', latest: '2019-12-31' },
  '2025-11-30/2025-12-04': { earliest: '2025-11-30', latest: '2025-12-04' },
  '2025-12/..': { earliest: '2025-12-01', latest: null },
  '../2025-12-02': { earliest: null, latest: '2025-12-02' },
  'XXXX-12-02': { earliest: null, latest: null }
}

const operations: Record<string, (a: string | number, b: string | number) => boolean> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b
}
const isIn = (inner: Bounds, outer: Bounds) =>
  isFrom(inner, outer.earliest) && isUpTo(inner, outer.latest)
const isKnown = ({ earliest, latest }: Bounds) => earliest !== null || latest !== null
const isFrom = (days: Bounds, first: string | null) =>
  first === null ? isKnown(days) : days.earliest !== null && days.earliest >= first
const isUpTo = (days: Bounds, last: string | null) =>
  last === null ? isKnown(days) : days.latest !== null && days.latest <= last

/** Whether a row satisfies a filter. The values of a link are ids. */
export function satisfies(
  meaning: FilterMeaning,
  operator: Operator,
  values: unknown[],
  row: Row,
  rows: Rows
): boolean {
  if (operator === 'not') return !satisfies(meaning, 'eq', values, row, rows)
  const has = meaning.of(row, rows)
  const [first] = values
  if (meaning.kind === 'date')
    return dateSatisfies((has[0] ?? { earliest: null, latest: null }) as Bounds, operator, values)
  if (operator === 'exists') return has.length > 0 === first
  if (operator === 'contains')
    return has.some((each) => values.some((value) => folded(each).includes(folded(value))))
  const compare = operations[operator]
  if (compare) return has.some((each) => compare(comparable(each), comparable(first)))
  const reach = meaning.up ? has.flatMap((id) => upward(id as string, meaning.up, rows)) : has
  return reach.some((each) => values.some((value) => comparable(value) === comparable(each)))
}

function dateSatisfies(days: Bounds, operator: Operator, values: unknown[]): boolean {
  if (operator === 'exists') return isKnown(days) === values[0]
  const bounds = values.map((value) => edtfDays[value as string] as Bounds)
  const { earliest, latest } = bounds[0] as Bounds
  if (operator === 'gt') return latest !== null && days.earliest !== null && days.earliest > latest
  if (operator === 'gte') return isFrom(days, earliest)
  if (operator === 'lt') return earliest !== null && days.latest !== null && days.latest < earliest
  if (operator === 'lte') return isUpTo(days, latest)
  return bounds.some((each) => isIn(days, each))
}

const folded = (value: unknown) => String(value).toLowerCase()
/** Instants have as many decimals as they need: with all six, they sort as text. */
const comparable = (value: unknown): string | number =>
  typeof value === 'number' ? value : isoInstant(String(value))
const isoInstant = (text: string) =>
  text.replace(
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/,
    (_, seconds: string, decimals = '') => `${seconds}.${decimals.padEnd(6, '0')}Z`
  )

function upward(id: string, up: FilterMeaning['up'], rows: Rows): string[] {
  const [collection, field] = up as [string, string]
  const above = rows[collection]?.get(id)?.[field]?.id
  return above ? [id, ...upward(above, up, rows)] : [id]
}

/** What a row sorts by: null where it has none. */
export type SortMeaning = (row: Row, rows: Rows) => string | number | null
const first =
  (path: string): SortMeaning =>
  (row) =>
    (at(path)(row)[0] as string | undefined) ?? null
const day = (name: string) => first(`${name}Details.earliest`)
const dayOf =
  (collection: string, path: string): SortMeaning =>
  (row, rows) =>
    day('issuedOn')(rows[collection]?.get(at(path)(row)[0] as string) ?? {}, rows)
const instants = {
  createdAt: (row: Row) => isoInstant(row['createdAt']),
  updatedAt: (row: Row) => isoInstant(row['updatedAt'])
}
const issuedOn = dayOf('statements', 'statement.id')

export const sortMeanings: Record<string, Record<string, SortMeaning>> = {
  jurisdictions: { ...instants, name: first('name'), ocdId: first('ocdId') },
  publishers: { ...instants, name: first('name') },
  agencies: { ...instants, name: first('name'), foundedOn: day('foundedOn') },
  people: { ...instants, name: first('name') },
  events: { ...instants, name: first('name'), startsOn: day('startsOn') },
  sources: { ...instants, publishedOn: day('publishedOn') },
  topics: { ...instants, prefLabel: first('prefLabel') },
  statutes: { ...instants, citation: first('citation') },
  statements: { ...instants, issuedOn: day('issuedOn'), title: first('title') },
  claims: {
    ...instants,
    issuedOn,
    position: first('position'),
    proposition: (row) => [...row['proposition']].slice(0, 200).join('')
  },
  statuteReferences: {
    ...instants,
    issuedOn: (row, rows) => {
      const claim = rows['claims']?.get(row['claim']?.id)
      return issuedOn(claim ?? row, rows)
    }
  },
  relations: instants,
  assessments: { ...instants, publishedOn: day('publishedOn') }
}
