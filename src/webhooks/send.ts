/** One attempt at a delivery: a POST that ends in time, follows no redirect and reads no answer's body. */
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { AddressRefused, hostOf, isPublicAddress, publicLookup, type Reach } from './address.js'

/** Why an attempt failed, as its receiver is told. What the receiver answered is not kept. */
export const deliveryErrors = [
  'status',
  'redirect',
  'timeout',
  'name_not_resolved',
  'address_refused',
  'tls_failed',
  'connection_failed'
] as const
export type DeliveryError = (typeof deliveryErrors)[number]

export interface Outcome {
  /** Of the answer, if there was one. */
  status: number | null
  error: DeliveryError | null
  durationMs: number
}

/** All of it, from the name to the answer's headers. */
export const deadlineMs = 15_000
/** Connections to one host at a time, so that many webhooks are no flood. */
const perHost = { maxSockets: 4, keepAlive: false }
const agents = { 'http:': new http.Agent(perHost), 'https:': new https.Agent(perHost) }

interface Sending {
  url: string
  headers: Record<string, string>
  body: string
  reach: Reach
  /** Gives the attempt up: then it is as if it had not been made. */
  stop: AbortSignal
  timeoutMs?: number | undefined
}

/** Undefined where it was stopped. */
export async function send(sending: Sending): Promise<Outcome | undefined> {
  const began = performance.now()
  const deadline = AbortSignal.timeout(sending.timeoutMs ?? deadlineMs)
  const told = (status: number | null, error: DeliveryError | null): Outcome => ({
    status,
    error,
    durationMs: Math.round(performance.now() - began)
  })
  try {
    const status = await post(sending, AbortSignal.any([deadline, sending.stop]))
    return told(status, errorOf(status))
  } catch (error) {
    if (sending.stop.aborted) return undefined
    return told(null, deadline.aborted ? 'timeout' : failureOf(error))
  }
}

function post({ url, headers, body, reach }: Sending, signal: AbortSignal): Promise<number> {
  const target = new URL(url)
  const protocol = target.protocol as keyof typeof agents
  // A host that is an address is not looked up.
  if (!reach.allowPrivate) {
    if (protocol !== 'https:' || (isIP(hostOf(target)) && !isPublicAddress(hostOf(target))))
      return Promise.reject(new AddressRefused())
  }
  return new Promise((resolve, reject) => {
    const request = (protocol === 'https:' ? https : http).request(target, {
      method: 'POST',
      agent: agents[protocol],
      lookup: publicLookup(reach),
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'OnRecord-Webhooks/1',
        ...headers
      }
    })
    request.on('error', reject)
    request.on('response', (response) => {
      resolve(response.statusCode as number)
      response.on('error', () => {})
      response.destroy()
    })
    request.end(body)
  })
}

function errorOf(status: number): DeliveryError | null {
  if (status >= 200 && status < 300) return null
  return status >= 300 && status < 400 ? 'redirect' : 'status'
}

function failureOf(error: unknown): DeliveryError {
  const { code = '' } = error as { code?: string }
  if (code === 'ADDRESS_REFUSED') return 'address_refused'
  if (/^(ENOTFOUND|ENODATA|EAI_)/.test(code)) return 'name_not_resolved'
  if (/CERT|TLS|SSL|EPROTO|SIGNED|UNABLE_TO/.test(code)) return 'tls_failed'
  return 'connection_failed'
}
