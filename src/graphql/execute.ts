/**
 * Runs an operation: each root field is one SQL statement whose JSON text goes into the answer as it
 * is. What is no reading of the record (introspection, checking a quote, reading a citation) is left
 * to mercurius.
 */
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
import { connectionOf } from '../store/connection.js'
import type { Cursors } from '../store/cursor.js'
import { type Queryable, run } from '../store/database.js'
import { objectOf } from '../store/objects.js'
import { missingKeys, nodesQuery, oneQuery } from '../store/query.js'
import { refuseMissing } from '../store/read.js'
import { isUuid, Statement } from '../store/sql.js'
import { cursorMark } from '../store/text.js'
import type { ResolverContext } from './evidence.js'
import type { Delegated, ReadingPlan, RootPlan } from './plan.js'

export interface ExecutionContext {
  app: FastifyInstance
  db: Queryable
  cursors: Cursors
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: Record<string, unknown>
}

/** The text of `data`: all of it, for one field that fails fails the operation. */
export async function execute(plans: RootPlan[], context: ExecutionContext): Promise<string> {
  const values = await Promise.all(plans.map((plan) => answerOf(plan, context)))
  return `{${plans.map(({ as }, i) => `${JSON.stringify(as)}:${values[i]}`).join(',')}}`
}

/** Statements written before, by the plan: whoever keeps a plan keeps these. */
const written = new WeakMap<ReadingPlan, { text: string; sql: Statement }>()

async function answerOf(plan: RootPlan, context: ExecutionContext): Promise<string> {
  if ('constant' in plan) return JSON.stringify(plan.constant)
  if ('delegated' in plan) return delegated(plan, context)
  let statement = written.get(plan)
  if (!statement) {
    const sql = new Statement(plan.view)
    statement = { text: `select (${dataOf(plan, sql)}) as data${missingKeys(sql)}`, sql }
    written.set(plan, statement)
  }
  const { text, sql } = statement
  const [row] = await run<{ data: string | null; missing?: boolean[] }>(context.db, text, sql)
  refuseMissing(sql, row?.missing, plan.lists)
  return signed(row?.data ?? 'null', context.cursors)
}

/** An SQL expression of the field's value as text. */
function dataOf(plan: ReadingPlan, sql: Statement): string {
  if ('text' in plan) return plan.text(sql)
  if ('list' in plan) return connectionOf(plan.list, plan.connection, sql, objectOf)
  if ('one' in plan) return oneQuery(plan.one, plan.key, plan.select, sql)
  const ids = plan.ids.map((id) => (isUuid(id) ? id : null))
  const nodes = nodesQuery(ids, plan.select, sql)
  return plan.single ? nodes : `'[' || coalesce((${nodes}), '') || ']'`
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
  { as, delegated: selections }: Delegated,
  { app, db, cursors, document, operation, variables }: ExecutionContext
): Promise<string> {
  const name = operation.name?.value
  const selectionSet = { kind: Kind.SELECTION_SET, selections } as const
  const definitions = document.definitions.map((each) =>
    each === operation ? { ...operation, selectionSet } : each
  )
  const separate = separateOperations({ ...document, definitions })[name ?? ''] as DocumentNode
  const text = print(withoutUnusedVariables(separate))
  const failed: ResolverContext['failed'] = {}
  const { data, errors } = await app.graphql(text, { db, cursors, failed }, variables, name)
  if (failed.error) throw failed.error
  // Its place is that in the text printed here.
  if (errors?.[0]) throw (errors[0] as GraphQLError).originalError ?? errors[0]
  return JSON.stringify((data as Record<string, unknown>)[as])
}

/** Variables that only other fields used would make the document invalid. */
function withoutUnusedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>()
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value)
  })
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? false : null)
  })
}
