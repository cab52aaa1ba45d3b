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
import type pg from 'pg'
import { makeEdit, mayEdit } from '../editing/edit.js'
import type { Principal } from '../editing/keys.js'
import { connectionOf } from '../store/connection.js'
import type { Cursors } from '../store/cursor.js'
import { type Queryable, run, tooLarge } from '../store/database.js'
import { objectOf } from '../store/objects.js'
import { bounded, missingKeys, mostBytes, nodesQuery, oneQuery } from '../store/query.js'
import { readOne, refuseMissing } from '../store/read.js'
import { isUuid, Statement } from '../store/sql.js'
import { cursorMark } from '../store/text.js'
import type { Sight } from '../store/view.js'
import type { ResolverContext } from './evidence.js'
import type { Delegated, EditPlan, ReadingPlan, RootPlan } from './plan.js'

export interface ExecutionContext {
  app: FastifyInstance
  db: Queryable
  cursors: Cursors
  document: DocumentNode
  operation: OperationDefinitionNode
  variables: Record<string, unknown>
  principal: Principal | undefined
  sees: Sight | undefined
  requestId: string
}

/** One operation runs so many statements at once: it leaves connections to others. */
const atOnce = 4

/** The text of `data`: all of it, for one field that fails fails the operation. */
export async function execute(plans: RootPlan[], context: ExecutionContext): Promise<string> {
  let size = 0
  const values: string[] = []
  const waiting = plans.entries()
  const work = async () => {
    for (const [i, plan] of waiting) {
      const value = await answerOf(plan, context)
      size += value.length
      if (size > mostBytes) throw tooLarge()
      values[i] = value
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, plans.length) }, work))
  return `{${plans.map(({ as }, i) => `${JSON.stringify(as)}:${values[i]}`).join(',')}}`
}

/** Statements written before, by the plan: whoever keeps a plan keeps these. */
const written = new WeakMap<ReadingPlan, { text: string; sql: Statement }>()

/** The text of `data` of a mutation, its fields one after the other, and what became of those that failed. */
export async function executeEdits(
  plans: RootPlan[],
  context: ExecutionContext
): Promise<{ data: string; failures: { path: string; error: unknown }[] }> {
  const values: string[] = []
  const failures: { path: string; error: unknown }[] = []
  for (const plan of plans)
    try {
      values.push(await answerOf(plan, context))
    } catch (error) {
      values.push('null')
      failures.push({ path: plan.as, error })
    }
  const members = plans.map(({ as }, i) => `${JSON.stringify(as)}:${values[i]}`)
  return { data: `{${members.join(',')}}`, failures }
}

async function edited(
  { resource, edit, select, args }: EditPlan,
  { db, principal, requestId, cursors }: ExecutionContext
): Promise<string> {
  const reason = args.reason ?? undefined
  const author = {
    principal: mayEdit(principal, edit),
    requestId,
    reason,
    dryRun: args.dryRun ?? false
  }
  const answer = async (client: Queryable, id: string) => {
    const row = await readOne(client, resource, id, select, { sees: 'all' })
    return { status: 200, headers: {}, body: row as string }
  }
  const key = args.idempotencyKey
  const once = key ? { key, request: ['graphql', resource.name, edit] } : undefined
  const { body } = await makeEdit(db as pg.Pool, author, resource, edit, answer, once)
  return signed(body, cursors)
}

async function answerOf(plan: RootPlan, context: ExecutionContext): Promise<string> {
  if ('constant' in plan) return JSON.stringify(plan.constant)
  if ('delegated' in plan) return delegated(plan, context)
  if ('edit' in plan) return edited(plan, context)
  let statement = written.get(plan)
  if (!statement) {
    const sql = new Statement(plan.view)
    const query = `select (${dataOf(plan, sql)}) as data${missingKeys(sql)}`
    statement = { text: bounded(query, sql.keys.length ? ['missing'] : []), sql }
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
export function signed(text: string, cursors: Cursors): string {
  if (!text.includes(cursorMark)) return text
  const [mark] = cursorMark
  return text.replace(
    new RegExp(`${mark}([^:]*):([^${mark}]*)${mark}`, 'g'),
    (_, binding: string, key: string) => `"${cursors.sign(key, binding)}"`
  )
}

async function delegated(
  { as, delegated: selections }: Delegated,
  { app, db, cursors, document, operation, variables, sees }: ExecutionContext
): Promise<string> {
  const name = operation.name?.value
  const selectionSet = { kind: Kind.SELECTION_SET, selections } as const
  const definitions = document.definitions.map((each) =>
    each === operation ? { ...operation, selectionSet } : each
  )
  const separate = separateOperations({ ...document, definitions })[name ?? ''] as DocumentNode
  const text = print(withoutUnusedVariables(separate))
  const failed: ResolverContext['failed'] = {}
  const { data, errors } = await app.graphql(text, { db, cursors, failed, sees }, variables, name)
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
