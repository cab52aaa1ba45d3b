/** A claim's parts as elements: quotes, who and when, law of the day, assessments, source. And their style. */
import {
  attributions,
  capital,
  el,
  link,
  plain,
  plural,
  quoteStates,
  tellDate,
  tellInstant
} from './onrecord.js'

/** The words, with what stands around them where that is known, and whether they were found there. */
export function quotesOf(claim, contexts = new Map()) {
  if (!claim.quotes.length)
    return [el('p', { class: 'onrecord-note' }, 'No exact words are on record for this claim.')]
  return claim.quotes.map((quote) => {
    const [before, after] = contexts.get(quote) ?? [quote.prefix ?? '', quote.suffix ?? '']
    const [mark, text] = quoteStates[quote.state] ?? ['', plain(quote.state)]
    return el(
      'div',
      { class: 'onrecord-quote', 'data-state': quote.state },
      el(
        'blockquote',
        {},
        around(before, 'before'),
        el('mark', {}, quote.exact),
        around(after, 'after')
      ),
      el('p', { class: 'onrecord-state' }, hidden(mark), ' ', text),
      laterOf(quote)
    )
  })
}
const around = (text, side) =>
  text ? el('span', { class: `onrecord-around onrecord-${side}` }, text) : null
const hidden = (mark) => el('span', { 'aria-hidden': 'true' }, mark)

/** What became of the words in the newest text of the source. */
function laterOf({ inLaterCaptures }) {
  const newest = inLaterCaptures.at(-1)
  if (!newest) return null
  const became = {
    anchored: 'still stand there',
    orphaned: 'no longer stand there',
    ambiguous: 'stand there more than once',
    unverified: 'could not be looked for there'
  }
  return el(
    'p',
    { class: 'onrecord-state' },
    hidden('↻'),
    ` The source was captured again with another text: these words ${became[newest.state] ?? plain(newest.state)}.`
  )
}

/** Whose assertion it is, and how near the source stands to their words. */
export function claimantsOf({ claimants, statement, attribution }) {
  const posts = new Map(
    statement.speakers.map(({ person, postTitle }) => [person?.id, postTitle]).filter(([id]) => id)
  )
  const names = claimants.map(({ agency, person, publisher, description }) => {
    const name = (person ?? agency ?? publisher)?.label ?? description ?? ''
    const post = posts.get(person?.id)
    return post ? `${name} (${post})` : name
  })
  return `${names.join(', ') || 'Nobody named on record'}, ${attributions[attribution] ?? plain(attribution)}`
}

/** When and how it was said; what the date rests on can be opened. */
export function occasionOf({ issuedOn, issuedOnDetails: known, channel, event }) {
  const line = [capital(tellDate(issuedOn)), channel && plain(channel), event?.label]
  const rest = [
    known.text && `The source says “${known.text}”.`,
    known.stated && known.stated !== issuedOn && `By itself that is ${tellDate(known.stated)}.`,
    known.basis
  ].filter(Boolean)
  return [
    el('span', { 'data-edtf': issuedOn ?? '' }, line.filter(Boolean).join(' · ')),
    rest.length ? more('How the date is known', el('p', {}, rest.join(' '))) : null
  ]
}
export const more = (summary, ...content) =>
  el('details', {}, el('summary', {}, summary), ...content)

/** Where it is from, and when that was captured. */
export function sourceOf(claim, sources) {
  const { source: its } = claim.statement
  if (!its) return 'No source on record'
  const source = sources.get(its.id) ?? its
  const title = source.title || its.label
  const quoted = new Set(claim.quotes.map(({ capture }) => capture.id))
  const all = source.captures ?? []
  const captures = quoted.size ? all.filter(({ id }) => quoted.has(id)) : all.slice(-1)
  const times = captures.map(({ capturedAt, number }) =>
    capturedAt
      ? `captured ${tellInstant(capturedAt)}`
      : `capture ${number}: when it was taken is not recorded`
  )
  const copy = captures.find(({ archiveUrl }) => archiveUrl)?.archiveUrl ?? source.archiveUrl
  return [
    link(source.url, title),
    source.url ? null : ' (no address on record)',
    copy ? [', ', link(copy, 'archived copy')] : null,
    el('span', { class: 'onrecord-quiet' }, ` · ${times.join('; ') || 'no capture on record'}`)
  ]
}

