/** Rows that readers saw once and that are part of another now: where their ids lead. */
import { getTableName } from 'drizzle-orm'
import { resources } from '../resources/index.js'
import type { Statement } from './sql.js'

/** A query of all of them: `resource`, `id`, and `mergedInto`, which readers see. */
export function mergedQuery(sql: Statement): string {
  const each = Object.values(resources).map(({ name, table }) => {
    const from = getTableName(table)
    return `(with recursive line as (
        select o.id as merged, s.* from ${from} o join ${from} s on s.id = o.merged_into where o.first_visible_at is not null
        union all select line.merged, s.* from line join ${from} s on s.id = line.merged_into
      ) select '${name}' as resource, merged as id, id as "mergedInto" from line where merged_into is null and ${sql.readable('line')} order by merged)`
  })
  return each.join(' union all ')
}
