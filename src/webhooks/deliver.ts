/**
 * Sends a webhook what it has not had, in order. Whoever does so holds the webhook's lease; each step is
 * written down before the next, so that a worker that ends at any point leaves nothing out: what it may
 * have sent is sent again under the same id.
 */
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { v5 as uuidv5 } from 'uuid'
import { actionOf, eventName, type HistoryEntry } from '../changes/events.js'
import type { Resource, ResourceName } from '../resources/define.js'
import { uuidv7 } from '../store/ids.js'
import type { Reach } from './address.js'
import { type Filter, isChosen, matching, resourceOf } from './events.js'
import { payloadOf } from './payload.js'
import { type Outcome, send } from './send.js'
import { signedHeaders } from './sign.js'

export interface Sender {
  db: pg.Pool
  reach: Reach
  publicUrl?: string | undefined
  /** Gives up what is being sent. */
  stop: AbortSignal
  timeoutMs?: number | undefined
}

/** Longer than an attempt and its statements take: then the worker is gone. */
const lease = `interval '60 seconds'`
/** A webhook gives way to others after so long, and goes on later. */
const turnMs = 30_000
/** So many changes become deliveries at a time. */
const batch = 100
const minute = 60
const hour = 60 * minute
/** Seconds to wait after each failure in a row: a day in all, after which the webhook is disabled. */
const delays = [5, minute, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 8 * hour, 9 * hour]

/** Up to a tenth is added, so that what failed together is not tried together. Undefined: no more. */
export function delayAfter(failures: number, random = Math.random()): number | undefined {
  const delay = delays[failures - 1]
  return delay === undefined ? undefined : delay * (1 + random / 10)
}

interface Webhook {
  id: string
  url: string
  events: string[]
  filter: Filter
  secrets: string[]
  position: string
  failures: number
}
interface Due {
  deliveryId: string
  eventId: string
  type: string
  occurredAt: Date
  webhookId: string
  resource: ResourceName | null
  rowId: string | null
  revision: number | null
}
const secrets = (webhook: string) =>
  `case when ${webhook}.previous_secret_until > now() then array[${webhook}.secret, ${webhook}.previous_secret] else array[${webhook}.secret] end as secrets`
const due = (delivery: string) =>
  `${delivery}.id as "deliveryId", ${delivery}.event_id as "eventId", ${delivery}.type, ${delivery}.occurred_at as "occurredAt", ${delivery}.webhook_id as "webhookId", ${delivery}.resource, ${delivery}.row_id as "rowId", ${delivery}.revision`

/** All that the webhook has to get, as far as it can be sent now. No delivery is begun after `end`. */
export async function deliver(
  sender: Sender,
  webhookId: string,
  end: AbortSignal = sender.stop
): Promise<void> {
  const { db } = sender
  const holder = randomUUID()
  const until = performance.now() + turnMs
  const taken = await db.query(
    `update service.webhooks set lease = $2, leased_until = now() + ${lease}
     where id = $1 and disabled_at is null and (leased_until is null or leased_until < now())
       and (next_attempt_at is null or next_attempt_at <= now())`,
    [webhookId, holder]
  )
  // Another has it, and will look once more when it has done; or it waits after a failure, as it did.
  if (!taken.rowCount) {
    await db.query(
      `select service.wake_webhook(id, next_attempt_at) from service.webhooks
       where id = $1 and disabled_at is null and next_attempt_at > now()`,
      [webhookId]
    )
    return
  }
  try {
    while (!end.aborted && performance.now() < until) {
      const next = await nextOf(db, webhookId, holder)
      if (!next) break
      const goesOn = isDue(next)
        ? await attempt(sender, next, next, holder)
        : await collect(db, next, holder)
      if (!goesOn) break
    }
  } finally {
    await db.query(
      'update service.webhooks set lease = null, leased_until = null where id = $1 and lease = $2',
      [webhookId, holder]
    )
  }
  await wake(db, webhookId)
}
const isDue = (next: Webhook & Partial<Due>): next is Webhook & Due => next.deliveryId != null

/**
 * Adds a job for each webhook, or for the one, that has something to get now and nobody at it. Whoever
 * ends looks again by this; what a lost worker or job left is found by it.
 */
export async function wake(db: pg.Pool, webhookId?: string): Promise<void> {
  await db.query(
    `select service.wake_webhook(w.id, greatest(now(), w.leased_until)) from service.webhooks w
     where ($1::uuid is null or w.id = $1) and disabled_at is null and (next_attempt_at is null or next_attempt_at <= now())
       and (exists (select from history.changes c where c.position > w.position)
         or exists (select from service.webhook_deliveries d where d.webhook_id = w.id and d.state = 'pending' and d.position is not null))`,
    [webhookId ?? null]
  )
}

/** The webhook, with the oldest delivery that waits, if one does. Undefined when the lease is lost. */
async function nextOf(
  db: pg.Pool,
  webhookId: string,
  holder: string
): Promise<(Webhook & Partial<Due>) | undefined> {
  const { rows } = await db.query(
    `with own as (
       update service.webhooks set leased_until = now() + ${lease}
       where id = $1 and lease = $2 and disabled_at is null returning *
     )
     select own.id, own.url, own.events, own.filter, own.position, own.failures, ${secrets('own')}, ${due('d')}
     from own left join lateral (
       select * from service.webhook_deliveries d
       where d.webhook_id = own.id and d.state = 'pending' and d.position is not null order by d.position limit 1
     ) d on true`,
    [webhookId, holder]
  )
  return rows[0]
}

