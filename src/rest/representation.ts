/** `include` and `fields` -> Selection: what of each row a REST answer shows. */
import type { Field, ManyField, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { reference, type Selection } from '../store/selection.js'
import { among, invalid } from './query-string.js'

/** Paths as a tree: `a.b,a.c` is {a: {b: {}, c: {}}}. */
type Paths = Map<string, Paths>
/** How many links deep a path may go. */
const maxDepth = 4
const maxPaths = 100

export function representation(
  resource: Resource,
  include?: string[],
  fields?: string[]
): Selection {
  const wanted = treeOf(include ?? [], 'include')
  checkIncludes(resource, wanted, [])
  if (!fields) return everything(resource, wanted)
  return chosen(resource, treeOf(fields, 'fields'), wanted, [])
}

function treeOf(paths: string[], parameter: string): Paths {
  if (paths.length > maxPaths) throw invalid(parameter, `At most ${maxPaths} paths.`)
  const root: Paths = new Map()
  for (const path of paths) {
    let at = root
    for (const name of path.split('.')) {
      if (!at.has(name)) at.set(name, new Map())
      at = at.get(name) as Paths
    }
  }
  return root
}

const none: Paths = new Map()

/** The resource's own JSON, with the links in `include` embedded. */
function everything(resource: Resource, include: Paths): Selection {
  return Object.entries(resource.fields).flatMap(([as, field]): Selection => {
    const below = include.get(as)
    switch (field.kind) {
      case 'many': {
        if (below) return [{ as, field, select: everything(resources[field.to], below) }]
        return field.shown === 'always'
          ? [{ as, field, select: reference(resources[field.to]) }]
          : []
      }
      case 'parts':
      case 'group':
        return [{ as, field, select: membersOf(field.fields, below) }]
      case 'one':
        return [{ as, field, select: linkOf(field.to, below) }]
      default:
        return [{ as, field }]
    }
  })
}

const linkOf = (to: Resource['name'], below?: Paths): Selection =>
  below ? everything(resources[to], below) : reference(resources[to])

/** The members of a part. Including the part itself includes each of its links. */
function membersOf(fields: Record<string, Field>, include?: Paths): Selection {
  return Object.entries(fields).map(([as, field]) => {
    const below = include?.size === 0 ? none : include?.get(as)
    return field.kind === 'one' ? { as, field, select: linkOf(field.to, below) } : { as, field }
  })
}

/** Just the paths in `fields`. */
function chosen(resource: Resource, fields: Paths, include: Paths, path: string[]): Selection {
  return [...fields].map(([as, below]) => {
    if (as === 'label') return { as, label: resource }
    const field = fieldAt(resource.fields, as, path, 'fields', ['label'])
    const here = [...path, as]
    const leaf = below.size === 0
    if (field.kind === 'many' || field.kind === 'one') {
      if (field.kind === 'many' && field.shown === 'paged')
        throw pagedOnly(resource, field, here, 'fields')
      checkDepth(here, 'fields')
      const to = resources[field.to]
      const included = include.get(as)
      if (!leaf) return { as, field, select: chosen(to, below, included ?? none, here) }
      return { as, field, select: linkOf(field.to, included) }
    }
    if (field.kind === 'parts' || field.kind === 'group') {
      const select = leaf
        ? membersOf(field.fields, include.get(as))
        : chosenMembers(field.fields, below, include.get(as), here)
      return { as, field, select }
    }
    if (!leaf) throw invalid('fields', `\`${here.join('.')}\` has no members.`)
    return { as, field }
  })
}

function chosenMembers(
  fields: Record<string, Field>,
  wanted: Paths,
  include: Paths | undefined,
  path: string[]
): Selection {
  return [...wanted].map(([as, below]) => {
    const field = fieldAt(fields, as, path, 'fields')
    const here = [...path, as]
    if (field.kind !== 'one') {
      if (below.size) throw invalid('fields', `\`${here.join('.')}\` has no members.`)
      return { as, field }
    }
    const included = include?.size === 0 ? none : include?.get(as)
    checkDepth(here, 'fields')
    const select = below.size
      ? chosen(resources[field.to], below, included ?? none, here)
      : linkOf(field.to, included)
    return { as, field, select }
  })
}

function checkIncludes(resource: Resource, include: Paths, path: string[]): void {
  for (const [name, below] of include) {
    const field = fieldAt(resource.fields, name, path, 'include')
    const here = [...path, name]
    checkDepth(here, 'include')
    if (field.kind === 'one') checkIncludes(resources[field.to], below, here)
    else if (field.kind === 'many') {
      if (field.shown === 'paged') throw pagedOnly(resource, field, here, 'include')
      checkIncludes(resources[field.to], below, here)
    } else if (field.kind === 'parts' || field.kind === 'group') {
      if (!Object.values(field.fields).some((member) => member.kind === 'one')) throw notALink(here)
      for (const [inner, deeper] of below) {
        const link = fieldAt(field.fields, inner, here, 'include')
        if (link.kind !== 'one') throw notALink([...here, inner])
        checkIncludes(resources[link.to], deeper, [...here, inner])
      }
    } else throw notALink(here)
  }
}

function fieldAt(
  fields: Record<string, Field>,
  name: string,
  path: string[],
  parameter: string,
  more: string[] = []
): Field {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field) return field
  const known = Object.entries(fields)
    .filter(
      ([, each]) => parameter === 'fields' || !['column', 'date', 'values'].includes(each.kind)
    )
    .map(([each]) => each)
  throw invalid(
    parameter,
    `\`${[...path, name].join('.')}\` is not known. ${among(name, [...known, ...more])}`
  )
}
function checkDepth(path: string[], parameter: string): void {
  if (path.length > maxDepth)
    throw invalid(parameter, `\`${path.join('.')}\` goes deeper than ${maxDepth} links.`)
}
function notALink(path: string[]) {
  return invalid('include', `\`${path.join('.')}\` is not a link.`)
}
function pagedOnly(resource: Resource, field: ManyField, path: string[], parameter: string) {
  const list = resources[field.to].path
  return invalid(
    parameter,
    `\`${path.join('.')}\` may be long: read it as a list of its own, /v1/${list}?${resource.singular}=….`
  )
}
