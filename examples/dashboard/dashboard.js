/**
 * Counts of what is on record, as the facets of the API give them, each as a plot and as a table of the
 * same numbers. The page's address holds the filters.
 */
import { adoptStyle } from '../shared/claim-parts.js'
import { apiOf, ask, capital, el, plain, plural, show, tellDate } from '../shared/onrecord.js'
import { draw } from './plot.js'

adoptStyle(document)
const parameters = new URLSearchParams(location.search)
const form = document.querySelector('#filters')

/** The parameters of the page, and what the API calls each. */
const filters = {
  agency: { label: 'Agency', as: 'agency' },
  topic: { label: 'Topic', as: 'topic' },
  event: { label: 'Event', as: 'event' },
  kind: { label: 'Kind of claim', as: 'kind' },
  from: { label: 'Said on or after', as: 'issuedOn[gte]', type: 'date' },
  to: { label: 'Said on or before', as: 'issuedOn[lte]', type: 'date' }
}
const ofStatements = ['agency', 'topic', 'event', 'from', 'to']
const ofClaims = [...ofStatements, 'kind']

/** Each plot: what it counts, by which facet, and which of the page's filters the API has for it. */
const plots = [
  {
    title: 'Statements by month',
    resource: 'statements',
    by: 'issuedOn:month',
    takes: ofStatements
  },
  {
    title: 'Claims by agency',
    resource: 'claims',
    by: 'agency',
    takes: ofClaims,
    filter: 'agency'
  },
  { title: 'Claims by topic', resource: 'claims', by: 'topic', takes: ofClaims, filter: 'topic' },
  { title: 'Claims by kind', resource: 'claims', by: 'kind', takes: ofClaims, filter: 'kind' },
  { title: 'Assessments by publisher', resource: 'assessments', by: 'authorPublisher', takes: [] },
  { title: 'Assessments by person', resource: 'assessments', by: 'authorPerson', takes: [] }
]
const one = { statements: 'statement', claims: 'claim', assessments: 'assessment' }
/** What is in no bucket: as a row, and in a sentence. */
const lacking = {
  'issuedOn:month': ['No date on record', 'without a date on record'],
  agency: ['No agency', 'without an agency'],
  topic: ['No topic', 'without a topic'],
  kind: ['No kind', 'without a kind'],
  authorPublisher: ['Not by a publisher', 'not by a publisher'],
  authorPerson: ['Not by a person', 'not by a person']
}
/** A row of these may stand in several buckets, so that buckets add up to more than there are rows. */
const several = ['agency', 'topic']

async function filterFields(api) {
  const lists = await Promise.all([
    ask(api, '/v1/agencies?hasStatement=true&sort=name&limit=200&fields=slug,id,name'),
    ask(api, '/v1/topics?sort=prefLabel&limit=200&fields=slug,id,prefLabel'),
    ask(api, '/v1/events?sort=name&limit=200&fields=slug,id,name'),
    ask(api, '/v1/claims/facets?by=kind')
  ])
  const [agency, topic, event] = lists
    .slice(0, 3)
    .map(({ body }) => body.data.map((row) => [row.slug ?? row.id, row.name ?? row.prefLabel]))
  const kind = lists[3].body.data[0].buckets.map(({ value }) => [value, capital(plain(value))])
  const options = { agency, topic, event, kind: kind.sort() }
  form.onsubmit = () => {
    // What is not filled in is left out of the address.
    for (const field of form.elements) field.disabled = !field.value
  }
  const kept = parameters.has('api')
    ? el('input', { type: 'hidden', name: 'api', value: parameters.get('api') })
    : null
  const all = new URLSearchParams(parameters.has('api') ? { api: parameters.get('api') } : {})
  return [
    ...Object.entries(filters).map(([name, filter]) => fieldOf(name, filter, options[name])),
    kept,
    el('button', { type: 'submit' }, 'Count'),
    el('a', { class: 'reset', href: `?${all}` }, 'Without filters')
  ].filter(Boolean)
}

function fieldOf(name, { label, type }, options) {
  const value = parameters.get(name) ?? ''
  if (type) return field(name, label, el('input', { id: name, type, name, value }))
  const known = options.some(([each]) => each === value)
  const choices = [['', 'All'], ...options, ...(value && !known ? [[value, value]] : [])]
  const list = choices.map(([each, text]) =>
    el('option', { value: each, selected: each === value }, text)
  )
  return field(name, label, el('select', { id: name, name }, list))
}
const field = (name, label, control) =>
  el('div', { class: 'field' }, el('label', { for: name }, label), control)

const given = (names = Object.keys(filters)) => names.filter((name) => parameters.get(name))
const worded = (names) =>
  names.map((name) => `${filters[name].label.toLowerCase()}: ${parameters.get(name)}`).join('; ')

