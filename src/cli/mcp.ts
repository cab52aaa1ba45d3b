/** onrecord mcp: its one option, and the server. */
import { serveMcp } from '../mcp/server.js'
import type { Given } from './commands.js'
import { UsageError } from './failures.js'
import { version } from './program.js'

export async function mcpCommand({ options }: Given): Promise<number> {
  const url = String(options['url'])
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`--url: an http:// or https:// URL, not '${url}'`)
  await serveMcp(url, version())
  return 0
}
