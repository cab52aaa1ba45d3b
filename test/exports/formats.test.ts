/** Every format of an export holds what the pages of the list hold: the same rows, the same values. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { parse as parseCsv } from 'csv-parse/sync'
import t from 'tap'
import { asCsvOfCells } from '../../src/exports/csv.js'
import { asParquet } from '../../src/exports/parquet.js'
import type { Members } from '../../src/exports/shape.js'
import { collections } from '../../src/resources/index.js'
import { createApp } from '../support/app.js'
import { download } from '../support/download.js'
import { family, importBundles } from '../support/family.js'

type Row = Record<string, unknown>

const api = await createApp(t)
const words = [
  '=1+1',
  '+1',
  '-1',
  '@sum',
  '\u{FF1D}1',
  'a; b \\ c',
  'two\nlines',
  '"quoted", and',
  '🙂 ü'
]
await importBundles(
  t,
  api.url,
  words.map((text, i) =>
    family({ name: `w${i}`, date: '2025-12', text: (of) => `${text} ${of}`, to: `w${i}`, also: [] })
  )
)
const origin = await api.app.listen({ port: 0 })
const get = (path: string, headers = {}, method = 'GET') =>
  download(`${origin}${path}`, headers, method)

async function listed(path: string, query = ''): Promise<Row[]> {
  const rows: Row[] = []
  let after = ''
  do {
    const { body } = await api.get(`/v1/${path}?limit=200${query}${after}`)
    rows.push(...body.data)
    after = body.page.next && `&after=${body.page.next}`
  } while (after)
  return rows
}
const lines = (body: Buffer) =>
  body
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))

t.test('NDJSON and JSON are the list, row by row, and say how many and what bytes', async (t) => {
  for (const { path = '' } of collections) {
    const { body, headers, trailers, complete } = await get(`/v1/${path}/export`)
    const rows = await listed(path)
    t.strictSame(lines(body), rows, path)
    t.match(headers, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
    t.equal(headers['content-disposition'], `attachment; filename="${path}.ndjson"`)
    const digest = createHash('sha256').update(body).digest('base64')
    t.match(trailers, { 'row-count': String(rows.length), 'repr-digest': `sha-256=:${digest}:` })
    t.ok(complete)
    const json = await get(`/v1/${path}/export?format=json`)
    t.strictSame(JSON.parse(json.body.toString()), rows)
    t.equal(json.trailers['row-count'], String(rows.length))
  }
})

t.test('a format is asked for by parameter, by name or by media type', async (t) => {
  const types = {
    ndjson: 'application/x-ndjson',
    json: 'application/json',
    csv: 'text/csv; charset=utf-8; header=present',
    parquet: 'application/vnd.apache.parquet'
  }
  for (const [format, type] of Object.entries(types)) {
    const answers = [
      await get(`/v1/topics/export?format=${format}`),
      await get(`/v1/topics/export.${format}`),
      await get('/v1/topics/export', { accept: type.split(';', 1)[0] })
    ]
    for (const { headers, body } of answers) {
      t.equal(headers['content-type'], type)
      t.equal(headers['content-disposition'], `attachment; filename="topics.${format}"`)
      t.ok(body.equals(answers[0]?.body as Buffer), 'the same bytes each time')
    }
  }
  const head = await get('/v1/topics/export.csv', {}, 'HEAD')
  t.strictSame([head.status, head.headers['content-type'], head.body.length], [200, types.csv, 0])
  for (const [query = '', code, parameter] of [
    ['/export?format=xls', 'invalid_parameter', 'format'],
    ['/export.csv?format=csv', 'unknown_parameter', 'format'],
    ['/export?limit=5', 'unknown_parameter', 'limit'],
    ['/export?after=x', 'unknown_parameter', 'after'],
    ['/export?count=exact', 'unknown_parameter', 'count'],
    ['/export?fields=nothing', 'invalid_parameter', 'fields'],
    ['/export?agency=nobody', 'unknown_reference', 'agency']
  ]) {
    const { status, body, headers } = await api.get(`/v1/claims${query}`)
    t.strictSame([headers['retry-after'], headers['content-disposition']], [undefined, undefined])
    t.match([status, body.code, body.errors[0].parameter], [400, code, parameter], query)
  }
  const { status, body } = await api.get('/v1/claims/export', { accept: 'image/png' })
  t.strictSame([status, body.code], [406, 'not_acceptable'])
})

t.test('filters, sorts, search, shape and asOf do what they do for the list', async (t) => {
  const before = new Date().toISOString()
  await api.pool.query(`update claims set note = 'changed' where position = 0`)
  const hostile = `x') to stdout; drop table claims; --`
  for (const query of [
    'topic=use-of-force&sort=position,-createdAt',
    'kind=duty,policy&issuedOn[gte]=2025-01-01&event[exists]=true',
    'include=statement.agencies,statuteReferences.statute&fields=id,statement.title,statement.agencies,statuteReferences',
    'q=police -"no such phrase"',
    'q=intervene&sort=issuedOn',
    `asOf=${before}`,
    'on=2020-08-01&include=statuteReferences',
    `proposition[contains]=${hostile}`,
    `proposition="${"$1 $2 \\' E'\\\\'' \" ; %".replaceAll('"', '""')}"`,
    `q=${hostile}`,
    'proposition[contains]=\u{1F642}, \u2028 \\',
    `agency=minneapolis-pd&statute=us-mn-stat-626.8475,us-mn-stat-626.8452`
  ]) {
    const encoded = encodeURI(query)
    const { body, status } = await get(`/v1/claims/export?${encoded}`)
    t.equal(status, 200, `${encoded}: ${status === 200 ? '' : body}`)
    const rows = await listed('claims', `&${encoded}`)
    t.strictSame(lines(body), rows, encoded)
  }
})

const formula = /^[=+\-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}]/u
const item = (value: unknown) =>
  (typeof value === 'object' && value ? JSON.stringify(value) : String(value ?? '')).replace(
    /[;\\]/g,
    '\\$&'
  )
/** The value at a path; within a list, the values at the rest of it. */
function at(value: unknown, [name, ...rest]: string[]): unknown {
  if (name === undefined) return value
  if (Array.isArray(value)) return value.map((each) => at(each, [name, ...rest]))
  return at((value as Row | null)?.[name], rest)
}
/** A cell as the documentation tells. */
function cellOf(row: Row, path: string): string {
  const value = at(row, path.split('.'))
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = Array.isArray(value) ? value.map(item).join('; ') : String(value ?? '')
  return formula.test(text) ? `'${text}` : text
}
/** The paths of a row that CSV has columns for; `in` a list, objects end in their lists. */
function pathsOf(value: unknown, path = '', inList = false): string[] {
  if (Array.isArray(value))
    return !value.length
      ? []
      : inList || !value.some((each) => each && typeof each === 'object')
        ? [path]
        : value.flatMap((each) => pathsOf(each, path, true))
  if (value && typeof value === 'object')
    return Object.entries(value).flatMap(([name, each]) =>
      pathsOf(each, path ? `${path}.${name}` : name, inList)
    )
  return value === null ? [] : [path]
}

