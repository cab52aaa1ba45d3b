-- The record: every resource of the domain, the links between them, and what the database itself
-- guarantees. Readers see a row when its "visible" is true: that column is the whole rule, and every
-- index that serves readers is partial on it.

-- EDTF values keep their text form and the first and last day they may stand for.
-- "earliest" and "latest" are null where the value leaves that side open or the year unknown.

CREATE TABLE settings (
  name text PRIMARY KEY,
  value text NOT NULL
);
-- Signs cursors, so that every instance on this database accepts the others' cursors.
INSERT INTO settings (name, value)
VALUES ('cursor_secret', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

CREATE FUNCTION is_slug(value text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT value ~ '^[a-z0-9]+([.-][a-z0-9]+)*$' AND char_length(value) <= 120
      AND value !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' $$;


-- Places, agencies, people, publishers

CREATE TABLE jurisdictions (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL GENERATED ALWAYS AS (status = 'published') STORED,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  ocd_id text NOT NULL UNIQUE CHECK (ocd_id ~ '^ocd-division/country:[a-z]{2}(/[a-z_]+:[^/:[:space:]A-Z]+)*$'),
  name text NOT NULL,
  classification text NOT NULL CHECK (classification ~ '^[a-z_]+$'),
  parent_id uuid REFERENCES jurisdictions (id),
  geoid text,
  CONSTRAINT jurisdictions_parent_is_another CHECK (parent_id <> id)
);
CREATE TABLE jurisdiction_aliases (
  alias text PRIMARY KEY CHECK (alias ~ '^ocd-division/country:[a-z]{2}(/[a-z_]+:[^/:[:space:]A-Z]+)*$'),
  jurisdiction_id uuid NOT NULL REFERENCES jurisdictions (id),
  position integer NOT NULL
);
CREATE INDEX ON jurisdiction_aliases (jurisdiction_id, position);
-- A division id names one place, be it the place's own id or an alias.
CREATE FUNCTION jurisdictions_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM jurisdiction_aliases WHERE alias = NEW.ocd_id) THEN
    RAISE EXCEPTION 'the id is an alias of a place: %', NEW.ocd_id
      USING ERRCODE = 'unique_violation', COLUMN = 'ocd_id';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER jurisdictions_guard BEFORE INSERT OR UPDATE OF ocd_id ON jurisdictions
  FOR EACH ROW EXECUTE FUNCTION jurisdictions_guard();
CREATE FUNCTION jurisdiction_aliases_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM jurisdictions WHERE ocd_id = NEW.alias) THEN
    RAISE EXCEPTION 'the alias is the id of a place: %', NEW.alias
      USING ERRCODE = 'unique_violation', COLUMN = 'alias';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER jurisdiction_aliases_guard BEFORE INSERT OR UPDATE OF alias ON jurisdiction_aliases
  FOR EACH ROW EXECUTE FUNCTION jurisdiction_aliases_guard();

CREATE TABLE agencies (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL GENERATED ALWAYS AS (status = 'published') STORED,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  slug text UNIQUE CHECK (is_slug(slug)),
  name text NOT NULL,
  other_names text[] NOT NULL DEFAULT '{}',
  classification text NOT NULL CHECK (classification IN (
    'police_department', 'sheriff', 'state_police', 'federal_agency', 'campus_police', 'tribal_police',
    'prosecutor', 'city_government', 'county_government', 'state_government', 'state_agency', 'special_police',
    'other', 'unknown'
  )),
  jurisdiction_id uuid REFERENCES jurisdictions (id),
  parent_id uuid REFERENCES agencies (id),
  website text,
  founded_on text,
  founded_on_earliest date,
  founded_on_latest date,
  founded_on_text text,
  founded_on_stated text,
  founded_on_basis text,
  dissolved_on text,
  dissolved_on_earliest date,
  dissolved_on_latest date,
  dissolved_on_text text,
  dissolved_on_stated text,
  dissolved_on_basis text,
  CONSTRAINT agencies_parent_is_another CHECK (parent_id <> id),
  CONSTRAINT agencies_founded_on_in_order CHECK (founded_on_earliest <= founded_on_latest),
  CONSTRAINT agencies_dissolved_on_in_order CHECK (dissolved_on_earliest <= dissolved_on_latest)
);
CREATE TABLE agency_identifiers (
  agency_id uuid NOT NULL REFERENCES agencies (id),
  position integer NOT NULL,
  scheme text NOT NULL CHECK (scheme ~ '^[a-z][a-z0-9_]*$'),
  identifier text NOT NULL CHECK (identifier <> ''),
  PRIMARY KEY (scheme, identifier),
  CONSTRAINT agency_identifiers_ori_has_its_form CHECK (scheme <> 'ori' OR identifier ~ '^[A-Z]{2}[0-9A-Z]{7}$')
);
CREATE INDEX ON agency_identifiers (agency_id, position);
CREATE TABLE agency_successors (
  agency_id uuid NOT NULL REFERENCES agencies (id),
  position integer NOT NULL,
  successor_id uuid NOT NULL REFERENCES agencies (id),
  PRIMARY KEY (agency_id, successor_id),
  CONSTRAINT agency_successors_successor_is_another CHECK (agency_id <> successor_id)
);

