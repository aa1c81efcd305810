// The parameters in paths, with their meaning and an example for the demo company.

interface PathParameter {
  readonly about: string
  readonly example: string
}

export const pathParameters: Readonly<Record<string, PathParameter>> = {
  user: {
    about:
      'Id of a user in decimal digits, e-mail address in any case, or `external_user_id:` and the id of an ' +
      'embedded user.',
    example: 'maya@acme.example',
  },
  attribute: {
    about: 'Id of a user attribute in decimal digits, or its name.',
    example: 'region',
  },
  user_id: {
    about: 'Id of a user, in decimal digits. `search_users` finds it by name or address.',
    example: '2',
  },
  group_id: {
    about: 'Id of a group, in decimal digits. `search_groups` finds it by name; 1 is All Users.',
    example: '2',
  },
  deleting_group_id: {
    about: 'Id of the group to take out of the other one.',
    example: '3',
  },
  user_attribute_id: {
    about: 'Id of a user attribute, in decimal digits. `all_user_attributes` lists ids and names.',
    example: '14',
  },
  provider: {
    about: 'Id of a provider with which people sign in. `all_sign_in_providers` lists them.',
    example: 'acme',
  },
  client_guid: {
    about: 'Id of an OAuth client. `all_oauth_client_apps` lists them.',
    example: 'looker-cli',
  },
  change_id: {
    about: 'Id of a change, in decimal digits. The history calls it `change_id`.',
    example: '93',
  },
  role_id: {
    about: 'Id of a role, in decimal digits. `all_roles` lists them; 2 is Admin.',
    example: '2',
  },
  permission_set_id: {
    about: 'Id of a permission set, in decimal digits. `all_permission_sets` lists them.',
    example: '1',
  },
  model_set_id: {
    about: 'Id of a model set, in decimal digits. `all_model_sets` lists them; 1 is All.',
    example: '1',
  },
  credentials_api3_id: {
    about: 'Id of an API key, in decimal digits; it is not the `client_id`.',
    example: '1',
  },
  credentials_embed_id: {
    about: 'Id of an embedding credential, as `all_user_credentials_embeds` lists it.',
    example: '1',
  },
  session_id: {
    about: 'Id of a session, as `all_user_sessions` lists it.',
    example: '7532483444671459690',
  },
  pattern: {
    about:
      'Text to look for. The whole text must match, in any case. `%` stands for any characters, `_` for ' +
      'one; at most 256 characters and 8 `%`.',
    example: 'Maya%',
  },
  credential_type: {
    about:
      'Kind of credential: `email`, `api3`, `embed`, `google`, `ldap`, `looker_openid`, `oidc` or ' +
      '`saml`.',
    example: 'email',
  },
  credential_id: {
    about:
      'Identity to look for: the address for `email` and `looker_openid`, the `client_id` for ' +
      '`api3`, else the id in the other system.',
    example: 'maya@acme.example',
  },
  api_version: { about: 'Version of the API; this server speaks 4.0 only.', example: '4.0' },
  specification: {
    about: '`openapi.json` for OpenAPI 3.0 or `swagger.json` for Swagger 2.0.',
    example: 'openapi.json',
  },
}
