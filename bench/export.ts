/** W6: all claims exported, beside what PostgreSQL alone takes to write them out. */
import { performance } from 'node:perf_hooks'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { resources } from '../src/resources/index.js'
import { parseList } from '../src/rest/parameters.js'
import { Cursors } from '../src/store/cursor.js'
import { allQuery } from '../src/store/query.js'
import { Statement } from '../src/store/sql.js'
import { fixed, table, whole } from './report.js'
import type { Running } from './servers.js'

interface Measure {
  seconds: number
  first: number
  bytes: number
  /** By how many MiB the API grew at most. */
  grown: number
}
/** The members of a claim that are columns of its own. */
const ownFields =
  'id,externalId,status,revision,createdAt,updatedAt,note,position,proposition,kind,attribution'

/** What a user would write by hand: own columns alone, and all that a claim of the list has. */
const ownColumns =
  'c.id, c.external_id, c.status, c.revision, c.created_at, c.updated_at, c.note, c.position, c.proposition, c.kind, c.attribution'
const linked = (what: string, from: string, order = '') =>
  `(select coalesce(json_agg(row_to_json(x)${order}), '[]') from (select ${what} from ${from}) x)`
const one = (table: string, label: string, key: string) =>
  `(select row_to_json(o) from (select id, ${label} as label from ${table} where id = ${key} and visible) o)`
const members = [
  ownColumns,
  `${one('statements', 'title', 'c.statement_id')} as statement`,
  `${linked(
    `${one('agencies', 'name', 'p.agency_id')} as agency, ${one('people', 'name', 'p.person_id')} as person, ${one('publishers', 'name', 'p.publisher_id')} as publisher, p.description`,
    'claim_claimants p where p.claim_id = c.id order by p.position'
  )} as claimants`,
  `${linked('q.exact, q.prefix, q.suffix, q.start_at, q.end_at, q.state', 'quotes q where q.claim_id = c.id order by q.position')} as quotes`,
  `${linked('t.id, t.slug, t.pref_label as label', 'claim_topics l join topics t on t.id = l.topic_id and t.visible where l.claim_id = c.id order by l.position')} as topics`,
  `${linked('r.id, r.cited_as as label', 'statute_references r where r.claim_id = c.id and r.visible order by r.created_at, r.id')} as "statuteReferences"`,
  `${linked('r.id, r.kind as label', 'relations r where (r.from_claim_id = c.id or r.to_claim_id = c.id) and r.visible order by r.created_at, r.id')} as relations`,
  `${linked('a.id, a.body as label', 'assessment_targets l join assessments a on a.id = l.assessment_id and a.visible where l.claim_id = c.id order by l.position')} as assessments`
]
const byHand = (columns: string) =>
  `select row_to_json(r) from (select ${columns} from claims c where c.visible order by coalesce(c.issued_on_earliest, '-infinity'::date) desc, c.id desc) r`
const copies: Record<string, string> = {
  'COPY (SELECT row_to_json…), own columns': byHand(ownColumns),
  'COPY (SELECT row_to_json…), all members': byHand(members.join(', ')),
  'COPY of the SQL that the export runs': allClaims('')
}
const exported: Record<string, string> = {
  NDJSON: 'export.ndjson',
  'NDJSON, own members': `export.ndjson?fields=${ownFields}`,
  JSON: 'export.json',
  CSV: 'export.csv',
  'CSV, own members': `export.csv?fields=${ownFields}`,
  Parquet: 'export.parquet'
}

function allClaims(query: string): string {
  const { request } = parseList(resources.claims, query, new Cursors())
  return allQuery(request, new Statement({}, true))
}

export async function exportTable(api: Running, url: string, rounds: number): Promise<string> {
  const runs = new Map<string, Measure[]>()
  const note = (name: string, measure: Measure) =>
    runs.set(name, [...(runs.get(name) ?? []), measure])
  for (let i = 0; i < rounds; i++) {
    for (const [name, query] of Object.entries(copies)) note(name, await copied(url, query))
    for (const [name, path] of Object.entries(exported)) note(name, await fetched(api, path))
  }
  const of = (name: string, key: keyof Measure) => median(runs.get(name)?.map((each) => each[key]))
  const [own = '', all = ''] = Object.keys(copies)
  return table(
    ['', 'seconds', 'of COPY', 'first byte ms', 'MB', 'grown MiB'],
    [...runs.keys()].map((name) => [
      name,
      fixed(of(name, 'seconds')),
      fixed(of(/own/.test(name) ? own : all, 'seconds') / of(name, 'seconds')),
      whole(of(name, 'first')),
      whole(of(name, 'bytes') / 1e6),
      whole(of(name, 'grown'))
    ])
  )
}
const median = (values: number[] = []) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function copied(url: string, query: string): Promise<Measure> {
  const client = new pg.Client({ connectionString: url, options: '-c jit=off' })
  await client.connect()
  try {
    return await drained(
      client.query(
        copyTo(`copy (${query}) to stdout (format csv, quote e'\\x01', delimiter e'\\x02')`)
      ),
      () => 0
    )
  } finally {
    await client.end()
  }
}

async function fetched({ port, memory }: Running, path: string): Promise<Measure> {
  const began = performance.now()
  const response = await fetch(`http://127.0.0.1:${port}/v1/claims/${path}`)
  if (!response.ok || !response.body) throw new Error(await response.text())
  return drained(response.body, memory, began)
}

async function drained(
  source: AsyncIterable<Uint8Array>,
  memory: () => number,
  began = performance.now()
): Promise<Measure> {
  const [before, measure] = [memory(), { seconds: 0, first: 0, bytes: 0, grown: 0 }]
  const sampled = setInterval(() => {
    measure.grown = Math.max(measure.grown, memory() - before)
  }, 250)
  await pipeline(
    source,
    new Writable({
      write(chunk: Uint8Array, _encoding, done) {
        measure.first ||= performance.now() - began
        measure.bytes += chunk.length
        done()
      }
    })
  )
  clearInterval(sampled)
  measure.seconds = (performance.now() - began) / 1000
  return measure
}
