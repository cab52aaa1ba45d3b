/** The log of what webhooks were sent; pings, and deliveries sent again. */
import type pg from 'pg'
import { ApiError } from '../errors.js'
import type { ResourceName } from '../resources/define.js'
import { uuidv7 } from '../store/ids.js'
import { isUuid } from '../store/sql.js'
import { pingType } from './events.js'
import type { DeliveryError } from './send.js'
import { getWebhook } from './subscriptions.js'

export const deliveryStates = ['pending', 'delivered', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]
export interface Attempt {
  at: string
  status: number | null
  error: DeliveryError | null
  durationMs: number
  /** Whether it was asked for. */
  replay: boolean
}
export interface Delivery {
  id: string
  /** The header `webhook-id`: the same at every attempt. */
  eventId: string
  type: string
  /** Of the row; null in a ping. */
  resource: ResourceName | null
  rowId: string | null
  revision: number | null
  state: DeliveryState
  occurredAt: string
  createdAt: string
  /** Oldest first; the last fifty. */
  attempts: Attempt[]
}
const columns = `id, event_id as "eventId", type, resource, row_id as "rowId", revision, state, occurred_at as "occurredAt", created_at as "createdAt", attempts`
const noDelivery = () => new ApiError('not_found', 'There is no delivery with this id.')

/** Newest first. */
export async function listDeliveries(
  db: pg.Pool,
  webhook: string,
  { limit, before, state }: { limit: number; before?: string; state?: DeliveryState }
): Promise<{ data: Delivery[]; page: { size: number; next: string | null } }> {
  const { id } = await getWebhook(db, webhook)
  const { rows } = await db.query(
    `select ${columns} from service.webhook_deliveries
     where webhook_id = $1 and ($2::uuid is null or id < $2) and ($3::text is null or state = $3) order by id desc limit $4`,
    [id, before ?? null, state ?? null, limit + 1]
  )
  const data = (rows as Delivery[]).slice(0, limit)
  const next = rows.length > limit ? (data.at(-1)?.id ?? null) : null
  return { data, page: { size: data.length, next } }
}

export async function getDelivery(db: pg.Pool, webhook: string, id: string): Promise<Delivery> {
  const { rows } = await db.query(
    `select ${columns} from service.webhook_deliveries where webhook_id = $1 and id = $2`,
    [isUuid(webhook) ? webhook : null, isUuid(id) ? id : null]
  )
  if (!rows[0]) throw noDelivery()
  return rows[0] as Delivery
}

/** Has a test message sent, once, whether or not the webhook is enabled and whatever waits. */
export async function ping(db: pg.Pool, webhook: string): Promise<Delivery> {
  const { id } = await getWebhook(db, webhook)
  const delivery = uuidv7()
  const { rows } = await db.query(
    `with made as (
       insert into service.webhook_deliveries (id, webhook_id, event_id, type, occurred_at)
       values ($1, $2, $3, $4, now()) returning *
     ), queued as (${queued('$1')})
     select ${columns} from made, queued`,
    [delivery, id, `ping_${delivery}`, pingType]
  )
  return rows[0] as Delivery
}

/** Has a delivery sent again, once, under the same `webhook-id`. */
export async function replay(db: pg.Pool, webhook: string, id: string): Promise<Delivery> {
  const delivery = await getDelivery(db, webhook, id)
  if (delivery.state === 'pending')
    throw new ApiError(
      'conflict',
      'It has not been delivered yet: its turn comes, at once if the webhook is changed to `"enabled": true`.'
    )
  await db.query(queued('$1'), [delivery.id])
  return delivery
}

const queued = (delivery: string) =>
  `select graphile_worker.add_job('send_delivery', json_build_object('delivery', ${delivery}::uuid), max_attempts => 3)`
