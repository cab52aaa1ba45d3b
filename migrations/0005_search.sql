-- Search: the words of a row as a tsvector of its own, and names folded for those who misspell them.
-- Both are generated from the row, so they change with it. A restricted text is in neither.

CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE TEXT SEARCH CONFIGURATION onrecord (COPY = english);
ALTER TEXT SEARCH CONFIGURATION onrecord
  ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart
  WITH unaccent, english_stem;

-- A text as words and spaces, as long as before: the parser of PostgreSQL would take "and/or" for a
-- file and "Minn.Stat" for a host.
CREATE FUNCTION search_words(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate($1, E'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~§¶–—‐‑‘’‚“”„…·•«»\n\t\r\u00a0', repeat(' ', 99))
$$;
-- The same without capitals and accents. unaccent() is only called changeable because its rules are a file.
CREATE FUNCTION search_folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(public.unaccent('public.unaccent'::regdictionary, public.search_words($1)))
$$;
CREATE FUNCTION search_joined(text[]) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT array_to_string($1, ' ; ')
$$;
CREATE FUNCTION search_vector(text, "char") RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('public.onrecord'::regconfig, public.search_words(coalesce($1, ''))), $2)
$$;

-- The words of a text that a search found: where they stand, in code points from 0, the end excluded.
-- Of a name, words that are nearly one of those typed count as well.
CREATE FUNCTION search_spans(field text, body text, found text[], typed text[] DEFAULT '{}', near text[] DEFAULT '{}')
RETURNS TABLE (field text, start integer, "end" integer) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT $1, word.start, word."end" FROM (
    SELECT part.m[2] AS text,
      (sum(length(part.m[1]) + length(part.m[2])) OVER (ORDER BY part.n) - length(part.m[2]))::integer AS start,
      (sum(length(part.m[1]) + length(part.m[2])) OVER (ORDER BY part.n))::integer AS "end"
    FROM regexp_matches(public.search_words($2), '( *)([^ ]+)', 'g') WITH ORDINALITY part(m, n)
  ) word
  WHERE tsvector_to_array(to_tsvector('public.onrecord'::regconfig, word.text)) && $3
    OR EXISTS (SELECT FROM unnest($4) t(word) WHERE public.similarity(t.word, lower(public.unaccent(word.text))) >= 0.4)
    OR ' ' || lower(public.unaccent(word.text)) || ' ' LIKE ANY ($5)
  ORDER BY word.start
$$;

ALTER TABLE agencies
  ADD search tsvector GENERATED ALWAYS AS (
    search_vector(name, 'A') || search_vector(search_joined(other_names), 'A') || search_vector(note, 'D')) STORED,
  ADD search_names text GENERATED ALWAYS AS (' ' || search_folded(name || ' ; ' || search_joined(other_names)) || ' ') STORED;
ALTER TABLE people
  ADD search tsvector GENERATED ALWAYS AS (
    search_vector(name, 'A') || search_vector(search_joined(other_names), 'A') || search_vector(note, 'D')) STORED,
  ADD search_names text GENERATED ALWAYS AS (' ' || search_folded(name || ' ; ' || search_joined(other_names)) || ' ') STORED;
ALTER TABLE topics
  ADD search tsvector GENERATED ALWAYS AS (
    search_vector(pref_label, 'A') || search_vector(search_joined(alt_labels), 'A')
    || search_vector(definition, 'B') || search_vector(note, 'D')) STORED,
  ADD search_names text GENERATED ALWAYS AS (' ' || search_folded(pref_label || ' ; ' || search_joined(alt_labels)) || ' ') STORED;
ALTER TABLE statutes
  ADD search tsvector GENERATED ALWAYS AS (
    search_vector(citation, 'A') || search_vector(heading, 'A') || search_vector(note, 'D')) STORED,
  ADD search_names text GENERATED ALWAYS AS (' ' || search_folded(citation || ' ; ' || coalesce(heading, '')) || ' ') STORED;
ALTER TABLE sources
  ADD search tsvector GENERATED ALWAYS AS (search_vector(title, 'A') || search_vector(note, 'D')) STORED;
ALTER TABLE statements
  ADD search tsvector GENERATED ALWAYS AS (
    search_vector(title, 'A') || search_vector(summary, 'B') || search_vector(note, 'D')) STORED;
ALTER TABLE claims
  ADD search tsvector GENERATED ALWAYS AS (search_vector(proposition, 'B') || search_vector(note, 'D')) STORED;
ALTER TABLE events
  ADD search_names text GENERATED ALWAYS AS (' ' || search_folded(name) || ' ') STORED;

CREATE INDEX agencies_search ON agencies USING gin (search) WHERE visible;
CREATE INDEX people_search ON people USING gin (search) WHERE visible;
CREATE INDEX topics_search ON topics USING gin (search) WHERE visible;
CREATE INDEX statutes_search ON statutes USING gin (search) WHERE visible;
CREATE INDEX sources_search ON sources USING gin (search) WHERE visible;
CREATE INDEX statements_search ON statements USING gin (search) WHERE visible;
CREATE INDEX claims_search ON claims USING gin (search) WHERE visible;

CREATE INDEX agencies_search_names ON agencies USING gin (search_names gin_trgm_ops) WHERE visible;
CREATE INDEX people_search_names ON people USING gin (search_names gin_trgm_ops) WHERE visible;
CREATE INDEX topics_search_names ON topics USING gin (search_names gin_trgm_ops) WHERE visible;
CREATE INDEX statutes_search_names ON statutes USING gin (search_names gin_trgm_ops) WHERE visible;
CREATE INDEX events_search_names ON events USING gin (search_names gin_trgm_ops) WHERE visible;

SELECT keep_history(name) FROM unnest(ARRAY[
  'agencies', 'people', 'topics', 'statutes', 'sources', 'statements', 'claims', 'events'
]) name;
