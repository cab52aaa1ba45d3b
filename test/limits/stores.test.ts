/** What counts units: in memory, in Redis, in PostgreSQL; alone, and for several processes at once. */
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { postgresStore } from '../../src/limits/postgres.js'
import { redisStore } from '../../src/limits/redis.js'
import { memoryStore, orMemory, type Store } from '../../src/limits/store.js'
import { createDatabase } from '../support/database.js'
import { startRedis } from '../support/redis.js'

const { pool } = await createDatabase(t)
const redis = await startRedis(t)
/** Longer than a busy machine takes for what is done in one. */
const windowMs = 3000
t.jobs = 5

/** Two processes' stores, which in memory are one. */
const pairs: Record<string, () => Promise<[Store, Store]>> = {
  async memory() {
    const store = memoryStore(windowMs)
    return [store, store]
  },
  redis: () => Promise.all([redisStore(redis.url, windowMs), redisStore(redis.url, windowMs)]),
  postgres: async () => [postgresStore(pool, windowMs), postgresStore(pool, windowMs)]
}

for (const [name, open] of Object.entries(pairs))
  t.test(
    `${name}: no more than the quota is given to all together, and it comes back`,
    async (t) => {
      const stores = await open()
      t.teardown(() => Promise.all(stores.map((store) => store.close())))
      const [one, other] = stores
      for (const quota of [1, 7, 200]) {
        const client = `client ${quota}`
        const asked = await Promise.all(
          Array.from({ length: 2 * quota + 20 }, (_, i) =>
            (i % 2 ? one : other).take(client, 1, quota)
          )
        )
        t.equal(asked.filter(({ granted }) => granted).length, quota, `${quota} of them`)
        for (const { remaining, resetMs } of asked)
          t.ok(remaining >= 0 && remaining < quota + 1 && resetMs > 0 && resetMs < windowMs + 1)
        t.match(await one.take(client, 1, quota), { granted: false, remaining: 0 })
      }
      t.match(await one.take('another', 1, 7), { granted: true, remaining: 6 })

      t.match(await one.take('greedy', 60, 100), { granted: true, remaining: 40 })
      t.match(await one.take('greedy', 60, 100), { granted: false, remaining: 40 })
      t.match(await one.take('greedy', 40, 100), { granted: true, remaining: 0 })

      await sleep(windowMs + 100)
      t.match(await other.take('client 7', 1, 7), { granted: true, remaining: 6 })
      t.match(await one.take('greedy', 60, 100), { granted: true, remaining: 40 })
    }
  )

t.test(
  'PostgreSQL is asked once for many units, and not at all by who has none left',
  { buffered: true },
  async (t) => {
    const store = postgresStore(pool, 60_000)
    t.teardown(() => store.close())
    const writes = async () => {
      const { rows } = await pool.query(
        `select used::int, (select count(*)::int from service.rate_limits) from service.rate_limits where client = 'steady'`
      )
      return rows[0]?.used
    }
    for (let i = 1; i <= 30; i++)
      t.match(await store.take('steady', 1, 600), { granted: true, remaining: 600 - i })
    t.equal(await writes(), 30, 'one handful')
    const next = store.take('steady', 1, 600)
    t.ok(next instanceof Promise, 'the next is asked for')
    await next
    t.notOk(store.take('steady', 1, 600) instanceof Promise, 'and handed out from here')
    await store.take('steady', 600, 600)
    t.ok((await store.take('spent', 5, 5)).granted)
    const refused = store.take('spent', 1, 5)
    t.notOk(refused instanceof Promise)
    t.match(refused, { granted: false, remaining: 0 })
  }
)

t.test(
  'while the shared store is down, each counts in its memory, and this is told once',
  async (t) => {
    const told: string[] = []
    const redis = await startRedis(t)
    const store = orMemory(await redisStore(redis.url), (news) => told.push(news))
    t.teardown(() => store.close())
    t.match(await store.take('a', 1, 3), { granted: true, remaining: 2 })
    await redis.stop()
    const began = performance.now()
    const taken = []
    for (let i = 0; i < 4; i++) taken.push(await store.take('a', 1, 3))
    t.strictSame(
      taken.map(({ granted }) => granted),
      [true, true, true, false],
      'counted from here'
    )
    t.ok(performance.now() - began < 1000, 'nobody waits for it')
    await sleep(2100)
    await store.take('a', 1, 3)
    t.match(told, [/failed/])
    t.equal(told.length, 1)
    await redis.start()
    for (let i = 0; told.length < 2 && i < 60; i++) {
      await sleep(100)
      await store.take('b', 1, 1000)
    }
    t.match(told, [/failed/, /back/])
  }
)
