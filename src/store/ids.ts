/** Ids: UUID version 7 (RFC 9562), which sort by the time they were made. */
import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

export const uuidv7 = (): string => v7()

const pool = new Uint8Array(4096)
let used = pool.length
/** For ids that are made by the thousand and need not be in order within a millisecond. */
export function requestId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += 16
  const random = pool.subarray(used - 16, used)
  return v7({ random })
}
