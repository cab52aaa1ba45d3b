/** How far an import is: a bar on a terminal, plain lines elsewhere. */
import { SingleBar } from 'cli-progress'
import type { Progress } from '../imports/import.js'

export type Shown = Progress & { end(): void }

export const showProgress = (stream: NodeJS.WriteStream): Shown =>
  stream.isTTY ? barProgress(stream) : lineProgress((line) => stream.write(`${line}\n`))

function barProgress(stream: NodeJS.WriteStream): Shown {
  const format = '{bar} {percentage}% {stage}'
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true, stream })
  let running = false
  const show = (share: number, stage: string) => {
    if (!running) bar.start(100, 0, { stage })
    running = true
    bar.update(Math.floor(100 * share), { stage })
  }
  return {
    read: (file, rows, share) => show(share, `reading ${file}, ${rows} rows`),
    writing: (resource, share) => show(share, `writing ${resource}`),
    end: () => bar.stop()
  }
}

function lineProgress(say: (line: string) => void): Shown {
  let last = ''
  return {
    read: (file, rows) => rows > 0 && rows % 100_000 === 0 && say(`read ${rows} rows of ${file}`),
    writing: (resource) => {
      if (resource !== last) say(`writing ${resource}`)
      last = resource
    },
    end: () => {}
  } as Shown
}
