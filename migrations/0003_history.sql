-- History: every version that a row has had, who wrote it and when, so that the record can be read as
-- of any moment. Kept by triggers; what readers read now is not touched by it.
--
-- Writers take turns: each transaction that writes the record holds one lock until it commits, and is
-- one numbered row of "change_sets". So numbers and moments run in the order of commits. A row says in
-- "since" which change set wrote it; what it was before is in the table of its name in the schema
-- "history", with the change set "until" which it stood. The views of the schema "past" show each table
-- as it was at the change set named by the setting onrecord.as_of: a query written for the tables
-- reads them when "past" comes first in the search path.

CREATE SCHEMA history;
CREATE SCHEMA past;

CREATE TABLE history.change_sets (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- In whole milliseconds, which every client can give back; each later than the one before.
  made_at timestamptz NOT NULL UNIQUE,
  actor text NOT NULL,
  key_id uuid,
  request_id text,
  reason text
);
-- What happened to which row: the change feed, and the list of a row's revisions.
CREATE TABLE history.changes (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  change_set bigint NOT NULL REFERENCES history.change_sets (number),
  resource text NOT NULL,
  row_id uuid NOT NULL,
  revision integer NOT NULL,
  action text NOT NULL CHECK (action IN (
    'created', 'updated', 'published', 'withdrawn', 'restored', 'merged', 'shown', 'hidden'
  )),
  was_visible boolean NOT NULL,
  is_visible boolean NOT NULL
);
CREATE INDEX ON history.changes (row_id, position);
CREATE INDEX ON history.changes (resource, position);

-- Begins the transaction's change set, unless it has begun, and waits for other writers to end theirs.
CREATE FUNCTION open_change(
  actor text DEFAULT NULL, key_id uuid DEFAULT NULL, request_id text DEFAULT NULL, reason text DEFAULT NULL
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  known text := current_setting('onrecord.change', true);
  made history.change_sets;
BEGIN
  IF known <> '' THEN
    RETURN known;
  END IF;
  PERFORM pg_advisory_xact_lock(8028912331211);
  INSERT INTO history.change_sets (made_at, actor, key_id, request_id, reason)
    VALUES (
      greatest(date_trunc('milliseconds', clock_timestamp()),
               (SELECT max(made_at) + interval '1 millisecond' FROM history.change_sets)),
      coalesce(actor, nullif(current_setting('application_name'), ''), session_user), key_id, request_id, reason)
    RETURNING * INTO made;
  PERFORM set_config('onrecord.change', made.number::text, true),
          set_config('onrecord.moment', made.made_at::text, true);
  RETURN made.number;
END $$;
CREATE FUNCTION current_change() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT current_setting('onrecord.change')::bigint $$;
CREATE FUNCTION change_moment() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('onrecord.moment', true), '')::timestamptz, now()) $$;
-- The number of the last change set made at the moment or before it; 0 where there is none.
CREATE FUNCTION change_set_at(moment timestamptz) RETURNS bigint LANGUAGE sql STABLE
SET search_path = public, pg_temp AS
$$ SELECT coalesce((SELECT number FROM history.change_sets WHERE made_at <= moment ORDER BY made_at DESC LIMIT 1), 0) $$;
CREATE FUNCTION as_of() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT current_setting('onrecord.as_of')::bigint $$;

CREATE FUNCTION change_opens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM open_change();
  RETURN NULL;
END $$;

-- A resource's row about to be written. TG_ARGV: its generated columns, which it does not have yet.
CREATE FUNCTION row_is_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF TG_NARGS > 0 THEN
      -- They follow from the others: whether these differ is the question.
      NEW := jsonb_populate_record(NEW, (
        SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb(OLD)) WHERE key = ANY (TG_ARGV)));
    END IF;
    IF NEW IS NOT DISTINCT FROM OLD THEN
      RETURN NEW;
    END IF;
    IF NEW.revision <> OLD.revision THEN
      NEW.updated_at := change_moment();
    END IF;
  END IF;
  NEW.since := current_change();
  IF 'visible' = ANY (TG_ARGV) THEN
    NEW.visible := NEW.status = 'published';
  END IF;
  IF NEW.visible AND NEW.first_visible_at IS NULL THEN
    NEW.first_visible_at := change_moment();
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION part_is_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW IS DISTINCT FROM OLD THEN
    NEW.since := current_change();
  END IF;
  RETURN NEW;
