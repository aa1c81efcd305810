// Memberships that providers give: kept apart, so that no sign-in takes away what people have given (decision 73).
import type { GroupId, UserId } from '../ids.ts'
import { idText, prepare } from '../store/statement.ts'

type Member = { group_id: GroupId; user_id: UserId }

/** The groups that providers have put a user into, each with the issuer that says so. */
export const signInMemberships = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .selectFrom('sign_in_members')
    .select([idText('group_id').as('group_id'), 'issuer'])
    .where('user_id', '=', user_id),
)

/** Notes that a provider gives the membership, which has to be there. */
export const noteSignInMember = prepare((writer, row: Member & { issuer: string }) =>
  writer
    .insertInto('sign_in_members')
    .values({ group_id: row.group_id, user_id: row.user_id, issuer: row.issuer })
    .onConflict((conflict) => conflict.doNothing()),
)

/** The provider does not give it any more; others may. */
export const dropSignInMember = prepare((writer, row: Member & { issuer: string }) =>
  writer
    .deleteFrom('sign_in_members')
    .where('user_id', '=', row.user_id)
    .where('group_id', '=', row.group_id)
    .where('issuer', '=', row.issuer),
)

/** People have given the membership: it is theirs from now on. */
export const keepByHand = prepare((writer, { user_id, group_id }: Member) =>
  writer
    .deleteFrom('sign_in_members')
    .where('user_id', '=', user_id)
    .where('group_id', '=', group_id),
)
