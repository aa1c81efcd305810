// Wire shapes of credentials, keys in the recorded order (looker 10.4, 10.9).
import {
  can,
  flag,
  mayLack,
  nullableText,
  readOnlyFlag,
  readOnlyNullableText,
  readOnlyNullableUrl,
  readOnlyText,
  shape,
} from '../http/schema.ts'

const created_at = readOnlyNullableText('Time of creation, UTC.')
const logged_in_at = readOnlyNullableText('Time of the last sign-in, UTC; empty before the first.')
const type = readOnlyNullableText('Kind of credential, such as `email`, `api3` or `saml`.')
const is_disabled = readOnlyFlag('True if the credential cannot be used.')
const url = readOnlyNullableUrl('Address of this credential in the API.')
const user_url = readOnlyNullableUrl('Address of its user in the API.')

const emailBrief = { brief: ['email', 'user_id', 'is_disabled'] } as const

export const CredentialsEmail = shape(
  'CredentialsEmail',
  'The e-mail address that a user signs in with.',
  emailFields(),
  emailBrief,
)
export const CredentialsEmailSearch = shape(
  'CredentialsEmailSearch',
  'The e-mail address of a user, found by a search.',
  emailFields(),
  emailBrief,
)

function emailFields() {
  return {
    created_at,
    user_id: readOnlyNullableText('Id of the user, which is the id of the credential too.'),
    logged_in_at,
    type,
    email: nullableText(
      'The address, at most 255 characters. It keeps its case and is unique in any case.',
    ),
    forced_password_reset_at_next_login: flag(
      'True if the user must choose a new password at the next sign-in.',
    ),
    is_disabled: readOnlyFlag('True until the user has set the account up.'),
    password_reset_url: nullableText(
      'Link to choose another password. Empty for everyone but administrators.',
      { readOnly: true, secret: true },
    ),
    account_setup_url: nullableText(
      'Link to set the account up. Empty for everyone but administrators.',
      { readOnly: true, secret: true },
    ),
    password_reset_url_expired: readOnlyFlag('True if the link has ended or there is none.'),
    account_setup_url_expired: readOnlyFlag('True if there is no such link.'),
    url,
    user_url,
    can,
  }
}

const apiKey = {
  id: readOnlyText('Id of the API key, in decimal digits.'),
  client_id: readOnlyNullableText('Public part of the key, for `login`.'),
  created_at,
  type,
}
/** From Looker 26.12; in answers only if it is set, so that strict readers of 25.10 never meet it. */
const purpose = nullableText(
  'What the key is for, at most 255 characters. The field is absent if it was never set.',
)
const keyBrief = { brief: ['id', 'client_id', 'created_at'] } as const

export const CredentialsApi3 = shape(
  'CredentialsApi3',
  'An API key of a user, without its secret.',
  { ...apiKey, is_disabled, purpose, url, can },
  keyBrief,
)

/** An API key as answers have it. */
export const SeenApiKey = mayLack(CredentialsApi3, 'purpose')

export const CreateCredentialsApi3 = shape(
  'CreateCredentialsApi3',
  'A new API key with its secret.',
  {
    ...apiKey,
    client_secret: nullableText(
      'Secret part of the key, for `login`. Only this answer contains it, so store it now.',
      { readOnly: true, secret: true },
    ),
    is_disabled,
    purpose,
    url,
    can,
  },
  { brief: ['id', 'client_id', 'client_secret'] },
)

const always = { created_at, is_disabled, type }
const signsIn = { ...always, logged_in_at }
const withEmail = {
  ...signsIn,
  email: readOnlyNullableText('Address of the user in the other system.'),
}
const brief = { brief: ['type', 'created_at', 'is_disabled'] } as const

export const CredentialsEmbed = shape(
  'CredentialsEmbed',
  'The identity of a user in an application that embeds pages.',
  {
    ...signsIn,
    external_group_id: readOnlyNullableText('Id of their group in that application; often null.'),
    external_user_id: readOnlyNullableText('Id of the user in that application.'),
    id: readOnlyText('Id of this credential, in decimal digits.'),
    url,
    can,
  },
  { brief: ['id', 'external_user_id'] },
)
export const CredentialsGoogle = shape(
  'CredentialsGoogle',
  'The identity of a user at Google.',
  {
    ...withEmail,
    domain: readOnlyNullableText('Domain of the Google account.'),
    google_user_id: readOnlyNullableText('Id of the Google account.'),
    url,
    can,
  },
  brief,
)
export const CredentialsLDAP = shape(
  'CredentialsLDAP',
  'The identity of a user in an LDAP directory.',
  {
    ...withEmail,
    ldap_dn: readOnlyNullableText('Distinguished name of the entry.'),
    ldap_id: readOnlyNullableText('Id of the entry.'),
    url,
    can,
  },
  brief,
)
export const CredentialsLookerOpenid = shape(
  'CredentialsLookerOpenid',
  'The identity of a user at the OpenID service of Looker.',
  {
    ...withEmail,
    logged_in_ip: readOnlyNullableText('Address of the last sign-in; null where it is not known.'),
    url,
    user_url,
    can,
  },
  brief,
)
export const CredentialsOIDC = shape(
  'CredentialsOIDC',
  'The identity of a user at an OpenID Connect provider.',
  {
    ...withEmail,
    oidc_user_id: readOnlyNullableText('Subject of the user at the provider.'),
    url,
    can,
  },
  brief,
)
export const CredentialsSaml = shape(
  'CredentialsSaml',
  'The identity of a user at a SAML identity provider.',
  {
    ...withEmail,
    saml_user_id: readOnlyNullableText('Name of the user at the provider.'),
    url,
    can,
  },
  brief,
)
export const CredentialsTotp = shape(
  'CredentialsTotp',
  'The second factor of a user: codes from an app.',
  {
    ...always,
    verified: readOnlyFlag('True after the user has entered a first code.'),
    url,
    can,
  },
  brief,
)
