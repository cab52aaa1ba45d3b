/** `include` and `fields` -> Selection: what of each row a REST answer shows. */
import type { Field, ManyField, Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { reference, type Selection } from '../store/selection.js'
import { among, invalid } from './query-string.js'

/** Paths as a tree. `whole`: the path down to here was given itself, beside or without longer ones. */
interface Paths {
  whole: boolean
  below: Map<string, Paths>
}
const none: Paths = { whole: false, below: new Map() }
/** How many links deep a path may go. */
const maxDepth = 4
const maxPaths = 100

export function representation(
  resource: Resource,
  include?: string[],
  fields?: string[]
): Selection {
  const wanted = treeOf(include ?? [], 'include')
  checkIncludes(resource.fields, wanted, [], 0)
  if (!fields) return everything(resource.fields, wanted)
  return chosen(resource.fields, treeOf(fields, 'fields'), wanted, {
    path: [],
    links: 0,
    of: resource
  })
}

function treeOf(paths: string[], parameter: string): Paths {
  if (paths.length > maxPaths) throw invalid(parameter, `At most ${maxPaths} paths.`)
  const root: Paths = { whole: false, below: new Map() }
  for (const path of paths) {
    let at = root
    for (const name of path.split('.')) {
      if (!at.below.has(name)) at.below.set(name, { whole: false, below: new Map() })
      at = at.below.get(name) as Paths
    }
    at.whole = true
  }
  return root
}

/** All members of a resource, part or group, with the links in `include` embedded. */
function everything(fields: Record<string, Field>, include: Paths): Selection {
  return Object.entries(fields).flatMap(([as, field]): Selection => {
    const below = include.below.get(as)
    switch (field.kind) {
      case 'many':
        return below || field.shown === 'always'
          ? [{ as, field, select: linkOf(field.to, below) }]
          : []
      case 'one':
        return [{ as, field, select: linkOf(field.to, below) }]
      case 'parts':
      case 'group':
        return [{ as, field, select: everything(field.fields, insideOf(field.fields, below)) }]
      default:
        return [{ as, field }]
    }
  })
}

const linkOf = (to: Resource['name'], below?: Paths): Selection =>
  below ? everything(resources[to].fields, below) : reference(resources[to])

/** What is included inside a part or group. To include it as such is to include each of its links. */
function insideOf(fields: Record<string, Field>, include: Paths | undefined): Paths {
  if (!include?.whole) return include ?? none
  const links = linksAmong(fields).map((name): [string, Paths] => [name, none])
  return { whole: true, below: new Map([...links, ...include.below]) }
}
const linksAmong = (fields: Record<string, Field>) =>
  Object.keys(fields).filter((name) => ['one', 'many'].includes((fields[name] as Field).kind))

/** Where in the paths of `fields` we are: names, how many of them are links, and the resource if in one. */
interface Place {
  path: string[]
  links: number
  of?: Resource
}

/** Just the paths in `fields`. Of what is given both whole and by its parts, all is shown. */
function chosen(
  fields: Record<string, Field>,
  wanted: Paths,
  include: Paths,
  at: Place
): Selection {
  return [...wanted.below].map(([as, paths]) => {
    const path = [...at.path, as]
    const included = include.below.get(as)
    if (as === 'label' && at.of) {
      checkLeaf(path, paths)
      return { as, label: at.of }
    }
    const field = fieldAt(fields, as, at.path, 'fields', at.of ? ['label'] : [])
    switch (field.kind) {
      case 'one':
      case 'many': {
        if (field.kind === 'many' && field.shown === 'paged') throw pagedOnly(field, path, 'fields')
        const links = checkDepth(path, at.links + 1, 'fields')
        const of = resources[field.to]
        const some = chosen(of.fields, paths, included ?? none, { path, links, of })
        return { as, field, select: paths.whole ? union(linkOf(field.to, included), some) : some }
      }
      case 'parts':
      case 'group': {
        const inside = insideOf(field.fields, included)
        const some = chosen(field.fields, paths, inside, { path, links: at.links })
        const select = paths.whole ? union(everything(field.fields, inside), some) : some
        return { as, field, select }
      }
      default:
        checkLeaf(path, paths)
        return { as, field }
    }
  })
}

/** The members of both, each once. */
function union(some: Selection, more: Selection): Selection {
  const all = new Map(some.map((pick) => [pick.as, pick]))
  for (const pick of more) {
    const known = all.get(pick.as)
    const inner = known && 'field' in known && 'field' in pick && pick.select
    all.set(pick.as, inner ? { ...known, select: union(known.select ?? [], inner) } : pick)
  }
  return [...all.values()]
}

function checkIncludes(
  fields: Record<string, Field>,
  include: Paths,
  above: string[],
  links: number
): void {
  for (const [name, below] of include.below) {
    const field = fieldAt(fields, name, above, 'include')
    const path = [...above, name]
    switch (field.kind) {
      case 'one':
      case 'many':
        if (field.kind === 'many' && field.shown === 'paged')
          throw pagedOnly(field, path, 'include')
        checkIncludes(
          resources[field.to].fields,
          below,
          path,
          checkDepth(path, links + 1, 'include')
        )
        break
      case 'parts':
      case 'group':
        if (!linksAmong(field.fields).length) throw notALink(path)
        checkIncludes(field.fields, insideOf(field.fields, below), path, links)
        break
      default:
        throw notALink(path)
    }
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
      ([, each]) =>
        parameter === 'fields' || !['column', 'date', 'values', 'computed'].includes(each.kind)
    )
    .map(([each]) => each)
  throw invalid(
    parameter,
    `\`${[...path, name].join('.')}\` is not known. ${among(name, [...known, ...more])}`
  )
}
function checkDepth(path: string[], links: number, parameter: string): number {
  if (links > maxDepth)
    throw invalid(parameter, `\`${path.join('.')}\` goes deeper than ${maxDepth} links.`)
  return links
}
function checkLeaf(path: string[], { below }: Paths): void {
  if (below.size) throw invalid('fields', `\`${path.join('.')}\` has no members.`)
}
function notALink(path: string[]) {
  return invalid('include', `\`${path.join('.')}\` is not a link.`)
}
function pagedOnly(field: ManyField, path: string[], parameter: string) {
  const { path: list, name } = resources[field.to]
  return invalid(
    parameter,
    `\`${path.join('.')}\` may be long: read it as a list of its own, /v1/${list ?? name}.`
  )
}
