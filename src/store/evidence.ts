/** Evidence on record: quotes checked against captures, and captures against each other. */
import { type Change, changesBetween } from '../evidence/diff.js'
import {
  findQuote,
  type QuoteMatch,
  type QuoteSelector,
  type QuoteState,
  stateOf
} from '../evidence/quotes.js'
import { normalised } from '../evidence/text.js'
import { type Queryable, run } from './database.js'
import { Statement } from './sql.js'
import type { View } from './view.js'

interface CaptureRow {
  id: string
  number: number
  capturedAt: string | null
  sha256: string
  text: string | null
  restricted: boolean
}
/** A capture as an answer names it. */
export interface CaptureReference {
  id: string
  number: number
  capturedAt: string | null
}
const reference = ({ id, number, capturedAt }: CaptureRow): CaptureReference => ({
  id,
  number,
  capturedAt
})

const columns = `c.id, c.number, c.sha256, c.text, c.restricted,
  left(to_json(c.captured_at) #>> '{}', -6) || 'Z' as "capturedAt"`

/** The captures of a source that a reader sees, in their order; or the one of an id. */
async function capturesOf(
  db: Queryable,
  where: { source?: string; capture?: string },
  view: View
): Promise<CaptureRow[] | undefined> {
  const sql = new Statement(view)
  const [to, key, column] =
    where.source === undefined
      ? (['captures', where.capture as string, 'id'] as const)
      : (['sources', where.source, 'source_id'] as const)
  const owner = sql.key(to, key)
  const text = `select ${columns}, ${owner} is not null as known from (select 1) one left join captures c on c.${column} = ${owner} and ${sql.readable('c')} order by c.number`
  const rows = await run(db, text, sql)
  const found = rows as (CaptureRow & { known: boolean })[]
  return found[0]?.known || found[0]?.id ? found.filter(({ id }) => id !== null) : undefined
}

export interface Verification {
  /** Per capture, or one without a capture for a text that was given. */
  captures: { capture: CaptureReference | null; state: QuoteState; matches: QuoteMatch[] }[]
}

/** Every place where the words stand; undefined where there is no such source or capture. */
export async function verifyQuote(
  db: Queryable,
  selector: QuoteSelector,
  within: { source?: string; capture?: string; text?: string },
  view: View = {}
): Promise<Verification | undefined> {
  const wanted = tidied(selector)
  if (within.text !== undefined) {
    const text = normalised(within.text)
    return {
      captures: [{ capture: null, state: stateOf(text, wanted), matches: findQuote(text, wanted) }]
    }
  }
  const captures = await capturesOf(db, within, view)
  if (!captures) return undefined
  const published = await publishedQuotes(
    db,
    captures.filter(({ restricted }) => restricted),
    view
  )
  return {
    captures: captures.map((capture) => ({
      capture: reference(capture),
      ...(capture.restricted
        ? amongPublished(published.get(capture.id) ?? [], wanted)
        : { state: stateOf(capture.text, wanted), matches: findQuote(capture.text ?? '', wanted) })
    }))
  }
}

const tidied = ({ exact, prefix, suffix, fold }: QuoteSelector): QuoteSelector => ({
  exact: normalised(exact),
  prefix: prefix && normalised(prefix),
  suffix: suffix && normalised(suffix),
  fold
})

interface PublishedQuote {
  captureId: string
  exact: string
  start: number
  end: number
}
/** The quotes that readers see in captures whose text they may not. */
async function publishedQuotes(
  db: Queryable,
  captures: CaptureRow[],
  view: View
): Promise<Map<string, PublishedQuote[]>> {
  const byCapture = new Map<string, PublishedQuote[]>()
  if (!captures.length) return byCapture
  const sql = new Statement(view)
  const ids = sql.param(
    captures.map(({ id }) => id),
    'uuid[]'
  )
  const text = `select distinct q.capture_id as "captureId", q.exact, q.start_at as start, q.end_at as "end" from quotes q
    left join claims c on c.id = q.claim_id and ${sql.readable('c')}
    left join assessments a on a.id = q.assessment_id and ${sql.readable('a')}
    left join relations r on r.id = q.relation_id and ${sql.readable('r')}
    where q.capture_id = any(${ids}) and q.state = 'anchored' and coalesce(c.id, a.id, r.id) is not null
    order by start`
  const rows = await run(db, text, sql)
  for (const row of rows as PublishedQuote[])
    byCapture.set(row.captureId, [...(byCapture.get(row.captureId) ?? []), row])
  return byCapture
}