END $$;

-- What a row was before, unless it was written by the same change set. TG_ARGV[0]: its columns.
CREATE FUNCTION row_is_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.since < current_change() AND (TG_OP = 'DELETE' OR OLD.since <> NEW.since) THEN
    EXECUTE format('INSERT INTO history.%I (%s, until) SELECT %2$s, $2 FROM (SELECT ($1).*) old', TG_TABLE_NAME, TG_ARGV[0])
      USING OLD, current_change();
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION row_is_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  told text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO history.changes (change_set, resource, row_id, revision, action, was_visible, is_visible)
      VALUES (current_change(), TG_TABLE_NAME, NEW.id, NEW.revision, 'created', false, NEW.visible);
    RETURN NULL;
  END IF;
  told := CASE
    WHEN NEW.merged_into IS NOT NULL AND OLD.merged_into IS NULL THEN 'merged'
    WHEN NEW.status = 'withdrawn' AND OLD.status <> 'withdrawn' THEN 'withdrawn'
    WHEN OLD.status = 'withdrawn' AND NEW.status <> 'withdrawn' THEN 'restored'
    WHEN NEW.status = 'published' AND OLD.status = 'draft' THEN 'published'
    WHEN NEW.revision <> OLD.revision THEN 'updated'
    WHEN NEW.visible AND NOT OLD.visible THEN 'shown'
    WHEN OLD.visible AND NOT NEW.visible THEN 'hidden'
  END;
  IF told IS NOT NULL THEN
    INSERT INTO history.changes (change_set, resource, row_id, revision, action, was_visible, is_visible)
      VALUES (current_change(), TG_TABLE_NAME, NEW.id, NEW.revision, told, OLD.visible, NEW.visible);
  END IF;
  RETURN NULL;
END $$;

-- Nobody rewrites history, the owner of the tables included.
CREATE FUNCTION history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'history is only added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON history.change_sets
  FOR EACH STATEMENT EXECUTE FUNCTION history_stays();
CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON history.changes
  FOR EACH STATEMENT EXECUTE FUNCTION history_stays();

