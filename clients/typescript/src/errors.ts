/** What may go wrong, as classes: the service's refusals (RFC 9457), and answers that never came. */
import type { Fault, Problem } from './types.js'

export interface Failure {
  /** The HTTP status; 0 where there was no answer. */
  status: number
  /** For programs: the service's code, or `connection_failed`, `timed_out`, `incomplete`. */
  code: string
  title: string
  detail: string
  errors?: Fault[]
  requestId?: string | undefined
  /** After how many seconds another attempt is worth while, if the service said so. */
  retryAfter?: number | undefined
}

export class OnRecordError extends Error {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  /** Each thing that is wrong, and where: a parameter, a line, a JSON pointer into the body. */
  readonly errors: Fault[]
  /** To be named when asking whoever runs the service. */
  readonly requestId: string | undefined
  readonly retryAfter: number | undefined

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.title}: ${failure.detail}`, options)
    this.name = new.target.name
    this.status = failure.status
    this.code = failure.code
    this.title = failure.title
    this.detail = failure.detail
    this.errors = failure.errors ?? []
    this.requestId = failure.requestId
    this.retryAfter = failure.retryAfter
  }
}

/** 400 and 422: a parameter, a cursor or a body is not valid, or breaks a rule of the record. */
export class ValidationError extends OnRecordError {}
/** 401: the key is missing or not valid. */
export class UnauthorizedError extends OnRecordError {}
/** 403: the key lacks a scope, which `detail` names. */
export class ForbiddenError extends OnRecordError {}
/** 404: it never existed, or is not public. */
export class NotFoundError extends OnRecordError {}
/** 410: it was withdrawn. `detail` says when and why; its revisions remain. */
export class GoneError extends OnRecordError {
  /** Why, in the editors' words. */
  get reason(): string | undefined {
    return /^.*? was withdrawn on \S+: (.*?)\.?(?: It went with .*?\.)? Its revisions remain/s.exec(
      this.detail
    )?.[1]
  }
}
/** 409: it conflicts with what is on record. */
export class ConflictError extends OnRecordError {}
/** 412: it was changed since it was read. Read it again. */
export class StaleError extends ConflictError {}
/** 429: more is asked than the rate limit allows. `retryAfter` says when there is more. */
export class RateLimitedError extends OnRecordError {}
/** 502, 503, 504: the service, or what stands before it, cannot answer just now. */
export class UnavailableError extends OnRecordError {}
/** 308, where redirects are not followed: the row is part of another. */
export class MergedError extends OnRecordError {
  constructor(
    failure: Failure,
    /** Where the row that it was merged into is; unknown in browsers, which do not tell. */
    readonly location: string | undefined
  ) {
    super(failure)
  }
}
/** There was no answer, or not all of it: the connection failed. */
export class ConnectionError extends OnRecordError {}
/** There was no answer in time. */
export class TimeoutError extends ConnectionError {}
/** A GraphQL operation was refused, or some of its fields failed. */
export class GraphqlError extends OnRecordError {
  constructor(
    failure: Failure,
    readonly graphqlErrors: GraphqlFault[],
    /** What was answered beside the errors. */
    readonly data: unknown
  ) {
    super(failure)
  }
}
export interface GraphqlFault {
  message: string
  path?: (string | number)[]
  extensions?: { code?: string; [name: string]: unknown }
}
/** A webhook that is not signed by whoever has the secret, or is too old. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError'
}

const classes: Record<number, typeof OnRecordError> = {
  400: ValidationError,
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  410: GoneError,
  412: StaleError,
  422: ValidationError,
  429: RateLimitedError,
  502: UnavailableError,
  503: UnavailableError,
  504: UnavailableError
}

/** The failure that an answer tells. A proxy on the way may have answered in words of its own. */
export async function errorOf(response: Response): Promise<OnRecordError> {
  const { status, headers } = response
  const problem = problemIn(await response.text())
  const failure: Failure = {
    status,
    code: problem.code ?? `http_${status}`,
    title: problem.title ?? `HTTP ${status}`,
    detail: problem.detail ?? response.statusText,
    errors: problem.errors ?? [],
    requestId: problem.requestId ?? headers.get('x-request-id') ?? undefined,
    retryAfter: secondsIn(headers.get('retry-after'))
  }
  return new (classes[status] ?? OnRecordError)(failure)
}

function problemIn(text: string): Partial<Problem> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? parsed : {}
  } catch {
    return {}
  }
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
function secondsIn(header: string | null): number | undefined {
  if (header === null) return undefined
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}

export const connectionError = (cause: unknown) =>
  new ConnectionError(
    {
      status: 0,
      code: 'connection_failed',
      title: 'No answer',
      detail: `the connection failed: ${messageOf(cause)}`
    },
    { cause }
  )
export const timeoutError = (milliseconds: number) =>
  new TimeoutError({
    status: 0,
    code: 'timed_out',
    title: 'No answer',
    detail: `none came within ${milliseconds} ms`
  })
export const incompleteError = (detail: string) =>
  new ConnectionError({ status: 0, code: 'incomplete', title: 'Not all of the answer', detail })

/** fetch says only that it failed; what happened is its cause. */
function messageOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string } }
  return cause?.message || message || String(error)
}