CREATE TABLE publishers (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL GENERATED ALWAYS AS (status = 'published') STORED,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  slug text UNIQUE CHECK (is_slug(slug)),
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('newsroom', 'fact_checker', 'advocacy', 'government', 'individual', 'unknown')),
  url text
);

CREATE TABLE people (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL GENERATED ALWAYS AS (status = 'published') STORED,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  slug text UNIQUE CHECK (is_slug(slug)),
  name text NOT NULL,
  other_names text[] NOT NULL DEFAULT '{}'
);
CREATE TABLE person_identifiers (
  person_id uuid NOT NULL REFERENCES people (id),
  position integer NOT NULL,
  scheme text NOT NULL CHECK (scheme ~ '^[a-z][a-z0-9_]*$'),
  identifier text NOT NULL CHECK (identifier <> ''),
  PRIMARY KEY (scheme, identifier)
);
CREATE INDEX ON person_identifiers (person_id, position);


-- Events, sources, captures

CREATE TABLE events (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL GENERATED ALWAYS AS (status = 'published') STORED,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  slug text UNIQUE CHECK (is_slug(slug)),
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN (
    'operation', 'press_conference', 'hearing', 'incident', 'meeting', 'protest', 'other'
  )),
  starts_on text,
  starts_on_earliest date,
  starts_on_latest date,
  starts_on_text text,
  starts_on_stated text,
  starts_on_basis text,
  ends_on text,
  ends_on_earliest date,
  ends_on_latest date,
  ends_on_text text,
  ends_on_stated text,
  ends_on_basis text,
  part_of_id uuid REFERENCES events (id),
  jurisdiction_id uuid REFERENCES jurisdictions (id),
  CONSTRAINT events_part_of_is_another CHECK (part_of_id <> id),
  CONSTRAINT events_starts_on_in_order CHECK (starts_on_earliest <= starts_on_latest),
  CONSTRAINT events_ends_on_in_order CHECK (ends_on_earliest <= ends_on_latest)
);
CREATE TABLE event_agencies (
  event_id uuid NOT NULL REFERENCES events (id),
  position integer NOT NULL,
  agency_id uuid NOT NULL REFERENCES agencies (id),
  PRIMARY KEY (event_id, agency_id)
);
CREATE INDEX ON event_agencies (agency_id, event_id);
CREATE TABLE event_people (
  event_id uuid NOT NULL REFERENCES events (id),
  position integer NOT NULL,
  person_id uuid NOT NULL REFERENCES people (id),
  PRIMARY KEY (event_id, person_id)
);
CREATE INDEX ON event_people (person_id, event_id);

CREATE TABLE sources (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL GENERATED ALWAYS AS (status = 'published') STORED,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  kind text NOT NULL CHECK (kind IN (
    'press_release', 'article', 'opinion', 'video', 'social_post', 'policy', 'statute_text', 'session_law',
    'transcript', 'dataset', 'other'
  )),
  title text,
  url text,
  archive_url text,
  publisher_id uuid REFERENCES publishers (id),
  published_on text,
  published_on_earliest date,
  published_on_latest date,
  published_on_text text,
  published_on_stated text,
  published_on_basis text,
  CONSTRAINT sources_published_on_in_order CHECK (published_on_earliest <= published_on_latest)
);
CREATE TABLE source_authors (
  source_id uuid NOT NULL REFERENCES sources (id),
  position integer NOT NULL,
  person_id uuid NOT NULL REFERENCES people (id),
  PRIMARY KEY (source_id, person_id)
);
CREATE INDEX ON source_authors (person_id, source_id);