const forces = { in_force: 'in force', unknown: 'force not known' }
/** Each law that is referred to, as it stood on the day of the statement. */
export function lawOf(references) {
  return references.map((reference) => {
    const { statute, citedAs, pinpoint, resolution, basis, lawAtStatement: law } = reference
    const name = [statute?.citation ?? statute?.label ?? citedAs, pinpoint]
      .filter(Boolean)
      .join(', ')
    return el(
      'div',
      { class: 'onrecord-law' },
      el('p', {}, link(statute?.url, name), ` – referred to as “${citedAs}”`),
      ...lawOnDay(law),
      resolution === 'editor' && basis
        ? more('Found by an editor, not named by the source', el('p', {}, basis))
        : null
    )
  })
}
function lawOnDay({ answer, date, versions }) {
  const unknown = {
    none: `No version of it is on record for ${tellDate(date)}.`,
    date_unknown:
      'When the statement was made is not on record, so its law of that day cannot be told.'
  }
  if (unknown[answer]) return [el('p', { class: 'onrecord-quiet' }, unknown[answer])]
  const told = versions.map(({ legalForce, effectiveFrom, effectiveTo, summary }) =>
    more(
      [
        `As it stood that day: ${forces[legalForce] ?? plain(legalForce)}`,
        effectiveFrom && `from ${tellDate(effectiveFrom)}`,
        effectiveTo && `before ${tellDate(effectiveTo)}`
      ]
        .filter(Boolean)
        .join(', '),
      el('p', {}, summary)
    )
  )
  const several = 'The date is too uncertain to tell which of these versions stood that day.'
  return answer === 'versions' ? [el('p', {}, several), ...told] : told
}

/** The assessments beside each other: whose each is, and what rating they gave, if any. */
export function assessmentsOf(assessments, sources) {
  return el(
    'ul',
    { class: 'onrecord-assessments' },
    assessments.map((each) =>
      el(
        'li',
        {},
        el('p', { class: 'onrecord-author' }, authorOf(each)),
        el('p', { class: 'onrecord-rating' }, ratingOf(each)),
        each.body ? el('p', {}, each.body) : null,
        each.state === 'standing'
          ? null
          : el(
              'p',
              {},
              el('strong', {}, capital(plain(each.state))),
              each.stateReason && `: ${each.stateReason}`
            ),
        el('p', { class: 'onrecord-quiet' }, assessedIn(each, sources))
      )
    )
  )
}
const authorOf = ({ author }) =>
  (author.person ?? author.publisher)?.label ?? 'Author not on record'
function ratingOf({ kind, aspect, rating: { label, value, best, worst } }) {
  const scale = best !== null && worst !== null ? ` on a scale of ${worst} (worst) to ${best}` : ''
  const number = value === null ? '' : `${value}${scale}`
  const rating = label ? `“${label}”${number && ` (${number})`}` : number
  const on = aspect ? ` on ${aspect}` : ''
  return rating ? `Rated ${rating}${on}` : `${capital(plain(kind))}${on}, without a rating`
}
function assessedIn({ source: its, publishedOn }, sources) {
  const source = its && (sources.get(its.id) ?? its)
  return [
    capital(tellDate(publishedOn)),
    source ? [' · ', link(source.url, source.title || its.label || plain(source.kind))] : null
  ]
}

