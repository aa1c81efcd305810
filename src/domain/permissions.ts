// The permission table: for each operationId, who may call it, when that is checked and about which object, and the
// answer for everybody else (looker 5). It denies by default: a route must name its row, and the server checks it.
import { Refusal } from '../errors.ts'
import type { Actor } from './actor.ts'
import { type Row, type Rule, rule, type Target } from './rule.ts'
import { missingRight, type Who } from './who.ts'

export const anyone = rule('first', 404, 'anyone')
export const everybody = rule('first', 404, 'signed_in')
/** Nobody else learns that there is anything. */
export const adminsAlone = rule('first', 404, 'admin')
const admins = rule('first', 403, 'admin')
const adminsOfThing = rule('of_thing', 403, 'admin')
const adminsOrSelf = rule('of_thing', 403, 'admin', 'self')
const definers = rule('first', 404, 'manage_user_attributes')
const valueSetters = rule('of_attribute', 403, 'manage_user_attributes', 'self_editor')
const groupValueSetters = rule('of_thing', 403, 'manage_user_attributes')
const viewers = rule('of_attribute', 404, 'manage_user_attributes', 'viewer')
const groupReaders = rule(
  'first',
  404,
  'see_users',
  'manage_groups',
  'manage_user_attributes',
  'member',
)
const groupManagers = rule('of_thing', 403, 'manage_groups')
const roleManagers = rule('first', 404, 'manage_roles')
const roleGivers = rule('first', 403, 'manage_roles')
const roleReaders = rule('first', 404, 'manage_roles', 'see_users')
/** Looker declares no 403 for the operations on OAuth clients. */
const clientAdmins = rule('first', 404, 'admin')
const clientUsers = rule('first', 404, 'admin', 'self')

const rules = {
  login: anyone,
  login_user: rule('of_thing', 403, 'sudo'),
  logout: everybody,
  session: everybody,
  update_session: everybody,
  all_user_attributes: everybody,
  create_user_attribute: definers,
  user_attribute: viewers,
  update_user_attribute: definers,
  delete_user_attribute: definers,
  all_user_attribute_group_values: viewers,
  set_user_attribute_group_values: definers,
  user_attribute_user_values: rule('first', 404, 'manage_user_attributes', 'self'),
  set_user_attribute_user_value: valueSetters,
  delete_user_attribute_user_value: valueSetters,
  update_user_attribute_group_value: groupValueSetters,
  delete_user_attribute_group_value: groupValueSetters,
  me: everybody,
  all_users: everybody,
  user: everybody,
  search_users: everybody,
  search_users_names: everybody,
  create_user: rule('first', 404, 'admin'),
  update_user: adminsOfThing,
  delete_user: adminsOfThing,
  create_embed_user: admins,
  create_service_account: admins,
  update_service_account: adminsOfThing,
  delete_service_account: adminsOfThing,
  wipeout_user_emails: adminsOfThing,
  user_for_credential: rule('first', 403, 'see_users'),
  search_credentials_email: admins,
  user_credentials_email: adminsOrSelf,
  create_user_credentials_email: adminsOfThing,
  update_user_credentials_email: adminsOfThing,
  delete_user_credentials_email: adminsOfThing,
  create_user_credentials_email_password_reset: adminsOfThing,
  send_user_credentials_email_password_reset: adminsOfThing,
  all_user_credentials_api3s: adminsOrSelf,
  create_user_credentials_api3: adminsOfThing,
  user_credentials_api3: adminsOrSelf,
  update_user_credentials_api3: adminsOfThing,
  delete_user_credentials_api3: adminsOfThing,
  all_user_credentials_embeds: adminsOrSelf,
  user_credentials_embed: adminsOrSelf,
  delete_user_credentials_embed: adminsOfThing,
  user_credentials_google: adminsOrSelf,
  delete_user_credentials_google: adminsOfThing,
  user_credentials_ldap: adminsOrSelf,
  delete_user_credentials_ldap: adminsOfThing,
  user_credentials_looker_openid: adminsOrSelf,
  delete_user_credentials_looker_openid: adminsOfThing,
  user_credentials_oidc: adminsOrSelf,
  delete_user_credentials_oidc: adminsOfThing,
  user_credentials_saml: adminsOrSelf,
  delete_user_credentials_saml: adminsOfThing,
  user_credentials_totp: adminsOrSelf,
  create_user_credentials_totp: adminsOfThing,
  delete_user_credentials_totp: adminsOfThing,
  all_user_sessions: adminsOrSelf,
  user_session: adminsOrSelf,
  delete_user_session: adminsOrSelf,
  // Whoever replaces the list reads it first.
  // guard unseen-2: becomes rule('first', 404, 'see_users', 'self')
  user_roles: rule('first', 404, 'see_users', 'manage_roles', 'self'),
  set_user_roles: rule('of_thing', 403, 'manage_roles'),

  all_groups: everybody,
  group: groupReaders,
  search_groups: everybody,
  search_groups_with_hierarchy: everybody,
  search_groups_with_roles: everybody,
  all_group_groups: groupReaders,
  all_group_users: groupReaders,
  create_group: rule('first', 404, 'manage_groups'),
  update_group: groupManagers,
  delete_group: groupManagers,
  add_group_group: groupManagers,
  delete_group_from_group: groupManagers,
  add_group_user: groupManagers,
  delete_group_user: groupManagers,
  all_model_sets: roleReaders,
  search_model_sets: roleReaders,
  model_set: roleReaders,
  create_model_set: roleManagers,
  update_model_set: roleGivers,
  delete_model_set: roleManagers,
  all_permission_sets: roleReaders,
  search_permission_sets: roleReaders,
  permission_set: roleReaders,
  create_permission_set: roleManagers,
  update_permission_set: roleManagers,
  delete_permission_set: roleManagers,
  all_permissions: everybody,
  all_roles: roleReaders,
  search_roles: roleReaders,
  search_roles_with_user_count: roleReaders,
  role: roleReaders,
  create_role: roleManagers,
  update_role: roleManagers,
  delete_role: roleManagers,
  role_groups: roleReaders,
  set_role_groups: roleGivers,
  role_users: roleReaders,
  set_role_users: roleGivers,
  all_oauth_client_apps: clientAdmins,
  oauth_client_app: clientAdmins,
  register_oauth_client_app: clientAdmins,
  update_oauth_client_app: clientAdmins,
  delete_oauth_client_app: clientAdmins,
  invalidate_tokens: clientAdmins,
  activate_app_user: clientUsers,
  deactivate_app_user: clientUsers,
  get_setting: everybody,
  versions: anyone,
  api_spec: anyone,
} satisfies Record<string, Rule>

