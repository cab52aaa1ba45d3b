/**
 * What Prometheus reads: rate, errors and duration of requests by route and of GraphQL operations by
 * field, and figures that parts of the service tell when they are asked. Loaded where METRICS_PORT is set.
 */
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { databaseFigures } from './database-figures.js'

export interface Metrics {
  registry: Registry
  /** A figure that goes up and down. `read` is called when Prometheus asks, and costs nothing between. */
  gauge(name: string, help: string, read: () => number): void
  /** A figure that only grows; `read` tells how far it is. */
  counter(name: string, help: string, read: () => number): void
  /** Measures every request of the service from now on. */
  watch(app: FastifyInstance): void
  /** Figures of the pool, and those that the database is asked for. */
  watchPool(pool: pg.Pool): void
}

/** Seconds: from an answer out of memory to the statement time-out. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'onrecord_http_request_duration_seconds',
    help: 'Requests by route, method and class of status.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets,
    registers
  })
  const operations = new Histogram({
    name: 'onrecord_graphql_operation_duration_seconds',
    help: 'GraphQL operations by type and root field; several fields count as one, `several`.',
    labelNames: ['operation', 'field', 'status'] as const,
    buckets,
    registers
  })
  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      }
    })
  }
  return {
    registry,
    gauge,
    counter(name, help, read) {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset()
          this.inc(read())
        }
      })
    },
    watch(app) {
      app.addHook('onResponse', (request, reply, done) => {
        const { method, graphqlOperation } = request
        const status = `${Math.floor(reply.statusCode / 100)}xx`
        const seconds = reply.elapsedTime / 1000
        const route = request.routeOptions.url ?? 'none'
        requests.observe({ route, method, status }, seconds)
        if (graphqlOperation) operations.observe({ ...graphqlOperation, status }, seconds)
        done()
      })
    },
    watchPool(pool) {
      gauge('onrecord_pool_connections', 'Connections of the pool.', () => pool.totalCount)
      gauge('onrecord_pool_idle', 'Connections that nobody uses.', () => pool.idleCount)
      gauge('onrecord_pool_waiting', 'Requests waiting for one.', () => pool.waitingCount)
      databaseFigures(registry, pool)
    }
  }
}
