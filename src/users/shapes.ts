// Wire shapes of users, keys in the recorded order (looker 10.1).
import {
  CredentialsEmail,
  CredentialsEmbed,
  CredentialsGoogle,
  CredentialsLDAP,
  CredentialsLookerOpenid,
  CredentialsOIDC,
  CredentialsSaml,
  CredentialsTotp,
  SeenApiKey,
} from '../credentials/shapes.ts'
import {
  can,
  flag,
  mayLack,
  nullableFieldOf,
  nullableFlag,
  nullableListOf,
  nullableText,
  nullableTextMap,
  nullableTexts,
  orOnly,
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
/** Credentials have their own operations; in bodies of users they are ignored. */
const credential = <S extends TSchema>(about: string, kind: S) =>
  nullableFieldOf(`${about}; null if the user has none or you may not see it.`, kind, readOnly)

export const User = shape(
  'User',
  'A person or a program. Without the permission `see_users` you get only these fields of others: ' +
    '`id`, `first_name`, `last_name`, `display_name`, `avatar_url`, `url` and `can`.',
  {
    avatar_url: readOnlyNullableUrl('Address of a picture, 156 pixels wide.'),
    avatar_url_without_sizing: readOnlyNullableUrl('Address of the same picture without a size.'),
    credentials_api3: nullableListOf(
      'API keys without their secrets; empty if you may not see them.',
      SeenApiKey,
      readOnly,
    ),
    credentials_email: credential('Sign-in with e-mail address', CredentialsEmail),
    credentials_embed: nullableListOf(
      'Ids by which embedding applications know the user; empty if you may not see them.',
      CredentialsEmbed,
      readOnly,
    ),
    credentials_google: credential('Sign-in through Google', CredentialsGoogle),
    credentials_ldap: credential('Sign-in through LDAP', CredentialsLDAP),
    credentials_looker_openid: credential(
      "Sign-in through Looker's OpenID",
      CredentialsLookerOpenid,
    ),
    credentials_oidc: credential('Sign-in through OpenID Connect', CredentialsOIDC),
    credentials_saml: credential('Sign-in through SAML', CredentialsSaml),
    credentials_totp: credential('Second factor', CredentialsTotp),
    email: readOnlyNullableText(
      'Address of the e-mail credential, else an empty string. `create_user_credentials_email` sets it.',
    ),
    first_name: nullableText(
      'First name, at most 255 characters. Null is stored as an empty string.',
    ),
    id: readOnlyText('Id of the user, in decimal digits.'),
    last_name: nullableText(
      'Last name, at most 255 characters. Null is stored as an empty string.',
    ),
    locale: nullableText(
      'Effective value of the user attribute `locale`. Writing it sets that value for the user; null or ' +
        'the current value changes nothing.',
    ),
    looker_versions: nullableTexts('Always empty.', readOnly),
    models_dir_validated: nullableFlag('Attrium stores and returns it, and does not use it.'),
    ui_state: nullableTextMap('Attrium stores and returns it, and does not use it.'),
    embed_group_folder_id: readOnlyNullableText('Always null: Attrium stores no folders.'),
    embed_group_space_id: nullableText('Always null: Attrium stores no folders.', {
      ...readOnly,
      deprecated: true,
    }),
    home_folder_id: nullableText(
      'Id of the folder to start in; 1 unless it was set. Attrium stores no folders.',
    ),
    personal_folder_id: readOnlyNullableText(
      'Id reserved for a folder of the user: the id of the user plus one. Attrium stores no folders.',
    ),
    presumed_looker_employee: flag('Always false.', { ...readOnly, deprecated: true }),
    sessions: nullableListOf(
      'Browsers in which the user is signed in, as `all_user_sessions` lists them.',
      Session,
      readOnly,
    ),
    verified_looker_employee: readOnlyFlag('Always false.'),
    roles_externally_managed: readOnlyFlag('Always false: Attrium manages the roles.'),
    allow_direct_roles: readOnlyFlag('Always true: users can have roles of their own.'),
    allow_normal_group_membership: readOnlyFlag('Always true: users can be put into groups.'),
    allow_roles_from_normal_groups: readOnlyFlag('Always true: groups pass their roles on.'),
    is_iam_admin: readOnlyFlag('Always false.'),
    is_service_account: readOnlyFlag(
      'True if `create_service_account` made the user. It comes from Looker 26.12.',
    ),
    service_account_name: readOnlyNullableText(
      'Name of the service account; other users do not have the field. It comes from Looker 26.12.',
    ),
    display_name: readOnlyNullableText('First and last name; empty unless the user has both.'),
    group_ids: nullableTexts('Ids of the groups that the user is in directly.', readOnly),
    is_disabled: flag(
      'True if the user can neither sign in nor use the API. Attribute values stay.',
    ),
    role_ids: nullableTexts("Ids of the user's roles, those through groups included.", readOnly),
    url: readOnlyNullableUrl('Address of this user in the API.'),
    can,
  },
  { brief: ['id', 'display_name', 'email'] },
)

/** A user as callers see them. */
export const SeenUser = orOnly(
  mayLack(User, 'service_account_name'),
  'avatar_url',
  'first_name',
  'id',
  'last_name',
  'display_name',
  'url',
  'can',
)
export type UserAnswer = Static<typeof SeenUser>

export const UserPublic = shape('UserPublic', 'The part of a user that everybody may see.', {
  id: readOnlyText('Id of the user, in decimal digits.'),
  first_name: readOnlyText('First name; empty if there is none.'),
  last_name: readOnlyText('Last name; empty if there is none.'),
  display_name: readOnlyNullableText('First and last name; empty unless the user has both.'),
  avatar_url: text('Address of a picture, 156 pixels wide.', {
    ...readOnly,
    format: 'uri-reference',
  }),
  url: readOnlyNullableUrl('Address of this user in the API.'),
  can,
})

export const UserEmailOnly = shape(
  'UserEmailOnly',
  'The address that replaces all others of a user.',
  { email: text('The new address, at most 255 characters. No other user may have it.') },
  { requires: ['email'] },
)

export const CreateEmbedUserRequest = shape(
  'CreateEmbedUserRequest',
  'The user to find or create, as the embedding application knows them.',
  {
    external_user_id: text('Id of the user in that application, 1 to 255 characters.'),
  },
  { requires: ['external_user_id'] },
)
