// Who may see which part of a row of the audit: oneself, one's own values; others, those who manage what it is about.
import { type Actor, may } from '../domain/actor.ts'
import type { AttributeFlags } from '../domain/rule.ts'
import type { Area } from './told.ts'

/** The part of a row that its reader may see. */
export type Part = 'whole' | 'value' | 'nothing'

interface Row {
  readonly user_id: string | null
  readonly user_attribute_id: string | null
  /** Whether a reset has undone it: then its ids may be those of others now. */
  readonly is_undone: boolean
}

/** Whether the caller sees rows about others, of this area. */
export function manages(actor: Actor, area: Area): boolean {
  switch (area) {
    case 'values':
      return may(actor, 'manage_user_attributes')
    case 'groups':
      return may(actor, 'manage_groups')
    case 'roles':
      return may(actor, 'manage_roles')
    case 'people':
    case 'server':
      // guard history-access-2: becomes true
      return actor.is_admin
  }
}

/** Whether the caller sees more than the history of their own values. */
export const managesAnything = (actor: Actor): boolean =>
  (['values', 'groups', 'roles', 'people'] as const).some((area) => manages(actor, area))

/** `attribute` is the definition of today; undefined when there is none any more. */
export function partFor(
  actor: Actor,
  area: Area,
  row: Row,
  attribute: AttributeFlags | undefined,
): Part {
  if (manages(actor, area)) return 'whole'
  if (row.user_attribute_id === null) return 'nothing'
  if (manages(actor, 'values')) return 'value'
  // guard history-access-11: becomes false
  if (row.is_undone) return 'nothing'
  // guard history-access-1: becomes attribute?.user_can_view === true
  const isOwn = row.user_id === actor.user_id && attribute?.user_can_view === true
  return isOwn ? 'value' : 'nothing'
}

/** Names of other people are shown to those who may see users. */
export const seesName = (actor: Actor, user_id: string): boolean =>
  // guard history-access-4: becomes true
  may(actor, 'see_users') || user_id === actor.user_id
