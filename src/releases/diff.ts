/**
 * What differs between two releases, from their files: each resource's rows are in one order in both,
 * so that two streams side by side tell, in constant memory.
 */
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { type Lines, parsed, type Row } from '../exports/lines.js'
import type { Resource } from '../resources/define.js'
import { resources } from '../resources/index.js'
import { fileName } from './content.js'
import type { Manifest } from './manifest.js'
import type { ReleaseStore } from './store.js'

export const differences = ['added', 'changed', 'withdrawn', 'merged'] as const
export interface Difference {
  resource: string
  id: string
  change: (typeof differences)[number]
  /** The row that it is part of now. */
  mergedInto?: string
}

export async function* diffReleases(
  store: ReleaseStore,
  from: Manifest,
  to: Manifest
): AsyncGenerator<Difference> {
  let survivors: Map<string, string> | undefined
  for (const resource of Object.values(resources)) {
    const name = `${fileName(resource)}.ndjson`
    const [a, b] = [from, to].map(({ files }) => files.find((file) => file.name === name)?.sha256)
    if (a === b) continue
    const rows = ({ id }: Manifest, hash?: string) =>
      hash ? rowsOf(store.read(id, name)) : rowsOf(Readable.from([]))
    for await (const found of compareRows(resource, rows(from, a), rows(to, b))) {
      if (found.change === 'withdrawn') survivors ??= await mergedIn(store, to)
      const mergedInto = survivors?.get(`${found.resource} ${found.id}`)
      yield found.change === 'withdrawn' && mergedInto
        ? { ...found, change: 'merged', mergedInto }
        : found
    }
  }
}

async function* rowsOf(stream: Readable | Promise<Readable>): AsyncGenerator<Row> {
  for await (const rows of parsed((await stream) as Lines)) yield* rows
}

async function* compareRows(
  { name }: Resource,
  before: AsyncGenerator<Row>,
  after: AsyncGenerator<Row>
): AsyncGenerator<Difference> {
  const next = async (rows: AsyncGenerator<Row>) => (await rows.next()).value as Row | undefined
  try {
    let [a, b] = [await next(before), await next(after)]
    while (a || b) {
      const order = a && b ? compareKeys(a, b) : a ? -1 : 1
      const found = (row: Row, change: Difference['change']): Difference => ({
        resource: name,
        id: String(row['id']),
        change
      })
      if (a && order < 0) yield found(a, 'withdrawn')
      else if (b && order > 0) yield found(b, 'added')
      else if (b && JSON.stringify(a) !== JSON.stringify(b)) yield found(b, 'changed')
      if (order <= 0) a = await next(before)
      if (order >= 0) b = await next(after)
    }
  } finally {
    // A reader who leaves leaves no file open.
    await Promise.all([before.return(undefined), after.return(undefined)])
  }
}

/** The order of the files: captures by their number, which never changes, and all by their id. */
function compareKeys(a: Row, b: Row): number {
  const byNumber = Number(a['number'] ?? 0) - Number(b['number'] ?? 0)
  if (byNumber) return byNumber
  const [idA, idB] = [String(a['id']), String(b['id'])]
  return idA < idB ? -1 : idA > idB ? 1 : 0
}

/** Of the rows that were merged, those they are part of: by resource and id. Merges are few. */
async function mergedIn(store: ReleaseStore, { id }: Manifest): Promise<Map<string, string>> {
  const records = (await store.read(id, 'merged.csv')).pipe(parse({ columns: true }))
  const survivors = new Map<string, string>()
  for await (const row of records) survivors.set(`${row.resource} ${row.id}`, row.mergedInto)
  return survivors
}
