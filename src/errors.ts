/**
 * The catalogue of failures: each once, with its code, HTTP status, cause and cure. Each door formats
 * them its own way; docs/reference/errors.md is made from it.
 */
interface Failure {
  status: number
  title: string
  /** Why a client is told so, and what it can do. */
  cause: string
  cure: string
}

export const catalogue = {
  invalid_parameter: {
    status: 400,
    title: 'A parameter is not valid',
    cause:
      'The value of a query parameter, header or GraphQL argument does not have the form it takes.',
    cure: 'Read `errors`: each entry names the parameter and what it expected.'
  },
  unknown_parameter: {
    status: 400,
    title: 'A parameter is not known here',
    cause:
      'A query parameter, filter, operator, field, include or sort is not one of this address.',
    cure: 'Correct the name as `errors` says; /openapi.json lists what each address takes. Nothing is ever ignored, so a misspelt filter never widens a list.'
  },
  invalid_cursor: {
    status: 400,
    title: 'The cursor is not one of this list',
    cause:
      '`after` or `before` was altered, or comes from a list with other filters or another sort.',
    cure: 'Keep the filters and the sort while you page, or begin anew without the cursor.'
  },
  unknown_reference: {
    status: 400,
    title: 'A filter names a row that does not exist',
    cause:
      'A filter, or a link in what is written, names an id, slug or identifier that is not on record for you.',
    cure: 'Look the row up first, by `q` or by its list, and name it as found there.'
  },
  malformed_request: {
    status: 400,
    title: 'The request could not be read',
    cause: 'The request is not HTTP as it should be, or its address cannot be decoded.',
    cure: 'Percent-encode what stands in the address, in UTF-8, and send a `Host` header.'
  },
  invalid_body: {
    status: 400,
    title: 'The body is not valid',
    cause:
      'The body is not JSON, is nested too deeply, or has members that are missing, unknown or of another type.',
    cure: 'Read `errors`: `pointer` (in an import `line` too) says where, `message` what was expected.'
  },
  unauthorized: {
    status: 401,
    title: 'The key is missing or not valid',
    cause:
      'The address needs a key and none came, or the key that came is unknown, revoked or expired.',
    cure: 'Send `Authorization: Bearer <key>`. A wrong key is refused on public addresses too: leave the header out to read without one.'
  },
  forbidden: {
    status: 403,
    title: 'The key lacks a scope',
    cause: 'The key is good, but lacks the scope that `errors` names.',
    cure: 'Use a key that has it; whoever holds `admin` can make one.'
  },
  not_found: {
    status: 404,
    title: 'There is no such resource',
    cause:
      'There is nothing at this address: no such path, id, slug or number. A draft is answered so to whoever may not see it.',
    cure: 'Check the address. What once was on record never answers so: it is redirected (merged) or `withdrawn`.'
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not allowed here',
    cause: 'The address is there, but not for this method.',
    cure: 'Use one of those in the `Allow` header.'
  },
  not_acceptable: {
    status: 406,
    title: 'No representation that is acceptable',
    cause: '`Accept` names no media type that the address answers with.',
    cure: 'Ask for one of those that `detail` names, or leave `Accept` out.'
  },
  conflict: {
    status: 409,
    title: 'It conflicts with what is on record',
    cause:
      'What is asked contradicts what is on record: a name or identifier that is taken, a row that is merged or withdrawn, a release that is being made.',
    cure: 'Read `detail`, fetch the row as it is now and decide anew.'
  },
  withdrawn: {
    status: 410,
    title: 'It was withdrawn',
    cause: 'The row was published and was withdrawn later. The answer says when, and why.',
    cure: 'Take it out of what you show. Its past is readable with `asOf`.'
  },
  precondition_failed: {
    status: 412,
    title: 'It was changed meanwhile',
    cause: '`If-Match` names another revision than the row has now: somebody changed it meanwhile.',
    cure: 'Fetch it again, apply your change to what you got, and send its new `ETag`.'
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    cause: 'The headers or the body did not arrive in time.',
    cure: 'Send the request again, faster; what is large goes in several imports.'
  },
  payload_too_large: {
    status: 413,
    title: 'The body is too large',
    cause: 'The body has more bytes than the address takes.',
    cure: 'Send it in parts. Imports take more than other addresses (`IMPORT_MAX_BYTES`).'
  },
  uri_too_long: {
    status: 414,
    title: 'The address is too long',
    cause: 'The address, or one part of its path, is too long.',
    cure: 'Ask with fewer values at a time; a long GraphQL query goes by `POST`.'
  },
  unsupported_media_type: {
    status: 415,
    title: 'The media type is not supported',
    cause:
      "The body's `Content-Type` is not one that the address reads, or the body is compressed.",
    cure: 'Send the type that `detail` names, uncompressed.'
  },
  range_not_satisfiable: {
    status: 416,
    title: 'The range lies beyond the end of the file',
    cause: '`Range` begins beyond the end of the file.',
    cure: "See `Content-Range` for the file's length: you may have all of it already."
  },
  unprocessable: {
    status: 422,
    title: 'It breaks a rule of the record',
    cause:
      'It is well formed, but breaks a rule of the record: a quote that does not stand in its capture, versions of a statute that overlap, something published without a source.',
    cure: 'Read `errors`, which names the rule and where; for a quote, `candidates` has the places that it may mean.'
  },
  idempotency_mismatch: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    cause: 'The same `Idempotency-Key` came before with another request.',
    cure: 'Make a new `Idempotency-Key` for each new request, and keep it when you repeat one.'
  },
  precondition_required: {
    status: 428,
    title: 'The request needs an If-Match header',
    cause: 'A change of what is on record came without `If-Match`.',
    cure: 'Fetch the row, and send its `ETag` as `If-Match`.'
  },
  rate_limited: {
    status: 429,
    title: 'More is asked than the rate limit allows',
    cause: 'Your address or key has used its units of this minute.',
    cure: 'Wait as long as `Retry-After` says. `RateLimit` tells beforehand how much is left; a key has more.'
  },
  headers_too_large: {
    status: 431,
    title: 'The headers are too large',
    cause: 'The headers and the address together are too large.',
    cure: 'Send fewer or shorter headers.'
  },
  query_too_complex: {
    status: 400,
    title: 'The query costs more than is allowed',
    cause:
      'The query would cost more than one may: its GraphQL cost, depth, aliases or length, or the size of its answer.',
    cure: 'Ask for fewer rows (`first`, `limit`), fewer levels or fewer fields, or page through it. `extensions.cost` tells what an operation costs.'
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    cause: 'Something failed that should not have.',
    cure: 'Try again; if it stays, tell the operator the `requestId`, under which it is logged.'
  },
  timeout: {
    status: 503,
    title: 'The database took too long',
    cause: 'The database worked on it for longer than it may.',
    cure: 'Narrow it by a filter, or try again when there is less to do.'
  },
  unavailable: {
    status: 503,
    title: 'The service is not available just now',
    cause:
      'The database cannot be reached or is being migrated, the instance is about to close, or all places for exports are taken.',
    cure: 'Try again after `Retry-After`.'
  },
  overloaded: {
    status: 503,
    title: 'More is asked of the service than it can do just now',
    cause: 'As many requests wait already as may.',
    cure: 'Try again after `Retry-After`, with some randomness, and with fewer requests at a time.'
  }
} as const satisfies Record<string, Failure>
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
