/** onrecord: the editor's and operator's command line. */
import { ConfigError } from '../config.js'
import { ImportError } from '../imports/records.js'
import { importCommand } from './import.js'

const usage = `onrecord: who said what, when, in which exact words, under which law.

  onrecord import <file|folder>…        import JSON bundles, NDJSON, or the CSV lists of the FBI
                                        (agencies) and Open Civic Data (divisions, aliases)
  onrecord import --dry-run <file>…     check everything and write nothing
  onrecord import --capture-text <file> supply the text of a capture that only its hash is held of

Settings are read from the environment, as for the service: DATABASE_URL and so on.`

async function main(args: string[]): Promise<number> {
  const [command, ...rest] = args
  if (command === undefined || command === 'help' || command === '--help' || command === '-h') {
    console.log(usage)
    return command === undefined ? 2 : 0
  }
  if (command === 'import') return importCommand(rest)
  console.error(`There is no command '${command}'.\n\n${usage}`)
  return 2
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error) => {
    const isUsage =
      error instanceof ConfigError || (error as { code?: string }).code?.startsWith('ERR_PARSE')
    const isExpected = isUsage || error instanceof ImportError
    console.error(isExpected ? error.message : error)
    process.exit(isUsage ? 2 : 1)
  }
)
