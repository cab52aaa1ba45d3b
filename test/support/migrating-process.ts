/** A process that migrates a database when told to, as an instance of the API does at its start. */
import { migrate } from '../../src/db/migrate.js'

const [url = ''] = process.argv.slice(2)
process.once('message', async () => {
  await migrate(url)
  process.disconnect()
})
process.send?.('ready')
