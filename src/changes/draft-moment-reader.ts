// A moment as it would be with changes that nobody has stored.
import { refuseIf } from '../errors.ts'
import type { UserId } from '../ids.ts'
import type { Moment } from '../moment/moment.ts'
import type { UserReference } from '../references/reference.ts'
import { usersOf } from '../references/user-list-reader.ts'
import type { Context } from '../request/context.ts'
import { applyAll } from './apply.ts'
import { Draft } from './draft.ts'
import type { Operation } from './operation.ts'

/** The moment with these operations applied. Throws 422 with every problem and its place. */
export async function momentWith(
  context: Context,
  moment: Moment,
  operations: readonly Operation[],
): Promise<Moment> {
  const named = operations.filter((it) => 'user' in it) as (Operation & { user: UserReference })[]
  const ids =
    named.length === 0
      ? []
      : await usersOf(
          context,
          named.map(({ user }) => user),
        )
  const users = new Map<Operation, UserId | undefined>(named.map((it, at) => [it, ids[at]]))
  const draft = new Draft(moment.catalogue)
  const userOf = (operation: Operation) => users.get(operation)
  refuseIf(applyAll(draft, operations, { actor: context.actor, userOf }))
  return {
    catalogue: draft.catalogue,
    userIds: moment.userIds,
    async people(ids) {
      const people = await moment.people(ids)
      return new Map([...people].map(([id, held]) => [id, draft.held(id, held)]))
    },
  }
}
