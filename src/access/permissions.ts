// The permission table: operationId → who may call it, and what everybody else is told
// (looker 5). Deny by default: an operation without a row cannot be routed.
import { Refusal } from '../errors.ts'
import type { GroupId, UserId } from '../ids.ts'
import type { Actor, Permission } from './actor.ts'

/** Any one of them suffices; admins may everything that anybody may. */
export type Who =
  | 'anyone'
  | 'signed_in'
  | 'admin'
  | Permission
  /** The user whom the call is about. */
  | 'self'
  /** The same, for an attribute whose values users may edit. */
  | 'self_editor'
  /** Whoever may see values of the attribute that the call is about. */
  | 'viewer'
  /** Whoever is in the group that the call is about, directly or through nesting. */
  | 'member'

export interface Row {
  readonly who: readonly Who[]
  /** 404 where the operation declares no 403, or where the thing must not be known of. */
  readonly otherwise: 403 | 404
}

/** What the call is about, as far as a rule asks. */
export interface Target {
  readonly user_id?: UserId
  readonly attribute?:
    | { readonly user_can_view: boolean; readonly user_can_edit: boolean }
    | undefined
  readonly group_id?: GroupId
}

const row = (otherwise: 403 | 404, ...who: Who[]): Row => ({ who, otherwise })

const everybody = row(404, 'signed_in')
const admins = row(403, 'admin')
const adminsOrSelf = row(403, 'admin', 'self')
const definers = row(404, 'manage_user_attributes')
const viewers = row(404, 'manage_user_attributes', 'viewer')
const groupReaders = row(404, 'see_users', 'manage_groups', 'manage_user_attributes', 'member')
const groupManagers = row(403, 'manage_groups')
const roleManagers = row(404, 'manage_roles')
const roleGivers = row(403, 'manage_roles')
const roleReaders = row(404, 'manage_roles', 'see_users')

export const permissionTable = {
  login: row(404, 'anyone'),
  login_user: row(403, 'sudo'),
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
  user_attribute_user_values: row(404, 'manage_user_attributes', 'self'),
  set_user_attribute_user_value: row(403, 'manage_user_attributes', 'self_editor'),
  delete_user_attribute_user_value: row(403, 'manage_user_attributes', 'self_editor'),
  update_user_attribute_group_value: row(403, 'manage_user_attributes'),
  delete_user_attribute_group_value: row(403, 'manage_user_attributes'),

  me: everybody,
  all_users: everybody,
  user: everybody,
  search_users: everybody,
  search_users_names: everybody,
  create_user: row(404, 'admin'),
  update_user: admins,
  delete_user: admins,
  create_embed_user: admins,
  create_service_account: admins,
  update_service_account: admins,
  delete_service_account: admins,
  wipeout_user_emails: admins,
  user_for_credential: row(403, 'see_users'),
  search_credentials_email: admins,
  user_credentials_email: adminsOrSelf,
  create_user_credentials_email: admins,
  update_user_credentials_email: admins,
  delete_user_credentials_email: admins,
  create_user_credentials_email_password_reset: admins,
  send_user_credentials_email_password_reset: admins,
  all_user_credentials_api3s: adminsOrSelf,
  create_user_credentials_api3: admins,
  user_credentials_api3: adminsOrSelf,
  update_user_credentials_api3: admins,
  delete_user_credentials_api3: admins,
  all_user_credentials_embeds: adminsOrSelf,
  user_credentials_embed: adminsOrSelf,
  delete_user_credentials_embed: admins,
  user_credentials_google: adminsOrSelf,
  delete_user_credentials_google: admins,
  user_credentials_ldap: adminsOrSelf,
  delete_user_credentials_ldap: admins,
  user_credentials_looker_openid: adminsOrSelf,
  delete_user_credentials_looker_openid: admins,
  user_credentials_oidc: adminsOrSelf,
  delete_user_credentials_oidc: admins,
  user_credentials_saml: adminsOrSelf,
  delete_user_credentials_saml: admins,
  user_credentials_totp: adminsOrSelf,
  create_user_credentials_totp: admins,
  delete_user_credentials_totp: admins,
  all_user_sessions: adminsOrSelf,
  user_session: adminsOrSelf,
  delete_user_session: adminsOrSelf,
  user_roles: row(404, 'see_users', 'self'),
  set_user_roles: roleGivers,

  all_groups: everybody,
  group: groupReaders,
  search_groups: everybody,
  search_groups_with_hierarchy: everybody,
  search_groups_with_roles: everybody,
  all_group_groups: groupReaders,
  all_group_users: groupReaders,
  create_group: row(404, 'manage_groups'),
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

  versions: row(404, 'anyone'),
  api_spec: row(404, 'anyone'),
} as const satisfies Record<string, Row>

/** What only a demo has. */
const demoTable = { reset: admins } as const satisfies Record<string, Row>

export type Operation = keyof typeof permissionTable
export type DemoOperation = keyof typeof demoTable

const rows: Record<Operation | DemoOperation, Row> = { ...permissionTable, ...demoTable }

/** Whether nobody has to sign in for it. */
export const isOpen = (operation: Operation | DemoOperation) =>
  rows[operation].who.includes('anyone')

/** Whether this caller may do this to that. */
export function permitted(
  operation: Operation | DemoOperation,
  actor: Actor,
  target: Target = {},
): boolean {
  return rows[operation].who.some((who) => holds(who, actor, target))
}

/** Refuses with the 403 or 404 of the operation's row, unless the caller may. */
export function insist(
  operation: Operation | DemoOperation,
  actor: Actor,
  target: Target = {},
  message?: string,
): void {
  if (permitted(operation, actor, target)) return
  const reason = rows[operation].otherwise === 403 ? 'denied' : 'not_found'
  const told = message ?? (reason === 'denied' ? missingRight(operation) : undefined)
  throw new Refusal(reason, told === undefined ? {} : { message: told })
}

/** The sentence of a 403: the right that would have sufficed. */
function missingRight(operation: Operation | DemoOperation): string {
  const who: readonly Who[] = rows[operation].who
  const needed = who.flatMap((it) => rightNames[it] ?? `the permission ${it}`)
  return `Permission Denied: this needs ${needed.join(' or ')}.`
}

/** Rights that are no permission of a role; an empty list is nothing that somebody can be given. */
const rightNames: Partial<Record<Who, string | readonly string[]>> = {
  admin: 'the role Admin',
  self: 'an API key of that user',
  self_editor: [],
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
      return user_id === actor.user_id
    case 'self_editor':
      return user_id === actor.user_id && attribute?.user_can_edit === true
    case 'viewer':
      return attribute?.user_can_view === true
    case 'member':
      return group_id !== undefined && actor.groups.has(group_id)
    default:
      return actor.permissions.has(who)
  }
}
