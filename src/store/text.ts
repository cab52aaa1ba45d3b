/** JSON text as SQL: literals and expressions, concatenated. */
/** An SQL string literal. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
export const member = (as: string) => `${JSON.stringify(as)}:`

/** Literals and expressions, joined with neighbouring literals run together. */
export type Piece = { text: string } | { sql: string }
export function concatenated(pieces: Piece[]): string {
  const out: string[] = []
  let text = ''
  for (const piece of pieces) {
    if ('text' in piece) text += piece.text
    else {
      if (text) out.push(quoted(text))
      text = ''
      out.push(piece.sql)
    }
  }
  if (text || out.length === 0) out.push(quoted(text))
  return out.length === 1 && !pieces.some((piece) => 'sql' in piece)
    ? (out[0] as string)
    : out.join(' || ')
}
/** JSON's null where SQL has one. */
export const orNull = (sql: string) => `coalesce(${sql}, 'null')`

/** What stands for a cursor in the text until it is signed: raw control characters never occur in JSON. */
export const cursorMark = '\u0001'
