/** The SQL that gives a role what serving, editing, importing and the worker need, and nothing else. */
import pg from 'pg'

/**
 * To be run by the owner of the tables, again after each migration. The role has to exist. It owns nothing,
 * so it can alter and drop nothing; history is written by triggers with their owner's rights alone; rows
 * of resources are withdrawn, not deleted.
 */
export function grantsFor(role: string): string {
  const to = pg.escapeIdentifier(role)
  const inFormat = to.replaceAll("'", "''").replaceAll('%', '%%')
  return `-- Run this as the owner of the tables, after \`onrecord migrate\`, each time.
BEGIN;
DO $$ BEGIN
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO ${inFormat}', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public, history, past, service, drizzle, graphile_worker FROM ${to};
GRANT USAGE ON SCHEMA public, history, past, service, drizzle, graphile_worker TO ${to};
-- Reading: what is, what was, and which migrations there were.
GRANT SELECT ON ALL TABLES IN SCHEMA public, history, past, drizzle TO ${to};
-- Editing: rows of resources are written, their parts replaced. History is added to by triggers only.
GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO ${to};
REVOKE UPDATE ON settings FROM ${to};
DO $$
DECLARE part regclass;
BEGIN
  FOR part IN
    SELECT oid FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'settings'
      AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'status' AND NOT attisdropped)
  LOOP
    EXECUTE format('GRANT DELETE ON %s TO ${inFormat}', part);
  END LOOP;
END $$;
-- Keys, webhooks and what else the service notes for itself.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA service TO ${to};
REVOKE DELETE ON service.api_keys FROM ${to};
-- The job queue, whose rows are closed to all but its owner unless a policy says otherwise.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA graphile_worker TO ${to};
REVOKE INSERT, UPDATE, DELETE ON graphile_worker.migrations FROM ${to};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA graphile_worker TO ${to};
DO $$
DECLARE queued regclass;
BEGIN
  FOR queued IN
    SELECT oid FROM pg_class WHERE relnamespace = 'graphile_worker'::regnamespace AND relkind = 'r' AND relrowsecurity
  LOOP
    EXECUTE format('DROP POLICY IF EXISTS ${inFormat} ON %s', queued);
    EXECUTE format('CREATE POLICY ${inFormat} ON %s TO ${inFormat} USING (true) WITH CHECK (true)', queued);
  END LOOP;
END $$;
COMMIT;`
}

/** What the present role lacks of these rights, in words: nothing where it may serve. */
export async function missingRights(db: pg.Client): Promise<string[]> {
  const { rows } = await db.query<{ missing: string }>(lacking)
  return rows.map(({ missing }) => missing)
}
const lacking = `
with tables as (
  select c.oid, c.relname, c.relkind, c.relrowsecurity, c.relowner, n.nspname,
    exists (select from pg_attribute where attrelid = c.oid and attname = 'status' and not attisdropped) as has_status
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'history', 'past', 'service', 'drizzle', 'graphile_worker') and c.relkind in ('r', 'p', 'v')
), needed as (
  select oid, nspname, relname, unnest(case
    when nspname in ('history', 'past', 'drizzle') or relkind = 'v' then array['SELECT']
    when nspname = 'graphile_worker' and relname = 'migrations' then array['SELECT']
    when nspname = 'public' and relname = 'settings' then array['SELECT', 'INSERT']
    when nspname = 'public' and has_status or nspname = 'service' and relname = 'api_keys' then array['SELECT', 'INSERT', 'UPDATE']
    else array['SELECT', 'INSERT', 'UPDATE', 'DELETE'] end) as privilege
  from tables
), lacked as (
  select privilege || ' on ' || nspname || '.' || relname as missing from needed where not has_table_privilege(oid, privilege)
  union all
  select 'USAGE on schema ' || nspname from pg_namespace
  where nspname in ('public', 'history', 'past', 'service', 'drizzle', 'graphile_worker') and not has_schema_privilege(oid, 'USAGE')
  union all
  select 'TEMPORARY on the database' where not has_database_privilege(current_database(), 'TEMPORARY')
  union all
  select 'a policy on ' || nspname || '.' || relname from tables t
  where relrowsecurity and not pg_has_role(relowner, 'USAGE')
    and not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)
    and not exists (
      select from pg_policy p where p.polrelid = t.oid
        and (0 = any(p.polroles) or exists (select from unnest(p.polroles) r where r <> 0 and pg_has_role(r, 'USAGE')))
    )
)
select missing from lacked order by missing`
