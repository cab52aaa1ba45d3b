-- The change feed: whoever follows it hears of each commit, and of each row whose content differs,
-- though the row itself was not written. The content of a row is what it says and which rows it links to.

ALTER TABLE history.changes
  DROP CONSTRAINT changes_action_check,
  ADD CONSTRAINT changes_action_check CHECK (action IN (
    'created', 'updated', 'published', 'withdrawn', 'restored', 'merged', 'shown', 'hidden', 'touched'
  ));

-- Which rows link to a row ($1), for each resource that links to another: what they are, and their ids.
-- What is listed only from the other side, as a claim's assessments, belongs to the rows listed.
CREATE TABLE history.links (target text NOT NULL, owner text NOT NULL, ids text NOT NULL);
INSERT INTO history.links VALUES
  ('jurisdictions', 'jurisdictions', 'SELECT id FROM jurisdictions WHERE parent_id = $1'),
  ('jurisdictions', 'agencies', 'SELECT id FROM agencies WHERE jurisdiction_id = $1'),
  ('jurisdictions', 'events', 'SELECT id FROM events WHERE jurisdiction_id = $1'),
  ('jurisdictions', 'statutes', 'SELECT id FROM statutes WHERE jurisdiction_id = $1'),
  ('agencies', 'agencies', 'SELECT id FROM agencies WHERE parent_id = $1 UNION SELECT agency_id FROM agency_successors WHERE successor_id = $1'),
  ('agencies', 'people', 'SELECT person_id FROM posts WHERE agency_id = $1'),
  ('agencies', 'events', 'SELECT event_id FROM event_agencies WHERE agency_id = $1'),
  ('agencies', 'statements', 'SELECT statement_id FROM statement_agencies WHERE agency_id = $1'),
  ('agencies', 'claims', 'SELECT claim_id FROM claim_claimants WHERE agency_id = $1'),
  ('people', 'events', 'SELECT event_id FROM event_people WHERE person_id = $1'),
  ('people', 'sources', 'SELECT source_id FROM source_authors WHERE person_id = $1'),
  ('people', 'statements', 'SELECT statement_id FROM statement_speakers WHERE person_id = $1'),
  ('people', 'claims', 'SELECT claim_id FROM claim_claimants WHERE person_id = $1'),
  ('people', 'relations', 'SELECT id FROM relations WHERE asserted_by_person_id = $1'),
  ('people', 'assessments', 'SELECT id FROM assessments WHERE author_person_id = $1 UNION SELECT assessment_id FROM assessment_targets WHERE person_id = $1'),
  ('publishers', 'sources', 'SELECT id FROM sources WHERE publisher_id = $1'),
  ('publishers', 'statements', 'SELECT id FROM statements WHERE publisher_id = $1'),
  ('publishers', 'claims', 'SELECT claim_id FROM claim_claimants WHERE publisher_id = $1'),
  ('publishers', 'relations', 'SELECT id FROM relations WHERE asserted_by_publisher_id = $1'),
  ('publishers', 'assessments', 'SELECT id FROM assessments WHERE author_publisher_id = $1'),
  ('events', 'events', 'SELECT id FROM events WHERE part_of_id = $1'),
  ('events', 'statements', 'SELECT id FROM statements WHERE event_id = $1'),
  ('sources', 'people', 'SELECT person_id FROM posts WHERE source_id = $1'),
  ('sources', 'captures', 'SELECT id FROM captures WHERE source_id = $1'),
  ('sources', 'statutes', 'SELECT statute_id FROM statute_names WHERE source_id = $1'),
  ('sources', 'statute_versions', 'SELECT id FROM statute_versions WHERE source_id = $1'),
  ('sources', 'statements', 'SELECT id FROM statements WHERE source_id = $1'),
  ('sources', 'relations', 'SELECT id FROM relations WHERE source_id = $1'),
  ('sources', 'assessments', 'SELECT id FROM assessments WHERE source_id = $1'),
  ('captures', 'claims', 'SELECT claim_id FROM quotes q WHERE capture_id = $1 OR EXISTS (SELECT FROM quote_states s WHERE s.quote_id = q.id AND s.capture_id = $1)'),
  ('captures', 'relations', 'SELECT relation_id FROM quotes q WHERE capture_id = $1 OR EXISTS (SELECT FROM quote_states s WHERE s.quote_id = q.id AND s.capture_id = $1)'),
  ('captures', 'assessments', 'SELECT assessment_id FROM quotes q WHERE capture_id = $1 OR EXISTS (SELECT FROM quote_states s WHERE s.quote_id = q.id AND s.capture_id = $1)'),
  ('captures', 'sources', 'SELECT source_id FROM captures WHERE id = $1'),
  ('captures', 'statements', 'SELECT s.id FROM statements s JOIN captures c ON c.source_id = s.source_id WHERE c.id = $1'),
  ('topics', 'topics', 'SELECT id FROM topics WHERE broader_id = $1'),
  ('topics', 'statements', 'SELECT statement_id FROM statement_topics WHERE topic_id = $1'),
  ('topics', 'claims', 'SELECT claim_id FROM claim_topics WHERE topic_id = $1'),
  ('statutes', 'statutes', 'SELECT id FROM statutes WHERE renumbered_to_id = $1'),
  ('statutes', 'statute_versions', 'SELECT id FROM statute_versions WHERE statute_id = $1'),
  ('statutes', 'statute_references', 'SELECT id FROM statute_references WHERE statute_id = $1'),
  ('statements', 'claims', 'SELECT id FROM claims WHERE statement_id = $1'),
  ('statements', 'statute_references', 'SELECT id FROM statute_references WHERE statement_id = $1'),
  ('statements', 'assessments', 'SELECT assessment_id FROM assessment_targets WHERE statement_id = $1'),
  ('claims', 'statute_references', 'SELECT id FROM statute_references WHERE claim_id = $1'),
  ('claims', 'relations', 'SELECT id FROM relations WHERE $1 IN (from_claim_id, to_claim_id)'),
  ('claims', 'assessments', 'SELECT assessment_id FROM assessment_targets WHERE claim_id = $1');

