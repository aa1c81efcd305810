// Wire shapes of providers, and of what a sign-in with one of them would give.
import {
  fieldListOf,
  nullableFieldOf,
  nullableText,
  readOnlyFlag,
  readOnlyNullableText,
  readOnlyText,
  shape,
  text,
  texts,
} from '../http/schema.ts'
import { settingFields } from './definition-shapes.ts'

export const ProviderChoice = shape('ProviderChoice', 'A provider with which people sign in.', {
  id: readOnlyText('Its id, as the settings name it.'),
  name: readOnlyText('Its name for people.'),
  address: readOnlyText(
    'Where a browser begins to sign in with it; `?to=` names the page to go to afterwards.',
  ),
})

const MappedClaim = shape('MappedClaim', 'A claim that gives a user attribute its value.', {
  claim: readOnlyText('Name of the claim.'),
  attribute: readOnlyText('Name of the user attribute.'),
  problem: readOnlyNullableText('Why it gives none, and refuses who has the claim; null: it does.'),
})

const MappedGroup = shape(
  'MappedGroup',
  'A value of the groups claim that puts people into a group.',
  {
    claim_value: readOnlyText('The value.'),
    group: readOnlyText('Name of the group.'),
    problem: readOnlyNullableText('Why it refuses who has the value; null: it puts them in.'),
  },
)

export const Source = shape('Source', 'A provider, with what its settings say and how it is now.', {
  id: readOnlyText('Its id, as the settings name it.'),
  name: readOnlyText('Its name for people.'),
  issuer: readOnlyText('The URL that its tokens name as issuer.'),
  client_id: readOnlyText('The id of this server at the provider.'),
  callback_address: readOnlyText('The redirect address to register with the provider, exactly.'),
  is_reachable: readOnlyFlag('Whether it answers as it has to.'),
  trouble: readOnlyNullableText('Why it does not; null if it does.'),
  set_in: readOnlyText('`file` or `database`, as `all_sign_in_providers` has it.'),
  enabled: readOnlyFlag('Whether it may be used.'),
  is_used: readOnlyFlag('Whether people sign in with it.'),
  creates_users: readOnlyFlag('Whether people whom nobody here knows become users.'),
  requires_verified_email: readOnlyFlag(
    'Whether an address counts only if the provider verified it.',
  ),
  email_claim: readOnlyText('The claim that has the e-mail address.'),
  required_claims: texts('Names of the claims that must have the value of the settings.'),
  attributes: fieldListOf('The claims that give values.', MappedClaim),
  groups_claim: readOnlyNullableText('The claim that names groups; null: none does.'),
  groups: fieldListOf('The values of that claim that put people into groups.', MappedGroup),
})

export const TriedClaims = shape(
  'TriedClaims',
  'An ID token, or claims, to see what they would give. One of the two is given.',
  {
    token: nullableText('An ID token of the provider.', { secret: true }),
    claims: nullableText('Claims as a JSON object.', { secret: true }),
  },
)

const TriedUser = shape('TriedUser', 'A user.', {
  id: readOnlyText('Id of the user, in decimal digits.'),
  display_name: readOnlyText('First and last name; the e-mail address if there is neither.'),
})

const TriedValue = shape('TriedValue', 'What a claim would give.', {
  claim: readOnlyText('Name of the claim.'),
  attribute: readOnlyText('Name of the user attribute.'),
  is_given: readOnlyFlag('Whether the claim is there and gives a value.'),
  value: readOnlyNullableText('The value; null if there is none, or if nobody may read it.'),
  hidden: readOnlyFlag('True if nobody can read values of this attribute.'),
  problem: readOnlyNullableText('Why it is refused, without the value; null: it is not.'),
})

export const TriedSignIn = shape(
  'TriedSignIn',
  'What a sign-in with these claims would do. It was not done.',
  {
    signature: text(
      '`checked`: the token is one of this provider for this server, now. `wrong`: it is not. `not checked`: claims have none.',
    ),
    refusals: texts('Why nobody would be signed in; empty: somebody would.'),
    user: nullableFieldOf('Who would be signed in; null: nobody who is here.', TriedUser),
    would_create: readOnlyFlag('Whether a user would be made.'),
    values: fieldListOf('The values that the claims would give.', TriedValue),
    groups: texts('Names of the groups that the claims would give.'),
  },
)

export const TriedProvider = shape(
  'TriedProvider',
  'Settings of a provider that need not be stored, and an ID token or claims to try with them.',
  {
    ...settingFields,
    token: nullableText('An ID token of the provider.', { secret: true }),
    claims: nullableText('Claims as a JSON object.', { secret: true }),
  },
)

export const TriedSettings = shape(
  'TriedSettings',
  'What the provider of the settings answers, and what a sign-in with it would do. It was not done.',
  {
    callback_address: readOnlyText('The redirect address to register with the provider, exactly.'),
    is_reachable: readOnlyFlag('Whether it answers as it has to.'),
    trouble: readOnlyNullableText('Why it does not; null if it does.'),
    client_secret_is_set: readOnlyFlag('Whether this node has the secret of the client.'),
    sign_in: nullableFieldOf(
      'What a sign-in would do; null if nothing was sent to try, or a token of a provider that does not answer.',
      TriedSignIn,
    ),
  },
)
