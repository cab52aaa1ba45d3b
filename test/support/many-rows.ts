/** Thousands of rows in every table, made in SQL, so that the planner has something to choose by. */
import { createHash } from 'node:crypto'
import type { Db } from './rows.js'

export const many = 3000

/** The id of the nth row of a table: a UUID version 8, as PostgreSQL makes it below. */
export function idOf(table: string, n: number): string {
  const hash = createHash('md5').update(`${table}${n}`).digest('hex')
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, '$1-$2-8$3-8$4-')
}
const id = (table: string, n: string) =>
  `overlay(overlay(md5('${table}' || (${n})) PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid`

/** The nth row's values where they are not `column-n`; `r` is true for one row in a hundred. */
const rare = (common: string, seldom: string) => `CASE WHEN r THEN '${seldom}' ELSE '${common}' END`
const day = (name: string) => ({
  [name]: `(date '2000-01-01' + i)::text`,
  [`${name}_earliest`]: `CASE WHEN i % 10 > 0 THEN date '2000-01-01' + i END`,
  [`${name}_latest`]: `date '2000-01-01' + i`
})
/** One of the first rows; null in those. */
const above = (table: string) => `CASE WHEN i > 400 THEN ${id(table, '1 + i % 400')} END`
const some = (table: string) => id(table, '1 + i % 400')

