// The fields that steps of an explanation have in common, whatever their place.
import { isId } from '../ids.ts'
import { shownInstant } from '../texts/instant.ts'
import type { Person, Place, Told } from './because.ts'

/** A change as the audit has it. */
export interface Change extends Told {
  readonly sequence: number
  /** The list of operations to which it belongs, and the reason that was given. */
  readonly change_id?: string | undefined
  readonly reason?: string | null | undefined
}

export const shownTime = (time: number | null) => (time === null ? null : shownInstant(time))

/** What only a draft has, has no id yet. */
export const shownId = (id: string): string | null => (isId(id) ? id : null)

/** A value from a sign-in knows itself when it was set. */
const setAt = (place: Place, told: number | undefined): string | null => {
  const at = place.of === 'sign-in' ? place.at : told
  return at === undefined ? null : new Date(at).toISOString()
}

/** Who set a value, when and through which change; all null if nothing is known or may be told. */
export function setIn(place: Place) {
  const told = 'told' in place ? (place.told as Change | undefined) : undefined
  const isTold = told !== undefined && !told.isTried
  return {
    set_by: isTold ? told.by : (null as Person | null),
    sudo_by: isTold ? told.sudo_by : (null as Person | null),
    set_at: setAt(place, isTold ? told.at : undefined),
    change_id: isTold ? (told.change_id ?? String(told.sequence)) : null,
    reason: (isTold && told.reason) || null,
  }
}
