// Finds users by what names them.
import type { UserId } from '../ids.ts'
import { idText, prepare, type Statement, sql, writer } from '../store/statement.ts'
import type { UserReference } from './reference.ts'

export type FoundUser = { id: string }

const byId = prepare((writer, { text }: { text: string }) =>
  writer.selectFrom('users').select(idText('id').as('id')).where('id', '=', text),
)
const byEmail = prepare((writer, { text }: { text: string }) =>
  writer
    .selectFrom('credentials_email')
    .select(idText('user_id').as('id'))
    .where('email_key', '=', text),
)
const byEmbedId = prepare((writer, { text }: { text: string }) =>
  writer
    .selectFrom('credentials')
    .select(idText('user_id').as('id'))
    .where('kind', '=', sql.lit('embed'))
    .where('identity', '=', text),
)

/** The user whom a reference names; no row if there is none. */
export function referredUser({ by, text }: UserReference): Statement<FoundUser> {
  const find = by === 'id' ? byId : by === 'email' ? byEmail : byEmbedId
  return find({ text })
}

/** The address and the embed ids by which callers may name themselves. */
export const ownNames = prepare((writer, { user_id }: { user_id: UserId }) =>
  writer
    .selectFrom('credentials_email')
    .select([sql<string>`'email'`.as('by'), 'email_key as text'])
    .where('user_id', '=', user_id)
    .unionAll(
      writer
        .selectFrom('credentials')
        .select([sql<string>`'external_user_id'`.as('by'), sql<string>`identity`.as('text')])
        .where('user_id', '=', user_id)
        .where('kind', '=', sql.lit('embed'))
        .where('identity', 'is not', null),
    ),
)

/** One row for each reference that names a user: its place in the list, and the user. */
export const referredUsers = (references: readonly UserReference[]) =>
  prepareReferredUsers({
    list: JSON.stringify(references.map(({ by, text }, place) => ({ by, text, place }))),
  })
const prepareReferredUsers = prepare((_, { list }: { list: string }) => ({
  compile: () =>
    sql<{ place: number; id: string }>`
      select cast(asked.value ->> 'place' as bigint) as place, cast(users.id as text) as id
      from json_each(${list}) as asked
        left join credentials_email on asked.value ->> 'by' = 'email'
          and credentials_email.email_key = asked.value ->> 'text'
        left join credentials on asked.value ->> 'by' = 'external_user_id'
          and credentials.kind = 'embed' and credentials.identity = asked.value ->> 'text'
        join users on users.id = case asked.value ->> 'by'
          when 'id' then cast(asked.value ->> 'text' as bigint)
          when 'email' then credentials_email.user_id
          else credentials.user_id end`.compile(writer),
}))
