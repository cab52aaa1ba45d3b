/** onrecord: the editor's and operator's command line. */
import type { Command, CommandName, Given } from './commands.js'
import { failureOf } from './failures.js'
import { output } from './output.js'
import { exitCodeOf, makeProgram } from './program.js'
import { runs } from './run.js'

let exitCode = 0

async function run(command: Command, given: Given): Promise<void> {
  const isJson = given.options['json'] === true
  try {
    const work = await runs[command.name as CommandName]()
    exitCode = await work(given, output(isJson))
  } catch (error) {
    const failure = failureOf(error)
    if (!failure) throw error
    const { exitCode: code, ...told } = failure
    exitCode = code
    if (isJson) console.log(JSON.stringify({ error: told }))
    else console.error(told.message)
  }
}

try {
  await makeProgram(run).parseAsync(process.argv)
} catch (error) {
  exitCode = exitCodeOf(error) ?? 1
  if (exitCodeOf(error) === undefined) console.error(error)
}
process.exit(exitCode)
