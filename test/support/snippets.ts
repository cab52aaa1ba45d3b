/**
 * The code in our pages, run as a reader would: the blocks of one page in order, in one folder and one
 * shell. What runs is said by a block's language; "not-run: <reason>" after it is the only way out, and
 * "output" after `json` or `text` says that the block before printed this (… stands for anything).
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import MarkdownIt from 'markdown-it'
import { rootPath } from '../../src/paths.js'

export interface Block {
  /** Where it stands in the page: the line of its fence. */
  line: number
  language: string
  text: string
  /** Why it is not run, as its fence says. */
  notRun?: string
  /** The file that it is, as its fence says: `js file=receiver.mjs`. A later block uses it. */
  file?: string
  /** It is what the block before it prints. */
  isOutput: boolean
}
export interface Page {
  name: string
  blocks: Block[]
}

/** How a file of each language is run, but for the shell's, which are the script itself. */
const runners: Record<string, { extension: string; command: (file: string) => string }> = {
  js: { extension: 'mjs', command: (file) => `node ${file}` },
  mjs: { extension: 'mjs', command: (file) => `node ${file}` },
  python: { extension: 'py', command: (file) => `python3 ${file}` },
  r: { extension: 'R', command: (file) => `Rscript ${file}` },
  sql: { extension: 'sql', command: (file) => `node "$COMMANDS/sql.mjs" .page.duckdb ${file}` },
  graphql: {
    extension: 'graphql',
    command: (file) => `node "$COMMANDS/graphql.mjs" "$ORIGIN" ${file}`
  }
}
const shells = ['sh', 'bash']
/** What is shown to be read. Any other language has to run, or to say why it does not. */
const shown = ['', 'json', 'jsonc', 'text', 'http', 'console', 'yaml', 'diff', 'html', 'csv']

