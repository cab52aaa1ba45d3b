/** What a check finds, and how it is put. */

export type State = 'ok' | 'warning' | 'problem'
export interface Finding {
  name: string
  state: State
  message: string
  /** What to do about it. */
  advice?: string
}

/** The findings of one check, all under its name. */
export const namedAs = (name: string) => ({
  ok: (message: string): Finding => ({ name, state: 'ok', message }),
  warning: (message: string, advice: string): Finding => ({
    name,
    state: 'warning',
    message,
    advice
  }),
  problem: (message: string, advice: string): Finding => ({
    name,
    state: 'problem',
    message,
    advice
  })
})

export const worstOf = (findings: Finding[]): State =>
  (['problem', 'warning'] as const).find((each) => findings.some(({ state }) => state === each)) ??
  'ok'

export const numbered = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`
