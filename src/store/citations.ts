/** Citations in a text, each with the statute on record that it names, if there is one. */
import { citationKey } from '../evidence/citations/canonical.js'
import { type Citation, parseInSlices } from '../evidence/citations/parse.js'
import { normalised } from '../evidence/text.js'
import { type Queryable, run } from './database.js'
import { Statement } from './sql.js'
import type { View } from './view.js'

export interface StatuteReference {
  id: string
  slug: string | null
  label: string
}
export interface FoundCitation extends Omit<Citation, 'reason'> {
  statute: StatuteReference | null
  /** Whether a version on record has the pinpoint; null where that is not recorded. */
  pinpointKnown: boolean | null
  /** The name by which it is called, and the source that calls it so. */
  popularName: { name: string; source: StatuteReference } | null
  /** Why there is no statute, or less than a whole citation. */
  reason: Citation['reason'] | 'not-on-record' | 'range' | 'no-section' | null
}

interface StatuteRow extends StatuteReference {
  key: string
  pinpoints: string[] | null
}
interface NameRow extends StatuteReference {
  name: string
  source: StatuteReference
}

/** Two statements, whatever the text holds: the names that people use, and the statutes cited. */
export async function findCitations(
  db: Queryable,
  text: string,
  jurisdiction?: string,
  view: View = {}
): Promise<FoundCitation[]> {
  const names = await popularNames(db, view)
  const citations = await parseInSlices(text, {
    ...(jurisdiction && { jurisdiction }),
    popularNames: names.map(({ name }) => name)
  })
  const statutes = await statutesCited(db, citations, view)
  return citations.map((citation) => found(citation, statutes, names))
}

function found(
  citation: Citation,
  statutes: Map<string, StatuteRow>,
  names: NameRow[]
): FoundCitation {
  const { reason = null, ...parts } = citation
  const none = { statute: null, pinpointKnown: null, popularName: null }
  if (reason === 'popular-name') {
    const called = names.filter(({ name }) => sameName(name, citation.text))
    const [only] = called
    // A name that several statutes go by names none of them.
    if (!only || called.length > 1) return { ...parts, ...none, reason }
    const { id, slug, label, name, source } = only
    return {
      ...parts,
      ...none,
      statute: { id, slug, label },
      popularName: { name, source },
      reason: null
    }
  }
  if (reason) return { ...parts, ...none, reason }
  if (!citation.section) return { ...parts, ...none, reason: 'no-section' }
  if (citation.section.includes('..')) return { ...parts, ...none, reason: 'range' }
  const row = statutes.get(keyOf(citation))
  if (!row) return { ...parts, ...none, reason: 'not-on-record' }
  const { id, slug, label, pinpoints } = row
  const known = citation.pinpoint && pinpoints ? pinpoints.includes(citation.pinpoint) : null
  return { ...parts, ...none, statute: { id, slug, label }, pinpointKnown: known, reason: null }
}
/** A statute by its code and section, in the form of the index on both. */
const keyOf = (citation: Citation): string => {
  const { code, section } = citationKey(citation)
  return `${code} ${section?.toLowerCase()}`
}
const sameName = (a: string, b: string) =>
  normalised(a).toLowerCase() === normalised(b).toLowerCase()

async function popularNames(db: Queryable, view: View): Promise<NameRow[]> {
  const sql = new Statement(view)
  const text = `select n.name, s.id, s.slug, s.citation as label,
      json_build_object('id', c.id, 'slug', null, 'label', coalesce(c.title, c.url, c.kind)) as source
    from statute_names n
    join statutes s on s.id = n.statute_id and ${sql.readable('s')}
    join sources c on c.id = n.source_id and ${sql.readable('c')}
    order by n.name, s.id limit 10000`
  return run<NameRow>(db, text, sql)
}

async function statutesCited(
  db: Queryable,
  citations: Citation[],
  view: View
): Promise<Map<string, StatuteRow>> {
  const keys = [...new Set(citations.filter(({ section, code }) => section && code).map(keyOf))]
  if (!keys.length) return new Map()
  const sql = new Statement(view)
  const text = `select k.key, s.id, s.slug, s.citation as label,
      (select array_agg(distinct p) from statute_versions v, unnest(v.pinpoints) p where v.statute_id = s.id and ${sql.readable('v')}) as pinpoints
    from unnest(${sql.param(keys, 'text[]')}) k(key)
    join statutes s on s.code || ' ' || lower(s.section) = k.key and ${sql.readable('s')}
    order by s.id desc`
  const rows = await run(db, text, sql)
  return new Map((rows as StatuteRow[]).map((row) => [row.key, row]))
}
