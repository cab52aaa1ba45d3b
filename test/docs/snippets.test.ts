/** What our pages show works: every block of code is run, against a service with the bundled dataset. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import t from 'tap'
import { createKey } from '../../src/editing/keys.js'
import { rootPath } from '../../src/paths.js'
import { createDatabase } from '../support/database.js'
import { freePort } from '../support/ports.js'
import { createReceiver } from '../support/receiver.js'
import { serve } from '../support/service.js'
import { isRun, type Page, problemsOf, readPage, runPage, writes } from '../support/snippets.js'

// Tests are only begun once all that they share is there.
t.jobs = 2
const folders: string[] = []
const newFolder = () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onrecord-page-'))
  folders.push(folder)
  return folder
}
t.teardown(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true })
})

/** README.md, all of docs/, and the README of each client and example. */
function pagesOfProject(): Page[] {
  const below = (folder: string, isPage: (file: string) => boolean) =>
    fs.existsSync(rootPath(folder))
      ? (fs.readdirSync(rootPath(folder), { recursive: true }) as string[])
          .filter((file) => !file.includes('node_modules') && isPage(file))
          .map((file) => path.join(folder, file))
      : []
  const files = [
    'README.md',
    ...below('docs', (file) => file.endsWith('.md')),
    ...['examples'].flatMap((folder) => below(folder, (file) => /^[^/]+\/README\.md$/.test(file)))
  ]
  return files.sort().map((file) => readPage(file, fs.readFileSync(rootPath(file), 'utf8')))
}

const has = (program: string) => spawnSync(program, ['--version']).status === 0
const hasR = has('Rscript')
if (!hasR) t.comment('no Rscript: the blocks in R are not run')

const { url, pool } = await createDatabase(t, { template: 'bundled' })
const { key } = await createKey(pool, {
  name: 'pages',
  scopes: ['read:drafts', 'write', 'publish', 'admin']
})
/** Stands for the chat that a page posts to. */
const chat = await createReceiver(t)
const surroundings = {
  env: {
    DATABASE_URL: url,
    KEY: key,
    // The command of a page and the service keep releases in one place.
    RELEASES_URL: `file://${newFolder()}`,
    CHAT_URL: chat.url,
    PORT: String(await freePort())
  },
  without: hasR ? [] : ['r']
}
const { origin } = await serve(t, {
  DATABASE_URL: url,
  RELEASES_URL: surroundings.env.RELEASES_URL,
  WEBHOOKS_ALLOW_PRIVATE: 'true',
  LOG_LEVEL: 'warn'
})
const run = (page: Page) => runPage(page, { ...surroundings, folder: newFolder(), origin })

t.test('what pages call is there, and R where the machine has it', async (t) => {
  // Missing programs fail the pages that call them; this says it once, in words.
  for (const program of ['bash', 'curl', 'jq', 'python3'])
    t.ok(has(program), `${program} is installed`)
})
const pages = pagesOfProject()
t.test('every block runs, or says why not', async (t) => {
  for (const page of pages) t.strictSame(problemsOf(page), [], page.name)
  t.ok(pages.filter(isRun).length > 10)
})
const [reading, writing] = [false, true].map((does) =>
  pages.filter((page) => isRun(page) && writes(page) === does)
) as [Page[], Page[]]
for (const page of reading)
  t.test(page.name, { buffered: true }, async (t) => {
    t.strictSame(await run(page), [])
  })
t.test('pages that write, one after the other', async (t) => {
  for (const page of writing) t.strictSame(await run(page), [], page.name)
  const sent = chat.received.map(({ event }) => event.text.replace(/[\w-]+$/, '…'))
  const address = `${origin}/v1/statements/…`
  t.strictSame(sent, [`statement.published: On masks &amp; badges ${address}`])
})

t.test('a page that does not do what it says is found out', async (t) => {
  const block = (info: string, text: string) => `\`\`\`${info}\n${text}\n\`\`\`\n`
  const wrong: Record<string, string> = {
    'a command that fails': block('sh', 'false\ntrue'),
    'a failure within a pipe': block('sh', 'false | cat'),
    'a variable that is not set': block('sh', 'echo "$NOTHING"'),
    'an answer of 404': block('sh', 'curl -s http://127.0.0.1:3000/v1/nothing'),
    'the same with -f': block('sh', 'curl -fsS http://127.0.0.1:3000/v1/nothing'),
    'a package that is not here': block('sh', 'npm install no-such-package-of-ours'),
    'an exception': block('js', 'throw new Error()'),
    'another language’s': block('python', 'raise SystemExit(1)'),
    'a field that is not there': block('graphql', '{ claims { nodes { nothing } } }'),
    'a table that is not there': block('sql', 'SELECT * FROM nothing'),
    'another text than is printed': block('sh', 'echo one') + block('text output', 'two'),
    'other JSON': block('sh', `echo '{"a": [1, 2]}'`) + block('json output', '{"a": [1]}'),
    'a member more': block('sh', `echo '{"a": 1, "b": 2}'`) + block('json output', '{"a": 1}')
  }
  for (const [what, source] of Object.entries(wrong)) {
    const page = readPage(what, source)
    t.strictSame(problemsOf(page), [], what)
    t.not((await run(page)).length, 0, what)
  }
  const unsaid = [
    block('sh not-run:', 'true'),
    block('ruby', 'puts 1'),
    block('json', '{"a": }'),
    block('js file=unused.mjs', ''),
    block('json output', '{}')
  ]
  for (const source of unsaid) t.equal(problemsOf(readPage('page', source)).length, 1, source)
  const right = readPage(
    'right',
    block('sh', `A=1; echo '{"a": [1, 2], "b": "one two", "c": 3}'`) +
      block('json output', '{"a": [1, "…"], "b": "one …", "…": "…"}') +
      block('python', 'print("one\\ntwo")') +
      block('text output', 'one\n…o') +
      block('ruby not-run: there is none here', '') +
      block('sh', 'test "$A" = 1')
  )
  t.strictSame([...problemsOf(right), ...(await run(right))], [])
})
