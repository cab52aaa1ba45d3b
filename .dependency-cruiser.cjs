/**
 * The arrows of the architecture (docs/explanation/architecture.md), checked by `npm run architecture`:
 * the doors (rest, graphql) use the store, the store uses the resources, all use the database.
 */

/** Everything under src that is not in one of these folders or files. */
const srcExcept = (...allowed) => `^src/(?!(${allowed.join('|')}))`

const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to })

module.exports = {
  forbidden: [
    rule(
      'rest-knows-no-graphql',
      'The two doors share the store, never each other.',
      { path: '^src/rest/' },
      { path: '^src/graphql/' }
    ),
    rule(
      'graphql-knows-no-rest',
      'The two doors share the store, never each other.',
      { path: '^src/graphql/' },
      { path: '^src/rest/' }
    ),
    rule(
      'store-knows-no-protocol',
      'The store reads and writes any resource, whoever asks.',
      { path: '^src/store/' },
      { path: srcExcept('store/', 'resources/', 'db/', 'evidence/', 'errors\\.', 'config\\.') }
    ),
    rule(
      'resources-only-declare',
      'A resource says what is served: it runs nothing and knows nobody above it.',
      { path: '^src/resources/' },
      { path: srcExcept('resources/', 'db/(types|builder)\\.', 'evidence/', 'errors\\.') }
    ),
    rule(
      'db-is-the-floor',
      'Connections and migrations serve everyone and use nobody.',
      { path: '^src/db/' },
      { path: srcExcept('db/', 'config\\.', 'errors\\.', 'paths\\.') }
    ),
    rule(
      'evidence-stands-alone',
      'The rules of evidence are pure functions over their arguments.',
      { path: '^src/evidence/' },
      { path: srcExcept('evidence/', 'errors\\.') }
    ),
    rule(
      'evidence-is-pure',
      'It computes (digests too), but reads no file, socket or database.',
      { path: '^src/evidence/' },
      {
        path: '^((node:)?(fs|net|http|https|child_process|os)(/|$)|.*node_modules/(@types/)?(pg|drizzle-orm)/)'
      }
    ),
    rule(
      'mcp-asks-over-http',
      'Assistants are answered from what the API answers: no rule is said twice.',
      { path: '^src/mcp/' },
      { path: srcExcept('mcp/') }
    ),
    rule(
      'config-is-a-leaf',
      'Settings and paths depend on nothing of ours.',
      { path: '^src/(config|paths|errors)\\.ts$' },
      { path: '^src/' }
    ),
    rule(
      'no-circular',
      'Types may refer to each other; running code may not.',
      {},
      {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] }
      }
    ),
    rule(
      'no-orphans',
      'A module nobody uses, and which is not a program, is left over.',
      { orphan: true, path: '^src/', pathNot: ['\\.d\\.ts$'] },
      {}
    ),
    rule(
      'src-ships-alone',
      'What is served must not need tests, benchmarks or scripts.',
      { path: '^src/' },
      { path: '^(test|bench|scripts)/' }
    ),
    rule(
      'no-dev-dependencies',
      'What is served must run after `npm ci --omit=dev`.',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] }
    ),
    rule(
      'no-undeclared-packages',
      'A package that package.json does not name is there by accident.',
      { path: '^src/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] }
    ),
    rule('no-unresolvable', 'An import that leads nowhere.', {}, { couldNotResolve: true })
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types']
    },
    reporterOptions: { text: { highlightFocused: true } }
  }
}
