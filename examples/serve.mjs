/**
 * Serves the examples, to try them: `npm run examples`, or `node examples/serve.mjs --port 8080`.
 * Only what lies in this folder, and the chart library out of node_modules.
 */
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import http from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const folder = fileURLToPath(new URL('.', import.meta.url))
const chartist = fileURLToPath(import.meta.resolve('chartist/dist/index.umd.js'))
const types = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.webp': 'image/webp'
}
/** The pages run their own scripts only, ask an API anywhere, and may stand in an iframe. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Chartist places its labels by style attributes.
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "frame-src 'self'",
  'connect-src http: https:'
].join('; ')

/** The file that a URL stands for; undefined where there is none, or none that is served. */
async function fileOf(url) {
  try {
    const { pathname } = new URL(url, 'http://localhost')
    if (pathname === '/dashboard/chartist.js') return chartist
    const asked = path.join(folder, decodeURIComponent(pathname))
    const file = await realpath(pathname.endsWith('/') ? path.join(asked, 'index.html') : asked)
    const inside = file.startsWith((await realpath(folder)) + path.sep)
    const served = inside && path.extname(file) in types && (await stat(file)).isFile()
    return served ? file : undefined
  } catch {
    return undefined
  }
}

export function serveExamples() {
  return http.createServer(async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return response.writeHead(405, { allow: 'GET, HEAD' }).end()
    const file = await fileOf(request.url)
    if (!file) return response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n')
    response.writeHead(200, {
      'content-type': types[path.extname(file)],
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache'
    })
    if (request.method === 'HEAD') return response.end()
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response)
  })
}

if (process.argv[1] && (await realpath(process.argv[1])) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '8080' } } })
  const server = serveExamples()
  server.on('error', (error) => {
    console.error(error.message)
    process.exit(1)
  })
  server.listen(Number(values.port), '127.0.0.1', () =>
    console.log(`The examples: http://127.0.0.1:${server.address().port}`)
  )
}
