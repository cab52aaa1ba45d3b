/**
 * Pages for people: the API reference (/docs), the error codes (/docs/errors) and GraphiQL
 * (/graphiql). All that they load is served from here, out of installed packages and public/.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { catalogue } from '../errors.js'
import { rootPath } from '../paths.js'

const packaged = (packageJson: string, file: string) => new URL(file, packageJson)
const swaggerUi = import.meta.resolve('@fastify/swagger-ui/package.json')
const graphiql = import.meta.resolve('graphiql/package.json')
const react = import.meta.resolve('react/package.json')
const reactDom = import.meta.resolve('react-dom/package.json')

const pageFiles: Record<string, string> = {
  '/docs': 'docs.html',
  '/docs/errors': 'errors.html',
  '/graphiql': 'graphiql.html'
}
/** Everything that the pages load, and nothing else is served from these folders. */
const assetFiles: Record<string, URL | string> = {
  '/docs/icon.svg': rootPath('public', 'icon.svg'),
  '/docs/page.css': rootPath('public', 'page.css'),
  '/docs/reference.js': rootPath('public', 'reference.js'),
  '/docs/swagger-ui.css': packaged(swaggerUi, 'static/swagger-ui.css'),
  '/docs/swagger-ui-bundle.js': packaged(swaggerUi, 'static/swagger-ui-bundle.js'),
  '/graphiql/explorer.js': rootPath('public', 'explorer.js'),
  '/graphiql/graphiql.css': packaged(graphiql, 'graphiql.min.css'),
  '/graphiql/graphiql.js': packaged(graphiql, 'graphiql.min.js'),
  '/graphiql/react.js': packaged(react, 'umd/react.production.min.js'),
  '/graphiql/react-dom.js': packaged(reactDom, 'umd/react-dom.production.min.js')
}
const types: Record<string, string> = {
  svg: 'image/svg+xml',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8'
}

/** Both libraries write style attributes and data: images; scripts are files of this origin only. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')

export async function pages(app: FastifyInstance): Promise<void> {
  const assets = await Promise.all(
    Object.entries(assetFiles).map(async ([path, file]) => {
      const body = await fs.readFile(file)
      return { path, body, url: versioned(path, body) }
    })
  )
  for (const { path, url, body } of assets) {
    const type = types[path.replace(/.*\./, '')] as string
    app.get(url, async (_request, reply) => {
      reply.type(type).header('cache-control', 'public, max-age=31536000, immutable')
      return reply.send(body)
    })
  }
  const header = (await html('header.html')).trim()
  for (const [path, file] of Object.entries(pageFiles)) {
    const text = (await html(file))
      .replace('{{header}}', header.replace(`"${path}"`, `"${path}" aria-current="page"`))
      .replace('{{codes}}', errorRows())
    const body = assets.reduce((at, { path, url }) => at.replaceAll(`"${path}"`, `"${url}"`), text)
    app.get(path, async (_request, reply) => {
      reply.type('text/html; charset=utf-8').header('content-security-policy', policy)
      return reply.header('cache-control', 'public, max-age=300').send(body)
    })
  }
}

const html = (file: string) => fs.readFile(rootPath('public', file), 'utf8')

/** The content's hash in the name: what is cached under it for a year never changes. */
function versioned(path: string, body: Buffer): string {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10)
  return path.replace(/\.(\w+)$/, `.${hash}.$1`)
}

/** A row for each code, at the address that the `type` of a problem gives. */
function errorRows(): string {
  const rows = Object.entries(catalogue).map(
    ([code, { status, title }]) =>
      `<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${title}</td></tr>`
  )
  return rows.join('\n          ')
}
