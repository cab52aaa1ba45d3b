/** What the database code tells of itself. Fastify's and pino's loggers fit. */
export interface Log {
  debug: (message: string) => void
  info: (message: string) => void
  warn: (message: string) => void
  error: (message: string) => void
}
