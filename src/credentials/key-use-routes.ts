// The operation of the Attrium API on API keys: with the last use, which Looker does not have.
import { knownUser } from '../access/sql.ts'
import { attriumTable } from '../domain/permissions.ts'
import { found } from '../errors.ts'
import { flag, listOf, nullableText, readOnlyText, shape } from '../http/schema.ts'
import { limits } from '../limits.ts'
import { userInPath } from '../references/user-reader.ts'
import { route } from '../request/route.ts'
import { shownInstant } from '../texts/instant.ts'
import { usedKeysOfUser } from './api-key-sql.ts'

const minutes = limits.key_use_noted_milliseconds / 60_000

export const ApiKey = shape('ApiKey', 'An API key of a user, without its secret.', {
  id: readOnlyText('Id of the API key, in decimal digits.'),
  client_id: readOnlyText('Public part of the key, for `login` of the Looker API.'),
  created_at: readOnlyText('Time of creation. UTC in RFC 3339.'),
  last_used_at: nullableText(
    `When somebody signed in with the key last, to within ${minutes} minutes; what signed in may call for an hour. ` +
      'UTC in RFC 3339. Null if nobody has since the server notes it.',
    { readOnly: true },
  ),
  is_disabled: flag('True if the key cannot be used.', { readOnly: true }),
  purpose: nullableText('What the key is for; null if nobody has said.', { readOnly: true }),
})

export const apiKeys = route({
  operation: 'api_keys',
  access: attriumTable.api_keys,
  tag: 'Key',
  method: 'GET',
  path: '/users/{user}/api_keys',
  names: ['user'],
  summary: 'List API keys',
  description:
    'Returns the keys of a user in the order of their ids, with when each was used last. Administrators can read ' +
    'those of every user, others only their own.',
  example: { path: { user: '1' } },
  replies: { 200: listOf(ApiKey) },
  fails: [400, 404, 429],

  async handle(context) {
    const user_id = context.allowedUser(await userInPath(context, context.params.user))
    const { rows } = await context.load(knownUser({ user_id }), usedKeysOfUser({ user_id }))
    found(rows[0][0])
    return rows[1].map(({ id, client_id, created_at, last_used_at, is_disabled, purpose }) => ({
      ...{ id, client_id, is_disabled, purpose },
      created_at: shownInstant(created_at),
      last_used_at: last_used_at === null ? null : shownInstant(last_used_at),
    }))
  },
})
