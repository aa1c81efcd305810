// The declared failures that are not in the reference: how to cause each, or why it never happens.
import { type ServedRoute, served } from '../../support/served.ts'
import { cells } from './matrix.ts'

export interface Failure {
  readonly operation: string
  readonly status: number
}

/** A call of an administrator that causes the failure. */
export interface Recipe extends Failure {
  /** The objects, in the words of the cast. */
  readonly on: string
  readonly body?: unknown
  readonly query?: string
  /** Path parameters, sent unchanged. */
  readonly raw?: string
}

const long = 'x'.repeat(256)

const invalid: readonly (readonly [operation: string, on: string, body: unknown])[] = [
  ['create_user_attribute', '-', {}],
  ['set_user_attribute_user_value', 'himself editable', { value: null }],
  ['update_user_attribute_group_value', 'his_group editable', { value: null }],
  ['create_group', '-', {}],
  ['update_group', 'his_group', { name: 'all users' }],
  ['create_model_set', '-', {}],
  ['update_model_set', 'models', { name: '' }],
  ['update_session', '-', { workspace_id: 'elsewhere' }],
  ['create_user', '-', { last_name: long }],
  ['claims_of_users', '-', {}],
  ['apply_change', '-', {}],
  ['set_user_value', 'himself editable', { value: 'set', expires_at: 'tomorrow' }],
  ['undo_change', 'a_change', { reason: 'x'.repeat(1001) }],
  ['explain_user_if', 'himself', {}],
  ['register_oauth_client_app', 'no_app', {}],
  ['update_oauth_client_app', 'an_app', { display_name: '' }],
  ['update_user', 'another', { last_name: long }],
  ['create_service_account', '-', {}],
  ['update_service_account', 'an_account', { service_account_name: '' }],
  ['update_user_credentials_email', 'another', { email: 'nowhere' }],
  ['update_user_credentials_api3', 'another', { purpose: long }],
  ['change_password', '-', { password: [] }],
  ['begin_totp', '-', { password: [] }],
  ['confirm_totp', '-', { code: [] }],
  ['end_totp', '-', { password: [] }],
  ['link', '-', { token: [] }],
  ['use_link', '-', { token: [] }],
  ['try_source', '-', { claims: [] }],
  ['try_provider', '-', {}],
  ['create_sign_in_provider', 'no_provider', {}],
  ['update_sign_in_provider', 'a_provider', { name: ' ' }],
]

const missing: readonly Recipe[] = [
  {
    operation: 'login',
    status: 404,
    on: '-',
    body: { client_id: 'nobody', client_secret: 'none' },
  },
  { operation: 'api_spec', status: 404, on: '-', raw: 'nothing' },
  { operation: 'explain_user', status: 422, on: 'himself', query: 'attributes=regoin' },
  ...['values', 'values_summary'].map((operation) => ({
    ...{ operation, status: 422, on: 'viewable', query: 'attribute=regoin' },
  })),
  { operation: 'group_values', status: 422, on: 'viewable', query: 'attribute=regoin' },
  { operation: 'memberships', status: 422, on: '-', raw: '1', query: 'nested=true' },
  ...['values_csv', 'values_ndjson'].map((operation) => ({
    ...{ operation, status: 422, on: 'viewable', query: 'attributes=regoin' },
  })),
  { operation: 'events', status: 410, on: '-', raw: '1', query: 'after=1.abcdefghijk' },
  { operation: 'change_result', status: 410, on: 'an_old_change' },
  { operation: 'undo_change', status: 409, on: 'an_overtaken_change', body: {} },
  {
    operation: 'apply_change',
    status: 409,
    on: '-',
    body: { changes: [], basis: [1, 2, 3].map(() => 'x'.repeat(22)).join('.') },
  },
  { operation: 'update_attribute', status: 422, on: 'viewable', body: { combine: 'all' } },
  { operation: 'user_claims', status: 422, on: 'himself', query: 'as_of=yesterday' },
  ...['history', 'history_csv', 'history_ndjson'].map((operation) => ({
    ...{ operation, status: 422, on: '-', raw: '1', query: 'user=nobody@nowhere.example' },
  })),
]

