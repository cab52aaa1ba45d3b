/**
 * What a release holds of each resource: the content of the rows that readers see, in the order of
 * their ids. What is the database's own (revisions, times of writing) is left out, so that the same
 * record gives the same bytes wherever it is.
 */
import { contentOf } from '../changes/read.js'
import { isWritable } from '../imports/normalise.js'
import type { Field, Resource } from '../resources/define.js'
import { itemPath } from '../store/references.js'
import type { ListRequest, Selection } from '../store/selection.js'

/** How the resource's files are called: `statute-versions`. */
export const fileName = (resource: Resource): string => itemPath(resource).replace('/v1/', '')

const ofTheDatabase = ['revision', 'createdAt', 'updatedAt']

/** The members of a row: its own fields and parts, and its links as `{id}`. */
export function publishedContent(resource: Resource): Selection {
  const content = contentOf(resource).filter(({ as }) => !ofTheDatabase.includes(as))
  if (resource.name !== 'captures') return content
  return [...content, { as: 'text', field: resource.fields['text'] as Field }]
}

/** Of these, what an import takes, and the name of the resource. */
export const recordContent = (resource: Resource): Selection => [
  { as: 'resource', constant: resource.name },
  ...importable(publishedContent(resource))
]
const importable = (select: Selection): Selection =>
  select.flatMap((pick): Selection => {
    if (!('field' in pick)) return []
    const { as, field, select: inner } = pick
    if (as !== 'id' && !isWritable(field)) return []
    const isWithin = field.kind === 'parts' || field.kind === 'group'
    return [isWithin && inner ? { ...pick, select: importable(inner) } : pick]
  })

export function publishedRows(resource: Resource, select: Selection) {
  // An import numbers the captures of a source as they come.
  const sort = resource.name === 'captures' ? [{ name: 'number', descending: false }] : []
  const rows: ListRequest['rows'] = { filters: [], sort, limit: 0, backward: false }
  return { resource, rows, select }
}
