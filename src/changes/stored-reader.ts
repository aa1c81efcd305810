// Shows changes that were applied, as far as a caller may know of them.
import { type Actor, may } from '../domain/actor.ts'
import { found } from '../errors.ts'
import type { Static } from '../http/schema.ts'
import { seesEffects } from './effects-reader.ts'
import type { StoredChange } from './shapes.ts'
import type { ChangeRow } from './sql.ts'

/** Whether the caller knows of changes that others have made. */
export const seesAllChanges = (actor: Actor): boolean => may(actor, 'manage_user_attributes')

/** The change, if the caller may know of it; 404 otherwise. */
export function visibleChange<Row extends Pick<ChangeRow, 'actor_id'>>(
  actor: Actor,
  row: Row | undefined,
): Row {
  // guard change-access-2: becomes true
  const isKnown = seesAllChanges(actor) || row?.actor_id === actor.user_id
  return found(isKnown ? row : undefined)
}

export function showChange(actor: Actor, row: ChangeRow): Static<typeof StoredChange> {
  const { actor_id, sudo_by } = row
  // Whoever may not know who acted as somebody is not told that they did it themselves.
  const knows = (user_id: string | null) =>
    user_id === null || may(actor, 'see_users') || user_id === actor.user_id
  const seesActor = actor_id !== null && knows(actor_id) && knows(sudo_by)
  return {
    id: row.id,
    at: new Date(row.at).toISOString(),
    actor: seesActor ? { user_id: actor_id, sudo_by } : null,
    reason: row.reason,
    counts: countsIn(row),
    affected_users: seesEffects(actor) ? row.affected_users : null,
    affected_values: seesEffects(actor) ? row.affected_values : null,
    undoes: row.undoes,
    undone_by: row.undone_by,
  }
}

export const countsIn = ({ operations, changed, unchanged, refused }: ChangeRow) => ({
  ...{ operations, changed, unchanged, refused },
})
