/** Makes a parser of the declared commands: commander reads arguments, tells of wrong ones and writes help. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError, Option } from 'commander'
import { rootPath } from '../paths.js'
import * as declared from './commands.js'

export const about = 'onrecord: who said what, when, in which exact words, under which law.'
const settings =
  'Settings are read from the environment, as for the service: docs/reference/settings.md.'

export const version = (): string =>
  JSON.parse(readFileSync(rootPath('package.json'), 'utf8')).version

export type Chosen = (command: declared.Command, given: declared.Given) => Promise<void>

/** `chosen` is called with the command that the arguments name. */
export function makeProgram(chosen: Chosen): Command {
  const program = setUp(new Command('onrecord'))
    .description(about)
    .version(version(), '-V, --version', 'tell the version')
    .addHelpText('after', `\n${settings}\nExit codes: ${codes(Object.entries(declared.exitCodes))}`)
  const groups = new Map<string, Command>()
  for (const command of declared.commands) {
    const [first = '', second] = command.name.split(' ')
    if (second && !groups.has(first))
      groups.set(first, setUp(program.command(first)).description(declared.groups[first] ?? ''))
    add((second && groups.get(first)) || program, second ?? first, command, chosen)
  }
  return program
}

/** Wrong usage is thrown, and one manner holds for every command. */
const setUp = (command: Command): Command =>
  command
    .exitOverride()
    .helpOption('-h, --help', 'tell how it is used')
    .configureHelp({ showGlobalOptions: false })

function add(parent: Command, name: string, command: declared.Command, chosen: Chosen): void {
  const made = setUp(parent.command(name)).summary(command.summary)
  made.description([sentence(command.summary), command.about].filter(Boolean).join('\n'))
  for (const { name, about, choices } of command.args ?? []) {
    const argument = made.createArgument(name, about)
    made.addArgument(choices ? argument.choices(choices) : argument)
  }
  for (const option of declared.optionsOf(command))
    if (!option.flags.includes('--help')) made.addOption(optionOf(option))
  const lines = [
    'Examples:',
    ...command.examples.map((each) => `  ${each}`),
    ...(command.json ? ['', 'JSON:', `  ${command.json}`] : []),
    '',
    'Exit codes:',
    ...declared.exitCodesOf(command).map(([code, meaning]) => `  ${code}  ${meaning}`)
  ]
  made.addHelpText('after', `\n${lines.join('\n')}`)
  made.action(() =>
    // As they were written: an argument that may be given several times is several.
    chosen(command, { args: made.args, options: made.opts() })
  )
}

function optionOf({ flags, about, default: value, choices, isRequired, env }: declared.Option) {
  // Each value of its own option: what follows it may be an argument.
  const isRepeated = flags.includes('...')
  const option = new Option(flags.replace('...', ''), about)
  if (isRepeated) option.argParser((each: string, before: string[] = []) => [...before, each])
  if (choices) option.choices(choices)
  if (value !== undefined) option.default(value)
  if (env) option.env(env)
  return option.makeOptionMandatory(isRequired ?? false)
}

const codes = (entries: [string, string][]) =>
  entries.map(([code, meaning]) => `${code} ${meaning.replace(/:.*/, '')}`).join('; ')
const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

/** Commander has written what is wrong, or the help that was asked for. */
export const exitCodeOf = (error: unknown): number | undefined =>
  error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : undefined
