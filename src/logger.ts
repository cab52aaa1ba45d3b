/** The log: pino's JSON lines, one a request, with its id and nothing secret. */
import { type Logger, pino } from 'pino'

export function makeLogger(level: string): Logger {
  return pino({ level, redact: ['req.headers.authorization'] })
}