function tellApplied() {
  const names = given()
  document.querySelector('#applied').textContent = names.length
    ? `Filters in force – ${worded(names)}.`
    : 'No filter is in force: all that is published is counted.'
}

async function contentOf(plot) {
  const { resource, by, takes } = plot
  const query = new URLSearchParams({ by })
  for (const name of given(takes)) query.set(filters[name].as, parameters.get(name))
  const api = apiOf(parameters.get('api'))
  const { body } = await ask(api, `/v1/${resource}/facets?${query}`)
  const [facet] = body.data
  const rows = rowsOf(plot, facet)
  if (!facet.total)
    return [
      notes(plot, facet),
      el('p', { class: 'nothing' }, 'Nothing on record under these filters.')
    ]
  const plotted = el('div', { class: 'plot' })
  const figure = el('figure', {}, plotted, table(plot, rows, facet))
  draw(plotted, rows, {
    label: `Bar chart: ${plot.title.toLowerCase()}. The table after it has the same numbers.`,
    upright: by.includes(':')
  })
  return [notes(plot, facet), figure]
}

/** A row a bucket, in the API's order, months in theirs with none left out; then what is in no bucket. */
function rowsOf({ by, filter }, { buckets, other, uncertain, missing }) {
  const rows = buckets.map(({ value, link, count }) => ({
    name: link?.label ?? (by.includes(':') ? tellDate(value) : capital(plain(value))),
    count,
    value,
    href: filter && parameters.get(filter) !== value ? linkTo(filter, value) : undefined
  }))
  const rest = [
    { name: `${plural(other.values, 'further value')}`, count: other.count, isRest: true },
    { name: 'Date falls in several', count: uncertain, isRest: true },
    { name: lacking[by][0], count: missing, isRest: true }
  ].filter(({ count }, i) => count || i === 2)
  return [...(by.includes(':') ? withEmptyMonths(rows) : rows), ...rest]
}
function linkTo(name, value) {
  const query = new URLSearchParams(parameters)
  query.set(name, value)
  return `?${query}`
}
function withEmptyMonths(rows) {
  const counted = new Map(rows.map((row) => [row.value, row]))
  const [first, last] = [rows.at(-1)?.value, rows[0]?.value]
  const months = []
  const next = (month) => {
    const [year, number] = month.split('-').map(Number)
    return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7)
  }
  for (let month = first; month && month <= last; month = next(month))
    months.push(counted.get(month) ?? { name: tellDate(month), count: 0, value: month })
  return months
}

function notes({ resource, by, takes }, { total, missing, uncertain }) {
  const unused = given().filter((name) => !takes.includes(name))
  const dated = given(takes).some((name) => filters[name].type === 'date')
  const facts = [
    `${plural(total, one[resource])} counted, ${missing} of ${total} ${lacking[by][1]}.`,
    uncertain && `${uncertain} of ${total} may fall in one month or another.`,
    several.includes(by) && 'One may count for several, so the numbers may add up to more.',
    dated && 'The filter by date leaves out what has no date, or one too uncertain to tell.',
    unused.length && `Not narrowed by ${worded(unused)}: the API has no such filter here.`
  ]
  return el('p', { class: 'onrecord-quiet' }, facts.filter(Boolean).join(' '))
}

function table({ title, by }, rows, { total }) {
  return el(
    'table',
    {},
    el('caption', {}, `${title}: the numbers`),
    el(
      'thead',
      {},
      el('tr', {}, el('th', { scope: 'col' }, headOf(by)), el('th', { scope: 'col' }, 'Count'))
    ),
    el(
      'tbody',
      {},
      rows.map(({ name, count, href, isRest }) =>
        el(
          'tr',
          { class: isRest ? 'rest' : undefined },
          el('th', { scope: 'row' }, href ? el('a', { href }, name) : name),
          el('td', {}, String(count))
        )
      )
    ),
    el(
      'tfoot',
      {},
      el('tr', {}, el('th', { scope: 'row' }, 'All that were counted'), el('td', {}, String(total)))
    )
  )
}
const headOf = (by) =>
  ({ 'issuedOn:month': 'Month', authorPublisher: 'Publisher', authorPerson: 'Person' })[by] ??
  capital(by)

show(form, async () => filterFields(apiOf(parameters.get('api'))))
tellApplied()
for (const plot of plots) {
  const id = `plot-${plot.by.replace(':', '-')}`
  const place = el('div', { class: 'content' })
  const heading = el('h2', { id }, plot.title)
  document.querySelector('#plots').append(el('section', { 'aria-labelledby': id }, heading, place))
  show(place, () => contentOf(plot))
}
