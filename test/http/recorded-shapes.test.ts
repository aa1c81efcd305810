// Every object type as it was recorded: exactly these keys in exactly this order, including nested objects.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keyIn, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAttribute, aUser, join } from '../support/world.ts'

let server: TestServer
/** The values of `{user}`, `{group}`, `{attribute}` and `{key}` in the paths below. */
const ids: Record<string, string> = {}
beforeAll(async () => {
  server = await startServer()
  ids['user'] = await aUser(server, { email: 'Recorded.User@testfoo.com' })
  ids['group'] = await aGroup(server)
  await join(server, ids['user'], ids['group'])
  ids['attribute'] = (await anAttribute(server, { default_value: 'none' })).id
  const value = { value: 'group' }
  await server.api('PATCH', `/groups/${ids['group']}/attribute_values/${ids['attribute']}`, value)
  const key = await server.api('POST', `/users/${ids['user']}/credentials_api3`)
  ids['key'] = key.json.id
})
afterAll(() => server.stop())

const userRow =
  'name, label, rank, value, user_id, user_can_edit, value_is_hidden, user_attribute_id, source, ' +
  'hidden_value_domain_whitelist'
const definition =
  'id, name, label, type, default_value, is_system, is_permanent, value_is_hidden, user_can_view, ' +
  'user_can_edit, hidden_value_domain_whitelist, ' +
  'can(show, index, create, show_value, update, destroy, set_value)'
const groupValue = 'id, group_id, user_attribute_id, value_is_hidden, rank, value, can()'
const group =
  'can_add_to_content_metadata, external_group_id, id, name, user_count, externally_managed, ' +
  'include_by_default, contains_current_user'
const groupCan = 'can(show, create, index, update, delete, edit_in_ui, add_to_content_metadata)'
const email =
  'created_at, user_id, logged_in_at, type, email, forced_password_reset_at_next_login, is_disabled, ' +
  // The two keys that end in _expired were added in 25.10.
  'password_reset_url, account_setup_url, password_reset_url_expired, account_setup_url_expired, ' +
  'url, user_url, can(show_password_reset_url)'
const key = 'id, client_id, created_at, type, is_disabled, url, can()'
const newKey = 'id, client_id, created_at, type, client_secret, is_disabled, url, can()'
/**
 * `embed_group_space_id` and `is_iam_admin` are in the order of 25.10; older recordings lack them.
 * `is_service_account` is from 26.12.
 */
const user =
  `avatar_url, avatar_url_without_sizing, credentials_api3[${key}], credentials_email(${email}), ` +
  'credentials_embed[], credentials_google, credentials_ldap, credentials_looker_openid, ' +
  'credentials_oidc, credentials_saml, credentials_totp, email, first_name, id, last_name, locale, ' +
  'looker_versions[], models_dir_validated, ui_state, embed_group_folder_id, embed_group_space_id, ' +
  'home_folder_id, personal_folder_id, presumed_looker_employee, sessions[], ' +
  'verified_looker_employee, roles_externally_managed, allow_direct_roles, ' +
  'allow_normal_group_membership, allow_roles_from_normal_groups, is_iam_admin, ' +
  'is_service_account, display_name, ' +
  'group_ids[], is_disabled, role_ids[], url, ' +
  'can(show, index, show_details, index_details, sudo, show_creds, update_creds)'
const permissionSet = 'built_in, id, all_access, name, permissions[], url, can(show, index, update)'
const modelSet = 'built_in, id, all_access, models[], name, url, can(show, index, update)'
const role =
  `id, name, permission_set(${permissionSet}), model_set(${modelSet}), url, users_url, ` +
  'can(show, index, update)'

/** `a, b(c), d[e], f[]`: the keys in order; for a list, those of its first item. */
function outline(value: unknown): string {
  const inner = Object.entries(value as object).map(([name, held]) => {
    if (Array.isArray(held)) {
      return `${name}[${typeof held[0] === 'object' ? outline(held[0]) : ''}]`
    }
    return typeof held === 'object' && held !== null ? `${name}(${outline(held)})` : name
  })
  return inner.join(', ')
}

it.each([
  ['a value of a user (looker 1.15)', 'GET', '/users/{user}/attribute_values', `${userRow}, can()`],
  [
    'a value that was set (looker 4.1)',
    'PATCH',
    '/users/{user}/attribute_values/{attribute}',
    `${userRow}, can(show)`,
  ],
  [
    'a value of a group (looker 1.15)',
    'GET',
    '/user_attributes/{attribute}/group_values',
    groupValue,
  ],
  [
    'a value set for a group (looker 1.15)',
    'PATCH',
    '/groups/{group}/attribute_values/{attribute}',
    groupValue,
  ],
  ['a definition (looker 3.7, 3.8)', 'GET', '/user_attributes/{attribute}', definition],
  ['a user (looker 10.1, 10.3)', 'GET', '/users/{user}', user],
  ['an e-mail credential (looker 10.4)', 'GET', '/users/{user}/credentials_email', email],
  ['a new API key (looker 10.9)', 'POST', '/users/{user}/credentials_api3', newKey],
  ['an API key (looker 10.9)', 'GET', '/users/{user}/credentials_api3/{key}', key],
  ['a group (looker 10.10)', 'GET', '/groups/{group}', `${group}, ${groupCan}`],
  [
    'a group with its place (looker 10.10)',
    'GET',
    '/groups/search/with_hierarchy?id={group}',
    `${group}, parent_group_ids[], role_ids[], ${groupCan}`,
  ],
  ['a role (looker 10.16)', 'GET', '/roles/2', role],
  ['a permission set (looker 10.16)', 'GET', '/permission_sets/1', permissionSet],
  ['a model set (looker 10.16)', 'GET', '/model_sets/1', modelSet],
  ['a session (looker 7.7)', 'GET', '/session', 'workspace_id, sudo_user_id, can(view, update)'],
])('%s has the recorded keys in the recorded order', async (_, method, template, keys) => {
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? '')
  const body = method === 'PATCH' ? { value: 'set' } : undefined
  const { status, json } = await server.api(method, path, body)
  expect(status).toBe(200)
  expect(outline(Array.isArray(json) ? json[0] : json)).toBe(keys)
})

it('a token has its four keys and no other (looker 7.2, clients 2)', async () => {
  const { json } = await server.stranger('POST', '/login', keyIn(server.lookerIni))
  expect(outline(json)).toBe('access_token, token_type, expires_in, refresh_token')
})