t.test('CSV opens in a spreadsheet: strict, by paths, and nothing is run', async (t) => {
  for (const { path = '' } of collections) {
    const { body, trailers } = await get(`/v1/${path}/export.csv`)
    const text = body.toString()
    t.ok(text.startsWith('\u{FEFF}id,'), 'a byte order mark, then the header')
    t.notMatch(text.replace(/"[^"]*"/g, ''), /[^\r]\n/, 'lines end in CRLF')
    const options = { bom: true, columns: true, record_delimiter: '\r\n' }
    const records = parseCsv(body, options) as unknown as Record<string, string>[]
    const rows = await listed(path)
    t.equal(trailers['row-count'], String(records.length))
    t.strictSame(
      records,
      rows.map((row) =>
        Object.fromEntries(Object.keys(records[0] ?? {}).map((name) => [name, cellOf(row, name)]))
      )
    )
    const missing = new Set(
      rows.flatMap((row) => pathsOf(row)).filter((name) => !(name in (records[0] ?? {})))
    )
    t.strictSame([...missing], [], 'every path is a column')
  }
  const { body } = await get('/v1/claims/export.csv?fields=id,topics&kind=duty&proposition=none')
  t.equal(body.toString(), '\u{FEFF}id,topics.id,topics.slug,topics.label\r\n')
})

t.test('CSV of own columns, which PostgreSQL writes, is the same to the byte', async (t) => {
  const quoted = (text: string) =>
    /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  for (const { path = '', fields } of collections) {
    const own = Object.keys(fields).filter((name) =>
      ['column', 'date'].includes(fields[name]?.kind ?? '')
    )
    const query = `fields=${own}`
    const { body, trailers } = await get(`/v1/${path}/export.csv?${query}`)
    const rows = await listed(path, `&${query}`)
    const lines = [own, ...rows.map((row) => own.map((name) => cellOf(row, name)))]
    const text = lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
    t.equal(body.toString(), `\u{FEFF}${text}`, path)
    t.equal(trailers['row-count'], String(rows.length))
  }
})

t.test('the same rows are the same Parquet file, however they arrive', async (t) => {
  const members: Members = [['note', { kind: 'value', type: 'text', nullable: true }]]
  // Of several row groups.
  const rows = Array.from({ length: 3000 }, (_, i) => `{"note":"${i} ${'é'.repeat(1000)}"}\n`)
  const bytes = Buffer.from(rows.join(''))
  const fileOf = async (size: number) => {
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    }
    const chunks: Buffer[] = []
    for await (const chunk of asParquet(pieces(), members)) chunks.push(chunk)
    t.ok(chunks.length > 3, 'row groups are written one by one')
    return Buffer.concat(chunks)
  }
  const whole = await fileOf(bytes.length)
  for (const size of [777, 65_536, 1_000_001]) t.ok((await fileOf(size)).equals(whole), `${size}`)
})

