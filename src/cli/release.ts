/** onrecord release: makes a release where RELEASES_URL says, and tells what is in it. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../config.js'
import { openDatabase } from '../db/database.js'
import { ApiError } from '../errors.js'
import { makeLogger } from '../logger.js'
import { makeRelease } from '../releases/make.js'
import { openReleases } from '../releases/open.js'
import { usage } from './usage.js'

export async function releaseCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } } })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const config = loadConfig()
  const database = await openDatabase(config, makeLogger('warn'))
  try {
    if (!database.isReady()) {
      console.error('The database cannot be reached.')
      return 1
    }
    const started = performance.now()
    const release = await makeRelease(database.direct, openReleases(config), {
      license: config.releaseLicense,
      publicUrl: config.publicUrl
    })
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    for (const [name, rows] of Object.entries(release.rows)) console.log(`${name}: ${rows} rows`)
    console.log(`content: sha256 ${release.contentSha256}`)
    console.log(`Release ${release.id} was made in ${seconds} s.`)
    return 0
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    console.error(error.message)
    return 1
  } finally {
    await database.close()
  }
}
