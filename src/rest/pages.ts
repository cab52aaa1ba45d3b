/**
 * Pages for people: the documentation (/docs, the error codes among it), the API reference (/docs/api)
 * and GraphiQL (/graphiql). All that they load is served from here, out of installed packages and public/.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { listPages } from '../docs/pages.js'
import type { Site } from '../docs/site.js'
import { rootPath } from '../paths.js'

const packaged = (packageJson: string, file: string) => new URL(file, packageJson)
const swaggerUi = import.meta.resolve('@fastify/swagger-ui/package.json')
const graphiql = import.meta.resolve('graphiql/package.json')
const react = import.meta.resolve('react/package.json')
const reactDom = import.meta.resolve('react-dom/package.json')
const miniSearch = import.meta.resolve('minisearch')

const pageFiles: Record<string, string> = {
  '/docs/api': 'api.html',
  '/graphiql': 'graphiql.html'
}
/** Everything that the pages load, and nothing else is served from these folders. */
const assetFiles: Record<string, URL | string> = {
  '/docs/icon.svg': rootPath('public', 'icon.svg'),
  '/docs/page.css': rootPath('public', 'page.css'),
  '/docs/site.css': rootPath('public', 'site.css'),
  '/docs/reference.js': rootPath('public', 'reference.js'),
  '/docs/site.js': rootPath('public', 'site.js'),
  '/docs/minisearch.js': new URL(miniSearch),
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

const policy = (style: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${style}`,
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join('; ')
const ownPolicy = policy("'self'")
/** Swagger UI and GraphiQL write style attributes. */
const librariesPolicy = policy("'self' 'unsafe-inline'")

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
  const header = await html('header.html')
  /** The bar on top, with the link to where one is marked. */
  const headerOn = (path: string, search = '') => {
    const isLink = header.includes(`"${path}"`)
    const [link, current] = isLink ? [path, 'page'] : ['/docs', 'true']
    return header
      .replace(`<a href="${link}"`, `<a href="${link}" aria-current="${current}"`)
      .replace('{{search}}', search)
  }
  const toAssets = (text: string) =>
    assets.reduce((at, { path, url }) => at.replaceAll(`"${path}"`, `"${url}"`), text)
  for (const [path, file] of Object.entries(pageFiles)) {
    const body = toAssets((await html(file)).replace('{{header}}', headerOn(path)))
    app.get(path, async (_request, reply) => send(reply, body, librariesPolicy))
  }
  const template = toAssets(await html('page.html'))
  const search = toAssets(await html('search.html'))
  documentation(app, (path) => template.replace('{{header}}', headerOn(path, search)))
}

function send(reply: FastifyReply, body: string, security: string) {
  reply.type('text/html; charset=utf-8').header('content-security-policy', security)
  return reply.header('cache-control', 'public, max-age=300').send(body)
}

/** The pages of docs/, each made when it is first asked for, so that nothing of it delays the start. */
function documentation(app: FastifyInstance, template: (path: string) => string): void {
  const list = listPages()
  let opened: Promise<Site> | undefined
  const site = () => {
    opened ??= import('../docs/site.js').then(({ Site }) => new Site(list))
    return opened
  }
  const made = new Map<string, string>()
  for (const page of list) {
    app.get(page.path, async (_request, reply) => {
      const body = made.get(page.path) ?? (await site()).html(page, template(page.path))
      made.set(page.path, body)
      return send(reply, body, ownPolicy)
    })
  }
  let searched: string | undefined
  app.get('/docs/search.json', async (_request, reply) => {
    searched ??= JSON.stringify((await site()).searched())
    reply.type('application/json; charset=utf-8').header('cache-control', 'public, max-age=300')
    return reply.send(searched)
  })
}

const html = async (file: string) => (await fs.readFile(rootPath('public', file), 'utf8')).trim()

/** The content's hash in the name: what is cached under it for a year never changes. */
function versioned(path: string, body: Buffer): string {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10)
  return path.replace(/\.(\w+)$/, `.${hash}.$1`)
}
