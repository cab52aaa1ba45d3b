/** Query strings as the service reads them: commas between values, operators in brackets. */

export type Query = object | undefined

/** What is text as a whole, whatever stands in it. */
const whole = new Set(['q', 'citation', 'reason', 'after', 'before', 'asOf', 'on'])

/** `?agency=a,b&issuedOn[gte]=2025-12-01`, or nothing. What is undefined is left out. */
export function queryString(query: Query): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue
    if (isOperators(value)) {
      for (const [operator, operand] of Object.entries(value))
        if (operand !== undefined)
          parameters.set(operator === 'eq' ? name : `${name}[${operator}]`, listed(operand))
    } else parameters.set(name, whole.has(name) ? text(value) : listed(value))
  }
  return parameters.size ? `?${parameters}` : ''
}

const isOperators = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)

const listed = (value: unknown) => [value].flat().map(quoted).join(',')
/** A value that has a comma or a quotation mark stands in quotation marks. */
function quoted(value: unknown): string {
  const plain = text(value)
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
const text = (value: unknown) => (value instanceof Date ? value.toISOString() : String(value))
