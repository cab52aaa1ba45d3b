/** Whether two servers' answers, each of its own form, say the same: the same rows in the same order. */
import { isDeepStrictEqual } from 'node:util'
import type { PeerWorkload, Shape, Side } from './peer-workloads.js'
import { answerOf } from './rounds.js'
import type { Running } from './servers.js'
import type { Ask } from './workloads.js'

const compared = 20

/** Throws where a peer does not answer as ours does. */
export async function checkAlike(
  { name, shapes }: PeerWorkload,
  running: Map<Side, Running>,
  asks: Map<Side, Ask[]>
): Promise<void> {
  for (let i = 0; i < compared; i++) {
    const answer = async (side: Side) => {
      const ask = asks.get(side)?.[i] as Ask
      const found = await answerOf((running.get(side) as Running).port, ask)
      try {
        return shaped(found, shapes[side] as Shape)
      } catch (error) {
        throw new Error(`${name}: ${side} answers ${excerpt(found)}`, { cause: error })
      }
    }
    const expected = await answer('onrecord')
    for (const side of Object.keys(shapes) as Side[]) {
      if (side === 'onrecord') continue
      const found = await answer(side)
      if (!isDeepStrictEqual(found, expected))
        throw new Error(
          `${name}: ${side} and onrecord do not agree on ${JSON.stringify(asks.get(side)?.[i])}\n${side}: ${excerpt(found)}\nonrecord: ${excerpt(expected)}`
        )
    }
  }
}

const excerpt = (value: unknown) => JSON.stringify(value).slice(0, 2000)

function shaped(value: unknown, shape: Shape): unknown {
  if (typeof shape === 'string') return at(value, shape)
  if (Array.isArray(shape)) {
    const [list, each] = shape
    return (at(value, list) as unknown[]).map((item) => shaped(item, each))
  }
  return Object.fromEntries(
    Object.entries(shape).map(([name, each]) => [name, shaped(value, each)] as const)
  )
}

function at(value: unknown, place: string): unknown {
  return place.split('.').reduce((inside, name) => (inside as Record<string, unknown>)[name], value)
}