const lookerPrefix = '/api/4.0'

/** A text that is not JSON, a parameter given twice, or one that is refused because it is unknown. */
function malformed({ prefix, route }: ServedRoute): Recipe | undefined {
  const { operation, body, query = {} } = route
  const recipe = { operation, status: 400, on: '-', raw: '1' }
  if (body !== undefined) return { ...recipe, body: '{' }
  if (prefix !== lookerPrefix) return { ...recipe, query: 'no_such_parameter=1' }
  const [parameter] = Object.keys(query)
  return parameter === undefined ? undefined : { ...recipe, query: `${parameter}=a&${parameter}=b` }
}

export const recipes: readonly Recipe[] = [
  ...served.flatMap((it) => (it.route.fails.includes(400) ? (malformed(it) ?? []) : [])),
  ...invalid.map(([operation, on, body]) => ({ operation, status: 422, on, body })),
  ...missing,
]

const lists =
  'all_user_attributes all_groups search_groups search_groups_with_hierarchy search_groups_with_roles ' +
  'all_permissions all_users search_users search_users_names search_credentials_email attributes ' +
  'all_changes history history_csv history_ndjson memberships'
const open = 'versions api_spec attrium_api_spec web_api_spec'
const plainPaths =
  'logout all_permissions session role api_spec delete_role delete_group delete_group_from_group ' +
  'delete_group_user delete_model_set delete_permission_set delete_user delete_service_account ' +
  'delete_user_attribute_group_value delete_user_attribute_user_value delete_user_session ' +
  'delete_user_credentials_email delete_user_credentials_api3 delete_user_credentials_google ' +
  'delete_user_credentials_ldap delete_user_credentials_looker_openid delete_user_credentials_oidc ' +
  'delete_user_credentials_saml delete_user_credentials_totp delete_user_credentials_embed ' +
  'delete_oauth_client_app invalidate_tokens activate_app_user deactivate_app_user'

/** Failures that are declared because the official document declares them, and that never happen. */
const never: Readonly<Record<string, readonly (readonly [operations: string, why: string])[]>> = {
  400: [[plainPaths, 'a path names something or nothing, and it takes neither query nor body']],
  404: [
    [lists, 'a list may be empty and is never absent'],
    ['session update_session me versions get_setting', 'is there whenever somebody asks'],
    ['apply_change', 'what a change names and is not there is a 422 at its place'],
    [
      'create_embed_user create_service_account',
      'names nothing that could be absent, refuses by 403',
    ],
  ],
  405: [
    ['create_permission_set', 'a new set is not built in'],
    ['set_role_groups set_role_users', 'whoever may give the Admin role may change its holders'],
  ],
  409: [
    [
      'update_sign_in_provider delete_sign_in_provider',
      'the server of the matrix has no file of providers; test/single-sign-on/set-here.test.ts has one',
    ],
    [
      'create_user_attribute set_user_attribute_group_values create_group create_model_set ' +
        'create_permission_set create_role set_role_groups create_user wipeout_user_emails ' +
        'create_user_credentials_email create_user_credentials_api3 create_user_credentials_totp',
      'what is taken is a 422 on its field (looker 3.3)',
    ],
  ],
  422: [
    ['get_setting activate_app_user', 'has no body'],
    ['create_user_credentials_api3', 'has no field that could be wrong'],
  ],
  429: [[open, 'is answered from memory to everybody and not counted']],
}

export const neverAnswered: readonly Failure[] = Object.entries(never).flatMap(
  ([status, reasons]) =>
    reasons.flatMap(([operations]) =>
      operations.split(' ').map((operation) => ({ operation, status: Number(status) })),
    ),
)

/** The failures for which the reference has a cell. */
export const inReference: readonly Failure[] = cells
  .filter(({ expected }) => /^4/.test(expected))
  .map(({ operation, expected }) => ({ operation, status: Number(expected) }))