interface Change extends HistoryEntry {
  position: string
  table: string
  rowId: string
  revision: number
  at: Date
}
/** Makes deliveries of the changes after the webhook's position; false where there are none. */
async function collect(db: pg.Pool, webhook: Webhook, holder: string): Promise<boolean> {
  const { rows } = await db.query(
    `select c.position, c.resource as table, c.row_id as "rowId", c.revision, s.made_at as at,
       c.action, c.was_visible as "wasVisible", c.is_visible as "isVisible"
     from history.changes c join history.change_sets s on s.number = c.change_set
     where c.position > $1 order by c.position limit ${batch}`,
    [webhook.position]
  )
  const changes = rows as Change[]
  const last = changes.at(-1)
  if (!last) return false
  const told = await chosen(db, changes, webhook)
  await db.query(
    `with moved as (
       update service.webhooks set position = $3 where id = $1 and lease = $2 returning id
     )
     insert into service.webhook_deliveries (id, webhook_id, position, event_id, type, occurred_at, resource, row_id, revision)
     select d.id, moved.id, d.position, 'evt_' || d.event, d.type, d.at, d.resource, d.row_id, d.revision
     from moved, json_to_recordset($4) d(id uuid, position bigint, event uuid, type text, at timestamptz, resource text, row_id uuid, revision integer)
     on conflict do nothing`,
    [
      webhook.id,
      holder,
      last.position,
      JSON.stringify(
        told.map(({ type, position, resource, rowId, revision, at }) => ({
          id: uuidv7(),
          position,
          event: uuidv5(position, webhook.id),
          type,
          at,
          resource: resource.name,
          row_id: rowId,
          revision
        }))
      )
    ]
  )
  return true
}

/** Those that readers may hear of, that are of the webhook's events and whose rows match its filter. */
async function chosen(
  db: pg.Pool,
  changes: Change[],
  { events, filter }: Webhook
): Promise<(Change & { type: string; resource: Resource })[]> {
  const told = changes.flatMap((change) => {
    const resource = resourceOf(change.table)
    const action = actionOf(change)
    const type = resource && action && eventName(resource, action)
    return type && isChosen(type, events) ? [{ ...change, resource, type }] : []
  })
  const matched = new Set<string>()
  for (const resource of new Set(told.map((each) => each.resource))) {
    const ids = told.flatMap((each) => (each.resource === resource ? [each.rowId] : []))
    for (const id of await matching(db, resource, ids, filter)) matched.add(id)
  }
  return told.filter(({ rowId }) => matched.has(rowId))
}

/** True where it was delivered, so that the next may follow. */
async function attempt(
  sender: Sender,
  webhook: Webhook,
  delivery: Due,
  holder: string
): Promise<boolean> {
  const outcome = await sendOne(sender, webhook, delivery)
  if (!outcome) return false
  const isDelivered = outcome.error === null
  const delay = isDelivered ? 0 : delayAfter(webhook.failures + 1)
  const reason = outcome.status === 410 ? 'gone' : delay === undefined ? 'failing' : null
  await sender.db.query(
    `with ${logged(false)}, told as (
       update service.webhooks set failures = case when $4 then 0 else failures + 1 end,
         next_attempt_at = case when not $4 and $5::text is null then now() + make_interval(secs => $6) end,
         disabled_at = case when $5::text is null then disabled_at else coalesce(disabled_at, now()) end,
         disabled_reason = coalesce(disabled_reason, $5)
       where id = $3 and lease = $7 returning *
     )
     select service.wake_webhook(id, next_attempt_at) from told where next_attempt_at is not null`,
    [
      delivery.deliveryId,
      loggedAs(outcome, false),
      webhook.id,
      isDelivered,
      reason,
      delay ?? 0,
      holder
    ]
  )
  return isDelivered
}

/** One delivery by itself, as it was asked for: a ping, or what was sent before. */
export async function sendAgain(sender: Sender, deliveryId: string): Promise<void> {
  const { rows } = await sender.db.query(
    `select w.url, ${secrets('w')}, ${due('d')} from service.webhook_deliveries d
     join service.webhooks w on w.id = d.webhook_id where d.id = $1`,
    [deliveryId]
  )
  const [found] = rows as (Webhook & Due)[]
  const outcome = found && (await sendOne(sender, found, found))
  if (!outcome) return
  await sender.db.query(`with ${logged(true)} select 1`, [deliveryId, loggedAs(outcome, true)])
}

async function sendOne(
  { db, reach, publicUrl, stop, timeoutMs }: Sender,
  { url, secrets }: Pick<Webhook, 'url' | 'secrets'>,
  delivery: Due
): Promise<Outcome | undefined> {
  const body = await payloadOf(db, delivery, publicUrl)
  const headers = signedHeaders({ id: delivery.eventId, body }, secrets)
  return send({ url, headers, body, reach, stop, timeoutMs })
}

/** An attempt at a delivery ($1) is added to its log ($2). What was delivered once stays delivered. */
const logged = (isReplay: boolean) =>
  `logged as (
     update service.webhook_deliveries set
       attempts = case when jsonb_array_length(attempts) < 50 then attempts else attempts - 0 end || $2::jsonb,
       state = case when state = 'delivered' or ($2::jsonb)->'error' = 'null' then 'delivered' else '${isReplay ? 'failed' : 'pending'}' end
     where id = $1
   )`
const loggedAs = (outcome: Outcome, replay: boolean) =>
  JSON.stringify({ at: new Date(), ...outcome, replay })
