// Statements that only the planting of a seed needs.
import type { RoleId, UserId } from '../ids.ts'
import { idText, prepare } from '../store/statement.ts'

export const roleNames = prepare((writer) =>
  writer.selectFrom('roles').select([idText('id').as('id'), 'name']),
)({})

export const giveRole = prepare(
  (writer, { role_id, user_id }: { role_id: RoleId; user_id: UserId }) =>
    writer.insertInto('role_users').values({ role_id, user_id }),
)
