/** onrecord import: its exit codes, what it prints where, and how it ends when it is interrupted. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import t, { type Test } from 'tap'
import { type Ended, onrecord } from '../support/command.js'
import { contents, createImporter, holdBack, writeFiles } from '../support/importing.js'
import { sample, sampleText } from '../support/sample.js'

async function setUp(t: Test) {
  const importer = await createImporter(t)
  const folder = t.testdir({})
  const env = { DATABASE_URL: importer.url }
  return {
    ...importer,
    folder,
    file: (name: string, content: unknown) => {
      writeFiles(folder, { [name]: content })
      return path.join(folder, name)
    },
    command: (args: string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
      onrecord(args, { ...env, ...more }).ended,
    start: (args: string[]) => onrecord(args, env)
  }
}

t.test('it tells how it is used, and refuses what it does not know with exit code 2', async (t) => {
  const nowhere = { DATABASE_URL: 'postgres://localhost:1/x' }
  const cases: [args: string[], code: number, env?: NodeJS.ProcessEnv][] = [
    [['import', '--help'], 0],
    [['import'], 2],
    [['import', '--dry'], 2],
    [['import', '--capture-text'], 2],
    [['import', 'x.json'], 2, { DATABASE_URL: 'mysql://x' }],
    [['import', 'x.json'], 2, { PORT: 'x' }]
  ]
  const ended = await Promise.all(
    cases.map(([args, , env]) => onrecord(args, env ?? nowhere).ended)
  )
  for (const [i, [args, code, env]] of cases.entries()) {
    const { stdout, stderr, code: actual } = ended[i] as Ended
    const what = `onrecord ${args.join(' ')} ${JSON.stringify(env ?? {})}`
    t.equal(actual, code, what)
    t.notMatch(stderr, /\n\s+at /, `${what}: no stack`)
    if (code === 0) t.match(stdout, /bring records in/i, what)
    else t.ok(stderr || stdout, what)
  }
  t.match(ended[1]?.stderr, /Name a file or a folder/)
  t.match(ended[2]?.stderr, /--dry/)
  t.match(ended[4]?.stderr, /^DATABASE_URL: expected a postgres:\/\/ connection string/)
  t.match(ended[5]?.stderr, /^PORT: expected/)
})

t.test(
  'it prints what was done, and its progress in plain lines where no terminal is',
  async (t) => {
    const { command, file, pool } = await setUp(t)
    const bundle = file('all.json', sample())
    const first = await command(['import', bundle])
    t.equal(first.code, 0)
    t.match(first.stdout, /^claims: 2 created, 0 updated, 0 unchanged$/m)
    t.match(first.stdout, /^Imported in \d+\.\d s\.\n$/m)
    t.match(first.stderr, /^writing claims$/m)
    t.notMatch(first.stderr, /\r|%|\[\d+m/, 'no bar, no colours')

    const before = await contents(pool)
    const second = await command(['import', bundle])
    t.equal(second.code, 0)
    t.match(second.stdout, /^claims: 0 created, 0 updated, 2 unchanged$/m)
    t.match(second.stdout, /^Nothing changed \(\d+\.\d s\)\.\n$/m)
    t.strictSame(await contents(pool), before)

    const changed = file('changed.json', { agencies: [{ externalId: 's:pd', note: 'New.' }] })
    const dry = await command(['import', '--dry-run', changed])
    t.equal(dry.code, 0)
    t.match(
      dry.stdout,
      /^agencies: 0 created, 1 updated, 0 unchanged\nChecked in .* nothing was written\.\n$/
    )
    t.strictSame(await contents(pool), before)
  }
)

t.test('mistakes are told one a line, by file, line and field, with exit code 1', async (t) => {
  const { command, file, folder, pool } = await setUp(t)
  const wrong = file(
    'agencies.ndjson',
    '{"slug":"a","nmae":"A"}\n{"slug":"b","name":"B","classification":"police"}\n'
  )
  const { code, stdout, stderr } = await command(['import', wrong])
  t.equal(code, 1)
  t.equal(stdout, '')
  const lines = stderr.trim().split('\n')
  t.equal(lines.length, 2)
  t.match(lines[0], `${wrong}:1: a: nmae: There is no such field.`)
  t.match(lines[1], `${wrong}:2: b: classification: `)
  t.strictSame(await contents(pool), {})
  const missing = await command(['import', path.join(folder, 'nothing.json')])
  t.match(missing, {
    code: 1,
    stderr: `${folder}/nothing.json: There is no such file or folder.\n`
  })
})

t.test('it takes several files and folders, and texts of captures after them', async (t) => {
  const { command, file, one } = await setUp(t)
  const record = sample()
  const [capture] = record['captures'] as [Record<string, unknown>]
  delete capture['text']
  capture['sha256'] = createHash('sha256').update(sampleText).digest('hex')
  const { claims = [], ...rest } = record
  const text = file('text.txt', sampleText)
  const args = ['import', file('claims.json', { claims }), file('rest.json', rest)]
  const done = await command([...args, '--capture-text', text])
  t.equal(done.code, 0, done.stderr)
  t.match(done.stdout, /^capture [0-9a-f-]{36}: text supplied, 4 quotes anchored$/m)
  t.equal(await one(`SELECT count(*)::int FROM quotes WHERE state = 'anchored'`), 4)
  t.match(await command(['import', '--capture-text', text]), {
    code: 0,
    stdout: 'The text was held already: nothing changed.\n'
  })
  const other = await command(['import', '--capture-text', file('other.txt', 'other')])
  t.equal(other.code, 1)
  t.match(other.stderr, /other.txt: No capture has this text's hash/)
})

t.test('where the database cannot be reached it says so at once', async (t) => {
  const { command, file } = await setUp(t)
  const began = performance.now()
  const down = await command(['import', file('all.json', sample())], {
    DATABASE_URL: 'postgres://localhost:1/nowhere'
  })
  t.equal(down.code, 1)
  t.match(down.stderr, /The database cannot be reached\.\n$/)
  t.ok(performance.now() - began < 20_000)
})

t.test('interrupted, it leaves nothing and ends with the code of the signal', async (t) => {
  const { start, file, pool } = await setUp(t)
  const rows = Array.from(
    { length: 2000 },
    (_, i) => `{"externalId":"p${i}","name":"P","kind":"newsroom"}`
  )
  const publishers = file('publishers.ndjson', rows.join('\n'))
  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143]
  ] as const) {
    const letGo = await holdBack(pool)
    const { child, ended } = start(['import', publishers])
    await once(child.stderr as NodeJS.ReadableStream, 'data')
    child.kill(signal)
    t.equal((await ended).code, expected, signal)
    await letGo()
    t.strictSame(await contents(pool), {}, signal)
  }
})
