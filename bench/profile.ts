/** Where our server's CPU time goes under one workload: functions by the time spent in themselves. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { load, wired } from './load.js'
import { table } from './report.js'
import { startApi } from './servers.js'
import type { Ask } from './workloads.js'

interface Profile {
  /** Microseconds of the clock that process.hrtime reads. */
  startTime: number
  nodes: {
    id: number
    callFrame: { functionName: string; url: string; lineNumber: number }
  }[]
  samples: number[]
  timeDeltas: number[]
}

export async function profiled(
  url: string,
  asks: Ask[],
  seconds: number,
  env: NodeJS.ProcessEnv = {}
): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onrecord-profile-'))
  const api = await startApi(url, ['--cpu-prof', `--cpu-prof-dir=${folder}`], env)
  const ready = asks.map((ask) => wired(ask))
  await load(api.port, ready, { seconds: 2, connections: 16 })
  const began = now()
  const { latencies } = await load(api.port, ready, { seconds, connections: 16 })
  const ended = now()
  await api.stop()
  const [file] = fs.readdirSync(folder)
  const profile: Profile = JSON.parse(fs.readFileSync(path.join(folder, String(file)), 'utf8'))
  fs.rmSync(folder, { recursive: true })
  const times = selfTimes(profile, began, ended)
  const idle = times.get('(idle)') ?? 0
  const total = [...times.values()].reduce((sum, each) => sum + each, 0) - idle
  times.delete('(idle)')
  const top = [...times].sort(([, a], [, b]) => b - a).slice(0, 40)
  return table(
    ['function', 'share of busy time', 'µs a request'],
    top.map(([name, time]) => [
      name,
      `${((100 * time) / total).toFixed(1)} %`,
      (time / latencies.length).toFixed(1)
    ])
  )
}

const now = () => Number(process.hrtime.bigint() / 1000n)

/** Microseconds by function, while the load lasted. */
function selfTimes(
  { nodes, samples, timeDeltas, startTime }: Profile,
  began: number,
  ended: number
): Map<string, number> {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      const file = url.replace(/^.*\/(node_modules|dist)\//, '').replace(/^node:/, 'node/')
      return [id, `${functionName || '(anonymous)'}${file ? ` ${file}:${lineNumber + 1}` : ''}`]
    })
  )
  const times = new Map<string, number>()
  let at = startTime
  samples.forEach((id, i) => {
    at += timeDeltas[i] ?? 0
    if (at < began || at > ended) return
    const name = names.get(id) ?? ''
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[i] ?? 0))
  })
  return times
}
