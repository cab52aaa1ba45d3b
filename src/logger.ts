/** The log: pino's JSON lines, one a request, with its id and nothing secret. */
import { type Logger, pino } from 'pino'

/** `fields` are added to every line. */
export function makeLogger(level: string, fields?: () => object): Logger {
  return pino({ level, redact: ['req.headers.authorization'], ...(fields && { mixin: fields }) })
}
