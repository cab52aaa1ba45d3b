/** The first change that CONTRIBUTING.md shows, made on a copy of the sources: it does what the page says. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { rootPath } from '../../src/paths.js'
import { testServer } from '../support/database.js'
import { readPage } from '../support/snippets.js'
import { dropDatabases } from '../support/templates.js'

const page = readPage('CONTRIBUTING.md', fs.readFileSync(rootPath('CONTRIBUTING.md'), 'utf8'))
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'onrecord-change-'))
const inCopy = (...parts: string[]) => path.join(root, ...parts)
// Databases of its own: its tables have a column that those of the other tests have not.
const server = { ...testServer(), prefix: `${testServer().prefix}_change` }
t.teardown(async () => {
  fs.rmSync(root, { recursive: true, force: true })
  await dropDatabases(server)
})

/** What the change touches is copied, and a link leads to the rest. */
function copySources() {
  const touched = ['src', 'test', 'docs', 'migrations', 'scripts', 'openapi', 'graphql', 'clients']
  const copied = [...touched, 'package.json', 'CHANGELOG.md']
  for (const name of [...copied, 'dist/src', 'dist/test/support', 'dist/test/schema'])
    fs.cpSync(rootPath(name), inCopy(name), { recursive: true })
  for (const name of fs.readdirSync(rootPath()))
    if (![...copied, 'dist', '.git'].includes(name)) fs.symlinkSync(rootPath(name), inCopy(name))
}

/** Puts a block where the page says: a whole file, or lines added to one where the others stand. */
function apply({ language, file = '', text }: { language: string; file?: string; text: string }) {
  if (language !== 'diff') return fs.writeFileSync(inCopy(file), text)
  const lines = text.trimEnd().split('\n')
  const side = (sign: string) => lines.filter((line) => !line.startsWith(sign))
  const [before, after] = ['+', '-'].map((sign) =>
    side(sign)
      .map((line) => `${line.slice(1)}\n`)
      .join('')
  ) as [string, string]
  const held = fs.readFileSync(inCopy(file), 'utf8')
  t.equal(held.split(before).length, 2, `${file} has the lines once: ${before}`)
  fs.writeFileSync(
    inCopy(file),
    held.replace(before, () => after)
  )
}

/** Checks the types of the definition and compiles it, as the build would; the test is compiled alone. */
function build() {
  const { config } = ts.readConfigFile(inCopy('tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const definition = inCopy('src/resources/agencies.ts')
  const program = ts.createProgram([definition], { ...options, incremental: false })
  const source = program.getSourceFile(definition)
  const problems = [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source)
  ].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  t.strictSame(problems, [], 'the definition compiles')
  program.emit(source)
  const test = fs.readFileSync(inCopy('test/rest/newsroom.test.ts'), 'utf8')
  fs.mkdirSync(inCopy('dist/test/rest'), { recursive: true })
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext }
  const { outputText } = ts.transpileModule(test, { compilerOptions })
  fs.writeFileSync(inCopy('dist/test/rest/newsroom.test.js'), outputText)
}

async function run(command: string, ...args: string[]) {
  const child = spawn(command, args, {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      ONRECORD_TEST_SERVER: server.adminUrl,
      ONRECORD_TEST_PREFIX: server.prefix
    },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk
    })
  const [code] = await once(child, 'close')
  return { code, output }
}

t.test('a field is added by the steps that are shown', async (t) => {
  const commands = page.blocks.filter(({ language }) => language === 'sh')
  t.strictSame(
    commands.map(({ text }) => text.trim()),
    [
      'node scripts/new-migration.mjs newsroom_url',
      'npm run generate',
      'npm test -- test/rest/newsroom.test.ts test/schema/definitions.test.ts'
    ],
    'these commands, which are followed here'
  )
  copySources()
  const begun = await run('node', 'scripts/new-migration.mjs', 'newsroom_url')
  const migration = begun.output.trim()
  t.match(migration, /^migrations\/\d{4}_newsroom_url\.sql$/)
  const again = await run('node', 'scripts/new-migration.mjs', 'No Name')
  t.match(again, { code: 2, output: /in small letters/ })

  for (const block of page.blocks.filter(({ file }) => file))
    apply({ ...block, file: block.file?.includes('*') ? migration : block.file })
  build()
  const linted = await run('node_modules/.bin/squawk', '--config', '.squawk.toml', migration)
  t.equal(linted.code, 0, linted.output)
  const written = await run('node', 'dist/src/generate.js')
  t.match(written, { code: 0, output: /schema\.graphql written/ })
  t.match(await run('node', 'dist/src/generate.js', '--check'), { code: 0, output: '' })
  t.match(fs.readFileSync(inCopy('graphql/schema.graphql'), 'utf8'), 'newsroomUrl: String')

  const tested = ['rest/newsroom', 'schema/definitions'].map((file) =>
    run('node', `dist/test/${file}.test.js`)
  )
  for (const { code, output } of await Promise.all(tested)) t.equal(code, 0, output)
  t.match(fs.readFileSync(inCopy('CHANGELOG.md'), 'utf8'), /- `newsroomUrl` of agencies/)
})

t.test('what opens with the project can be read', async (t) => {
  for (const file of [
    '.devcontainer/devcontainer.json',
    '.vscode/settings.json',
    '.vscode/extensions.json'
  ])
    t.type(JSON.parse(fs.readFileSync(rootPath(file), 'utf8')), 'object', file)
})
