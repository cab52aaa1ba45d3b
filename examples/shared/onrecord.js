/** What the examples share: asking the API, telling its dates and words, making elements out of text. */

/** The API that a page asks: `?api=`, or where OnRecord runs when it is started by hand. */
export function apiOf(given) {
  const text = given || 'http://127.0.0.1:3000'
  const url = /^https?:\/\//.test(text) && URL.canParse(text) ? new URL(text) : undefined
  if (!url) throw new Failure({ title: 'The address of the API is not valid', detail: text })
  return url.href.replace(/[?#].*/, '').replace(/\/+$/, '')
}

/** Why there is no answer. `status` is 0 where the API could not be reached. */
export class Failure extends Error {
  constructor({ status = 0, title, detail, code, retryAfter }) {
    super(detail || title)
    Object.assign(this, { status, title, detail, code, retryAfter })
  }
}

/** GET: `body` is what was answered, `url` where from, which a merged claim makes another. */
export async function ask(api, path, { signal } = {}) {
  let answer
  try {
    answer = await fetch(api + path, { signal, headers: { accept: 'application/json' } })
  } catch (error) {
    if (error.name === 'AbortError') throw error
    throw new Failure({ title: 'The API cannot be reached', detail: `${api} does not answer.` })
  }
  const body = await answer.json().catch(() => undefined)
  if (answer.ok && body !== undefined) return { body, url: answer.url }
  throw new Failure({
    status: answer.status,
    title: body?.title ?? 'The API gave no answer that can be read',
    detail: body?.detail,
    code: body?.code,
    retryAfter: Number(answer.headers.get('retry-after')) || undefined
  })
}

/** The rows of these ids, by id; as many requests as their number needs. */
export async function rowsById(api, path, ids, fields, options) {
  const found = new Map()
  const wanted = [...new Set(ids)]
  for (let at = 0; at < wanted.length; at += 50) {
    const some = wanted.slice(at, at + 50)
    const query = `?id=${some.join(',')}&limit=${some.length}&fields=${fields}`
    const { body } = await ask(api, path + query, options)
    for (const row of body.data) found.set(row.id, row)
  }
  return found
}

/** What is needed of a source to name it, lead to it, and say when it was captured. */
export const sourceFields = [
  ...['id', 'kind', 'title', 'url', 'archiveUrl', 'publisher'],
  ...['id', 'number', 'capturedAt', 'createdAt', 'length', 'archiveUrl'].map(
    (field) => `captures.${field}`
  )
].join(',')

/** An element. Children are nodes or text: what the record holds never becomes markup. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined && value !== null && value !== false)
      element.setAttribute(key, value === true ? '' : value)
  element.append(...children.flat(9).filter((child) => child !== undefined && child !== null))
  return element
}

/** A link where the address is one of the web, else its text alone. */
export function link(url, ...text) {
  if (!/^https?:\/\//i.test(url ?? '')) return el('span', {}, ...text)
  return el('a', { href: url, rel: 'noopener' }, ...text)
}

/** `press_conference` -> `press conference` */
export const plain = (word) => String(word ?? '').replaceAll('_', ' ')
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1)
export const plural = (count, one, several = `${one}s`) => `${count} ${count === 1 ? one : several}`

const formats = (options) =>
  new Intl.DateTimeFormat(document.documentElement.lang || 'en', { timeZone: 'UTC', ...options })

/** A moment to the minute, in UTC; null where it is not recorded. */
export function tellInstant(instant) {
  if (!instant) return null
  const text = formats({ dateStyle: 'long', timeStyle: 'short' }).format(new Date(instant))
  return `${text} UTC`
}

/** An EDTF date (ISO 8601-2) in words that are as certain as it is, and no more. */
export function tellDate(edtf) {
  if (!edtf) return 'date not on record'
  const [from, to] = edtf.split('/')
  if (to === undefined) return oneDate(from)
  if (from === '..' || from === '') return `until ${oneDate(to)}, beginning not known`
  if (to === '..') return `since ${oneDate(from)}`
  if (to === '') return `from ${oneDate(from)}, end not known`
  return `from ${oneDate(from)} to ${oneDate(to)}`
}

function oneDate(text) {
  const bare = text.replace(/[?~%]/g, '')
  const parts = /^(\d{4}|\d{3}X|\d\dXX|XXXX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?$/.exec(bare)
  if (!parts) return `${text} (EDTF)`
  const about = /[~%]/.test(text) ? 'about ' : ''
  const uncertain = /[?%]/.test(text) ? ' (uncertain)' : ''
  return about + certain(...parts.slice(1)) + uncertain
}

function certain(year, month, day) {
  const known = (part) => part !== undefined && !part.includes('X')
  const gaps = [
    year === 'XXXX' && 'year',
    month === 'XX' && 'month',
    known(month) && day === 'XX' && 'day'
  ].filter(Boolean)
  const options = {
    ...(known(year) && { year: 'numeric' }),
    ...(known(month) && { month: 'long' }),
    ...(known(month) && known(day) && { day: 'numeric' })
  }
  const at = `${known(year) ? year : '2000'}-${known(month) ? month : '01'}-${known(day) ? day : '01'}`
  const told = Object.keys(options).length ? formats(options).format(new Date(`${at}T00:00Z`)) : ''
  const some = /^\d+X+$/.test(year)
    ? `in ${year.replaceAll('X', '0')}–${year.replaceAll('X', '9')}`
    : ''
  const gap = gaps.length ? `${gaps.join(' and ')} not known` : ''
  return [told, some, gap].filter(Boolean).join(', ')
}

/** What a state of a quote means, said plainly, and a mark that needs no colour. */
export const quoteStates = {
  anchored: ['●', 'Quote verified: these words stand in the captured text.'],
  unverified: ['○', 'Quote not verified here: the captured text is not held.'],
  orphaned: ['◌', 'Quote not found: these words do not stand in the captured text.'],
  ambiguous: ['◐', 'Quote ambiguous: these words stand in the captured text more than once.']
}
export const attributions = {
  verbatim: 'in the claimant’s own words',
  paraphrase: 'as the source paraphrases it',
  as_heard: 'as others heard it',
  commentary: 'the author’s own commentary'
}

/**
 * Shows in `place` that something is asked, then what `work` makes of the answer, or why there is none.
 * Where the API asks for patience (429, 503) it is asked again by itself when that time is over.
 */
export async function show(place, work) {
  place.setAttribute('aria-busy', 'true')
  place.replaceChildren(el('p', { class: 'onrecord-note', role: 'status' }, 'Asking the record …'))
  try {
    const content = await work()
    place.replaceChildren(...[content].flat())
  } catch (error) {
    if (error.name === 'AbortError') return
    place.replaceChildren(failureBox(error, () => show(place, work)))
  } finally {
    place.removeAttribute('aria-busy')
  }
}

export function failureBox(error, again) {
  if (!(error instanceof Failure)) console.error(error)
  const { status, title, detail, retryAfter } =
    error instanceof Failure ? error : { title: 'The answer could not be shown' }
  const waiting = el('p', { class: 'onrecord-waiting' })
  const button = el('button', { type: 'button' }, 'Try again')
  const box = el(
    'div',
    { class: 'onrecord-failure', role: 'alert' },
    el('p', {}, el('strong', {}, status ? `${title} (${status})` : title)),
    detail ? el('p', {}, detail) : null,
    again && (!status || status === 429 || status >= 500) ? [waiting, button] : null
  )
  button.addEventListener('click', () => again())
  if (again && retryAfter <= 120) {
    waiting.textContent = `Asked again by itself in ${plural(retryAfter, 'second')}.`
    setTimeout(() => box.isConnected && again(), retryAfter * 1000)
  }
  return box
}
