/**
 * Cursors: the sort values and id at an end of a page, bound to the list that they came from and
 * signed, so that an altered one, or one used on another list, is refused.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { ApiError } from '../errors.js'
import type { Queryable } from './database.js'
import type { ListRequest } from './selection.js'

/** Names a list: its resource, filters and order, and the link it was reached by. */
export function bindingOf(
  { resource, rows, view }: Pick<ListRequest, 'resource' | 'rows' | 'view'>,
  link = ''
): string {
  const filters = rows.filters
    .map(({ name, operator, values }) => JSON.stringify([name, operator, values]))
    .sort()
  const list = JSON.stringify([resource.name, link, filters, rows.sort, view?.asOf])
  return createHash('sha256').update(list).digest('base64url').slice(0, 22)
}

export class Cursors {
  #secret = ''

  get isOpen(): boolean {
    return this.#secret !== ''
  }
  /** Reads the secret that all instances on this database share. */
  async open(db: Queryable): Promise<void> {
    const { rows } = await db.query({
      text: "select value from settings where name = 'cursor_secret'",
      values: []
    })
    this.#secret = (rows[0] as { value: string }).value
  }

  /** `key` is the JSON array that the engine made. */
  sign(key: string, binding: string): string {
    return Buffer.concat([this.#mac(key, binding), Buffer.from(key)]).toString('base64url')
  }

  /** The key within, of `terms` values. Throws `invalid_cursor`. */
  read(cursor: string, binding: string, parameter: string): string[] {
    const bytes = Buffer.from(cursor, 'base64url')
    const [mac, key] = [bytes.subarray(0, 16), bytes.subarray(16).toString()]
    const genuine = bytes.length > 16 && bytes.toString('base64url') === cursor
    if (!genuine || !timingSafeEqual(mac, this.#mac(key, binding)))
      throw new ApiError('invalid_cursor', `\`${parameter}\` is not a cursor of this list.`, [
        {
          parameter,
          code: 'invalid_cursor',
          message: 'It was altered, or comes from a list with other filters or another sort.'
        }
      ])
    return JSON.parse(key)
  }

  #mac(key: string, binding: string): Buffer {
    return createHmac('sha256', this.#secret).update(`${binding} ${key}`).digest().subarray(0, 16)
  }
}
