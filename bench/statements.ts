/**
 * The SQL that our engine writes for a workload, with the places of the values that change from
 * request to request: what F2 sends to PostgreSQL without any engine.
 */
import { type FragmentDefinitionNode, getOperationAST, type OperationDefinitionNode } from 'graphql'
import { Budget } from '../src/graphql/cost.js'
import { validDocument } from '../src/graphql/documents.js'
import { planOf } from '../src/graphql/plan.js'
import { schema } from '../src/graphql/schema.js'
import { resources } from '../src/resources/index.js'
import { parseList, parseOne } from '../src/rest/parameters.js'
import { connectionOf } from '../src/store/connection.js'
import { Cursors } from '../src/store/cursor.js'
import { mostSuggested, suggestedNames, suggestionsQuery } from '../src/store/find.js'
import { objectOf } from '../src/store/objects.js'
import { listQuery, missingKeys, oneQuery } from '../src/store/query.js'
import { Statement } from '../src/store/sql.js'
import type { Draw, Workload } from './workloads.js'

export interface Captured {
  text: string
  values: (draw: Draw) => unknown[]
}

/** `sample` is told apart in the values by its own, so they must not occur otherwise. */
export function captured(workload: Workload, sample: Draw): Captured {
  const sql = new Statement()
  const text = written(workload.sql, sample, sql)
  const names = sql.values.map((value) =>
    Object.keys(sample).find((name) => JSON.stringify(sample[name]) === JSON.stringify(value))
  )
  return {
    text,
    values: (draw) => sql.values.map((value, i) => (names[i] ? draw[names[i]] : value))
  }
}

function written(from: Workload['sql'], sample: Draw, sql: Statement): string {
  const { claims } = resources
  const cursors = new Cursors()
  if ('one' in from)
    return oneQuery(claims, sample['key'] as string, parseOne(claims, from.one).select, sql)
  if ('list' in from) {
    const key = encodeURIComponent(sample['key'] as string)
    const query = from.list.replace('&after=key', '').replace('=key', `=${key}`)
    const { request } = parseList(claims, query, cursors)
    if (sample['cursor'])
      request.rows.from = {
        key: [sample['date'] as string, sample['id'] as string],
        backward: false
      }
    return listQuery(request, sql)
  }
  if ('suggest' in from) {
    const request = { text: sample['key'] as string, names: suggestedNames, limit: mostSuggested }
    return suggestionsQuery(request, sql) as string
  }
  const operation = getOperationAST(validDocument(from.graphql, 100)) as OperationDefinitionNode
  const fragments: Record<string, FragmentDefinitionNode> = {}
  const limits = { graphqlMaxCost: 1e6, graphqlMaxDepth: 20, graphqlMaxAliases: 100 }
  const budget = new Budget(limits)
  const [plan] = planOf({ schema, operation, fragments, variables: sample, cursors, budget })
  if (!plan || !('list' in plan)) throw new Error('expected a list')
  return `select ${connectionOf(plan.list, plan.connection, sql, objectOf)} as data${missingKeys(sql)}`
}
