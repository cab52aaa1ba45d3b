/**
 * Who has taken how many units in the window that runs. A window begins with the first unit taken
 * in it; what is refused takes nothing.
 */
import { LRUCache } from 'lru-cache'

export const windowMs = 60_000

export interface Taken {
  granted: boolean
  /** Units left in the window. */
  remaining: number
  /** Milliseconds to the end of the window. */
  resetMs: number
}
export interface Store {
  /** Takes so many units of the quota of whoever the key names, or none. */
  take(key: string, units: number, quota: number): Taken | Promise<Taken>
  close(): Promise<void>
}

/** Clients remembered at once: of more, whoever has been quiet longest is forgotten. */
const mostClients = 50_000

/** Of this process alone. */
export function memoryStore(ofMs = windowMs): Store {
  const windows = new LRUCache<string, { used: number; endsAt: number }>({ max: mostClients })
  return {
    take(key, units, quota) {
      const now = performance.now()
      let window = windows.get(key)
      if (!window || window.endsAt <= now) {
        window = { used: 0, endsAt: now + ofMs }
        windows.set(key, window)
      }
      const granted = window.used + units <= quota
      if (granted) window.used += units
      return { granted, remaining: quota - window.used, resetMs: window.endsAt - now }
    },
    async close() {}
  }
}

/** How long a shared store is waited for, and how long it is left alone once it failed. */
const patienceMs = 1000
const pauseMs = 2000

/**
 * A shared store, and this process's memory while it fails: whoever asks is served rather than
 * turned away. `tell` hears once when it fails, and once when it is back.
 */
export function orMemory(shared: Store, tell: (news: string) => void): Store {
  const memory = memoryStore()
  let failing = false
  let pausedUntil = 0
  const heard = (taken: Taken) => {
    if (failing) tell('the store of rate limits is back')
    failing = false
    return taken
  }
  const missed = (error: Error) => {
    pausedUntil = performance.now() + pauseMs
    if (!failing)
      tell(`the store of rate limits failed, this process counts alone: ${error.message}`)
    failing = true
  }
  return {
    take(key, units, quota) {
      if (performance.now() < pausedUntil) return memory.take(key, units, quota)
      const taken = shared.take(key, units, quota)
      if (!(taken instanceof Promise)) return taken
      return inTime(taken).then(heard, (error) => {
        missed(error)
        return memory.take(key, units, quota)
      })
    },
    close: () => shared.close()
  }
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`no answer in ${patienceMs} ms`))
    const timer = setTimeout(late, patienceMs)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
