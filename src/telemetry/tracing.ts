/**
 * Traces by OpenTelemetry, set up by its own environment variables: a span for each request, continuing
 * the caller's `traceparent`, one for each SQL statement, without its values, and one for each call of ours.
 * Loaded where an endpoint is set.
 */
import diagnostics from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import { context, trace } from '@opentelemetry/api'
import { getRPCMetadata } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes
} from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'

export interface Tracing {
  /** What each line in the log says of the trace that it belongs to. */
  logFields(): object
  /** Sends what is left. */
  stop(): Promise<void>
}

/** The engine's statements are long; the start of one tells which it is. */
const attributeValueLengthLimit = 2000

export function startTracing(): Tracing {
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'onrecord' }))
    .merge(detectResources({ detectors: [envDetector] }))
  const provider = new NodeTracerProvider({
    resource,
    spanLimits: { attributeValueLengthLimit },
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())]
  })
  provider.register()
  const instrumentations = [
    new HttpInstrumentation(),
    new PgInstrumentation({ requireParentSpan: true, enhancedDatabaseReporting: false })
  ]
  for (const each of instrumentations) each.setTracerProvider(provider)
  // Both are loaded by now: asking for them again has them instrumented where they are.
  const require = createRequire(import.meta.url)
  for (const name of ['http', 'https', 'pg']) require(name)
  diagnostics.subscribe('tracing:fastify.request.handler:start', nameAfterRoute)
  return {
    logFields() {
      const span = trace.getActiveSpan()?.spanContext()
      return span ? { traceId: span.traceId, spanId: span.spanId } : {}
    },
    async stop() {
      await provider.shutdown().catch(() => {})
    }
  }
}

/** Spans of requests are named after the route's template, which Fastify tells. */
function nameAfterRoute(message: unknown): void {
  const { request, route } = message as { request: { id: string }; route: { url?: string } }
  const metadata = getRPCMetadata(context.active())
  if (metadata && route.url) metadata.route = route.url
  trace.getActiveSpan()?.setAttribute('onrecord.request_id', request.id)
}
