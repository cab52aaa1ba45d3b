/** Every resource that is served, by name, in the order in which one may link to those before it. */
import { agencies } from './agencies.js'
import { assessments } from './assessments.js'
import { captures } from './captures.js'
import { claims } from './claims.js'
import type { Resource, ResourceName } from './define.js'
import { events } from './events.js'
import { jurisdictions } from './jurisdictions.js'
import { people } from './people.js'
import { publishers } from './publishers.js'
import { relations } from './relations.js'
import { sources } from './sources.js'
import { statements } from './statements.js'
import { statuteReferences } from './statute-references.js'
import { statuteVersions } from './statute-versions.js'
import { statutes } from './statutes.js'
import { topics } from './topics.js'

export const resources: Record<ResourceName, Resource> = {
  jurisdictions,
  publishers,
  agencies,
  people,
  events,
  sources,
  captures,
  topics,
  statutes,
  statuteVersions,
  statements,
  claims,
  statuteReferences,
  relations,
  assessments
}
/** Those with a collection of their own under /v1. */
export const collections = Object.values(resources).filter(
  (resource) => resource.path !== undefined
)

/** Where rows of the resource are, one by one; a list of them is there where it has a collection. */
export const itemPath = ({ path, name }: Resource) =>
  `/v1/${path ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
