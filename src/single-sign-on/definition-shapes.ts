// The wire shape of a provider that is set, and how one is shown.
import type { Catalogue } from '../domain/catalogue.ts'
import { settingFaults } from '../domain/identity-provider.ts'
import {
  flag,
  integer,
  nullableText,
  readOnlyFlag,
  readOnlyNullableText,
  readOnlyText,
  type Static,
  scalarMap,
  shape,
  text,
  textMap,
  texts,
} from '../http/schema.ts'
import type { KnownProvider } from '../providers/providers.ts'
import { callbackAddress } from './attempt.ts'

/** What administrators set, as the file does. */
export const settingFields = {
  id: text(
    'Its name in addresses: 1 to 40 of `a` to `z`, `0` to `9` and `-`. It cannot be changed.',
  ),
  name: text('Its name for people, on the button of the sign-in page.'),
  issuer: text(
    'The URL that its tokens name as `iss`, exactly; `https`, without query and fragment.',
  ),
  client_id: text('The id of this server at the provider.'),
  client_secret_env: nullableText(
    'Name of the environment variable of the server that has the secret of the client: `ATTRIUM_SSO_`, capital ' +
      'letters, digits and single underscores, and `SECRET` at the end. Null: a public client, or the file says ' +
      'where the secret is.',
  ),
  scopes: texts('What the provider is asked for; `openid` is one of them.'),
  userinfo: flag('Whether claims are read from its userinfo endpoint, too.'),
  email_claim: text('The claim that has the e-mail address.'),
  require_verified_email: flag('Whether an address counts only if `email_verified` is true.'),
  create_users: flag('Whether people whom nobody here knows become users.'),
  attributes: textMap('Names of user attributes, each by the claim that gives it a value.'),
  groups_claim: nullableText('The claim that names groups; null: none does.'),
  groups: textMap('Names of groups, each by the value of that claim that puts people into it.'),
  required_claims: scalarMap(
    'Values that claims must have or, as a list, contain; each by its claim.',
  ),
}

/** A secret that is sent would be in logs of proxies, and a path is an affair of whoever runs the server. */
export const neverSent = {
  client_secret:
    'client_secret is never sent; set an environment variable of the server, and name it in client_secret_env.',
  client_secret_file:
    'client_secret_file is for the file of --single-sign-on alone; name an environment variable in client_secret_env.',
}

export const SignInProvider = shape(
  'SignInProvider',
  'A provider (OpenID Connect) with which people sign in, as its settings are.',
  {
    ...settingFields,
    enabled: flag('False: nobody signs in with it, and the sign-in page does not name it.'),
    set_in: readOnlyText(
      '`file`: the file of `--single-sign-on` sets it, and nobody changes it here. `database`: it is set here.',
    ),
    is_used: readOnlyFlag(
      'Whether people sign in with it: it is enabled, and no provider of the file has its id.',
    ),
    client_secret_is_set: readOnlyFlag(
      'Whether the node that answers has the secret; it is never shown. False for a public client, which has none.',
    ),
    callback_address: readOnlyText('The redirect address to register with the provider, exactly.'),
    people: integer('People who are known by an identity of its issuer.', { readOnly: true }),
    fault: readOnlyNullableText(
      'What is wrong with it before it is asked, such as a user attribute that is not there; null: nothing.',
    ),
  },
)
type Shown = Static<typeof SignInProvider>

interface Surroundings {
  readonly publicUrl: string
  readonly people: number
  readonly catalogue: Catalogue
}

/** Whoever is shown a provider may do everything with it; the secret is not part of it. */
export const showProvider = (
  { provider: it, client_secret_env, enabled, set_in, isUsed, fault }: KnownProvider,
  { publicUrl, people, catalogue }: Surroundings,
): Shown => ({
  id: it.id,
  name: it.name,
  issuer: it.issuer,
  client_id: it.client_id,
  client_secret_env: client_secret_env ?? null,
  scopes: [...it.scopes],
  userinfo: it.userinfo,
  email_claim: it.email_claim,
  require_verified_email: it.require_verified_email,
  create_users: it.create_users,
  attributes: it.attributes,
  groups_claim: it.groups_claim ?? null,
  groups: it.groups,
  required_claims: it.required_claims,
  ...{ enabled, set_in },
  is_used: isUsed,
  client_secret_is_set: it.client_secret !== undefined,
  callback_address: callbackAddress(publicUrl, it.id),
  people,
  // guard single-sign-on-41: becomes fault ?? null
  fault: fault ?? (settingFaults(it, catalogue).join(' ') || null),
})
