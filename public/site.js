/**
 * Searches the documentation in the browser: the sections of every page are fetched from this origin
 * when the search is first used, and looked through by MiniSearch. `/` comes to it, arrows move
 * through what is found, Enter opens it and Escape leaves.
 */
const area = document.querySelector('search')
const input = area.querySelector('input')
const found = area.querySelector('#found')
const status = found.querySelector('[role="status"]')
const list = found.querySelector('ol')
const mostShown = 12

let opened
/** The index, made once. */
function open() {
  opened ??= Promise.all([
    import(area.dataset.engine),
    fetch(area.dataset.sections).then((answer) => {
      if (!answer.ok) throw new Error(`the sections came with status ${answer.status}`)
      return answer.json()
    })
  ]).then(([{ default: MiniSearch }, sections]) => {
    const index = new MiniSearch({
      fields: ['heading', 'page', 'text'],
      storeFields: ['url', 'kind', 'page', 'heading', 'text'],
      searchOptions: {
        boost: { heading: 4, page: 2 },
        prefix: true,
        fuzzy: (term) => (term.length > 4 ? 0.2 : false),
        combineWith: 'AND'
      }
    })
    index.addAll(sections)
    return index
  })
  // After a failure the next attempt begins anew.
  opened.catch(() => {
    opened = undefined
  })
  return opened
}

async function search() {
  const asked = input.value.trim()
  if (asked === '') return close()
  let results
  try {
    results = (await open()).search(asked)
  } catch {
    list.replaceChildren()
    status.textContent = 'The search cannot be loaded just now.'
    found.hidden = false
    return
  }
  if (asked !== input.value.trim()) return
  status.textContent =
    results.length === 0
      ? `Nothing found for “${asked}”.`
      : `${results.length} ${results.length === 1 ? 'section' : 'sections'} found${results.length > mostShown ? `, the best ${mostShown} shown` : ''}`
  list.replaceChildren(...results.slice(0, mostShown).map(shown))
  found.hidden = false
}

function shown({ url, kind, page, heading, text, terms }) {
  const link = document.createElement('a')
  link.href = url
  link.append(
    element('strong', '', ...marked(heading, terms)),
    element('span', 'where', heading === page ? kind : `${kind} · ${page}`),
    element('span', 'snippet', ...marked(around(text, terms), terms))
  )
  const entry = document.createElement('li')
  entry.append(link)
  return entry
}
function element(name, className, ...content) {
  const made = document.createElement(name)
  if (className) made.className = className
  made.append(...content)
  return made
}

const escaped = (term) => term.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
/** At the beginning of a word, as the search finds them. */
const anyOf = (terms, flags) =>
  new RegExp(`(?<![\\p{L}\\p{N}])(${terms.map(escaped).join('|')})`, flags)
/** The words that were found, marked. */
function marked(text, terms) {
  if (terms.length === 0) return [text]
  return text
    .split(anyOf(terms, 'giu'))
    .map((part, i) => (i % 2 ? element('mark', '', part) : part))
}
/** The text about the first of the words. */
function around(text, terms) {
  const at = Math.max(0, text.search(anyOf(terms, 'iu')))
  const from = at < 60 ? 0 : text.indexOf(' ', at - 50) + 1
  return `${from ? '… ' : ''}${text.slice(from, from + 150)}${text.length > from + 150 ? ' …' : ''}`
}

function close() {
  found.hidden = true
  list.replaceChildren()
  status.textContent = ''
}
const links = () => [...list.querySelectorAll('a')]
function move(by) {
  const all = links()
  const at = all.indexOf(document.activeElement) + by
  if (at < 0) input.focus()
  else all[Math.min(at, all.length - 1)]?.focus()
}

area.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown') found.hidden ? search() : move(1)
  else if (event.key === 'ArrowUp') move(-1)
  else if (event.key === 'Escape') {
    input.focus()
    close()
  } else return
  event.preventDefault()
})
area.addEventListener('submit', async (event) => {
  event.preventDefault()
  await search()
  links()[0]?.click()
})
input.addEventListener('input', search)
input.addEventListener('focus', () => {
  open().catch(() => {})
})
list.addEventListener('click', close)
document.addEventListener('click', (event) => {
  if (!area.contains(event.target)) close()
})
document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest('input, textarea, select, [contenteditable]')
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return
  event.preventDefault()
  input.focus()
  input.select()
})
area.hidden = false

// On a phone the headings of the page stand over it: whoever chose one wants to see it.
const contents = document.querySelector('#contents')
contents?.addEventListener('click', (event) => {
  if (event.target.closest('a') && contents.matches(':popover-open')) contents.hidePopover()
})
