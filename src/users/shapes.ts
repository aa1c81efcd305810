// Wire shapes of users, keys in the recorded order (looker 10.1).
import {
  CredentialsApi3,
  CredentialsEmail,
  CredentialsEmbed,
  CredentialsGoogle,
  CredentialsLDAP,
  CredentialsLookerOpenid,
  CredentialsOIDC,
  CredentialsSaml,
  CredentialsTotp,
} from '../credentials/shapes.ts'
import {
  can,
  flag,
  nullableFlag,
  nullableListOf,
  nullableShape,
  nullableText,
  nullableTextMap,
  nullableTexts,
  readOnlyFlag,
  readOnlyNullableText,
  readOnlyNullableUrl,
  readOnlyText,
  type Static,
  shape,
  type TSchema,
  text,
} from '../http/schema.ts'
import { Session } from '../session/shapes.ts'

const readOnly = { readOnly: true } as const
/** Credentials have operations of their own; in bodies of users they are ignored. */
const credential = <S extends TSchema>(kind: S) => ({ ...nullableShape(kind), ...readOnly })
const ids = nullableTexts(readOnly)

export const User = shape('User', {
  avatar_url: readOnlyNullableUrl,
  avatar_url_without_sizing: readOnlyNullableUrl,
  credentials_api3: nullableListOf(CredentialsApi3, readOnly),
  credentials_email: credential(CredentialsEmail),
  credentials_embed: nullableListOf(CredentialsEmbed, readOnly),
  credentials_google: credential(CredentialsGoogle),
  credentials_ldap: credential(CredentialsLDAP),
  credentials_looker_openid: credential(CredentialsLookerOpenid),
  credentials_oidc: credential(CredentialsOIDC),
  credentials_saml: credential(CredentialsSaml),
  credentials_totp: credential(CredentialsTotp),
  email: readOnlyNullableText,
  first_name: nullableText({ description: 'First name' }),
  id: readOnlyText,
  last_name: nullableText({ description: 'Last name' }),
  locale: nullableText({ description: 'Effective value of the user attribute locale' }),
  looker_versions: ids,
  models_dir_validated: nullableFlag({ description: 'Kept for the clients that set it' }),
  ui_state: nullableTextMap({ description: 'Kept for the clients that set it' }),
  embed_group_folder_id: readOnlyNullableText,
  embed_group_space_id: nullableText({ ...readOnly, deprecated: true }),
  home_folder_id: nullableText({ description: "Id of the user's home folder" }),
  personal_folder_id: readOnlyNullableText,
  presumed_looker_employee: flag({ ...readOnly, deprecated: true }),
  sessions: nullableListOf(Session, readOnly),
  verified_looker_employee: readOnlyFlag,
  roles_externally_managed: readOnlyFlag,
  allow_direct_roles: readOnlyFlag,
  allow_normal_group_membership: readOnlyFlag,
  allow_roles_from_normal_groups: readOnlyFlag,
  is_iam_admin: readOnlyFlag,
  display_name: readOnlyNullableText,
  group_ids: ids,
  is_disabled: flag({ description: 'The user can neither sign in nor use the API' }),
  role_ids: ids,
  url: readOnlyNullableUrl,
  can,
})

/** A user as its callers may see it: with `fields` or for strangers some keys are missing. */
export type UserAnswer = Partial<Static<typeof User>>

export const UserPublic = shape('UserPublic', {
  id: readOnlyText,
  first_name: readOnlyText,
  last_name: readOnlyText,
  display_name: readOnlyNullableText,
  avatar_url: text({ ...readOnly, format: 'uri-reference' }),
  url: readOnlyNullableUrl,
  can,
})

export const UserEmailOnly = shape(
  'UserEmailOnly',
  { email: text({ description: 'The new address' }) },
  { requires: ['email'] },
)

export const CreateEmbedUserRequest = shape(
  'CreateEmbedUserRequest',
  { external_user_id: text({ description: 'Who the user is in the embedding application' }) },
  { requires: ['external_user_id'] },
)
