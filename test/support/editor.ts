/** The API with keys of every kind, and requests made with them. */
import type { Test } from 'tap'
import { createKey, type Scope } from '../../src/editing/keys.js'
import { type Answer, createApp, type TestApp } from './app.js'
import type { TemplateName } from './templates.js'

export interface Editor extends TestApp {
  /** A request with a JSON body, by an editor who may do everything unless another key is given. */
  send(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>
  ): Promise<Answer>
  /** A source that is published, for what needs one. */
  source: string
  keyWith(...scopes: Scope[]): Promise<Record<string, string>>
}

export async function createEditor(
  t: Test,
  { template = 'migrated', env = {} }: { template?: TemplateName; env?: NodeJS.ProcessEnv } = {}
): Promise<Editor> {
  const app = await createApp(t, { template, env })
  const keyWith = async (...scopes: Scope[]) => {
    const { key } = await createKey(app.pool, { name: `desk ${scopes.join(' ')}`, scopes })
    return { authorization: `Bearer ${key}` }
  }
  const all = await keyWith('read:drafts', 'write', 'publish')
  const send: Editor['send'] = async (method, path, body, headers = {}) => {
    const answer = await app.app.inject({
      method,
      url: path,
      headers: { ...all, ...headers },
      ...(body !== undefined && { payload: body as object })
    })
    const parsed = answer.body === '' ? undefined : JSON.parse(answer.body)
    return { status: answer.statusCode, headers: answer.headers, body: parsed }
  }
  const { body } = await send('POST', '/v1/sources', {
    kind: 'press_release',
    title: 'A press release',
    status: 'published'
  })
  return { ...app, send, keyWith, source: body.id }
}
