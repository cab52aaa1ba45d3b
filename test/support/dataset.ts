/** The bundled dataset: its records as they are written, and as both doors give them. */
import fs from 'node:fs'
import type { Test } from 'tap'
import { rootPath } from '../../src/paths.js'
import { createApp } from './app.js'

// biome-ignore lint/suspicious/noExplicitAny: answers, and records as they are written
export type Json = any
export const written: Record<string, Json[]> = {}
for (const name of fs.readdirSync(rootPath('data', 'record')))
  for (const [list, records] of Object.entries<Json[]>(
    JSON.parse(fs.readFileSync(rootPath('data', 'record', name), 'utf8'))
  ))
    written[list] = [...(written[list] ?? []), ...records]

export interface Readers {
  /** The rows of a list; `query` begins with `&`. */
  list(name: string, query?: string): Promise<Json[]>
  /** One resource, or a list with all about it; `query` begins with `?`. */
  one(name: string, query?: string): Promise<Json>
  counted(name: string, query?: string): Promise<number>
  graphql(query: string): Promise<Json>
}

/** The dataset as its readers get it; an answer that is not well is an error. */
export async function readDataset(t: Test): Promise<Readers> {
  const app = await createApp(t)
  const one = async (name: string, query = '') => {
    const { status, body } = await app.get(`/v1/${name}${query}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body
  }
  return {
    one,
    list: async (name, query = '') => (await one(name, `?limit=200${query}`)).data,
    counted: async (name, query = '') =>
      (await one(name, `?count=exact&limit=1${query}`)).meta.count.value,
    async graphql(query) {
      const { body } = await app.graphql(query)
      if (body.errors) throw new Error(JSON.stringify(body.errors))
      return body.data
    }
  }
}
