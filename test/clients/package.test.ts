/**
 * The TypeScript client as others get it: packed, installed in a folder that has nothing else, with the
 * README's examples run there; and in a browser.
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { rootPath } from '../../src/paths.js'
import { openBrowser } from '../support/browser.js'
import { createEditor } from '../support/editor.js'

const { app, keyWith } = await createEditor(t, { template: 'bundled' })
const origin = await app.listen({ port: 0, host: '127.0.0.1' })
const { authorization = '' } = await keyWith('read:drafts', 'write', 'publish')
const run = promisify(execFile)
const source = rootPath('clients', 'typescript')
const readme = (language: string) =>
  fs.readFileSync(rootPath('clients', language, 'README.md'), 'utf8')
/** The examples of a README, as they stand but for the address. */
const examples = (language: string, fence: string) =>
  [...readme(language).matchAll(new RegExp(`\`\`\`${fence}\\n(.*?)\`\`\``, 'gs'))].map(([, text]) =>
    String(text).replaceAll('http://127.0.0.1:3000', origin)
  )

/** A folder with the packed client installed and nothing else. */
async function installed(): Promise<string> {
  const folder = t.testdir({ node_modules: { '@onrecord': { client: {} } } })
  const packing = ['pack', source, '--ignore-scripts', '--json', '--pack-destination', folder]
  const { stdout } = await run('npm', packing, { cwd: folder })
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  const into = path.join(folder, 'node_modules', '@onrecord', 'client')
  const file = path.join(folder, filename)
  await run('tar', ['-xzf', file, '-C', into, '--strip-components=1'])
  return folder
}
const folder = await installed()
const client = path.join(folder, 'node_modules', '@onrecord', 'client')
const env = { ...process.env, ONRECORD_KEY: authorization.slice('Bearer '.length) }
async function runHere(name: string, text: string, args: string[] = []) {
  fs.writeFileSync(path.join(folder, name), text)
  return (await run(process.execPath, [name, ...args], { cwd: folder, env })).stdout
}

t.test('the package depends on nothing, and holds what it exports', async (t) => {
  const manifest = JSON.parse(fs.readFileSync(path.join(client, 'package.json'), 'utf8'))
  for (const each of ['dependencies', 'peerDependencies', 'optionalDependencies'])
    t.notHas(manifest, each)
  for (const { types, default: code } of Object.values<Record<string, string>>(manifest.exports))
    for (const file of [types, code])
      t.ok(fs.existsSync(path.join(client, String(file))), String(file))
  t.notOk(fs.existsSync(path.join(client, 'src')))
  const imported = fs
    .readdirSync(path.join(client, 'dist'))
    .filter((file) => file.endsWith('.js') && file !== 'node.js')
    .flatMap((file) => [
      ...fs.readFileSync(path.join(client, 'dist', file), 'utf8').matchAll(/ from '([^']+)'/g)
    ])
  t.ok(imported.every(([, from]) => from?.startsWith('./')))
})

t.test('the examples of its README run', async (t) => {
  const [reading, exports, following, writing, webhook] = examples('typescript', 'js')
  t.match(await runHere('reading.mjs', String(reading)), /^Minneapolis.* .*County|Hennepin|Police/m)
  t.match(await runHere('exports.mjs', String(exports)), 'agent-masking')
  t.match(await runHere('following.mjs', String(following)), /^\d+ rows$/m)
  t.match(await runHere('writing.mjs', String(writing)), /a topic of its own desk/)
  const receiving = `${webhook}
const request = new Request('http://receiver', { method: 'POST', body: '{}' })
console.log((await receive(request, 'whsec_AAAA')).status)`
  t.match(await runHere('webhook.mjs', receiving), /^401$/m)
})

t.test('the README of the Python client runs too', async (t) => {
  const [reading, writing] = examples('python', 'python')
  fs.copyFileSync(rootPath('clients', 'python', 'onrecord.py'), path.join(folder, 'onrecord.py'))
  const python = async (text: string) => {
    fs.writeFileSync(path.join(folder, 'example.py'), text)
    return (await run('python3', ['-B', 'example.py'], { cwd: folder, env })).stdout
  }
  t.match(await python(String(reading)), /agent-masking\n/)
  // The other README's example has made it.
  await t.rejects(python(String(writing)), /ConflictError/)
  t.equal(await python(String(writing).replaceAll('body-cameras', 'cameras')), '')
})

t.test('agencies are compared by topics in the terminal', async (t) => {
  const example = fs.readFileSync(rootPath('examples', 'compare-table.mjs'), 'utf8')
  const agencies = 'minneapolis-pd,edina-pd'
  const topics = 'duty-to-intercede,agent-masking'
  const table = await runHere('compare-table.mjs', example, [origin, agencies, topics])
  const [head = '', ...lines] = table.split('\n')
  t.match(head, /^ +\S.* {2}\S/)
  const [minneapolis = '', edina = ''] = lines
  t.match(minneapolis, /^Minneapolis.* {2}\d+, newest \S+ {2}/)
  t.match(edina, /^Edina/)
  t.match(table, 'nothing on record')
  t.match(table, /\n {2}“.+” \(unverified\)/)
})

t.test('a browser loads it, walks a list, reads an export and verifies a webhook', async (t) => {
  const server = http.createServer(({ url = '/' }, response) => {
    if (url === '/')
      return response.setHeader('content-type', 'text/html').end('<link rel="icon" href="data:,">')
    response.setHeader('content-type', 'text/javascript')
    return response.end(fs.readFileSync(path.join(client, 'dist', path.basename(url))))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { page, complaints } = await (await openBrowser(t))()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  const found = await page.evaluate(`(async () => {
    const { OnRecord, verifyWebhook, GoneError } = await import('/index.js')
    const client = new OnRecord({ baseUrl: '${origin}', keep: 5 })
    const listed = await client.topics.list({ limit: 3, sort: 'prefLabel' }).all()
    const exported = []
    for await (const { slug } of (await client.topics.export({ sort: 'prefLabel' })).rows()) exported.push(slug)
    const again = await client.topics.list({ limit: 3, sort: 'prefLabel' })
    const refusal = await verifyWebhook('{}', {}, 'whsec_AAAA').catch(({ name }) => name)
    return { same: String(listed.map(({ slug }) => slug)) === String(exported), kept: again.data.length, refusal }
  })()`)
  t.match(found, { same: true, kept: 3, refusal: 'WebhookError' })
  // A stream that was read to its end Chromium now and then reports as aborted all the same.
  t.same(
    complaints.filter((each) => !/\/export\?.*ERR_ABORTED/.test(each)),
    []
  )
})
