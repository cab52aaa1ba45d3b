/** Names for a CDN of what an answer follows from, so that it can drop just the answers that changed. */
import type { Resource, ResourceName } from '../resources/define.js'
import type { Selection } from '../store/selection.js'

/** What any change on record touches. */
export const everyAnswer = 'onrecord'

const known = new WeakMap<Selection, string>()

/**
 * `onrecord`, the names of the resources that the answer shows something of, and what else it goes by:
 * the id of a row, or `filtered` where rows of any resource may bear on which are listed.
 */
export function surrogateKeys(resource: Resource, select: Selection, own: string[]): string {
  let keys = known.get(select)
  if (!keys) {
    keys = [everyAnswer, ...new Set([resource.name, ...shownIn(select)])].join(' ')
    known.set(select, keys)
  }
  return [keys, ...own].join(' ')
}

const shownIn = (select: Selection): ResourceName[] =>
  select.flatMap((pick) => {
    if ('constant' in pick || 'label' in pick) return []
    const { field } = pick
    const to = field.kind === 'one' || field.kind === 'many' ? [field.to] : []
    return [...to, ...shownIn(pick.select ?? [])]
  })
