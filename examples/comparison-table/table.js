/**
 * Agencies by topics: the parameters of the page's address, but for `api`, are those of `GET /v1/compare`.
 * It ranks nothing: agencies and topics stand in the order in which they are asked for.
 */
import {
  adoptStyle,
  assessedOf,
  claimantsOf,
  lawOf,
  occasionOf,
  quotesOf,
  sourceOf
} from '../shared/claim-parts.js'
import {
  apiOf,
  ask,
  el,
  link,
  plain,
  plural,
  rowsById,
  show,
  sourceFields
} from '../shared/onrecord.js'

adoptStyle(document)
const parameters = new URLSearchParams(location.search)
const place = document.querySelector('#comparison')
const choose = document.querySelector('#choose')

if (parameters.has('agency') && parameters.has('topic')) show(place, comparison)
else {
  choose.open = true
  place.append(el('p', { class: 'onrecord-note' }, 'Choose at least one agency and one topic.'))
}
// The lists to choose from are asked for when they are wanted.
choose.addEventListener(
  'toggle',
  () => choose.open && show(choose.querySelector('form'), choices),
  {
    once: true
  }
)

async function comparison() {
  const api = apiOf(parameters.get('api'))
  const query = new URLSearchParams(parameters)
  query.delete('api')
  const { data } = (await ask(api, `/v1/compare?${query}`)).body
  const claims = data.rows.flatMap(({ cells }) => cells.flatMap((cell) => cell.claims))
  const rows = claims.flatMap((claim) => [claim.statement, ...claim.assessments])
  const ids = rows.flatMap(({ source }) => (source ? [source.id] : []))
  const sources = await rowsById(api, '/v1/sources', ids, sourceFields)
  return [caption(data), table(api, data, sources)]
}

function caption({ rows, topics }) {
  const cells = rows.flatMap((row) => row.cells)
  const empty = cells.filter(({ nothingOnRecord }) => nothingOnRecord).length
  return el(
    'div',
    { class: 'caption' },
    el(
      'p',
      {},
      `${plural(rows.length, 'agency', 'agencies')} by ${plural(topics.length, 'topic')}; ${plural(empty, 'cell')} of ${cells.length} with nothing on record.`
    ),
    el(
      'p',
      { class: 'onrecord-quiet' },
      '“Nothing on record” says that OnRecord holds no claim of the agency on the topic, not that nothing was said. A topic includes those narrower than it. Assessments are those of their authors.'
    )
  )
}

/** The roles say what the elements are, which on a phone, where they are laid out as cards, is lost. */
function table(api, { topics, rows }, sources) {
  const head = el(
    'tr',
    { role: 'row' },
    el('th', { role: 'columnheader', scope: 'col' }, 'Agency'),
    topics.map((topic, i) =>
      el('th', { role: 'columnheader', scope: 'col', id: `topic-${i}` }, topic.label)
    )
  )
  const body = rows.map(({ agency, cells }, i) =>
    el(
      'tr',
      { role: 'row' },
      el('th', { role: 'rowheader', scope: 'row', id: `agency-${i}` }, agency.label),
      cells.map((each, j) =>
        el(
          'td',
          { role: 'cell', headers: `agency-${i} topic-${j}` },
          el('p', { class: 'topic', 'aria-hidden': 'true' }, each.topic.label),
          cell(api, each, sources)
        )
      )
    )
  )
  const name = `What ${rows.map(({ agency }) => agency.label).join(', ')} said on ${topics.map(({ label }) => label).join(', ')}`
  return el(
    'div',
    { class: 'scroller', role: 'region', 'aria-label': 'The comparison', tabindex: '0' },
    el(
      'table',
      { role: 'table' },
      el('caption', {}, name),
      el('thead', { role: 'rowgroup' }, head),
      el('tbody', { role: 'rowgroup' }, body)
    )
  )
}

function cell(api, { claims, count, nothingOnRecord, href }, sources) {
  if (nothingOnRecord) return el('p', { class: 'nothing' }, 'Nothing on record.')
  const shown = claims.length < count ? `Newest ${claims.length} of ${count}: ` : ''
  return [
    el(
      'ul',
      { class: 'claims' },
      claims.map((claim) => el('li', {}, claimOf(api, claim, sources)))
    ),
    el(
      'p',
      { class: 'count' },
      shown,
      link(api + href, shown ? 'all of them (JSON)' : `${plural(count, 'claim')} on record (JSON)`)
    )
  ]
}

function claimOf(api, claim, sources) {
  const facts = [
    ['Said by', claimantsOf(claim)],
    ['When', occasionOf(claim.statement)],
    ['Law', claim.statuteReferences.length ? lawOf(claim.statuteReferences) : 'none referred to'],
    ['Source', sourceOf(claim, sources)],
    [
      'On record',
      link(
        `${api}/v1/claims/${claim.id}`,
        `${plain(claim.kind)}, revision ${claim.revision} (JSON)`
      )
    ]
  ]
  return [
    ...quotesOf(claim),
    el(
      'p',
      { class: 'proposition' },
      el('span', { class: 'onrecord-quiet' }, 'In the editors’ words: '),
      claim.proposition
    ),
    el(
      'dl',
      { class: 'facts' },
      facts.map(([term, value]) => el('div', {}, el('dt', {}, term), el('dd', {}, value)))
    ),
    el(
      'div',
      { class: 'assessed' },
      el('p', { class: 'heading' }, 'Assessed by'),
      assessedOf(claim, claim.assessments, sources, api)
    )
  ]
}

async function choices() {
  const api = apiOf(parameters.get('api'))
  const lists = await Promise.all([
    ask(api, '/v1/agencies?hasStatement=true&sort=name&limit=200&fields=id,slug,name'),
    ask(api, '/v1/topics?sort=prefLabel&limit=200&fields=id,slug,prefLabel')
  ])
  const [agencies, topics] = lists.map(({ body }) => body.data)
  const form = choose.querySelector('form')
  form.onsubmit = (event) => {
    event.preventDefault()
    const chosen = new FormData(form)
    for (const name of ['agency', 'topic']) parameters.set(name, chosen.getAll(name).join(','))
    location.search = String(parameters).replaceAll('%2C', ',')
  }
  return [
    choiceOf('Agencies', 'agency', agencies, 'name'),
    choiceOf('Topics', 'topic', topics, 'prefLabel'),
    el('button', { type: 'submit' }, 'Compare')
  ]
}

function choiceOf(title, name, rows, label) {
  const chosen = (parameters.get(name) ?? '').split(',')
  const boxes = rows.map((row) => {
    const value = row.slug ?? row.id
    const checked = chosen.includes(value) || chosen.includes(row.id)
    return el('label', {}, el('input', { type: 'checkbox', name, value, checked }), row[label])
  })
  return el(
    'fieldset',
    {},
    el('legend', {}, title),
    el('div', { class: 'choices', tabindex: '0' }, boxes)
  )
}

// On paper nothing can be opened: what is closed is opened for it, and closed again.
let closed = []
addEventListener('beforeprint', () => {
  closed = [...place.querySelectorAll('details:not([open])')]
  for (const each of closed) each.open = true
})
addEventListener('afterprint', () => {
  for (const each of closed) each.open = false
})
