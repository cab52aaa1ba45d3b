/** Search, `q=`: what is found, in which order, where the words stand, and that no text breaks it. */
import t from 'tap'
import { createApp } from '../support/app.js'

const { get, graphql, pool, statements } = await createApp(t)
const q = (text: string) => encodeURIComponent(text)
// biome-ignore lint/suspicious/noExplicitAny: rows of any resource
type Row = any
const namesOf = async (path: string): Promise<string[]> => {
  const { status, body } = await get(path)
  t.equal(status, 200, path)
  return body.data.map((row: Row) => row.name ?? row.citation ?? row.proposition ?? row.title)
}
/** What a highlight covers, in code points. */
const covered = (row: Row) =>
  row.highlights.map(({ field, start, end }: { field: string; start: number; end: number }) => {
    const [name = '', i] = field.split('.')
    const value: string = i === undefined ? row[name] : row[name][Number(i)]
    return `${field}: ${[...value].slice(start, end).join('')}`
  })

t.test('names are found without accents, misspelt, abbreviated and by other names', async (t) => {
  await pool.query(
    `insert into people (id, status, name, other_names) values
     ('0193c7a0-7000-7000-8000-00000000ee01', 'published', 'José Ñuñez', '{"Zoë Quill"}'),
     ('0193c7a0-7000-7000-8000-00000000ee02', 'draft', 'José Ñuñez', '{}')`
  )
  const first = async (resource: string, text: string) =>
    (await namesOf(`/v1/${resource}?q=${q(text)}&limit=1`))[0]
  for (const text of ['Minneapolis Police', 'mineapolis polise', 'Minneapolis polcie', 'MPD'])
    t.equal(await first('agencies', text), 'Minneapolis Police Department', text)
  for (const text of ['St Paul police', 'Saint Paul Police', 'saint paul police dept.'])
    t.equal(await first('agencies', text), 'St. Paul Police Department', text)
  for (const text of ['Jacob Frey', 'jacob fray', 'Jakob Frey', 'Jacbo Frey', 'FREY'])
    t.equal(await first('people', text), 'Jacob Frey', text)
  for (const text of ['jose nunez', 'José Ñuñez', 'zoe quill'])
    t.strictSame(await namesOf(`/v1/people?q=${q(text)}`), ['José Ñuñez'], `${text}, no draft`)
})

t.test('statutes are found by a citation in any form, and by the words of a heading', async (t) => {
  for (const text of [
    'Minn. Stat. § 626.8475',
    'Minnesota Statutes section 626.8475, subd. 2(a)',
    '626.8475',
    'duties to intercede'
  ]) {
    const [first] = await namesOf(`/v1/statutes?q=${q(text)}&limit=1`)
    t.equal(first, 'Minn. Stat. § 626.8475', text)
  }
})

t.test('words, phrases, -without and or mean what they do on the web', async (t) => {
  const has = async (text: string) => (await namesOf(`/v1/claims?q=${q(text)}&limit=200`)).sort()
  const { body } = await get('/v1/claims?limit=200')
  const texts: string[] = body.data.map((row: Row) => `${row.proposition} ${row.note ?? ''}`)
  const expected = (test: (text: string) => boolean) => texts.filter(test).length
  const police = /\bpolice\b/i
  const federal = /\bfederal(ly)?\b/i
  t.equal(
    (await has('police')).length,
    expected((text) => police.test(text))
  )
  t.equal(
    (await has('police federal')).length,
    expected((text) => police.test(text) && federal.test(text))
  )
  t.equal(
    (await has('police or federal')).length,
    expected((text) => police.test(text) || federal.test(text))
  )
  t.equal(
    (await has('police -federal')).length,
    expected((text) => police.test(text) && !federal.test(text))
  )
  t.strictSame(await has('"intercede on seeing"'), await has('"interceding on seeing"'))
  t.equal((await has('"seeing intercede"')).length, 0)
  t.ok((await has('"intercede on seeing"')).length > 0)
})

t.test('a title counts for more than a summary, a summary for more than a note', async (t) => {
  const id = (n: number) => `0193c7a0-7000-7000-8000-00000000ef0${n}`
  await pool.query(
    `insert into statements (source_id, id, status, title, summary, note) values
     ((select id from sources where visible limit 1), '${id(1)}', 'published', 'One', 'Two', 'Xylophone'),
     ((select id from sources where visible limit 1), '${id(2)}', 'published', 'One', 'Xylophone', 'Two'),
     ((select id from sources where visible limit 1), '${id(3)}', 'published', 'Xylophone', 'One', 'Two'),
     ((select id from sources where visible limit 1), '${id(4)}', 'withdrawn', 'Xylophone', 'One', 'Two')`
  )
  const { body } = await get('/v1/statements?q=xylophones')
  t.strictSame(
    body.data.map((row: Row) => row.id),
    [id(3), id(2), id(1)]
  )
  t.strictSame(body.meta.applied, { q: 'xylophones', sort: 'relevance', limit: 50 })
  t.strictSame(body.data.map(covered), [
    ['title: Xylophone'],
    ['summary: Xylophone'],
    ['note: Xylophone']
  ])
  const sorted = await get('/v1/statements?q=xylophones&sort=createdAt&count=exact')
  t.equal(sorted.body.meta.count.value, 3)
  for (const path of ['?sort=relevance', '?q=x&sort=-relevance', '?q=x&sort=relevance,title'])
    t.equal((await get(`/v1/statements${path}`)).status, 400, path)
  t.equal((await get('/v1/events?q=x')).body.errors[0].code, 'unknown_parameter')
})

