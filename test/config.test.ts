import t from 'tap'
import { ConfigError, loadConfig, settings } from '../src/config.js'

t.test('an empty environment gives every default', async (t) => {
  t.strictSame(loadConfig({}), {
    host: '127.0.0.1',
    port: 3000,
    databaseUrl: undefined,
    databaseDirectUrl: undefined,
    databaseReplicaUrls: undefined,
    databaseReplicaMaxLagBytes: 16_777_216,
    databasePrepare: true,
    databasePoolSize: 8,
    databaseQueueSize: 128,
    databaseStatementTimeoutMs: 5000,
    databaseLockTimeoutMs: 2000,
    dataDir: undefined,
    bundle: true,
    logLevel: 'info',
    publicUrl: undefined,
    trustProxy: undefined,
    rateLimitAnonymous: 600,
    rateLimitKey: 6000,
    rateLimitUrl: undefined,
    graphqlMaxDepth: 12,
    graphqlMaxCost: 10_000,
    graphqlMaxAliases: 100,
    answerCacheBytes: 33_554_432,
    importMaxBytes: 268_435_456,
    exportSlots: 2,
    exportStallMs: 300_000,
    exportLeastRate: 1000,
    shutdownDelayMs: 0,
    metricsPort: undefined,
    metricsHost: '127.0.0.1',
    tracesUrl: undefined,
    ownTracesUrl: undefined,
    migrate: true,
    worker: true,
    webhooksAllowPrivate: false,
    releasesUrl: undefined,
    awsAccessKeyId: undefined,
    awsSecretAccessKey: undefined,
    releaseLicense: 'CC0-1.0'
  })
})

t.test('settings are read from the environment, and an empty one counts as unset', async (t) => {
  const config = loadConfig({
    PORT: '0',
    HOST: '::1',
    LOG_LEVEL: '',
    DATABASE_URL: 'postgres://me:pw@/onrecord?host=/run/postgresql',
    DATABASE_REPLICA_URLS: 'postgres://b:1,c:2/onrecord, postgres://d/onrecord',
    ONRECORD_BUNDLE: '0',
    PUBLIC_URL: 'https://api.example.org/'
  })
  t.match(config, {
    port: 0,
    host: '::1',
    logLevel: 'info',
    databaseUrl: 'postgres://me:pw@/onrecord?host=/run/postgresql',
    databaseReplicaUrls: ['postgres://b:1,c:2/onrecord', 'postgres://d/onrecord'],
    bundle: false,
    publicUrl: 'https://api.example.org'
  })
  t.throws(() => Object.assign(config, { port: 1 }), TypeError, 'the configuration is frozen')
})

t.test('TRUST_PROXY takes a number of hops or a list of addresses and ranges', async (t) => {
  t.equal(loadConfig({ TRUST_PROXY: '1' }).trustProxy, 1)
  t.strictSame(loadConfig({ TRUST_PROXY: '10.0.0.0/8, ::1' }).trustProxy, ['10.0.0.0/8', '::1'])
  for (const wrong of ['true', '-1', '10.0.0.0/33', '10.0.0.0/8/8', 'proxy', '10.0.0.1,']) {
    t.throws(() => loadConfig({ TRUST_PROXY: wrong }), ConfigError, wrong)
  }
})

t.test('a wrong value is refused, by its name and with what is expected', async (t) => {
  const wrong: Record<string, string[]> = {
    PORT: ['65536', '-1', '3000.5', 'http', '1e3', ' 3000'],
    DATABASE_URL: ['mysql://localhost/x', 'localhost:5432'],
    DATABASE_POOL_SIZE: ['0', 'many'],
    DATABASE_STATEMENT_TIMEOUT_MS: ['0', '5s'],
    ONRECORD_BUNDLE: ['yes please'],
    LOG_LEVEL: ['loud'],
    PUBLIC_URL: ['api.example.org', 'ftp://example.org', 'https://'],
    GRAPHQL_MAX_DEPTH: ['0']
  }
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      t.throws(() => loadConfig({ [name]: value }), {
        name: 'ConfigError',
        exitCode: 2,
        message: new RegExp(`^${name}: expected `)
      })
    }
  }
})

t.test('all wrong settings are told at once, and a password is not repeated', async (t) => {
  try {
    loadConfig({ PORT: 'x', LOG_LEVEL: 'y', DATABASE_URL: 'https://me:secret@host/db' })
    t.fail('it was accepted')
  } catch (error) {
    const { message } = error as Error
    t.match(message, /^PORT: .*\nDATABASE_URL: .*\nLOG_LEVEL: .*/m)
    t.notMatch(message, /secret/)
  }
})

t.test('every setting is described, and its default is a value it accepts', async (t) => {
  for (const setting of settings) {
    t.match(setting, { name: /^[A-Z_]+$/, type: /\w/, meaning: /\.$/ })
    if (setting.default) t.ok(loadConfig({ [setting.name]: setting.default }), setting.name)
  }
})
