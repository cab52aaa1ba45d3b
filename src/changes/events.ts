/** What readers are told of a change: what became of a row for those who see published rows alone. */
import type { Resource } from '../resources/define.js'

export const changeActions = ['published', 'updated', 'withdrawn', 'restored', 'merged'] as const
export type ChangeAction = (typeof changeActions)[number]

/** An entry of the history (`history.changes` in migrations/0003_history.sql). */
export interface HistoryEntry {
  action: string
  wasVisible: boolean
  isVisible: boolean
}

/** Undefined where readers saw the row neither before nor after. */
export function actionOf({
  action,
  wasVisible,
  isVisible
}: HistoryEntry): ChangeAction | undefined {
  if (isVisible) {
    if (wasVisible) return 'updated'
    return action === 'restored' ? 'restored' : 'published'
  }
  if (!wasVisible) return undefined
  return action === 'merged' ? 'merged' : 'withdrawn'
}

/** The same in SQL, of the alias of an entry that readers are told of. */
export const actionSql = (entry: string) =>
  `case when ${entry}.is_visible then case when ${entry}.was_visible then 'updated' when ${entry}.action = 'restored' then 'restored' else 'published' end when ${entry}.action = 'merged' then 'merged' else 'withdrawn' end`

/** `claim.published` */
export const eventName = ({ singular }: Resource, action: ChangeAction) => `${singular}.${action}`

/** The media type of server-sent events. */
export const eventStream = 'text/event-stream'
