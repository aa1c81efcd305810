// Embed users, found by their id in the embedding application.

import { identityHolder } from '../credentials/sql.ts'
import { permissionTable } from '../domain/permissions.ts'
import { Refusal } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { route } from '../request/route.ts'
import { addNewUserCredential, createUser } from './change-sql.ts'
import { textsIn } from './routes.ts'
import { CreateEmbedUserRequest, type UserAnswer, UserPublic } from './shapes.ts'
import { newestUser, type UserRow } from './sql.ts'
import { nobody } from './user.ts'
import { showUser, showUserRow } from './user-reader.ts'

export const createEmbedUser = route({
  operation: 'create_embed_user',
  access: permissionTable.create_embed_user,
  tag: 'User',
  method: 'POST',
  path: '/users/embed_user',
  summary: 'Find or create an embed user',
  description:
    'Returns the user whom the embedding application knows by this id. Creates the user if ' +
    'there is none.',
  example: { body: { external_user_id: 'acme-4711' } },
  body: objectBody(CreateEmbedUserRequest),
  replies: { 200: UserPublic },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const { body, now } = context
    const identity = body.external_user_id ?? ''
    if (identity === '') throw badRequest("'external_user_id' is required.")
    if (identity.length > limits.name_characters) {
      throw badRequest(`external_user_id must have at most ${limits.name_characters} characters.`)
    }
    const { catalogue, rows } = await context.load(identityHolder({ kind: 'embed', identity }))
    const holder = rows[0][0]
    if (holder !== undefined) return inPublic(await showUser(context, holder.user_id as UserId))
    const created = await context.commit({
      touches: 'people',
      statements: [
        ...createUser({ ...nobody, created_at: now }),
        addNewUserCredential({ kind: 'embed', identity, created_at: now }),
        newestUser,
      ],
      audit: {
        created: { column: 'user_id', statement: 0 },
        found: [{ statement: 1, detail: 'group_ids', as: 'ids' }],
        texts: { after: { ...textsIn(nobody), identity } },
        details: { kind: 'embed', fingerprints: context.server.keys.fingerprints({ identity }) },
      },
    })
    return inPublic(showUserRow(context, catalogue, (created.at(-1) as UserRow[])[0]))
  },
})

const badRequest = (message: string) => new Refusal('bad_request', { message })

/** The names and picture addresses of stored users are never null. */
function inPublic({ id, first_name, last_name, display_name, avatar_url, url, can }: UserAnswer) {
  const names = { first_name: first_name ?? '', last_name: last_name ?? '', display_name }
  return { id, ...names, avatar_url: avatar_url ?? '', url, can }
}
