/** docs/reference/commands.md, from the declared commands: written by `npm run generate`. */
import {
  type Command,
  commands,
  exitCodes,
  exitCodesOf,
  jsonError,
  optionsOf,
  usageOf
} from './commands.js'

export const commandsPage = (): string => `# Commands

\`npx onrecord <command>\` in the project's folder; \`onrecord\` after \`npm link\`. Settings are read from
the environment, as for the service: every variable is in the list of settings. Results are on stdout,
progress and warnings on stderr. \`onrecord --version\` tells the version, \`onrecord help <command>\` and
\`onrecord <command> --help\` what stands here.

Exit codes of every command:

${table(['code', 'meaning'], Object.entries(exitCodes))}
With \`--json\` the one line on stdout is JSON. Members may be added to it; those named here stay. Where the
command fails it is

    ${jsonError}

| command | |
| --- | --- |
${commands.map(({ name, summary }) => `| [\`${name}\`](#onrecord-${name.replace(' ', '-')}) | ${summary} |\n`).join('')}
${commands.map(section).join('\n')}`

function section(command: Command): string {
  const { name, summary, about, args = [], json, examples } = command
  const rows: [string, string][] = [
    ...args.map(({ name, about }): [string, string] => [`\`${name}\``, about]),
    ...optionsOf(command).map((option): [string, string] => [
      `\`${option.flags.replace('...', '')}\``,
      [
        option.about,
        option.isRequired && 'required',
        option.flags.includes('...') && 'may be given several times',
        option.default && `\`${option.default}\` unless given`,
        option.env && `or by \`${option.env}\``
      ]
        .filter(Boolean)
        .join('; ')
    ])
  ]
  return [
    `## onrecord ${name}\n`,
    `    ${usageOf(command)}\n`,
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.${about ? ` ${about}` : ''}\n`,
    table(['', ''], rows),
    json ? `JSON: \`${json}\`.\n` : '',
    command.exitCodes ? table(['exit code', 'meaning'], exitCodesOf(command)) : '',
    `${examples.map((each) => `    ${each}`).join('\n')}\n`
  ]
    .filter(Boolean)
    .join('\n')
}

function table([left, right]: [string, string], rows: [string, string][]): string {
  const lines = rows.map(([first, second]) => `| ${inCell(first)} | ${inCell(second)} |\n`)
  return `| ${left} | ${right} |\n| --- | --- |\n${lines.join('')}`
}
const inCell = (text: string) => text.replaceAll('|', '\\|')
