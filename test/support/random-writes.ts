/** Random writes, for tests of what has to hold whatever is written. */
import type { Editor } from './editor.js'

/** What they write about. */
export async function prepareWrites({ send }: Editor): Promise<void> {
  for (const name of ['police', 'sheriff'])
    await send('POST', '/v1/agencies', {
      slug: name,
      name,
      classification: 'other',
      status: 'published'
    })
  await send('POST', '/v1/topics', { slug: 'masks', prefLabel: 'Masks', status: 'published' })
}

/** Writes of every kind, in an order that a seed decides. */
export function stepsOf({ send, source }: Editor, random: (n: number) => number) {
  const made = { statements: [] as string[], people: [] as string[], claims: [] as string[] }
  const any = { 'if-match': '*' }
  const pick = (list: string[]) => list[random(list.length)]
  let n = 0
  const steps: (() => Promise<unknown>)[] = [
    async () => {
      const agencies = [{ agency: random(2) ? 'police' : 'sheriff', role: 'issuer' }]
      const claims = Array.from({ length: random(3) }, (_, position) => ({
        position,
        proposition: `Claim ${n}.${position}`,
        kind: 'policy',
        attribution: 'paraphrase',
        topics: random(2) ? ['masks'] : []
      }))
      const { body } = await send('POST', '/v1/statements', {
        title: `Statement ${n++}`,
        source,
        agencies,
        claims,
        issuedOn: `2025-1${random(3)}-0${1 + random(9)}`,
        status: random(3) ? 'published' : 'draft'
      })
      made.statements.push(body.id)
    },
    async () => {
      const { body } = await send('POST', '/v1/people', { name: `P${n++}`, status: 'published' })
      made.people.push(body.id)
    },
    () => send('POST', `/v1/statements/${pick(made.statements)}/publish`),
    () => send('DELETE', `/v1/statements/${pick(made.statements)}?reason=r`, undefined, any),
    () => send('POST', `/v1/statements/${pick(made.statements)}/restore`),
    () => {
      const agencies = [
        { agency: 'sheriff', role: 'issuer' },
        { agency: 'police', role: 'subject' }
      ].slice(random(2))
      return send(
        'PATCH',
        `/v1/statements/${pick(made.statements)}`,
        { agencies, note: `${n++}` },
        any
      )
    },
    () => send('PATCH', `/v1/people/${pick(made.people)}`, { name: `Q${n++}` }, any),
    () => send('POST', `/v1/people/${pick(made.people)}/merge`, { into: pick(made.people) }),
    () => send('DELETE', `/v1/people/${pick(made.people)}?reason=r`, undefined, any),
    () => send('PATCH', '/v1/agencies/police', { parent: random(2) ? 'sheriff' : null }, any),
    () => send('DELETE', '/v1/topics/masks?reason=r', undefined, any),
    () => send('POST', '/v1/topics/masks/restore'),
    async () => {
      const { body } = await send('POST', '/v1/people', { name: `Draft ${n++}` })
      made.people.push(body.id)
    },
    () => send('POST', `/v1/people/${pick(made.people)}/publish`),
    () => {
      const person = pick(made.people)
      const speakers = [{ person, postTitle: 'Chief' }]
      return send('PATCH', `/v1/statements/${pick(made.statements)}`, { speakers }, any)
    },
    () => {
      const text = `Officers ${['do', 'do not', 'may', 'will'][random(4)]} ask. ${random(3)}`
      return send('POST', `/v1/sources/${source}/captures`, {
        text,
        mediaType: 'text/plain',
        status: 'published'
      })
    },
    async () => {
      const { body } = await send('GET', `/v1/sources/${source}?include=captures`)
      const capture = body.captures?.[0]
      if (!capture) return
      const claim = { proposition: `Quoted ${n++}`, kind: 'policy', attribution: 'verbatim' }
      const quotes = [{ capture: capture.id, exact: 'Officers' }]
      const statement = pick(made.statements)
      await send('POST', '/v1/claims', {
        ...claim,
        statement,
        position: 10 + n,
        quotes,
        status: 'published'
      })
    }
  ]
  return async () => {
    if (made.statements.length < 3) await steps[0]?.()
    if (made.people.length < 3) await steps[1]?.()
    await steps[random(steps.length)]?.()
  }
}

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): (n: number) => number {
  let a = seed
  return (n) => {
    a = (a + 0x6d2b79f5) | 0
    let x = Math.imul(a ^ (a >>> 15), 1 | a)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((((x ^ (x >>> 14)) >>> 0) / 2 ** 32) * n) | 0
  }
}
