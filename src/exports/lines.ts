/** Rows as they leave the database: the texts of JSON objects, one a line, in chunks cut anywhere. */
export type Lines = AsyncIterable<Buffer>

const lineEnd = 10

/** Whole rows, as many together as arrived together, with line ends between them. */
export async function* wholeLines(lines: Lines): AsyncGenerator<string> {
  let rest: Buffer[] = []
  for await (const chunk of lines) {
    const end = chunk.lastIndexOf(lineEnd)
    if (end < 0) {
      rest.push(chunk)
      continue
    }
    yield Buffer.concat([...rest, chunk.subarray(0, end)]).toString()
    rest = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : []
  }
}

/** The rows as objects, as many together as arrived together. */
export async function* parsed(lines: Lines): AsyncGenerator<Row[]> {
  for await (const rows of wholeLines(lines)) yield rowsIn(rows.split('\n'))
}

export const rowsIn = (lines: string[]): Row[] => JSON.parse(`[${lines.join()}]`)
export type Row = Record<string, unknown>

/** The same rows as one JSON array, still one a line. */
export async function* asArray(lines: Lines): AsyncGenerator<Buffer> {
  let before = '[\n'
  for await (const chunk of lines) {
    const isEnd = chunk.at(-1) === lineEnd
    // Byte for byte: Latin-1 has a character for each.
    const text = (isEnd ? chunk.subarray(0, -1) : chunk).toString('latin1')
    yield Buffer.from(before + text.replaceAll('\n', ',\n'), 'latin1')
    before = isEnd ? ',\n' : ''
  }
  yield Buffer.from(before === '[\n' ? '[]\n' : '\n]\n')
}

/** What a chunk costs on its way hardly depends on its size. */
const least = 65_536
/** The same bytes in fewer chunks; the first is passed on at once. */
export async function* gathered(lines: Lines): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  let wanted = 0
  for await (const chunk of lines) {
    held.push(chunk)
    size += chunk.length
    if (size < wanted) continue
    yield held.length > 1 ? Buffer.concat(held) : chunk
    held = []
    size = 0
    wanted = least
  }
  if (size) yield Buffer.concat(held)
}
