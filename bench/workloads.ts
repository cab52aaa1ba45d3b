/** What is asked: each workload with its random parameters, drawn alike for every contender. */
import { alikeOf } from '../src/store/search.js'
import type { Random } from './random.js'
import { idOf, type Sizes } from './records.js'
import { words } from './text.js'

export const contenders = ['onrecord', 'f2', 'drizzle'] as const
export type Contender = (typeof contenders)[number]

/** A request. */
export interface Ask {
  path: string
  /** JSON, by POST. */
  body?: string
  headers?: Record<string, string>
}
/** The values that a workload's SQL takes, by name. */
export type Draw = Record<string, string | string[]>

export interface Workload {
  name: string
  about: string
  /** Least share of F2's requests per second that ours should reach. */
  target: number
  /** Beside ours and F2. */
  drizzle: boolean
  draw: (random: Random, sizes: Sizes, pages: Pages) => Draw
  /** Our own API's request; the others take the values as they are. */
  ask: (draw: Draw) => Ask
  /** The list's resource and query string, without values: what the engine is given to write SQL of. */
  sql: { list: string } | { one: string } | { graphql: string } | { suggest: true }
  /** Several statements: there is no floor to compare it with. */
  alone?: true
}
/** Cursors of pages far down the list of claims, from a walk. */
export interface Pages {
  thousandth: string[]
  twoThousandth: string[]
}

/** What the floors are asked: the values as they are. */
export function floorAsk({ name }: Workload, { cursor: _, ...draw }: Draw): Ask {
  const isFlat = Object.values(draw).every((value) => typeof value === 'string')
  if (!isFlat) return { path: `/${name}`, body: JSON.stringify(draw) }
  return { path: `/${name}?${new URLSearchParams(draw as Record<string, string>)}` }
}

const claim = 'id,proposition,kind'
const statement = 'statement.id,statement.title,statement.issuedOn'
export const listFields = `${claim},${statement},statement.agencies.agency.name,statuteReferences.statute.citation`
export const pageFields = 'id,proposition,kind,attribution,statement.id,statement.title'
const oneFields = `${claim},attribution,${statement},statement.summary,statement.channel,statement.agencies.role,statement.agencies.agency.id,statement.agencies.agency.name`

export const nested = `query Nested($ids: [ID!]!) {
  agencies(filter: {id: {in: $ids}}, first: 20) { nodes { id name
    statements(first: 5) { nodes { id title issuedOn
      claims(first: 5) { nodes { id proposition kind
        statuteReferences(first: 5) { nodes { statute { citation } } } } } } } } } }`

/** The past that is nearest: every table is read with what has been. */
const lastSecond = new Date(Date.now() - 1000).toISOString()

const keyOf = (cursor: string) => Buffer.from(cursor, 'base64url').subarray(16).toString()
/** A page by a cursor: ours takes the cursor, the others the values that it stands for. */
const after = (random: Random, cursors: string[]): Draw => {
  const cursor = random.pick(cursors)
  const [date = '', id = ''] = JSON.parse(keyOf(cursor)) as string[]
  return { cursor, date, id }
}
const filtered = (name: string, of: 'agencies' | 'topics' | 'statutes') => ({
  target: 0.8,
  draw: (random: Random, sizes: Sizes): Draw => ({ key: idOf(of, random.below(sizes[of])) }),
  ask: ({ key }: Draw) => ({ path: `/v1/claims?${name}=${key}&fields=${listFields}` }),
  sql: { list: `${name}=key&fields=${listFields}` }
})
const page = (cursors: keyof Pages) => ({
  target: 0.8,
  draw: (random: Random, _: Sizes, pages: Pages): Draw => after(random, pages[cursors]),
  ask: ({ cursor }: Draw) => ({ path: `/v1/claims?fields=${pageFields}&after=${cursor}` }),
  sql: { list: `fields=${pageFields}&after=key` }
})

