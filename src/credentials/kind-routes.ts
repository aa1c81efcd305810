// Operations on the credentials that other systems vouch for: one factory for all kinds.
import { permissionTable } from '../access/permissions.ts'
import { found, type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter } from '../http/query.ts'
import { emptyText } from '../http/route.ts'
import { listOf, partly, type TSchema } from '../http/schema.ts'
import type { UserId } from '../ids.ts'
import type { AsksOfThing, Context } from '../request/context.ts'
import { route } from '../request/route.ts'
import { knownUser } from '../users/sql.ts'
import { type Credential, type Kind, showCredential } from './kinds.ts'
import {
  CredentialsEmbed,
  CredentialsGoogle,
  CredentialsLDAP,
  CredentialsLookerOpenid,
  CredentialsOIDC,
  CredentialsSaml,
  CredentialsTotp,
} from './shapes.ts'
import { addCredential, credentialsOfUser, deleteCredential, type StoredCredential } from './sql.ts'

const tag = 'User'
const query = { fields: fieldsParameter }

type Single = Exclude<Kind, 'embed'>

const example = { path: { user_id: '4' } }

/** Reading and deleting the one credential of a kind that a user has. */
function readAndDelete(kind: Single, name: string, reply: TSchema) {
  const path = `/users/{user_id}/credentials_${kind}` as const
  const origin =
    kind === 'totp'
      ? '`create_user_credentials_totp` creates it.'
      : 'No operation of this API creates one.'
  const read = route({
    operation: `user_credentials_${kind}`,
    access: permissionTable[`user_credentials_${kind}`],
    tag,
    method: 'GET',
    path,
    summary: `Get the ${name} credential of a user`,
    description: `Returns the credential, or 404 if the user has none. ${origin}`,
    example,
    query,
    replies: { 200: reply },
    fails: [400, 403, 404, 429],

    async handle(context) {
      const [credential] = await ofUser(context, kind)
      return show(context, found(credential))
    },
  })
  const remove = route({
    operation: `delete_user_credentials_${kind}`,
    access: permissionTable[`delete_user_credentials_${kind}`],
    tag,
    method: 'DELETE',
    path,
    summary: `Delete the ${name} credential of a user`,
    description: 'Deletes the credential. Returns 404 if the user has none.',
    example,
    replies: { 204: emptyText },
    fails: [400, 403, 404, 429],

    async handle(context) {
      const [credential] = await ofUser(context, kind)
      return forget(context, found(credential))
    },
  })
  return [read, remove]
}

interface OfUser extends Context, AsksOfThing {
  readonly params: { readonly user_id: UserId }
}

/** The user's credentials of a kind, if the caller may do this with them. */
async function ofUser(context: OfUser, kind: Kind): Promise<StoredCredential[]> {
  const { user_id } = context.params
  const { rows } = await context.load(knownUser({ user_id }), credentialsOfUser({ user_id, kind }))
  context.allowed(rows[0][0])
  return rows[1]
}

async function forget(context: OfUser, { id, kind }: StoredCredential): Promise<undefined> {
  const { user_id } = context.params
  await context.commit({
    touches: 'people',
    statements: [deleteCredential(user_id, id)],
    audit: { user_id, details: { kind } },
  })
  return undefined
}

function show({ server, params }: OfUser, row: StoredCredential) {
  const credential: Credential = {
    ...row,
    kind: row.kind as Kind,
  }
  return showCredential(credential, `${server.publicUrl()}/api/4.0/users/${params.user_id}`)
}

const embedPath = '/users/{user_id}/credentials_embed'
const oneEmbedPath = `${embedPath}/{credentials_embed_id}` as const

const allUserCredentialsEmbeds = route({
  operation: 'all_user_credentials_embeds',
  access: permissionTable.all_user_credentials_embeds,
  tag,
  method: 'GET',
  path: embedPath,
  summary: 'List the embedding credentials of a user',
  description:
    'Returns the ids by which embedding applications know the user; most users have none.',
  query,
  replies: { 200: listOf(partly(CredentialsEmbed)) },
  fails: [400, 403, 404, 429],
  handle: async (context) =>
    (await ofUser(context, 'embed')).map((credential) => show(context, credential)),
})

const userCredentialsEmbed = route({
  operation: 'user_credentials_embed',
  access: permissionTable.user_credentials_embed,
  tag,
  method: 'GET',
  path: oneEmbedPath,
  summary: 'Get an embedding credential',
  description: 'Returns one embedding credential of the user. `create_embed_user` creates them.',
  example: { path: { user_id: '26' } },
  query,
  replies: { 200: partly(CredentialsEmbed) },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const credentials = await ofUser(context, 'embed')
    const { credentials_embed_id } = context.params
    return show(context, found(credentials.find(({ id }) => id === credentials_embed_id)))
  },
})

const deleteUserCredentialsEmbed = route({
  operation: 'delete_user_credentials_embed',
  access: permissionTable.delete_user_credentials_embed,
  tag,
  method: 'DELETE',
  path: oneEmbedPath,
  summary: 'Delete an embedding credential',
  description: 'Deletes the credential: the application can no longer find the user by this id.',
  example: { path: { user_id: '26' } },
  replies: { 204: emptyText },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const credentials = await ofUser(context, 'embed')
    const { credentials_embed_id } = context.params
    return forget(context, found(credentials.find(({ id }) => id === credentials_embed_id)))
  },
})

const createUserCredentialsTotp = route({
  operation: 'create_user_credentials_totp',
  access: permissionTable.create_user_credentials_totp,
  tag,
  method: 'POST',
  path: '/users/{user_id}/credentials_totp',
  summary: 'Require a second factor of a user',
  description:
    'Asks for a second factor, which the user sets up at the next sign-in. A user has at ' +
    'most one.',
  example: { path: { user_id: '4' }, body: {} },
  query,
  body: objectBody(CredentialsTotp, { optional: true }),
  replies: { 200: partly(CredentialsTotp) },
  fails: [400, 403, 404, 409, 422, 429],

  async handle(context) {
    const { params, now } = context
    const { user_id } = params
    const held = await ofUser(context, 'totp')
    refuseIf(held.length === 0 ? [] : [hasTotp])
    const [added] = await context.commit({
      touches: 'people',
      statements: [addCredential({ user_id, kind: 'totp', now })],
      audit: { user_id, details: { kind: 'totp' } },
    })
    return show(context, found((added as StoredCredential[])[0]))
  },
})

const hasTotp: Problem = {
  field: 'user_id',
  code: 'already_exists',
  message: 'A two-factor credential of this user_id already exists; delete that one first.',
}

export const credentialRoutes = [
  ...readAndDelete('google', 'Google', CredentialsGoogle),
  ...readAndDelete('ldap', 'LDAP', CredentialsLDAP),
  ...readAndDelete('looker_openid', 'Looker OpenID', CredentialsLookerOpenid),
  ...readAndDelete('oidc', 'OpenID Connect', CredentialsOIDC),
  ...readAndDelete('saml', 'SAML', CredentialsSaml),
  ...readAndDelete('totp', 'second-factor', CredentialsTotp),
  createUserCredentialsTotp,
  allUserCredentialsEmbeds,
  userCredentialsEmbed,
  deleteUserCredentialsEmbed,
]
