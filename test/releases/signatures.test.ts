/**
 * What the releases' S3 client signs, recomputed by another implementation of AWS Signature Version 4
 * from the request as a server receives it.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import aws4 from 'aws4'
import t from 'tap'
import { loadConfig } from '../../src/config.js'
import type { Manifest } from '../../src/releases/manifest.js'
import { openReleases } from '../../src/releases/open.js'

interface Received {
  method: string
  path: string
  headers: Record<string, string>
  body: string
}
const received: Received[] = []
const listing = `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>of/the record/manifests/2026-11-24.json</Key><Size>2</Size></Contents></ListBucketResult>`
const server = http.createServer(async (request, response) => {
  const { method = '', url = '', headers } = request
  received.push({
    method,
    path: url,
    headers: headers as Record<string, string>,
    body: await text(request)
  })
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  response.setHeader('etag', '"1"')
  if (method === 'POST' && searchParams.has('uploads'))
    response.end(
      '<InitiateMultipartUploadResult><UploadId>an id+/=</UploadId></InitiateMultipartUploadResult>'
    )
  else if (method === 'POST')
    response.end('<CompleteMultipartUploadResult><ETag>"1"</ETag></CompleteMultipartUploadResult>')
  else if (method === 'GET' && searchParams.has('list-type')) response.end(listing)
  else if (method === 'GET' && pathname.includes('/manifests/')) response.writeHead(404).end()
  else response.end('it')
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
t.teardown(() => {
  server.close()
  server.closeAllConnections()
})
const { port } = server.address() as AddressInfo
const keys = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
}
const region = 'eu-central-1'
const store = openReleases(
  loadConfig({
    RELEASES_URL: `s3://releases/of/the%20record?endpoint=http://127.0.0.1:${port}&region=${region}`,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey
  })
)

/** The Authorization that the request ought to carry: of the headers that it says are signed. */
function expected({ method, path, headers, body }: Received): string {
  const names = /SignedHeaders=([^,]+)/.exec(headers['authorization'] ?? '')?.[1]?.split(';') ?? []
  const signed = Object.fromEntries(names.map((name) => [name, headers[name] ?? '']))
  // By itself it leaves some out that proxies may change, and adds two.
  const extraHeadersToInclude = Object.fromEntries(names.map((name) => [name, true]))
  const added = ['content-length', 'content-type'].filter((name) => !names.includes(name))
  const extraHeadersToIgnore = Object.fromEntries(added.map((name) => [name, true]))
  const how = {
    service: 's3',
    region,
    doNotEncodePath: true,
    extraHeadersToInclude,
    extraHeadersToIgnore
  }
  const request = { ...how, method, path, body, headers: signed }
  return String(aws4.sign(request, keys).headers?.['Authorization'])
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const partsOf = (authorization = '') => authorization.replaceAll(/, */g, ', ')

t.test('each request is signed as Signature Version 4 has it', async (t) => {
  const folder = t.testdir({ 'manifest.json': '{}', 'README.md': '# Re\n', 'a b+c.txt': 'é' })
  fs.writeFileSync(path.join(folder, 'claims.ndjson'), '0123456789abcdef'.repeat(2 ** 20))
  const files = fs
    .readdirSync(folder)
    .filter((name) => name !== 'manifest.json')
    .map((name) => {
      const { size: bytes } = fs.statSync(path.join(folder, name))
      return { name, bytes, mediaType: 'text/plain' }
    })
  t.same(await store.ids(), ['2026-11-24'])
  t.ok(await store.publish(folder, { id: '2026-11-25', files } as Manifest))
  t.equal(await text(await store.read('2026-11-25', 'README.md')), 'it')
  await text(await store.read('2026-11-25', 'a b+c.txt', { start: 1, end: 1 }))

  const kinds = received.map(({ method, path }) => `${method} ${path.replace(/=[^&]+/g, '=')}`)
  t.comment([...new Set(kinds)].join('\n'))
  for (const request of received) {
    const { method, path, headers, body } = request
    const what = `${method} ${path}`
    t.equal(partsOf(headers['authorization']), expected(request), what)
    t.match(
      headers['authorization'],
      /SignedHeaders=[^,]*host;[^,]*x-amz-content-sha256;x-amz-date/
    )
    t.ok(['UNSIGNED-PAYLOAD', sha256(body)].includes(headers['x-amz-content-sha256'] ?? ''), what)
  }
})
