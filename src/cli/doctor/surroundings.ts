/** What is on this machine and beside it: Node, disk, the port, the store of releases, that of rate limits. */
import { readFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../config.js'
import { rootPath } from '../../paths.js'
import { type Finding, namedAs } from './checks.js'

const patienceMs = 3000

export function checkNode(): Finding {
  const check = namedAs('node')
  const { engines } = JSON.parse(readFileSync(rootPath('package.json'), 'utf8'))
  const [major = 0, minor = 0] = (engines.node as string).match(/\d+/g)?.map(Number) ?? []
  const [hasMajor = 0, hasMinor = 0] = process.versions.node.split('.').map(Number)
  const isNew = hasMajor > major || (hasMajor === major && hasMinor >= minor)
  return isNew
    ? check.ok(`Node.js ${process.versions.node}.`)
    : check.problem(
        `Node.js ${process.versions.node} is too old.`,
        `Install ${major}.${minor} or newer.`
      )
}

/** Of the folder, or of the nearest above it that there is. */
export async function checkDisk(folder: string, what: string): Promise<Finding> {
  const check = namedAs('disk')
  const { bavail, bsize } = await fs.statfs(await nearest(folder))
  const mb = Math.floor((bavail * bsize) / 1e6)
  const words = `${mb} MB are free for ${what} (${folder}).`
  if (mb < 100) return check.problem(words, 'Free some: writes fail once it is full.')
  return mb < 1000 ? check.warning(words, 'Free some, or move it.') : check.ok(words)
}

async function nearest(folder: string): Promise<string> {
  const isThere = await fs.stat(folder).then(
    () => true,
    () => false
  )
  const parent = path.dirname(folder)
  return isThere || parent === folder ? folder : nearest(parent)
}

export async function checkReleases(config: Config): Promise<Finding[]> {
  const check = namedAs('releases')
  const { releasesUrl: url } = config
  if (url?.startsWith('s3:')) {
    const { openReleases } = await import('../../releases/open.js')
    try {
      const ids = await openReleases(config).ids()
      return [
        check.ok(`The bucket can be read, and has ${ids.length} releases. Writing was not tried.`)
      ]
    } catch {
      return [
        check.problem(
          'The bucket of RELEASES_URL cannot be read.',
          'Check its name, endpoint and region, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.'
        )
      ]
    }
  }
  const folder = url ? fileURLToPath(url) : rootPath('.onrecord', 'releases')
  try {
    const there = await nearest(folder)
    if (!(await fs.stat(there)).isDirectory()) throw new Error('not a folder')
    await fs.access(there, fs.constants.W_OK | fs.constants.X_OK)
    return [check.ok(`Releases can be written to ${folder}.`)]
  } catch {
    return [
      check.problem(
        `Releases cannot be written to ${folder}.`,
        'Make it a folder that this user may write to, or set RELEASES_URL.'
      )
    ]
  }
}

export async function checkRates({ rateLimitUrl: url }: Config): Promise<Finding> {
  const check = namedAs('rate limits')
  if (!url) return check.ok('Each process counts alone, in its memory.')
  if (url === 'postgres') return check.ok('Counted in the database.')
  const { createClient } = await import('@redis/client')
  const client = createClient({
    url,
    socket: { connectTimeout: patienceMs, reconnectStrategy: false }
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.ping()
    return check.ok('The Redis of RATE_LIMIT_URL answers.')
  } catch (error) {
    return check.problem(
      `The Redis of RATE_LIMIT_URL does not answer: ${reason(error)}.`,
      'Start it or correct the address. Until then each process counts alone.'
    )
  } finally {
    client.destroy()
  }
}
const reason = (error: unknown) => {
  const { code, message } = error as { code?: string; message: string }
  return code ?? message
}

/** Free, or OnRecord's own. */
export async function checkPort({ host, port }: Config): Promise<Finding> {
  const check = namedAs('port')
  if (port === 0) return check.ok('PORT=0: any port that is free is taken.')
  const at = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  const where = `${at.includes(':') ? `[${at}]` : at}:${port}`
  if (!(await isTaken(at, port))) return check.ok(`${where} is free.`)
  try {
    const response = await fetch(`http://${where}/readyz`, {
      signal: AbortSignal.timeout(patienceMs)
    })
    const body = (await response.json()) as { status?: unknown; detail?: string; code?: string }
    if (body.status === 'ready') return check.ok(`OnRecord serves at ${where}, and is ready.`)
    if (body.code === 'unavailable')
      return check.warning(
        `OnRecord runs at ${where}, and is not ready: ${body.detail}`,
        'See its log, and the checks of the database.'
      )
  } catch {
    // It is not OnRecord that answers there.
  }
  return check.problem(`Another program listens at ${where}.`, 'End it, or set another PORT.')
}

function isTaken(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: patienceMs })
    const end = (taken: boolean) => {
      socket.destroy()
      resolve(taken)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
    socket.once('timeout', () => end(false))
  })
}
