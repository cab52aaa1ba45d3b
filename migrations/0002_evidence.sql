-- Evidence: captures numbered, re-captures noted, what became of a quote in later captures, and the
-- edits of a source that show by them. Law: names that people use, and the parts that versions have.


-- Captures

ALTER TABLE captures
  ADD number integer CHECK (number > 0),
  ADD raw_sha256 text CHECK (raw_sha256 ~ '^[0-9a-f]{64}$'),
  ADD restricted boolean NOT NULL DEFAULT false;
UPDATE captures c SET number = n.number FROM (
  SELECT id, row_number() OVER (PARTITION BY source_id ORDER BY captured_at NULLS FIRST, created_at, id) AS number
  FROM captures
) n WHERE n.id = c.id;
ALTER TABLE captures ALTER number SET NOT NULL, ADD UNIQUE (source_id, number);

CREATE OR REPLACE FUNCTION captures_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- What was not held may be supplied, once: the text that was hashed, and its length.
  IF (NEW.id, NEW.source_id, NEW.number, NEW.captured_at, NEW.sha256, NEW.raw_sha256, NEW.media_type,
      NEW.language, NEW.http_status, NEW.archive_url)
     IS DISTINCT FROM
     (OLD.id, OLD.source_id, OLD.number, OLD.captured_at, OLD.sha256, OLD.raw_sha256, OLD.media_type,
      OLD.language, OLD.http_status, OLD.archive_url)
     OR (OLD.text IS NOT NULL AND NEW.text IS DISTINCT FROM OLD.text)
     OR (OLD.length IS NOT NULL AND NEW.length IS DISTINCT FROM OLD.length)
  THEN
    RAISE EXCEPTION 'a capture is immutable' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- The nth text of its source that was recorded.
CREATE FUNCTION captures_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM sources WHERE id = NEW.source_id FOR NO KEY UPDATE;
  NEW.number := (SELECT coalesce(max(number), 0) + 1 FROM captures WHERE source_id = NEW.source_id);
  RETURN NEW;
END $$;
CREATE TRIGGER captures_number BEFORE INSERT ON captures FOR EACH ROW EXECUTE FUNCTION captures_number();

-- The source was looked at again and its text was still the same.
CREATE TABLE capture_checks (
  capture_id uuid NOT NULL REFERENCES captures (id),
  position integer NOT NULL,
  checked_at timestamptz,
  external_id text UNIQUE,
  PRIMARY KEY (capture_id, position)
);


-- Quotes in later captures of their source

ALTER TABLE quotes ADD id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY;
CREATE TABLE quote_states (
  quote_id uuid NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
  position integer NOT NULL,
  capture_id uuid NOT NULL REFERENCES captures (id),
  state text NOT NULL CHECK (state IN ('anchored', 'orphaned', 'ambiguous', 'unverified')),
  start_at integer,
  end_at integer,
  PRIMARY KEY (quote_id, position),
  UNIQUE (quote_id, capture_id),
  CHECK ((state = 'anchored') = (start_at IS NOT NULL AND end_at IS NOT NULL))
);
CREATE INDEX ON quote_states (capture_id, state);

-- Where words stand in a text: once as they are, or once with what is before and after them.
-- Never where only look-alikes stand.
CREATE FUNCTION quote_place(held text, exact text, prefix text, suffix text, OUT state text, OUT start_at integer)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  needle text := coalesce(prefix, '') || exact || coalesce(suffix, '');
  found integer;
BEGIN
  IF held IS NULL THEN
    state := 'unverified';
    RETURN;
  END IF;
  found := strpos(held, exact);
  IF found = 0 THEN
    state := 'orphaned';
  ELSIF strpos(substr(held, found + 1), exact) = 0 THEN
    state := 'anchored';
    start_at := found - 1;
  ELSE
    state := 'ambiguous';
    found := strpos(held, needle);
    IF found > 0 AND needle <> exact AND strpos(substr(held, found + 1), needle) = 0 THEN
      state := 'anchored';
      start_at := found - 1 + char_length(coalesce(prefix, ''));
    END IF;
  END IF;
END $$;

CREATE OR REPLACE FUNCTION quotes_anchor() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held text := (SELECT text FROM captures WHERE id = NEW.capture_id FOR SHARE);
  needle text := concat(NEW.prefix, NEW.exact, NEW.suffix);
  before integer := char_length(coalesce(NEW.prefix, ''));
  place record;
