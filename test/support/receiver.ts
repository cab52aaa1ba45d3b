/** A receiver of webhooks: a real HTTP server that keeps what it gets and answers as it is told to. */
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import type { Test } from 'tap'

export interface Received {
  headers: Record<string, string>
  body: string
  // biome-ignore lint/suspicious/noExplicitAny: what was sent is checked by the tests themselves
  event: any
}
export type Answer = (response: http.ServerResponse) => void
export interface Receiver {
  url: string
  received: Received[]
  /** How it answers from now on: 204 unless it is told. */
  answer(answer: Answer): void
  /** Waits until it has got so many; throws after half a minute. */
  got(count: number): Promise<Received[]>
}
export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end()

export async function createReceiver(t: Test): Promise<Receiver> {
  const received: Received[] = []
  let answer = status(204)
  const server = http.createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({
      headers: request.headers as Record<string, string>,
      body,
      event: JSON.parse(body || 'null')
    })
    answer(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer(next) {
      answer = next
    },
    async got(count) {
      await until(() => received.length >= count, `${count} deliveries`)
      return received
    }
  }
}

/** Waits until it is so; throws after half a minute. */
export async function until<T>(work: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  for (const began = performance.now(); ; await sleep(20)) {
    const found = await work()
    if (found) return found
    if (performance.now() - began > 30_000) throw new Error(`waited in vain for ${what}`)
  }
}

/** Throws unless the library of Standard Webhooks takes the signature. */
export const verify = (secret: string, { headers, body }: Received) =>
  new Webhook(secret).verify(body, headers)
