/** What an import reads: records of a resource, each with the file and line that it stands at. */
import type { ResourceName } from '../resources/define.js'

export interface ImportRecord {
  resource: ResourceName
  file: string
  line: number
  value: Record<string, unknown>
  /**
   * From a foreign list: such a record makes a row that is missing and leaves one that is there as it
   * is; its links name candidates, of which the first that exists is taken, or none.
   */
  foreign?: boolean
}

/** Something wrong with the data. */
export interface Problem {
  file: string
  line: number
  /** What the record is called: a line may hold many. */
  row?: string | undefined
  /** The path of the field: `agencies.0.role`. */
  field?: string | undefined
  message: string
  /** What kind of fault: one of form unless it conflicts with another row or breaks a rule. */
  kind?: 'conflict' | 'unprocessable' | undefined
  /** The rule of the database that stands against it. */
  constraint?: string | undefined
}

export class ImportError extends Error {
  override readonly name = 'ImportError'
  constructor(readonly problems: Problem[]) {
    super(problems.map(problemLine).join('\n'))
  }
}

/** Whether all was written just before it or nothing is not known; importing again is right in either case. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost'
  constructor(cause: unknown) {
    super('The connection to the database was lost: import the files again.', { cause })
  }
}

const problemLine = ({ file, line, row, field, message }: Problem): string =>
  [line ? `${file}:${line}` : file, row, field, message].filter(Boolean).join(': ')

/** Reading stops at this many problems: what follows is often their echo. */
export const mostProblems = 50

export const failure = (file: string, line: number, message: string) =>
  new ImportError([{ file, line, message }])
