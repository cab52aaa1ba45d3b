/** onrecord release: makes a release where RELEASES_URL says, and tells what is in it. */
import { parseArgs } from 'node:util'
import { loadConfig } from '../config.js'
import { makeRelease } from '../releases/make.js'
import { openReleases } from '../releases/open.js'
import { withDatabase } from './with-database.js'

export async function releaseCommand(args: string[]): Promise<number> {
  parseArgs({ args, options: {} })
  const config = loadConfig()
  return withDatabase(config, async ({ direct }) => {
    const started = performance.now()
    const release = await makeRelease(direct, openReleases(config), {
      license: config.releaseLicense,
      publicUrl: config.publicUrl
    })
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    for (const [name, rows] of Object.entries(release.rows)) console.log(`${name}: ${rows} rows`)
    console.log(`content: sha256 ${release.contentSha256}`)
    console.log(`Release ${release.id} was made in ${seconds} s.`)
  })
}
