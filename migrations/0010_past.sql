-- The past, read as fast as the present: a page of a list as of a moment took seconds on a million claims,
-- since PostgreSQL read whole tables for it.

-- Keeps the history of a table from now on; to be called again when it has got other columns.
CREATE OR REPLACE FUNCTION keep_history(of text) RETURNS void LANGUAGE plpgsql AS $$
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
  -- The conditions stand outside of the union, so that each side is read by its own indexes, in the order asked for.
  EXECUTE format('CREATE OR REPLACE VIEW past.%1$I AS
    SELECT %2$s FROM (
      SELECT %2$s, 9223372036854775807 AS until FROM public.%1$I
      UNION ALL
      SELECT %2$s, until FROM history.%1$I
    ) ever WHERE since <= public.as_of() AND until > public.as_of()', of, columns);
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

SELECT keep_history(name) FROM unnest(ARRAY[
  'jurisdictions', 'jurisdiction_aliases', 'agencies', 'agency_identifiers', 'agency_successors', 'publishers',
  'people', 'person_identifiers', 'posts', 'events', 'event_agencies', 'event_people', 'sources', 'source_authors',
  'captures', 'capture_checks', 'topics', 'statutes', 'statute_names', 'statute_versions', 'statements',
  'statement_agencies', 'statement_speakers', 'statement_topics', 'claims', 'claim_claimants', 'claim_topics',
  'claim_agencies', 'statute_references', 'relations', 'assessments', 'assessment_targets', 'quotes', 'quote_states'
]) name;