BEGIN
  IF held IS NULL THEN
    NEW.state := 'unverified';
    RETURN NEW;
  END IF;
  IF NEW.start_at IS NULL THEN
    place := quote_place(held, NEW.exact, NEW.prefix, NEW.suffix);
    IF place.state = 'ambiguous' THEN
      RAISE EXCEPTION 'the quote stands more than once in its capture: give prefix and suffix, or offsets: %', left(NEW.exact, 80)
        USING ERRCODE = 'check_violation', CONSTRAINT = 'quotes_anchor';
    END IF;
    NEW.start_at := place.start_at;
    NEW.end_at := place.start_at + char_length(NEW.exact);
  END IF;
  -- What is said to stand before and after the words does.
  IF NEW.start_at IS NULL OR NEW.start_at < before
     OR substr(held, NEW.start_at + 1 - before, char_length(needle)) <> needle THEN
    RAISE EXCEPTION 'the quote does not stand in its capture%: %',
      coalesce(' at ' || NEW.start_at, ''), left(NEW.exact, 80)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'quotes_anchor';
  END IF;
  NEW.state := 'anchored';
  RETURN NEW;
END $$;

CREATE FUNCTION quote_states_write(quote quotes, later captures) RETURNS void LANGUAGE sql AS $$
  INSERT INTO quote_states (quote_id, position, capture_id, state, start_at, end_at)
  SELECT quote.id, later.number, later.id, place.state, place.start_at, place.start_at + char_length(quote.exact)
  FROM quote_place(later.text, quote.exact, quote.prefix, quote.suffix) place
  ON CONFLICT (quote_id, position) DO UPDATE
    SET state = excluded.state, start_at = excluded.start_at, end_at = excluded.end_at
$$;
CREATE FUNCTION quotes_in_later_captures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A later capture that another transaction is adding is waited for, or waits.
  PERFORM 1 FROM sources WHERE id = (SELECT source_id FROM captures WHERE id = NEW.capture_id) FOR SHARE;
  PERFORM quote_states_write(NEW, later)
    FROM captures own JOIN captures later ON later.source_id = own.source_id AND later.number > own.number
    WHERE own.id = NEW.capture_id;
  RETURN NULL;
END $$;
CREATE TRIGGER quotes_in_later_captures AFTER INSERT ON quotes
  FOR EACH ROW EXECUTE FUNCTION quotes_in_later_captures();
CREATE FUNCTION captures_hold_quotes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM quote_states_write(q, NEW)
    FROM captures earlier JOIN quotes q ON q.capture_id = earlier.id
    WHERE earlier.source_id = NEW.source_id AND earlier.number < NEW.number;
  RETURN NULL;
END $$;
CREATE TRIGGER captures_hold_quotes AFTER INSERT OR UPDATE OF text ON captures
  FOR EACH ROW EXECUTE FUNCTION captures_hold_quotes();

-- Where a source's text became another.
CREATE VIEW source_edits AS
  SELECT source_id, position, from_capture_id, to_capture_id, captured_at
  FROM (
    SELECT source_id, number AS position, id AS to_capture_id, captured_at, sha256,
      lag(id) OVER w AS from_capture_id, lag(sha256) OVER w AS from_sha256
    FROM captures WHERE visible
    WINDOW w AS (PARTITION BY source_id ORDER BY number)
  ) c
  WHERE from_sha256 <> sha256;
-- The same, as it bears on a statement known from that source.
CREATE VIEW statement_edits AS
  SELECT s.id AS statement_id, e.position, e.from_capture_id, e.to_capture_id, e.captured_at,
    (SELECT count(DISTINCT c.id)::integer
     FROM claims c JOIN quotes q ON q.claim_id = c.id JOIN quote_states st ON st.quote_id = q.id
     WHERE c.statement_id = s.id AND c.visible AND st.capture_id = e.to_capture_id
       AND st.state IN ('orphaned', 'ambiguous')) AS claims_touched
  FROM statements s JOIN source_edits e ON e.source_id = s.source_id;


-- Law

-- A name that people use for a statute, and who uses it: a popular name resolves by this alone.
CREATE TABLE statute_names (
  statute_id uuid NOT NULL REFERENCES statutes (id),
  position integer NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  source_id uuid NOT NULL REFERENCES sources (id),
  PRIMARY KEY (statute_id, position)
);
CREATE INDEX ON statute_names (lower(name));
CREATE INDEX ON statutes ((code || ' ' || lower(section)));
-- The pinpoints that a version is known to have; null where that was not looked at.
ALTER TABLE statute_versions ADD pinpoints text[];
