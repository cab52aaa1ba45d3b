/**
 * A timeline: what was said on a matter, what became of it, and what the law did meanwhile, in one
 * order by date. The claims and statements that the filters select lead to all else.
 */
import { getTableName } from 'drizzle-orm'
import type { Resource, ResourceName } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { type Queryable, run } from './database.js'
import { missingKeys } from './query.js'
import { refuseMissing } from './read.js'
import { opened } from './references.js'
import { conditions } from './rows.js'
import type { AppliedFilter } from './selection.js'
import { Statement } from './sql.js'
import { concatenated } from './text.js'
import type { View } from './view.js'

/** What stands in a timeline. Claims are as old as their statements: they come where asked for. */
export const entryTypes = [
  'statement',
  'claim',
  'edit',
  'assessment',
  'law_begins',
  'law_ends'
] as const
export type EntryType = (typeof entryTypes)[number]
export const typesByDefault = entryTypes.filter((type) => type !== 'claim')
/** The filters that select: each is one of claims as well as of statements. */
export const selectors = ['event', 'topic', 'agency'] as const

export interface TimelineRequest {
  filters: AppliedFilter[]
  types: readonly EntryType[]
  /** The latest first. */
  descending: boolean
  limit: number
  view?: View
  /** The key that the page begins after: place, type, id and what it is of. */
  from?: string[]
}
export interface Timeline {
  /** JSON objects, separated by commas. */
  data: string
  size: number
  more: boolean
  /** The key of the last entry, as a JSON array. */
  last: string | null
}

/** Names the timeline that a cursor is good for. */
export const timelineBinding = ({ filters, types, descending, view }: TimelineRequest) =>
  JSON.stringify(['timeline', filters, [...types].sort(), descending, view?.asOf])

/** A page of the timeline, in one statement. */
export async function readTimeline(db: Queryable, request: TimelineRequest): Promise<Timeline> {
  const sql = new Statement(request.view)
  const { filters, types, descending, limit, from } = request
  const where = (resource: Resource, alias: string) =>
    conditions(resource, filters, alias, sql).join(' and ')
  const entries = types.map((type) => `(${kinds[type].dated(sql)})`)
  const [order, sign, never] = descending ? [' desc', '<', '-infinity'] : ['', '>', 'infinity']
  const key = ['date', 'integer', 'uuid', 'uuid'].map((type, i) => from && sql.param(from[i], type))
  const beyond = from ? ` where (place, kind, id, owner) ${sign} (${key.join(', ')})` : ''
  const inOrder = ['place', 'kind', 'id', 'owner'].map((term) => term + order).join(', ')
  const objects = types.map((type) => `when ${numberOf(type)} then ${entryOf(type, sql)}`)
  const inside = `filter (where r <= ${limit})`
  // The union reads the columns of its parts in this order: kind, id, owner, date, earliest, latest.
  const text = `with c as materialized (select c.id, c.statement_id from claims c where ${where(resources.claims, 'c')}),
 s as materialized (select s.id from statements s where ${where(resources.statements, 's')} union select s.id from statements s where s.id in (select statement_id from c) and ${sql.readable('s')}),
 e as (select *, coalesce(earliest, latest, '${never}'::date) as place from (${entries.join(' union all ')}) e (kind, id, owner, date, earliest, latest)),
 page as materialized (select *, row_number() over (order by ${inOrder}) as r from (select * from e${beyond} order by ${inOrder} limit ${limit + 1}) e)
 select coalesce(string_agg(case kind ${objects.join(' ')} end, ',' order by r) ${inside}, '') as data, count(*) ${inside} as size, count(*) > ${limit} as more, max(json_build_array(place::text, kind::text, id, owner)::text) filter (where r = ${limit}) as last${missingKeys(sql)} from page`
  const [row] = await run<Omit<Timeline, 'size'> & { size: string; missing?: boolean[] }>(
    db,
    text,
    sql
  )
  const rows = { filters, sort: [], limit, backward: false }
  refuseMissing(sql, row?.missing, [{ resource: resources.claims, rows }])
  const { data, more, last, size } = row as NonNullable<typeof row>
  return { data, more, last, size: Number(size) }
}

const numberOf = (type: EntryType) => entryTypes.indexOf(type)
/** A link of an entry: its part in it, and the rows (`from … where …`) of a resource, with their order. */
interface Link {
  rel: string
  to: ResourceName
  rows: (alias: string) => string
  order?: string
}
interface Kind {
  /** A query of its entries. */
  dated(sql: Statement): string
  resource: ResourceName
  /** Its own label and address, where they are not those of the row `x`. */
  own?: { label?: string; href?: string }
  links: Link[]
}
/** The row that a column of the entry's row `x`, or of the page, names. */
const byColumn = (rel: string, to: ResourceName, column: string): Link => ({
  rel,
  to,
  rows: (alias) =>
    `from ${getTableName(resources[to].table)} ${alias} where ${alias}.id = ${column}`
})
const through = (rel: string, to: ResourceName, link: string): Link => ({
  rel,
  to,
  rows: (alias) =>
    `from ${link.replace('…', `${getTableName(resources[to].table)} ${alias} on ${alias}.id`)}`,
  order: 'l.position'
})
const spoken: Link[] = [
  through(
    'agency',
    'agencies',
    'statement_agencies l join … = l.agency_id where l.statement_id = page.owner'
  ),
  through(
    'speaker',
    'people',
    'statement_speakers l join … = l.person_id where l.statement_id = page.owner'
  )
]
const targeted = (to: ResourceName, column: string) =>
  through('target', to, `assessment_targets l join … = l.${column} where l.assessment_id = x.id`)
