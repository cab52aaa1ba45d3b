/** A record with a row in every table and, among them, a value in every column that links. */
import { createHash } from 'node:crypto'
import { type Db, insert, insertRow } from './rows.js'

export const heldText = 'The chief 👮 said: officers will intervene. Officers will not wait.'
export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Returns the ids, by table and number: `claims1`, `claims2`. */
export async function fillRecord(db: Db): Promise<Record<string, string>> {
  const ids: Record<string, string> = {}
  const add = async (name: string, row: Record<string, unknown> = {}) => {
    ids[name] = await insert(db, name.replace(/\d$/, ''), row)
    return ids[name]
  }
  const jurisdiction_id = await add('jurisdictions1')
  await add('jurisdictions2', { parent_id: jurisdiction_id })
  const agency_id = await add('agencies1', { slug: 'first-pd', jurisdiction_id })
  const parent_id = await add('agencies2', { slug: 'second-pd', parent_id: agency_id })
  const publisher_id = await add('publishers1', { slug: 'publisher' })
  const person_id = await add('people1', { slug: 'person' })
  const event_id = await add('events1', { slug: 'event', jurisdiction_id })
  await add('events2', { slug: 'part-of-event', part_of_id: event_id })
  const source_id = await add('sources1', { publisher_id })
  const captures = { source_id, sha256: sha256(heldText), text: heldText }
  const capture_id = await add('captures1', { ...captures, length: [...heldText].length })
  await add('captures2', { source_id, sha256: 'b'.repeat(64) })
  const topic_id = await add('topics1', { slug: 'topic' })
  await add('topics2', { slug: 'narrower', broader_id: topic_id })
  const statute_id = await add('statutes1', { slug: 'law', jurisdiction_id })
  await add('statutes2', { slug: 'old-law', jurisdiction_id, renumbered_to_id: statute_id })
  await add('statute_versions1', {
    statute_id,
    source_id,
    effective_from: '2020-01-01',
    effective_to: '2021-01-01'
  })
  const issued = { issued_on: '2025-12', issued_on_earliest: '2025-12-01' }
  const statement_id = await add('statements1', {
    ...issued,
    issued_on_latest: '2025-12-31',
    publisher_id,
    event_id,
    source_id
  })
  const claim_id = await add('claims1', { statement_id })
  const to_claim_id = await add('claims2', { statement_id, position: 1 })
  await add('statute_references1', { statute_id, claim_id })
  await add('statute_references2', { statute_id, statement_id })
  const between = { from_claim_id: claim_id, to_claim_id, source_id }
  const relation_id = await add('relations1', { ...between, asserted_by_person_id: person_id })
  await add('relations2', { ...between, asserted_by_publisher_id: publisher_id })
  const assessment_id = await add('assessments1', { author_person_id: person_id, source_id })
  await add('assessments2', { author_publisher_id: publisher_id, source_id })

  const position = 0
  const parts: [table: string, row: Record<string, unknown>][] = [
    ['jurisdiction_aliases', { jurisdiction_id, alias: 'ocd-division/country:us/place:other' }],
    ['agency_identifiers', { agency_id, scheme: 'ori', identifier: 'MN0271100' }],
    ['agency_successors', { agency_id, successor_id: parent_id }],
    ['person_identifiers', { person_id, scheme: 'wikidata', identifier: 'Q1' }],
    ['posts', { person_id, agency_id, title: 'Chief', source_id }],
    ['event_agencies', { event_id, agency_id }],
    ['event_people', { event_id, person_id }],
    ['source_authors', { source_id, person_id }],
    ['statement_agencies', { statement_id, agency_id, role: 'issuer' }],
    ['statement_speakers', { statement_id, person_id }],
    ['statement_topics', { statement_id, topic_id }],
    ['claim_topics', { claim_id, topic_id }],
    ['claim_claimants', { claim_id, agency_id }],
    ['claim_claimants', { claim_id, person_id, position: 1 }],
    ['claim_claimants', { claim_id, publisher_id, position: 2 }],
    ['assessment_targets', { assessment_id, statement_id }],
    ['assessment_targets', { assessment_id, claim_id, position: 1 }],
    ['assessment_targets', { assessment_id, person_id, position: 2 }],
    ['capture_checks', { capture_id }],
    ['statute_names', { statute_id, name: 'the law', source_id }],
    ['quotes', { claim_id, capture_id, exact: 'officers will intervene', state: 'anchored' }],
    ['quotes', { assessment_id, capture_id, exact: 'The chief', state: 'anchored' }],
    ['quotes', { relation_id, capture_id, exact: 'Officers', state: 'anchored' }]
  ]
  for (const [table, row] of parts) await insertRow(db, table, { position, ...row })
  return ids
}