-- Keeps the history of a table from now on; to be called again when it has got other columns.
CREATE FUNCTION keep_history(of text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  columns text;
  is_resource boolean;
  generated text;
  attribute record;
BEGIN
  SELECT bool_or(attname = 'status'), string_agg(quote_literal(attname), ', ') FILTER (WHERE attgenerated <> '')
    INTO is_resource, generated
    FROM pg_attribute WHERE attrelid = ('public.' || of)::regclass AND attnum > 0 AND NOT attisdropped;
  EXECUTE format('ALTER TABLE public.%I ADD COLUMN IF NOT EXISTS since bigint NOT NULL DEFAULT 0', of);
  IF is_resource THEN
    EXECUTE format('ALTER TABLE public.%1$I
      ADD COLUMN IF NOT EXISTS first_visible_at timestamptz,
      ADD COLUMN IF NOT EXISTS withdrawn_at timestamptz,
      ADD COLUMN IF NOT EXISTS withdrawn_reason text,
      ADD COLUMN IF NOT EXISTS withdrawn_from text,
      ADD COLUMN IF NOT EXISTS merged_into uuid REFERENCES public.%1$I (id) CHECK (merged_into <> id),
      ALTER created_at SET DEFAULT change_moment(),
      ALTER updated_at SET DEFAULT change_moment()', of);
  END IF;
  EXECUTE format('CREATE TABLE IF NOT EXISTS history.%I ()', of);
  FOR attribute IN
    SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a
    WHERE a.attrelid = ('public.' || of)::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
  LOOP
    EXECUTE format('ALTER TABLE history.%I ADD COLUMN IF NOT EXISTS %I %s', of, attribute.attname, attribute.type);
  END LOOP;
  EXECUTE format('ALTER TABLE history.%I ADD COLUMN IF NOT EXISTS until bigint NOT NULL', of);
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO columns
    FROM pg_attribute WHERE attrelid = ('public.' || of)::regclass AND attnum > 0 AND NOT attisdropped;
  -- By what current rows are found by: the primary key, and each link.
  FOR attribute IN
    SELECT DISTINCT a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.conrelid = ('public.' || of)::regclass AND c.contype IN ('p', 'f')
  LOOP
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON history.%I (%I)', of || '_' || attribute.attname, of, attribute.attname);
  END LOOP;
  EXECUTE format('CREATE OR REPLACE VIEW past.%1$I AS
    SELECT %2$s FROM public.%1$I WHERE since <= public.as_of()
    UNION ALL
    SELECT %2$s FROM history.%1$I WHERE since <= public.as_of() AND until > public.as_of()', of, columns);
  EXECUTE format('CREATE OR REPLACE TRIGGER aa_change_opens BEFORE INSERT OR UPDATE OR DELETE ON public.%I
    FOR EACH STATEMENT EXECUTE FUNCTION change_opens()', of);
  IF is_resource THEN
    EXECUTE format('CREATE OR REPLACE TRIGGER zz_is_written BEFORE INSERT OR UPDATE ON public.%I
      FOR EACH ROW EXECUTE FUNCTION row_is_written(%s)', of, generated);
    EXECUTE format('CREATE OR REPLACE TRIGGER zz_is_told AFTER INSERT OR UPDATE ON public.%I
      FOR EACH ROW EXECUTE FUNCTION row_is_told()', of);
  ELSE
    EXECUTE format('CREATE OR REPLACE TRIGGER zz_is_written BEFORE INSERT OR UPDATE ON public.%I
      FOR EACH ROW EXECUTE FUNCTION part_is_written()', of);
  END IF;
  EXECUTE format('CREATE OR REPLACE TRIGGER zz_is_kept AFTER UPDATE OR DELETE ON public.%I
    FOR EACH ROW EXECUTE FUNCTION row_is_kept(%L)', of, columns);
  EXECUTE format('CREATE OR REPLACE TRIGGER history_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON history.%I
    FOR EACH STATEMENT EXECUTE FUNCTION history_stays()', of);
END $$;

-- The statement that a claim was withdrawn with.
ALTER TABLE claims ADD withdrawn_with uuid REFERENCES statements (id);

SELECT keep_history(name) FROM unnest(ARRAY[
  'jurisdictions', 'jurisdiction_aliases', 'agencies', 'agency_identifiers', 'agency_successors', 'publishers',
  'people', 'person_identifiers', 'posts', 'events', 'event_agencies', 'event_people', 'sources', 'source_authors',
  'captures', 'capture_checks', 'topics', 'statutes', 'statute_names', 'statute_versions', 'statements',
  'statement_agencies', 'statement_speakers', 'statement_topics', 'claims', 'claim_claimants', 'claim_topics',
  'claim_agencies', 'statute_references', 'relations', 'assessments', 'assessment_targets', 'quotes', 'quote_states'
]) name;

-- The views on the record, as they were: the same text, read where "past" comes first.
DO $$
DECLARE
  view text;
  definition text;
BEGIN
  FOREACH view IN ARRAY ARRAY['source_edits', 'statement_edits'] LOOP
    PERFORM set_config('search_path', 'public', true);
    definition := pg_get_viewdef(view::regclass);
    PERFORM set_config('search_path', 'past, public', true);
    EXECUTE format('CREATE VIEW past.%I AS %s', view, definition);
  END LOOP;
  PERFORM set_config('search_path', 'public', true);
END $$;
