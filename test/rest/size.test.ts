/** The size of an answer: at both doors, more than 100 MB is refused before it leaves the database. */
import t from 'tap'
import { buildApp } from '../../src/app.js'
import { loadConfig } from '../../src/config.js'
import { openPool } from '../../src/db/connect.js'
import { createDatabase } from '../support/database.js'

const graphqlJson = { accept: 'application/graphql-response+json' }

t.test('an answer of more than 100 MB is refused, by REST and by GraphQL', async (t) => {
  const { url } = await createDatabase(t)
  // A busy machine may take longer than the five seconds that a statement is given.
  const pool = openPool({ url, statementTimeoutMs: 60_000 })
  const app = await buildApp({ pool, config: loadConfig({}) })
  t.teardown(async () => {
    await app.close()
    await pool.end()
  })
  const ask = async (url: string, query?: string) => {
    const answer = query
      ? await app.inject({ method: 'POST', url, payload: { query }, headers: graphqlJson })
      : await app.inject(url)
    return { status: answer.statusCode, body: answer.json() }
  }
  // A hundred and eight million characters, in rows that are allowed.
  await pool.query(
    `INSERT INTO publishers (id, external_id, name, kind, note, status)
     SELECT overlay(overlay(md5(i::text) PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid, 'p' || i, 'P' || i, 'newsroom', repeat('n', 27000000), 'published'
     FROM generate_series(1, 4) i`
  )
  const code = 'query_too_complex'
  const list = await ask('/v1/publishers?limit=4')
  t.match(list, { status: 400, body: { code, detail: /larger than 100 MB/ } })
  const one = await ask('/v1/publishers?limit=1')
  t.equal(one.status, 200, 'a page of one of them is given')
  t.equal(one.body.data[0].note.length, 27_000_000)
  t.equal((await ask('/v1/publishers?limit=4&fields=name')).body.data.length, 4)

  const refused = {
    status: 400,
    body: { errors: [{ message: /larger than 100 MB/, extensions: { code } }] }
  }
  const inGraphql = (query: string) => ask('/graphql', query)
  t.match(await inGraphql('{ publishers(first: 4) { nodes { note } } }'), refused)
  const fields = [1, 2, 3, 4].map((i) => `p${i}: publishers(first: 1) { nodes { note } }`)
  t.match(await inGraphql(`{ ${fields.join(' ')} }`), refused, 'nor in several fields')
  const names = await inGraphql('{ publishers(first: 4) { nodes { name } } }')
  t.equal(names.body.data?.publishers.nodes.length, 4)
})
