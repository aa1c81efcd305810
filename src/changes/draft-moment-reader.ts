// A moment as it would be with changes that nobody has stored.
import { refuseIf } from '../errors.ts'
import type { UserId } from '../ids.ts'
import type { Moment } from '../moment/moment.ts'
import type { UserReference } from '../references/reference.ts'
import { usersOf } from '../references/user-list-reader.ts'
import type { Context } from '../request/context.ts'
import { applyAll } from './apply-reader.ts'
import { Draft } from './draft.ts'
import type { Operation } from './operation.ts'

/** The moment with these operations applied. Throws 422 with every problem and its place. */
export async function momentWith(
  context: Context,
  moment: Moment,
  operations: readonly Operation[],
): Promise<Moment> {
  const { actor, server } = context
  const users = await usersNamed(context, operations)
  const named = await moment.people([...new Set([...users.values()].flatMap((id) => id ?? []))])
  const draft = new Draft(moment.catalogue, named)
  const { problems } = await applyAll(draft, operations, {
    ...{ actor, server, asksRights: false, now: moment.at },
    userOf: (operation) => users.get(operation),
    rightsOf: () => ({ authority: 0, roles: [] }),
    isForContent: () => true,
  })
  refuseIf(problems)
  return {
    at: moment.at,
    catalogue: draft.catalogue,
    userIds: moment.userIds,
    async people(ids) {
      const people = await moment.people(ids)
      return new Map([...people].map(([id, held]) => [id, draft.held(id, held)]))
    },
  }
}

/** The users whom operations name, as far as the caller can name them. */
export async function usersNamed(
  context: Context,
  operations: readonly Operation[],
): Promise<ReadonlyMap<Operation, UserId | undefined>> {
  const named = operations.filter((it) => 'user' in it) as (Operation & { user: UserReference })[]
  if (named.length === 0) return new Map()
  const ids = await usersOf(
    context,
    named.map(({ user }) => user),
  )
  return new Map<Operation, UserId | undefined>(named.map((it, at) => [it, ids[at]]))
}
