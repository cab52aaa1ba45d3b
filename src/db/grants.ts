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
