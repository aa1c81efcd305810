// Users who come by embedding: known by what the embedding application calls them.
import { permissionTable } from '../access/permissions.ts'
import { identityHolder } from '../credentials/sql.ts'
import { Refusal } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import type { Static } from '../http/schema.ts'
import { partly } from '../http/schema.ts'
import type { UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { route } from '../request/route.ts'
import { addNewUserCredential, createUser } from './changes/sql.ts'
import { showUser, showUserRow } from './list.ts'
import { CreateEmbedUserRequest, type UserAnswer, UserPublic } from './shapes.ts'
import { newestUser, type UserRow } from './sql.ts'
import { nobody } from './user.ts'

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
  replies: { 200: partly(UserPublic) },
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
      audit: { created: { column: 'user_id', statement: 0 }, details: { kind: 'embed' } },
    })
    return inPublic(showUserRow(context, catalogue, (created.at(-1) as UserRow[])[0]))
  },
})

const badRequest = (message: string) => new Refusal('bad_request', { message })

/** The reply's shape drops the rest, and names are never null. */
const inPublic = (user: UserAnswer) => user as Partial<Static<typeof UserPublic>>
