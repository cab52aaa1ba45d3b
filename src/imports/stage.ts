/** Rows on their way in: streamed by COPY into a temporary table, where sets of them are worked on. */
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Row } from './normalise.js'
import type { ImportRecord } from './records.js'

/**
 * `doc` holds a Row: values by column in `c`, link keys by column in `l`, parts by field in `p`.
 * `keys` holds each name that a link uses, with the id that it stands for once that is known.
 */
export async function createStage(client: pg.ClientBase): Promise<void> {
  await client.query(`
    create temporary table staged (n integer, file text, line integer, resource text, from_list boolean, doc jsonb) on commit drop;
    create temporary table keys (resource text, key text, id uuid, primary key (resource, key)) on commit drop;
    create temporary table staged_aliases (alias text, same_as text) on commit drop;
  `)
}

export interface StageWriter {
  add(record: ImportRecord, row: Row): Promise<void>
  end(): Promise<void>
}

/** Backslash, tab and line ends are what COPY's text format escapes; JSON has only the first. */
const escaped = (text: string) =>
  text.replace(
    /[\\\t\n\r]/g,
    (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[c] as string
  )

export function stageWriter(client: pg.ClientBase): StageWriter {
  const stream = client.query(copyFrom('copy staged from stdin'))
  const done = finished(stream)
  // Whoever writes or waits for the end hears of a failure.
  done.catch(() => {})
  let n = 0
  let buffer = ''
  const flush = async () => {
    if (stream.destroyed) await done
    else if (!stream.write(buffer)) await Promise.race([once(stream, 'drain'), done])
    buffer = ''
  }
  return {
    async add({ file, line, resource, foreign = false }, row) {
      buffer += `${n++}\t${escaped(file)}\t${line}\t${resource}\t${foreign}\t${escaped(JSON.stringify(row))}\n`
      if (buffer.length > 65_536) await flush()
    },
    async end() {
      stream.end(buffer)
      await done
    }
  }
}
