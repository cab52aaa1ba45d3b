-- Webhooks: who is told of what is published, and the log of what they were sent.
--
-- history.changes is the outbox: it is written with the record, in the order of commits. A webhook has
-- dealt with the changes up to its position; those after it become deliveries, which are sent in order.
-- The job that does so is added when a change set commits. The job queue, graphile-worker's, makes its
-- own schema (src/db/queue.ts).

CREATE TABLE service.webhooks (
  id uuid PRIMARY KEY,
  url text NOT NULL,
  events text[] NOT NULL CHECK (cardinality(events) > 0),
  filter jsonb NOT NULL DEFAULT '{}',
  description text,
  -- In the clear: what is sent is signed with it.
  secret text NOT NULL,
  previous_secret text,
  previous_secret_until timestamptz,
  -- Null while it is enabled.
  disabled_at timestamptz,
  disabled_reason text CHECK (disabled_reason IN ('asked', 'failing', 'gone')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- Of history.changes: the last one that is dealt with.
  position bigint NOT NULL,
  -- Attempts that failed since the last one that did not, and when the next one may be made.
  failures integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  -- Who sends for it now: one at a time, so that deliveries keep their order. A worker that is gone
  -- loses the lease with time.
  lease uuid,
  leased_until timestamptz,
  CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL))
);
CREATE TABLE service.webhook_deliveries (
  id uuid PRIMARY KEY,
  webhook_id uuid NOT NULL REFERENCES service.webhooks (id) ON DELETE CASCADE,
  -- Of the change; null for a ping.
  position bigint,
  event_id text NOT NULL,
  type text NOT NULL,
  occurred_at timestamptz NOT NULL,
  resource text,
  row_id uuid,
  revision integer,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  -- The newest fifty: [{at, status, error, durationMs, replay}].
  attempts jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (webhook_id, position)
);
CREATE INDEX ON service.webhook_deliveries (webhook_id, id);
CREATE INDEX ON service.webhook_deliveries (webhook_id, position) WHERE state = 'pending' AND position IS NOT NULL;
CREATE INDEX ON service.webhook_deliveries (created_at);

-- Has the webhook's deliveries made and sent, at that time. One job at most waits for each webhook.
CREATE FUNCTION service.wake_webhook(webhook uuid, at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM graphile_worker.add_job('deliver_webhook', json_build_object('webhook', webhook), run_at => at,
    max_attempts => 3, job_key => 'webhook ' || webhook);
END $$;

-- At the end of the transaction, so that nobody waits for the jobs of a long import. A webhook that
-- waits after a failure goes on waiting.
CREATE FUNCTION change_wakes_webhooks() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM service.wake_webhook(id, greatest(now(), next_attempt_at)) FROM service.webhooks WHERE disabled_at IS NULL;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER change_wakes_webhooks AFTER INSERT ON history.change_sets
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION change_wakes_webhooks();
