// Operations on credentials from other systems: one factory for all kinds.

import { endSessionsOf, knownUser } from '../access/sql.ts'
import { credentialBefore } from '../audit/before-sql.ts'
import { permissionTable } from '../domain/permissions.ts'
import { found, type Problem, refuseIf } from '../errors.ts'
import { objectBody } from '../http/body.ts'
import { fieldsParameter, type Parameters } from '../http/query.ts'
import { emptyText, type Nothing, type Replies } from '../http/route.ts'
import { listOf } from '../http/schema.ts'
import type { UserId } from '../ids.ts'
import type { AsksOfThing, Context } from '../request/context.ts'
import { type Route, route } from '../request/route.ts'
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

/** The kinds of which a user has at most one credential. */
const single = {
  google: CredentialsGoogle,
  ldap: CredentialsLDAP,
  looker_openid: CredentialsLookerOpenid,
  oidc: CredentialsOIDC,
  saml: CredentialsSaml,
  totp: CredentialsTotp,
} as const

type Single = keyof typeof single

type RouteOf<
  K extends Single,
  Name extends `${'' | 'delete_'}user_credentials_${K}`,
  Verb extends 'GET' | 'DELETE',
  Q extends Parameters,
  Answers extends Replies,
> = Route<
  Context & AsksOfThing,
  Name,
  Verb,
  `/users/{user_id}/credentials_${K}`,
  Q,
  undefined,
  Answers
>

type Read<K extends Single> = RouteOf<
  K,
  `user_credentials_${K}`,
  'GET',
  typeof query,
  { readonly 200: (typeof single)[K] }
>
type Remove<K extends Single> = RouteOf<
  K,
  `delete_user_credentials_${K}`,
  'DELETE',
  Record<never, never>,
  { readonly 204: Nothing }
>

const example = { path: { user_id: '4' } }

/** The operations that read and delete a user's one credential of a kind. */
const readAndDelete = <K extends Single>(kind: K, name: string) =>
  routesOf(kind, name) as unknown as [Read<K>, Remove<K>]

function routesOf(kind: Single, name: string) {
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
    replies: { 200: single[kind] },
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

type Stored<K extends Kind> = StoredCredential & Credential & { readonly kind: K }

interface OfUser extends Context, AsksOfThing {
  readonly params: { readonly user_id: UserId }
}

/** The user's credentials of a kind; checks that the caller may call the operation. */
async function ofUser<K extends Kind>(context: OfUser, kind: K): Promise<Stored<K>[]> {
  const { user_id } = context.params
  const { rows } = await context.load(knownUser({ user_id }), credentialsOfUser({ user_id, kind }))
  context.allowed(rows[0][0])
  return rows[1] as Stored<K>[]
}

async function forget(context: OfUser, { id, kind }: StoredCredential): Promise<undefined> {
  const { user_id } = context.params
  await context.commit({
    touches: 'people',
    statements: [
      credentialBefore({ id }),
      deleteCredential(user_id, id),
      // What it has begun is over, as it is with the address.
      // guard single-sign-on-24: gone
      ...(kind === 'oidc' ? endSessionsOf(user_id) : []),
    ],
    audit: {
      user_id,
      details: { kind },
      texts: { before: 0, after: { identity: null, credential_email: null } },
    },
  })
  return undefined
}

const show = <K extends Kind>({ server, params }: OfUser, credential: Stored<K>) =>
  showCredential(credential, `${server.publicUrl()}/api/4.0/users/${params.user_id}`)

const embedPath = '/users/{user_id}/credentials_embed'
const oneEmbedPath = `${embedPath}/{credentials_embed_id}` as const

export const allUserCredentialsEmbeds = route({
  operation: 'all_user_credentials_embeds',
  access: permissionTable.all_user_credentials_embeds,
  tag,
  method: 'GET',
  path: embedPath,
  summary: 'List the embedding credentials of a user',
  description:
    'Returns the ids by which embedding applications know the user; most users have none.',
  query,
  replies: { 200: listOf(CredentialsEmbed) },
  fails: [400, 403, 404, 429],
  handle: async (context) =>
    (await ofUser(context, 'embed')).map((credential) => show(context, credential)),
})

export const userCredentialsEmbed = route({
  operation: 'user_credentials_embed',
  access: permissionTable.user_credentials_embed,
  tag,
  method: 'GET',
  path: oneEmbedPath,
  summary: 'Get an embedding credential',
  description: 'Returns one embedding credential of the user. `create_embed_user` creates them.',
  example: { path: { user_id: '26' } },
  query,
  replies: { 200: CredentialsEmbed },
  fails: [400, 403, 404, 429],

  async handle(context) {
    const credentials = await ofUser(context, 'embed')
    const { credentials_embed_id } = context.params
    return show(context, found(credentials.find(({ id }) => id === credentials_embed_id)))
  },
})

export const deleteUserCredentialsEmbed = route({
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

export const createUserCredentialsTotp = route({
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
  replies: { 200: CredentialsTotp },
  fails: [400, 403, 404, 409, 422, 429],

  async handle(context) {
    const { params, now } = context
    const { user_id } = params
    const existing = await ofUser(context, 'totp')
    refuseIf(existing.length === 0 ? [] : [hasTotp])
    const [added] = await context.commit({
      touches: 'people',
      statements: [addCredential({ user_id, kind: 'totp', now })],
      audit: { user_id, details: { kind: 'totp' } },
    })
    return show(context, found((added as Stored<'totp'>[])[0]))
  },
})

const hasTotp: Problem = {
  field: 'user_id',
  code: 'already_exists',
  message: 'A two-factor credential of this user_id already exists; delete that one first.',
}

export const [userCredentialsGoogle, deleteUserCredentialsGoogle] = readAndDelete(
  'google',
  'Google',
)
export const [userCredentialsLdap, deleteUserCredentialsLdap] = readAndDelete('ldap', 'LDAP')
export const [userCredentialsLookerOpenid, deleteUserCredentialsLookerOpenid] = readAndDelete(
  'looker_openid',
  'Looker OpenID',
)
export const [userCredentialsOidc, deleteUserCredentialsOidc] = readAndDelete(
  'oidc',
  'OpenID Connect',
)
export const [userCredentialsSaml, deleteUserCredentialsSaml] = readAndDelete('saml', 'SAML')
export const [userCredentialsTotp, deleteUserCredentialsTotp] = readAndDelete(
  'totp',
  'second-factor',
)
