/** Ids: UUID version 7 (RFC 9562), which sort by the time they were made. */
export { v7 as uuidv7 } from 'uuid'
