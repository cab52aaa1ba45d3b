/** Starts what measures the service, where the settings ask for it: what is not asked for is not loaded. */
import type { Config } from '../config.js'
import type { Log } from '../db/log.js'
import type { Metrics } from './metrics.js'
import type { Tracing } from './tracing.js'

export async function startTracingIfWanted({
  tracesUrl,
  ownTracesUrl
}: Pick<Config, 'tracesUrl' | 'ownTracesUrl'>): Promise<Tracing | undefined> {
  if (!tracesUrl && !ownTracesUrl) return undefined
  return (await import('./tracing.js')).startTracing()
}

export async function serveMetricsIfWanted(
  { metricsHost: host, metricsPort: port }: Pick<Config, 'metricsHost' | 'metricsPort'>,
  log: Log
): Promise<{ metrics: Metrics; close(): Promise<void> } | undefined> {
  if (port === undefined) return undefined
  const [{ createMetrics }, { serveMetrics }] = await Promise.all([
    import('./metrics.js'),
    import('./metrics-server.js')
  ])
  const metrics = createMetrics()
  const server = await serveMetrics(metrics.registry, { host, port })
  log.info(`metrics: http://${host}:${server.port}/metrics`)
  return { metrics, close: server.close }
}