t.test('line ends are told from those within cells wherever a chunk ends', async (t) => {
  const cells = 'a,"b\nü ""c""\n"\n,"\n"\n'
  const pieces = async function* () {
    for (const byte of Buffer.from(cells)) yield Buffer.of(byte)
  }
  let text = ''
  for await (const chunk of asCsvOfCells(pieces(), [])) text += chunk.toString('latin1')
  const body = Buffer.from(text, 'latin1').toString()
  t.equal(body, '\u{FEFF}\r\na,"b\nü ""c""\n"\r\n,"\n"\r\n')
})

t.test('Parquet has real types, and the values of the list', async (t) => {
  const instance = await DuckDBInstance.create()
  const db = await instance.connect()
  t.teardown(() => instance.closeSync())
  const folder = t.testdir({})
  for (const { path: name = '' } of collections) {
    const query = name === 'claims' ? '?include=statement.agencies,statuteReferences' : ''
    const file = path.join(folder, `${name}.parquet`)
    fs.writeFileSync(file, (await get(`/v1/${name}/export.parquet${query}`)).body)
    const read = await db.runAndReadAll(
      `select to_json(r)::varchar as row from read_parquet('${file}') r`
    )
    const found = read.getRowObjectsJson().map(({ row }) => JSON.parse(String(row)))
    const rows = await listed(name, query.replace('?', '&'))
    t.strictSame(found.map(plain), rows.map(plain), name)
    const types = await db.runAndReadAll(`describe select * from read_parquet('${file}')`)
    const typeOf = Object.fromEntries(
      types.getRowObjectsJson().map((each) => [each['column_name'], String(each['column_type'])])
    )
    t.equal(typeOf['createdAt'], 'TIMESTAMP WITH TIME ZONE')
    t.equal(typeOf['revision'], 'INTEGER')
    if (name === 'statements') {
      t.match(typeOf['issuedOnDetails'], /^STRUCT\(earliest DATE, latest DATE, "?text"? VARCHAR/)
      t.match(typeOf['agencies'], /^STRUCT\(agency STRUCT\(id VARCHAR, .*\[\]$/)
    }
    if (name === 'agencies') t.equal(typeOf['otherNames'], 'VARCHAR[]')
    if (name === 'assessments') t.match(typeOf['rating'], /DOUBLE/)
  }
})
/** DuckDB writes a moment in its own way; a number is a number. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
  const text = String(value)
  if (/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00|Z)$/.test(text))
    return text
      .replace(' ', 'T')
      .replace('+00', 'Z')
      .replace(/\.?0*Z$/, 'Z')
  return value
}
