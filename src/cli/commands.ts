/**
 * The commands of `onrecord`, each declared once: what parses them, --help, shell completion and
 * docs/reference/commands.md all come from here. What they do is in run.ts.
 */

export interface Argument {
  /** As in `<file...>`: `...` where there may be several, `[…]` around it where there may be none. */
  name: string
  about: string
  choices?: readonly string[]
  /** Whether shells complete it by the names of files. */
  isFile?: boolean
}
export interface Option {
  /** As in `--expires <time>`; `...` where it may be given several times. */
  flags: string
  about: string
  default?: string
  choices?: readonly string[]
  isRequired?: boolean
  /** The variable that it is read from where it is not given. */
  env?: string
  isFile?: boolean
}
export interface Given {
  args: string[]
  options: Record<string, string | boolean | string[] | undefined>
}

export interface Command {
  name: string
  summary: string
  /** What is not told by the summary. */
  about?: string
  args?: readonly Argument[]
  options?: readonly Option[]
  /** What `--json` writes on stdout; a command without it has no `--json`. */
  json?: string
  examples: readonly string[]
  /** Exit codes beside those of every command. */
  exitCodes?: Readonly<Record<number, string>>
}
/** Of every command. */
export const exitCodes: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'it failed, or was refused: stderr, or `error` of the JSON, says why',
  2: 'it was called wrongly, or a setting is wrong: nothing was done'
}
/** What a command with `--json` writes on stdout in place of its result, where it fails. */
export const jsonError =
  '{"error": {"code", "message", "problems"?: [{"file", "line", "row"?, "field"?, "message"}]}}'
/** What several commands begin with. */
export const groups: Readonly<Record<string, string>> = { keys: 'make, list and end API keys' }

const dryRun = (about: string): Option => ({ flags: '--dry-run', about })
const keyId: Argument = { name: '<id>', about: 'the id of the key, as `onrecord keys list` tells' }
const newKey = '{"id", "key", "name", "scopes", "start", "createdAt", "expiresAt"}'

const list = [
  {
    name: 'import',
    summary: 'bring records in from files and folders: all of them, or none',
    about:
      'Reads JSON bundles, NDJSON, and the CSV lists of the FBI (agencies) and Open Civic Data (divisions, ' +
      'aliases). What was imported already is left alone.',
    args: [{ name: '[file...]', about: 'files and folders', isFile: true }],
    options: [
      dryRun('check everything and write nothing'),
      {
        flags: '--capture-text <file...>',
        about: 'supply the text of a capture of which only the hash is held',
        isFile: true
      }
    ],
    json: '{"dryRun", "changed", "resources": {<name>: {"created", "updated", "unchanged"}}, "captures": [{"capture", "quotes"}], "seconds"}',
    examples: ['onrecord import --dry-run data/', 'onrecord import --capture-text article.txt'],
    exitCodes: { 130: 'ended by SIGINT: nothing was written', 143: 'by SIGTERM: nothing either' }
  },
  {
    name: 'keys create',
    summary: 'make an API key, which is shown once',
    options: [
      { flags: '--name <name>', about: 'what it is for, or whose it is', isRequired: true },
      {
        flags: '--scopes <scopes>',
        about: 'separated by commas: read:drafts, write, publish, admin',
        isRequired: true
      },
      { flags: '--expires <time>', about: 'until when it is valid: 2027-01-01T00:00:00Z' }
    ],
    json: newKey,
    examples: ['onrecord keys create --name "news desk" --scopes write,publish']
  },
  {
    name: 'keys list',
    summary: 'list the keys, without their secret part',
    json: '{"keys": [{"id", "name", "start", "scopes", "state", "createdAt", "expiresAt", "revokedAt", "lastUsedAt"}]}; "state" is valid, expired or revoked',
    examples: ['onrecord keys list']
  },
  {
    name: 'keys rotate',
    summary: 'make a new key in place of an old one, which stays valid for a while',
    args: [keyId],
    options: [
      { flags: '--grace <seconds>', about: 'how long the old key stays valid', default: '86400' }
    ],
    json: newKey,
    examples: ['onrecord keys rotate 0193c7a0-7000-7000-8000-000000000001 --grace 3600']
  },
  {
    name: 'keys revoke',
    summary: 'end a key at once',
    args: [keyId],
    json: '{"id", "name", "revokedAt"}',
    examples: ['onrecord keys revoke 0193c7a0-7000-7000-8000-000000000001']
  },
  {
    name: 'worker',
    summary: 'send what webhooks wait for, until a signal ends it',
    about: 'The service does so itself unless WORKER=false. It writes its log on stdout, as JSON.',
    examples: ['WORKER=false npm start & onrecord worker']
  },
  {
    name: 'migrate',
    summary: 'bring the database up to date',
    about: 'Needs DATABASE_URL: a PostgreSQL of our own is brought up to date by the start.',
    options: [dryRun('tell what is pending and do nothing')],
    json: '{"dryRun", "pending": [<name>], "applied": [<name>]}',
    examples: ['onrecord migrate --dry-run']
  },
  {
    name: 'grants',
    summary: 'write the SQL that gives a role what serving needs, and no more; nothing is run',
    args: [{ name: '<role>', about: 'the role, which has to exist when the SQL is run' }],
    examples: ['onrecord grants serving | psql "$OWNER_URL"']
  },
  {
    name: 'release',
    summary: 'publish a release: all published rows in files, of one moment',
    json: '{"id", "rows": {<resource>: <count>}, "contentSha256", "seconds"}',
    examples: ['RELEASES_URL=file:///srv/releases onrecord release']
  },
  {
    name: 'doctor',
    summary: 'check settings, database and surroundings, and tell what to do; changes nothing',
    json: '{"state", "checks": [{"name", "state", "message", "advice"?}]}; "state" is ok, warning or problem',
    examples: ['onrecord doctor', 'onrecord doctor --json'],
    exitCodes: { 0: 'no problem was found; there may be warnings', 1: 'there is a problem' }
  },
  {
    name: 'mcp',
    summary: 'serve the record to an assistant: an MCP server on stdin and stdout',
    about: 'Reads a running OnRecord over HTTP, published rows only: docs/how-to/assistants.md.',
    options: [
      {
        flags: '--url <base>',
        about: 'where that OnRecord is reached',
        default: 'http://127.0.0.1:3000',
        env: 'ONRECORD_URL'
      }
    ],
    examples: ['onrecord mcp --url https://onrecord.example']
  },
  {
    name: 'completion',
    summary: 'write what completes commands in a shell',
    args: [{ name: '<shell>', about: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] }],
    examples: [
      'source <(onrecord completion bash)',
      'onrecord completion fish > ~/.config/fish/completions/onrecord.fish'
    ]
  }
] as const satisfies readonly Command[]
export type CommandName = (typeof list)[number]['name']
export const commands: readonly Command[] = list

/** The options of a command, with those that all have. */
export const optionsOf = ({ options = [], json }: Command): Option[] => [
  ...options,
  ...(json ? [{ flags: '--json', about: 'write JSON on stdout instead of text' }] : []),
  { flags: '-h, --help', about: 'tell how it is used' }
]
/** `import [options] <file...>`, as the first line of its help says it. */
export const usageOf = (command: Command): string =>
  ['onrecord', command.name, '[options]', ...(command.args ?? []).map(({ name }) => name)].join(' ')
export const exitCodesOf = (command: Command) =>
  Object.entries({ ...exitCodes, ...command.exitCodes })
