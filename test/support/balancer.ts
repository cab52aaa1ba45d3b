/** What stands before instances of the service: each request takes a connection of its own to one of them. */
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Test } from 'tap'

export interface Balancer {
  origin: string
  /** From now on requests go there; those under way stay where they are. */
  pointTo: (origin: string) => void
}

export async function startBalancer(t: Test, first: string): Promise<Balancer> {
  let target = first
  const server = http.createServer((request, response) => {
    const { method, url } = request
    const headers = { ...request.headers, connection: 'close' }
    const onward = http.request(`${target}${url}`, { method, headers, agent: false }, (answer) => {
      const { connection, ...kept } = answer.headers
      response.writeHead(answer.statusCode ?? 502, kept)
      answer.on('error', () => response.destroy())
      answer.pipe(response)
    })
    onward.on('error', (error) => {
      if (response.headersSent) response.destroy()
      else response.writeHead(502).end(error.message)
    })
    request.pipe(onward)
  })
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    pointTo: (origin) => {
      target = origin
    }
  }
}
