// Statements about living access tokens as sessions.
import type { UserId } from '../ids.ts'
import { idText, prepare, required } from '../store/statement.ts'

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

/** Living sessions of a user; the address is the one that signed in. */
export const sessionsOf = prepare((writer, { user_id, now }: { user_id: UserId; now: number }) =>
  writer
    .selectFrom('access_tokens')
    .select([
      idText('access_tokens.session_id').as('id'),
      'access_tokens.address',
      idText('access_tokens.sudo_by').as('sudo_by'),
      idText('access_tokens.credentials_api3_id').as('credentials_api3_id'),
      'access_tokens.created_at',
      'access_tokens.expires_at',
    ])
    .where('access_tokens.user_id', '=', user_id)
    .where('access_tokens.expires_at', '>', now)
    .orderBy('access_tokens.session_id'),
)
export type SessionRow = NonNullable<ReturnType<typeof sessionsOf>['row']>

const prepareEnd = prepare((writer, row: { user_id: UserId; id: string }) =>
  writer
    .deleteFrom('access_tokens')
    .where('user_id', '=', row.user_id)
    .where('session_id', '=', row.id),
)
export const endSession = (user_id: UserId, id: string) => required(prepareEnd({ user_id, id }))
