/** Units counted in Redis, in one round trip a request: what several processes share is exact. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, defineScript } from '@redis/client'
import { type Store, windowMs } from './store.js'

/** Its keys are gone with their windows. */
const take = defineScript({
  NUMBER_OF_KEYS: 1,
  SCRIPT: `
    local units, quota, left = tonumber(ARGV[1]), tonumber(ARGV[2]), redis.call('PTTL', KEYS[1])
    local used = 0
    if left > 0 then used = tonumber(redis.call('GET', KEYS[1])) else left = tonumber(ARGV[3]) end
    if used + units > quota then return {0, math.max(quota - used, 0), left} end
    redis.call('SET', KEYS[1], used + units, 'PX', left)
    return {1, quota - used - units, left}`,
  parseCommand(parser, key: string, units: number, quota: number, ofMs: number) {
    parser.pushKey(key)
    parser.push(String(units), String(quota), String(ofMs))
  },
  transformReply: (reply: unknown) => reply as { 0: number; 1: number; 2: number }
})

/** How long the first connection is waited for. */
const connectMs = 3000

/** Resolves though the server is down: it is then tried again and again. */
export async function redisStore(url: string, ofMs = windowMs): Promise<Store> {
  const client = createClient({
    url,
    scripts: { take },
    // What cannot be asked now is not asked later.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: connectMs,
      reconnectStrategy: (attempts) => Math.min(100 * 2 ** attempts, 2000)
    }
  })
  // Told by the commands that fail.
  client.on('error', () => {})
  const connected = client.connect().catch(() => {})
  await Promise.race([connected, sleep(connectMs, undefined, { ref: false })])
  return {
    async take(key, units, quota) {
      const {
        0: granted,
        1: remaining,
        2: resetMs
      } = await client.take(`onrecord:${key}`, units, quota, ofMs)
      return { granted: granted === 1, remaining, resetMs }
    },
    async close() {
      client.destroy()
    }
  }
}
