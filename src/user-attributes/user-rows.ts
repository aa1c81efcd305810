// The rows of one user in the form that the search path asks for.
import type { UserRows } from '../domain/held-values.ts'
import type { SystemFacts } from '../domain/system-attributes.ts'
import { found } from '../errors.ts'
import { signInsIn } from '../moment/own-values.ts'
import type { UserHeldRow } from './sql.ts'

/** Throws a 404 if the user does not exist. */
export function userRows(row: UserHeldRow | undefined): UserRows {
  found(row?.id)
  // A copy of the facts alone costs more than all that is read here.
  const facts = row as UserHeldRow & SystemFacts
  const groups = JSON.parse(facts.group_ids ?? '[]') as string[]
  return {
    facts,
    values: JSON.parse(facts.by_attribute ?? '{}'),
    sign_ins: signInsIn(facts.sign_ins),
    groups: groups.map((group_id) => ({ group_id })),
  }
}
