/**
 * What the data dictionary says beyond the definitions: which standard a type or a field follows, and
 * in which version a field came. Of a field that is not named here, the standard is that of its type.
 */

/** A standard by its name, with the address of what it says. */
export const standards = {
  bcp47: ['BCP 47', 'https://www.rfc-editor.org/info/bcp47'],
  edtf: ['EDTF (ISO 8601-2)', 'https://www.loc.gov/standards/datetime/'],
  date: ['ISO 8601-1, RFC 3339', 'https://www.rfc-editor.org/rfc/rfc3339'],
  uuid: ['UUIDv7 (RFC 9562)', 'https://www.rfc-editor.org/rfc/rfc9562#section-5.7'],
  url: ['RFC 3986', 'https://www.rfc-editor.org/rfc/rfc3986'],
  sha256: ['SHA-256 (FIPS 180-4)', 'https://csrc.nist.gov/pubs/fips/180-4/upd1/final'],
  mediaType: ['Media types (RFC 6838)', 'https://www.rfc-editor.org/rfc/rfc6838'],
  http: ['HTTP (RFC 9110)', 'https://www.rfc-editor.org/rfc/rfc9110#section-15'],
  ocd: [
    'Open Civic Data division ids',
    'https://open-civic-data.readthedocs.io/en/latest/proposals/0002.html'
  ],
  geoid: [
    'Census GEOID',
    'https://www.census.gov/programs-surveys/geography/guidance/geo-identifiers.html'
  ],
  popoloOrganization: [
    'Popolo Organization',
    'https://www.popoloproject.com/specs/organization.html'
  ],
  popoloPerson: ['Popolo Person', 'https://www.popoloproject.com/specs/person.html'],
  popoloMembership: ['Popolo Membership', 'https://www.popoloproject.com/specs/membership.html'],
  popoloEvent: ['Popolo Event', 'https://www.popoloproject.com/specs/event.html'],
  popoloSpeech: ['Popolo Speech', 'https://www.popoloproject.com/specs/speech.html'],
  organization: ['schema.org Organization', 'https://schema.org/Organization'],
  claim: ['schema.org Claim', 'https://schema.org/Claim'],
  review: ['schema.org Review, ClaimReview', 'https://schema.org/ClaimReview'],
  rating: ['schema.org Rating', 'https://schema.org/Rating'],
  legislation: ['schema.org Legislation', 'https://schema.org/Legislation'],
  legalForce: ['schema.org legislationLegalForce', 'https://schema.org/legislationLegalForce'],
  eli: ['European Legislation Identifier', 'https://eur-lex.europa.eu/eli-register/about.html'],
  skos: ['SKOS', 'https://www.w3.org/TR/skos-reference/'],
  prov: ['PROV-O primary source', 'https://www.w3.org/TR/prov-o/#hadPrimarySource'],
  textQuote: [
    'Web Annotation TextQuoteSelector',
    'https://www.w3.org/TR/annotation-model/#text-quote-selector'
  ],
  textPosition: [
    'Web Annotation TextPositionSelector',
    'https://www.w3.org/TR/annotation-model/#text-position-selector'
  ]
} as const satisfies Record<string, readonly [name: string, url: string]>
export type Standard = keyof typeof standards

/** By type, as in OpenAPI and GraphQL. */
export const typeStandards: Record<string, Standard> = {
  Jurisdiction: 'ocd',
  Agency: 'popoloOrganization',
  Person: 'popoloPerson',
  Post: 'popoloMembership',
  Publisher: 'organization',
  Event: 'popoloEvent',
  Source: 'prov',
  Statement: 'popoloSpeech',
  Claim: 'claim',
  Topic: 'skos',
  Statute: 'eli',
  StatuteVersion: 'legislation',
  Assessment: 'review',
  Rating: 'rating',
  Quote: 'textQuote'
}
/** By type and field; `*` stands for every type. */
export const fieldStandards: Record<string, Standard> = {
  '*.id': 'uuid',
  '*.url': 'url',
  '*.archiveUrl': 'url',
  '*.website': 'url',
  'Jurisdiction.geoid': 'geoid',
  'Capture.sha256': 'sha256',
  'Capture.rawSha256': 'sha256',
  'Capture.mediaType': 'mediaType',
  'Capture.language': 'bcp47',
  'Capture.httpStatus': 'http',
  'Quote.start': 'textPosition',
  'Quote.end': 'textPosition',
  'LaterQuote.start': 'textPosition',
  'LaterQuote.end': 'textPosition',
  'StatuteVersion.legalForce': 'legalForce'
}

/** The first version, in which every field came that is not named in `since`. */
export const firstVersion = '0.1.0'
/** By type and field: the version that it came with. A field that is added from now on is named here. */
export const since: Record<string, string> = {}