/** The operations of the Attrium API; only a demo has `reset`. */
const attriumRules = {
  // guard reset-2: becomes everybody
  reset: admins,
  attrium_api_spec: anyone,
  explain_user: rule('of_user', 404, 'manage_user_attributes', 'self'),
  explain_user_if: definers,
  user_claims: rule('of_user', 404, 'manage_user_attributes', 'self'),
  api_keys: rule('of_user', 404, 'admin', 'self'),
  claims_of_users: definers,
  /** Of others: rows about what the caller manages; see history/history-access.ts. */
  history: everybody,
  history_csv: everybody,
  history_ndjson: everybody,
  apply_change: everybody,
  all_changes: everybody,
  change: everybody,
  /** As `change`; values of others only for those who may read them. */
  change_result: everybody,
  change_effects: definers,
  undo_change: everybody,
  // guard event-14: becomes everybody
  events: definers,
  /** As `set_user_attribute_user_value`, asked when the path is known to name somebody. */
  set_user_value: everybody,
  delete_user_value: everybody,
  attributes: everybody,
  attribute: viewers,
  update_attribute: definers,
  values: definers,
  values_counts: definers,
  values_summary: definers,
  values_csv: definers,
  values_ndjson: definers,
  group_values: definers,
  /** Of others: only for those who may see every group; see groups/membership-routes.ts. */
  memberships: everybody,
  // guard single-sign-on-33: becomes everybody
  all_sign_in_providers: adminsAlone,
  sign_in_provider: adminsAlone,
  // guard single-sign-on-34: becomes everybody
  create_sign_in_provider: adminsAlone,
  // guard single-sign-on-35: becomes everybody
  update_sign_in_provider: adminsAlone,
  // guard single-sign-on-36: becomes everybody
  delete_sign_in_provider: adminsAlone,
} satisfies Record<string, Rule>

export type Operation = keyof typeof rules
export type AttriumOperation = keyof typeof attriumRules

type Table<Rules extends Record<string, Rule>> = {
  readonly [Name in keyof Rules & string]: Row<Name, Rules[Name]['asked'], Rules[Name]['who']>
}

export const tableOf = <Rules extends Record<string, Rule>>(some: Rules): Table<Rules> =>
  Object.fromEntries(
    Object.entries(some).map(([operation, it]) => [
      operation,
      { ...it, operation, open: it.who.some((who) => who === 'anyone') },
    ]),
  ) as unknown as Table<Rules>

export const permissionTable = tableOf(rules)
export const attriumTable = tableOf(attriumRules)

/** Whether this caller may call the operation on this target. */
export const permitted = (operation: Operation, actor: Actor, target: Target = {}): boolean =>
  permits(permissionTable[operation], actor, target)

const permits = ({ who }: Rule, actor: Actor, target: Target): boolean =>
  who.some((it) => holds(it, actor, target))

/** Throws the 403 or 404 of the operation's row unless the caller may call it. */
export function insist(row: Rule, actor: Actor, target: Target = {}): void {
  if (permits(row, actor, target)) return
  if (row.otherwise === 404) throw new Refusal('not_found')
  throw new Refusal('denied', { message: missingRight(row.who) })
}

function holds(who: Who, actor: Actor, { user_id, attribute, group_id }: Target): boolean {
  if (actor.is_admin) return true
  switch (who) {
    case 'anyone':
    case 'signed_in':
      return true
    case 'admin':
      return false
    case 'self':
      // guard permission-1: becomes true
      return user_id === actor.user_id
    case 'self_editor':
      // guard permission-2: without && attribute?.user_can_edit === true
      return user_id === actor.user_id && attribute?.user_can_edit === true
    case 'viewer':
      // guard permission-3: becomes true
      return attribute?.user_can_view === true
    case 'member':
      // guard permission-4: becomes true
      return group_id !== undefined && actor.groups.has(group_id)
    case 'manage_user_attributes':
    case 'manage_groups':
    case 'manage_roles':
    case 'see_users':
    case 'sudo':
      return actor.permissions.has(who)
  }
}
