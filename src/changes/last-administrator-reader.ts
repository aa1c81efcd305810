// An administrator remains after a whole change: the order of its operations does not matter (decision 34).
import { adminRemains } from '../access/sql.ts'
import { hasNoTimes } from '../domain/group-values-in-time.ts'
import { refusedLastAdmin } from '../request/commits.ts'
import type { Change, Context } from '../request/context.ts'
import type { Draft } from './draft.ts'
import { administratorWith } from './planning-sql.ts'

const asks = ({ statements }: Change) => statements.includes(adminRemains)

/** The same changes; if any of them asks whether an administrator remains, the last one does, and does it last. */
export function askedLast(changes: readonly Change[]): Change[] {
  if (!changes.some(asks)) return [...changes]
  const others = changes.map((change) => ({
    ...change,
    statements: change.statements.filter((it) => it !== adminRemains),
  }))
  const last = others.at(-1) as Change
  // guard way-in-9: [...last.statements, adminRemains] → last.statements
  return [...others.slice(0, -1), { ...last, statements: [...last.statements, adminRemains] }]
}

/** Refuses changes after which nobody could administer the server as their commit would refuse them. */
export async function insistOnAdministrator(
  context: Context,
  changes: readonly Change[],
  draft: Draft,
): Promise<void> {
  if (!changes.some(asks)) return
  const { catalogue, people } = draft
  const roles = [...catalogue.roles.values()].filter((role) => role.all_access)
  const outer = new Set(roles.flatMap((role) => role.groups))
  const groups = [...catalogue.groups.keys()].filter((id) =>
    catalogue.groupsAround(id).some((around) => outer.has(around)),
  )
  const given = new Set(groups)
  const all = [...people]
  const joined = all.flatMap(([user, { joined }]) =>
    [...joined].some(([group, times]) => given.has(group) && hasNoTimes(times)) ? [user] : [],
  )
  const changed = all.flatMap(([user, { joined, left }]) =>
    [...joined.keys(), ...left].map((group) => [user, group]),
  )
  const [ids, users, memberships] = [groups, joined, changed].map((it) => JSON.stringify(it))
  const { rows } = await context.load(
    administratorWith({ groups: ids ?? '', joined: users ?? '', changed: memberships ?? '' }),
  )
  // guard way-in-10: gone
  if (rows[0].length === 0) throw refusedLastAdmin()
}
