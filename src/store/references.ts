/** How a row of any resource is named wherever rows of several come together. */
import type { Resource } from '../resources/define.js'
import { objectOf } from './objects.js'
import { reference } from './selection.js'
import type { Statement } from './sql.js'
import { member } from './text.js'

/** Where rows of the resource are, one by one; a list of them is there where it has a collection. */
export const itemPath = ({ path, name }: Resource) =>
  `/v1/${path ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/**
 * The beginning of a row's object: its resource, id, slug, label and address. What follows closes it.
 * Another label and address may stand for its own, as SQL of a text.
 */
export function opened(
  resource: Resource,
  row: string,
  sql: Statement,
  own: { label?: string; href?: string } = {}
): string {
  const slug = resource.slug ? '' : `,${member('slug')}null`
  const [id, ...others] = reference(resource)
  const named = own.label
    ? `left(${objectOf([id as NonNullable<typeof id>], row, sql)}, -1) || ',"label":' || to_json(${own.label})::text || '}'`
    : objectOf([id as NonNullable<typeof id>, ...others], row, sql)
  const href = own.href
    ? `to_json(${own.href})::text`
    : `'"${itemPath(resource)}/' || ${row}.id || '"'`
  return `'{"resource":"${resource.name}",' || substr(left(${named}, -1), 2) || '${slug},"href":' || ${href}`
}
