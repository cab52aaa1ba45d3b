/** Runs a page's SQL in DuckDB and prints the last statement's rows: sql.mjs DATABASE FILE */
import fs from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const [database, file] = process.argv.slice(2)
const instance = await DuckDBInstance.create(database)
const db = await instance.connect()
const reader = await db.runAndReadAll(fs.readFileSync(file, 'utf8'))
console.log(JSON.stringify(reader.getRowObjectsJson(), null, 2))
db.closeSync()
instance.closeSync()
