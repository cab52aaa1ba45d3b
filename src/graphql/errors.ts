/** The GraphQL door's rendering of a failure: errors with a code, and the status of their answer. */
import { GraphQLError } from 'graphql'
import { ApiError, apiError } from '../errors.js'

/** What the document or its variables get wrong, in words of GraphQL's own. */
export class Refused extends Error {
  constructor(
    readonly errors: readonly GraphQLError[],
    readonly code: string,
    readonly status = 400
  ) {
    super('The operation is refused.')
  }
}

export interface Failure {
  status: number
  errors: { message: string; extensions?: Record<string, unknown>; locations?: unknown }[]
}

export function failureOf(thrown: unknown, requestId: string): Failure {
  if (thrown instanceof Refused) {
    const { errors, code, status } = thrown
    return { status, errors: errors.map((each) => rendered(each, code)) }
  }
  const cause = (thrown instanceof GraphQLError && thrown.originalError) || thrown
  // An argument that GraphQL could not coerce.
  if (cause instanceof GraphQLError)
    return { status: 400, errors: [rendered(cause, 'invalid_parameter')] }
  // What recurses over the document has used up the stack.
  const error = cause instanceof RangeError ? tooComplex('It is nested too deeply.') : cause
  const { code, status, message, faults } = apiError(error)
  const extensions = { code, requestId, ...(faults.length && { errors: faults }) }
  const locations = thrown instanceof GraphQLError ? thrown.locations : undefined
  return { status, errors: [{ message, locations, extensions }] }
}

/** Values are quoted in messages, however long they are. */
const longestMessage = 500
const rendered = ({ message, locations }: GraphQLError, code: string) => ({
  message: message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message,
  locations,
  extensions: { code }
})

export const tooComplex = (message: string) => new ApiError('query_too_complex', message)

export function badInput(argument: string, message: string): ApiError {
  const fault = { parameter: argument, code: 'invalid_parameter', message }
  return new ApiError('invalid_parameter', `\`${argument}\`: ${message}`, [fault])
}