CREATE TABLE captures (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  source_id uuid NOT NULL REFERENCES sources (id),
  captured_at timestamptz,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  media_type text NOT NULL,
  language text,
  text text,
  length integer CHECK (length >= 0),
  http_status integer CHECK (http_status BETWEEN 100 AND 599),
  archive_url text,
  -- A text that is held is the very text that was hashed, in NFC and with \n as its line ends.
  CONSTRAINT captures_text_is_what_was_hashed CHECK (text IS NULL OR sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')),
  CONSTRAINT captures_length_is_that_of_text CHECK (text IS NULL OR (length IS NOT NULL AND length = char_length(text))),
  CONSTRAINT captures_text_is_in_nfc_with_lf CHECK (text IS NFC NORMALIZED AND strpos(text, E'\r') = 0)
);
CREATE UNIQUE INDEX captures_source_sha256 ON captures (source_id, sha256, captured_at) NULLS NOT DISTINCT;

CREATE FUNCTION captures_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- What was not held may be supplied, once: the text that was hashed, and its length.
  IF (NEW.id, NEW.source_id, NEW.captured_at, NEW.sha256, NEW.media_type, NEW.language, NEW.http_status,
      NEW.archive_url)
     IS DISTINCT FROM
     (OLD.id, OLD.source_id, OLD.captured_at, OLD.sha256, OLD.media_type, OLD.language, OLD.http_status,
      OLD.archive_url)
     OR (OLD.text IS NOT NULL AND NEW.text IS DISTINCT FROM OLD.text)
     OR (OLD.length IS NOT NULL AND NEW.length IS DISTINCT FROM OLD.length)
  THEN
    RAISE EXCEPTION 'a capture is immutable' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER captures_guard BEFORE UPDATE ON captures FOR EACH ROW EXECUTE FUNCTION captures_guard();

CREATE FUNCTION captures_inherit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.visible := NEW.status = 'published'
    AND coalesce((SELECT visible FROM sources WHERE id = NEW.source_id FOR SHARE), false);
  RETURN NEW;
END $$;
CREATE TRIGGER captures_inherit BEFORE INSERT OR UPDATE ON captures
  FOR EACH ROW EXECUTE FUNCTION captures_inherit();

CREATE FUNCTION sources_visible_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE captures SET status = status WHERE source_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER sources_visible_changed AFTER UPDATE ON sources FOR EACH ROW
  WHEN (OLD.visible <> NEW.visible) EXECUTE FUNCTION sources_visible_changed();

-- A person's posts name an agency and the source that says so.
CREATE TABLE posts (
  person_id uuid NOT NULL REFERENCES people (id),
  position integer NOT NULL,
  agency_id uuid NOT NULL REFERENCES agencies (id),
  title text NOT NULL,
  starts_on text,
  starts_on_earliest date,
  starts_on_latest date,
  ends_on text,
  ends_on_earliest date,
  ends_on_latest date,
  source_id uuid NOT NULL REFERENCES sources (id),
  PRIMARY KEY (person_id, position),
  CONSTRAINT posts_starts_on_in_order CHECK (starts_on_earliest <= starts_on_latest),
  CONSTRAINT posts_ends_on_in_order CHECK (ends_on_earliest <= ends_on_latest)
);
CREATE INDEX ON posts (agency_id, person_id);


-- Topics and law

CREATE TABLE topics (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL GENERATED ALWAYS AS (status = 'published') STORED,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  slug text UNIQUE CHECK (is_slug(slug)),
  pref_label text NOT NULL,
  alt_labels text[] NOT NULL DEFAULT '{}',
  definition text,
  broader_id uuid REFERENCES topics (id),
  exact_match text[] NOT NULL DEFAULT '{}',
  CONSTRAINT topics_broader_is_another CHECK (broader_id <> id)
);

CREATE TABLE statutes (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL GENERATED ALWAYS AS (status = 'published') STORED,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  slug text UNIQUE CHECK (is_slug(slug)),
  jurisdiction_id uuid NOT NULL REFERENCES jurisdictions (id),
  code text NOT NULL,
  section text NOT NULL,
  citation text NOT NULL,
  heading text,
  kind text NOT NULL CHECK (kind IN ('statute', 'session_law', 'regulation', 'policy', 'executive_order')),
  url text,
  verification text NOT NULL CHECK (verification IN ('official', 'secondary', 'lead')),
  renumbered_to_id uuid REFERENCES statutes (id),
  CONSTRAINT statutes_renumbered_to_is_another CHECK (renumbered_to_id <> id)
);
CREATE UNIQUE INDEX statutes_citation ON statutes (citation);

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE statute_versions (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  statute_id uuid NOT NULL REFERENCES statutes (id),
  effective_from date,
  effective_to date,
  legal_force text NOT NULL CHECK (legal_force IN (
    'in_force', 'suspended', 'repealed', 'expired', 'pending', 'unknown'
  )),
  summary text NOT NULL,
  text text,
  source_act text,
  source_id uuid REFERENCES sources (id),
  CONSTRAINT statute_versions_begins_before_it_ends CHECK (effective_from < effective_to),
  CONSTRAINT statute_versions_published_has_source CHECK (status <> 'published' OR source_id IS NOT NULL),
  -- The law of one day is one text: two versions of a statute never overlap.
  CONSTRAINT statute_versions_never_overlap
    EXCLUDE USING gist (statute_id WITH =, daterange(effective_from, effective_to) WITH &&)
    WHERE (status <> 'withdrawn')
);
CREATE FUNCTION statute_versions_inherit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.visible := NEW.status = 'published'
    AND coalesce((SELECT visible FROM statutes WHERE id = NEW.statute_id FOR SHARE), false);
  RETURN NEW;
END $$;
CREATE TRIGGER statute_versions_inherit BEFORE INSERT OR UPDATE ON statute_versions
  FOR EACH ROW EXECUTE FUNCTION statute_versions_inherit();


-- Statements and claims

CREATE TABLE statements (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL GENERATED ALWAYS AS (status = 'published') STORED,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  title text NOT NULL,
  summary text,
  channel text CHECK (channel IN (
    'press_release', 'press_conference', 'interview', 'social_post', 'policy', 'testimony', 'article',
    'letter', 'other'
  )),
  issued_on text,
  issued_on_earliest date,
  issued_on_latest date,
  issued_on_text text,
  issued_on_stated text,
  issued_on_basis text,
  publisher_id uuid REFERENCES publishers (id),
  event_id uuid REFERENCES events (id),
  source_id uuid REFERENCES sources (id),
  CONSTRAINT statements_issued_on_in_order CHECK (issued_on_earliest <= issued_on_latest),
  CONSTRAINT statements_published_has_source CHECK (status <> 'published' OR source_id IS NOT NULL)
);
-- Links that lists are filtered by carry the owner's date, so that one index gives both the filter
-- and the order (newest first) and a page costs the same however many rows match.
CREATE TABLE statement_agencies (
  statement_id uuid NOT NULL REFERENCES statements (id),
  position integer NOT NULL,
  agency_id uuid NOT NULL REFERENCES agencies (id),
  role text NOT NULL CHECK (role IN ('issuer', 'participant', 'subject')),
  issued_on_earliest date,
  PRIMARY KEY (statement_id, agency_id)
);
CREATE INDEX ON statement_agencies (agency_id, coalesce(issued_on_earliest, '-infinity'::date) DESC, statement_id DESC);
CREATE TABLE statement_speakers (
  statement_id uuid NOT NULL REFERENCES statements (id),
  position integer NOT NULL,
  person_id uuid NOT NULL REFERENCES people (id),
  post_title text,
  PRIMARY KEY (statement_id, person_id)
);
CREATE INDEX ON statement_speakers (person_id, statement_id);
CREATE TABLE statement_topics (
  statement_id uuid NOT NULL REFERENCES statements (id),
  position integer NOT NULL,
  topic_id uuid NOT NULL REFERENCES topics (id),
  issued_on_earliest date,
  PRIMARY KEY (statement_id, topic_id)
);
CREATE INDEX ON statement_topics (topic_id, coalesce(issued_on_earliest, '-infinity'::date) DESC, statement_id DESC);

CREATE TABLE claims (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  statement_id uuid NOT NULL REFERENCES statements (id),
  position integer NOT NULL CHECK (position >= 0),
  proposition text NOT NULL,
  kind text NOT NULL CHECK (kind IN (
    'empirical', 'legal', 'policy', 'commitment', 'duty', 'authority', 'expectation', 'predictive',
    'normative', 'interpretation', 'characterization', 'reported_belief'
  )),
  attribution text NOT NULL CHECK (attribution IN ('verbatim', 'paraphrase', 'as_heard', 'commentary')),
  -- Copies of the statement's, kept by the triggers below: claims sort and filter by them.
  issued_on_earliest date,
  issued_on_latest date
);
CREATE TABLE claim_claimants (
  claim_id uuid NOT NULL REFERENCES claims (id),
  position integer NOT NULL,
  agency_id uuid REFERENCES agencies (id),
  person_id uuid REFERENCES people (id),
  publisher_id uuid REFERENCES publishers (id),
  description text,
  PRIMARY KEY (claim_id, position),
  CONSTRAINT claim_claimants_one_link_at_most CHECK (num_nonnulls(agency_id, person_id, publisher_id) <= 1),
  CONSTRAINT claim_claimants_somebody CHECK (num_nonnulls(agency_id, person_id, publisher_id, description) >= 1)
);
CREATE INDEX ON claim_claimants (agency_id, claim_id) WHERE agency_id IS NOT NULL;
CREATE INDEX ON claim_claimants (person_id, claim_id) WHERE person_id IS NOT NULL;
CREATE INDEX ON claim_claimants (publisher_id, claim_id) WHERE publisher_id IS NOT NULL;
CREATE TABLE claim_topics (
  claim_id uuid NOT NULL REFERENCES claims (id),
  position integer NOT NULL,
  topic_id uuid NOT NULL REFERENCES topics (id),
  issued_on_earliest date,
  PRIMARY KEY (claim_id, topic_id)
);
CREATE INDEX ON claim_topics (topic_id, coalesce(issued_on_earliest, '-infinity'::date) DESC, claim_id DESC);
-- A claim's agencies are its statement's: kept by triggers, for the filter alone.
CREATE TABLE claim_agencies (
  claim_id uuid NOT NULL REFERENCES claims (id),
  agency_id uuid NOT NULL REFERENCES agencies (id),
  issued_on_earliest date,
  PRIMARY KEY (claim_id, agency_id)
);
CREATE INDEX ON claim_agencies (agency_id, coalesce(issued_on_earliest, '-infinity'::date) DESC, claim_id DESC);

CREATE TABLE statute_references (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  claim_id uuid REFERENCES claims (id),
  statement_id uuid REFERENCES statements (id),
  statute_id uuid NOT NULL REFERENCES statutes (id),
  cited_as text NOT NULL,
  pinpoint text,
  relation text NOT NULL CHECK (relation IN ('names', 'describes', 'quotes', 'relies_on')),
  resolution text NOT NULL CHECK (resolution IN ('stated', 'editor')),
  basis text,
  issued_on_earliest date,
  CONSTRAINT statute_references_of_a_claim_or_a_statement CHECK (num_nonnulls(claim_id, statement_id) = 1),
  CONSTRAINT statute_references_editor_gives_basis CHECK (resolution <> 'editor' OR basis IS NOT NULL)
);

CREATE TABLE relations (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  from_claim_id uuid NOT NULL REFERENCES claims (id),
  to_claim_id uuid NOT NULL REFERENCES claims (id),
  kind text NOT NULL CHECK (kind IN (
    'repeats', 'same_position_as', 'restates', 'elaborates', 'qualifies', 'narrows', 'broadens', 'contradicts',
    'disputes', 'supersedes', 'grounded_in', 'names', 'contrasted_with', 'listed_with', 'predicted_effect_of',
    'about'
  )),
  asserted_by_person_id uuid REFERENCES people (id),
  asserted_by_publisher_id uuid REFERENCES publishers (id),
  asserted_by_editors boolean NOT NULL DEFAULT false,
  source_id uuid REFERENCES sources (id),
  CONSTRAINT relations_claims_differ CHECK (from_claim_id <> to_claim_id),
  -- Nothing is asserted by the service itself: somebody is named.
  CONSTRAINT relations_one_asserter CHECK (num_nonnulls(asserted_by_person_id, asserted_by_publisher_id) + asserted_by_editors::int = 1),
  CONSTRAINT relations_published_has_source CHECK (status <> 'published' OR asserted_by_editors OR source_id IS NOT NULL)
);

CREATE TABLE assessments (
  id uuid PRIMARY KEY,
  external_id text UNIQUE,
  status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'withdrawn')),
  visible boolean NOT NULL GENERATED ALWAYS AS (status = 'published') STORED,
  revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  note text,
  author_person_id uuid REFERENCES people (id),
  author_publisher_id uuid REFERENCES publishers (id),
  source_id uuid REFERENCES sources (id),
  kind text NOT NULL CHECK (kind IN ('rating', 'commentary', 'recommendation', 'correction')),
  aspect text,
  rating_label text,
  rating_value double precision,
  rating_best double precision,
  rating_worst double precision,
  body text,
  published_on text,
  published_on_earliest date,
  published_on_latest date,
  published_on_text text,
  published_on_stated text,
  published_on_basis text,
  state text NOT NULL DEFAULT 'standing' CHECK (state IN ('standing', 'corrected', 'retracted')),
  state_reason text,
  CONSTRAINT assessments_published_on_in_order CHECK (published_on_earliest <= published_on_latest),
  -- A verdict has a named author and a source.
  CONSTRAINT assessments_one_author CHECK (num_nonnulls(author_person_id, author_publisher_id) = 1),
  CONSTRAINT assessments_published_has_source CHECK (status <> 'published' OR source_id IS NOT NULL),
  CONSTRAINT assessments_change_has_reason CHECK (state = 'standing' OR state_reason IS NOT NULL)
);
CREATE TABLE assessment_targets (
  assessment_id uuid NOT NULL REFERENCES assessments (id),
  position integer NOT NULL,
  statement_id uuid REFERENCES statements (id),
  claim_id uuid REFERENCES claims (id),
  person_id uuid REFERENCES people (id),
  description text,
  PRIMARY KEY (assessment_id, position),
  CONSTRAINT assessment_targets_one_link_at_most CHECK (num_nonnulls(statement_id, claim_id, person_id) <= 1),
  CONSTRAINT assessment_targets_something CHECK (num_nonnulls(statement_id, claim_id, person_id, description) >= 1)
);
CREATE INDEX ON assessment_targets (statement_id, assessment_id) WHERE statement_id IS NOT NULL;
CREATE INDEX ON assessment_targets (claim_id, assessment_id) WHERE claim_id IS NOT NULL;
CREATE INDEX ON assessment_targets (person_id, assessment_id) WHERE person_id IS NOT NULL;

