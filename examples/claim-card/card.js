/** The card in a page of its own, for an iframe: attributes from the address, its height to the parent. */
import './onrecord-claim.js'

const asked = new URLSearchParams(location.search)
if (asked.get('theme')) document.documentElement.style.colorScheme = asked.get('theme')
const card = document.createElement('onrecord-claim')
for (const name of ['claim', 'api', 'as-of'])
  if (asked.has(name)) card.setAttribute(name, asked.get(name))
document.querySelector('main').append(card)

// Whoever embeds the page may know how tall the card is, and nothing else.
new ResizeObserver(() => {
  const height = Math.ceil(card.getBoundingClientRect().height)
  window.parent.postMessage({ type: 'onrecord-claim:height', height }, '*')
}).observe(card)
