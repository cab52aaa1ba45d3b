/** For those who run the service: whether the process lives, and whether it can serve. */
import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { ApiError, notReady } from './errors.js'

export function operations(
  app: FastifyInstance,
  { pool, isReady, isLeaving }: { pool: pg.Pool; isReady: () => boolean; isLeaving: () => boolean }
): void {
  app.get('/healthz', async (_request, reply) => reply.send({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    if (isLeaving()) throw new ApiError('unavailable', 'This instance is about to close.')
    if (!isReady()) throw notReady()
    await pool.query('select 1')
    return reply.send({ status: 'ready' })
  })
}