-- Exact words in a capture. Offsets are Unicode code points, 0-based, the end excluded
-- (W3C TextPositionSelector), which is what substr() of a UTF-8 database counts.
CREATE TABLE quotes (
  claim_id uuid REFERENCES claims (id),
  assessment_id uuid REFERENCES assessments (id),
  relation_id uuid REFERENCES relations (id),
  position integer NOT NULL,
  capture_id uuid NOT NULL REFERENCES captures (id),
  exact text NOT NULL CHECK (exact <> ''),
  prefix text,
  suffix text,
  start_at integer,
  end_at integer,
  state text NOT NULL CHECK (state IN ('anchored', 'orphaned', 'ambiguous', 'unverified')),
  CONSTRAINT quotes_one_owner CHECK (num_nonnulls(claim_id, assessment_id, relation_id) = 1),
  CONSTRAINT quotes_start_before_end CHECK (start_at >= 0 AND start_at < end_at),
  CONSTRAINT quotes_start_with_end CHECK (num_nonnulls(start_at, end_at) <> 1),
  CONSTRAINT quotes_places_are_those_of_words CHECK (end_at - start_at = char_length(exact)),
  CONSTRAINT quotes_anchored_has_place CHECK (state <> 'anchored' OR start_at IS NOT NULL)
);
CREATE UNIQUE INDEX ON quotes (claim_id, position) WHERE claim_id IS NOT NULL;
CREATE UNIQUE INDEX ON quotes (assessment_id, position) WHERE assessment_id IS NOT NULL;
CREATE UNIQUE INDEX ON quotes (relation_id, position) WHERE relation_id IS NOT NULL;
CREATE INDEX ON quotes (capture_id);