/** Assessments, or that there are none; and how many speak of the statement as a whole. */
export function assessedOf(claim, assessments, sources, api) {
  const shown = new Set(assessments.map(({ id }) => id))
  const whole = claim.statement.assessments.filter(({ id }) => !shown.has(id)).length
  return [
    assessments.length
      ? assessmentsOf(assessments, sources)
      : el('p', { class: 'onrecord-quiet' }, 'No assessment of this claim on record.'),
    whole
      ? el(
          'p',
          { class: 'onrecord-quiet' },
          link(
            `${api}/v1/assessments?statement=${claim.statement.id}`,
            `${plural(whole, 'more assessment')} of the statement as a whole (JSON)`
          )
        )
      : null
  ]
}

const style = `
.onrecord {
  --_ink: var(--onrecord-ink, light-dark(#191c1f, #eceef0));
  --_quiet: var(--onrecord-quiet, light-dark(#555b62, #aab2ba));
  --_paper: var(--onrecord-paper, light-dark(#fff, #15181b));
  --_tint: var(--onrecord-tint, light-dark(#f3f4f5, #1f2428));
  --_mark: var(--onrecord-mark, light-dark(#e4ebf2, #2a3744));
  --_rule: var(--onrecord-rule, light-dark(#d3d7db, #3b4249));
  --_link: var(--onrecord-link, light-dark(#1d4f80, #9ec7ee));
  --_font: var(--onrecord-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  --_quote-font: var(--onrecord-quote-font, Charter, "Bitstream Charter", Georgia, serif);
  color: var(--_ink); background: var(--_paper); font: 1rem/1.5 var(--_font);
}
:where(.onrecord) :where(p, blockquote, ul, dl, dd) { margin: 0; padding: 0; }
:where(.onrecord) a { color: var(--_link); text-underline-offset: .15em; overflow-wrap: anywhere; }
:where(.onrecord) :is(a, summary, button, input, select, [tabindex]):focus-visible {
  outline: 2px solid var(--_link); outline-offset: 2px; border-radius: 1px;
}
:where(.onrecord) blockquote { font: 1.0625rem/1.45 var(--_quote-font); overflow-wrap: anywhere; }
:where(.onrecord) mark { color: inherit; background: var(--_mark); padding: .05em .15em; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.onrecord-around { color: var(--_quiet); }
.onrecord-before::before { content: "… "; }
.onrecord-after::after { content: " …"; }
.onrecord-quote + .onrecord-quote { margin-top: .75rem; }
:where(.onrecord) :is(.onrecord-state, .onrecord-quiet, .onrecord-note) { color: var(--_quiet); font-size: .8125rem; }
:where(.onrecord) .onrecord-state { margin-top: .25rem; }
:where(.onrecord) summary { cursor: pointer; width: fit-content; color: var(--_link); font-size: .8125rem; padding: .125rem 0; }
:where(.onrecord) details > :not(summary) { font-size: .875rem; border-left: 2px solid var(--_rule); padding-left: .75rem; margin-top: .25rem; overflow-wrap: anywhere; }
:where(.onrecord) .onrecord-assessments { list-style: none; display: grid; gap: .5rem; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 100%), 1fr)); }
.onrecord-assessments > li { border: 1px solid var(--_rule); padding: .5rem .75rem; font-size: .875rem; overflow-wrap: anywhere; }
.onrecord-author { font-weight: 600; }
.onrecord-law + .onrecord-law { margin-top: .5rem; }
.onrecord-failure { border: 1px solid var(--_ink); padding: .75rem 1rem; }
.onrecord-assessments + p { margin-top: .375rem; }
:where(.onrecord) button { font: inherit; color: var(--_paper); background: var(--_ink); border: 0; border-radius: 2px; padding: .5rem 1rem; cursor: pointer; }
.onrecord-failure button { margin-top: .5rem; }
`
/** The style of all that has the class `onrecord`; its colours and fonts are set by `--onrecord-…`. */
export function adoptStyle(root, ...others) {
  const sheets = [style, ...others].map((text) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(text)
    return sheet
  })
  root.adoptedStyleSheets = [...sheets, ...root.adoptedStyleSheets]
}
