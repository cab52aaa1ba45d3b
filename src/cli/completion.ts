/** onrecord completion: scripts for bash, zsh and fish, made from the declared commands. They start no process. */
import { type Argument, type Command, commands, type Given, groups, optionsOf } from './commands.js'
import type { Output } from './output.js'

export function completionCommand({ args: [shell] }: Given, output: Output): number {
  const script = shell === 'fish' ? fish() : shell === 'zsh' ? `${zsh}\n${bash()}` : bash()
  output.result({ script }, script)
  return 0
}

interface Word {
  word: string
  about: string
}
/** What may follow the words before it: `''` is the command alone. */
const following = (): [path: string, Word[]][] => [
  ['', topWords()],
  ...Object.keys(groups).map((group): [string, Word[]] => [
    group,
    commands
      .filter(({ name }) => name.startsWith(`${group} `))
      .map(({ name, summary }) => ({ word: name.slice(group.length + 1), about: summary }))
  ]),
  ...commands.map((command): [string, Word[]] => [command.name, wordsOf(command)])
]
const topWords = (): Word[] => [
  ...commands
    .filter(({ name }) => !name.includes(' '))
    .map(({ name, summary }) => ({ word: name, about: summary })),
  ...Object.entries(groups).map(([word, about]) => ({ word, about })),
  { word: '--help', about: 'tell how it is used' },
  { word: '--version', about: 'tell the version' }
]
const wordsOf = (command: Command): Word[] => [
  ...(command.args ?? []).flatMap(({ choices = [], about }) =>
    choices.map((word) => ({ word, about }))
  ),
  ...optionsOf(command).map(({ flags, about }) => ({ word: long(flags), about }))
]
const long = (flags: string) => /--[\w-]+/.exec(flags)?.[0] ?? flags
const takesFile = ({ isFile }: Argument) => isFile === true
/** Options whose value the shell completes by files, or leaves to whoever types. */
const valued = (isFile: boolean) => [
  ...new Set(
    commands
      .flatMap(optionsOf)
      .filter((option) => option.flags.includes('<') && (option.isFile ?? false) === isFile)
      .map(({ flags }) => long(flags))
  )
]

const zsh = 'autoload -Uz compinit bashcompinit && compinit && bashcompinit'

function bash(): string {
  const cases = following().map(
    ([path, words]) => `    '${path}') words='${words.map(({ word }) => word).join(' ')}' ;;`
  )
  const files = commands.filter(({ args }) => args?.some(takesFile)).map(({ name }) => `'${name}'`)
  return `# Completion of onrecord for bash: source <(onrecord completion bash)
_onrecord() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" path='' words='' i
  COMPREPLY=()
  case "$before" in
    ${valued(true).join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
    ${valued(false).join('|')}) return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${path:+$path }\${COMP_WORDS[i]}" in
      ${[...Object.keys(groups), ...commands.map(({ name }) => name)].map((name) => `'${name}'`).join('|')}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  case "$path" in
    ${files.join('|')}) [[ $current == -* ]] || COMPREPLY+=($(compgen -f -- "$current")) ;;
  esac
}
complete -o filenames -F _onrecord onrecord`
}

function fish(): string {
  const quoted = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`
  const top = commands.filter(({ name }) => !name.includes(' ')).map(({ name }) => name)
  const lines = following().flatMap(([path, words]) =>
    words.map(({ word, about }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`
      return `complete -c onrecord -n ${quoted(when(path, top))} ${what} -d ${quoted(about)}`
    })
  )
  const files = commands
    .filter(({ args }) => args?.some(takesFile))
    .map(({ name }) => `complete -c onrecord -n ${quoted(when(name, top))} -F`)
  const head = '# Completion of onrecord for fish'
  return [head, 'complete -c onrecord -f', ...lines, ...files].join('\n')
}

/** fish's condition: the words before it have been typed, and no other command. */
function when(path: string, top: string[]): string {
  const [first, second] = path.split(' ')
  if (!first) return `not __fish_seen_subcommand_from ${[...top, ...Object.keys(groups)].join(' ')}`
  const verbs = commands.flatMap(({ name }) =>
    name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []
  )
  const seen = `__fish_seen_subcommand_from ${first}`
  if (second) return `${seen}; and __fish_seen_subcommand_from ${second}`
  return verbs.length ? `${seen}; and not __fish_seen_subcommand_from ${verbs.join(' ')}` : seen
}