-- A quote is checked against its capture when it is written. Where the text is not held it is
-- "unverified"; where it is held and the words do not stand there, the write is refused.
CREATE FUNCTION quotes_anchor() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held text := (SELECT text FROM captures WHERE id = NEW.capture_id FOR SHARE);
  needle text := concat(NEW.prefix, NEW.exact, NEW.suffix);
  before integer := char_length(coalesce(NEW.prefix, ''));
  found integer;
BEGIN
  IF held IS NULL THEN
    NEW.state := 'unverified';
    RETURN NEW;
  END IF;
  IF NEW.start_at IS NULL THEN
    found := strpos(held, needle);
    IF found > 0 AND strpos(substr(held, found + 1), needle) = 0 THEN
      NEW.start_at := found - 1 + before;
      NEW.end_at := NEW.start_at + char_length(NEW.exact);
    END IF;
  END IF;
  IF NEW.start_at IS NULL OR NEW.start_at < before
     OR substr(held, NEW.start_at + 1 - before, char_length(needle)) <> needle THEN
    RAISE EXCEPTION 'the quote does not stand in its capture, or not once: %', left(NEW.exact, 80)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'quotes_anchor';
  END IF;
  NEW.state := 'anchored';
  RETURN NEW;
END $$;
CREATE TRIGGER quotes_anchor BEFORE INSERT OR UPDATE ON quotes FOR EACH ROW EXECUTE FUNCTION quotes_anchor();

