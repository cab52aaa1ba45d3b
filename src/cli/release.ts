/** onrecord release: makes a release where RELEASES_URL says, and tells what is in it. */
import { loadConfig } from '../config.js'
import { makeRelease } from '../releases/make.js'
import { openReleases } from '../releases/open.js'
import type { Given } from './commands.js'
import type { Output } from './output.js'
import { withDatabase } from './with-database.js'

export async function releaseCommand(_given: Given, output: Output): Promise<number> {
  const config = loadConfig()
  const started = performance.now()
  const { id, rows, contentSha256 } = await withDatabase(config, ({ direct }) =>
    makeRelease(direct, openReleases(config), {
      license: config.releaseLicense,
      publicUrl: config.publicUrl
    })
  )
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1))
  output.result({ id, rows, contentSha256, seconds }, [
    ...Object.entries(rows).map(([name, count]) => `${name}: ${count} rows`),
    `content: sha256 ${contentSha256}`,
    `Release ${id} was made in ${seconds.toFixed(1)} s.`
  ])
  return 0
}
