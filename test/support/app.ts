/** Gives a test the API on a database of its own, and counts the SQL statements that it runs. */
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { createDatabase, type TestDatabase } from './database.js'
import type { TemplateName } from './templates.js'

export interface TestApp extends TestDatabase {
  app: FastifyInstance
  /** The statements that the API has run so far, newest last. */
  statements: string[]
  /** GET, with the body parsed. */
  get(path: string, headers?: Record<string, string>): Promise<Answer>
  graphql(query: string, variables?: Record<string, unknown>): Promise<Answer>
}
export interface Answer {
  status: number
  headers: Record<string, unknown>
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked by the tests themselves
  body: any
}

export async function createApp(
  t: Test,
  { template = 'bundled', env = {} }: { template?: TemplateName; env?: NodeJS.ProcessEnv } = {}
): Promise<TestApp> {
  const database = await createDatabase(t, { template })
  const statements: string[] = []
  const config = loadConfig({
    ANSWER_CACHE_BYTES: '0',
    RATE_LIMIT_ANONYMOUS: '0',
    RATE_LIMIT_KEY: '0',
    ...env
  })
  const app = await buildApp({ pool: counted(database.pool, statements), config })
  t.teardown(() => app.close())
  // The first request reads the secret of the cursors.
  await app.inject('/v1/topics?limit=1')
  statements.length = 0
  return {
    ...database,
    app,
    statements,
    async get(path, headers = {}) {
      const answer = await app.inject({ url: path, headers })
      return { status: answer.statusCode, headers: answer.headers, body: parsed(answer.body) }
    },
    async graphql(query, variables) {
      const payload = { query, variables }
      const answer = await app.inject({ method: 'POST', url: '/graphql', payload })
      return { status: answer.statusCode, headers: answer.headers, body: parsed(answer.body) }
    }
  }
}

const parsed = (body: string): unknown => (body === '' ? undefined : JSON.parse(body))

/** The pool itself, but for a note of each statement: no behaviour is replaced. */
function counted(pool: pg.Pool, statements: string[]): pg.Pool {
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown
  return Object.assign(Object.create(pool) as pg.Pool, {
    query(...args: unknown[]) {
      const [first] = args
      statements.push(typeof first === 'string' ? first : (first as { text: string }).text)
      return query(...args)
    }
  })
}