CREATE FUNCTION captures_text_supplied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE quotes SET state = state WHERE capture_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER captures_text_supplied AFTER UPDATE OF text ON captures FOR EACH ROW
  WHEN (OLD.text IS NULL AND NEW.text IS NOT NULL) EXECUTE FUNCTION captures_text_supplied();


-- What a row takes from the row it stands under: visibility and date. Each rule is written once,
-- as a BEFORE trigger of the lower row; a change above only touches the lower rows. The lower row
-- share-locks the one above, so that of two transactions at once neither misses the other's change.

CREATE FUNCTION claims_inherit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT s.visible, s.issued_on_earliest, s.issued_on_latest
    INTO NEW.visible, NEW.issued_on_earliest, NEW.issued_on_latest
    FROM statements s WHERE s.id = NEW.statement_id FOR SHARE;
  NEW.visible := NEW.status = 'published' AND coalesce(NEW.visible, false);
  RETURN NEW;
END $$;
CREATE TRIGGER claims_inherit BEFORE INSERT OR UPDATE ON claims
  FOR EACH ROW EXECUTE FUNCTION claims_inherit();

CREATE FUNCTION statute_references_inherit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.claim_id IS NOT NULL THEN
    SELECT visible, issued_on_earliest INTO NEW.visible, NEW.issued_on_earliest
      FROM claims WHERE id = NEW.claim_id FOR SHARE;
  ELSE
    SELECT visible, issued_on_earliest INTO NEW.visible, NEW.issued_on_earliest
      FROM statements WHERE id = NEW.statement_id FOR SHARE;
  END IF;
  NEW.visible := NEW.status = 'published' AND coalesce(NEW.visible, false)
    AND coalesce((SELECT visible FROM statutes WHERE id = NEW.statute_id FOR SHARE), false);
  RETURN NEW;
