/** Reads the folded text by small patterns that are anchored where it stands, and counts them. */

export class Reader {
  readonly text: string
  /** How many patterns were tried: the scanner's work, which tests hold to a line. */
  steps = 0

  constructor(text: string) {
    this.text = text
  }

  /** The pattern must be sticky (`y`), and every repetition in it bounded. */
  match(pattern: RegExp, at: number): RegExpExecArray | null {
    this.steps++
    pattern.lastIndex = at
    return pattern.exec(this.text)
  }

  /** Where the pattern ends that starts here, or `at` itself if it does not. */
  skip(pattern: RegExp, at: number): number {
    return at + (this.match(pattern, at)?.[0].length ?? 0)
  }
}
