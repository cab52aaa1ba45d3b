/**
 * The settings: the only place that reads the environment. Each setting is described once, here;
 * the checks, the typed configuration and the table in the documentation all come from that.
 */
import { isIP } from 'node:net'
import { z } from 'zod'

interface Setting<S extends z.ZodType> {
  /** The environment variable. */
  name: string
  /** What a value looks like, as said in the documentation and in errors. */
  type: string
  /** As it would be written in the environment; absent when the setting is optional. */
  default?: string
  meaning: string
  schema: S
  /** Never repeated in an error. */
  secret?: boolean
}

const setting = <S extends z.ZodType>(definition: Setting<S>): Setting<S> => definition

const integer = (min: number, max: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(min).max(max))

const flag = z.enum(['true', 'false', '1', '0']).transform((value) => ['true', '1'].includes(value))

const postgresUrl = z.string().regex(/^postgres(ql)?:\/\/\S+$/)

const webUrl = z
  .string()
  .regex(/^https?:\/\//)
  .refine((value) => URL.canParse(value))
  .transform((value) => value.replace(/\/+$/, ''))

/** Fastify's `trustProxy`: a number of hops, or the addresses that may speak for their clients. */
const trustedProxies = z.union([
  integer(0, 100),
  z
    .string()
    .transform((list) => list.split(',').map((item) => item.trim()))
    .pipe(z.array(z.string().refine(isAddressRange)).min(1))
])

function isAddressRange(item: string): boolean {
  const [address = '', bits, rest] = item.split('/')
  const family = isIP(address)
  if (family === 0 || rest !== undefined) return false
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const definitions = {
  host: setting({
    name: 'HOST',
    type: 'an address or host name',
    default: '127.0.0.1',
    meaning: 'The address to listen on. Use 0.0.0.0 in a container.',
    schema: z.string().regex(/^[\w.:-]+$/)
  }),
  port: setting({
    name: 'PORT',
    type: 'an integer from 0 to 65535',
    default: '3000',
    meaning: 'The port to listen on. 0 takes any free port, which the log names.',
    schema: integer(0, 65535)
  }),
  databaseUrl: setting({
    name: 'DATABASE_URL',
    type: 'a postgres:// connection string',
    meaning:
      'The PostgreSQL server (15 or newer) and database to use. Without it, a PostgreSQL of our ' +
      'own is started.',
    schema: postgresUrl.optional(),
    secret: true
  }),
  databaseDirectUrl: setting({
    name: 'DATABASE_DIRECT_URL',
    type: 'a postgres:// connection string',
    meaning:
      'The same database without the pooler that DATABASE_URL leads through: for what takes a session ' +
      'of its own (migrations, imports, exports, jobs, news of changes). By default DATABASE_URL.',
    schema: postgresUrl.optional(),
    secret: true
  }),
  databaseReplicaUrls: setting({
    name: 'DATABASE_REPLICA_URLS',
    type: 'postgres:// connection strings separated by commas',
    meaning: 'Replicas of the database, from which readers without a key are answered.',
    schema: z
      .string()
      .transform((list) => list.split(/,(?=\s*postgres(?:ql)?:)/).map((url) => url.trim()))
      .pipe(z.array(postgresUrl))
      .optional(),
    secret: true
  }),
  databaseReplicaMaxLagBytes: setting({
    name: 'DATABASE_REPLICA_MAX_LAG_BYTES',
    type: 'an integer from 0 to 1000000000000',
    default: '16777216',
    meaning:
      'A replica that has received so many bytes of the log more than it has replayed is not read from. ' +
      'While the primary is heard, a replica is read from only once it has replayed all news.',
    schema: integer(0, 1_000_000_000_000)
  }),
  databasePrepare: setting({
    name: 'DATABASE_PREPARE',
    type: 'true or false',
    default: 'true',
    meaning:
      'Whether statements that recur are prepared under a name. Say false behind a pooler that shares ' +
      'sessions between transactions and does not know such names (PgBouncer before 1.21).',
    schema: flag
  }),
  databasePoolSize: setting({
    name: 'DATABASE_POOL_SIZE',
    type: 'an integer from 1 to 1000',
    default: '8',
    meaning: 'The most connections one process opens for requests.',
    schema: integer(1, 1000)
  }),
  databaseQueueSize: setting({
    name: 'DATABASE_QUEUE_SIZE',
    type: 'an integer from 1 to 100000',
    default: '128',
    meaning: 'How many queries may wait for a connection; more are answered with 503 at once.',
    schema: integer(1, 100_000)
  }),
  databaseStatementTimeoutMs: setting({
    name: 'DATABASE_STATEMENT_TIMEOUT_MS',
    type: 'an integer from 1 to 3600000',
    default: '5000',
    meaning: 'A query that takes longer, in milliseconds, is cancelled and answered with 503.',
    schema: integer(1, 3_600_000)
  }),
  databaseLockTimeoutMs: setting({
    name: 'DATABASE_LOCK_TIMEOUT_MS',
    type: 'an integer from 1 to 3600000',
    default: '2000',
    meaning: 'How long a query waits for a lock, in milliseconds.',
    schema: integer(1, 3_600_000)
  }),
  dataDir: setting({
    name: 'ONRECORD_DATA_DIR',
    type: 'a folder',
    meaning:
      'Where our own PostgreSQL keeps its data. By default .onrecord/postgres in the project. ' +
      'Not used with DATABASE_URL.',
    schema: z.string().optional()
  }),
  bundle: setting({
    name: 'ONRECORD_BUNDLE',
    type: 'true or false',
    default: 'true',
    meaning: 'Whether the first start on an empty database loads the bundled dataset.',
    schema: flag
  }),
  logLevel: setting({
    name: 'LOG_LEVEL',
    type: `one of ${LOG_LEVELS.join(', ')}`,
    default: 'info',
    meaning: 'The least important level that is logged.',
    schema: z.enum(LOG_LEVELS)
  }),
  shutdownDelayMs: setting({
    name: 'SHUTDOWN_DELAY_MS',
    type: 'an integer from 0 to 600000',
    default: '0',
    meaning:
      'How long, after SIGTERM, the service goes on serving while /readyz answers 503, so that a ' +
      'proxy sends new requests elsewhere; in milliseconds.',
    schema: integer(0, 600_000)
  }),
  metricsPort: setting({
    name: 'METRICS_PORT',
    type: 'an integer from 0 to 65535',
    meaning:
      'The port on which /metrics is served to Prometheus, apart from the API. Without it nothing ' +
      'is measured.',
    schema: integer(0, 65535).optional()
  }),
  metricsHost: setting({
    name: 'METRICS_HOST',
    type: 'an address or host name',
    default: '127.0.0.1',
    meaning: 'The address to serve /metrics on. Whoever reaches it may read it.',
    schema: z.string().regex(/^[\w.:-]+$/)
  }),
  tracesUrl: setting({
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    type: 'an http:// or https:// URL',
    meaning:
      'Where OpenTelemetry traces are sent (OTLP over HTTP). Without it, or its form for traces ' +
      'alone, none are made. The other OTEL_* variables mean what OpenTelemetry says.',
    schema: webUrl.optional()
  }),
  ownTracesUrl: setting({
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    type: 'an http:// or https:// URL',
    meaning: 'The same for traces alone: the whole URL, path included.',
    schema: webUrl.optional()
  }),
  migrate: setting({
    name: 'MIGRATE',
    type: 'true or false',
    default: 'true',
    meaning:
      'Whether starting brings the database up to date. Where it does not, run `npx onrecord migrate` ' +
      'before; a database that is behind is then an error.',
    schema: flag
  }),
  publicUrl: setting({
    name: 'PUBLIC_URL',
    type: 'an http:// or https:// URL',
    meaning: 'Where the public reaches this API: the base of absolute links in answers.',
    schema: webUrl.optional()
  }),
  trustProxy: setting({
    name: 'TRUST_PROXY',
    type: 'a number of hops, or IP addresses and CIDR ranges separated by commas',
    meaning: 'The proxies whose X-Forwarded-* headers are believed. By default none are.',
    schema: trustedProxies.optional()
  }),
  rateLimitAnonymous: setting({
    name: 'RATE_LIMIT_ANONYMOUS',
    type: 'an integer from 0 to 1000000000',
    default: '600',
    meaning:
      'How many units a minute an address may take (docs/reference/limits.md). 0 sets no limit.',
    schema: integer(0, 1_000_000_000)
  }),
  rateLimitKey: setting({
    name: 'RATE_LIMIT_KEY',
    type: 'an integer from 0 to 1000000000',
    default: '6000',
    meaning: 'How many units a minute a key may take. 0 sets no limit.',
    schema: integer(0, 1_000_000_000)
  }),
  rateLimitUrl: setting({
    name: 'RATE_LIMIT_URL',
    type: 'a redis:// or rediss:// URL, or `postgres`',
    meaning:
      'Where several processes count rate limits together: a Redis, or the database. By default ' +
      'each counts alone, in its memory.',
    schema: z
      .string()
      .regex(/^(postgres|rediss?:\/\/\S+)$/)
      .refine((value) => value === 'postgres' || URL.canParse(value))
      .optional(),
    secret: true
  }),
  graphqlMaxDepth: setting({
    name: 'GRAPHQL_MAX_DEPTH',
    type: 'an integer from 1 to 100',
    default: '12',
    meaning: 'How deep the selections of a GraphQL operation may nest.',
    schema: integer(1, 100)
  }),
  graphqlMaxCost: setting({
    name: 'GRAPHQL_MAX_COST',
    type: 'an integer from 1 to 1000000000',
    default: '10000',
    meaning: 'The greatest cost of a GraphQL operation, as computed before it runs.',
    schema: integer(1, 1_000_000_000)
  }),
  graphqlMaxAliases: setting({
    name: 'GRAPHQL_MAX_ALIASES',
    type: 'an integer from 1 to 10000',
    default: '100',
    meaning: 'How many aliases a GraphQL operation may hold.',
    schema: integer(1, 10_000)
  }),
  answerCacheBytes: setting({
    name: 'ANSWER_CACHE_BYTES',
    type: 'an integer from 0 to 10000000000',
    default: '33554432',
    meaning:
      'How many bytes of answers that any reader may have are kept in memory until something ' +
      'changes on record. 0 keeps none.',
    schema: integer(0, 10_000_000_000)
  }),
  importMaxBytes: setting({
    name: 'IMPORT_MAX_BYTES',
    type: 'an integer from 1 to 10000000000',
    default: '268435456',
    meaning: 'How many bytes an import over HTTP may have.',
    schema: integer(1, 10_000_000_000)
  }),
  exportSlots: setting({
    name: 'EXPORT_SLOTS',
    type: 'an integer from 1 to 100',
    default: '2',
    meaning: 'How many exports run at once, each on a connection of its own beside the pool.',
    schema: integer(1, 100)
  }),
  exportStallMs: setting({
    name: 'EXPORT_STALL_MS',
    type: 'an integer from 100 to 3600000',
    default: '300000',
    meaning: 'An export whose reader has taken nothing for so many milliseconds is cut off.',
    schema: integer(100, 3_600_000)
  }),
  exportLeastRate: setting({
    name: 'EXPORT_LEAST_RATE',
    type: 'an integer from 1 to 1000000000',
    default: '1000',
    meaning:
      'An export that waits for its reader longer than reading so many bytes a second would take, ' +
      'and EXPORT_STALL_MS more, is cut off.',
    schema: integer(1, 1_000_000_000)
  }),
  worker: setting({
    name: 'WORKER',
    type: 'true or false',
    default: 'true',
    meaning:
      'Whether `npm start` also does the jobs that wait in the database (webhooks). Where it does ' +
      'not, run `npx onrecord worker`.',
    schema: flag
  }),
  webhooksAllowPrivate: setting({
    name: 'WEBHOOKS_ALLOW_PRIVATE',
    type: 'true or false',
    default: 'false',
    meaning:
      'Whether webhooks may lead to http:// and to private, loopback and link-local addresses: ' +
      'for tests, or where whoever has the scope `admin` may reach the network around the service.',
    schema: flag
  }),
  releasesUrl: setting({
    name: 'RELEASES_URL',
    type: 'a file:/// URL, or s3://bucket/prefix with endpoint and region as parameters',
    meaning: 'Where releases are kept. By default .onrecord/releases in the project.',
    schema: z
      .string()
      .regex(/^(file:\/\/\/|s3:\/\/[a-z0-9.-]{3,63}(\/|\?|$))/)
      .refine((value) => URL.canParse(value))
      .optional()
  }),
  awsAccessKeyId: setting({
    name: 'AWS_ACCESS_KEY_ID',
    type: 'the id of a key',
    meaning: 'With whose key an s3:// store of releases is used.',
    schema: z.string().optional(),
    secret: true
  }),
  awsSecretAccessKey: setting({
    name: 'AWS_SECRET_ACCESS_KEY',
    type: 'the secret of that key',
    meaning: 'The key itself.',
    schema: z.string().optional(),
    secret: true
  }),
  releaseLicense: setting({
    name: 'RELEASE_LICENSE',
    type: 'an SPDX identifier, or an http:// or https:// URL',
    default: 'CC0-1.0',
    meaning: 'The license that releases name: that under which you publish the record.',
    schema: z.string().regex(/^([A-Za-z0-9.+-]{1,100}|https?:\/\/\S{1,1000})$/)
  })
}

type Definitions = typeof definitions

export type Config = Readonly<{ [K in keyof Definitions]: z.output<Definitions[K]['schema']> }>

/** What the documentation tells of each setting, in the order of their definition. */
export const settings: readonly {
  name: string
  type: string
  default?: string
  meaning: string
}[] = Object.values(definitions).map(({ name, type, default: value, meaning }) => ({
  name,
  type,
  default: value,
  meaning
}))

/** Names every wrong variable and what is expected of it. main.ts ends with `exitCode`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly exitCode = 2
}

/** The variables that are set, by whoever may have misspelt one. */
export const variablesSet = (env: NodeJS.ProcessEnv = process.env): string[] =>
  Object.keys(env).filter((name) => env[name])

/** The checked settings. An empty variable counts as unset. Throws ConfigError. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const config: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [key, definition] of Object.entries<Setting<z.ZodType>>(definitions)) {
    const given = env[definition.name] || undefined
    const result = definition.schema.safeParse(given ?? definition.default)
    if (result.success) config[key] = result.data
    else problems.push(problemWith(definition, given))
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return Object.freeze(config) as Config
}

function problemWith({ name, type, secret }: Setting<z.ZodType>, given?: string): string {
  const got = secret ? '' : `, got ${JSON.stringify(given)}`
  return `${name}: expected ${type}${got}`
}