const resources: Record<string, Record<string, string>> = {
  jurisdictions: {
    ocd_id: `'ocd-division/country:us/place:p' || i`,
    name: `'name-' || i`,
    classification: rare('place', 'county'),
    parent_id: above('jurisdictions'),
    geoid: `'geoid-' || i`
  },
  publishers: {
    slug: `'slug-' || i`,
    name: `'name-' || i`,
    kind: rare('newsroom', 'fact_checker')
  },
  agencies: {
    slug: `'slug-' || i`,
    name: `'name-' || i`,
    other_names: `ARRAY['other-' || i, 'both']`,
    classification: rare('police_department', 'sheriff'),
    jurisdiction_id: some('jurisdictions'),
    parent_id: above('agencies'),
    ...day('founded_on'),
    ...day('dissolved_on')
  },
  people: { slug: `'slug-' || i`, name: `'name-' || i`, other_names: `ARRAY['other-' || i]` },
  events: {
    slug: `'slug-' || i`,
    name: `'name-' || i`,
    kind: rare('operation', 'press_conference'),
    ...day('starts_on'),
    ...day('ends_on'),
    part_of_id: above('events'),
    jurisdiction_id: id('jurisdictions', '1 + i % 1000')
  },
  sources: {
    kind: rare('press_release', 'article'),
    title: `'title-' || i`,
    url: `'https://example.org/url-' || i`,
    publisher_id: some('publishers'),
    ...day('published_on')
  },
  captures: {
    source_id: some('sources'),
    sha256: `encode(sha256(i::text::bytea), 'hex')`,
    media_type: `'text/plain'`
  },
  topics: {
    slug: `'slug-' || i`,
    pref_label: `'prefLabel-' || i`,
    alt_labels: `ARRAY['alt-' || i]`,
    broader_id: above('topics')
  },
  statutes: {
    slug: `'slug-' || i`,
    jurisdiction_id: some('jurisdictions'),
    code: `'code-' || i % 400`,
    section: `'section-' || i`,
    citation: `'citation-' || i`,
    heading: `'heading-' || i`,
    kind: rare('statute', 'session_law'),
    verification: rare('official', 'secondary'),
    renumbered_to_id: above('statutes')
  },
  statute_versions: {
    statute_id: id('statutes', 'i'),
    effective_from: `date '2000-01-01' + i`,
    legal_force: rare('in_force', 'suspended'),
    summary: `'summary'`,
    source_id: some('sources')
  },
  statements: {
    title: `'title-' || i`,
    channel: rare('press_release', 'press_conference'),
    ...day('issued_on'),
    publisher_id: some('publishers'),
    event_id: some('events'),
    source_id: some('sources')
  },
  claims: {
    statement_id: id('statements', 'i'),
    position: 'i',
    proposition: `'proposition-' || i`,
    kind: rare('empirical', 'legal'),
    attribution: rare('verbatim', 'paraphrase')
  },
  statute_references: {
    claim_id: `CASE WHEN i % 4 > 0 THEN ${id('claims', 'i')} END`,
    statement_id: `CASE WHEN i % 4 = 0 THEN ${some('statements')} END`,
    statute_id: some('statutes'),
    cited_as: `'citedAs-' || i`,
    relation: rare('names', 'describes'),
    resolution: rare('stated', 'editor'),
    basis: `'basis'`
  },
  relations: {
    from_claim_id: some('claims'),
    to_claim_id: id('claims', '1 + (i + 1) % 400'),
    kind: rare('repeats', 'same_position_as'),
    asserted_by_person_id: `CASE WHEN NOT r AND i % 2 = 0 THEN ${some('people')} END`,
    asserted_by_publisher_id: `CASE WHEN NOT r AND i % 2 = 1 THEN ${some('publishers')} END`,
    asserted_by_editors: 'r',
    source_id: some('sources')
  },
  assessments: {
    author_person_id: `CASE WHEN i % 2 = 0 THEN ${some('people')} END`,
    author_publisher_id: `CASE WHEN i % 2 = 1 THEN ${some('publishers')} END`,
    source_id: some('sources'),
    kind: rare('rating', 'commentary'),
    aspect: `'aspect-' || i`,
    rating_label: `'ratingLabel-' || i`,
    ...day('published_on'),
    state: rare('standing', 'corrected'),
    state_reason: `'reason'`
  }
}
const position = 'i'
const parts: Record<string, Record<string, string>> = {
  agency_identifiers: {
    agency_id: id('agencies', 'i'),
    position,
    scheme: `'ori'`,
    identifier: `'MN' || lpad(i::text, 7, '0')`
  },
  person_identifiers: {
    person_id: id('people', 'i'),
    position,
    scheme: `'wikidata'`,
    identifier: `'Q' || i`
  },
  agency_successors: {
    agency_id: id('agencies', 'i'),
    position,
    successor_id: id('agencies', '1 + (i + 1) % 400')
  },
  posts: {
    person_id: id('people', 'i'),
    position,
    agency_id: some('agencies'),
    title: `'title'`,
    source_id: some('sources')
  },
  event_agencies: { event_id: id('events', 'i'), position, agency_id: some('agencies') },
  event_people: { event_id: id('events', 'i'), position, person_id: some('people') },
  source_authors: { source_id: id('sources', 'i'), position, person_id: some('people') },
  statement_agencies: {
    statement_id: id('statements', 'i'),
    position,
    agency_id: some('agencies'),
    role: `'issuer'`
  },
  statement_speakers: { statement_id: id('statements', 'i'), position, person_id: some('people') },
  statement_topics: { statement_id: id('statements', 'i'), position, topic_id: some('topics') },
  claim_topics: { claim_id: id('claims', 'i'), position, topic_id: some('topics') },
  claim_claimants: {
    claim_id: id('claims', 'i'),
    position,
    agency_id: `CASE WHEN i % 3 = 0 THEN ${some('agencies')} END`,
    person_id: `CASE WHEN i % 3 = 1 THEN ${some('people')} END`,
    publisher_id: `CASE WHEN i % 3 = 2 THEN ${some('publishers')} END`
  },
  assessment_targets: {
    assessment_id: id('assessments', 'i'),
    position,
    statement_id: `CASE WHEN i % 3 = 0 THEN ${some('statements')} END`,
    claim_id: `CASE WHEN i % 3 = 1 THEN ${some('claims')} END`,
    person_id: `CASE WHEN i % 3 = 2 THEN ${some('people')} END`
  },
  statute_names: {
    statute_id: id('statutes', 'i'),
    position,
    name: `'name-' || i`,
    source_id: some('sources')
  }
}

export async function fillTables(db: Db): Promise<void> {
  const times = `timestamptz '2020-01-01' + i * interval '1 hour'`
  const tables = Object.entries(resources).map(([table, columns]) => [
    table,
    {
      id: id(table, 'i'),
      external_id: `'external-' || i`,
      status: `'published'`,
      created_at: times,
      updated_at: times,
      ...columns
    }
  ]) as [string, Record<string, string>][]
  for (const [table, columns] of [...tables, ...Object.entries(parts)])
    await db.query(
      `INSERT INTO ${table} (${Object.keys(columns).join(', ')})
       SELECT ${Object.values(columns).join(', ')} FROM (SELECT i, i % 100 = 7 AS r FROM generate_series(1, ${many}) i) rows`
    )
  await db.query('VACUUM ANALYZE')
}
