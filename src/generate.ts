/**
 * npm run generate: writes what is made from the definitions and yet kept in the repository, where
 * reviewers see it change.
 *
 *   node dist/src/generate.js                  writes the files
 *   node dist/src/generate.js --check          writes nothing; exits 1 and names each stale file
 *   node dist/src/generate.js --release        makes them what later versions have to agree with
 *   node dist/src/generate.js --root=FOLDER    in this folder instead of the project's own
 */
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { printSchema } from 'graphql'
import { commandsPage } from './cli/reference.js'
import { dictionaryPage } from './docs/dictionary.js'
import { endpointsPage, graphqlPage } from './docs/endpoints.js'
import { errorsPage, settingsPage } from './docs/written.js'
import { schema } from './graphql/schema.js'
import { projectRoot } from './paths.js'
import { clientTypes } from './rest/client-types.js'
import { buildOpenApi } from './rest/openapi.js'

const openApi = () => `${JSON.stringify(buildOpenApi(), null, 2)}\n`
const graphql = () => `${printSchema(schema)}\n`
const current: Record<string, () => string> = {
  'openapi/openapi.json': openApi,
  'graphql/schema.graphql': graphql,
  'docs/reference/settings.md': settingsPage,
  'docs/reference/errors.md': errorsPage,
  'docs/reference/data-dictionary.md': dictionaryPage,
  'docs/reference/endpoints.md': endpointsPage,
  'docs/reference/graphql.md': graphqlPage,
  'clients/typescript/src/types.ts': () => clientTypes(buildOpenApi()),
  'docs/reference/commands.md': commandsPage
}
/** As last released: test/contract fails when the current ones break a promise that these made. */
const released: Record<string, () => string> = {
  'openapi/released.json': openApi,
  'graphql/released.graphql': graphql
}

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    release: { type: 'boolean', default: false },
    root: { type: 'string', default: projectRoot }
  }
})

const files = { ...current, ...(options.release && released) }
let stale = 0
for (const [name, make] of Object.entries(files)) {
  const file = path.join(options.root, name)
  const text = make()
  const held = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined
  if (held === text) continue
  if (options.check) {
    stale++
    console.error(`${name} is stale: run npm run generate`)
  } else {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, text)
    console.log(`${name} written`)
  }
}
if (stale > 0) process.exitCode = 1
