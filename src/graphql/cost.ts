/**
 * What an operation may cost, counted before it runs: the cost is the number of objects that its
 * answer may hold, its lists full. Depth counts links; edges and nodes are part of their connection.
 */
import { tooComplex } from './errors.js'

export interface CostLimits {
  graphqlMaxCost: number
  graphqlMaxDepth: number
  graphqlMaxAliases: number
}
/** More than any honest operation selects, once its fragments are spread. */
const mostFields = 5000
/** Each is a subquery, which PostgreSQL has to plan whatever the rows. */
const mostLinks = 250
/** Three times what the query asks by which tools read the whole schema. */
const mostIntrospection = 50_000

export class Budget {
  cost = 0
  fields = 0
  #links = 0
  #introspection = 0
  constructor(readonly limits: CostLimits) {}

  take(objects: number, depth: number): void {
    this.cost += objects
    if (++this.#links > mostLinks) throw tooComplex(`It follows more than ${mostLinks} links.`)
    const { graphqlMaxCost, graphqlMaxDepth } = this.limits
    if (depth > graphqlMaxDepth) throw tooComplex(`It goes deeper than ${graphqlMaxDepth} links.`)
    if (this.cost > graphqlMaxCost)
      throw tooComplex(
        `It may return more than ${graphqlMaxCost} objects, the most allowed: ask for fewer with \`first\`.`
      )
  }
  introspect(objects: number): void {
    this.#introspection += objects
    if (this.#introspection > mostIntrospection) throw tooComplex('It asks too much of the schema.')
  }
  select(fields: number): void {
    this.fields += fields
    if (this.fields > mostFields) throw tooComplex(`It selects more than ${mostFields} fields.`)
  }
}
