/**
 * Where webhooks may lead: to public addresses, over https. What an address says is looked at when it is
 * given; where its name leads, then and again at every connection, which goes to that very address.
 */
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import ipaddr from 'ipaddr.js'

export interface Address {
  address: string
  family: number
}
/** Finds every address of a host name. */
export type Resolve = (host: string) => Promise<Address[]>
export const resolveByDns: Resolve = (host) => lookup(host, { all: true })

export interface Reach {
  /** Private addresses and plain http are allowed: for tests, and for receivers beside the service. */
  allowPrivate: boolean
  resolve?: Resolve
}

const globalUnicast = ipaddr.IPv6.parse('2000::')

/** Whether an address is of the public internet, and so not of this machine or a network around it. */
export function isPublicAddress(text: string): boolean {
  if (!isIP(text)) return false
  // An IPv4 address inside an IPv6 one is looked at as what it is.
  const address = ipaddr.process(text.split('%', 1)[0] as string)
  if (address.range() !== 'unicast') return false
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(globalUnicast, 3)
}

/** Names that lead nowhere public wherever they are resolved, and services that lead where one likes. */
const closedNames =
  /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|onion|invalid|(nip|sslip|xip)\.io|localtest\.me|lvh\.me|vcap\.me|lacolhost\.com)$/

const expected =
  'Expected the https:// address of a public host, without a user name, a fragment, or a port below 1024 other than 443.'
const resolveMs = 3000

/** What is wrong with the address of a webhook, if anything. It is not repeated. */
export async function targetFault(
  text: string,
  { allowPrivate, resolve = resolveByDns }: Reach
): Promise<string | undefined> {
  if (!/^https?:\/\/[^\s\\\p{Cc}]+$/iu.test(text) || !URL.canParse(text)) return expected
  const url = new URL(text)
  if (url.username || url.password || text.includes('#')) return expected
  if (allowPrivate) return undefined
  const isOpenPort = url.port === '' || Number(url.port) >= 1024
  if (url.protocol !== 'https:' || !isOpenPort || !isOpenHost(hostOf(url))) return expected
  const found = await Promise.race([resolve(hostOf(url)).catch(() => []), sleep(resolveMs, [])])
  // A name that cannot be resolved now may be later: it is looked at when something is sent.
  return found.every(({ address }) => isPublicAddress(address)) ? undefined : expected
}

/** The host, without the brackets of an IPv6 address. */
export const hostOf = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, '$1')

/** Numbers in whatever base, escapes and wide digits have become plain addresses: `URL` reads them so. */
function isOpenHost(host: string): boolean {
  if (isIP(host)) return isPublicAddress(host)
  const name = host.replace(/\.$/, '')
  return name.includes('.') && !closedNames.test(name)
}

export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED'
}

/** For a connection: the addresses of the name, of which each has to be public. */
export function publicLookup({ allowPrivate, resolve = resolveByDns }: Reach): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (found) => {
        const [first] = found
        if (!first || !(allowPrivate || found.every(({ address }) => isPublicAddress(address))))
          callback(new AddressRefused('the name leads to an address that is not public'), '', 0)
        else if (options.all) callback(null, found)
        else callback(null, first.address, first.family)
      },
      (error) => callback(error, '', 0)
    )
  }
}
