// Makes an access token: the row that is stored, and the answer with the token itself.
import { newSecret, newSessionId } from '../keys/secret-text.ts'
import type { OpenContext } from '../request/context.ts'
import type { NewToken } from './sql.ts'

const tokenSeconds = 3600
export const tokenMilliseconds = tokenSeconds * 1000

/** Whose token it is, and by what. */
export type Holder = Pick<
  NewToken,
  'user_id' | 'sudo_by' | 'credentials_api3_id' | 'oauth_grant_id' | 'oauth_group_id'
>

type Asked = Pick<OpenContext, 'now' | 'server' | 'request'>

export function newToken({ server, now, request }: Asked, holder: Holder) {
  const access_token = newSecret('access_token', server.random)
  const token: NewToken = {
    ...holder,
    token_digest: server.keys.digest(access_token),
    created_at: now,
    expires_at: now + tokenMilliseconds,
    session_id: newSessionId(now, server.random),
    address: request.address,
  }
  return { token, answer: { access_token, token_type: 'Bearer', expires_in: tokenSeconds } }
}
