/** Whether the settings can be read, and variables that look like one of them but are none. */
import { distance } from 'fastest-levenshtein'
import { type Config, ConfigError, loadConfig, settings, variablesSet } from '../../config.js'
import { commands } from '../commands.js'
import { type Finding, namedAs } from './checks.js'

const check = namedAs('settings')

export function checkSettings(): { config: Config | undefined; findings: Finding[] } {
  const misspelt = variablesSet().flatMap(misspelling)
  try {
    const config = loadConfig()
    const fine = check.ok('All that are set have the form that is expected.')
    return { config, findings: misspelt.length ? misspelt : [fine] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const wrong = error.message
      .split('\n')
      .map((line) =>
        check.problem(line, 'Set it as expected, or leave it unset: docs/reference/settings.md.')
      )
    return { config: undefined, findings: [...wrong, ...misspelt] }
  }
}

/** Others that are read, by OnRecord's commands and tests. */
const others = [
  ...commands.flatMap(({ options = [] }) => options.flatMap(({ env = [] }) => env)),
  'ONRECORD_TEST_SERVER',
  'ONRECORD_TEST_PREFIX'
]
const names = [...settings.map(({ name }) => name), ...others]

function misspelling(variable: string): Finding[] {
  if (names.includes(variable)) return []
  const [nearest = '', letters = 0] = names
    .map((name): [string, number] => [name, distance(variable.toUpperCase(), name)])
    .reduce((best, each) => (each[1] < best[1] ? each : best))
  // Of short names many are near that mean something else: HOME and HOST.
  const most = nearest.length < 6 ? 0 : nearest.length < 10 ? 1 : 2
  if (letters > most && !variable.startsWith('ONRECORD_')) return []
  return [
    check.warning(
      `${variable} is set, and is no setting.`,
      `Did you mean ${nearest}? What it says is not used.`
    )
  ]
}
