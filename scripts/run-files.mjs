/**
 * Runs compiled test files, given as arguments, and prints what they print as one stream of TAP; how many
 * at a time, and for how long, is said in package.json. Unlike `tap run`, it loads nothing more into a test, nor into the processes that a test starts: the hooks with
 * which tap notes what is covered double the time that each of them takes to load.
 */
import fs from 'node:fs'
import t from 'tap'

const { jobs, timeout } = JSON.parse(fs.readFileSync('package.json', 'utf8')).tap

t.jobs = jobs
// All together may take as long as they like.
t.setTimeout(0)
const env = { ...process.env, TAP_TIMEOUT: String(timeout) }
for (const file of process.argv.slice(2)) {
  // tap puts its hooks into NODE_OPTIONS of all that it spawns.
  const plain = ['-u', 'NODE_OPTIONS', process.execPath, file]
  t.spawn('env', plain, { name: file, env, buffered: true, timeout: timeout * 1000 })
}
