// Wire shapes of applications that sign people in by OAuth 2, and how one is shown.
import { type OauthClient, withBuiltIn } from '../domain/oauth-client.ts'
import {
  can,
  fieldListOf,
  flag,
  nullableText,
  readOnlyNullableText,
  readOnlyNullableUrl,
  readOnlyText,
  type Static,
  shape,
  text,
} from '../http/schema.ts'
import { limits } from '../limits.ts'
import { shownInstant } from '../texts/instant.ts'

const UserPublic = shape('UserPublic', 'What everybody may know of a user.', {
  can,
  id: readOnlyText('Id of the user, in decimal digits.'),
  first_name: readOnlyText('First name.'),
  last_name: readOnlyText('Last name.'),
  display_name: readOnlyNullableText('First and last name; null unless the user has both.'),
  url: readOnlyNullableUrl('Address of the user in this API.'),
})

export const OauthClientApp = shape(
  'OauthClientApp',
  'An application that gets access tokens of the people who allow it (OAuth 2 with PKCE).',
  {
    can,
    client_guid: readOnlyText('Id of the application, which it sends as `client_id`.'),
    redirect_uri: text(
      'Address that gets the code when a person has allowed the application. It has to be sent exactly like this. It ' +
        'begins with `https:`, leads to this computer by its loopback address, or has a scheme with a dot.',
    ),
    display_name: text('Name of the application, which people see when they are asked.'),
    description: text(
      `What the application is for, which people see, too; at most ${limits.oauth_description_characters} characters.`,
    ),
    enabled: flag('False refuses the application, and ends the tokens that it has.'),
    group_id: nullableText(
      'Id of the group whose members alone may use the application, directly or through groups inside it; null: ' +
        'everybody may. If the group is deleted, nobody may.',
    ),
    tokens_invalid_before: readOnlyText(
      'Codes and tokens that the application got before this time are invalid. UTC in RFC 3339.',
    ),
    activated_users: fieldListOf(
      `Users who have allowed the application, the first ${limits.shown_activated_users} by their ids.`,
      UserPublic,
      { readOnly: true },
    ),
  },
  { brief: ['client_guid', 'display_name', 'enabled'] },
)
export type ShownClient = Static<typeof OauthClientApp>

export interface ActivatedUser {
  readonly client_guid: string
  readonly id: string
  readonly first_name: string
  readonly last_name: string
}

/** `url` is that of this API. Whoever is shown a client may do everything with it. */
export function showClient(
  client: OauthClient,
  activated: readonly ActivatedUser[],
  url: string,
): ShownClient {
  const { tokens_invalid_before, client_guid, redirect_uri, display_name, description } = client
  return {
    can: { show: true, update: true, destroy: true },
    ...{ client_guid, redirect_uri, display_name, description },
    enabled: client.enabled,
    group_id: client.group_id,
    tokens_invalid_before: shownInstant(tokens_invalid_before),
    activated_users: activated
      .filter((user) => user.client_guid === client_guid)
      .map(({ id, first_name, last_name }) => ({
        can: {},
        ...{ id, first_name, last_name },
        display_name: first_name && last_name ? `${first_name} ${last_name}` : null,
        url: `${url}/users/${id}`,
      })),
  }
}

export const showClients = (
  stored: readonly OauthClient[],
  activated: readonly ActivatedUser[],
  url: string,
): ShownClient[] => withBuiltIn(stored).map((client) => showClient(client, activated, url))
