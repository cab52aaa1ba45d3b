/** onrecord grants: the SQL that gives a role what serving needs. Nothing is run. */
import { grantsFor } from '../db/grants.js'
import type { Given } from './commands.js'
import type { Output } from './output.js'

export function grantsCommand({ args: [role = ''] }: Given, output: Output): number {
  const sql = grantsFor(role)
  output.result({ sql }, sql)
  return 0
}
