/** Aliases of divisions: each becomes another id of the place that is on record, if one of the two is. */
import type pg from 'pg'
import type { Tally } from './write.js'

export async function writeAliases(
  client: pg.ClientBase,
  pairs: AsyncIterable<{ alias: string; sameAs: string }>
): Promise<Tally> {
  await client.query('truncate staged_aliases')
  let batch: { alias: string; sameAs: string }[] = []
  const flush = async () => {
    await client.query('insert into staged_aliases select * from unnest($1::text[], $2::text[])', [
      batch.map(({ alias }) => alias),
      batch.map(({ sameAs }) => sameAs)
    ])
    batch = []
  }
  for await (const pair of pairs) if (batch.push(pair) === 1000) await flush()
  await flush()
  const { rowCount } = await client.query(`
    with named as (
      select distinct on (alias) alias, id from (
        select a.alias, j.id from staged_aliases a join jurisdictions j on j.ocd_id = a.same_as
        union all
        select a.same_as, j.id from staged_aliases a join jurisdictions j on j.ocd_id = a.alias
      ) either
      where not exists (select from jurisdictions j where j.ocd_id = either.alias)
      order by alias, id
    ), added as (
      insert into jurisdiction_aliases (alias, jurisdiction_id, position)
      select alias, id, coalesce((select max(position) + 1 from jurisdiction_aliases a where a.jurisdiction_id = named.id), 0)
        + row_number() over (partition by id order by alias) - 1
      from named on conflict do nothing returning jurisdiction_id
    )
    update jurisdictions set revision = revision + 1, updated_at = now()
    where id in (select jurisdiction_id from added)`)
  const { rows } = await client.query<{ total: number }>(
    'select count(*)::int as total from staged_aliases'
  )
  const updated = rowCount ?? 0
  return { created: 0, updated, unchanged: (rows[0]?.total ?? 0) - updated }
}
