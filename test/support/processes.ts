/** Runs pieces of our code in processes of their own, to see what several of them do at once. */
import { type ChildProcess, type ForkOptions, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/**
 * Starts a module of test/support. Resolves when it sends its first message, which the module
 * does once it has loaded, with the process and that message.
 */
export async function startModule(
  name: string,
  args: string[],
  options: ForkOptions = {}
): Promise<{ child: ChildProcess; message: unknown; exited: Promise<number | null> }> {
  const file = fileURLToPath(new URL(`./${name}.js`, import.meta.url))
  const child = fork(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], ...options })
  const exited = once(child, 'exit').then(([code]) => code as number | null)
  const first = await Promise.race([once(child, 'message'), exited])
  if (!Array.isArray(first)) throw new Error(`${name} ended with ${first}`)
  return { child, message: first[0], exited }
}
