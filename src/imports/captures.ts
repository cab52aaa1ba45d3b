/** What captures need beside what all records do: their text's hash, and to be told from a new look. */
import type pg from 'pg'
import { textOfHtml } from '../evidence/extract.js'
import { codePointLength, sha256 } from '../evidence/text.js'
import type { Report } from './normalise.js'

type Given = Record<string, unknown>

/** A capture given as a page: its main text, and the hash of the page itself. */
export function extracted(capture: Given, report: Report): Given {
  const { html, ...rest } = capture
  if (html === undefined) return capture
  if (typeof html !== 'string') return report('html', 'Expected the text of a page.') ?? rest
  if (rest['text'] !== undefined) return report('html', 'Give `html` or `text`.') ?? rest
  try {
    return { mediaType: 'text/html', ...rest, text: textOfHtml(html), rawSha256: sha256(html) }
  } catch (error) {
    return report('html', (error as Error).message) ?? rest
  }
}

/** Adds the hash and length of a text that is given, or checks those given with it. */
export function described(capture: Given, report: Report): Given {
  const { text, sha256: hash, length } = capture
  if (typeof text !== 'string') return capture
  const made = { sha256: sha256(text), length: codePointLength(text) }
  if (hash !== undefined && hash !== made.sha256)
    report('sha256', `It is not the hash of the text, which is ${made.sha256}.`)
  if (length !== undefined && length !== made.length)
    report('length', `The text has ${made.length} code points.`)
  return { ...capture, ...made }
}

/** Finds the looks at a source that were noted before: they are on record, and stay as they are. */
export async function findChecks(client: pg.ClientBase, rows: string): Promise<void> {
  await client.query(
    `update ${rows} r set id = k.capture_id, doc = '{"c": {}, "l": {}, "p": {}}' from capture_checks k where r.id is null and k.external_id = r.doc->'c'->>'external_id'`
  )
}

/**
 * Turns captures whose text is that of the capture before them into checks: the source was looked at
 * again, and was still the same. Returns how to note them, once the captures are written.
 */
export async function setChecksAside(
  client: pg.ClientBase,
  rows: string
): Promise<() => Promise<void>> {
  await client.query(`
    create temporary table checks on commit drop as
    with looks as (
      select n, id, doc->'c'->>'sha256' as sha256, true as fresh,
        (select k.id from keys k where k.resource = 'sources' and k.key = doc->'l'->>'source_id') as source_id
      from ${rows} where fresh
    ), all_looks as (
      select * from looks
      union all
      select -1, latest.id, latest.sha256, false, latest.source_id
      from (select distinct source_id from looks) s, lateral (
        select * from captures c where c.source_id = s.source_id order by number desc limit 1
      ) latest
    ), runs as (
      select *, sum(differs) over (partition by source_id order by n) as run
      from (
        select *, (sha256 is distinct from lag(sha256) over (partition by source_id order by n))::int as differs
        from all_looks
      ) marked
    )
    select * from (
      select n, id, fresh, first_value(id) over (partition by source_id, run order by n) as capture_id from runs
    ) looked
    where fresh and id <> capture_id`)
  await client.query(`
    create temporary table noted on commit drop as
      select c.capture_id, c.n, r.doc->'c' as look from checks c join ${rows} r on r.n = c.n;
    update ${rows} r set id = c.capture_id, fresh = false, doc = '{"c": {}, "l": {}, "p": {}}'
      from checks c where c.n = r.n`)
  return async () => {
    await client.query(`
      insert into capture_checks (capture_id, position, checked_at, external_id)
      select capture_id,
        coalesce((select max(position) + 1 from capture_checks k where k.capture_id = noted.capture_id), 0)
          + row_number() over (partition by capture_id order by n) - 1,
        (look->>'captured_at')::timestamptz, look->>'external_id'
      from noted`)
    await client.query('drop table checks, noted')
  }
}
