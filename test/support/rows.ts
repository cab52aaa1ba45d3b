/** Rows written straight into tables, for tests of the database itself. */
import type pg from 'pg'
import { uuidv7 } from '../../src/store/ids.js'

export type Db = Pick<pg.ClientBase, 'query'>
export type Row = Record<string, unknown>

/** What a row of these tables cannot do without. Links have to be given. */
const required: Record<string, () => Row> = {
  jurisdictions: () => ({ ocd_id: `ocd-division/country:us/place:${next()}`, name: 'Place' }),
  agencies: () => ({ name: 'Agency', classification: 'other' }),
  publishers: () => ({ name: 'Publisher', kind: 'newsroom' }),
  people: () => ({ name: 'Person' }),
  events: () => ({ name: 'Event', kind: 'hearing' }),
  sources: () => ({ kind: 'article' }),
  captures: () => ({ sha256: 'a'.repeat(64), media_type: 'text/plain' }),
  topics: () => ({ pref_label: 'Topic' }),
  statutes: () => ({
    code: 'code',
    section: '1',
    citation: `Code § ${next()}`,
    kind: 'statute',
    verification: 'official'
  }),
  statute_versions: () => ({ legal_force: 'in_force', summary: 'Summary' }),
  statements: () => ({ title: 'Statement' }),
  claims: () => ({
    position: 0,
    proposition: 'Proposition.',
    kind: 'empirical',
    attribution: 'verbatim'
  }),
  statute_references: () => ({ cited_as: 'the law', relation: 'names', resolution: 'stated' }),
  relations: () => ({ kind: 'disputes' }),
  assessments: () => ({ kind: 'commentary' })
}
let count = 0
const next = () => ++count

/** Inserts a row of a resource, `published` unless told otherwise, and returns its id. */
export async function insert(db: Db, table: string, row: Row = {}): Promise<string> {
  const whole = { id: uuidv7(), status: 'published', ...required[table]?.(), ...row } as Row
  if (table === 'jurisdictions') whole['classification'] ??= 'place'
  await insertRow(db, table, whole)
  return String(whole['id'])
}

/** Inserts a row of any table, just as it is given. */
export async function insertRow(db: Db, table: string, row: Row): Promise<void> {
  const names = Object.keys(row)
  const places = names.map((_, i) => `$${i + 1}`)
  await db.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`,
    Object.values(row)
  )
}

/** Where a row does not have what it takes from the rows above it, recomputed from scratch. */
export async function inheritanceFaults(db: Db): Promise<string[]> {
  const { rows } = await db.query(`
    SELECT 'claim ' || c.id AS fault FROM claims c JOIN statements s ON s.id = c.statement_id
      WHERE (c.visible, c.issued_on_earliest, c.issued_on_latest) IS DISTINCT FROM
        (c.status = 'published' AND s.status = 'published', s.issued_on_earliest, s.issued_on_latest)
    UNION ALL
    SELECT 'capture ' || c.id FROM captures c JOIN sources s ON s.id = c.source_id
      WHERE c.visible <> (c.status = 'published' AND s.status = 'published')
    UNION ALL
    SELECT 'version ' || v.id FROM statute_versions v JOIN statutes s ON s.id = v.statute_id
      WHERE v.visible <> (v.status = 'published' AND s.status = 'published')
    UNION ALL
    SELECT 'reference ' || r.id FROM statute_references r JOIN statutes l ON l.id = r.statute_id
      LEFT JOIN claims c ON c.id = r.claim_id
      JOIN statements s ON s.id = coalesce(r.statement_id, c.statement_id)
      WHERE (r.visible, r.issued_on_earliest) IS DISTINCT FROM
        (r.status = 'published' AND l.status = 'published' AND s.status = 'published'
          AND coalesce(c.status = 'published', true), s.issued_on_earliest)
    UNION ALL
    SELECT 'relation ' || r.id FROM relations r
      JOIN claims f ON f.id = r.from_claim_id JOIN statements fs ON fs.id = f.statement_id
      JOIN claims t ON t.id = r.to_claim_id JOIN statements ts ON ts.id = t.statement_id
      WHERE r.visible <> ('published' = ALL (ARRAY[r.status, f.status, fs.status, t.status, ts.status]))
    UNION ALL
    SELECT 'date of an agency of statement ' || s.id FROM statement_agencies a
      JOIN statements s ON s.id = a.statement_id
      WHERE a.issued_on_earliest IS DISTINCT FROM s.issued_on_earliest
    UNION ALL
    SELECT 'date of a topic of statement ' || s.id FROM statement_topics a
      JOIN statements s ON s.id = a.statement_id
      WHERE a.issued_on_earliest IS DISTINCT FROM s.issued_on_earliest
    UNION ALL
    SELECT 'date of a topic of claim ' || c.id FROM claim_topics a
      JOIN claims c ON c.id = a.claim_id JOIN statements s ON s.id = c.statement_id
      WHERE a.issued_on_earliest IS DISTINCT FROM s.issued_on_earliest
    UNION ALL
    SELECT 'agency of claim ' || coalesce(l.claim_id, made.claim_id) FROM claim_agencies l
      FULL JOIN (
        SELECT c.id AS claim_id, a.agency_id, s.issued_on_earliest FROM claims c
          JOIN statements s ON s.id = c.statement_id
          JOIN statement_agencies a ON a.statement_id = s.id
      ) made ON made.claim_id = l.claim_id AND made.agency_id = l.agency_id
        AND made.issued_on_earliest IS NOT DISTINCT FROM l.issued_on_earliest
      WHERE l.claim_id IS NULL OR made.claim_id IS NULL
    UNION ALL
    SELECT 'quote in capture ' || c.id FROM quotes q JOIN captures c ON c.id = q.capture_id
      WHERE q.state <> CASE WHEN c.text IS NULL THEN 'unverified' ELSE 'anchored' END
    UNION ALL
    SELECT 'quote ' || coalesce(st.quote_id, made.quote_id) || ' in a later capture' FROM quote_states st
      FULL JOIN (
        SELECT q.id AS quote_id, later.id AS capture_id, place.state, place.start_at
        FROM quotes q JOIN captures own ON own.id = q.capture_id
          JOIN captures later ON later.source_id = own.source_id AND later.number > own.number,
          quote_place(later.text, q.exact, q.prefix, q.suffix) place
      ) made ON made.quote_id = st.quote_id AND made.capture_id = st.capture_id
        AND made.state = st.state AND made.start_at IS NOT DISTINCT FROM st.start_at
      WHERE st.quote_id IS NULL OR made.quote_id IS NULL`)
  return rows.map(({ fault }) => fault)
}
