/** onrecord grants: the SQL that gives a role what serving needs. Nothing is run. */
import { parseArgs } from 'node:util'
import { grantsFor } from '../db/grants.js'

export function grantsCommand(args: string[]): number {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} })
  const [role, ...rest] = positionals
  if (!role || rest.length > 0) {
    console.error('Which role? onrecord grants <role>')
    return 2
  }
  console.log(grantsFor(role))
  return 0
}
