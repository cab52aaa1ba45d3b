-- An index for each sort and filter, in the order that lists are read: the filtered column, then the
-- resource's default sort, then the id that breaks ties. Readers' indexes hold visible rows only;
-- those that the triggers of 0000 find lower rows by hold all of them.
-- A date that may be unknown sorts last both ways, so it has an index for each direction.
-- A text that may be long is found by its trigrams, and whole by its hash.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- jurisdictions
CREATE INDEX ON jurisdictions (created_at, id) WHERE visible;
CREATE INDEX ON jurisdictions (updated_at, id) WHERE visible;
CREATE INDEX ON jurisdictions (name, id) WHERE visible;
CREATE INDEX ON jurisdictions (ocd_id, id) WHERE visible;
CREATE INDEX ON jurisdictions USING gin (name gin_trgm_ops);
CREATE INDEX ON jurisdictions (classification, ocd_id, id) WHERE visible;
CREATE INDEX ON jurisdictions (geoid, ocd_id, id) WHERE visible;
CREATE INDEX ON jurisdictions (parent_id, ocd_id, id) WHERE visible;

-- publishers
CREATE INDEX ON publishers (created_at, id) WHERE visible;
CREATE INDEX ON publishers (updated_at, id) WHERE visible;
CREATE INDEX ON publishers (name, id) WHERE visible;
CREATE INDEX ON publishers USING gin (name gin_trgm_ops);
CREATE INDEX ON publishers (kind, name, id) WHERE visible;

