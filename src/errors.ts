/** The catalogue of failures: each once, with its code and HTTP status. Each door formats them its own way. */

export const catalogue = {
  invalid_parameter: { status: 400, title: 'A parameter is not valid' },
  unknown_parameter: { status: 400, title: 'A parameter is not known here' },
  invalid_cursor: { status: 400, title: 'The cursor is not one of this list' },
  unknown_reference: { status: 400, title: 'A filter names a row that does not exist' },
  malformed_request: { status: 400, title: 'The request could not be read' },
  invalid_body: { status: 400, title: 'The body is not valid' },
  unauthorized: { status: 401, title: 'The key is missing or not valid' },
  forbidden: { status: 403, title: 'The key lacks a scope' },
  not_found: { status: 404, title: 'There is no such resource' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  not_acceptable: { status: 406, title: 'No representation that is acceptable' },
  conflict: { status: 409, title: 'It conflicts with what is on record' },
  withdrawn: { status: 410, title: 'It was withdrawn' },
  precondition_failed: { status: 412, title: 'It was changed meanwhile' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  uri_too_long: { status: 414, title: 'The address is too long' },
  unsupported_media_type: { status: 415, title: 'The media type is not supported' },
  range_not_satisfiable: { status: 416, title: 'The range lies beyond the end of the file' },
  unprocessable: { status: 422, title: 'It breaks a rule of the record' },
  idempotency_mismatch: { status: 422, title: 'The Idempotency-Key was used for another request' },
  precondition_required: { status: 428, title: 'The request needs an If-Match header' },
  rate_limited: { status: 429, title: 'More is asked than the rate limit allows' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  query_too_complex: { status: 400, title: 'The query costs more than is allowed' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  timeout: { status: 503, title: 'The database took too long' },
  unavailable: { status: 503, title: 'The service is not available just now' },
  overloaded: { status: 503, title: 'More is asked of the service than it can do just now' }
} as const satisfies Record<string, { status: number; title: string }>
export type ErrorCode = keyof typeof catalogue

/** One thing that is wrong, and where: a query parameter, a line, or a JSON pointer into the body (RFC 6901). */
export interface Fault {
  parameter?: string
  pointer?: string
  /** The line of a file that was sent. */
  line?: number
  code: string
  message: string
  /** Of a quote that is not found, or found more than once: every place that it may mean. */
  candidates?: object[]
}

export class ApiError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly faults: Fault[] = [],
    options?: ErrorOptions
  ) {
    super(message, options)
  }
  get status(): number {
    return catalogue[this.code].status
  }
  get title(): string {
    return catalogue[this.code].title
  }
}

/** Of a 503: after how many seconds another attempt is worth while. */
export const retryAfter = (code: string) => (code === 'overloaded' ? '1' : '2')
/** An overload is no news in a log, where each request that is turned away would only add to it. */
export const isWorthLogging = ({ code, status }: { code: string; status: number }) =>
  status >= 500 && code !== 'overloaded'

/** Why nothing is read or written before the database is up to date. */
export const notReady = () => new ApiError('unavailable', 'The database is not up to date yet.')

/** What went wrong, as an entry of the catalogue: what is not known is `internal`, and says nothing more. */
export function apiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const { code, message } = error as { code?: string; message?: string }
  const known = fastifyCodes[code ?? '']
  if (known) {
    const detail = code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ? emptyBody : catalogue[known].title
    return new ApiError(known, detail, [], { cause: error })
  }
  const sql = databaseCode(code, message)
  if (sql) return new ApiError(sql, catalogue[sql].title, [], { cause: error })
  const { statusCode } = error as { statusCode?: number }
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return new ApiError('malformed_request', 'The request could not be read.', [], { cause: error })
  return new ApiError('internal', 'The failure has been logged under the request id.', [], {
    cause: error
  })
}

const emptyBody =
  'The Content-Type says JSON, and the body is empty: send a body, or no Content-Type.'
const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'invalid_body',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
  FST_ERR_ASYNC_CONSTRAINT: 'malformed_request'
}

/** SQLSTATE classes (PostgreSQL, appendix A) and the driver's own failures to reach the server. */
function databaseCode(code = '', message = ''): ErrorCode | undefined {
  if (code === '57014') return 'timeout'
  if (code === '55P03') return 'unavailable'
  // A text of a gigabyte, a stack that is used up.
  if (code.startsWith('54')) return 'query_too_complex'
  if (/^(08|53|57P|25006|40)/.test(code)) return 'unavailable'
  if (/^(ECONN|ENOTFOUND|ENOENT|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH)/.test(code))
    return 'unavailable'
  if (/^22(021|P05)$/.test(code)) return 'malformed_request'
  if (
    /timeout exceeded when trying|Connection terminated|not queryable|after calling end/.test(
      message
    )
  )
    return 'unavailable'
  return undefined
}
