/**
 * The command line as a user meets it: help of every declared command, wrong usage, JSON for scripts,
 * completion in a real shell, and the reference that is made from the declarations.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import pg from 'pg'
import t from 'tap'
import { commands, exitCodesOf, optionsOf } from '../../src/cli/commands.js'
import { completionCommand } from '../../src/cli/completion.js'
import { exitCodeOf, makeProgram } from '../../src/cli/program.js'
import { commandsPage } from '../../src/cli/reference.js'
import { rootPath } from '../../src/paths.js'
import { type Ended, onrecord } from '../support/command.js'
import { createDatabase } from '../support/database.js'

/** Two at a time: each is a process. */
async function runAll(calls: [args: string[], env?: NodeJS.ProcessEnv][]): Promise<Ended[]> {
  const ended: Ended[] = []
  const rest = calls.map((call, i) => ({ call, i }))
  const work = async () => {
    for (let next = rest.shift(); next; next = rest.shift())
      ended[next.i] = await onrecord(...next.call).ended
  }
  await Promise.all([work(), work()])
  return ended
}
const nowhere = { DATABASE_URL: 'postgres://localhost:1/nowhere' }

/** What the program writes for these arguments, without a process. */
function helpOf(args: string[]): string {
  const { write } = process.stdout
  let told = ''
  process.stdout.write = (text: string | Uint8Array) => {
    told += text
    return true
  }
  try {
    makeProgram(async () => {}).parse(args, { from: 'user' })
  } catch (error) {
    if (exitCodeOf(error) !== 0) throw error
  } finally {
    process.stdout.write = write
  }
  return told
}

t.test('every declared command tells its options, JSON, examples and exit codes', async (t) => {
  for (const command of commands) {
    const help = helpOf([...command.name.split(' '), '--help'])
    const words = help.replace(/\s+/g, ' ')
    t.ok(words.startsWith(`Usage: onrecord ${command.name} `), command.name)
    for (const { flags, about } of optionsOf(command))
      for (const part of [flags.replace('...', ''), about]) t.ok(words.includes(part), part)
    for (const [exitCode, meaning] of exitCodesOf(command))
      t.ok(words.includes(`${exitCode} ${meaning}`), `${command.name}: ${exitCode}`)
    for (const each of command.examples) t.ok(help.includes(each), each)
    if (command.json) t.ok(help.includes(command.json), command.name)
  }
  const [help, create, version] = (await runAll([
    [['--help']],
    [['keys', 'create', '-h']],
    [['--version']]
  ])) as [Ended, Ended, Ended]
  for (const { name } of commands) t.match(help.stdout, new RegExp(`^  ${name.split(' ')[0]}`, 'm'))
  t.match(create, { code: 0, stderr: '', stdout: helpOf(['keys', 'create', '--help']) })
  const { version: released } = JSON.parse(fs.readFileSync(rootPath('package.json'), 'utf8'))
  t.equal(version.stdout, `${released}\n`)
  const page = rootPath('docs', 'reference', 'commands.md')
  t.equal(fs.readFileSync(page, 'utf8'), commandsPage(), 'the reference is that of these commands')
})

t.test(
  'wrong usage ends with 2 and names what is wrong; failures that are expected show no stack',
  async (t) => {
    const cases: [args: string[], code: number, stderr: RegExp, env?: NodeJS.ProcessEnv][] = [
      [[], 2, /Usage: onrecord/],
      [['imprt', 'x'], 2, /unknown command 'imprt'\n\(Did you mean import\?\)/],
      [['keys', 'revok'], 2, /unknown command 'revok'\n\(Did you mean revoke\?\)/],
      [['migrate', '--dryrun'], 2, /unknown option '--dryrun'\n\(Did you mean --dry-run\?\)/],
      [['keys', 'create', '--name', 'x', '--scopes', 'all'], 2, /^--scopes: /],
      [['mcp', '--url', 'ftp://x'], 2, /^--url: an http/],
      [['release'], 2, /^DATABASE_URL: expected/, { DATABASE_URL: 'mysql://x' }],
      [['migrate'], 1, /^The database cannot be reached\.\n$/],
      [['keys', 'list'], 1, /^The database cannot be reached\.\n$/]
    ]
    const ended = await runAll(cases.map(([args, , , env]) => [args, env ?? nowhere]))
    for (const [i, [args, code, expected]] of cases.entries()) {
      const { stdout, stderr, code: actual } = ended[i] as Ended
      t.equal(actual, code, args.join(' '))
      t.match(stderr, expected, args.join(' '))
      t.equal(stdout, '', args.join(' '))
      t.notMatch(stderr, /\n\s+at /, `${args.join(' ')}: no stack`)
    }
  }
)

