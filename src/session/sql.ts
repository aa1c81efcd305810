// Statements about the session that belongs to an access token, and about the sessions of people in browsers.
import type { UserId } from '../ids.ts'
import { idText, prepare, required, sql } from '../store/statement.ts'

/** The workspace that the session of a token is in. */
export const workspaceOf = prepare((writer, { token_digest }: { token_digest: string }) =>
  writer
    .selectFrom('access_tokens')
    .select('workspace_id')
    .where('token_digest', '=', token_digest),
)

const prepareWorkspace = prepare((writer, row: { token_digest: string; workspace_id: string }) =>
  writer
    .updateTable('access_tokens')
    .set({ workspace_id: row.workspace_id })
    .where('token_digest', '=', row.token_digest),
)
export const setWorkspace = (row: { token_digest: string; workspace_id: string }) =>
  required(prepareWorkspace(row))

type OfUser = { user_id: UserId }

/** The sessions of a person that have not ended, in the order in which they began. */
export const sessionsOfUser = prepare((writer, { user_id, now }: OfUser & { now: number }) =>
  writer
    .selectFrom('access_tokens')
    .select([
      idText('session_id').as('id'),
      'address',
      'browser',
      'credentials_type',
      'created_at',
      'last_used_at',
      'extended_count',
      'expires_at',
    ])
    .where('user_id', '=', user_id)
    .where('credentials_type', 'is not', null)
    .where('expires_at', '>', now)
    .orderBy('access_tokens.session_id'),
)
export type SessionRow = NonNullable<ReturnType<typeof sessionsOfUser>['row']>

/** A JSON list of the same rows, in any order, for a statement about users. */
export const sessionLists = (now: number) => sql<
  string | null
>`(select json_group_array(json_object(
    'id', cast(session_id as text), 'address', address, 'browser', browser,
    'credentials_type', credentials_type, 'created_at', created_at, 'last_used_at', last_used_at,
    'extended_count', extended_count, 'expires_at', expires_at))
  from access_tokens where access_tokens.user_id = users.id
    and credentials_type is not null and expires_at > ${now})`

const prepareEnd = prepare((writer, row: OfUser & { session_id: string }) =>
  writer
    .deleteFrom('access_tokens')
    .where('user_id', '=', row.user_id)
    .where('session_id', '=', row.session_id)
    .where('credentials_type', 'is not', null),
)
/** Ends one session of a person; the commit is lost if it has ended. */
export const endSession = (row: OfUser & { session_id: string }) => required(prepareEnd(row))
