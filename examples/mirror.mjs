/**
 * Mirrors OnRecord into a local DuckDB file, and brings it up to date when run again:
 *     npm install @duckdb/node-api
 *     node mirror.mjs http://127.0.0.1:3000 onrecord.duckdb
 */
import { DuckDBInstance } from '@duckdb/node-api'

const [api, file] = process.argv.slice(2)
const instance = await DuckDBInstance.create(file)
const db = await instance.connect()
await db.run(
  'create table if not exists rows (resource text, id uuid, data json, primary key (resource, id))'
)
await db.run('create table if not exists place (after bigint)')
const place = await db.runAndReadAll('select coalesce(max(after), 0)::text from place')
let after = place.getRows()[0][0]

for (let more = true; more; ) {
  const answer = await fetch(`${api}/v1/changes?after=${after}&limit=200`)
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  const { data: changes, page } = await answer.json()
  // Each change has the row as it is now: the last of a row tells as much as all.
  const rows = [...new Map(changes.map((row) => [row.resource + row.id, row])).values()]
  // The rows and the place together: what is interrupted is done again.
  await db.run('begin')
  await db.run(
    `insert or replace into rows select unnest(
       from_json($1, '[{"resource": "text", "id": "uuid", "data": "json"}]'), recursive := true)`,
    [JSON.stringify(rows.filter(({ data }) => data))]
  )
  for (const { resource, id } of rows.filter(({ data }) => !data))
    await db.run('delete from rows where resource = $1 and id = $2', [resource, id])
  await db.run('delete from place')
  await db.run('insert into place values ($1)', [page.next])
  await db.run('commit')
  ;({ next: after, more } = page)
}
db.closeSync()
instance.closeSync()