const markdown = new MarkdownIt()
export function readPage(name: string, source: string): Page {
  const fences = markdown.parse(source, {}).filter(({ type }) => type === 'fence')
  return {
    name,
    blocks: fences.map(({ info, content, map }) => {
      const [language = '', ...words] = info.trim().split(/\s+/)
      const rest = words.join(' ')
      return {
        line: (map?.[0] ?? 0) + 1,
        language,
        text: content,
        notRun: /\bnot-run:\s*(.*)$/.exec(rest)?.[1],
        file: /\bfile=([\w./*-]+)/.exec(rest)?.[1],
        isOutput: rest === 'output'
      }
    })
  }
}

const runs = ({ language, notRun }: Block) =>
  notRun === undefined && (shells.includes(language) || language in runners)
export const isRun = ({ blocks }: Page) => blocks.some(runs)
/** Whether it changes the record: pages that do come after those that read it. */
export const writes = ({ blocks }: Page) =>
  blocks.some((block) => runs(block) && /\bKEY\b|onrecord import/.test(block.text))

/** What is wrong with the blocks as they stand, before any is run. */
export function problemsOf({ name, blocks }: Page): string[] {
  return blocks.flatMap((block, i) => {
    const at = `${name}:${block.line}`
    const { language, notRun, file, text, isOutput } = block
    if (notRun !== undefined) return notRun ? [] : [`${at}: not-run without a reason`]
    if (isOutput && !(blocks[i - 1] && runs(blocks[i - 1] as Block)))
      return [`${at}: the output of no block that is run`]
    // By its name, or as a module: without what follows the dot.
    const stem = file?.replace(/\.\w+$/, '')
    if (stem && !blocks.slice(i + 1).some((later) => runs(later) && later.text.includes(stem)))
      return [`${at}: no later block uses ${file}`]
    if (language === 'json' && !text.includes('…') && !parses(text)) return [`${at}: not JSON`]
    if (runs(block) || shown.includes(language)) return []
    return [`${at}: nothing runs "${language}": say "not-run: why"`]
  })
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export interface Surroundings {
  /** A folder of the page's own, not inside the checkout. */
  folder: string
  origin: string
  env: NodeJS.ProcessEnv
  /** Languages that this machine has nothing for: their blocks are left out. */
  without?: string[]
}

/** Runs a page. Resolves to what went wrong: nothing, if all did what it says. */
export async function runPage(page: Page, surroundings: Surroundings): Promise<string[]> {
  const { folder, origin, env } = surroundings
  const commands = rootPath('test', 'support', 'commands')
  for (const name of ['node_modules', 'examples', 'clients', 'data'])
    if (fs.existsSync(rootPath(name))) fs.symlinkSync(rootPath(name), path.join(folder, name))
  fs.mkdirSync(path.join(folder, '.printed'))
  fs.writeFileSync(path.join(folder, '.page.sh'), script(page, surroundings))
  const child = spawn('bash', ['-euo', 'pipefail', '.page.sh'], {
    cwd: folder,
    env: {
      PATH: `${commands}:${process.env['PATH']}`,
      HOME: folder,
      LANG: 'C.UTF-8',
      COMMANDS: commands,
      ORIGIN: origin,
      ...env
    },
    stdio: 'ignore',
    // A group of its own, so that what it left in the background can be ended with it.
    detached: true
  })
  const late = setTimeout(() => endGroup(child.pid), 120_000)
  const [code] = await once(child, 'exit')
  clearTimeout(late)
  endGroup(child.pid)
  if (code === 0) return differences(page, surroundings)
  const at = Number(fs.readFileSync(path.join(folder, '.printed', 'last'), 'utf8'))
  const printed = ['out', 'err'].map((end) => printedBy(folder, at, end).slice(-2000))
  return [`${page.name}:${page.blocks[at]?.line} ended with ${code}`, ...printed]
}

function endGroup(pid: number | undefined) {
  try {
    if (pid) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing was left of it.
  }
}

function script({ blocks }: Page, { folder, origin, without = [] }: Surroundings): string {
  return blocks
    .map((block, i) => {
      const text = here(block.text, origin)
      if (block.file) fs.writeFileSync(path.join(folder, block.file), text)
      if (!runs(block) || block.file || without.includes(block.language)) return ''
      const runner = runners[block.language]
      const file = `.block-${i}.${runner?.extension}`
      if (runner) fs.writeFileSync(path.join(folder, file), text)
      return [
        `echo ${i} >"$HOME/.printed/last"`,
        `exec >"$HOME/.printed/${i}.out" 2>"$HOME/.printed/${i}.err"`,
        runner ? runner.command(file) : text,
        ''
      ].join('\n')
    })
    .join('')
}

/** Pages name the address that `npm start` serves at. */
const here = (text: string, origin: string) =>
  text.replaceAll(/http:\/\/(127\.0\.0\.1|localhost):3000/g, origin)

const printedBy = (folder: string, block: number, end: string) => {
  const file = path.join(folder, '.printed', `${block}.${end}`)
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : ''
}

function differences({ name, blocks }: Page, surroundings: Surroundings): string[] {
  const { folder, origin, without = [] } = surroundings
  return blocks.flatMap((block, i) => {
    if (!block.isOutput || without.includes(blocks[i - 1]?.language ?? '')) return []
    const printed = printedBy(folder, i - 1, 'out')
    const text = here(block.text, origin)
    const same = block.language === 'json' ? alikeJson(text, printed) : alikeText(text, printed)
    return same ? [] : [`${name}:${block.line} is not what is printed:`, printed.slice(0, 4000)]
  })
}

/** Whether a text is as the page says, where … stands for anything and ends of lines do not count. */
export function alikeText(said: string, printed: string): boolean {
  const parts = said.trim().split('…')
  const pattern = parts.map((part) =>
    part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(/\s+/g, '\\s+')
  )
  return new RegExp(`^\\s*${pattern.join('[^]*?')}\\s*$`).test(printed)
}

/** The same of JSON: a member … stands for others, and … at the end of a list for more. */
function alikeJson(said: string, printed: string): boolean {
  return parses(said) && parses(printed) && alike(JSON.parse(said), JSON.parse(printed))
}

export function alike(said: unknown, printed: unknown): boolean {
  if (typeof said === 'string')
    return said === '…' || (typeof printed === 'string' && alikeText(said, printed))
  if (typeof said !== 'object' || said === null) return said === printed
  if (typeof printed !== 'object' || printed === null) return false
  if (Array.isArray(said) !== Array.isArray(printed)) return false
  const [expected, found] = [{ ...said }, { ...printed }] as Record<string, unknown>[]
  const open = Array.isArray(said) ? said.at(-1) === '…' : '…' in said
  const own = Object.entries(expected ?? {}).filter(
    ([key, value]) => !(key === '…' || (open && Array.isArray(said) && value === '…'))
  )
  const counts = open || own.length === Object.keys(found ?? {}).length
  return counts && own.every(([key, value]) => key in (found ?? {}) && alike(value, found?.[key]))
}
