/**
 * JSON-LD of claims, statements, statutes and assessments, in schema.org's words. A rating becomes a
 * ClaimReview of its named author, any other assessment a Review; the service is never an author.
 * The context is in the document itself, so that it resolves offline.
 */
import type {
  Claim,
  ClaimReview,
  CreativeWork,
  Legislation,
  Organization,
  Person,
  Review
} from 'schema-dts'
import type { ResourceName } from '../resources/define.js'

export const jsonLdType = 'application/ld+json'
/** Everything is schema.org's; legal force is a term of its own, not text. */
const context = {
  '@vocab': 'https://schema.org/',
  legislationLegalForce: { '@type': '@vocab' },
  url: { '@type': '@id' }
}

/** A row as REST answers it with the includes below. */
interface Linked {
  id: string
  label?: string | null
}
interface Row extends Linked {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the includes below
  [field: string]: any
}
interface Description {
  include: string[]
  describe: (row: Row, iri: Iri) => object
}
/** The address of a row, or its UUID as a URN where the service's own address is not configured. */
type Iri = (resource: string, id: string) => string

export const iriOf =
  (publicUrl: string | undefined): Iri =>
  (resource, id) =>
    publicUrl ? `${publicUrl}/v1/${resource}/${id}` : `urn:uuid:${id}`

/** The resources that have a JSON-LD form, with the links that it needs. */
export const descriptions: Partial<Record<ResourceName, Description>> = {
  claims: { include: ['statement.source', 'claimants', 'topics'], describe: claim },
  statements: {
    include: ['source', 'agencies', 'speakers', 'topics', 'claims'],
    describe: statement
  },
  statutes: { include: ['versions.source', 'jurisdiction'], describe: legislation },
  assessments: { include: ['author', 'targets', 'source'], describe: assessment }
}

/** One row, or several as a graph, as the text of a JSON-LD document. */
export function jsonLd(
  name: ResourceName,
  data: Row | Row[],
  publicUrl: string | undefined
): string {
  const { describe } = descriptions[name] as Description
  const iri = iriOf(publicUrl)
  const document = Array.isArray(data)
    ? { '@context': context, '@graph': data.map((row) => describe(row, iri)) }
    : { '@context': context, ...describe(data, iri) }
  return JSON.stringify(document, (_, value) =>
    value === null || isEmpty(value) ? undefined : value
  )
}
const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0

function claim(row: Row, iri: Iri): Claim {
  return {
    '@type': 'Claim',
    '@id': iri('claims', row.id),
    text: row['proposition'],
    additionalType: row['kind'],
    author: row['claimants'].map((claimant: Row) => actor(claimant, iri)),
    about: row['topics'].map((topic: Row) => topic['prefLabel']),
    appearance: row['statement'] && work(row['statement'], iri)
  }
}

function statement(row: Row, iri: Iri): CreativeWork {
  const agencies = row['agencies'].filter(({ role }: { role: string }) => role === 'issuer')
  return {
    ...work(row, iri),
    '@type': 'CreativeWork',
    abstract: row['summary'],
    author: [...row['speakers'], ...agencies].map((each: Row) => actor(each, iri)),
    about: row['topics'].map((topic: Row) => topic['prefLabel']),
    hasPart: row['claims'].map((each: Row) => ({
      '@type': 'Claim',
      '@id': iri('claims', each.id),
      text: each['proposition']
    }))
  }
}

/** A statement as the work in which a claim appears. */
function work(row: Row, iri: Iri) {
  return {
    '@type': 'CreativeWork' as const,
    '@id': iri('statements', row.id),
    name: row['title'],
    genre: row['channel'],
    dateCreated: dayOf(row['issuedOn']),
    isBasedOn: source(row['source'], iri)
  }
}

function source(row: Row | null, iri: Iri) {
  if (!row) return undefined
  const work = { '@type': 'CreativeWork' as const, '@id': iri('sources', row.id) }
  return {
    ...work,
    name: row['title'] ?? row.label,
    url: row['url'],
    archivedAt: row['archiveUrl']
  }
}

