// Statements that count the contents of a store for the introduction after a start.
import { deletedType } from '../domain/value-type.ts'
import { idText, nameOfDeleted, prepare, sql } from '../store/statement.ts'

export const counts = prepare((writer) => {
  const rows = sql<number>`cast(count(*) as integer)`.as('rows')
  return writer.selectNoFrom([
    writer.selectFrom('users').select(rows).as('users'),
    writer
      .selectFrom('groups')
      .select(rows)
      .where('name_key', '<>', nameOfDeleted('id'))
      .as('groups'),
    writer
      .selectFrom('user_attributes')
      .select(rows)
      .where('type', '<>', sql.lit(deletedType))
      .as('user_attributes'),
  ])
})({})

/** The oldest two users: the administrator and the next one. */
export const firstUsers = prepare((writer) =>
  writer
    .selectFrom('users')
    .select([idText('users.id').as('id'), 'first_name', 'last_name'])
    .orderBy('users.id')
    .limit(2),
)({})

/** The oldest attribute that somebody has made; if there is none, the oldest that came with the store. */
export const firstAttribute = prepare((writer) =>
  writer
    .selectFrom('user_attributes')
    .select([idText('user_attributes.id').as('id'), 'name'])
    .where('type', '<>', sql.lit(deletedType))
    .orderBy('is_system')
    .orderBy('user_attributes.id')
    .limit(1),
)({})
