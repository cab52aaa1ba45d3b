/**
 * A fetch for Node that tells trailers, which Node's own does not: exports end with the number of rows and
 * the SHA-256 of their bytes, and are checked against it as they are read.
 */
import { createHash } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import { Readable } from 'node:stream'
import { incompleteError } from './errors.js'
import type { WithTrailers } from './exports.js'
import type { Fetch } from './http.js'

const mostRedirects = 5
const bodiless = new Set([204, 304])

export const fetchWithTrailers: Fetch = (url, init) => ask(new URL(url), init, mostRedirects)

function ask(url: URL, init: RequestInit, redirects: number): Promise<Response> {
  const { request: send } = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const { method, headers, signal, body } = init
    const options = {
      ...(method !== undefined && { method }),
      headers: headers as Record<string, string>,
      ...(signal && { signal })
    }
    const request = send(url, options, (message) => {
      const { statusCode = 0, headers } = message
      const to = [307, 308].includes(statusCode) && headers.location
      if (!to || init.redirect === 'manual') return resolve(responseOf(message))
      message.resume()
      const next = new URL(to, url)
      // The key is for the service that it was made by.
      if (redirects === 0 || next.origin !== url.origin)
        return reject(new Error(`a redirect to ${next.origin} is not followed`))
      resolve(ask(next, init, redirects - 1))
    })
    request.on('error', reject)
    request.end(body as string | undefined)
  })
}

function responseOf(message: http.IncomingMessage): WithTrailers {
  const status = message.statusCode ?? 0
  const headers = headersOf(message.rawHeaders)
  const trailers = new Promise<Headers>((resolve) => {
    message.once('close', () => resolve(headersOf(message.rawTrailers)))
  })
  const isEmpty = bodiless.has(status) || message.headers['content-length'] === '0'
  if (isEmpty) message.resume()
  const body = isEmpty ? null : Readable.toWeb(Readable.from(checked(message)))
  const response = new Response(body as ReadableStream | null, { status, headers })
  return Object.assign(response, { trailers })
}

function headersOf(raw: string[]): Headers {
  const headers = new Headers()
  for (let i = 0; i < raw.length; i += 2) headers.append(String(raw[i]), String(raw[i + 1]))
  return headers
}

/** The bytes; an error at their end if they are not those that `Repr-Digest` (RFC 9530) tells of. */
async function* checked(message: http.IncomingMessage): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  for await (const chunk of message) {
    hash.update(chunk)
    yield chunk
  }
  const { headers, trailers, statusCode } = message
  const told = trailers['repr-digest'] ?? headers['repr-digest']
  const digest = /sha-256=:([^:]+):/.exec(String(told))?.[1]
  if (digest && statusCode === 200 && digest !== hash.digest('base64'))
    throw incompleteError('the bytes are not those that the service sent')
}
