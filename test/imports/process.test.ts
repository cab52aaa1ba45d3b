/** An import among others: killed, at the same time as another, beside readers, and large. */
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import t, { type Test } from 'tap'
import { importPaths } from '../../src/imports/import.js'
import { ConnectionLost } from '../../src/imports/records.js'
import { createApp } from '../support/app.js'
import { createDatabase } from '../support/database.js'
import { contents, createImporter, holdBack, values, writeFiles } from '../support/importing.js'
import { startModule } from '../support/processes.js'
import { inheritanceFaults } from '../support/rows.js'
import { sample } from '../support/sample.js'

/** Writes a file of many rows, a piece at a time. */
function manyRows(t: Test, name: string, rows: number, line: (i: number) => string): string {
  const file = path.join(t.testdir({}), name)
  const handle = fs.openSync(file, 'w')
  for (let i = 0; i < rows; i += 1000)
    fs.writeSync(
      handle,
      Array.from({ length: Math.min(1000, rows - i) }, (_, j) => line(i + j)).join('')
    )
  fs.closeSync(handle)
  return file
}
const publisher = (i: number) => ({
  resource: 'publishers',
  externalId: `p${i}`,
  name: `Publisher ${i}`,
  kind: 'newsroom',
  note: `A note on publisher ${i}. `.repeat(5),
  status: 'draft'
})

t.test('killed at any moment, an import leaves nothing, and the next one runs', async (t) => {
  const { url, pool, run } = await createImporter(t)
  await run({ 'all.json': sample() })
  const before = await contents(pool)
  const file = manyRows(t, 'publishers.ndjson', 5000, (i) => `${JSON.stringify(publisher(i))}\n`)
  for (const stage of ['reading', 'writing publishers']) {
    const letGo = await holdBack(pool)
    const { child, exited } = await startModule('importing-process', [url, file])
    for (;;) {
      const [message] = (await once(child, 'message')) as [{ stage: string }]
      if (message.stage === stage) break
    }
    child.kill('SIGKILL')
    await exited
    await letGo()
    t.strictSame(await contents(pool), before, stage)
  }
  const summary = await importPaths(url, [file])
  t.strictSame(summary?.['publishers'], { created: 5000, updated: 0, unchanged: 0 })
})

t.test('the server gone in the middle is an error, not a hang', async (t) => {
  const { url, pool } = await createImporter(t)
  const file = manyRows(t, 'publishers.ndjson', 5000, (i) => `${JSON.stringify(publisher(i))}\n`)
  for (const stage of ['read', 'writing'] as const) {
    const letGo = await holdBack(pool)
    let ended: Promise<pg.QueryResult> | undefined
    const end = () => {
      ended ??= pool.query(
        `SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity WHERE application_name = 'onrecord import' AND datname = current_database()`
      )
    }
    const progress = { read: () => {}, writing: () => {}, [stage]: end }
    await t.rejects(importPaths(url, [file], { progress }), ConnectionLost, stage)
    t.strictSame((await ended)?.rows, [{ done: true }])
    await letGo()
    t.strictSame(await contents(pool), {})
  }
})

t.test('imports at the same time come one after the other', async (t) => {
  const { run, pool, clear } = await createImporter(t)
  await run({ 'all.json': sample() })
  const expected = await values(pool)
  await clear()
  const two = await Promise.all([run({ 'all.json': sample() }), run({ 'all.json': sample() })])
  const created = two.map(({ claims }) => claims?.created)
  t.strictSame(created.sort(), [0, 2])
  t.strictSame(await values(pool), expected)
  t.strictSame(await inheritanceFaults(pool), [])
})

t.test('readers see all of an import or nothing, and never wait for it', async (t) => {
  const { get, graphql, url, pool } = await createApp(t)
  const claims = 1000
  const folder = t.testdir({})
  writeFiles(folder, {
    'statements.json': {
      statements: [
        { externalId: 'many', title: 'Many claims', source: 'seed:article', issuedOn: '2026-01-01' }
      ]
    },
    'claims.ndjson': Array.from({ length: claims }, (_, position) =>
      JSON.stringify({
        externalId: `many:${position}`,
        statement: 'many',
        position,
        proposition: `Claim ${position} of many.`,
        kind: 'empirical',
        attribution: 'verbatim',
        topics: ['use-of-force'],
        claimants: [{ agency: 'edina-pd' }]
      })
    ).join('\n')
  })
  const seen = new Set<number>()
  let slowest = 0
  let isRunning = true
  const reading = (async () => {
    for (let i = 0; isRunning || i < 4; i++) {
      const began = performance.now()
      if (i % 2) {
        const { status, body } = await get('/v1/claims?count=exact&limit=1&topic=use-of-force')
        t.equal(status, 200)
        seen.add(body.meta.count.value ?? body.meta.count)
      } else {
        const { status, body } = await graphql(
          '{ claims(first: 1, filter: {topic: {eq: "use-of-force"}}) { totalCount nodes { proposition } } }'
        )
        t.equal(status, 200, JSON.stringify(body))
        seen.add(body.data.claims.totalCount)
      }
      slowest = Math.max(slowest, performance.now() - began)
    }
  })()
  const before = Number((await pool.query(`SELECT count(*) FROM claim_topics`)).rows[0].count)
  t.ok(before > 0)
  await importPaths(url, [folder])
  isRunning = false
  await reading
  const counts = [...seen].sort((a, b) => a - b)
  t.equal(counts.length, 2, `seen: ${counts}`)
  t.equal(Number(counts[1]) - Number(counts[0]), claims)
  t.comment(`the slowest answer took ${slowest.toFixed(0)} ms`)
  t.ok(slowest < 5000)
})

t.test('memory stays bounded, however large the file', async (t) => {
  const { url, pool } = await createDatabase(t)
  // 60 MB: two thousand characters a row, for it is the rows that take the time.
  const rows = 25_000
  const large = (i: number) => ({ ...publisher(i), note: `A note on publisher ${i}. `.repeat(80) })
  const importing = async (file: string) => {
    // As it runs outside the tests, which load more into each process.
    const plain = { execArgv: [], env: { ...process.env, NODE_OPTIONS: '' } }
    const { child } = await startModule('importing-process', [url, file], plain)
    for (;;) {
      const [message] = (await once(child, 'message')) as [
        { stage: string; problem?: string; maxRss: number }
      ]
      if (message.stage === 'done') return message
    }
  }
  // A mistake at the very end of one line of JSON: all of it is read, and nothing is written.
  const bundle = manyRows(t, 'publishers.json', rows, (i) => {
    const { resource: _, ...record } = large(i)
    const last = i === rows - 1
    return `${i ? ',' : '{"publishers":['}${JSON.stringify(last ? { ...record, name: 7 } : record)}${last ? ']}' : ''}`
  })
  const refused = await importing(bundle)
  t.match(refused.problem, /publishers.json:1: p24999: name: /)
  t.strictSame(await contents(pool), {})
  const ndjson = manyRows(t, 'publishers.ndjson', rows, (i) => `${JSON.stringify(large(i))}\n`)
  const written = await importing(ndjson)
  t.equal(written.problem, undefined)
  const { rows: count } = await pool.query('SELECT count(*)::int FROM publishers')
  t.equal(count[0].count, rows)
  for (const { maxRss } of [refused, written]) {
    t.comment(`${maxRss.toFixed(0)} MiB`)
    t.ok(maxRss < 175, `${maxRss.toFixed(0)} MiB at most`)
  }
})
