-- Writing through the API: keys, and answers kept for requests that are sent again.

CREATE SCHEMA service;

CREATE TABLE service.api_keys (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (name <> ''),
  -- The first letters of the key, by which people tell it; the key itself is nowhere.
  start text NOT NULL,
  sha256 text NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  scopes text[] NOT NULL CHECK (scopes <@ ARRAY['read:drafts', 'write', 'publish', 'admin'] AND cardinality(scopes) > 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  rotated_from uuid REFERENCES service.api_keys (id)
);
CREATE TABLE service.idempotent_requests (
  key_id uuid NOT NULL REFERENCES service.api_keys (id),
  idempotency_key text NOT NULL,
  request_sha256 text NOT NULL,
  status integer NOT NULL,
  headers jsonb NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (key_id, idempotency_key)
);
CREATE INDEX ON service.idempotent_requests (created_at);
