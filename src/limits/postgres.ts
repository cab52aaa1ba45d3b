/**
 * Units counted in PostgreSQL. A process takes them from the table by the handful and hands them out
 * itself, so that few requests cost a statement; all processes together never hand out more than the
 * quota. The fewer are left, the smaller the handfuls: at the end each is one unit.
 */
import { LRUCache } from 'lru-cache'
import type pg from 'pg'
import { poolBeside } from '../db/connect.js'
import { type Store, type Taken, windowMs } from './store.js'

interface Lease {
  /** Units taken from the table, and not handed out yet. */
  held: number
  /** What the table had left when it was last asked: it has no more than that. */
  left: number
  endsAt: number
  asking?: Promise<void> | undefined
}
/** At most this part of the quota at once, and of what is left. */
const partOfQuota = 20
const partOfLeft = 10
const mostClients = 50_000

/** `now()` is the same all over the statement. */
const statement = `
  insert into service.rate_limits as held (client, used, granted, ends_at)
  values ($1, least($2::bigint, $3::bigint), least($2, $3), now() + make_interval(secs => $4))
  on conflict (client) do update set
    granted = case when held.ends_at > now() then greatest(least($2, $3 - held.used), 0) else excluded.granted end,
    used = case when held.ends_at > now() then held.used + greatest(least($2, $3 - held.used), 0) else excluded.used end,
    ends_at = case when held.ends_at > now() then held.ends_at else excluded.ends_at end
  returning granted::int, greatest($3 - used, 0)::int as left, extract(epoch from ends_at - now())::float8 * 1000 as "resetMs"`

export function postgresStore(pool: pg.Pool, ofMs = windowMs): Store {
  const own = poolBeside(pool, 1, 'onrecord limits')
  // The first client does not wait for the connection.
  own.query('select 1').catch(() => {})
  const leases = new LRUCache<string, Lease>({ max: mostClients })
  // Addresses are kept no longer than they are needed.
  const cleaning = setInterval(() => {
    own.query('delete from service.rate_limits where ends_at < now()').catch(() => {})
  }, windowMs).unref()

  function leaseOf(key: string, quota: number): Lease {
    const known = leases.get(key)
    if (known && known.endsAt > performance.now()) return known
    const lease = { held: 0, left: quota, endsAt: performance.now() + ofMs }
    leases.set(key, lease)
    return lease
  }

  async function ask(key: string, lease: Lease, units: number, quota: number): Promise<void> {
    const handful = Math.ceil(Math.min(quota / partOfQuota, lease.left / partOfLeft))
    const { rows } = await own.query<{ granted: number; left: number; resetMs: number }>({
      name: 'take',
      text: statement,
      values: [key, Math.max(units - lease.held, handful), quota, ofMs / 1000]
    })
    const [{ granted, left, resetMs }] = rows as [(typeof rows)[0]]
    lease.held += granted
    lease.left = left
    // Who waited for another's statement has an earlier `now()`.
    lease.endsAt = performance.now() + Math.min(resetMs, ofMs)
  }

  function handOut(lease: Lease, units: number): Taken {
    const granted = lease.held >= units
    if (granted) lease.held -= units
    const resetMs = Math.max(lease.endsAt - performance.now(), 0)
    return { granted, remaining: lease.held + lease.left, resetMs }
  }

  return {
    take(key, units, quota) {
      const lease = leaseOf(key, quota)
      if (lease.held >= units || lease.left === 0) return handOut(lease, units)
      return (async () => {
        // Those who come at the same time ask once; another has perhaps taken what was got.
        while (lease.held < units && lease.left > 0) {
          lease.asking ??= ask(key, lease, units, quota).finally(() => {
            lease.asking = undefined
          })
          await lease.asking
        }
        return handOut(lease, units)
      })()
    },
    async close() {
      clearInterval(cleaning)
      await own.end()
    }
  }
}
