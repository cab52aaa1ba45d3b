/** What changed between two texts: word by word (the `diff` library), with spans in code points. */
import { diffWordsWithSpace } from 'diff'
import { codePointLength } from './text.js'

export interface Change {
  /** `removed` from the earlier text, `added` in the later, or `replaced`. */
  kind: 'added' | 'removed' | 'replaced'
  /** Where, in code points, the end excluded; an empty span where nothing stands on that side. */
  from: { start: number; end: number; text: string }
  to: { start: number; end: number; text: string }
}
/** How long the comparison may take, in milliseconds; texts that differ wholly take longest. */
const patience = 2000

/** The changes in order; the whole texts as one change where they differ too much to be compared. */
export function changesBetween(from: string, to: string): Change[] {
  if (from === to) return []
  const parts = diffWordsWithSpace(from, to, { timeout: patience })
  if (!parts) return [wholly(from, to)]
  const changes: Change[] = []
  let [a, b] = [0, 0]
  let open: Change | undefined
  for (const { value, added, removed } of parts) {
    const length = codePointLength(value)
    if (!added && !removed) {
      open = undefined
      a += length
      b += length
      continue
    }
    if (!open) {
      open = {
        kind: 'replaced',
        from: { start: a, end: a, text: '' },
        to: { start: b, end: b, text: '' }
      }
      changes.push(open)
    }
    const side = removed ? open.from : open.to
    side.end += length
    side.text += value
    if (removed) a += length
    else b += length
  }
  for (const change of changes) change.kind = kindOf(change)
  return changes
}

const kindOf = ({ from, to }: Change) =>
  from.start === from.end ? 'added' : to.start === to.end ? 'removed' : 'replaced'
const whole = (text: string) => ({ start: 0, end: codePointLength(text), text })
const wholly = (from: string, to: string): Change => ({
  kind: 'replaced',
  from: whole(from),
  to: whole(to)
})