-- Tells that the content of these rows is another, of those that readers see, unless it is told already.
CREATE FUNCTION touch(owner text, ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  EXECUTE format('INSERT INTO history.changes (change_set, resource, row_id, revision, action, was_visible, is_visible)
    SELECT current_change(), %L, id, revision, ''touched'', true, true FROM public.%1$I o
    WHERE id = ANY ($1) AND visible AND NOT EXISTS (
      SELECT FROM history.changes c WHERE c.row_id = o.id AND c.change_set = current_change()
    ) ORDER BY id', owner) USING ids;
END $$;

-- A row came into sight or went out of it: those that link to it read otherwise.
CREATE FUNCTION linked_is_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  link history.links;
  ids uuid[];
BEGIN
  FOR link IN SELECT * FROM history.links WHERE target = TG_TABLE_NAME LOOP
    EXECUTE format('SELECT array(%s)', link.ids) INTO ids USING NEW.id;
    PERFORM touch(link.owner, ids);
  END LOOP;
  RETURN NULL;
END $$;
DO $$
DECLARE
  of text;
BEGIN
  FOR of IN SELECT DISTINCT target FROM history.links LOOP
    -- After all that follows from the row itself.
    EXECUTE format('CREATE TRIGGER zzz_linked_is_told AFTER UPDATE ON public.%I FOR EACH ROW
      WHEN (OLD.visible <> NEW.visible) EXECUTE FUNCTION linked_is_told()', of);
  END LOOP;
END $$;

-- What became of a quote in a later capture is told of the row that quotes.
CREATE FUNCTION quoting_is_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM touch('claims', array(SELECT claim_id FROM written w JOIN quotes q ON q.id = w.quote_id WHERE claim_id IS NOT NULL)),
    touch('relations', array(SELECT relation_id FROM written w JOIN quotes q ON q.id = w.quote_id WHERE relation_id IS NOT NULL)),
    touch('assessments', array(SELECT assessment_id FROM written w JOIN quotes q ON q.id = w.quote_id WHERE assessment_id IS NOT NULL));
  RETURN NULL;
END $$;
CREATE TRIGGER zz_is_told AFTER INSERT ON quote_states REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION quoting_is_told();
CREATE TRIGGER zz_is_told_again AFTER UPDATE ON quote_states REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION quoting_is_told();

-- A new text of a source is told of the source, and of the statements known from it: they may be edited.
CREATE FUNCTION capture_is_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM touch('sources', array(SELECT source_id FROM written WHERE visible)),
    touch('statements', array(SELECT s.id FROM statements s WHERE s.source_id IN (SELECT source_id FROM written WHERE visible)));
  RETURN NULL;
END $$;
CREATE TRIGGER zzz_capture_is_told AFTER INSERT ON captures REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION capture_is_told();

-- Heard by every listener when the transaction commits.
CREATE FUNCTION change_is_heard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('onrecord_changes', '');
  RETURN NULL;
END $$;
CREATE TRIGGER change_is_heard AFTER INSERT ON history.change_sets
  FOR EACH STATEMENT EXECUTE FUNCTION change_is_heard();
