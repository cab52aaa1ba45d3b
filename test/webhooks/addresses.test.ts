/** Where webhooks may lead: never to the network that the service stands in. */
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import t from 'tap'
import { type Address, isPublicAddress, targetFault } from '../../src/webhooks/address.js'
import { send as attempt } from '../../src/webhooks/send.js'
import { createWebhook } from '../../src/webhooks/subscriptions.js'
import { startWorker } from '../../src/webhooks/worker.js'
import { createEditor } from '../support/editor.js'
import { createReceiver, until } from '../support/receiver.js'

const hostile = [
  'http://example.org/hook',
  'https://127.0.0.1/',
  'https://127.0.0.1:8443/',
  'https://127.1/',
  'https://127.0.1/',
  'https://2130706433/',
  'https://017700000001/',
  'https://0177.0.0.1/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://0X7F.1/',
  'https://127.0.0.1./',
  'https://127%2e0%2e0%2e1/',
  'https://%31%32%37.0.0.1/',
  'https://１２７.０.０.１/',
  'https://①②⑦.⓪.⓪.①/',
  'https://127。0。0。1/',
  'https://0/',
  'https://0.0.0.0/',
  'https://0.1.2.3/',
  'https://10.0.0.1/',
  'https://100.64.0.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://0xa9fea9fe/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.0.0.1/',
  'https://192.168.1.1/',
  'https://198.18.0.1/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::1]/',
  'https://[::]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b:1::1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  'https://[fe80::1]/',
  'https://[fe80::1%25eth0]/',
  'https://[fec0::1]/',
  'https://[fc00::1]/',
  'https://[fd00:ec2::254]/',
  'https://[ff02::1]/',
  'https://[2001:db8::1]/',
  'https://localhost/',
  'https://LOCALHOST./',
  'https://ｌｏｃａｌｈｏｓｔ/',
  'https://db.localhost/',
  'https://printer.local/',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://intranet/',
  'https://127.0.0.1.nip.io/',
  'https://localtest.me/',
  'https://user:password@example.org/',
  'https://example.org@127.0.0.1/',
  'https://127.0.0.1#@example.org/',
  'https://127.0.0.1\\@example.org/',
  'https://example.org/#fragment',
  'https:127.0.0.1/',
  'https:/127.0.0.1/',
  'https:///127.0.0.1/',
  '//127.0.0.1/',
  ' https://127.0.0.1/',
  'https://127.0\t.0.1/',
  'https://127.0.0.1\n/',
  'https://example.org:22/',
  'https://example.org:65536/',
  'ftp://example.org/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_FLUSHALL',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  'https://',
  ''
]
const addresses = (...list: string[]): Address[] =>
  list.map((address) => ({ address, family: net.isIP(address) }))
const open = '93.184.216.34'
const stop = new AbortController().signal
const { send, url, pool, keyWith } = await createEditor(t)
const admin = await keyWith('admin')

t.test('hostile addresses are refused, and not repeated', async (t) => {
  for (const url of hostile) {
    const { status, body } = await send('POST', '/v1/webhooks', { url, events: ['*'] }, admin)
    t.match({ status, body }, { status: 400, body: { errors: [{ pointer: '/url' }] } }, url)
    if (url.length > 8) t.notMatch(JSON.stringify(body), JSON.stringify(url).slice(1, -1), url)
  }
})

t.test('a name that leads anywhere private is refused, others are taken', async (t) => {
  const fault = (url: string, ...found: string[]) =>
    targetFault(url, { allowPrivate: false, resolve: async () => addresses(...found) })
  t.equal(await fault('https://hooks.example.org/a?b=c', open), undefined)
  t.equal(await fault('https://hooks.example.org:8443/', open, '2606:4700::1111'), undefined)
  for (const found of ['127.0.0.1', '10.1.2.3', '::1', '::ffff:10.0.0.1', 'fe80::1%eth0'])
    t.type(await fault('https://hooks.example.org/', open, found), 'string', found)
  const unknown = async () => {
    throw new Error('ENOTFOUND')
  }
  const later = { allowPrivate: false, resolve: unknown }
  t.equal(await targetFault('https://hooks.example.org/', later), undefined, 'asked when sent')
  t.ok(isPublicAddress(open))
  t.notOk(isPublicAddress('example.org'))
})

t.test('a name that comes to lead elsewhere is refused at each connection', async (t) => {
  let connections = 0
  const server = net.createServer((socket) => {
    connections++
    socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  let leadsTo = addresses(open)
  const resolve = async () => leadsTo
  const target = `https://rebinding.example.org:${port}/`
  const reach = { allowPrivate: false, resolve }
  const { id } = await createWebhook(pool, { url: target, events: ['*'] }, reach)
  leadsTo = addresses('127.0.0.1')
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const config = { webhooksAllowPrivate: false, publicUrl: undefined }
  const worker = await startWorker({ url, config, log, resolve })
  t.teardown(() => worker.stop())
  await send('POST', '/v1/topics', { prefLabel: 'T', slug: 't', status: 'published' })
  const path = `/v1/webhooks/${id}/deliveries`
  const tried = await until(async () => {
    const { body } = await send('GET', path, undefined, admin)
    return body.data[0]?.attempts[0] && body
  }, 'an attempt')
  t.match(tried.data[0].attempts, [{ status: null, error: 'address_refused' }])
  t.notMatch(JSON.stringify(tried), '127.0.0.1', 'where it led is not told')
  leadsTo = addresses(open, '127.0.0.1')
  for (const url of [target, `https://127.0.0.1:${port}/`, `http://127.0.0.1:${port}/`]) {
    const outcome = await attempt({ url, headers: {}, body: '{}', reach, stop })
    t.match(outcome, { status: null, error: 'address_refused' }, url)
  }
  t.equal(connections, 0)
})

t.test('the connection goes to the address that was looked at', async (t) => {
  const receiver = await createReceiver(t)
  const url = receiver.url.replace('127.0.0.1', 'nowhere.invalid')
  const reach = { allowPrivate: true, resolve: async () => addresses('127.0.0.1') }
  const outcome = await attempt({ url, headers: {}, body: '{}', reach, stop })
  t.match(outcome, { status: 204, error: null })
  const lost = { ...reach, resolve: () => Promise.reject({ code: 'ENOTFOUND' }) }
  const unknown = await attempt({ url, headers: {}, body: '{}', reach: lost, stop })
  t.match(unknown, { error: 'name_not_resolved' })
})
