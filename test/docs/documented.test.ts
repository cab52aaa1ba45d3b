/** What there is is documented: each field, filter, sort, code, setting, address and root field has its row. */
import fs from 'node:fs'
import t from 'tap'
import { settings } from '../../src/config.js'
import { catalogue } from '../../src/errors.js'
import { schema } from '../../src/graphql/schema.js'
import { rootPath } from '../../src/paths.js'
import type { Field } from '../../src/resources/define.js'
import { resources } from '../../src/resources/index.js'
import { buildOpenApi } from '../../src/rest/openapi.js'

const page = (name: string) => fs.readFileSync(rootPath('docs', 'reference', `${name}.md`), 'utf8')
/** The rows of the tables under a heading, by their first cell; up to the next heading. */
function rowsUnder(text: string, heading: string): Map<string, string[]> {
  const from = text.indexOf(`\n${heading}\n`)
  const rest = from < 0 ? '' : text.slice(from + heading.length + 2)
  const to = rest.search(/^#/m)
  const lines = (to < 0 ? rest : rest.slice(0, to)).split('\n').filter((line) => /^\| `/.test(line))
  const cells = lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((each) => each.trim())
  )
  return new Map(cells.map(([first = '', ...others]) => [first.replaceAll('`', ''), others]))
}

t.test('every field has its meaning, and a value an example', async (t) => {
  const text = page('data-dictionary')
  const faults: string[] = []
  const everywhere = rowsUnder(text, '## Every resource')
  const check = (
    fields: Record<string, Field>,
    rows: Map<string, string[]>,
    path: string[] = []
  ) => {
    for (const [name, field] of Object.entries(fields)) {
      const whole = [...path, name].join('.')
      const [type, meaning] = rows.get(whole) ?? everywhere.get(whole) ?? []
      if (!type || type === 'value') faults.push(`${whole} has no type`)
      if (!meaning || /^(Example|Follows)/.test(meaning)) faults.push(`${whole} has no meaning`)
      if ('schema' in field && !/[^ ].* Example: `./.test(meaning ?? ''))
        faults.push(`${whole} has no example`)
      if (field.kind !== 'parts' && field.kind !== 'group') continue
      const own = rowsUnder(text, `### ${field.typeName}`)
      if (own.size) check(field.fields, own)
      else check(field.fields, rows, [...path, name])
    }
  }
  for (const { name, fields } of Object.values(resources))
    check(fields, rowsUnder(text, `## ${name}`))
  t.strictSame(faults, [])
})

t.test('every filter tells its operators, and every sort its order', async (t) => {
  const text = page('data-dictionary')
  const faults: string[] = []
  for (const { name, filters, sorts } of Object.values(resources)) {
    const [filtersTold, sortsTold] = ['Filters', 'Sorts'].map(
      (kind) =>
        new Map([
          ...rowsUnder(text, `### ${kind} of every resource`),
          ...rowsUnder(text, `### ${kind} of ${name}`)
        ])
    )
    for (const [filter, { about, operators }] of Object.entries(filters)) {
      const [meaning, how = ''] = filtersTold?.get(filter) ?? []
      const told = [...how.matchAll(/`(=|\[\w+\])`/g)].length
      if (meaning !== about || told !== operators.length) faults.push(`${name}: filter ${filter}`)
    }
    for (const [sort, { about }] of Object.entries(sorts))
      if (sortsTold?.get(sort)?.[0] !== about) faults.push(`${name}: sort ${sort}`)
  }
  t.strictSame(faults, [])
})

t.test('every error code has its status, cause and cure', async (t) => {
  const text = page('errors')
  for (const [code, { status, title, cause, cure }] of Object.entries(catalogue)) {
    const section = text.split(`\n## ${code}\n`)[1]?.split('\n## ')[0] ?? ''
    t.match(section, `**${status}** · ${title}`, code)
    for (const each of [`**Cause**: ${cause}`, `**Cure**: ${cure}`]) t.match(section, each, code)
    t.ok(cause.length > 30 && cure.length > 20, `${code} says something`)
  }
})

t.test('every setting, every address and every root field of GraphQL is listed', async (t) => {
  const text = page('settings')
  for (const { name, meaning } of settings) {
    t.ok(text.includes(`| \`${name}\` |`), name)
    t.ok(meaning.length > 10, `${name} says what it does`)
  }
  const endpoints = page('endpoints')
  const { paths } = JSON.parse(JSON.stringify(buildOpenApi())) as { paths: Record<string, object> }
  const requests = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `| \`${method.toUpperCase()} ${path}\` | `)
  )
  t.ok(requests.length > 200)
  t.strictSame(
    requests.filter((each) => !/^\w[^|]+ \|/.test(endpoints.split(each)[1] ?? '')),
    []
  )
  const roots = {
    Queries: schema.getQueryType(),
    Mutations: schema.getMutationType(),
    Subscriptions: schema.getSubscriptionType()
  }
  for (const [heading, type] of Object.entries(roots)) {
    const rows = rowsUnder(page('graphql'), `## ${heading}`)
    const fields = Object.keys(type?.getFields() ?? {})
    t.ok(fields.length > 10)
    t.strictSame(
      fields.filter((field) => !rows.get(field)?.[0]),
      [],
      heading
    )
  }
})
