/** A process that starts an embedded PostgreSQL and uses it until it is told to stop, or killed. */
import { startEmbedded } from '../../src/db/embedded.js'

const [dataDir = ''] = process.argv.slice(2)
const { owned, url, version, stop } = await startEmbedded({ dataDir, conf: { fsync: 'off' } })
process.once('message', async () => {
  await stop()
  process.disconnect()
})
process.send?.({ owned, url: url(), version })
