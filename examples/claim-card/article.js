/** The page that tries the card out: a choice of claims, and the text that embeds the one shown. */
import { apiOf, ask, el } from '../shared/onrecord.js'

const asked = new URLSearchParams(location.search)
const api = apiOf(asked.get('api'))
const form = document.querySelector('form')
const card = document.querySelector('onrecord-claim')
const fields = form.elements

function showCard() {
  const attributes = { claim: fields.claim.value, api, 'as-of': fields['as-of'].value.trim() }
  for (const [name, value] of Object.entries(attributes))
    if (value) card.setAttribute(name, value)
    else card.removeAttribute(name)
  const now = attributes['as-of'] || new Date().toISOString().replace(/\.\d+/, '')
  document.querySelector('pre code').textContent = [
    `<script type="module" src="${new URL('onrecord-claim.js', location.href)}"></script>`,
    `<onrecord-claim api="${api}" claim="${attributes.claim}" as-of="${now}"></onrecord-claim>`
  ].join('\n')
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  showCard()
})
const { body } = await ask(api, '/v1/claims?limit=100&fields=id,proposition').catch(() => ({
  body: { data: [] }
}))
const wanted = asked.get('claim')
const ids = body.data.map(({ id }) => id)
if (wanted && !ids.includes(wanted)) body.data.unshift({ id: wanted, proposition: wanted })
fields.claim.append(
  ...body.data.map(({ id, proposition }) =>
    el('option', { value: id, selected: id === wanted }, proposition.slice(0, 90))
  )
)
fields['as-of'].value = asked.get('as-of') ?? ''
showCard()
