/** Bare Fastify answering with a constant buffer of so many bytes; with 304 where it is none. */
import Fastify from 'fastify'

const body = Buffer.alloc(Number(process.argv[2]), 'x')
const app = Fastify()
app.get('/v1/claims', (_request, reply) =>
  body.length ? reply.type('application/json; charset=utf-8').send(body) : reply.code(304).send()
)
await app.listen({ port: 0, host: '127.0.0.1' })
process.send?.((app.server.address() as { port: number }).port)
process.once('disconnect', () => process.exit())