t.test('with --json stdout is one line of JSON, whether it went well or not', async (t) => {
  const { url, pool } = await createDatabase(t)
  const { url: blank } = await createDatabase(t, { template: 'blank' })
  const role = `reader_${new URL(url.replace(/\?.*/, '')).pathname.slice(-8)}`
  await pool.query(`create role ${role} login`)
  t.teardown(async () => {
    const owner = new pg.Client({ connectionString: url })
    await owner.connect()
    await owner.query(`drop owned by ${role}; drop role ${role}`)
    await owner.end()
  })
  const asRole = url.replace(/^(postgres(?:ql)?:\/\/)(?:[^@/]*@)?/, `$1${role}@`)
  const here = { DATABASE_URL: url }
  const folder = t.testdir({
    'agencies.ndjson': '{"slug":"a","nmae":"A"}\n',
    'right.json': JSON.stringify({ topics: [{ slug: 'a', prefLabel: 'A' }] })
  })
  const [made] = await runAll([
    [['keys', 'create', '--name', 'desk', '--scopes', 'write,publish', '--json'], here]
  ])
  const key = JSON.parse((made as Ended).stdout)
  t.match(key, { key: /^onr_/, name: 'desk', scopes: ['write', 'publish'], expiresAt: null })
  const cases: [args: string[], code: number, result: object, env?: NodeJS.ProcessEnv][] = [
    [['keys', 'rotate', key.id], 0, { name: 'desk', key: /^onr_/ }],
    [
      ['import', '--dry-run', `${folder}/right.json`],
      0,
      {
        dryRun: true,
        changed: true,
        resources: { topics: { created: 1, updated: 0, unchanged: 0 } }
      }
    ],
    [
      ['import', `${folder}/agencies.ndjson`],
      1,
      {
        error: {
          code: 'invalid_data',
          problems: [
            { file: `${folder}/agencies.ndjson`, line: 1, row: 'a', field: 'nmae', message: String }
          ]
        }
      }
    ],
    [
      ['migrate', '--dry-run'],
      0,
      { dryRun: true, pending: ['0000_record'], applied: [] },
      { DATABASE_URL: blank }
    ],
    [
      ['release'],
      0,
      { id: /^\d{4}-/, rows: { claims: 0 }, contentSha256: /^[0-9a-f]{64}$/, seconds: Number },
      { ...here, RELEASES_URL: `file://${folder}/releases` }
    ],
    [
      ['keys', 'list'],
      1,
      { error: { code: 'no_permission', message: /onrecord grants/ } },
      { DATABASE_URL: asRole, MIGRATE: 'false' }
    ]
  ]
  const ended = await runAll(cases.map(([args, , , env]) => [[...args, '--json'], env ?? here]))
  for (const [i, [args, code, result]] of cases.entries()) {
    const { stdout, stderr, code: actual } = ended[i] as Ended
    t.equal(actual, code, `${args.join(' ')}: ${stderr}`)
    t.match(JSON.parse(stdout), result, args.join(' '))
    t.equal(stdout.trim().split('\n').length, 1, args.join(' '))
  }
  const [revoked, list] = [
    await onrecord(['keys', 'revoke', key.id, '--json'], here).ended,
    await onrecord(['keys', 'list', '--json'], here).ended
  ]
  t.match(JSON.parse(revoked.stdout), { id: key.id, name: 'desk', revokedAt: /^\d{4}-/ })
  t.match(JSON.parse(list.stdout).keys, [
    { id: key.id, state: 'revoked' },
    { name: 'desk', state: 'valid', start: /^onr_/ }
  ])
  t.notOk(list.stdout.includes(key.key), 'the secret part is not told')
})

t.test('bash completes commands, their verbs, options, choices and files', async (t) => {
  const { stdout: script } = await onrecord(['completion', 'bash']).ended
  const complete = (...words: string[]) => {
    const run = `${script}
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _onrecord; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', run, 'bash', ...words], {
      cwd: t.testdirName,
      encoding: 'utf8'
    })
    t.equal(stderr, '')
    return stdout.trim().split('\n').filter(Boolean).sort()
  }
  t.testdir({ 'article.txt': '', 'bundle.json': '' })
  t.strictSame(complete('onrecord', 'm'), ['mcp', 'migrate'])
  t.strictSame(complete('onrecord', 'keys', ''), ['create', 'list', 'revoke', 'rotate'])
  t.strictSame(complete('onrecord', 'keys', 'create', '--s'), ['--scopes'])
  t.strictSame(complete('onrecord', 'completion', 'z'), ['zsh'])
  t.strictSame(complete('onrecord', 'import', 'bun'), ['bundle.json'])
  t.strictSame(complete('onrecord', 'import', '--capture-text', 'art'), ['article.txt'])
  t.strictSame(complete('onrecord', 'import', '--dry-run', '--j'), ['--json'])
  t.strictSame(complete('onrecord', 'keys', 'rotate', 'x', '--grace', ''), [])
  const offered = complete('onrecord', '')
  for (const { name } of commands) t.ok(offered.includes(name.split(' ')[0] ?? ''), name)

  for (const shell of ['zsh', 'fish']) {
    let stdout = ''
    const result = (_: object, words: string | string[]) => {
      stdout = String(words)
    }
    completionCommand({ args: [shell], options: {} }, { isJson: false, result, tell: () => {} })
    for (const { name } of commands)
      t.ok(stdout.includes(name.split(' ').at(-1) ?? ''), `${shell}: ${name}`)
    // Where the shell is here, it has to be able to read the script.
    const checked = spawnSync(shell, ['-n', '/dev/stdin'], { input: stdout, encoding: 'utf8' })
    if (!checked.error) t.equal(checked.status, 0, checked.stderr)
  }
})