/**
 * A restricted text answers for its published quotes alone: any other answer would tell of words that
 * are not to be served, one guess after the other.
 */
function amongPublished(published: PublishedQuote[], { exact }: QuoteSelector) {
  const matches = published
    .filter((quote) => quote.exact === exact)
    .map(({ start, end }) => ({ start, end, exact, prefix: '', suffix: '', folded: false }))
  return { state: (matches.length ? 'anchored' : 'unverified') as QuoteState, matches }
}

export interface CaptureDiff {
  from: CaptureReference
  to: CaptureReference
  identical: boolean
  /** Null where a text is not held; without the words where a text is restricted. */
  changes: Change[] | null
  /** The claims whose quotes stand in what changed, or are not found in the later text. */
  claims: TouchedQuote[]
}
interface TouchedQuote {
  claim: { id: string; label: string }
  exact: string
  start: number
  end: number
  /** What became of the words in the other text. */
  state: QuoteState
}

/** What differs between the nth and the mth capture of a source; undefined where one is not there. */
export async function diffCaptures(
  db: Queryable,
  source: string,
  n: number,
  m: number,
  view: View = {}
): Promise<CaptureDiff | undefined> {
  const captures = await capturesOf(db, { source }, view)
  const [from, to] = [n, m].map((number) => captures?.find((each) => each.number === number))
  if (!from || !to) return undefined
  const restricted = from.restricted || to.restricted
  const held = from.text !== null && to.text !== null
  const changes = held ? changesBetween(from.text as string, to.text as string) : null
  const quotes = changes ? await quotesIn(db, from, to, view) : []
  return {
    from: reference(from),
    to: reference(to),
    identical: from.sha256 === to.sha256,
    changes: changes && restricted ? changes.map(withoutWords) : changes,
    claims: quotes.filter(
      ({ start, end, state }) =>
        state !== 'anchored' ||
        changes?.some((change) => change.from.start < end && change.from.end > start)
    )
  }
}
const withoutWords = ({ kind, from, to }: Change): Change => ({
  kind,
  from: { ...from, text: '' },
  to: { ...to, text: '' }
})

/** The readers' claims quoted in one capture, with what becomes of their words in another. */
async function quotesIn(
  db: Queryable,
  from: CaptureRow,
  to: CaptureRow,
  view: View
): Promise<TouchedQuote[]> {
  const sql = new Statement(view)
  const id = sql.param(from.id, 'uuid')
  const text = `select json_build_object('id', c.id, 'label', c.proposition) as claim, q.exact, q.prefix, q.suffix, q.start, q."end"
    from (
      select claim_id, exact, prefix, suffix, start_at as start, end_at as "end" from quotes where capture_id = ${id} and state = 'anchored'
      union all
      select q.claim_id, q.exact, q.prefix, q.suffix, s.start_at, s.end_at from quote_states s join quotes q on q.id = s.quote_id where s.capture_id = ${id} and s.state = 'anchored'
    ) q join claims c on c.id = q.claim_id and ${sql.readable('c')}
    order by q.start, c.id`
  const rows = await run(db, text, sql)
  return (rows as (Omit<TouchedQuote, 'state'> & QuoteSelector)[]).map(
    ({ claim, exact, prefix, suffix, start, end }) => ({
      claim,
      exact,
      start,
      end,
      state: stateOf(to.text, { exact, prefix: prefix ?? '', suffix: suffix ?? '' })
    })
  )
}
