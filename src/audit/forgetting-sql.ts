// Statements that remove texts about a person from the history and from the past (decisions 58, 59).
import type { UserId } from '../ids.ts'
import { prepare, type Statement, sql } from '../store/statement.ts'

type OfUser = { user_id: UserId }

/** The names of a user are kept, so that history can say who did something. */
const removeAllButNames = prepare((writer, { user_id }: OfUser) =>
  writer
    .deleteFrom('audit_texts')
    .where('user_id', '=', user_id)
    .where('field', 'not in', [sql.lit('first_name'), sql.lit('last_name')]),
)
const removeAddresses = prepare((writer, { user_id }: OfUser) =>
  writer
    .deleteFrom('audit_texts')
    .where('user_id', '=', user_id)
    .where('field', 'in', [sql.lit('email'), sql.lit('credential_email'), sql.lit('identity')]),
)

const removePastEmails = prepare((writer, { user_id }: OfUser) =>
  writer.deleteFrom('past_emails').where('user_id', '=', user_id).where('until', 'is not', null),
)
const removePastIdentities = prepare((writer, { user_id }: OfUser) =>
  writer
    .deleteFrom('past_identities')
    .where('user_id', '=', user_id)
    .where('until', 'is not', null),
)
const emptyPastTimezones = prepare((writer, { user_id }: OfUser) =>
  writer.updateTable('past_users').set({ timezone: '' }).where('id', '=', user_id),
)

const forgetPastAddresses = (user_id: UserId): Statement[] => [
  // guard forgetting-2: gone
  removePastEmails({ user_id }),
  // guard forgetting-3: gone
  removePastIdentities({ user_id }),
]

/** Run in the commit that deletes the user, after that. */
export const forgetAllButNames = (user_id: UserId): Statement[] => [
  // guard forgetting-1: gone
  removeAllButNames({ user_id }),
  ...forgetPastAddresses(user_id),
  // guard forgetting-4: gone
  emptyPastTimezones({ user_id }),
]

/** Run in the commit that replaces all addresses of the user, after that. */
export const forgetAddresses = (user_id: UserId): Statement[] => [
  removeAddresses({ user_id }),
  ...forgetPastAddresses(user_id),
]
