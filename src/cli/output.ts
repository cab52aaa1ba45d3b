/** Where a command writes: its result on stdout, in words or as JSON; all else on stderr. */

export interface Output {
  isJson: boolean
  /** The result, once. */
  result(json: object, words: string | string[]): void
  /** What is of no use to a script: progress, warnings. */
  tell(line: string): void
}

export const output = (isJson: boolean): Output => ({
  isJson,
  result: (json, words) =>
    console.log(isJson ? JSON.stringify(json) : Array.isArray(words) ? words.join('\n') : words),
  tell: (line) => console.error(line)
})
