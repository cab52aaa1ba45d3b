/** Edits: where the text that a statement is known from became another, the last seen first. */
import { resources } from '../resources/index.js'
import { type Queryable, run } from './database.js'
import { missingKeys } from './query.js'
import { refuseMissing } from './read.js'
import { conditions } from './rows.js'
import type { AppliedFilter } from './selection.js'
import { Statement } from './sql.js'
import type { View } from './view.js'

export interface EditsRequest {
  /** Filters of statements. */
  filters: AppliedFilter[]
  limit: number
  view?: View
  /** The key that the page begins after: the moment, the capture, the statement. */
  from?: string[]
}
export interface Edits {
  rows: object[]
  more: boolean
  last: string | null
}

export async function readEdits(db: Queryable, request: EditsRequest): Promise<Edits> {
  const sql = new Statement(request.view)
  const { filters, limit, from } = request
  const where = conditions(resources.statements, filters, 's', sql).join(' and ')
  const beyond = from
    ? ` and (k.first_visible_at, k.id, s.id) < (${sql.param(from[0], 'timestamptz')}, ${sql.param(from[1], 'uuid')}, ${sql.param(from[2], 'uuid')})`
    : ''
  const capture = (alias: string) =>
    `json_build_object('number', ${alias}.number, 'capturedAt', ${alias}.captured_at)`
  const row = `json_build_object('id', k.id, 'firstVisibleAt', k.first_visible_at, 'updatedAt', k.updated_at,
 'statement', json_build_object('id', s.id, 'title', s.title), 'from', ${capture('f')}, 'to', ${capture('k')},
 'source', json_build_object('id', o.id, 'label', coalesce(o.title, o.url), 'url', o.url, 'publisher', (select p.name from publishers p where p.id = o.publisher_id and ${sql.readable('p')})))`
  const page = `select ${row} as j, json_build_array(k.first_visible_at::text, k.id, s.id)::text as key, row_number() over (order by k.first_visible_at desc, k.id desc, s.id desc) as r
 from source_edits e join captures k on k.id = e.to_capture_id join captures f on f.id = e.from_capture_id join sources o on o.id = e.source_id and ${sql.readable('o')} join statements s on s.source_id = e.source_id
 where ${where}${beyond} order by r limit ${limit + 1}`
  const inside = `filter (where r <= ${limit})`
  const text = `select coalesce(json_agg(j order by r) ${inside}, '[]') as rows, count(*) > ${limit} as more, max(key) filter (where r = ${limit}) as last${missingKeys(sql)} from (${page}) page`
  const [answer] = await run<Edits & { missing?: boolean[] }>(db, text, sql)
  const list = { filters, sort: [], limit, backward: false }
  refuseMissing(sql, answer?.missing, [{ resource: resources.statements, rows: list }])
  return answer as Edits
}
