/**
 * Rate limits at the doors. Whoever asks has a quota of units a minute, by address or, higher, by key;
 * a request takes one, and what does much more takes more (`charge`). Every answer tells what is left
 * (draft-ietf-httpapi-ratelimit-headers-10).
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import type { Config } from '../config.js'
import type { Principal } from '../editing/keys.js'
import { ApiError } from '../errors.js'
import { clientOf } from './address.js'
import { memoryStore, orMemory, type Store, type Taken, windowMs } from './store.js'

export const windowSeconds = windowMs / 1000
/** An export reads, and an import writes, as much as many requests. */
export const bulkUnits = 10
/** A unit pays for so much of the cost of a GraphQL operation: the rows of a full page. */
const costOfUnit = 100
export const unitsOf = (cost: number) => Math.max(1, Math.ceil(cost / costOfUnit))

export type LimitsConfig = Pick<Config, 'rateLimitAnonymous' | 'rateLimitKey' | 'rateLimitUrl'>
export interface Policy {
  name: 'anonymous' | 'key'
  /** Units in a window. */
  quota: number
}
/** What whoever asks may still take, as the answer's headers tell it. */
export interface Allowance {
  policy: Policy
  remaining: number
  /** Seconds to the end of the window. */
  reset: number
  /** Throws where so many are not left; at once, if they are counted here. */
  take(units: number): Promise<void> | undefined
  /** Why the request is not to be answered. */
  refusal?: unknown
}
declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined where nothing is limited. */
    allowance: Allowance | undefined
  }
}

/** Addresses at which nothing is limited: those who watch the service, and what pages load. */
export const isUnlimited = (path: string) =>
  /^\/(healthz|readyz|metrics|docs|graphiql)(\/|$)/.test(path)

export interface RateLimits {
  policies: Policy[]
  /**
   * Takes a unit, and sets the headers of the answer. Where none is left the allowance says so. A promise
   * only where others have to be asked.
   */
  count(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined
  /** Throws if none was left. */
  refuse(request: FastifyRequest): void
  close(): Promise<void>
}
interface Given {
  pool: pg.Pool
  config: LimitsConfig
  /** Whose key came with the request. Rejects where it is of no use. */
  identify: (request: FastifyRequest) => Promise<Principal | undefined>
  tell: (news: string) => void
}

export async function openRateLimits({ pool, config, identify, tell }: Given): Promise<RateLimits> {
  const anonymous: Policy = { name: 'anonymous', quota: config.rateLimitAnonymous }
  const key: Policy = { name: 'key', quota: config.rateLimitKey }
  const store = await openStore(config.rateLimitUrl, pool, tell)

  function count(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    if (isUnlimited(request.routeOptions.url ?? '')) return undefined
    if (!request.headers.authorization) return countFor(undefined, request, reply)
    // A key that is wrong is counted as if there were none.
    return identify(request)
      .catch(() => undefined)
      .then((principal) => countFor(principal, request, reply))
  }

  function countFor(
    principal: Principal | undefined,
    request: FastifyRequest,
    reply: FastifyReply
  ): Promise<void> | undefined {
    const policy = principal ? key : anonymous
    if (policy.quota === 0) return undefined
    const client = principal ? `key ${principal.keyId}` : clientOf(request.ip)
    const allowance = allowanceOf(client, policy, store, reply)
    request.allowance = allowance
    const refused = (error: unknown) => {
      allowance.refusal = error
    }
    try {
      return allowance.take(1)?.catch(refused)
    } catch (error) {
      refused(error)
      return undefined
    }
  }
  return {
    policies: [anonymous, key],
    count,
    refuse({ allowance }) {
      if (allowance?.refusal) throw allowance.refusal
    },
    close: () => store.close()
  }
}

/** In which the limits are counted, by the setting RATE_LIMIT_URL. */
async function openStore(
  url: string | undefined,
  pool: pg.Pool,
  tell: (news: string) => void
): Promise<Store> {
  if (url === undefined) return memoryStore()
  if (url === 'postgres') return orMemory((await import('./postgres.js')).postgresStore(pool), tell)
  return orMemory(await (await import('./redis.js')).redisStore(url), tell)
}

function allowanceOf(client: string, policy: Policy, store: Store, reply: FastifyReply): Allowance {
  const { name, quota } = policy
  reply.header('ratelimit-policy', `"${name}";q=${quota};w=${windowSeconds}`)
  const heard = ({ granted, remaining, resetMs }: Taken) => {
    allowance.remaining = remaining
    allowance.reset = Math.min(Math.ceil(resetMs / 1000), windowSeconds)
    reply.header('ratelimit', `"${name}";r=${remaining};t=${allowance.reset}`)
    if (granted) return
    reply.header('retry-after', String(Math.max(allowance.reset, 1)))
    const units = quota === 1 ? 'unit' : 'units'
    throw new ApiError('rate_limited', `At most ${quota} ${units} a minute: wait for the next.`)
  }
  const allowance: Allowance = {
    policy,
    remaining: quota,
    reset: windowSeconds,
    // What takes more than there ever is takes all there is.
    take(units) {
      const taken = store.take(client, Math.min(units, quota), quota)
      if (taken instanceof Promise) return taken.then(heard)
      heard(taken)
      return undefined
    }
  }
  return allowance
}

/** Takes more units for what the request asks. Throws where they are not left. */
export async function charge(request: FastifyRequest, units: number): Promise<void> {
  if (units > 0) await request.allowance?.take(units)
}