END $$;
CREATE TRIGGER statute_references_inherit BEFORE INSERT OR UPDATE ON statute_references
  FOR EACH ROW EXECUTE FUNCTION statute_references_inherit();

CREATE FUNCTION relations_inherit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.visible := NEW.status = 'published'
    AND coalesce((SELECT visible FROM claims WHERE id = NEW.from_claim_id FOR SHARE), false)
    AND coalesce((SELECT visible FROM claims WHERE id = NEW.to_claim_id FOR SHARE), false);
  RETURN NEW;
END $$;
CREATE TRIGGER relations_inherit BEFORE INSERT OR UPDATE ON relations
  FOR EACH ROW EXECUTE FUNCTION relations_inherit();

-- A statement's links are changed by one transaction at a time.
CREATE FUNCTION statement_link_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.issued_on_earliest :=
    (SELECT issued_on_earliest FROM statements WHERE id = NEW.statement_id FOR NO KEY UPDATE);
  RETURN NEW;
END $$;
CREATE TRIGGER statement_agencies_dated BEFORE INSERT OR UPDATE ON statement_agencies
  FOR EACH ROW EXECUTE FUNCTION statement_link_dated();
CREATE TRIGGER statement_topics_dated BEFORE INSERT OR UPDATE ON statement_topics
  FOR EACH ROW EXECUTE FUNCTION statement_link_dated();

