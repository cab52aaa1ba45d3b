/**
 * CPU time of a contender: of its own process, and of PostgreSQL's on its behalf. Unlike the rate, it
 * does not suffer from what else the machine does. Known on Linux, with PostgreSQL on the same machine.
 */
import fs from 'node:fs'
import { asked } from './database.js'

/** Milliseconds since the start; NaN where it is not known. */
export interface Cpu {
  node: number
  postgres: number
}

export async function cpuOf(pid: number, url: string, applicationName: string): Promise<Cpu> {
  const { rows } = await asked(
    url,
    'select pid from pg_stat_activity where application_name = $1 and datname = current_database()',
    [applicationName]
  )
  const backends = rows.map((row) => (isPostgres(row['pid']) ? timeOf(row['pid']) : Number.NaN))
  return { node: timeOf(pid), postgres: backends.reduce((sum, each) => sum + each, 0) }
}

/** A process and its threads, in ticks of 10 ms (proc(5)). */
function timeOf(pid: number): number {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return 10 * (Number(fields[11]) + Number(fields[12]))
  } catch {
    return Number.NaN
  }
}
function isPostgres(pid: number): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
  } catch {
    return false
  }
}