// No stop words; those that may be abbreviated are written into the SQL in two forms.
const stopped = ['because', 'against']
const plain = words.filter(
  (word) => /^[a-z]{7,}$/.test(word) && !stopped.includes(word) && !alikeOf(word).length
)
/** Claims with all of so many words. */
const searched = (count: number) => ({
  target: 0.77,
  drizzle: false,
  draw: (random: Random): Draw => ({
    key: Array.from({ length: count }, () => random.pick(plain)).join(' ')
  }),
  ask: ({ key }: Draw) => ({
    path: `/v1/claims?q=${encodeURIComponent(key as string)}&limit=20&fields=${pageFields}`
  }),
  sql: { list: `q=key&limit=20&fields=${pageFields}` }
})

export const workloads: Workload[] = [
  {
    name: 'W1',
    about: 'one claim by id, with its statement and agencies',
    target: 0.8,
    drizzle: true,
    draw: (random, sizes) => ({ key: idOf('claims', random.below(sizes.claims)) }),
    ask: ({ key }) => ({ path: `/v1/claims/${key}?fields=${oneFields}` }),
    sql: { one: `fields=${oneFields}` }
  },
  {
    name: 'W1d',
    about: 'one claim by id, all of its own members',
    target: 0.8,
    drizzle: false,
    draw: (random, sizes) => ({ key: idOf('claims', random.below(sizes.claims)) }),
    ask: ({ key }) => ({ path: `/v1/claims/${key}` }),
    sql: { one: '' }
  },
  {
    name: 'W2',
    about: '50 newest claims of one agency, with statement, agencies and statutes',
    drizzle: true,
    ...filtered('agency', 'agencies')
  },
  {
    name: 'W2t',
    about: 'the same of one topic, broad ones with those below',
    drizzle: false,
    ...filtered('topic', 'topics')
  },
  {
    name: 'W2s',
    about: 'the same of one statute',
    drizzle: false,
    ...filtered('statute', 'statutes')
  },
  {
    name: 'W3a',
    about: '50 newest claims: page 1 of the whole list',
    target: 0.8,
    drizzle: true,
    draw: () => ({}),
    ask: () => ({ path: `/v1/claims?fields=${pageFields}` }),
    sql: { list: `fields=${pageFields}` }
  },
  { name: 'W3', about: 'page 1,000 of it, by cursor', drizzle: true, ...page('thousandth') },
  { name: 'W3b', about: 'page 2,000 of it', drizzle: true, ...page('twoThousandth') },
  {
    name: 'W2h',
    about: 'W2 as of a moment',
    target: 0,
    drizzle: false,
    alone: true,
    draw: (random, sizes) => ({ key: idOf('agencies', random.below(sizes.agencies)) }),
    ask: ({ key }) => ({
      path: `/v1/claims?agency=${key}&fields=${listFields}&asOf=${lastSecond}`
    }),
    sql: { list: `agency=key&fields=${listFields}` }
  },
  { name: 'W4', about: 'the 20 best of the claims with four words', ...searched(4) },
  { name: 'W4b', about: 'the same with one word, which every fifth claim has', ...searched(1) },
  {
    name: 'W4s',
    about: 'names that begin with what is typed',
    target: 0.7,
    drizzle: false,
    draw: (random) => {
      const key = random.pick(plain).slice(0, 2 + random.below(4))
      const alike = [`% ${key}%`, ...alikeOf(key).map((other) => `% ${other} %`)]
      return { key, whole: ` ${key}%`, alike }
    },
    ask: ({ key }) => ({ path: `/v1/suggest?q=${key}` }),
    sql: { suggest: true }
  },
  {
    name: 'W5',
    about: 'GraphQL: 20 agencies × 5 statements × 5 claims × their statutes',
    target: 0.6,
    drizzle: true,
    draw: (random, sizes) => ({
      ids: random.several(20, sizes.agencies).map((n) => idOf('agencies', n))
    }),
    ask: ({ ids }) => ({
      path: '/graphql',
      body: JSON.stringify({ query: nested, variables: { ids } })
    }),
    sql: { graphql: nested }
  }
]
