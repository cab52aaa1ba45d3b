/** A proxy on the way to a service that loses or alters what passes, as networks and proxies do. */
import { once } from 'node:events'
import net from 'node:net'
import type { Test } from 'tap'

export interface CuttingProxy {
  origin: string
  /** The answers to so many connections from now on are lost: cut off when they begin. */
  loseAnswers(count: number): void
  /** What is done to each piece of an answer from now on; undefined cuts it off. */
  alter(change: ((chunk: Buffer, bytesBefore: number) => Buffer | undefined) | undefined): void
  /** The next request is answered so, and never passed on. */
  answerOnce(text: string): void
  /** Breaks every connection off. */
  cut(): void
}

export async function createCuttingProxy(t: Test, target: string): Promise<CuttingProxy> {
  const port = Number(new URL(target).port)
  const sockets = new Set<net.Socket>()
  let lost = 0
  let change: Parameters<CuttingProxy['alter']>[0]
  let canned: string | undefined
  const server = net.createServer((client) => {
    const service = net.connect(port, '127.0.0.1')
    let bytes = 0
    let answering = false
    const end = () => {
      client.destroy()
      service.destroy()
    }
    for (const socket of [client, service]) {
      sockets.add(socket)
      socket.on('error', end).on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    client.on('data', (chunk) => {
      answering = false
      if (canned === undefined) return service.write(chunk)
      client.write(canned)
      canned = undefined
      return undefined
    })
    service.on('data', (chunk) => {
      if (!answering && lost-- > 0) return end()
      lost = Math.max(lost, 0)
      answering = true
      const passed = change ? change(chunk, bytes) : chunk
      bytes += chunk.length
      if (passed) client.write(passed)
      else end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  t.teardown(() => {
    cut()
    server.close()
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    loseAnswers(count) {
      lost = count
    },
    alter(given) {
      change = given
    },
    answerOnce(text) {
      canned = text
    },
    cut
  }
}
