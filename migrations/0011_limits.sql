-- How many units clients have taken in the window that runs, where RATE_LIMIT_URL is `postgres`. It may
-- be lost with the server: clients then begin anew.
CREATE UNLOGGED TABLE service.rate_limits (
  -- An address, a network or the id of a key.
  client text PRIMARY KEY,
  used bigint NOT NULL,
  -- What the last who asked was given.
  granted bigint NOT NULL,
  ends_at timestamptz NOT NULL
) WITH (fillfactor = 50);