const law = (type: EntryType, column: string): Kind => ({
  dated: (sql) =>
    `select ${numberOf(type)}, v.id, v.id, v.${column}::text, v.${column}, v.${column} from statute_versions v join statutes u on u.id = v.statute_id and ${sql.readable('u')} where v.${column} is not null and ${sql.readable('v')} and v.statute_id in (select r.statute_id from statute_references r where r.claim_id in (select id from c) and ${sql.readable('r')})`,
  resource: 'statuteVersions',
  own: {
    label: `(select u.citation || ': ' || replace(x.legal_force, '_', ' ') from statutes u where u.id = x.statute_id)`
  },
  links: [byColumn('statute', 'statutes', 'x.statute_id')]
})

const kinds: Record<EntryType, Kind> = {
  statement: {
    dated: () =>
      `select ${numberOf('statement')}, x.id, x.id, x.issued_on, x.issued_on_earliest, x.issued_on_latest from statements x where x.id in (select id from s)`,
    resource: 'statements',
    links: [...spoken, byColumn('event', 'events', 'x.event_id')]
  },
  claim: {
    dated: () =>
      `select ${numberOf('claim')}, c.id, x.id, x.issued_on, x.issued_on_earliest, x.issued_on_latest from c join statements x on x.id = c.statement_id`,
    resource: 'claims',
    links: [byColumn('statement', 'statements', 'page.owner'), ...spoken]
  },
  edit: {
    // `offset 0`: the edits of one source at a time, instead of those of all.
    dated: () =>
      `select ${numberOf('edit')}, e.to_capture_id, x.id, ${changedBetween} from statements x join s on s.id = x.id, lateral (select * from source_edits where source_id = x.source_id offset 0) e join captures k on k.id = e.from_capture_id`,
    resource: 'captures',
    own: {
      label: '(select s.title from statements s where s.id = page.owner)',
      href: `(select '/v1/sources/' || e.source_id || '/captures/' || f.number || '/diff/' || x.number from source_edits e join captures f on f.id = e.from_capture_id where e.source_id = x.source_id and e.to_capture_id = x.id)`
    },
    links: [
      byColumn('statement', 'statements', 'page.owner'),
      byColumn('source', 'sources', 'x.source_id')
    ]
  },
  assessment: {
    dated: (sql) =>
      `select ${numberOf('assessment')}, x.id, x.id, x.published_on, x.published_on_earliest, x.published_on_latest from assessments x where ${sql.readable('x')} and x.id in (select l.assessment_id from assessment_targets l where l.claim_id in (select id from c) or l.statement_id in (select id from s))`,
    resource: 'assessments',
    links: [
      byColumn('author', 'people', 'x.author_person_id'),
      byColumn('author', 'publishers', 'x.author_publisher_id'),
      targeted('statements', 'statement_id'),
      targeted('claims', 'claim_id')
    ]
  },
  law_begins: law('law_begins', 'effective_from'),
  law_ends: law('law_ends', 'effective_to')
}

/** The text changed between the two captures: an interval, or a day where they share it. */
const [before, after] = [
  'least(k.captured_at, e.captured_at)::date',
  'greatest(k.captured_at, e.captured_at)::date'
]
const changedBetween = `case when num_nulls(k.captured_at, e.captured_at) = 2 then null when num_nulls(k.captured_at, e.captured_at) = 0 and ${before} = ${after} then ${after}::text else case when k.captured_at is null then '..' else ${before}::text end || '/' || case when e.captured_at is null then '..' else ${after}::text end end, case when k.captured_at is not null then ${before} end, case when e.captured_at is not null then ${after} end`

/** An entry of the page as JSON: what, when and where it is, and the rows that it stands among. */
function entryOf(type: EntryType, sql: Statement): string {
  const { resource, own, links } = kinds[type]
  const linked = links.map(({ rel, to, rows, order = '0' }, n) => {
    const alias = sql.alias()
    const object = `${opened(resources[to], alias, sql)} || ',"rel":"${rel}"}'`
    return `select ${n} as n, ${order} as i, ${object} as j ${rows(alias)} and ${sql.readable(alias)}`
  })
  const of = resources[resource]
  const object = concatenated([
    { sql: opened(of, 'x', sql, own) },
    { text: `,"type":"${type}","date":` },
    { sql: `coalesce(to_json(page.date)::text, 'null')` },
    { text: ',"earliest":' },
    { sql: `coalesce('"' || page.earliest || '"', 'null')` },
    { text: ',"latest":' },
    { sql: `coalesce('"' || page.latest || '"', 'null')` },
    { text: ',"uncertain":' },
    { sql: `(page.date is null or page.date !~ '^\\d{4}-\\d\\d-\\d\\d$')::text` },
    { text: ',"links":[' },
    {
      sql: `coalesce((select string_agg(j, ',' order by n, i) from (${linked.join(' union all ')}) l), '')`
    },
    { text: ']}' }
  ])
  return `(select ${object} from ${getTableName(of.table)} x where x.id = page.id)`
}