t.test(
  'highlights are in code points, behind emoji and accents, in lists of names too',
  async (t) => {
    await pool.query(
      `insert into people (id, status, name, other_names, note) values
     ('0193c7a0-7000-7000-8000-00000000ee03', 'published', '👮🏽 Ünal Öztürk-Quandt', '{"The 🦊","Oztürk"}', 'and/or “Öztürk’s” note—Öztürk')`
    )
    const { body } = await get(`/v1/people?q=${q('ozturk')}`)
    t.strictSame(covered(body.data[0]), [
      'name: Öztürk',
      'otherNames.1: Oztürk',
      'note: Öztürk',
      'note: Öztürk'
    ])
  }
)

t.test(
  'a walk by relevance meets each row once, in both directions, while rows are added',
  async (t) => {
    const all = await get('/v1/claims?q=police+or+federal+or+officers&limit=200')
    const expected: string[] = all.body.data.map((row: Row) => row.id)
    t.ok(expected.length > 10)
    const seen: string[] = []
    const path = '/v1/claims?q=police+or+federal+or+officers&limit=3&fields=id'
    let [page, previous] = [await get(path), '']
    for (;;) {
      seen.push(...page.body.data.map((row: Row) => row.id))
      const { next } = page.body.page
      if (!next) break
      previous = next
      page = await get(`${path}&after=${next}`)
    }
    t.strictSame(seen, expected)
    const back = await get(`${path}&before=${page.body.page.prev}`)
    const [size, last] = [page.body.data.length, expected.length]
    t.strictSame(
      back.body.data.map((row: Row) => row.id),
      expected.slice(last - size - 3, last - size)
    )
    t.equal((await get(`/v1/claims?q=police&limit=3&fields=id&after=${previous}`)).status, 400)
  }
)

t.test('GraphQL gives the same rows, count and highlights', async (t) => {
  const text = 'police or "federal agents"'
  const { body } = await graphql(
    `query ($q: String) { claims(q: $q, first: 200) { totalCount edges { cursor highlights { field start end } node { id } } nodes { id } } }`,
    { q: text }
  )
  const rest = await get(`/v1/claims?q=${q(text)}&limit=200&fields=id&count=exact`)
  const { claims } = body.data
  t.ok(claims.nodes.length > 3)
  t.equal(claims.totalCount, rest.body.meta.count.value)
  t.strictSame(
    claims.edges.map(({ node, highlights }: Row) => ({ id: node.id, highlights })),
    rest.body.data
  )
  const next = await graphql(
    `query ($q: String, $after: String) { claims(q: $q, after: $after, first: 2) { nodes { id } } }`,
    { q: text, after: claims.edges[1].cursor }
  )
  t.strictSame(next.body.data.claims.nodes, claims.nodes.slice(2, 4))
  const none = await graphql('{ claims(first: 1) { edges { highlights { field } } } }')
  t.equal(none.body.data.claims.edges[0].highlights, null)
})

t.test('hostile text is text: it is answered, or refused in words', async (t) => {
  const pieces = [
    '%',
    '_',
    "'",
    '"',
    '\\',
    ':*',
    '&',
    '|',
    '!',
    '(',
    ')',
    '<->',
    '-',
    'or',
    '{}',
    '$1',
    '💥',
    '§',
    'a/b',
    'é',
    '--',
    '; drop',
    '\u202e',
    '<b>',
    ',',
    '*',
    'NOT',
    '\ud800',
    '\t',
    '  ',
    'x',
    '"-a',
    '-"b c"',
    'the of and',
    '\u05d0\u0628',
    '((('
  ]
  let seed = 7
  const lot = (n: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % n
  }
  const names = ['claims', 'statutes', 'agencies', 'people', 'topics', 'sources', 'statements']
  for (let i = 0; i < 400; i++) {
    const text = Array.from({ length: 1 + lot(8) }, () => pieces[lot(pieces.length)]).join(
      lot(2) ? ' ' : ''
    )
    const name = names[i % names.length]
    const { body, status } = await graphql(
      `query ($q: String) { ${name}(q: $q, first: 3) { edges { highlights { field } node { id } } } }`,
      { q: text }
    )
    if (body.errors ? !body.errors[0].message.startsWith('`q`: ') : status !== 200)
      t.fail(JSON.stringify(text), { body })
    if (!/[\ud800-\udfff]/.test(text)) {
      const rest = await get(`/v1/${name}?q=${q(text)}&limit=3`)
      if (![200, 400].includes(rest.status)) t.fail(JSON.stringify(text), rest)
      const all = await get(`/v1/${i % 2 ? 'search' : 'suggest'}?q=${q(text)}&limit=3`)
      if (![200, 400].includes(all.status)) t.fail(JSON.stringify(text), all)
    }
  }
  for (const bad of ['', '%00', 'x'.repeat(10_000), 'x+'.repeat(65), '%20'])
    t.equal(
      (await get(`/v1/claims?q=${bad}`)).body.errors?.[0]?.parameter ?? bad,
      bad === '%00' ? bad : 'q'
    )
  t.equal((await get('/v1/claims?q=%00')).status, 400)
  statements.length = 0
  await get('/v1/agencies?q=minneapolis')
  t.equal(statements.length, 1)
})
