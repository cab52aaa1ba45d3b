/** What a failure is called, and with which exit code a command ends: stack traces are for defects alone. */
import { ApiError, apiError } from '../errors.js'
import type { Problem } from '../imports/records.js'

export interface Failure {
  exitCode: number
  code: string
  message: string
  problems?: Problem[]
}
/** The command was called wrongly. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** By name, so that telling how a command is used loads none of them. */
const known: Record<string, { code: string; exitCode: number }> = {
  UsageError: { code: 'usage', exitCode: 2 },
  ConfigError: { code: 'settings', exitCode: 2 },
  ImportError: { code: 'invalid_data', exitCode: 1 },
  ConnectionLost: { code: 'unavailable', exitCode: 1 },
  NotMigrated: { code: 'not_migrated', exitCode: 1 }
}

/** Undefined for a defect. */
export function failureOf(error: unknown): Failure | undefined {
  const { name, message, problems } = error as Error & { problems?: Problem[] }
  const named = known[name]
  if (named) return { ...named, message, ...(problems && { problems }) }
  if (error instanceof ApiError) return { exitCode: 1, code: error.code, message }
  const { code, words } = ofDatabase(error) ?? ofFiles(error) ?? {}
  return code && words ? { exitCode: 1, code, message: words } : undefined
}

export const unreachable = 'The database cannot be reached.'

interface Told {
  code: string
  words: string
}
/** PostgreSQL's refusals (appendix A of its manual), and a server that cannot be reached. */
export function ofDatabase(error: unknown): Told | undefined {
  const { code = '', message, cause, errors } = error as Error & { code?: string; errors?: Error[] }
  if (/^28/.test(code))
    return { code: 'login', words: `The database refuses the login: ${message}.` }
  if (code === '3D000')
    return { code: 'no_database', words: `There is no such database: ${message}.` }
  if (code === '42501')
    return { code: 'no_permission', words: `The role lacks a right: ${message} (onrecord grants).` }
  if (/^42(P01|703|883)|^3F000/.test(code))
    return {
      code: 'not_migrated',
      words: `The database is not up to date: ${message} (onrecord migrate).`
    }
  if (/password must be a string|no password/i.test(message))
    return { code: 'login', words: 'The database asks for a password, and DATABASE_URL has none.' }
  const isNetwork = (error as { syscall?: string }).syscall === 'connect'
  if (isNetwork || errors?.length || /timeout expired/.test(message) || isUnavailable(error, code))
    return { code: 'unavailable', words: unreachable }
  return cause instanceof Error ? ofDatabase(cause) : undefined
}
const isUnavailable = (error: unknown, code: string) =>
  code !== 'ENOENT' && apiError(error).code === 'unavailable'

function ofFiles(error: unknown): Told | undefined {
  const { code = '', path, message } = error as NodeJS.ErrnoException
  const words = {
    ENOENT: 'There is no such file or folder.',
    EACCES: 'It may not be read or written.',
    EPERM: 'It may not be read or written.',
    EROFS: 'It may not be written.',
    ENOSPC: 'The disk is full.'
  }[code]
  if (words) return { code: 'file', words: path ? `${path}: ${words}` : words }
  // A PostgreSQL of our own that cannot be started, in words already.
  const isOwn = /^(no usable PostgreSQL|PostgreSQL (can't run|did not)|the embedded PostgreSQL)/
  return isOwn.test(message) ? { code: 'unavailable', words: message } : undefined
}
