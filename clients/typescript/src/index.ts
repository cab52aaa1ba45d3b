/** A client of OnRecord, for Node and browsers: see README.md. */
export type { ChangeFeed, ChangesPage, ChangesQuery } from './changes.js'
export {
  type CompareQuery,
  type ComparisonCell,
  type ComparisonTable,
  OnRecord,
  type SearchQuery,
  type SuggestQuery,
  type TimelineQuery
} from './client.js'
export type {
  Collection,
  CreateOptions,
  ExportFormat,
  ExportQuery,
  FacetsQuery,
  GetQuery,
  ListQuery,
  Parts,
  Rows,
  WriteOptions
} from './collection.js'
export {
  ConflictError,
  ConnectionError,
  ForbiddenError,
  GoneError,
  GraphqlError,
  MergedError,
  NotFoundError,
  OnRecordError,
  RateLimitedError,
  StaleError,
  TimeoutError,
  UnauthorizedError,
  UnavailableError,
  ValidationError,
  WebhookError
} from './errors.js'
export type { Export } from './exports.js'
export type { Fetch, Options } from './http.js'
export type { Listing, Page } from './listing.js'
export type { CollectionName, Including, Keeping, ResourceName, Row } from './shapes.js'
export type * from './types.js'
export { type VerifyOptions, verifyWebhook, type WebhookHeaders } from './webhooks.js'
