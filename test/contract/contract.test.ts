/**
 * The contract with clients: the committed openapi/ and graphql/ say what the code does, are
 * well-formed, and break no promise of the released ones. A release is
 * `npm run build && node dist/src/generate.js --release`.
 */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, findBreakingChanges } from 'graphql'
import t from 'tap'
import { rootPath } from '../../src/paths.js'
import { breakingChanges } from './openapi-changes.js'

interface Operation {
  operationId: string
  responses: Record<string, { content: Record<string, { examples: object }> }>
}
interface Document {
  [key: string]: unknown
  paths: Record<string, Record<string, Operation>>
}
const text = (...parts: string[]) => fs.readFileSync(rootPath(...parts), 'utf8')
const openApi = (): Document => JSON.parse(text('openapi', 'openapi.json'))
const run = (args: string[]) =>
  spawnSync(process.execPath, args, {
    cwd: rootPath(),
    encoding: 'utf8',
    env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  })

t.test('the generated files are up to date', async (t) => {
  const { status, stderr } = run(['dist/src/generate.js', '--check'])
  t.equal(status, 0, stderr)
})

t.test('a generated file that is missing or differs is named', async (t) => {
  const root = t.testdir({ graphql: { 'schema.graphql': 'type Query { other: Int }' } })
  const stale = run(['dist/src/generate.js', '--check', `--root=${root}`])
  t.equal(stale.status, 1)
  t.match(stale.stderr, 'openapi/openapi.json is stale')
  t.match(stale.stderr, 'graphql/schema.graphql is stale')
  t.match(stale.stderr, 'docs/reference/settings.md is stale')
  t.match(stale.stderr, 'clients/typescript/src/types.ts is stale')
  t.notOk(fs.existsSync(path.join(root, 'openapi')), 'a check writes nothing')
  t.equal(run(['dist/src/generate.js', `--root=${root}`]).status, 0)
  t.equal(run(['dist/src/generate.js', '--check', `--root=${root}`]).status, 0)
})

t.test('the OpenAPI document passes every recommended rule, without a warning', async (t) => {
  const { stdout } = run([
    fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js')),
    'lint',
    'openapi/openapi.json',
    '--format=json'
  ])
  const { totals, problems } = JSON.parse(stdout)
  t.match(totals, { errors: 0, warnings: 0, ignored: 0 }, JSON.stringify(problems, null, 2))
})

t.test('every operation has an id of its own, a stability, and examples', async (t) => {
  const operations = Object.values(openApi().paths).flatMap((item) => Object.values(item))
  t.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length)
  for (const operation of operations) {
    const { operationId, responses } = operation
    t.match(operation, { 'x-stability': 'stable', summary: /\w/, description: /\w/ }, operationId)
    for (const media of Object.values(responses['200']?.content ?? {}))
      t.ok(Object.keys(media.examples).length > 0, operationId)
  }
})

t.test('REST keeps what the released version promised', async (t) => {
  t.strictSame(breakingChanges(JSON.parse(text('openapi', 'released.json')), openApi()), [])
})

t.test('GraphQL keeps what the released version promised', async (t) => {
  const released = buildSchema(text('graphql', 'released.graphql'))
  const current = buildSchema(text('graphql', 'schema.graphql'))
  t.strictSame(findBreakingChanges(released, current), [])
})

t.test('the guard of GraphQL names a field that is gone', async (t) => {
  const current = text('graphql', 'schema.graphql')
  const broken = buildSchema(current.replace('  proposition: String!', '  thesis: String!'))
  t.match(findBreakingChanges(buildSchema(current), broken), [
    { type: 'FIELD_REMOVED', description: 'Claim.proposition was removed.' }
  ])
})
