// What a store holds, at a glance, for people who have just started a server.
import { idText, prepare } from '../store/statement.ts'

type Table = 'users' | 'groups' | 'user_attributes'

export const counts = prepare((writer) => {
  const countOf = (table: Table) =>
    writer
      .selectFrom(table)
      .select(({ cast, fn }) => cast<number>(fn.countAll(), 'integer').as('rows'))
      .as(table)
  return writer.selectNoFrom([countOf('users'), countOf('groups'), countOf('user_attributes')])
})({})

/** The oldest two: the administrator and who came next. */
export const firstUsers = prepare((writer) =>
  writer
    .selectFrom('users')
    .select([idText('users.id').as('id'), 'first_name', 'last_name'])
    .orderBy('users.id')
    .limit(2),
)({})

/** The oldest that somebody has made; in a store without one, the oldest that came with it. */
export const firstAttribute = prepare((writer) =>
  writer
    .selectFrom('user_attributes')
    .select([idText('user_attributes.id').as('id'), 'name'])
    .orderBy('is_system')
    .orderBy('user_attributes.id')
    .limit(1),
)({})
