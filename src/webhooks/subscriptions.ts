/** Webhooks: where events are sent, which, and whether they still are. */
import type pg from 'pg'
import { z } from 'zod'
import { ApiError } from '../errors.js'
import { line } from '../resources/columns.js'
import { uuidv7 } from '../store/ids.js'
import { isUuid } from '../store/sql.js'
import { type Reach, targetFault } from './address.js'
import { checkFilter, type Filter, isPattern } from './events.js'
import { newSecret } from './sign.js'

export interface Webhook {
  id: string
  url: string
  events: string[]
  filter: Filter
  description: string | null
  enabled: boolean
  /** Why it is not enabled: it was asked, deliveries failed for a day, or the receiver is gone (410). */
  disabledReason: 'asked' | 'failing' | 'gone' | null
  disabledAt: string | null
  failures: number
  nextAttemptAt: string | null
  createdAt: string
  updatedAt: string
}

const members = {
  url: z.string().max(2000).describe('An https:// address. It is told to whoever has `admin`.'),
  events: z
    .array(z.string().max(100).refine(isPattern, 'Expected an event, such as `claim.published`.'))
    .min(1)
    .max(100)
    .describe('Events, such as `claim.published`; also `claim.*`, `*.withdrawn` and `*`.'),
  filter: z
    .record(z.string().max(100), z.string().max(1000))
    .refine((filter) => Object.keys(filter).length <= 20, 'At most 20 filters.')
    .describe('Filters of the resource’s list that rows have to match.'),
  description: line(200).describe('What it is for.')
}
const { url, events, filter, description } = members
export const WebhookToCreate = z
  .strictObject({
    url,
    events,
    filter: filter.optional(),
    description: description.nullable().optional()
  })
  .meta({ id: 'WebhookToCreate' })
export const WebhookToChange = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    filter: filter.nullable().optional(),
    description: description.nullable().optional(),
    enabled: z.boolean().optional().describe('`true`: send again, at once, from where it stopped.')
  })
  .meta({ id: 'WebhookToChange' })

/** More are no use to an editors' record, and each is told of every change. */
export const mostWebhooks = 100
const columns = `id, url, events, filter, description, disabled_at is null as enabled, disabled_reason as "disabledReason", disabled_at as "disabledAt", failures, next_attempt_at as "nextAttemptAt", created_at as "createdAt", updated_at as "updatedAt"`
const noWebhook = () => new ApiError('not_found', 'There is no webhook with this id.')
const idOf = (id: string) => (isUuid(id) ? id : null)

/** From now on. The secret is told here, once. */
export async function createWebhook(
  db: pg.Pool,
  given: z.infer<typeof WebhookToCreate>,
  reach: Reach
): Promise<Webhook & { secret: string }> {
  await checkTarget(given.url, reach)
  await checkFilter(db, given.events, given.filter ?? {})
  const secret = newSecret()
  const { rows } = await db.query(
    `insert into service.webhooks (id, url, events, filter, description, secret, position)
     select $1, $2, $3, $4, $5, $6, (select coalesce(max(position), 0) from history.changes)
     where (select count(*) from service.webhooks) < ${mostWebhooks} returning ${columns}`,
    [
      uuidv7(),
      given.url,
      [...new Set(given.events)],
      given.filter ?? {},
      given.description ?? null,
      secret
    ]
  )
  if (!rows[0]) throw new ApiError('conflict', `There are ${mostWebhooks} webhooks already.`)
  return { ...(rows[0] as Webhook), secret }
}

export async function listWebhooks(db: pg.Pool): Promise<Webhook[]> {
  const { rows } = await db.query(`select ${columns} from service.webhooks order by created_at, id`)
  return rows as Webhook[]
}

export async function getWebhook(db: pg.Pool, id: string): Promise<Webhook> {
  const { rows } = await db.query(`select ${columns} from service.webhooks where id = $1`, [
    idOf(id)
  ])
  if (!rows[0]) throw noWebhook()
  return rows[0] as Webhook
}

/** A value sets, null clears, what is absent stays. To enable it is to send again at once. */
export async function changeWebhook(
  db: pg.Pool,
  id: string,
  given: z.infer<typeof WebhookToChange>,
  reach: Reach
): Promise<Webhook> {
  const known = await getWebhook(db, id)
  if (given.url !== undefined) await checkTarget(given.url, reach)
  const filter = given.filter === undefined ? known.filter : (given.filter ?? {})
  const events = given.events ?? known.events
  if (given.filter !== undefined || given.events) await checkFilter(db, events, filter)
  const { rows } = await db.query(
    `with changed as (
       update service.webhooks set url = $2, events = $3, filter = $4, description = $5, updated_at = now(),
         disabled_at = case when $6 then null when $6 is null then disabled_at else coalesce(disabled_at, now()) end,
         disabled_reason = case when $6 then null when $6 is null then disabled_reason else coalesce(disabled_reason, 'asked') end,
         failures = case when $6 then 0 else failures end,
         next_attempt_at = case when $6 is null then next_attempt_at end
       where id = $1 returning *
     ), woken as materialized (
       select service.wake_webhook(id, now()) from changed where $6
     )
     select ${columns}, (select count(*) from woken) from changed`,
    [
      known.id,
      given.url ?? known.url,
      [...new Set(events)],
      filter,
      given.description === undefined ? known.description : given.description,
      given.enabled ?? null
    ]
  )
  if (!rows[0]) throw noWebhook()
  const { count, ...webhook } = rows[0]
  return webhook as Webhook
}

/** With its deliveries. */
export async function deleteWebhook(db: pg.Pool, id: string): Promise<void> {
  const { rowCount } = await db.query('delete from service.webhooks where id = $1', [idOf(id)])
  if (!rowCount) throw noWebhook()
}

/** A new secret; until `graceSeconds` have passed, what is sent is signed with the old one too. */
export async function rotateSecret(
  db: pg.Pool,
  id: string,
  graceSeconds: number
): Promise<Webhook & { secret: string }> {
  const secret = newSecret()
  const { rows } = await db.query(
    `update service.webhooks set secret = $2, previous_secret = secret, updated_at = now(),
       previous_secret_until = now() + make_interval(secs => $3)
     where id = $1 returning ${columns}`,
    [idOf(id), secret, graceSeconds]
  )
  if (!rows[0]) throw noWebhook()
  return { ...(rows[0] as Webhook), secret }
}

async function checkTarget(url: string, reach: Reach): Promise<void> {
  const fault = await targetFault(url, reach)
  if (!fault) return
  throw new ApiError('invalid_body', `/url: ${fault}`, [
    { pointer: '/url', code: 'invalid_body', message: fault }
  ])
}
