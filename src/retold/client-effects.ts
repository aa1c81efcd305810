// The effects of changes of applications that people let in.
import { deleteClient, putClient, type StoredClient } from '../oauth/client-sql.ts'
import type { Effect } from './told-row.ts'

/** The application as it is from then on. */
export const oauthClient: Effect = ({ row: { at, details }, run }) => {
  const client = details as unknown as StoredClient
  const { client_guid, redirect_uri, origin, display_name, description, enabled, group_id } = client
  const texts = { client_guid, redirect_uri, origin, display_name, description }
  run(putClient({ ...texts, enabled, group_id, tokens_invalid_before: at }))
}

export const removeClient: Effect = ({ row: { details }, run }) =>
  run(deleteClient({ client_guid: String(details['client_guid']) }))
