/** What each declared command does. Its code is loaded when it is run: --help is told without. */
import type { CommandName, Given } from './commands.js'
import type { Output } from './output.js'

type Run = (given: Given, output: Output) => number | Promise<number>

export const runs: Record<CommandName, () => Promise<Run>> = {
  import: async () => (await import('./import.js')).importCommand,
  'keys create': async () => (await import('./keys.js')).createCommand,
  'keys list': async () => (await import('./keys.js')).listCommand,
  'keys rotate': async () => (await import('./keys.js')).rotateCommand,
  'keys revoke': async () => (await import('./keys.js')).revokeCommand,
  worker: async () => (await import('./worker.js')).workerCommand,
  migrate: async () => (await import('./migrate.js')).migrateCommand,
  grants: async () => (await import('./grants.js')).grantsCommand,
  release: async () => (await import('./release.js')).releaseCommand,
  doctor: async () => (await import('./doctor/doctor.js')).doctorCommand,
  mcp: async () => (await import('./mcp.js')).mcpCommand,
  completion: async () => (await import('./completion.js')).completionCommand
}
