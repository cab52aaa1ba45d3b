/** onrecord: the editor's and operator's command line. */
import { ConfigError } from '../config.js'
import { ConnectionLost, ImportError } from '../imports/records.js'
import { usage } from './usage.js'

async function main(args: string[]): Promise<number> {
  const [command, ...rest] = args
  const asksForHelp = command === 'help' || args.some((arg) => arg === '--help' || arg === '-h')
  if (command === undefined || asksForHelp) {
    console.log(usage)
    return asksForHelp ? 0 : 2
  }
  // Only now: what they load takes longer than to tell how they are used.
  if (command === 'import') return (await import('./import.js')).importCommand(rest)
  if (command === 'keys') return (await import('./keys.js')).keysCommand(rest)
  if (command === 'worker') return (await import('./worker.js')).workerCommand(rest)
  if (command === 'migrate') return (await import('./migrate.js')).migrateCommand(rest)
  if (command === 'grants') return (await import('./grants.js')).grantsCommand(rest)
  if (command === 'release') return (await import('./release.js')).releaseCommand(rest)
  console.error(`There is no command '${command}'.\n\n${usage}`)
  return 2
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    const isUsage =
      error instanceof ConfigError || (error as { code?: string }).code?.startsWith('ERR_PARSE')
    const isExpected = isUsage || error instanceof ImportError || error instanceof ConnectionLost
    console.error(isExpected ? error.message : error)
    process.exit(isUsage ? 2 : 1)
  }
)
