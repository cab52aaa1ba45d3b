/**
 * What the peers are asked over: a copy of the bench's database for each, with what makes their part
 * easier. Kept for later runs until the data, the versions or this file's SQL change.
 */
import { createHash } from 'node:crypto'
import { asked, copyOf, type Database, type Server } from './database.js'
import { bootstrapDirectus, type Peer, versions } from './peer-packages.js'

/**
 * Both get the order of our lists, newest first and those without a date last, as a column that is
 * never null, with an index for each filter that precedes it: neither can order by an expression or
 * say where nulls go. Their sessions have the planner settings that ours asks for. No row is hidden in
 * this data, so neither is made to look at `visible`, as ours does.
 */
const both = (name: string) => `
alter database ${name} set jit = off;
alter database ${name} set random_page_cost = 1.1;
${['claims', 'claim_agencies', 'statement_agencies']
  .map(
    (table) =>
      `alter table ${table} add sort_date date not null generated always as (coalesce(issued_on_earliest, '0001-01-01'::date)) stored;`
  )
  .join('\n')}
create index on claims (sort_date desc, id desc);
create index on claim_agencies (agency_id, sort_date desc, claim_id desc);
create index on statement_agencies (agency_id, sort_date desc, statement_id desc);
create index on statement_agencies (statement_id, position);
create index on agencies (name, id);`

/**
 * PostGraphile gets two functions, its usual way to what it has no arguments for: our search, with our
 * column, weights and order, and agencies by many ids (without a plugin it filters by equality alone).
 */
const forPostgraphile = `
create function search_claims(q text) returns setof claims language sql stable as $$
  select c.* from claims c
  where c.visible and c.search @@ websearch_to_tsquery('onrecord', q)
  order by ts_rank('{0.1,0.2,0.4,1}', c.search, websearch_to_tsquery('onrecord', q), 1) desc, c.id desc
  limit 20
$$;
create function agencies_by_ids(ids uuid[]) returns setof agencies language sql stable as $$
  select a.* from agencies a where a.id = any(ids) order by a.name, a.id
$$;`

/** Directus takes only tables whose primary key is one column: the links that are asked for get one. */
const keysForDirectus = ['claim_agencies', 'statement_agencies']
  .map(
    (table) => `
alter table ${table} drop constraint ${table}_pkey, add row_key bigserial primary key;
create unique index on ${table} (${table.split('_')[0]}_id, agency_id);`
  )
  .join('')

/** Each as [collection, alias, its other side, the column there that leads back]. */
const aliases = [
  ['statements', 'statement_agencies', 'statement_agencies', 'statement_id'],
  ['statements', 'claims', 'claims', 'statement_id'],
  ['claims', 'statute_references', 'statute_references', 'claim_id'],
  ['agencies', 'statement_agencies', 'statement_agencies', 'agency_id']
]
const collections = [
  'agencies',
  'claim_agencies',
  'claims',
  'statements',
  'statement_agencies',
  'statute_references',
  'statutes'
]
/**
 * After Directus has made its own tables. It finds the links of each row to another by the foreign
 * keys; the lists of rows that link back are told to it as aliases. Everybody may read all fields.
 */
const contentForDirectus = `
${aliases
  .map(
    ([collection, alias, many, column]) => `
insert into directus_fields (collection, field, special) values ('${collection}', '${alias}', 'o2m');
insert into directus_relations (many_collection, many_field, one_collection, one_field)
  values ('${many}', '${column}', '${collection}', '${alias}');`
  )
  .join('')}
insert into directus_permissions (collection, action, permissions, validation, fields, policy)
  select name, 'read', '{}', '{}', '*', access.policy
  from unnest('{${collections.join(',')}}'::text[]) name, directus_access access
  where access.role is null and access."user" is null;`

export async function peerDatabase(
  peer: Peer,
  server: Server,
  database: Database,
  say: (line: string) => void
): Promise<string> {
  const name = `onrecord_bench_${peer}`
  const sql = both(name) + (peer === 'postgraphile' ? forPostgraphile : keysForDirectus)
  const stamp = createHash('sha256')
    .update(sql + (peer === 'directus' ? contentForDirectus : ''))
    .update(JSON.stringify([versions[peer], database.dataVersion, database.seconds]))
    .digest('hex')
  if ((await stampOf(server.url(name))) === stamp) return server.url(name)
  say(`copying the database for ${peer}`)
  const { url } = await copyOf(server, database, name)
  await asked(url, sql)
  if (peer === 'directus') {
    await bootstrapDirectus(url)
    await asked(url, contentForDirectus)
  }
  await asked(url, 'vacuum analyze')
  await asked(url, "insert into settings (name, value) values ('bench peer', $1)", [stamp])
  return url
}

async function stampOf(url: string): Promise<string | undefined> {
  try {
    const { rows } = await asked(url, "select value from settings where name = 'bench peer'")
    return rows[0]?.['value']
  } catch {
    return undefined
  }
}
