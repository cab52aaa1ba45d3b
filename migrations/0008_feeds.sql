-- Feeds: rows by when readers first saw them, newest first.
CREATE INDEX statements_by_first_visible ON statements (first_visible_at DESC, id DESC) WHERE visible;
CREATE INDEX claims_by_first_visible ON claims (first_visible_at DESC, id DESC) WHERE visible;
CREATE INDEX assessments_by_first_visible ON assessments (first_visible_at DESC, id DESC) WHERE visible;
