// Wire shapes of credentials, keys in the recorded order (looker 10.4, 10.9).
import {
  can,
  flag,
  nullableText,
  readOnlyFlag,
  readOnlyNullableText,
  readOnlyNullableUrl,
  readOnlyText,
  shape,
} from '../http/schema.ts'

export const CredentialsEmail = shape('CredentialsEmail', emailFields())
export const CredentialsEmailSearch = shape('CredentialsEmailSearch', emailFields())

function emailFields() {
  return {
    created_at: readOnlyNullableText,
    user_id: readOnlyNullableText,
    logged_in_at: readOnlyNullableText,
    type: readOnlyNullableText,
    email: nullableText({ description: 'Address used to sign in' }),
    forced_password_reset_at_next_login: flag({
      description: 'The user has to choose another password when he next signs in',
    }),
    is_disabled: readOnlyFlag,
    password_reset_url: readOnlyNullableText,
    account_setup_url: readOnlyNullableText,
    password_reset_url_expired: readOnlyFlag,
    account_setup_url_expired: readOnlyFlag,
    url: readOnlyNullableUrl,
    user_url: readOnlyNullableUrl,
    can,
  }
}

const apiKey = {
  id: readOnlyText,
  client_id: readOnlyNullableText,
  created_at: readOnlyNullableText,
  type: readOnlyNullableText,
}
/** Of 26.12; answered only where one is set, so that strict readers of 25.10 never meet it. */
const purpose = nullableText({ description: 'What the key is for' })

export const CredentialsApi3 = shape('CredentialsApi3', {
  ...apiKey,
  is_disabled: readOnlyFlag,
  purpose,
  url: readOnlyNullableUrl,
  can,
})

export const CreateCredentialsApi3 = shape('CreateCredentialsApi3', {
  ...apiKey,
  client_secret: readOnlyNullableText,
  is_disabled: readOnlyFlag,
  purpose,
  url: readOnlyNullableUrl,
  can,
})

const always = {
  created_at: readOnlyNullableText,
  is_disabled: readOnlyFlag,
  type: readOnlyNullableText,
}
const url = readOnlyNullableUrl
const signsIn = { ...always, logged_in_at: readOnlyNullableText }
const withEmail = { ...signsIn, email: readOnlyNullableText }

export const CredentialsEmbed = shape('CredentialsEmbed', {
  ...signsIn,
  external_group_id: readOnlyNullableText,
  external_user_id: readOnlyNullableText,
  id: readOnlyText,
  url,
  can,
})
export const CredentialsGoogle = shape('CredentialsGoogle', {
  ...withEmail,
  domain: readOnlyNullableText,
  google_user_id: readOnlyNullableText,
  url,
  can,
})
export const CredentialsLDAP = shape('CredentialsLDAP', {
  ...withEmail,
  ldap_dn: readOnlyNullableText,
  ldap_id: readOnlyNullableText,
  url,
  can,
})
export const CredentialsLookerOpenid = shape('CredentialsLookerOpenid', {
  ...withEmail,
  logged_in_ip: readOnlyNullableText,
  url,
  user_url: readOnlyNullableUrl,
  can,
})
export const CredentialsOIDC = shape('CredentialsOIDC', {
  ...withEmail,
  oidc_user_id: readOnlyNullableText,
  url,
  can,
})
export const CredentialsSaml = shape('CredentialsSaml', {
  ...withEmail,
  saml_user_id: readOnlyNullableText,
  url,
  can,
})
export const CredentialsTotp = shape('CredentialsTotp', {
  ...always,
  verified: readOnlyFlag,
  url,
  can,
})
