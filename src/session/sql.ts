// Statements about the session that belongs to an access token.
import { prepare, required } from '../store/statement.ts'

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
