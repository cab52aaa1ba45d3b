/**
 * Runs compiled test files, given as arguments, two at a time, and prints what they print as one stream of TAP.
 * Unlike `tap run`, it loads nothing more into a test, nor into the processes that a test starts: the hooks with
 * which tap notes what is covered double the time that each of them takes to load.
 */
import t from 'tap'

const JOBS = 2
/** Of a file, in seconds. */
const TIMEOUT = 300

t.jobs = JOBS
// All together may take as long as they like.
t.setTimeout(0)
const env = { ...process.env, TAP_TIMEOUT: String(TIMEOUT) }
for (const file of process.argv.slice(2)) {
  // tap puts its hooks into NODE_OPTIONS of all that it spawns.
  const plain = ['-u', 'NODE_OPTIONS', process.execPath, file]
  t.spawn('env', plain, { name: file, env, buffered: true, timeout: TIMEOUT * 1000 })
}
