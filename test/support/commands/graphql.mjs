/** Sends a page's operation to the service and prints the answer: graphql.mjs ORIGIN FILE */
import fs from 'node:fs'

const [origin, file] = process.argv.slice(2)
const query = fs.readFileSync(file, 'utf8')
// Nothing need happen for a subscription to have been accepted: what is wrong with it is told at once.
const subscribes = /^\s*subscription\b/m.test(query)
const answer = await fetch(`${origin}/graphql${subscribes ? '/stream' : ''}`, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    accept: subscribes ? 'text/event-stream' : 'application/json',
    ...(/^\s*mutation\b/m.test(query) && { authorization: `Bearer ${process.env.KEY}` })
  },
  body: JSON.stringify({ query })
})
const text = subscribes ? await beginning(answer) : await answer.text()
console.log(text)
process.exit(answer.ok && !/"errors"\s*:/.test(text) ? 0 : 1)

async function beginning({ body }) {
  const reader = body.getReader()
  const begun = await Promise.race([
    reader.read(),
    new Promise((resolve) => setTimeout(resolve, 300, {}))
  ])
  return begun.value ? Buffer.from(begun.value).toString() : ''
}
