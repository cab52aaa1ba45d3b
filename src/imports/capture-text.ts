/** Supplies the text of a capture whose hash alone was on record; its quotes are checked against it. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { hosted, newClient } from '../db/hosts.js'
import { textOf } from './input.js'
import { failure } from './records.js'

export interface Supplied {
  capture: string
  quotes: number
}

/** Throws ImportError where no capture has the text's hash, or a quote does not stand in it. */
export async function supplyCaptureText(
  url: string,
  file: string,
  { dryRun = false } = {}
): Promise<Supplied[]> {
  const text = await captureText(file)
  const sha256 = createHash('sha256').update(text).digest('hex')
  const client = newClient({ ...hosted(url), application_name: 'onrecord import' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ id: string; held: boolean }>(
      'select id, text is not null as held from captures where sha256 = $1',
      [sha256]
    )
    if (!rows.length) throw failure(file, 0, `No capture has this text's hash, ${sha256}.`)
    const missing = rows.filter(({ held }) => !held).map(({ id }) => id)
    const supplied = await client.query<Supplied>(
      `update captures c set text = $1, length = $2, revision = revision + 1, updated_at = now() where id = any($3)
       returning id as capture, (select count(*)::int from quotes q where q.capture_id = c.id) as quotes`,
      [text, [...text].length, missing]
    )
    // The quotes are parts of these rows, and read otherwise now.
    for (const [table, owner] of Object.entries(owners))
      await client.query(
        `update ${table} set revision = revision + 1, updated_at = now() where id in (select ${owner} from quotes where capture_id = any($1))`,
        [missing]
      )
    await client.query(dryRun ? 'rollback' : 'commit')
    return supplied.rows
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'quotes_anchor')
      throw failure(file, 0, (error as Error).message)
    throw error
  } finally {
    await client.end()
  }
}
const owners = { claims: 'claim_id', assessments: 'assessment_id', relations: 'relation_id' }

/** The file's text in Unicode NFC with `\n` line ends. */
async function captureText(file: string): Promise<string> {
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile())
    throw failure(file, 0, 'There is no such file.')
  let text = ''
  for await (const piece of textOf(file)) text += piece
  return text.replace(/\r\n?/g, '\n').normalize('NFC')
}