CREATE FUNCTION claim_topics_dated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.issued_on_earliest := (SELECT issued_on_earliest FROM claims WHERE id = NEW.claim_id FOR SHARE);
  RETURN NEW;
END $$;
CREATE TRIGGER claim_topics_dated BEFORE INSERT OR UPDATE ON claim_topics
  FOR EACH ROW EXECUTE FUNCTION claim_topics_dated();

CREATE FUNCTION statements_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE statement_agencies SET position = position WHERE statement_id = NEW.id;
  UPDATE statement_topics SET position = position WHERE statement_id = NEW.id;
  UPDATE claims SET position = position WHERE statement_id = NEW.id;
  UPDATE statute_references SET status = status WHERE statement_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER statements_changed AFTER UPDATE ON statements FOR EACH ROW
  WHEN ((OLD.visible, OLD.issued_on_earliest, OLD.issued_on_latest)
        IS DISTINCT FROM (NEW.visible, NEW.issued_on_earliest, NEW.issued_on_latest))
  EXECUTE FUNCTION statements_changed();

CREATE FUNCTION claims_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE claim_topics SET position = position WHERE claim_id = NEW.id;
  UPDATE statute_references SET status = status WHERE claim_id = NEW.id;
  UPDATE relations SET status = status WHERE from_claim_id = NEW.id OR to_claim_id = NEW.id;
  DELETE FROM claim_agencies WHERE claim_id = NEW.id;
  INSERT INTO claim_agencies (claim_id, agency_id, issued_on_earliest)
    SELECT NEW.id, agency_id, issued_on_earliest FROM statement_agencies WHERE statement_id = NEW.statement_id;
  RETURN NULL;
END $$;
CREATE TRIGGER claims_changed AFTER UPDATE ON claims FOR EACH ROW
  WHEN ((OLD.visible, OLD.issued_on_earliest, OLD.statement_id)
        IS DISTINCT FROM (NEW.visible, NEW.issued_on_earliest, NEW.statement_id))
  EXECUTE FUNCTION claims_changed();

CREATE FUNCTION claims_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO claim_agencies (claim_id, agency_id, issued_on_earliest)
    SELECT c.id, a.agency_id, a.issued_on_earliest
    FROM added c JOIN statement_agencies a ON a.statement_id = c.statement_id;
  RETURN NULL;
END $$;
CREATE TRIGGER claims_inserted AFTER INSERT ON claims REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION claims_inserted();

CREATE FUNCTION statement_agencies_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO claim_agencies (claim_id, agency_id, issued_on_earliest)
    SELECT c.id, a.agency_id, a.issued_on_earliest
    FROM added a JOIN claims c ON c.statement_id = a.statement_id
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER statement_agencies_added AFTER INSERT ON statement_agencies REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION statement_agencies_added();

CREATE FUNCTION statement_agencies_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM statements WHERE id IN (SELECT statement_id FROM removed) ORDER BY id FOR NO KEY UPDATE;
  DELETE FROM claim_agencies l USING removed a, claims c
    WHERE c.statement_id = a.statement_id AND l.claim_id = c.id AND l.agency_id = a.agency_id;
  RETURN NULL;
END $$;
CREATE TRIGGER statement_agencies_removed AFTER DELETE ON statement_agencies REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION statement_agencies_removed();

CREATE FUNCTION statement_agencies_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM claim_agencies l USING claims c
    WHERE c.statement_id = OLD.statement_id AND l.claim_id = c.id AND l.agency_id = OLD.agency_id;
  INSERT INTO claim_agencies (claim_id, agency_id, issued_on_earliest)
    SELECT c.id, NEW.agency_id, NEW.issued_on_earliest FROM claims c WHERE c.statement_id = NEW.statement_id
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER statement_agencies_moved AFTER UPDATE OF statement_id, agency_id ON statement_agencies
  FOR EACH ROW EXECUTE FUNCTION statement_agencies_moved();

CREATE FUNCTION statutes_visible_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE statute_versions SET status = status WHERE statute_id = NEW.id;
  UPDATE statute_references SET status = status WHERE statute_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER statutes_visible_changed AFTER UPDATE ON statutes FOR EACH ROW
  WHEN (OLD.visible <> NEW.visible) EXECUTE FUNCTION statutes_visible_changed();
