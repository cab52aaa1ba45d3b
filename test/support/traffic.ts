/** Requests as clients make them who note what became of each, and go on. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createKey, type Scope } from '../../src/editing/keys.js'
import type { TestDatabase } from './database.js'

export interface Reply {
  /** 0 where no answer came. */
  status: number
  headers: Headers
  text: string
  ms: number
}

export async function ask(url: string, init: RequestInit = {}): Promise<Reply> {
  const began = performance.now()
  const ms = () => performance.now() - began
  try {
    const answer = await fetch(url, init)
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text, ms: ms() }
  } catch (error) {
    return { status: 0, headers: new Headers(), text: String(error), ms: ms() }
  }
}

/** A POST of JSON by whoever has the key; sent again with the same `once` it is the same request. */
export function post(url: string, key: string, body: object, once?: string): Promise<Reply> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    ...(once && { 'idempotency-key': once })
  }
  return ask(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

export async function keyFor({ pool }: TestDatabase, ...scopes: Scope[]): Promise<string> {
  return (await createKey(pool, { name: 'desk', scopes })).key
}

/** So many clients, of which each makes a request as soon as the one before is answered. Replies are in the order of requests. */
export function traffic(clients: number, request: (n: number) => Promise<Reply>) {
  const replies: Reply[] = []
  let [n, isOver] = [0, false]
  const client = async () => {
    while (!isOver) {
      const turn = n++
      replies[turn] = await request(turn)
    }
  }
  const ended = Promise.all(Array.from({ length: clients }, client))
  return {
    replies,
    /** Ends once each client has its last answer. */
    stop: async () => {
      isOver = true
      await ended
      return replies
    }
  }
}

/** How many answers there were of each status. */
export function statuses(replies: Reply[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

/** Waits until it holds. Throws when that takes too long. */
export async function until(
  what: string,
  holds: () => Promise<boolean> | boolean,
  mostMs = 20_000
): Promise<void> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > mostMs) throw new Error(`not in ${mostMs} ms: ${what}`)
    await sleep(20)
  }
}
