/**
 * <onrecord-claim claim="…" api="…" as-of="…">: one claim as it stands on record, in a shadow root.
 * With `as-of`, the moment at which it was embedded, the card tells what has changed since.
 */
import {
  adoptStyle,
  assessedOf,
  claimantsOf,
  lawOf,
  more,
  occasionOf,
  quotesOf,
  sourceOf
} from '../shared/claim-parts.js'
import {
  apiOf,
  ask,
  capital,
  el,
  Failure,
  link,
  plain,
  plural,
  rowsById,
  show,
  sourceFields,
  tellInstant
} from '../shared/onrecord.js'

/** Captured texts longer than this are not fetched to show what stands around a quote. */
const longestText = 50_000
const shownAround = 160

class OnrecordClaim extends HTMLElement {
  static observedAttributes = ['claim', 'api', 'as-of']
  #asking
  #box = el('article', { class: 'onrecord' })

  constructor() {
    super()
    const root = this.attachShadow({ mode: 'open' })
    adoptStyle(root, style)
    root.append(this.#box)
  }
  connectedCallback() {
    this.#render()
  }
  disconnectedCallback() {
    this.#asking?.abort()
  }
  attributeChangedCallback() {
    if (this.isConnected) this.#render()
  }
  #render() {
    // Attributes that are set one after another are read once.
    this.#asking?.abort()
    this.#asking = new AbortController()
    const { signal } = this.#asking
    queueMicrotask(() => {
      if (signal.aborted) return
      const asked = Object.fromEntries(
        ['claim', 'api', 'as-of'].map((n) => [n, this.getAttribute(n)])
      )
      show(this.#box, () => card(asked, { signal }))
    })
  }
}

async function card({ claim: key, api: given, 'as-of': since }, options) {
  const api = apiOf(given)
  if (!key) throw new Failure({ title: 'No claim is named', detail: 'Give its id as `claim`.' })
  const known = await contextOf(api, key, options)
  if (known.absent) return known.absent
  const { claim, law, assessments } = known
  const named = [claim.statement.source, ...assessments.map(({ source }) => source)]
  const sourceIds = named.filter(Boolean).map(({ id }) => id)
  const sources = await rowsById(api, '/v1/sources', sourceIds, sourceFields, options)
  const [contexts, changes] = await Promise.all([
    textsAround(api, claim, sources, options),
    since ? changesSince(api, known, sources, since, options) : undefined
  ])
  return [
    changes ? badge(changes, since) : null,
    known.merged
      ? el('p', { class: 'notice' }, 'The claim that was embedded here was merged into this one.')
      : null,
    header(claim),
    el('div', { class: 'quotes' }, quotesOf(claim, contexts)),
    facts(claim, law, sources),
    el('h3', {}, 'Assessed by'),
    ...assessedOf(claim, assessments, sources, api),
    citation(api, known)
  ].filter(Boolean)
}

/** The claim in its context; or, where it was withdrawn, what is told of that. */
async function contextOf(api, key, options) {
  const path = `/v1/claims/${encodeURIComponent(key)}`
  try {
    const { body, url } = await ask(api, `${path}/context?limit=1`, options)
    return { ...body, merged: new URL(url).pathname !== new URL(`${api}${path}/context`).pathname }
  } catch (error) {
    if (error.status !== 410) throw error
    return { absent: await withdrawn(error, api, path, options) }
  }
}

/** The revisions remain: the newest tells when and why. */
async function withdrawn({ detail }, api, path, options) {
  const [last] = await ask(api, `${path}/revisions?limit=1`, options).then(
    ({ body }) => body.data,
    () => []
  )
  const told = last
    ? `On ${tellInstant(last.at)}. ${last.reason ? `The reason given: ${last.reason}` : 'No reason was given.'}`
    : detail
  return [
    el('p', { class: 'kicker' }, 'On record'),
    el('h2', {}, 'This claim was withdrawn'),
    el('p', { class: 'reason' }, told ?? ''),
    el(
      'footer',
      {},
      'What it was is kept: ',
      link(`${api}${path}/revisions`, 'its revisions (JSON)'),
      '.'
    )
  ]
}

function header(claim) {
  return el(
    'header',
    {},
    el('p', { class: 'kicker' }, `On record · ${plain(claim.kind)}`),
    el('h2', {}, claim.proposition),
    el('p', { class: 'onrecord-note' }, 'The sentence above is the editors’; the exact words are:')
  )
}

function facts(claim, law, sources) {
  const said = [
    ['Said by', claimantsOf(claim)],
    ['When', occasionOf(claim.statement)],
    ['Source', sourceOf(claim, sources)],
    ['Law that day', law.length ? lawOf(law) : 'No law is referred to on record.'],
    ['Note', claim.note]
  ]
  return el(
    'dl',
    {},
    said
      .filter(([, value]) => value)
      .map(([term, value]) => el('div', {}, el('dt', {}, term), el('dd', {}, value)))
  )
}

/** More than the record's own prefix and suffix, where the captured text is held and not too long. */
async function textsAround(api, claim, sources, options) {
  const contexts = new Map()
  const captures = sources.get(claim.statement.source?.id)?.captures ?? []
  for (const { id, number, length } of captures) {
    const quotes = claim.quotes.filter(
      ({ capture, state }) => capture.id === id && state === 'anchored'
    )
    if (!quotes.length || length > longestText) continue
    const path = `/v1/sources/${claim.statement.source.id}/captures/${number}?fields=text`
    // Without the text the card still has the record's own prefix and suffix.
    const text = await ask(api, path, options).then(
      ({ body }) => body.text,
      () => null
    )
    if (!text) continue
    const points = [...text]
    for (const quote of quotes)
      contexts.set(quote, [
        points.slice(Math.max(0, quote.start - shownAround), quote.start).join(''),
        points.slice(quote.end, quote.end + shownAround).join('')
      ])
  }
  return contexts
}

/** What became another after a moment: revisions, texts of the source, what is said of the claim. */
async function changesSince(api, { claim, assessments, relations }, sources, since, options) {
  const moment = Date.parse(since)
  if (Number.isNaN(moment))
    throw new Failure({ title: 'as-of is not a moment', detail: `Expected ISO 8601, got ${since}` })
  const later = (instant) => Date.parse(instant) > moment
  const revisions = async (path, what) => {
    const { body } = await ask(api, `${path}/revisions`, options)
    return body.data
      .filter(({ at }) => later(at))
      .map(({ revision, action, at, reason, changes }) => {
        const fields = action === 'created' ? [] : changes.map(({ field }) => field)
        return [
          `${what}, revision ${revision} (${tellInstant(at)}): ${action}`,
          fields.join(', '),
          reason
        ]
          .filter(Boolean)
          .join(' – ')
      })
  }
  const captures = sources.get(claim.statement.source?.id)?.captures ?? []
  const edits = claim.statement.silentlyEdited.flatMap(({ to }) => {
    const capture = captures.find(({ id }) => id === to.id)
    if (!capture || !later(capture.createdAt)) return []
    const at = tellInstant(capture.capturedAt) ?? 'at a time not recorded'
    return [`The source’s text is another in capture ${capture.number} (${at})`]
  })
  const said = [
    ...assessments.map((row) => ['An assessment', row]),
    ...relations.map(({ relation }) => ['A relation to another claim', relation])
  ]
    .filter(([, row]) => later(row.updatedAt))
    .map(([what, row]) => `${what} was ${later(row.createdAt) ? 'added' : 'changed'}`)
  return [
    ...(await revisions(`/v1/claims/${claim.id}`, 'The claim')),
    ...(await revisions(`/v1/statements/${claim.statement.id}`, 'The statement')),
    ...edits,
    ...said
  ]
}

function badge(changes, since) {
  const moment = tellInstant(since)
  if (!changes.length)
    return el(
      'p',
      { class: 'onrecord-note unchanged' },
      `Unchanged since it was embedded (${moment}).`
    )
  const list = el(
    'ul',
    {},
    changes.map((change) => el('li', {}, change))
  )
  return el(
    'div',
    { class: 'notice', 'data-changes': String(changes.length) },
    el('p', {}, el('strong', {}, 'Edited since'), ` it was embedded (${moment}).`),
    more(capital(plural(changes.length, 'change')), list)
  )
}

/** An address that will always answer with just this: as of the newest write among what is shown. */
function citation(api, { claim, law, assessments, relations }) {
  const shown = [claim, claim.statement, ...law, ...assessments]
  const moments = [...shown, ...relations.map(({ relation }) => relation)].map(
    (row) => row.updatedAt
  )
  const asOf = moments.sort().at(-1)
  const cited = `${api}/v1/claims/${claim.id}?asOf=${asOf}`
  return el(
    'footer',
    {},
    'To cite: OnRecord, claim ',
    el('code', {}, claim.id),
    `, revision ${claim.revision}, as of ${asOf}. `,
    link(cited, cited)
  )
}

const style = `
:host { display: block; max-width: 42rem; }
.onrecord { border: 1px solid var(--_rule); border-top: 4px solid var(--_ink); padding: 1.25rem 1.5rem 1rem; }
.onrecord[aria-busy] { min-height: 12rem; }
.kicker { font-size: .75rem; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; color: var(--_quiet); }
h2 { font: 600 1.3125rem/1.3 var(--_font); margin: .25rem 0 .25rem; overflow-wrap: anywhere; text-wrap: pretty; }
h3 { font: 600 .8125rem/1.4 var(--_font); color: var(--_quiet); margin: 1rem 0 .375rem; }
.quotes { border-left: 3px solid var(--_ink); padding-left: 1rem; margin: .75rem 0 1rem; }
.quotes blockquote { font-size: 1.1875rem; }
dl > div { display: grid; grid-template-columns: 7rem 1fr; gap: .25rem 1rem; padding: .5rem 0; border-top: 1px solid var(--_rule); font-size: .9375rem; }
dt { color: var(--_quiet); font-size: .8125rem; line-height: 1.7; }
dd { overflow-wrap: anywhere; min-width: 0; }
.unchanged { margin-bottom: .5rem; }
.notice { background: var(--_tint); border: 1px dashed var(--_quiet); padding: .5rem .75rem; margin-bottom: 1rem; font-size: .9375rem; }
.notice ul { list-style: disc; padding-left: 1.75rem; }
.reason { margin-top: .5rem; }
footer { border-top: 1px solid var(--_rule); margin-top: 1rem; padding-top: .625rem; font-size: .75rem; color: var(--_quiet); overflow-wrap: anywhere; }
@container (max-width: 30rem) { dl > div { grid-template-columns: 1fr; gap: 0; } .onrecord { padding: 1rem; } }
:host { container-type: inline-size; }
`

customElements.define('onrecord-claim', OnrecordClaim)
