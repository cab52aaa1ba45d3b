/**
 * npm run test:scan: sqlmap (level 2) and wapiti, as Debian has them, against the service on a database
 * of its own with the bundled dataset. Ends with 1 where either finds anything, with 2 where one is
 * missing. Takes some minutes; `--only sqlmap` or `--only wapiti` runs one of them.
 */
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({ options: { only: { type: 'string' } } })
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onrecord-scan-'))
const port = 3900 + Math.floor(Math.random() * 90)
const origin = `http://127.0.0.1:${port}`

/** What sqlmap tries: one address of each kind of parameter; `*` marks a place in a path or body. */
const targets = [
  ['/v1/claims?q=police&limit=2&sort=-issuedOn', 'q,limit,sort'],
  [
    '/v1/claims?agency=minneapolis-pd&kind=commitment&issuedOn[gte]=2025-12-01',
    'agency,kind,issuedOn[gte]'
  ],
  ['/v1/claims?fields=id,statement.title&include=topics&count=exact', 'fields,include,count'],
  ['/v1/agencies?name[contains]=police&near=44.98,-93.27,10', 'name[contains],near'],
  ['/v1/search?q=police&types=claims', 'q,types'],
  ['/v1/suggest?q=min', 'q'],
  ['/v1/claims/facets?by=topic', 'by'],
  ['/v1/statutes/resolve?citation=Minn.+Stat.+626.8475&on=2025-12-01', 'citation,on'],
  ['/v1/changes?after=0&resource=claims', 'after,resource'],
  ['/v1/agencies/minneapolis-pd*', undefined],
  ['/graphql', undefined, '{"query":"{ claims(first: 2, q: \\"police*\\") { nodes { id } } }"}']
]

function require(program) {
  if (spawnSync('which', [program]).status === 0) return
  console.error(`${program} is missing: apt-get install ${program}`)
  process.exit(2)
}
const run = (program, args) =>
  spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1e9, timeout: 900_000 })

function sqlmap() {
  let findings = 0
  for (const [address, parameters, data] of targets) {
    const { stdout } = run('sqlmap', [
      ...['-u', origin + address, '--batch', '--level', '2', '--risk', '1', '--flush-session'],
      ...['--dbms', 'PostgreSQL', '--threads', '4', '--technique', 'BEUSQ', '--time-sec', '2'],
      ...[
        '--ignore-code',
        '400,404',
        '--output-dir',
        path.join(folder, 'sqlmap'),
        '--disable-coloring'
      ],
      ...(parameters ? ['-p', parameters] : []),
      ...(data ? ['--data', data, '--headers', 'Content-Type: application/json'] : [])
    ])
    const injectable = /identified the following injection point|is vulnerable/.test(stdout)
    const tested = /do not appear to be injectable|does not seem to be injectable/.test(stdout)
    const requests = /\((\d+)\) HTTP\(s\) requests/.exec(stdout)?.[1] ?? ''
    console.log(
      `sqlmap ${address}: ${injectable ? 'INJECTABLE' : tested ? 'nothing' : 'NOT TESTED'} ${requests}`
    )
    if (injectable || !tested) {
      findings++
      console.log(stdout.split('\n').slice(-25).join('\n'))
    }
  }
  return findings
}

function wapiti() {
  const report = path.join(folder, 'wapiti.json')
  const started = targets.flatMap(([address]) => ['-s', origin + address.replaceAll('*', '')])
  const { status } = run('wapiti', [
    ...['-u', `${origin}/`, ...started, '--scope', 'folder', '--flush-session', '--no-bugreport'],
    ...['-m', 'sql,timesql,xss,exec,file,crlf,ssrf,xxe,redirect', '--max-scan-time', '420'],
    ...['-d', '3', '--max-links-per-page', '40', '-f', 'json', '-o', report, '--color']
  ])
  if (!fs.existsSync(report)) {
    console.log(`wapiti ended with ${status} and without a report`)
    return 1
  }
  const { vulnerabilities, anomalies, infos } = JSON.parse(fs.readFileSync(report, 'utf8'))
  const found = [vulnerabilities, anomalies].flatMap((kind) =>
    Object.entries(kind).flatMap(([name, all]) =>
      all.map(({ path: at, info }) => `${name} ${at}: ${info}`)
    )
  )
  console.log(`wapiti: ${infos.crawled_pages_nbr ?? '?'} pages, ${found.length} findings`)
  for (const each of found) console.log(`  ${each}`)
  return found.length
}

const scanners = { sqlmap, wapiti }
const chosen = options.only ? [options.only] : Object.keys(scanners)
chosen.forEach(require)
const service = spawn(process.execPath, ['dist/src/main.js'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    ...process.env,
    PORT: String(port),
    ONRECORD_DATA_DIR: `${folder}-data`,
    LOG_LEVEL: 'fatal',
    RATE_LIMIT_ANONYMOUS: '0'
  }
})
let findings = 0
try {
  const isReady = () =>
    fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false
    )
  while (!(await isReady())) {
    if (service.exitCode !== null) throw new Error('the service did not start')
    await sleep(200)
  }
  for (const name of chosen) findings += scanners[name]()
} finally {
  service.kill('SIGTERM')
  if (service.exitCode === null) await new Promise((resolve) => service.once('exit', resolve))
  for (const each of [folder, `${folder}-data`]) fs.rmSync(each, { recursive: true, force: true })
}
console.log(`${findings} findings`)
process.exit(findings ? 1 : 0)
