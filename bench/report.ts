/** Tables in Markdown, as they stand in README.md. */
import type { Result } from './rounds.js'
import type { Contender, Workload } from './workloads.js'

export function table(head: string[], rows: (string | number)[][]): string {
  const lines = [head, head.map((_, i) => (i ? '--:' : '---')), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

export const whole = (value: number | undefined): string =>
  value === undefined ? '–' : Math.round(value).toLocaleString('en')
export const fixed = (value: number | undefined, digits = 2): string =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits)

export interface Row {
  workload: Workload
  results: Map<Contender, Result>
}
export function ratesTable(rows: Row[]): string {
  const head = ['', 'OnRecord', 'F2', 'drizzle', 'of F2', 'target', 'bytes', 'p50 ms', 'p99 ms']
  return table(
    head,
    rows.map(({ workload: { name, target }, results }) => {
      const [ours, f2, drizzle] = [
        results.get('onrecord'),
        results.get('f2'),
        results.get('drizzle')
      ]
      const share = ours && f2 ? ours.rate / f2.rate : undefined
      return [
        name,
        whole(ours?.rate),
        whole(f2?.rate),
        whole(drizzle?.rate),
        `${fixed(share)}${share !== undefined && share < target ? ' (missed)' : ''}`,
        target.toFixed(1),
        whole(ours?.bytes),
        fixed(ours?.p50, 1),
        fixed(ours?.p99, 1)
      ]
    })
  )
}

export function cpuTable(rows: Row[]): string {
  const of = (result: Result | undefined) => [fixed(result?.cpu.node), fixed(result?.cpu.postgres)]
  return table(
    ['', 'OnRecord', 'its SQL', 'F2', 'its SQL', 'drizzle', 'its SQL'],
    rows.map(({ workload: { name }, results }) => [
      name,
      ...(['onrecord', 'f2', 'drizzle'] as const).flatMap((each) => of(results.get(each)))
    ])
  )
}
