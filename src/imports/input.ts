/** Which files an import reads, what is in them, and their text. */
import fs from 'node:fs'
import path from 'node:path'
import { type CsvFormat, csvFormat } from './foreign.js'
import { failure } from './records.js'

export type Format = CsvFormat | 'bundle' | 'ndjson'
export interface InputFile {
  path: string
  format: Format
  bytes: number
}

/** The files below the paths. A folder gives those of a known format, by name. */
export function inputFiles(paths: string[]): InputFile[] {
  const files = paths.flatMap((given): InputFile[] => {
    const stat = fs.statSync(given, { throwIfNoEntry: false })
    if (!stat) throw failure(given, 0, 'There is no such file or folder.')
    if (stat.isDirectory()) return filesIn(given)
    const format = formatOf(given)
    if (!format)
      throw failure(
        given,
        1,
        'The format is not known: expected a JSON bundle, NDJSON, or a CSV list of the FBI or of Open Civic Data.'
      )
    return [{ path: given, format, bytes: stat.size }]
  })
  if (!files.length) throw failure(paths.join(', '), 0, 'There is nothing to import.')
  return files
}

function filesIn(folder: string): InputFile[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return names
    .filter((name) => /\.(json|ndjson|jsonl|csv)$/.test(name))
    .map((name) => path.join(folder, name))
    .flatMap((file) => {
      const format = formatOf(file)
      return format ? [{ path: file, format, bytes: fs.statSync(file).size }] : []
    })
}

function formatOf(file: string): Format | undefined {
  if (/\.(ndjson|jsonl)$/.test(file)) return 'ndjson'
  if (file.endsWith('.json')) return 'bundle'
  return file.endsWith('.csv') ? csvFormat(beginningOf(file)) : undefined
}

function beginningOf(file: string): string {
  const handle = fs.openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(1000)
    const length = fs.readSync(handle, buffer, 0, buffer.length, 0)
    return buffer.toString('utf8', 0, length)
  } finally {
    fs.closeSync(handle)
  }
}

/** A file's text by pieces, without a byte order mark. `read` hears of the bytes of each. */
export async function* textOf(
  file: string,
  read: (bytes: number) => void = () => {}
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  const decoded = (chunk?: Buffer): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      const [upTo = ''] = new TextDecoder().decode(chunk).split('\uFFFD')
      throw failure(file, line + linesIn(upTo), 'It is not text in UTF-8.')
    }
  }
  for await (const chunk of fs.createReadStream(file)) {
    const text = decoded(chunk)
    line += linesIn(text)
    read((chunk as Buffer).length)
    yield text
  }
  yield decoded()
}
const linesIn = (text: string) => text.split('\n').length - 1
