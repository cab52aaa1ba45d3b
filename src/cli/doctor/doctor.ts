/** onrecord doctor: what may keep the service from running well, and what to do about it. It changes nothing. */
import type { Config } from '../../config.js'
import { EMBEDDED_DATABASE } from '../../db/database.js'
import { lookAtEmbedded } from '../../db/embedded.js'
import type { Given } from '../commands.js'
import { unreachable } from '../failures.js'
import type { Output } from '../output.js'
import { type Finding, namedAs, numbered, worstOf } from './checks.js'
import { checkDatabase } from './database.js'
import { checkSettings } from './settings.js'
import { checkDisk, checkNode, checkPort, checkRates, checkReleases } from './surroundings.js'
import { checkPooler, checkReplicas } from './topology.js'

export async function doctorCommand(_given: Given, output: Output): Promise<number> {
  const { config, findings } = checkSettings()
  const checks = [checkNode(), ...findings, ...(config ? await checkAll(config) : [])]
  const state = worstOf(checks)
  const count = (of: Finding['state']) => checks.filter((each) => each.state === of).length
  output.result({ state, checks }, [
    ...checks.flatMap(({ name, state, message, advice }) => [
      `${state.padEnd(7)}  ${name}: ${message}`,
      ...(advice ? [`         → ${advice}`] : [])
    ]),
    '',
    config
      ? `${numbered(count('problem'), 'problem')}, ${numbered(count('warning'), 'warning')}.`
      : 'Nothing else was checked: the settings come first.'
  ])
  return state === 'problem' ? 1 : 0
}

async function checkAll(config: Config): Promise<Finding[]> {
  const own = config.databaseUrl ? undefined : lookAtEmbedded(config.dataDir, EMBEDDED_DATABASE)
  const url = config.databaseDirectUrl ?? config.databaseUrl ?? own?.url
  const found = await Promise.all([
    databaseOf(url, config, own?.dataDir),
    checkReplicas(url, config),
    own ? checkDisk(own.dataDir, 'a PostgreSQL of our own') : [],
    checkReleases(config),
    checkRates(config),
    checkPort(config)
  ])
  const isReached = found[0][0]?.state === 'ok'
  // What is wrong with the one address is told once.
  const isOther = config.databaseDirectUrl !== undefined
  return [...(isReached || isOther ? await checkPooler(config) : []), ...found.flat()]
}

/** The note of a server of our own may outlive it: the next start does not mind. */
async function databaseOf(url: string | undefined, config: Config, dataDir?: string) {
  const found = url ? await checkDatabase(url, config) : []
  const isDown = found.length === 0 || found[0]?.message === unreachable
  return dataDir && isDown ? [notRunning(dataDir)] : found
}

const notRunning = (dataDir: string): Finding =>
  namedAs('database').ok(
    `DATABASE_URL is not set: \`npm start\` starts a PostgreSQL of our own in ${dataDir}. It does not run now.`
  )