const force: Record<string, 'InForce' | 'NotInForce'> = {
  in_force: 'InForce',
  suspended: 'NotInForce',
  repealed: 'NotInForce',
  expired: 'NotInForce',
  pending: 'NotInForce'
}
function legislation(row: Row, iri: Iri): Legislation {
  return {
    '@type': 'Legislation',
    '@id': iri('statutes', row.id),
    name: row['citation'],
    headline: row['heading'],
    legislationIdentifier: row['citation'],
    legislationType: row['kind'],
    legislationJurisdiction: row['jurisdiction'] && {
      '@type': 'AdministrativeArea',
      name: row['jurisdiction']['name'],
      identifier: row['jurisdiction']['ocdId']
    },
    url: row['url'],
    workExample: row['versions'].map(
      (version: Row): Legislation => ({
        '@type': 'Legislation',
        '@id': `urn:uuid:${version.id}`,
        abstract: version['summary'],
        text: version['text'],
        // An open side of an ISO 8601 interval.
        temporalCoverage: `${version['effectiveFrom'] ?? '..'}/${version['effectiveTo'] ? dayBefore(version['effectiveTo']) : '..'}`,
        legislationLegalForce: force[version['legalForce']] as 'InForce',
        isBasedOn: source(version['source'], iri)
      })
    )
  }
}

/** A ClaimReview only for a rating, on the author's own scale, of a claim. */
function assessment(row: Row, iri: Iri): ClaimReview | Review {
  const { rating, targets } = row
  const claims: Row[] = targets.map((target: Row) => target['claim']).filter(Boolean)
  const rated = row['kind'] === 'rating' && (rating.label !== null || rating.value !== null)
  const common = {
    '@id': iri('assessments', row.id),
    author: actor(row['author'], iri),
    abstract: row['body'],
    datePublished: dayOf(row['publishedOn']),
    reviewAspect: row['aspect'],
    isBasedOn: source(row['source'], iri),
    url: row['source']?.['url'],
    itemReviewed: targets.map((target: Row) => reviewed(target, iri)),
    ...(rated && {
      reviewRating: {
        '@type': 'Rating' as const,
        ratingValue: rating.value ?? undefined,
        bestRating: rating.best ?? undefined,
        worstRating: rating.worst ?? undefined,
        alternateName: rating.label ?? undefined
      }
    })
  }
  if (!rated || !claims.length) return { '@type': 'Review', ...common }
  return {
    '@type': 'ClaimReview',
    ...common,
    claimReviewed: claims.map((each) => each['proposition']).join(' ')
  }
}

function reviewed(target: Row, iri: Iri) {
  const { claim, statement, person, description } = target
  if (claim)
    return { '@type': 'Claim' as const, '@id': iri('claims', claim.id), text: claim['proposition'] }
  if (statement)
    return {
      '@type': 'CreativeWork' as const,
      '@id': iri('statements', statement.id),
      name: statement['title']
    }
  if (person) return actor({ person } as unknown as Row, iri)
  return { '@type': 'Thing' as const, description }
}

/** Whoever is named: a person, an agency, a publisher; or a group that is only described. */
function actor(row: Row, iri: Iri): Person | Organization {
  const { person, agency, publisher, description } = row
  if (person) return { '@type': 'Person', '@id': iri('people', person.id), name: person['name'] }
  if (agency)
    return { '@type': 'Organization', '@id': iri('agencies', agency.id), name: agency['name'] }
  if (publisher)
    return {
      '@type': 'Organization',
      '@id': iri('publishers', publisher.id),
      name: publisher['name'],
      url: publisher['url']
    }
  return { '@type': 'Organization', description }
}

/** schema.org's dates are ISO 8601: an EDTF date that is no plain one is left out rather than made certain. */
const dayOf = (edtf: string | null) => (edtf && /^\d{4}(-\d\d){0,2}$/.test(edtf) ? edtf : undefined)
const dayBefore = (day: string) => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
