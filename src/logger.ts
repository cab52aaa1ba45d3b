/** The log: pino's JSON lines, one a request, with its id and nothing secret. */
import { type Logger, pino } from 'pino'

/** `fields` are added to every line; `stream` is stdout unless that is for results. */
export function makeLogger(
  level: string,
  fields?: () => object,
  stream: NodeJS.WritableStream = process.stdout
): Logger {
  const options = { level, redact: ['req.headers.authorization'], ...(fields && { mixin: fields }) }
  return stream === process.stdout ? pino(options) : pino(options, stream)
}

/** Of a command, whose results are on stdout: what went wrong on the way. */
export const commandLogger = (level = 'warn') => makeLogger(level, undefined, process.stderr)
