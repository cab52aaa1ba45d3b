/**
 * What every answer is given beside its rows, so that it can be quoted and traced: where it came from and
 * as of when, each exact quote with its state, and each source with its addresses.
 */
import { z } from 'zod'
import type { Answer, Api } from './api.js'

export const Evidence = z.object({
  url: z.string().describe('The API request that gives this answer.'),
  permanentUrl: z
    .string()
    .describe('The same as of this moment, whatever is changed later: cite it.'),
  asOf: z.string().describe('The moment for which the answer holds.'),
  nothingOnRecord: z.boolean().describe('True where the record holds nothing that matches.'),
  quotes: z
    .array(
      z.object({
        exact: z.string().describe('Exact words, unaltered: quote them as they stand.'),
        isExact: z.literal(true),
        state: z.string(),
        meaning: z.string().describe('How far the words were checked against the text.'),
        of: z.string().describe('The path of the row that rests on the words, in the API.'),
        capture: z.string().nullable().describe('The SHA-256 of the text that the words stand in.')
      })
    )
    .describe('Every exact quote in the answer. Words that are not here are nobody’s exact words.'),
  sources: z.array(
    z.object({
      id: z.string(),
      title: z.string().nullable(),
      kind: z.string(),
      url: z.string().nullable(),
      archiveUrl: z.string().nullable(),
      publishedOn: z.string().nullable().describe('EDTF: `~` about, `?` uncertain, `X` unknown.'),
      publisher: z.unknown(),
      authors: z.unknown(),
      apiUrl: z.string()
    })
  ),
  next: z.string().nullable().describe('Give it as `after` for the next page.'),
  answer: z.unknown().describe('What the API answered.')
})
export type Evidence = z.infer<typeof Evidence>

const meanings: Record<string, string> = {
  anchored: 'The words were found at their place in the captured text.',
  orphaned: 'The words do not stand in the captured text.',
  ambiguous: 'The words stand in the captured text more than once.',
  unverified: 'The captured text is not held, only its hash: the words could not be checked.'
}
const mostSources = 50
const sourceFields = 'id,title,kind,url,archiveUrl,publishedOn,publisher,authors'

interface Row {
  [name: string]: unknown
}

/** `answer` is what the assistant sees, if not the body as it came. */
export async function withEvidence(
  api: Api,
  { url, at, body }: Answer,
  isEmpty: boolean,
  answer: unknown = body
): Promise<Evidence> {
  const quotes: Evidence['quotes'] = []
  const sources = new Set<string>()
  walk(answer, '', (row, owner) => {
    collectQuotes(row, owner, quotes)
    const source = row['source'] as Row | null | undefined
    if (typeof source?.['id'] === 'string') sources.add(source['id'])
  })
  const permanent = new URL(url)
  const asOf = permanent.searchParams.get('asOf') ?? at
  permanent.searchParams.set('asOf', asOf)
  const next = ((body as Row)['page'] as { next?: string } | undefined)?.next ?? null
  return {
    url,
    permanentUrl: permanent.href,
    asOf,
    nothingOnRecord: isEmpty,
    quotes,
    sources: await namedSources(api, [...sources], baseOf(url), asOf === at ? undefined : asOf),
    next,
    answer
  }
}

/** Where the service is reached: perhaps below a path. */
export const baseOf = (url: string): string => url.slice(0, url.indexOf('/v1/'))

function collectQuotes(row: Row, owner: string, quotes: Evidence['quotes']): void {
  const of = typeof row['id'] === 'string' ? pathOf(row, owner) : owner
  const held = [row['quotes'], row['quote']].flat().filter(Boolean) as Row[]
  for (const { exact, state, capture } of held) {
    if (typeof exact !== 'string') continue
    const told = { exact, isExact: true as const, state: String(state), of }
    const meaning = meanings[told.state] ?? ''
    const label = (capture as Row | null)?.['label'] ?? (capture as Row | null)?.['sha256'] ?? null
    if (!quotes.some((each) => each.of === of && each.exact === exact))
      quotes.push({ ...told, meaning, capture: label as string | null })
  }
}

/** A claim is known by its proposition, a relation by its ends, an assessment by its targets. */
function pathOf(row: Row, owner: string): string {
  const collection =
    'proposition' in row
      ? 'claims'
      : 'targets' in row
        ? 'assessments'
        : 'from' in row && 'to' in row
          ? 'relations'
          : undefined
  return collection ? `/v1/${collection}/${row['id']}` : owner
}

function walk(value: unknown, owner: string, visit: (row: Row, owner: string) => void): void {
  if (Array.isArray(value)) for (const each of value) walk(each, owner, visit)
  else if (value && typeof value === 'object') {
    const row = value as Row
    visit(row, owner)
    const inside = typeof row['id'] === 'string' ? pathOf(row, owner) : owner
    for (const each of Object.values(row)) walk(each, inside, visit)
  }
}

async function namedSources(
  api: Api,
  ids: string[],
  base: string,
  asOf: string | undefined
): Promise<Evidence['sources']> {
  if (!ids.length) return []
  const id = ids.slice(0, mostSources).join(',')
  const { body } = await api('/v1/sources', { id, fields: sourceFields, limit: mostSources, asOf })
  const { data } = body as { data: Omit<Evidence['sources'][number], 'apiUrl'>[] }
  return data.map((source) => ({ ...source, apiUrl: `${base}/v1/sources/${source.id}` }))
}