-- agencies
CREATE INDEX ON agencies (created_at, id) WHERE visible;
CREATE INDEX ON agencies (updated_at, id) WHERE visible;
CREATE INDEX ON agencies (name, id) WHERE visible;
CREATE INDEX ON agencies (coalesce(founded_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON agencies (coalesce(founded_on_earliest, 'infinity'::date), id) WHERE visible;
CREATE INDEX ON agencies USING gin (name gin_trgm_ops);
CREATE INDEX ON agencies USING gin (other_names);
CREATE INDEX ON agencies (classification, name, id) WHERE visible;
CREATE INDEX ON agencies (jurisdiction_id, name, id) WHERE visible;
CREATE INDEX ON agencies (parent_id, name, id) WHERE visible;
CREATE INDEX ON agencies (founded_on_earliest) WHERE visible;
CREATE INDEX ON agencies (founded_on_latest) WHERE visible;
CREATE INDEX ON agencies (dissolved_on_earliest) WHERE visible;
CREATE INDEX ON agencies (dissolved_on_latest) WHERE visible;
CREATE INDEX ON agency_successors (successor_id, agency_id);

-- people
CREATE INDEX ON people (created_at, id) WHERE visible;
CREATE INDEX ON people (updated_at, id) WHERE visible;
CREATE INDEX ON people (name, id) WHERE visible;
CREATE INDEX ON people USING gin (name gin_trgm_ops);
CREATE INDEX ON people USING gin (other_names);

-- events
CREATE INDEX ON events (created_at, id) WHERE visible;
CREATE INDEX ON events (updated_at, id) WHERE visible;
CREATE INDEX ON events (name, id) WHERE visible;
CREATE INDEX ON events (coalesce(starts_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON events (coalesce(starts_on_earliest, 'infinity'::date), id) WHERE visible;
CREATE INDEX ON events USING gin (name gin_trgm_ops);
CREATE INDEX ON events (kind, coalesce(starts_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON events (starts_on_earliest) WHERE visible;
CREATE INDEX ON events (starts_on_latest) WHERE visible;
CREATE INDEX ON events (ends_on_earliest) WHERE visible;
CREATE INDEX ON events (ends_on_latest) WHERE visible;
CREATE INDEX ON events (part_of_id, coalesce(starts_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON events (jurisdiction_id, coalesce(starts_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;

-- sources
CREATE INDEX ON sources (created_at, id) WHERE visible;
CREATE INDEX ON sources (updated_at, id) WHERE visible;
CREATE INDEX ON sources (coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON sources (coalesce(published_on_earliest, 'infinity'::date), id) WHERE visible;
CREATE INDEX ON sources (kind, coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON sources USING gin (title gin_trgm_ops);
CREATE INDEX ON sources USING gin (url gin_trgm_ops);
CREATE INDEX ON sources USING hash (url);
CREATE INDEX ON sources (publisher_id, coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON sources (published_on_earliest) WHERE visible;
CREATE INDEX ON sources (published_on_latest) WHERE visible;

-- captures
CREATE INDEX ON captures (created_at, id) WHERE visible;
CREATE INDEX ON captures (updated_at, id) WHERE visible;
CREATE INDEX ON captures (source_id, created_at, id);
CREATE INDEX ON captures (sha256, created_at, id) WHERE visible;

-- topics
CREATE INDEX ON topics (created_at, id) WHERE visible;
CREATE INDEX ON topics (updated_at, id) WHERE visible;
CREATE INDEX ON topics (pref_label, id) WHERE visible;
CREATE INDEX ON topics USING gin (pref_label gin_trgm_ops);
CREATE INDEX ON topics USING gin (alt_labels);
CREATE INDEX ON topics (broader_id, pref_label, id) WHERE visible;

-- statutes
CREATE INDEX ON statutes (created_at, id) WHERE visible;
CREATE INDEX ON statutes (updated_at, id) WHERE visible;
CREATE INDEX ON statutes (citation, id) WHERE visible;
CREATE INDEX ON statutes (jurisdiction_id, citation, id) WHERE visible;
CREATE INDEX ON statutes (code, citation, id) WHERE visible;
CREATE INDEX ON statutes (section, citation, id) WHERE visible;
CREATE INDEX ON statutes USING gin (citation gin_trgm_ops);
CREATE INDEX ON statutes USING gin (heading gin_trgm_ops);
CREATE INDEX ON statutes USING hash (heading);
CREATE INDEX ON statutes (kind, citation, id) WHERE visible;
CREATE INDEX ON statutes (verification, citation, id) WHERE visible;
CREATE INDEX ON statutes (renumbered_to_id, citation, id) WHERE visible;

-- statuteVersions
CREATE INDEX ON statute_versions (created_at, id) WHERE visible;
CREATE INDEX ON statute_versions (updated_at, id) WHERE visible;
CREATE INDEX ON statute_versions (coalesce(effective_from, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON statute_versions (coalesce(effective_from, 'infinity'::date), id) WHERE visible;
CREATE INDEX ON statute_versions (statute_id, coalesce(effective_from, '-infinity'::date) DESC, id DESC);
CREATE INDEX ON statute_versions (legal_force, coalesce(effective_from, '-infinity'::date) DESC, id DESC) WHERE visible;

-- statements
CREATE INDEX ON statements (created_at, id) WHERE visible;
CREATE INDEX ON statements (updated_at, id) WHERE visible;
CREATE INDEX ON statements (coalesce(issued_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON statements (coalesce(issued_on_earliest, 'infinity'::date), id) WHERE visible;
CREATE INDEX ON statements (title, id) WHERE visible;
CREATE INDEX ON statements USING gin (title gin_trgm_ops);
CREATE INDEX ON statements (channel, coalesce(issued_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON statements (issued_on_earliest) WHERE visible;
CREATE INDEX ON statements (issued_on_latest) WHERE visible;
CREATE INDEX ON statements (publisher_id, coalesce(issued_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON statements (event_id, coalesce(issued_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON statements (source_id, coalesce(issued_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;

-- claims
CREATE INDEX ON claims (created_at, id) WHERE visible;
CREATE INDEX ON claims (updated_at, id) WHERE visible;
CREATE INDEX ON claims (coalesce(issued_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON claims (coalesce(issued_on_earliest, 'infinity'::date), id) WHERE visible;
CREATE INDEX ON claims (position, id) WHERE visible;
CREATE INDEX ON claims (left(proposition, 200), id) WHERE visible;
CREATE INDEX ON claims (statement_id, coalesce(issued_on_earliest, '-infinity'::date) DESC, id DESC);
CREATE INDEX ON claims (statement_id, position, id);
CREATE INDEX ON claims USING gin (proposition gin_trgm_ops);
CREATE INDEX ON claims USING hash (proposition);
CREATE INDEX ON claims (kind, coalesce(issued_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON claims (attribution, coalesce(issued_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON claims (issued_on_earliest) WHERE visible;
CREATE INDEX ON claims (issued_on_latest) WHERE visible;

-- statuteReferences
CREATE INDEX ON statute_references (created_at, id) WHERE visible;
CREATE INDEX ON statute_references (updated_at, id) WHERE visible;
CREATE INDEX ON statute_references (coalesce(issued_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON statute_references (coalesce(issued_on_earliest, 'infinity'::date), id) WHERE visible;
CREATE INDEX ON statute_references (claim_id, created_at, id);
CREATE INDEX ON statute_references (statement_id, created_at, id);
CREATE INDEX ON statute_references (statute_id, created_at, id);
CREATE INDEX ON statute_references USING gin (cited_as gin_trgm_ops);
CREATE INDEX ON statute_references USING hash (cited_as);
CREATE INDEX ON statute_references (statute_id, coalesce(issued_on_earliest, '-infinity'::date) DESC, claim_id DESC) WHERE visible AND claim_id IS NOT NULL;
CREATE INDEX ON statute_references (relation, created_at, id) WHERE visible;
CREATE INDEX ON statute_references (resolution, created_at, id) WHERE visible;

-- relations
CREATE INDEX ON relations (created_at, id) WHERE visible;
CREATE INDEX ON relations (updated_at, id) WHERE visible;
CREATE INDEX ON relations (from_claim_id, created_at, id);
CREATE INDEX ON relations (to_claim_id, created_at, id);
CREATE INDEX ON relations (kind, created_at, id) WHERE visible;
CREATE INDEX ON relations (asserted_by_person_id, created_at, id) WHERE visible;
CREATE INDEX ON relations (asserted_by_publisher_id, created_at, id) WHERE visible;
CREATE INDEX ON relations (asserted_by_editors, created_at, id) WHERE visible;
CREATE INDEX ON relations (source_id, created_at, id) WHERE visible;

-- assessments
CREATE INDEX ON assessments (created_at, id) WHERE visible;
CREATE INDEX ON assessments (updated_at, id) WHERE visible;
CREATE INDEX ON assessments (coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON assessments (coalesce(published_on_earliest, 'infinity'::date), id) WHERE visible;
CREATE INDEX ON assessments (author_person_id, coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON assessments (author_publisher_id, coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON assessments (source_id, coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON assessments (kind, coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON assessments (state, coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON assessments USING gin (aspect gin_trgm_ops);
CREATE INDEX ON assessments (aspect, coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON assessments USING gin (rating_label gin_trgm_ops);
CREATE INDEX ON assessments (rating_label, coalesce(published_on_earliest, '-infinity'::date) DESC, id DESC) WHERE visible;
CREATE INDEX ON assessments (published_on_earliest) WHERE visible;
CREATE INDEX ON assessments (published_on_latest) WHERE visible;
