/**
 * Which pages of documentation there are, and in what order: the files below docs/, by kind, and
 * those of the project itself. A new file is a new page; docs/README.md says where it stands.
 */
import fs from 'node:fs'
import path from 'node:path'
import { rootPath } from '../paths.js'

/** The four kinds (Diátaxis), each a folder of docs/, and what stands outside of docs/. */
export const kinds = {
  tutorial: 'Tutorial',
  'how-to': 'How-to',
  reference: 'Reference',
  explanation: 'Explanation',
  project: 'Project'
} as const
export type Kind = keyof typeof kinds

export interface Page {
  /** From the project's folder: `docs/how-to/feeds.md`. */
  file: string
  /** Where it is served: `/docs/how-to/feeds`. */
  path: string
  kind: Kind | undefined
  title: string
  /** It stands in a folder of its kind, below the page of that folder. */
  isBelow: boolean
}

/** Pages that are files of the project, by their path below /docs/project. */
const projectFiles: Record<string, string> = {
  overview: 'README.md',
  provenance: 'data/PROVENANCE.md',
  performance: 'bench/README.md',
  changelog: 'CHANGELOG.md',
  security: 'SECURITY.md',
  contributing: 'CONTRIBUTING.md'
}
/** Served at addresses that are promised elsewhere. */
const promised: Record<string, string> = {
  'docs/README.md': '/docs',
  // Where the `type` of every problem leads (rest/problem.ts).
  'docs/reference/errors.md': '/docs/errors'
}

export const readText = (file: string): string =>
  fs.readFileSync(rootPath(...file.split('/')), 'utf8')

/** Every page, in the order of the navigation; the home page first. */
export function listPages(): Page[] {
  const files = fs
    .readdirSync(rootPath('docs'), { recursive: true, encoding: 'utf8' })
    .map((file) => `docs/${file.split(path.sep).join('/')}`)
    .filter((file) => file.endsWith('.md'))
  const order = orderOf(readText('docs/README.md'))
  const pages = files.map(documentPage).toSorted((a, b) => {
    const byKind = kindOrder(a) - kindOrder(b)
    return byKind || order(a.file) - order(b.file) || a.path.localeCompare(b.path)
  })
  const project = Object.entries(projectFiles).map(([name, file]) =>
    page(file, `/docs/project/${name}`, 'project')
  )
  return [...pages, ...project]
}

function documentPage(file: string): Page {
  const [, folder = ''] = file.split('/')
  const kind = folder in kinds ? (folder as Kind) : undefined
  const at = promised[file] ?? `/${file.replace(/(\/README)?\.md$/, '')}`
  return page(file, at, kind)
}

function page(file: string, at: string, kind: Kind | undefined): Page {
  const title = file === 'README.md' ? 'Overview' : titleOf(readText(file))
  const isBelow = kind !== 'project' && file.split('/').length > 3 && !file.endsWith('README.md')
  return { file, path: at, kind, title, isBelow }
}

const titleOf = (text: string) => /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? 'Untitled'
const kindOrder = ({ kind }: Page) => (kind ? Object.keys(kinds).indexOf(kind) : -1)

/** Where docs/README.md first links to a file; what it does not name comes last, in a folder of its own too. */
function orderOf(index: string): (file: string) => number {
  return (file) => {
    const at = index.indexOf(`(${file.replace(/^docs\//, '')})`)
    const folder = index.indexOf(`(${path.posix.dirname(file).replace(/^docs\//, '')})`)
    const found = at >= 0 ? at : folder
    return found >= 0 ? found : Number.MAX_SAFE_INTEGER
  }
}
