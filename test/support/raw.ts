/** Sends bytes to a server as they are: what no well-behaved client would send. */
import { once } from 'node:events'
import net from 'node:net'

export interface RawAnswer {
  /** Of the first answer; 0 where there was none. */
  status: number
  headers: Record<string, string>
  body: string
  /** How many answers came, and whether the server then closed the connection. */
  answers: number
  closed: boolean
}

/** Never closes its own side. Resolves when the server has closed, or after a time. */
export async function sendRaw(port: number, bytes: string, waitMs = 2000): Promise<RawAnswer> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(Buffer.from(bytes, 'latin1'))
  const closed = await Promise.race([
    once(socket, 'end').then(() => true),
    once(socket, 'close').then(() => true),
    new Promise<boolean>((resolve) => setTimeout(resolve, waitMs, false))
  ])
  socket.destroy()
  return { ...parsed(Buffer.concat(chunks).toString()), closed }
}

function parsed(text: string): Omit<RawAnswer, 'closed'> {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  const [first = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: body.slice(0, Number(Object.fromEntries(headers)['content-length'] ?? 0) || undefined),
    answers: text.split(/^HTTP\/1\.1 \d{3}/m).length - 1
  }
}
