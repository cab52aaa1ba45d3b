/**
 * Runs an operation: each root field is one SQL statement whose JSON text goes into the answer as it
 * is. What is no reading of the record (introspection, checking a quote, reading a citation) is left
 * to mercurius.
 */

import { getTableName } from 'drizzle-orm'
import type { FastifyInstance } from 'fastify'
import {
  type DocumentNode,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  print,
  separateOperations,
  visit
} from 'graphql'
import type { Resource } from '../resources/define.js'
import type { Cursors } from '../store/cursor.js'
import { type Queryable, run } from '../store/database.js'
import { connectionOf, cursorMark, missingKeys, objectOf } from '../store/query.js'
import { readOne, refuseMissing } from '../store/read.js'
import type { Connection, Selection } from '../store/selection.js'
import { Statement } from '../store/sql.js'
import type { View } from '../store/view.js'
import type { RootPlan } from './plan.js'

export interface ExecutionContext {
  app: FastifyInstance
  db: Queryable
  cursors: Cursors
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: Record<string, unknown>
}

/** The text of `data`. */
export async function execute(plans: RootPlan[], context: ExecutionContext): Promise<string> {
  const values = await Promise.all(plans.map((plan) => answerOf(plan, context)))
  return `{${plans.map(({ as }, i) => `${JSON.stringify(as)}:${values[i]}`).join(',')}}`
}

async function answerOf(plan: RootPlan, context: ExecutionContext): Promise<string> {
  const { db, cursors } = context
  if ('constant' in plan) return JSON.stringify(plan.constant)
  if ('delegated' in plan) return delegated(plan, context)
  if ('list' in plan) return signed(await connection(db, plan), cursors)
  if ('one' in plan)
    return signed(
      (await readOne(db, plan.one, plan.key, plan.select, plan.view)) ?? 'null',
      cursors
    )
  if ('node' in plan) return signed(await nodesOf(db, [plan.node], plan), cursors)
  return signed(`[${await nodesOf(db, plan.nodes, plan)}]`, cursors)
}

async function connection(
  db: Queryable,
  { list, connection: wanted, view }: { list: Resource; connection: Connection; view: View }
): Promise<string> {
  const sql = new Statement(view)
  const text = `select ${connectionOf(list, wanted, sql)} as data${missingKeys(sql)}`
  const [row] = (await run<{ data: string; missing?: boolean[] }>(db, text, sql)) as [
    { data: string }
  ]
  refuseMissing(sql, (row as { missing?: boolean[] }).missing, {
    resource: list,
    rows: wanted.rows
  })
  return row.data
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Rows of any resource by id, in the order of the ids; null where there is none. */
async function nodesOf(
  db: Queryable,
  ids: string[],
  { select, view }: { select: [Resource, Selection][]; view: View }
): Promise<string> {
  const sql = new Statement(view)
  const wanted = ids.map((id) => (uuid.test(id) ? id : null))
  const rows = select.map(([resource, fields]) => {
    const row = sql.alias()
    const object = objectOf(fields, row, sql)
    return `(select ${object} from ${getTableName(resource.table)} ${row} where ${row}.id = wanted.id and ${sql.readable(row)})`
  })
  const text = `select string_agg(coalesce(${rows.join(', ')}, 'null'), ',' order by wanted.n) as data from unnest(${sql.param(wanted, 'uuid[]')}) with ordinality wanted(id, n)`
  const [row] = (await run<{ data: string | null }>(db, text, sql)) as [{ data: string | null }]
  return row.data ?? ''
}

/** Signs the cursors that the text holds between marks. */
function signed(text: string, cursors: Cursors): string {
  if (!text.includes(cursorMark)) return text
  const [mark] = cursorMark
  return text.replace(
    new RegExp(`${mark}([^:]*):([^${mark}]*)${mark}`, 'g'),
    (_, binding: string, key: string) => `"${cursors.sign(key, binding)}"`
  )
}

async function delegated(
  plan: RootPlan & {
    delegated: readonly OperationDefinitionNode['selectionSet']['selections'][number][]
  },
  { app, db, document, operation, variables }: ExecutionContext
): Promise<string> {
  const selectionSet = { kind: Kind.SELECTION_SET, selections: plan.delegated }
  const only = { ...operation, selectionSet } as OperationDefinitionNode
  const definitions = document.definitions.map((each) => (each === operation ? only : each))
  const name = operation.name?.value ?? ''
  const separate = separateOperations({ kind: Kind.DOCUMENT, definitions })[name] as DocumentNode
  const text = print(withUsedVariables(separate))
  const { data, errors } = await app.graphql(text, { db }, variables, operation.name?.value)
  if (errors?.[0]) throw (errors[0] as GraphQLError).originalError ?? errors[0]
  return JSON.stringify((data as Record<string, unknown>)[plan.as])
}

/** Without the variables that only the other fields use, which would be an error. */
function withUsedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>()
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value)
  })
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null)
  })
}
